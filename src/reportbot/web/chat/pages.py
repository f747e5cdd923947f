"""The pages of the web chat. A message goes: form ─► receive (durable) ─► own bubble ─► wait for ours ─► the page.

A bubble is written only once the message is safe, so the page never shows what we do not have.
"""

from collections.abc import Sequence
from dataclasses import replace
from urllib.parse import urlsplit

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import BaseRoute

from reportbot.core.conversation import commands
from reportbot.core.conversation.danger import leaving
from reportbot.core.errors import CannotBeRead
from reportbot.core.languages import base, offered_as, on_pages
from reportbot.core.messages import Address, Text
from reportbot.service.cases.office_photos import NotShown, Pictures
from reportbot.service.towns import Town
from reportbot.web import words
from reportbot.web.chat.arriving import LARGEST_FORM, Posted, read_posted
from reportbot.web.chat.crowds import Crowds
from reportbot.web.chat.person import forget, known_person, new_nonce, new_person, nonce_in, remember
from reportbot.web.chat.sending import Sending
from reportbot.web.chat.showing import Showing, away_from
from reportbot.web.chat.uploads import Uploads
from reportbot.web.chat.view import label_of
from reportbot.web.forms import number_in, read_form, text_in
from reportbot.web.pages import Pages, language_of
from reportbot.web.parts import WebParts
from reportbot.web.policy import Policy, page

POLL = 20.0  # seconds that a script's question for news may wait


def chat_routes(parts: WebParts, pages: Pages) -> Sequence[BaseRoute]:
    chat = ChatPages(parts, pages)
    here = "/chat/{municipality}"
    return [
        page("/chat", chat.choose, Policy.PUBLIC),
        page(here, chat.show, Policy.REPORTER),
        page(here, chat.post, Policy.REPORTER, methods=["POST"], most=LARGEST_FORM),
        page(f"{here}/messages", chat.messages, Policy.REPORTER),
        page(f"{here}/pictures/{{bubble:int}}", chat.picture, Policy.REPORTER),
        page(f"{here}/exit", chat.leave, Policy.REPORTER, methods=["POST"]),
        page(f"{here}/erasure", chat.erase, Policy.REPORTER, methods=["POST"]),
    ]


