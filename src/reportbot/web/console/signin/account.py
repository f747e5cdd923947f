"""One's own account: where one is signed in, passkeys, recovery codes, password and app, language."""

from typing import Any

from starlette.responses import Response

from reportbot.core.messages import Text
from reportbot.core.signin.refusals import LastWay, NotThem, PasskeyRefused, PasswordRefused
from reportbot.service.records.staff import AskKind, Outcome, StaffAsk
from reportbot.service.staff.asks import about
from reportbot.service.staff.factors import LONGEST_LABEL, MOST_PASSKEYS
from reportbot.web.console.desk import Desk, back_to
from reportbot.web.console.signin import signin_words
from reportbot.web.console.signin.access import use_language
from reportbot.web.console.signin.confirming import needs_step_up
from reportbot.web.console.signin.setting_up import chosen_in, names_of, password_values
from reportbot.web.console.staff import telegram_words


async def show_account(desk: Desk) -> Response:
    """GET …/account"""
    return await _page(desk)


async def end_session(desk: Desk) -> Response:
    """POST …/account/sessions/{id}/end: one of one's own."""
    await desk.form()
    await desk.parts.staff.sessions.end(desk.visit.staff, desk.request.path_params["id"])
    return back_to(_here(desk), done="ended")


async def end_others(desk: Desk) -> Response:
    """POST …/account/sessions/others/end"""
    await desk.form()
    await desk.parts.staff.sessions.end_others(desk.visit.staff, desk.visit.session.id)
    return back_to(_here(desk), done="ended")


async def add_passkey(desk: Desk) -> Response:
    """POST …/account/passkeys. Raises FormRefused."""
    form = await desk.form()
    if again := await needs_step_up(desk):
        return again
    try:
        await desk.parts.staff.factors.add_passkey(
            desk.visit.staff, form.get("challenge", ""), form.get("credential", ""), form.get("label", "")
        )
    except (NotThem, PasskeyRefused, LastWay):
        return await _page(desk, 400, signin_words.PASSKEY_REFUSED)
    return back_to(_here(desk), done="passkey")


async def remove_passkey(desk: Desk) -> Response:
    """POST …/account/passkeys/{id}/removal"""
    await desk.form()
    if again := await needs_step_up(desk):
        return again
    try:
        await desk.parts.staff.factors.remove_passkey(desk.visit.staff, desk.request.path_params["id"])
    except LastWay:
        return await _page(desk, 409, signin_words.LAST_WAY)
    return back_to(_here(desk), done="removed")


async def make_codes(desk: Desk) -> Response:
    """POST …/account/codes: shown once, on the page that answers."""
    await desk.form()
    if again := await needs_step_up(desk):
        return again
    return _codes(desk, await desk.parts.staff.factors.new_codes(desk.visit.staff))


async def show_password(desk: Desk) -> Response:
    """GET …/account/password"""
    return await needs_step_up(desk) or _password(desk)


async def make_password(desk: Desk) -> Response:
    """POST …/account/password: new password, app and recovery codes."""
    form = await desk.form()
    if again := await needs_step_up(desk):
        return again
    staff, session = desk.visit.staff, desk.visit.session
    about = names_of(desk.parts, staff.municipality)
    try:
        codes = await desk.parts.staff.factors.change_password(staff, chosen_in(form), about, session.id)
    except PasswordRefused as refused:
        return _password(desk, 400, signin_words.PASSWORD_PROBLEMS[refused.problem], form.get("offer", ""))
    except NotThem:
        return _password(desk, 400, signin_words.CODE_WRONG, form.get("offer", ""))
    return _codes(desk, codes)


async def disown(desk: Desk) -> Response:
    """POST …/account/asks/{id}/refusal: "It was not me". Raises UnknownCode."""
    await desk.form()
    await desk.parts.staff.asks.disown(desk.visit.staff, desk.request.path_params["id"])
    return back_to(_here(desk), done="disowned")


async def know(desk: Desk) -> Response:
    """POST …/account/asks/known: what was decided about one's own account was read."""
    await desk.form()
    await desk.parts.staff.asks.know(desk.visit.staff)
    return back_to(_here(desk), done="known")


async def make_language(desk: Desk) -> Response:
    """POST …/account/language"""
    language = (await desk.form()).get("language", "")
    response = back_to(_here(desk), done="language")
    if language in desk.town.rules.office_languages:
        await desk.parts.staff.factors.use_language(desk.visit.staff, language)
        use_language(desk.parts, language, response)
    return response


async def _page(desk: Desk, status: int = 200, problem: Text | None = None) -> Response:
    parts, staff = desk.parts, desk.visit.staff
    passkeys, codes_left = await parts.staff.factors.passkeys_and_codes(staff)
    may_add = parts.staff.challenges.passkeys.possible and len(passkeys) < MOST_PASSKEYS
    values: dict[str, Any] = {
        "staff": staff,
        "session": desk.visit.session,
        "sessions": await parts.staff.sessions.of(staff),
        "passkeys": passkeys,
        "codes_left": codes_left,
        "challenge": await parts.staff.challenges.to_register(staff) if may_add else None,
        "happened": [(each, _can_disown(desk, each)) for each in about(desk.visit.asks, staff)],
        "can_know": any(each.outcome is not Outcome.AWAITED for each in about(desk.visit.asks, staff)),
        "longest_label": LONGEST_LABEL,
        "spoken": desk.town.rules.office_languages,
        "done": signin_words.DONE.get(desk.request.query_params.get("done", "")),
    }
    return desk.show(
        "console/account.html",
        signin_words.ACCOUNT,
        status=status,
        signin=signin_words,
        telegram=telegram_words,
        problem=problem,
        **values,
    )


def _password(desk: Desk, status: int = 200, problem: Text | None = None, offer: str = "") -> Response:
    return desk.show(
        "console/password.html",
        signin_words.CHANGE_PASSWORD,
        status=status,
        has_switch=desk.request.method == "GET",
        signin=signin_words,
        problem=problem,
        staff=desk.visit.staff,
        address=f"{_here(desk)}/password",
        **password_values(desk.parts, desk.visit.staff, offer),
    )


def _codes(desk: Desk, codes: list[str]) -> Response:
    return desk.show(
        "console/recovery_codes.html",
        signin_words.CODES,
        has_switch=False,
        signin=signin_words,
        codes=codes,
        onward=_here(desk),
    )


def _can_disown(desk: Desk, ask: StaffAsk) -> bool:
    """While it awaits somebody, or a link is out that works."""
    has_link = ask.kind is AskKind.LINK and ask.outcome is Outcome.CONFIRMED and bool(desk.visit.staff.invitation)
    return ask.awaits(desk.parts.clock.now()) or has_link


def _here(desk: Desk) -> str:
    return f"{desk.home}/account"
