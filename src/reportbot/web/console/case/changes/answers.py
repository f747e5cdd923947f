"""What an institution says on the phone, written down by the desk, and the code that the desk reads out. As nouns."""

from collections.abc import Mapping

from starlette.responses import Response

from reportbot.core.cases.referral import LONGEST_WORK, Answer, Answering
from reportbot.core.errors import DateRefused, OutcomeMissing, UnknownCode
from reportbot.core.messages import Text
from reportbot.core.outgoing.checking import MayNotLeave
from reportbot.service.responses import LONGEST_NOTE
from reportbot.web.console.case.case_view import office_name
from reportbot.web.console.case.changes.words_back import show_words_back
from reportbot.web.console.case.here import named, page_of_case
from reportbot.web.console.case.offices import answer_words as words
from reportbot.web.console.case.page import show_case_with
from reportbot.web.console.desk import Desk, back_to
from reportbot.web.days import day_of, today_in
from reportbot.web.forms import number_in, text_in


async def make_answer(desk: Desk) -> Response:
    """POST …/answers with `referral`, `answer`, `outcome`, `until`, `suggested`, `note`.

    Raises FormRefused, UnknownCode.
    """
    form = await desk.form()
    today, note = today_in(desk.town.rules.zone, desk.parts.clock.now()), text_in(form, "note").strip()
    if form.get("answer", "") not in tuple(Answer):
        return await _again(desk, form, words.NO_ANSWER)
    if len(note) > LONGEST_NOTE:
        too_long = Text(words.NOTE_TOO_LONG.msgid, {"count": len(note), "most": LONGEST_NOTE})
        return await _again(desk, form, too_long, 413)
    answer, typed = Answer(form["answer"]), form.get("until", "").strip()
    day = day_of(typed, today) if typed and answer is Answer.IN_PROGRESS else None
    no_day = Text(words.NO_DAY.msgid, {"first": today, "last": today + LONGEST_WORK})
    if typed and answer is Answer.IN_PROGRESS and day is None:
        return await _again(desk, form, no_day)
    suggested = form.get("suggested", "") if answer is Answer.NOT_OURS else ""
    if suggested and not desk.town.serves(suggested):
        raise UnknownCode("no such institution here")
    outcome, confirmed = form.get("outcome", "") if answer is Answer.DONE else "", form.get("confirmed", "")
    said = Answering(answer, note, outcome, day, suggested, confirmed=confirmed)
    try:
        kept = await desk.parts.responses.answer_by_phone(
            *named(desk), number_in(form.get("referral", "")) or 0, said, desk.by
        )
    except MayNotLeave as refusal:
        return await show_words_back(desk, refusal, "note", words.NOTE, words.SAVE)
    except OutcomeMissing:
        return await _again(desk, form, words.NO_OUTCOME)
    except DateRefused:
        return await _again(desk, form, no_day)
    if not kept:
        return await show_case_with(desk, note=words.NOTE_LOST)
    return back_to(page_of_case(desk), done="written-down" if "own" in form else "answered")


async def _again(desk: Desk, form: Mapping[str, str], problem: Text, status: int = 400) -> Response:
    """The case, with this very form open, what was typed in it, and what is missing."""
    return await show_case_with(desk, status=status, phone_problem=problem, phone_typed=form)


async def make_code(desk: Desk) -> Response:
    """POST …/codes with `referral`: shown once. Raises FormRefused, UnknownCode, OfficeAvoided."""
    form = await desk.form()
    institution, code = await desk.parts.responses.openings.read_out(
        *named(desk), number_in(form.get("referral", "")) or 0, desk.by
    )
    return desk.show(
        "console/office_code.html",
        Text(words.CODE.msgid, {"institution": office_name(desk.town, institution)}),
        has_switch=False,
        groups=[code[:3], code[3:]],
        answers=words,
        back=page_of_case(desk),
    )