class ChatPages:
    def __init__(self, parts: WebParts, pages: Pages) -> None:
        self._parts, self._pages, self._sending, self._showing = parts, pages, Sending(parts), Showing(parts, pages)
        self._uploads, self._crowds = Uploads(), Crowds(parts.clock)
        self._sent_on = Pictures(parts.store, parts.vault)
        self._secure = urlsplit(parts.public_url).scheme == "https"

    async def choose(self, request: Request) -> Response:
        """Which town? With only one there is nothing to choose."""
        towns = list(self._parts.towns.values())
        if len(towns) == 1:
            return RedirectResponse(f"/chat/{towns[0].key}", 303)
        languages = languages_of(towns)
        language = language_of(request, languages)
        return self._pages.show(
            "chat/choose.html",
            language,
            title=words.CHOOSE_TOWN,
            languages=[(code, f"/chat?language={code}") for code in on_pages(languages)],
            towns=towns,
        )

    async def show(self, request: Request) -> Response:
        town = self._town(request)
        person = known_person(request, town.key)
        note = words.ERASED if person is None and "erased" in request.query_params else None
        return await self._showing.page(request, town, person, Posted(new_nonce()), note=note)

    async def post(self, request: Request) -> Response:
        town = self._town(request)
        posted = await read_posted(request, self._parts.scrub, self._uploads)
        known = known_person(request, town.key)
        person = known or new_person(town.key, posted.nonce, self._parts.vault)
        sent = False
        if self._is_exit(town, person, posted):
            return await self._away(request, town, person, posted.nonce)
        if not posted.problem and not posted.is_empty:
            posted = replace(posted, crowded=self._crowds.is_over(request, newcomer=known is None))
            label = label_of(posted.pressed, await self._parts.chat.bubbles(person))
            sent = await self._sending.send(person, posted, label or self._start_label(request, town, posted))
            if not sent:
                problem = Text(words.CHAT_NOT_SAVED.msgid, {"emergency": town.around.emergency})
                posted = Posted(posted.nonce, posted.text, problem=problem, status=503)
        response = await self._reply(request, town, person, posted)
        if sent:
            remember(response, person, secure=self._secure)
        return response

    async def messages(self, request: Request) -> Response:
        """News for the script: `after` is the last bubble it has, `wait=1` waits for one."""
        town = self._town(request)
        person = known_person(request, town.key)
        after = number_in(request.query_params.get("after", "")) or 0
        if person is None:
            return JSONResponse({"known": False})
        if request.query_params.get("wait") == "1":
            await self._parts.chat.wait(person, after, POLL)
        return JSONResponse(await self._showing.news(request, town, person, after))

    async def picture(self, request: Request) -> Response:
        """What an office has sent to this very person: found by the bubble that shows it, opened anew each time."""
        town = self._town(request)
        person = known_person(request, town.key)
        bubbles = await self._parts.chat.bubbles(person) if person else []
        number = next((each.picture for each in bubbles if each.id == request.path_params["bubble"]), 0)
        try:
            jpeg = await self._sent_on.image(town.key, number) if number else b""
        except (NotShown, CannotBeRead):
            jpeg = b""
        if not jpeg:
            raise HTTPException(404)
        return Response(jpeg, media_type="image/jpeg", headers={"Content-Disposition": "inline"})

    async def leave(self, request: Request) -> Response:
        """The button, or the Escape key: what was said goes from this page, and the browser to one that is harmless."""
        town = self._town(request)
        nonce = nonce_in(text_in(await read_form(request), "nonce"))
        return await self._away(request, town, known_person(request, town.key), nonce)

    async def erase(self, request: Request) -> Response:
        """The conversation through the front door, then its last bubble, then the cookie."""
        town = self._town(request)
        person = known_person(request, town.key)
        nonce = nonce_in(text_in(await read_form(request), "nonce"))
        response = RedirectResponse(f"/chat/{town.key}?erased=1", 303)
        if person is not None:
            if not await self._sending.forget(person, nonce):
                problem = Text(words.CHAT_NOT_SAVED.msgid, {"emergency": town.around.emergency})
                return await self._showing.page(request, town, person, Posted(nonce, problem=problem, status=503))
            await self._parts.chat.clear(person)
            forget(response, person, secure=self._secure)
        return response

    def _is_exit(self, town: Town, person: Address, posted: Posted) -> bool:
        if posted.problem or posted.attachment or posted.location:
            return False
        message = posted.message(person, self._parts.vault.chat_tag(person), self._parts.clock.now())
        return commands.read(message, town.around) == leaving.EXIT

    async def _away(self, request: Request, town: Town, person: Address | None, nonce: str) -> Response:
        if person is not None:
            await self._sending.leave(person, nonce)
        if _is_script(request):
            return JSONResponse({"known": False, "away": away_from(town)})
        # Without script the page stays one step back: no copy of it may be shown from memory.
        return RedirectResponse(f"/day/{town.key}", 303, headers={"Clear-Site-Data": '"cache"'})

    def _start_label(self, request: Request, town: Town, posted: Posted) -> str:
        """The one button that stands on the page before anybody has said anything."""
        if posted.pressed != "!start":
            return ""
        spoken = offered_as(posted.language, town.rules.languages) or language_of(request, town.rules.languages)
        return self._parts.translator.say(words.START, spoken)

    async def _reply(self, request: Request, town: Town, person: Address, posted: Posted) -> Response:
        """To the script in JSON; to a browser a page with what is wrong, or the way back to the conversation."""
        if _is_script(request):
            after = number_in(request.headers.get("x-after", "")) or 0
            news = await self._showing.news(request, town, person, after)
            language = await self._showing.language(request, town, person)
            problem = self._parts.translator.say(posted.problem, language) if posted.problem else ""
            nonce = posted.nonce if posted.problem else new_nonce()
            return JSONResponse(news | {"problem": problem, "nonce": nonce}, posted.status)
        if posted.problem:
            return await self._showing.page(request, town, known_person(request, town.key), posted)
        if posted.pressed and posted.text.strip():  # what was typed is not lost with the press of another button
            return await self._showing.page(request, town, person, Posted(new_nonce(), posted.text))
        return RedirectResponse(f"/chat/{town.key}#end", 303)

    def _town(self, request: Request) -> Town:
        town = self._parts.towns.get(request.path_params["municipality"])
        if town is None:
            raise HTTPException(404)
        return town


def languages_of(towns: Sequence[Town]) -> tuple[str, ...]:
    """All languages of all towns, the most shared first; a country's wording only where its language is not there."""
    every = [code for town in towns for code in town.rules.languages]
    every = [base(code) if base(code) in every else code for code in every]
    return tuple(sorted(dict.fromkeys(every), key=lambda code: -every.count(code)))


def _is_script(request: Request) -> bool:
    return "application/json" in request.headers.get("accept", "")
