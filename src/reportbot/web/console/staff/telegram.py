"""One's own Telegram chat: a code that links it, what it is sent, and the end of the link."""

from starlette.responses import Response

from reportbot.core.digest import DIGEST_HOURS
from reportbot.core.errors import BadInput, UnknownCode
from reportbot.core.languages import NAMES
from reportbot.core.messages import Text
from reportbot.core.staff_chat import START_PAYLOAD, in_two
from reportbot.service.staff_chats.linking import NewCode
from reportbot.web.console.desk import Desk, back_to
from reportbot.web.console.signin.confirming import needs_step_up
from reportbot.web.console.staff import telegram_words as words

DONE = {"saved": words.SAVED, "ended": words.ENDED}


async def show_telegram(desk: Desk) -> Response:
    """GET …/account/telegram."""
    return await _page(desk, done=DONE.get(desk.request.query_params.get("done", "")))


async def make_code(desk: Desk) -> Response:
    """POST …/account/telegram/codes. The code is shown on this answer alone: only its hash is kept. Whoever finds a
    console open must not link a chat of their own, so it needs the second step.

    Raises FormRefused, UnknownCode.
    """
    await desk.form()
    if again := await needs_step_up(desk):
        return again
    code = await desk.parts.staff_linking.new_code(desk.visit.municipality, desk.member.key)
    response = await _page(desk, code)
    response.headers["Cache-Control"] = "no-store"
    return response


async def make_digest(desk: Desk) -> Response:
    """POST …/account/telegram/digest with `hour` ("" for none) and `language`. Raises FormRefused, UnknownCode."""
    form = await desk.form()
    hour, language = form.get("hour", ""), form.get("language", "")
    try:
        chosen = int(hour) if hour.isascii() and hour.isdigit() and len(hour) < 3 else None if not hour else -1
        await desk.parts.staff_linking.set(desk.visit.municipality, desk.member.key, chosen, language)
    except UnknownCode:
        raise
    except BadInput:
        return await _page(desk, problem=words.REFUSED, status=400)
    return back_to(_home(desk), done="saved")


async def make_end(desk: Desk) -> Response:
    """POST …/account/telegram/end. Raises FormRefused."""
    await desk.form()
    await desk.parts.staff_linking.end(desk.visit.municipality, desk.member.key)
    return back_to(_home(desk), done="ended")


async def _page(
    desk: Desk, code: NewCode | None = None, *, done: Text | None = None, problem: Text | None = None, status: int = 200
) -> Response:
    chat = await desk.parts.staff_linking.of(desk.visit.municipality, desk.member.key)
    bot = await desk.parts.bots.name(desk.visit.municipality)
    return desk.show(
        "console/telegram.html",
        words.TITLE,
        status=status,
        has_switch=code is None,
        telegram=words,
        chat=chat,
        has_bot=desk.parts.bots.has(desk.visit.municipality),
        bot=bot,
        link=f"https://t.me/{bot}?start={START_PAYLOAD}{code.code}" if code and bot else "",
        typed=f"/link {in_two(code.code)}" if code else "",
        until=code.expires_at if code else None,
        hours=[(hour, f"{hour:02d}:00") for hour in DIGEST_HOURS],
        spoken=[(code, NAMES[code]) for code in desk.town.rules.office_languages],
        here=_home(desk),
        done=done,
        problem=problem,
    )


def _home(desk: Desk) -> str:
    return f"{desk.home}/account/telegram"
