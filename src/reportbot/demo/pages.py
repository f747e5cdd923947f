"""The pages of `make run`: chat and inbox side by side, the clock, two pretend phones, everything that was sent."""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode
from zoneinfo import ZoneInfo

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, RedirectResponse, Response

from reportbot.core.messages import Text
from reportbot.demo import post, words
from reportbot.demo.phones import SmsPhone, TelegramPhone
from reportbot.demo.world import DemoWorld
from reportbot.service.towns import Town
from reportbot.web.pages import Pages, language_of
from reportbot.web.policy import Page, Policy, page

HERE = Path(__file__).parent
STEPS = {"hour": timedelta(hours=1), "day": timedelta(days=1), "week": timedelta(weeks=1)}
LONGEST_TEXT = 4000


def demo_routes(world: DemoWorld) -> list[Page]:
    """Everything below /demo. Add it to the routes of web/app.py."""
    demo = DemoPages(world)

    def get(path: str, show: Callable[[Request], Awaitable[Response]]) -> Page:
        return page(path, show, Policy.PUBLIC)

    def act(path: str, do: Callable[[Request], Awaitable[Response]]) -> Page:
        return page(path, do, Policy.PUBLIC, methods=["POST"])

    return [
        get("/demo", demo.home),
        get("/demo/sheet.css", _sheet),
        get("/demo/inbox", demo.inbox),
        get("/demo/inbox/{number:int}", demo.mail),
        get("/demo/outbox", demo.outbox),
        act("/demo/clock", demo.move_clock),
        act("/demo/login", demo.login),
        get("/demo/telegram", demo.telegram),
        get("/demo/telegram/chat", demo.telegram_chat),
        act("/demo/telegram/texts", demo.say_on_telegram),
        act("/demo/telegram/presses", demo.press_on_telegram),
        get("/demo/sms", demo.sms),
        get("/demo/sms/chat", demo.sms_chat),
        act("/demo/sms/texts", demo.say_by_sms),
    ]


