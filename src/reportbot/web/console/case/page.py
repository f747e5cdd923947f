"""One case: what it is, what happens next, the one thing to do now, and everything that was said and done."""

from dataclasses import replace
from typing import Any

from starlette.responses import Response

from reportbot.core.access.actions import Action
from reportbot.core.cases.desk.notes import LONGEST_NOTE, LONGEST_TASK
from reportbot.core.cases.offices.involving import may_be_involved
from reportbot.core.cases.retention import POSTPONEMENTS, is_held
from reportbot.core.cases.telling.questions import LONGEST_QUESTION
from reportbot.core.errors import UnknownCode
from reportbot.core.messages import Text
from reportbot.service.desk.erasures import LONGEST_REASON
from reportbot.service.desk.passing_on import LONGEST_REASON as LONGEST_WHY
from reportbot.service.desk.reading import CasePage
from reportbot.web import asking_words, assigning_words, feedback_words
from reportbot.web.console import times, words
from reportbot.web.console.case import case_words
from reportbot.web.console.case.attachments import paper_words, picture_words
from reportbot.web.console.case.attachments.papers import papers_part
from reportbot.web.console.case.attachments.picture_view import pictures_of
from reportbot.web.console.case.case_view import office_name, reach_of, view_of
from reportbot.web.console.case.here import named
from reportbot.web.console.case.keeping import ending_words, note_words
from reportbot.web.console.case.keeping.colleagues import colleagues
from reportbot.web.console.case.keeping.note_view import notes_of, tasks_of
from reportbot.web.console.case.offices import answer_words, deadline_words, involving_words, releasing_words
from reportbot.web.console.case.offices.assignments import assignment_part
from reportbot.web.console.case.offices.deadline_view import owing_of
from reportbot.web.console.case.offices.officers import to_office_page
from reportbot.web.console.case.offices.staying import with_staying
from reportbot.web.console.case.reporter import pause_words, reply_words
from reportbot.web.console.case.reporter.pauses import pause_part
from reportbot.web.console.case.reporter.replying import reply_part
from reportbot.web.console.case.reporter.thread_view import thread_of
from reportbot.web.console.case.story import place_words
from reportbot.web.console.case.story.map_page import allow_tiles, map_part
from reportbot.web.console.case.story.place_view import placing_of
from reportbot.web.console.case.timeline.timeline_view import PARTS, timeline
from reportbot.web.console.case.triage import beside_words, look_words
from reportbot.web.console.case.triage.beside_view import beside_of
from reportbot.web.console.case.triage.look_view import look_of
from reportbot.web.console.desk import Desk

_TYPED: dict[str, Any] = {
    "question": "",
    "problem": None,
    "phone_problem": None,
    "phone_typed": {},
    "closure_problem": None,
    "date_problem": None,
    "date_typed": {},
    "passing_problem": None,
    "rejecting_problem": None,
    "releasing_problem": None,
    "involving_problem": None,
    "office_chosen": "",
    "released_key": "",
    "reason_typed": "",
    "note_problem": None,
    "note_typed": {},
    "task_problem": None,
    "task_typed": {},
    "merging_problem": None,
    "other_typed": "",
}
"""What a form that was refused says, and what its writer had typed."""


async def show_case(desk: Desk) -> Response:
    """GET /console/{municipality}/cases/{number}?show=…: one part of the timeline. Raises UnknownCode."""
    if desk.reach.theirs:
        return await to_office_page(desk)
    done = words.DONE | ending_words.DONE | pause_words.DONE | assigning_words.DONE | look_words.DONE
    done |= beside_words.DONE | paper_words.DONE | dict(answer_words.DONE) | dict(deadline_words.DONE)
    done |= dict(case_words.DONE) | dict(reply_words.DONE) | dict(picture_words.DONE)
    done |= dict(releasing_words.DONE) | dict(place_words.DONE) | dict(involving_words.DONE)
    asked = desk.request.query_params
    return await show_case_with(
        desk, note=with_staying(desk.town, done.get(asked.get("done", "")), asked.get("stays", ""))
    )


