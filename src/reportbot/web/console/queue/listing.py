"""The queue: every case in reach with its urgency, its office and what is due; what will be late first stands first."""

from collections.abc import Mapping
from itertools import takewhile

from starlette.responses import Response

from reportbot.core.access.actions import Action
from reportbot.core.cases.desk.queue import COUNTED, View
from reportbot.core.messages import Text
from reportbot.core.spending import Level
from reportbot.core.urgency import Urgency
from reportbot.service.desk.queue import QueuePage
from reportbot.service.outbox.dead_letters import AT_ONCE
from reportbot.service.outbox.unreached import unreached
from reportbot.service.outgoing.spending import spent_this_month
from reportbot.service.tables.queue import Count
from reportbot.web.console import dead_words, delivery_words, words
from reportbot.web.console.case.attachments import paper_words
from reportbot.web.console.case.keeping import ending_words
from reportbot.web.console.case.reporter import calling_words
from reportbot.web.console.case.triage import look_words
from reportbot.web.console.desk import Desk
from reportbot.web.console.offers import categories, offices, places, urgencies
from reportbot.web.console.oversight import duty_words, institution_words, model_words
from reportbot.web.console.oversight.duty import gap_line
from reportbot.web.console.positions import read_position, write_position
from reportbot.web.console.queue import narrowing, queue_words, searching_words
from reportbot.web.console.queue.kept import may_open_kept
from reportbot.web.console.queue.queue_view import line_of


async def show_queue(desk: Desk, problem: Text | None = None, status: int = 200) -> Response:
    """GET /console/{municipality}?view=…&place=…&category=…&office=…&urgency=…&since=…&until=…&after=…"""
    query = desk.request.query_params
    wish = narrowing.read_wish(query, desk.town)
    after = read_position(query.get("after", ""))
    page = await desk.parts.queue.page(desk.member, wish.view, wish.narrowed, after)
    now = desk.parts.clock.now()
    following = wish.address(after=write_position(page.next)) if page.next else ""
    return desk.show(
        "console/queue.html",
        queue_words.QUEUE,
        status=status,
        queue=queue_words,
        lines=[line_of(row, desk.town, now, desk.member, desk.may(Action.ACT), page.people) for row in page.rows],
        view=wish.view,
        tabs=_tabs(wish, page.counts),
        wish=wish,
        place=desk.town.around.gazetteer.by_key[wish.narrowed.place].name if wish.narrowed.place else None,
        chips=narrowing.chips(wish, desk.town),
        narrowing=_choices(desk) if query.get("form") == "1" or wish.no_place else None,
        open_form=wish.address(form="1"),
        filters=await desk.parts.queue.filters.of(desk.member),
        empty=queue_words.EMPTY[wish.view],
        is_first=after is None,
        first=wish.address(),
        next=following,
        is_part=bool(page.next) and not page.rows,
        note=queue_words.DONE.get(query.get("done", "")),
        problem=problem or (queue_words.NO_PLACE if wish.no_place else None),
        alerts=[*_danger(desk, wish, page), *await _alerts(desk)],
        calling=calling_words,
        duty=duty_words,
        looking=look_words,
        model=model_words,
        offices=institution_words.INSTITUTIONS,
        searching=searching_words,
        typed={"words": ""},
        choices=(),
    )


def _tabs(wish: narrowing.Wish, counts: Mapping[View, Count]) -> list[dict[str, object]]:
    return [
        {
            "view": view,
            "word": queue_words.VIEWS[view],
            "address": narrowing.elsewhere(wish, view),
            "is_here": view is wish.view,
            "count": _count(counts[view]) if view in COUNTED else None,
            "class": _COLOURS.get(view, "") if view in counts and counts[view].found else "",
        }
        for view in View
    ]


def _count(count: Count) -> Text:
    """ "99+" where nobody counts on."""
    return Text(queue_words.CAPPED.msgid if count.more else "{count}", {"count": count.found})


_COLOURS = {View.DANGER: "emergency", View.OVERDUE: "emergency", View.LOOK: "urgent", View.NEWS: "urgent"}


def _choices(desk: Desk) -> dict[str, object]:
    return {
        "places": places(desk.town),
        "selects": (
            ("category", words.MATTER, categories()),
            ("office", words.OFFICE, offices(desk.town)),
            ("urgency", words.URGENCY_WORD, urgencies()),
        ),
    }


def _danger(desk: Desk, wish: narrowing.Wish, page: QueuePage) -> list[tuple[str, Text, str]]:
    """What has been late for days stands above an emergency of this minute, and a list that is narrowed may not hold it
    at all: then the page says so on top, of all that are open."""
    in_front = len(list(takewhile(lambda row: row.case.urgency is Urgency.EMERGENCY, page.rows)))
    is_left_out = page.danger.found > page.counts[View.DANGER].found
    if not is_left_out and (wish.view is not View.OPEN or in_front >= page.danger.found):
        return []
    line = Text(queue_words.DANGER_LINE.msgid, {"count": _count(page.danger)})
    return [("bad", line, f"{desk.home}?view={View.DANGER}")]


async def _alerts(desk: Desk) -> list[tuple[str, Text, str]]:
    """(how bad, what is the matter, where it leads) of what is not a case, for those whose task it is."""
    key, now, home = desk.visit.municipality, desk.parts.clock.now(), desk.home
    found: list[tuple[str, Text, str]] = []
    if desk.may(Action.RETRY):
        found += [("bad", line, f"{home}/dead-letters") for line in await _unreached_lines(desk)]
        dead = await desk.parts.dead_letters.page(key, desk.reach, most=AT_ONCE)
        if count := len(dead.letters) + dead.hidden:
            said = _count(Count(count, more=dead.more is not None))
            found.append(("bad", Text(words.DEAD_LETTERS_LINE.msgid, {"count": said}), f"{home}/dead-letters"))
    if may_open_kept(desk) and (kept := len(await desk.parts.kept.waiting(key, desk.reach))):
        found.append(("warn", Text(words.KEPT_LINE.msgid, {"count": kept}), f"{home}/kept-messages"))
    if desk.may(Action.SEE_TOWN):
        if gap := gap_line(desk.town, now):
            found.append(("bad", gap, f"{home}/on-call"))
        if sms := await _sms_line(desk):
            found.append(("warn", sms, ""))
    if desk.may(Action.LETTER) and (letters := await desk.parts.handing_over.count_waiting(key, desk.reach)):
        found.append(("warn", Text(paper_words.TO_HAND_OVER_LINE.msgid, {"count": letters}), f"{home}/letters"))
    if desk.may(Action.ERASE) and (soon := await desk.parts.erasures.count(key, desk.reach)):
        found.append(("warn", Text(ending_words.SOON_LINE.msgid, {"count": soon}), f"{home}/erasures"))
    return found


async def _unreached_lines(desk: Desk) -> list[Text]:
    """Offices to which no way works any more; each until a message arrives again."""
    keys = await unreached(desk.parts.store, desk.town)
    return [Text(dead_words.UNREACHED.msgid, {"institution": desk.town.office(key).called}) for key in keys]


async def _sms_line(desk: Desk) -> Text | None:
    """Shown once the month's SMS are nearly spent."""
    budget = desk.town.rules.sms
    sent = await spent_this_month(desk.parts.store, desk.town, desk.parts.clock.now())
    if budget.level(sent) is Level.FREE:
        return None
    return Text(delivery_words.SMS_LINE.msgid, {"sent": sent, "most": budget.monthly_segments})
