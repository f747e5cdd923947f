"""What an office typed into the answer form: read, checked, and handed back whole where it cannot be taken."""

import logging
from dataclasses import dataclass, field, replace
from datetime import date

from starlette.requests import Request

from reportbot.core.cases.closing import outcomes_for
from reportbot.core.cases.referral import LONGEST_WORK, Answer
from reportbot.core.errors import NotAPhoto, TooLarge
from reportbot.core.messages import Text
from reportbot.service.responses import LONGEST_NOTE, ReferralPage
from reportbot.web.chat.arriving import LARGEST_PHOTO, Scrub
from reportbot.web.chat.uploads import NoRoom, Uploads
from reportbot.web.days import day_of
from reportbot.web.forms import file_of, read_form, text_in
from reportbot.web.institution import words

log = logging.getLogger("reportbot.web.institution")

UNKNOWN = ""  # the choice "I do not know"
_LONGEST_FIELD = 60  # letters
_SHORT = ("outcome", "until", "suggested", "confirmed")


@dataclass(frozen=True, slots=True)
class Typed:
    """`problem` says why it was not taken, with the `status` of the answer."""

    answer: str = ""
    note: str = field(default="", repr=False)
    outcome: str = ""
    until: str = ""
    suggested: str = ""
    confirmed: str = ""
    day: date | None = None
    picture: bytes = field(default=b"", repr=False)
    problem: Text | None = None
    status: int = 200

    def but(self, problem: Text, status: int) -> "Typed":
        return replace(self, problem=problem, status=status)


async def read_typed(request: Request, shown: ReferralPage, today: date, scrub: Scrub, uploads: Uploads) -> Typed:
    """Raises BadInput for what is no form."""
    try:
        async with uploads.room(request):
            return await _read(request, shown, today, scrub)
    except NoRoom:
        return Typed().but(words.PHOTO_STUCK, 503)
    except TooLarge:
        return Typed().but(Text(words.PHOTO_LARGE.msgid, {"most": LARGEST_PHOTO}), 413)


async def _read(request: Request, shown: ReferralPage, today: date, scrub: Scrub) -> Typed:
    form = await read_form(request, files=1)
    try:
        outcome, until, suggested, confirmed = (text_in(form, name)[:_LONGEST_FIELD].strip() for name in _SHORT)
        typed = Typed(
            answer=text_in(form, "answer"),
            note=text_in(form, "note").strip(),
            outcome=outcome,
            until=until,
            suggested=suggested,
            confirmed=confirmed,
        )
        photo, _ = await file_of(form, "photo")
    finally:
        await form.close()
    typed = _checked(typed, shown, today)
    return typed if typed.problem or not photo or typed.answer != Answer.DONE else await _painted(typed, photo, scrub)


def _checked(typed: Typed, shown: ReferralPage, today: date) -> Typed:
    if typed.answer not in tuple(Answer):
        return typed.but(words.NO_ANSWER_CHOSEN, 400)
    if len(typed.note) > LONGEST_NOTE:
        fill = {"count": len(typed.note), "most": LONGEST_NOTE}
        return typed.but(Text(words.NOTE_TOO_LONG.msgid, fill), 413)
    fitting = {each.code for each in outcomes_for(shown.case.concerns_a_person)}
    if typed.answer == Answer.DONE and typed.outcome not in fitting:
        return typed.but(words.NO_OUTCOME, 400)
    if typed.answer == Answer.IN_PROGRESS:
        day = day_of(typed.until, today)
        if day is None or not today <= day <= today + LONGEST_WORK:
            return typed.but(Text(words.NO_DAY.msgid, {"first": today, "last": today + LONGEST_WORK}), 400)
        return replace(typed, day=day)
    if typed.answer == Answer.NOT_OURS and typed.suggested not in (UNKNOWN, *shown.suggestions):
        return typed.but(words.NOT_THERE, 400)
    return typed


async def _painted(typed: Typed, photo: bytes, scrub: Scrub) -> Typed:
    try:
        return replace(typed, picture=await scrub(photo))
    except NotAPhoto:
        return typed.but(words.NOT_A_PHOTO, 400)
    except TooLarge:
        return typed.but(Text(words.PHOTO_LARGE.msgid, {"most": LARGEST_PHOTO}), 413)
    except Exception as error:  # no fault of the photo: the same form may be sent again
        log.error("a photo could not be painted", extra={"failure": type(error).__name__})
        return typed.but(words.PHOTO_STUCK, 503)
