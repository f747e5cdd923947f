"""What every console page shares: the guard, the frame around the page, the checked form."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlencode

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from reportbot.core.access.actions import Action
from reportbot.core.access.member import Member, may
from reportbot.core.access.reach import Reach, reach_of
from reportbot.core.errors import BadInput, CannotBeRead, OfficeAvoided, TransitionRefused, UnknownCode
from reportbot.core.messages import Text
from reportbot.service.staff.asks import about, asked_for, to_confirm
from reportbot.service.staff.people import People, people_of
from reportbot.service.towns import Town
from reportbot.web.console import words
from reportbot.web.console.help import help_words, training_words
from reportbot.web.console.help.glossary import TERMS
from reportbot.web.console.help.practice import PRACTISED, Coach, NotPractised, keep_practice, practised, town_in
from reportbot.web.console.navigation import sections_of
from reportbot.web.console.parts import ConsoleParts
from reportbot.web.console.signin.access import (
    Visit,
    find_last,
    form_token,
    is_our_form,
    keep_language,
    known_names,
    language_for,
    visit_of,
)
from reportbot.web.console.signin.draft_words import keep_words
from reportbot.web.console.signin.kept_words import with_kept_words
from reportbot.web.console.staff import staff_ask_words
from reportbot.web.pages import Pages
from reportbot.web.policy import Endpoint
from reportbot.web.staff_limits import LIMITS


class FormRefused(BadInput):
    """A form without the token of this session."""


@dataclass(frozen=True, slots=True)
class FourEyes:
    """What every page says of accounts: one awaits their confirmation; something happened to their own; what they have
    asked for themselves is not in force yet."""

    confirms: bool
    own: bool
    asked: bool


@dataclass(frozen=True, slots=True)
class Desk:
    """One request of somebody who is signed in, at their own municipality."""

    parts: ConsoleParts
    pages: Pages
    request: Request
    visit: Visit
    language: str
    coach: Coach | None = None  # in practice

    @property
    def member(self) -> Member:
        return self.visit.member

    @property
    def by(self) -> str:
        """The actor of what is done: in events, corrections and the audit log."""
        return self.member.actor

    @property
    def reach(self) -> Reach:
        """Which cases exist for them."""
        return reach_of(self.member, self.town.rules.coordinator)

    def may(self, action: Action) -> bool:
        return may(self.member, action) and (self.coach is None or action in PRACTISED)

    @property
    def town(self) -> Town:
        return self.parts.towns[self.visit.municipality]

    @property
    def beside(self) -> tuple[str, ...]:
        """Sign-in names of all whom this browser has signed in, as far as it still says so."""
        return known_names(self.parts, self.request, self.visit.municipality)

    @property
    def home(self) -> str:
        return f"/console/{self.visit.municipality}"

    def show(
        self, template: str, title: Text, *, status: int = 200, has_switch: bool = True, **values: Any
    ) -> Response:
        """A page of the console. Templates know `desk` (the words), `home` and `form_token` too.

        `has_switch`: whether it can be read in another language, for which it is loaded again.
        """
        return show(
            self.parts,
            self.pages,
            self.request,
            self.visit.municipality,
            template,
            Text(training_words.PRACTICE_OF.msgid, {"title": title}) if self.coach else title,
            status=status,
            has_switch=has_switch,
            coach=self.coach,
            training=training_words,
            home=self.home,
            form_token=form_token(self.parts, self.visit.session),
            member=self.member,
            may=self.may,
            sections=[] if self.coach else sections_of(self.home, self.request.url.path, self.may),
            four_eyes=None if self.coach else self._four_eyes(),
            ask_words=staff_ask_words,
            actions=Action,
            **values,
        )

    def _four_eyes(self) -> "FourEyes":
        here, asks, now = self.request.url.path, self.visit.asks, self.parts.clock.now()
        is_listed = here.startswith(f"{self.home}/staff/asks")
        confirms, own = bool(to_confirm(asks, self.member, now)), bool(about(asks, self.visit.staff))
        asked = bool(asked_for(asks, self.member, now))
        return FourEyes(confirms and not is_listed, own and here != f"{self.home}/account", asked and not is_listed)

    async def people(self) -> People:
        """Who has an account in this town; and whoever asks, who has none in the room where they practise."""
        async with self.parts.store.read() as work:
            return {**await people_of(work, self.visit.municipality), self.member.key: self.member}

    async def form(self, most: int = 20) -> dict[str, str]:
        """The fields of a posted form, `most` of them. Raises FormRefused, TooLarge."""
        body = (await self.request.body()).decode("utf-8", "replace")
        try:
            fields = {name: values[-1] for name, values in parse_qs(body, max_num_fields=most).items()}
        except ValueError:
            raise FormRefused("more fields than our forms have") from None
        if not is_our_form(self.parts, self.visit.session, fields.get("form_token", "")):
            raise FormRefused("no token of this session")
        return fields


Handler = Callable[[Desk], Awaitable[Response]]
Admit = Callable[[Desk], Awaitable[None]]


def at_desk(parts: ConsoleParts, pages: Pages, handler: Handler, admit: Admit) -> Endpoint:
    """The endpoint for a handler that needs somebody signed in, behind its doors. Refusals become pages with one clear
    sentence."""

    async def endpoint(request: Request) -> Response:
        visit = visit_of(request)
        if visit is None or visit.municipality != town_in(request):
            raise AssertionError("the guard lets nobody else in")
        desk = Desk(parts, pages, request, visit, language_for(parts, request, visit.municipality))
        try:
            desk = await practised(desk)
            await admit(desk)
            answer = await with_kept_words(desk, await handler(desk))
            await keep_practice(desk, parts.practice)
            return answer
        except NotPractised as refused:
            return back_to(refused.page, done=refused.why)
        except FormRefused:
            last = await find_last(parts, request)
            if last and last.staff.id == visit.staff.id:  # a form of before they signed out, sent after they came back
                number, page = await keep_words(parts, request, last, await desk.request.body())  # read before
                if number:
                    return RedirectResponse(page, 303)
            return desk.show("console/message.html", words.CONSOLE, status=403, text=words.FORM_REFUSED)
        except UnknownCode:
            return desk.show("console/message.html", words.NOT_FOUND, status=404, text=words.NOT_FOUND)
        except OfficeAvoided:
            return desk.show("console/message.html", words.CONSOLE, status=409, text=words.KEPT_OUT_REFUSED)
        except TransitionRefused:
            return desk.show("console/message.html", words.CONSOLE, status=409, text=words.NOT_ALLOWED_NOW)
        except CannotBeRead:
            return desk.show("console/message.html", words.CONSOLE, status=410, text=words.UNREADABLE)

    return endpoint


def show_stranger(
    parts: ConsoleParts,
    pages: Pages,
    request: Request,
    municipality: str,
    title: Text,
    text: Text,
    status: int,
    *,
    visit: Visit | None = None,
    **values: Any,
) -> Response:
    """A page with one sentence for somebody who is not (or wrongly) signed in."""
    home = f"/console/{visit.municipality}" if visit else ""
    given = {"home": home, "form_token": "", **values}
    return show(parts, pages, request, municipality, "console/message.html", title, status=status, text=text, **given)


def show(
    parts: ConsoleParts,
    pages: Pages,
    request: Request,
    municipality: str,
    template: str,
    title: Text,
    *,
    status: int = 200,
    has_switch: bool = True,
    **values: Any,
) -> Response:
    town = parts.towns[municipality]
    response = pages.show(
        template,
        language_for(parts, request, municipality),
        title=title,
        status=status,
        zone=town.rules.zone,
        languages=[(code, _in_language(request, code)) for code in town.rules.office_languages if has_switch],
        desk=words,
        glossary=TERMS,
        helping=help_words,
        limits=LIMITS,
        town=town.rules.name,
        **values,
    )
    keep_language(parts, request, municipality, response)
    return response


def back_to(path: str, **query: str) -> Response:
    """After a form: look at the result; to reload it sends nothing again."""
    return RedirectResponse(f"{path}?{urlencode(query)}" if query else path, 303)


def _in_language(request: Request, code: str) -> str:
    """This very page in another language; after a form, the page's own address."""
    kept = {key: value for key, value in request.query_params.items() if key != "language"}
    return f"?{urlencode({**kept, 'language': code})}"