class DemoPages:
    """`?town=` says which municipality; the first one if it is missing."""

    def __init__(self, world: DemoWorld) -> None:
        self._world = world
        self._pages = Pages(world.translator, [HERE / "templates"])
        self._telegram, self._sms = TelegramPhone(world), SmsPhone(world)

    async def home(self, request: Request) -> Response:
        steps = [(self._say(step, "sq"), self._say(step, "en")) for step in words.STEPS]
        return self._show(request, "demo/home.html", words.DEMO, steps=steps, clock_steps=_CLOCK_STEPS)

    async def inbox(self, request: Request) -> Response:
        town = self._town(request)
        letters, chat = post.letters(self._world, town), post.duty_chat(self._world, town)
        return self._show(request, "demo/inbox.html", words.INBOX, letters=letters, chat=chat)

    async def mail(self, request: Request) -> Response:
        number, town = request.path_params["number"], self._town(request)
        found = [letter for letter in post.letters(self._world, town) if letter.number == number]
        if not found:
            raise HTTPException(404)
        return self._show(request, "demo/mail.html", words.INBOX, letter=found[0])

    async def outbox(self, request: Request) -> Response:
        return self._show(
            request,
            "demo/outbox.html",
            words.OUTBOX,
            letters=post.letters(self._world)[: post.MOST],
            texts=post.texts(self._world),
            telegrams=post.telegrams(self._world),
        )

    async def move_clock(self, request: Request) -> Response:
        step = STEPS.get((await _form(request)).get("step", ""))
        if step is None:
            raise HTTPException(400)
        await self._world.advance(step)
        return self._back(request, "/demo")

    async def login(self, request: Request) -> Response:
        return RedirectResponse(self._world.login_link(self._town(request)), 303)

    async def telegram(self, request: Request) -> Response:
        return self._show(request, "demo/phone.html", words.PHONE_TELEGRAM, phone="/demo/telegram", here=words.TELEGRAM)

    async def telegram_chat(self, request: Request) -> Response:
        town = self._town(request)
        bubbles, keys = self._telegram.bubbles(town), self._telegram.keys(town)
        return self._show(
            request, "demo/bubbles.html", words.PHONE_TELEGRAM, bubbles=bubbles, keys=keys, may_start=not bubbles
        )

    async def say_on_telegram(self, request: Request) -> Response:
        text = _text(await _form(request))
        if text:
            await self._telegram.say(self._town(request), text)
        return self._back(request, "/demo/telegram")

    async def press_on_telegram(self, request: Request) -> Response:
        form, town = await _form(request), self._town(request)
        on = form.get("on", "")
        try:
            if "start" in form:
                await self._telegram.start(town)
            elif on.isascii() and on.isdecimal():
                await self._telegram.press(town, form.get("press", ""), int(on))
        except LookupError:
            pass  # the button was pressed before: the page shows how it stands now
        return self._back(request, "/demo/telegram/chat")

    async def sms(self, request: Request) -> Response:
        return self._show(request, "demo/phone.html", words.PHONE_SMS, phone="/demo/sms", here=words.SMS)

    async def sms_chat(self, request: Request) -> Response:
        bubbles = self._sms.bubbles(self._town(request))
        return self._show(request, "demo/bubbles.html", words.PHONE_SMS, bubbles=bubbles, keys=(), may_start=False)

    async def say_by_sms(self, request: Request) -> Response:
        text = _text(await _form(request))
        if text:
            await self._sms.say(self._town(request), text[:1600])
        return self._back(request, "/demo/sms")

    def _show(self, request: Request, template: str, title: Text, **values: Any) -> Response:
        key = self._town(request)
        town = self._world.towns[key]
        spoken = town.rules.office_languages
        kept = {name: value for name, value in request.query_params.items() if name != "language"}
        return self._pages.show(
            template,
            language_of(request, spoken),
            title=title,
            zone=town.rules.zone,
            languages=[(code, f"?{urlencode({**kept, 'language': code})}") for code in spoken],
            demo=words,
            town=key,
            towns=[(each, self._world.towns[each].rules.name) for each in self._world.towns],
            query=self._query(request),
            now=self._world.now(),
            night=night_of(town, self._world.now()),
            **values,
        )

    def _town(self, request: Request) -> str:
        asked = request.query_params.get("town", "")
        return asked if asked in self._world.towns else next(iter(self._world.towns))

    def _query(self, request: Request) -> str:
        """Town and, where one was asked for, language: what every link of the demo keeps."""
        language = request.query_params.get("language", "")
        known = language in self._world.towns[self._town(request)].rules.office_languages
        return urlencode({"town": self._town(request)} | ({"language": language} if known else {}))

    def _back(self, request: Request, path: str) -> Response:
        return RedirectResponse(f"{path}?{self._query(request)}", 303)

    def _say(self, text: Text, language: str) -> str:
        return self._world.translator.say(text, language)


def night_of(town: Town, now: datetime) -> Text | None:
    """Why an answer does not arrive at once, in the hours in which people are left alone; else None."""
    hours = town.rules.quiet_hours
    if not hours.are_on(now.astimezone(ZoneInfo(town.rules.zone)).time()):
        return None
    return Text(words.NIGHT.msgid, {"until": f"{hours.until:%H:%M}"})


_CLOCK_STEPS = (("hour", words.HOUR), ("day", words.DAY), ("week", words.WEEK))


async def _sheet(request: Request) -> Response:
    return FileResponse(HERE / "sheet.css", media_type="text/css")


async def _form(request: Request) -> dict[str, str]:
    body = (await request.body()).decode("utf-8", "replace")
    try:
        return {name: values[-1] for name, values in parse_qs(body, max_num_fields=20).items()}
    except ValueError:
        raise HTTPException(400) from None


def _text(form: dict[str, str]) -> str:
    return form.get("text", "").replace("\r\n", "\n").strip()[:LONGEST_TEXT]
