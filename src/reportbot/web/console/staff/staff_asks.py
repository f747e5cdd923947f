"""What takes two people: looked at by whoever can be the second one, confirmed after the second step, or refused."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from starlette.responses import Response

from reportbot.core.access.actions import Role
from reportbot.core.access.granting import GrantProblem, confirm_problem
from reportbot.core.categories import CATEGORIES
from reportbot.core.messages import Text
from reportbot.core.secrets import secret_words
from reportbot.core.townfile.subjects import Kind
from reportbot.service.audit.notes import note_alone
from reportbot.service.records.staff import AskKind, StaffAsk
from reportbot.service.settings.asks import Asked
from reportbot.service.settings.hearing_words import hearers_said
from reportbot.service.settings.reasons import reasons_said
from reportbot.service.staff.accounts import GrantRefused
from reportbot.web.console.desk import Desk, back_to
from reportbot.web.console.settings import words as settings_words
from reportbot.web.console.settings.diff import Row, name_of, rows_of
from reportbot.web.console.settings.standing import asks_of
from reportbot.web.console.signin.confirming import needs_step_up
from reportbot.web.console.staff import staff_ask_words, staff_words


@dataclass(frozen=True, slots=True)
class Line:
    """One that awaits somebody. `can_confirm`: not by whoever asked, nor by whoever it is about."""

    ask: StaffAsk
    what: Text
    first: Text
    roles: tuple[Text, ...]
    office: Text
    subjects: tuple[Text, ...]
    can_confirm: bool
    is_own: bool
    rows: Sequence[Row] = ()
    why: str = ""
    more: Sequence[Text] = ()
    less: Sequence[Text] = ()
    reasons: Sequence[Text] = ()


async def show_asks(desk: Desk) -> Response:
    """GET …/staff/asks"""
    return await _page(desk)


async def make_confirmation(desk: Desk) -> Response:
    """POST …/staff/asks/{id}/confirmation: the code that goes with a link is on the page that answers, and nowhere
    else. Raises UnknownCode."""
    await desk.form()
    if again := await needs_step_up(desk):
        return again
    town, id = desk.visit.municipality, desk.request.path_params["id"]
    try:
        if (await desk.parts.staff.asks.get(town, id)).kind is AskKind.SETTING:
            of = await asks_of(desk).confirm(town, id, desk.member, desk.beside)
            if of[0] is Kind.SIGNING:
                return _secret_page(desk, of[1])
            return back_to(f"{desk.home}/staff/asks", done="confirmed")
        offices = [key for key in desk.town.rules.institutions if desk.town.serves(key)]
        done = await desk.parts.staff.asks.confirm(town, id, desk.member, offices, desk.beside)
    except GrantRefused as refused:
        if refused.problem in (GrantProblem.SAME_NAME, GrantProblem.SAME_BROWSER):
            await _note_refusal(desk, id, refused.problem)
        return await _page(desk, 409, staff_words.PROBLEMS[refused.problem])
    if not done.code:
        return back_to(f"{desk.home}/staff/asks", done="confirmed")
    return desk.show(
        "console/staff_code.html",
        Text(staff_ask_words.CODE.msgid, {"name": done.ask.name}),
        has_switch=False,
        ask=done.ask,
        code=done.code,
    )


def _secret_page(desk: Desk, institution: str) -> Response:
    """Whoever asked does not see it; nobody sees it again."""
    number = desk.parts.towns[desk.visit.municipality].rules.institutions[institution].secret.number
    return desk.show(
        "console/webhook_secret.html",
        Text(staff_ask_words.SECRET.msgid, {"name": desk.town.name_of(institution)}),
        has_switch=False,
        once=staff_ask_words.SECRET_ONCE,
        secret=secret_words(desk.parts.vault.webhook_secret(desk.visit.municipality, institution, number)),
    )


async def make_refusal(desk: Desk) -> Response:
    """POST …/staff/asks/{id}/refusal: by a second person, or by whoever has asked. Raises UnknownCode."""
    await desk.form()
    town, id = desk.visit.municipality, desk.request.path_params["id"]
    try:
        if (await desk.parts.staff.asks.get(town, id)).kind is AskKind.SETTING:
            await asks_of(desk).refuse(town, id, desk.member)
        else:
            await desk.parts.staff.asks.refuse(town, id, desk.member)
    except GrantRefused as refused:
        return await _page(desk, 409, staff_words.PROBLEMS[refused.problem])
    return back_to(f"{desk.home}/staff/asks", done="refused")


async def _page(desk: Desk, status: int = 200, problem: Text | None = None) -> Response:
    now = desk.parts.clock.now()
    asks = [each for each in await desk.parts.staff.asks.of(desk.visit.municipality) if each.awaits(now)]
    settings = await _settings(desk, asks)
    return desk.show(
        "console/staff_asks.html",
        staff_ask_words.ASKS,
        status=status,
        has_switch=desk.request.method == "GET",
        words_of_staff=staff_words,
        settings=settings_words,
        lines=[_line(desk, each, settings.get(each.id)) for each in asks],
        problem=problem,
        done=staff_ask_words.DONE.get(desk.request.query_params.get("done", "")),
    )


async def _settings(desk: Desk, asks: Sequence[StaffAsk]) -> Mapping[int, Asked]:
    """By the number of what was asked, changes of settings."""
    if not any(each.kind is AskKind.SETTING for each in asks):
        return {}
    return {each.ask.id: each for each in await asks_of(desk).of(desk.visit.municipality, asks)}


async def _note_refusal(desk: Desk, id: int, problem: GrantProblem) -> None:
    """An auditor may want to ask why somebody tried."""
    town, actor, at = desk.visit.municipality, desk.by, desk.parts.clock.now()
    await note_alone(
        desk.parts.store,
        lambda work: work.audit.note(
            "staff_not_second", at=at, municipality=town, actor=actor, subject=str(id), why=problem
        ),
    )


def _line(desk: Desk, ask: StaffAsk, setting: Asked | None) -> Line:
    return Line(
        ask=ask,
        what=Text(staff_ask_words.KINDS[ask.kind].msgid, {"name": name_of(setting.of, desk.town)})
        if setting
        else what_of(ask),
        first=staff_ask_words.FIRST[ask.kind],
        roles=tuple(staff_words.ROLE_SHORT[Role(role)] for role in ask.roles if role in set(Role)),
        office=desk.town.name_of(ask.institution) if ask.institution else staff_words.AT_THE_DESK,
        subjects=tuple(Text(CATEGORIES[code].label) for code in ask.sensitive if code in CATEGORIES),
        can_confirm=confirm_problem(desk.member, ask.asked_by, ask.key) is None,
        is_own=ask.asked_by == desk.member.key,
        rows=rows_of(setting.of, setting.before, setting.after, desk.town) if setting else (),
        why=setting.why if setting else "",
        more=hearers_said(setting.heard.more, desk.town) if setting else (),
        less=hearers_said(setting.heard.less, desk.town) if setting else (),
        reasons=reasons_said(setting.brings, desk.town) if setting else (),
    )


def what_of(ask: StaffAsk) -> Text:
    return Text(staff_ask_words.KINDS[AskKind(ask.kind)].msgid, {"name": ask.name})