async def show_case_with(desk: Desk, *, status: int = 200, note: Text | None = None, **typed: Any) -> Response:
    """The page; after a form that was refused with what was typed and the reason (see _TYPED). Raises UnknownCode."""
    reads = desk.may(Action.READ_STORY)
    page = await desk.parts.casework.case(
        *named(desk),
        desk.by,
        links=desk.may(Action.SEE_LINKS),
        reads=reads,
        reach=desk.reach,
    )
    page = replace(page, people=await desk.people())
    typed = _TYPED | typed
    response = desk.show(
        "console/case.html",
        Text("Case {number}", {"number": page.case.number}),  # the matter may be sensitive: never in a title
        status=status,
        note=note,
        seen=page.seen,
        case_words=case_words,
        question_problem=typed.pop("problem"),
        **typed,
        **_values(desk, page),
        **map_part(desk, page),
        **await _parts(desk, page),
    )
    return allow_tiles(desk, response)


def _values(desk: Desk, page: CasePage) -> dict[str, Any]:
    now, town = desk.parts.clock.now(), page.town
    part = desk.request.query_params.get("show", "")
    part = part if part in PARTS else "all"
    coming, been = timeline(page, now, part)
    return {
        "view": view_of(page, now),
        "thread": () if page.is_outline else thread_of(page, now),
        "coming": coming,
        "been": been,
        "part": part,
        "notes": notes_of(page),
        "tasks": tasks_of(page, now),
        "noting": note_words,
        "most_noted_words": LONGEST_NOTE,
        "most_task": LONGEST_TASK,
        "most_why": LONGEST_WHY,
        "beside": beside_of(page, now),
        "together": beside_words,
        "expiry": page.expiry,
        "held": is_held(page.events),
        "ends_on": times.day(page.expiry.purge_at, town.rules.zone) if page.expiry else "",
        "ending": ending_words,
        "postponements": POSTPONEMENTS,
        "longest_reason": LONGEST_REASON,
        "asking": asking_words,
        "feedback": feedback_words,
        "own": town.rules.coordinator,
        "reach": reach_of(page),
        "name_of": lambda key: office_name(town, key),
        "ask_at": f"{desk.home}/cases/{page.case.number}/questions",
        "most_asked": LONGEST_QUESTION,
        "answers": answer_words,
        "dates": deadline_words,
        "releasing": releasing_words,
        "involving": involving_words,
        "to_involve": _to_involve(page),
        "owing": owing_of(page, now),
        "looking": look_words,
        "pictures": pictures_of(page),
        "of_pictures": picture_words,
        "from_list": False,
        "placing": placing_of(page, now),
        "of_place": place_words,
        "look": look_of(page.case, page.grounds) if page.case.status.is_open and not page.is_outline else None,
    }


async def _parts(desk: Desk, page: CasePage) -> dict[str, Any]:
    """What other parts of the page look up themselves: nothing for an outline."""
    if page.is_outline:
        return {"colleagues": (), "pause": None, "assignment": None, "papers": None, "ministry": False}
    return {
        "colleagues": await colleagues(desk),
        **reply_part(desk, page),
        **await pause_part(desk, page),
        **await papers_part(desk, page),
        **await assignment_part(desk, page),
    }


async def show_photo(desk: Desk) -> Response:
    """GET …/photos/{photo}. Raises UnknownCode."""
    path = desk.request.path_params
    image = await desk.parts.casework.photo(desk.visit.municipality, path["number"], path["photo"], desk.by)
    if not image:
        raise UnknownCode("no such picture")
    headers = {"X-Content-Type-Options": "nosniff", "Content-Disposition": "inline"}
    return Response(image, media_type="image/jpeg", headers=headers)


def _to_involve(page: CasePage) -> list[tuple[str, Text]]:
    """The institutions that could be asked to act as well."""
    town = page.town
    return [
        (key, town.name_of(key))
        for key in town.rules.institutions
        if town.takes_reports(key) and may_be_involved(page.case, key, page.referrals, town.rules.coordinator)
    ]
