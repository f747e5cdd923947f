"""A message to the person: written, previewed as it will leave, looked at once more, sent. A reply is made."""

from dataclasses import dataclass, field
from typing import Any

from starlette.responses import Response

from reportbot.core.cases.telling.replies import LONGEST_REPLY, MOST_UNREAD, may_reply
from reportbot.core.errors import AlreadyAsked, BadInput, CannotBeRead, TooLarge, TransitionRefused, UnknownCode
from reportbot.core.languages import NAMES_ON_PAGES, base
from reportbot.core.messages import Text
from reportbot.core.outgoing.checking import MayNotLeave
from reportbot.core.outgoing.personal import spans_of
from reportbot.core.sms import letters
from reportbot.service.desk.reading import CasePage
from reportbot.service.desk.replying import Preview
from reportbot.service.reports.leaving_rules import leaving_of
from reportbot.web import leaving_words
from reportbot.web.console.case.here import named, number_of, page_of_case
from reportbot.web.console.case.reporter import reply_words as words
from reportbot.web.console.delivery_words import WAYS
from reportbot.web.console.desk import Desk, back_to
from reportbot.web.forms import text_in
from reportbot.web.leaving_view import Back, back_of, kinds_of

SEND, PREVIEW, USE = "send", "preview", "use"
_REFUSALS = (BadInput, TransitionRefused, CannotBeRead)


@dataclass(frozen=True, slots=True)
class Shown:
    """What the page shows beside the form."""

    status: int = 200
    problem: Text | None = None
    note: Text | None = None
    back: Back | None = None
    preview: Preview | None = field(default=None, repr=False)


def reply_part(desk: Desk, page: CasePage) -> dict[str, Any]:
    """What the form on the page of a case needs: templates/console/reply.html."""
    templates = desk.parts.replying.fitting(page.town, page.case)
    return {
        "replying": words,
        "may_reply": may_reply(page.case),
        "reply_templates": [(each.key, each.name.in_(desk.language)) for each in templates],
        "most_reply": LONGEST_REPLY,
        "story_tells": _told_by(page),
    }


def _told_by(page: CasePage) -> Text | None:
    """What the report tells of people, for whoever is about to pass it on; None for nothing."""
    known = leaving_of(page.town, "").numbers
    written = [str(said.answers.get("description", "")) for said in page.story.reports if said.answers]
    kinds = {span.kind for words in written for span in spans_of(words, known)}
    return Text(leaving_words.STORY_TELLS.msgid, {"kinds": kinds_of(kinds)}) if kinds else None


async def make_reply(desk: Desk) -> Response:
    """POST …/replies with `reply`, `do` (send, preview, use, or use: and a template's key), `template`, `confirmed`.
    Only "send" changes anything. Raises FormRefused, UnknownCode."""
    form = await desk.form()
    text, do = text_in(form, "reply").strip(), form.get("do", SEND)
    if do.partition(":")[0] == USE:
        return await _used(desk, text, do.partition(":")[2] or form.get("template", ""))
    try:
        if do == PREVIEW:
            shown = Shown(preview=await desk.parts.replying.preview(*named(desk), text))
            return await _show(desk, text, await _looked_at(desk, text, shown))
        await desk.parts.replying.reply(*named(desk), text, desk.by, form.get("confirmed", ""))
    except UnknownCode:
        raise
    except MayNotLeave as refusal:
        back = back_of(text, refusal.found)
        return await _show(desk, text, Shown(400 if refusal.found.is_refused else 409, back=back))
    except _REFUSALS as refusal:
        return await _show(desk, text, Shown(*_refused(refusal, text)))
    return back_to(page_of_case(desk), done="replied")


async def _used(desk: Desk, text: str, key: str) -> Response:
    """The words of a template in the field, below what stood there. Nothing that was typed is lost."""
    ready = {each.template.key: each.text for each in await desk.parts.replying.ready(*named(desk))}
    if key not in ready:
        return await _show(desk, text, Shown(400, words.UNFILLED if key else words.NO_TEMPLATE))
    together = f"{text}\n{ready[key]}" if text else ready[key]
    return await _show(desk, together, Shown(note=words.ADDED if text else None))


async def _looked_at(desk: Desk, text: str, shown: Shown) -> Shown:
    """A preview tells what would be found, too."""
    found = desk.parts.replying.look_at(desk.visit.municipality, text)
    return Shown(shown.status, back=back_of(text, found), preview=shown.preview) if found.spans else shown


async def _show(desk: Desk, text: str, shown: Shown) -> Response:
    form, ready = await desk.form(), await desk.parts.replying.ready(*named(desk))
    preview = shown.preview
    return desk.show(
        "console/replying.html",
        Text(words.TITLE.msgid, {"number": number_of(desk)}),
        status=shown.status,
        has_switch=False,
        replying=words,
        leaving=leaving_words,
        seen=form.get("seen", ""),
        here=f"{page_of_case(desk)}/replies",
        case_at=page_of_case(desk),
        text=text,
        most_reply=LONGEST_REPLY,
        problem=shown.problem,
        note=shown.note,
        back=shown.back,
        preview=preview,
        channel=WAYS.get(preview.channel, Text(preview.channel)) if preview else None,
        reads=NAMES_ON_PAGES.get(preview.language, preview.language) if preview else "",
        messages=[(number, part, letters(part)) for number, part in enumerate(preview.sms, 1)] if preview else [],
        in_all=sum(letters(part) for part in preview.sms) if preview else 0,
        ready=[(each.template.key, each.template.name.in_(base(desk.language)), each.text) for each in ready],
    )


def _refused(refusal: Exception, text: str) -> tuple[int, Text]:
    if isinstance(refusal, TooLarge):
        return 413, Text(words.REFUSED_LONG.msgid, {"count": len(text), "most": LONGEST_REPLY})
    if isinstance(refusal, AlreadyAsked):
        return 409, Text(words.REFUSED_MANY.msgid, {"most": MOST_UNREAD})
    if isinstance(refusal, TransitionRefused):
        return 409, words.REFUSED_OVER
    return (409, words.REFUSED_DAMAGED) if isinstance(refusal, CannotBeRead) else (400, words.REFUSED_EMPTY)
