"""The first page, and what a town's reporting line is and keeps."""

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute

from reportbot.core.languages import on_pages
from reportbot.core.messages import Text
from reportbot.web import words
from reportbot.web.chat.pages import languages_of
from reportbot.web.pages import Pages, language_of
from reportbot.web.parts import WebParts
from reportbot.web.policy import Policy, page


def public_routes(parts: WebParts, pages: Pages) -> Sequence[BaseRoute]:
    public = PublicPages(parts, pages)
    return [
        page("/", public.first, Policy.PUBLIC),
        page("/about/{municipality}", public.about, Policy.PUBLIC),
        page("/day", public.day, Policy.PUBLIC),
        page("/day/{municipality}", public.day, Policy.PUBLIC),
    ]


class PublicPages:
    def __init__(self, parts: WebParts, pages: Pages) -> None:
        self._towns, self._pages, self._clock = parts.towns, pages, parts.clock

    async def first(self, request: Request) -> Response:
        towns = list(self._towns.values())
        languages = languages_of(towns)
        language = language_of(request, languages)
        return self._pages.show(
            "public/first.html",
            language,
            title=words.LANDING_TITLE,
            languages=[(code, f"/?language={code}") for code in on_pages(languages)],
            towns=towns,
            emergencies=list(dict.fromkeys(town.around.emergency for town in towns)),
        )

    async def about(self, request: Request) -> Response:
        town = self._towns.get(request.path_params["municipality"])
        if town is None:
            raise HTTPException(404)
        here = f"/about/{town.key}"
        return self._pages.show(
            "public/about.html",
            language_of(request, town.rules.languages),
            title=words.ABOUT_TITLE,
            zone=town.rules.zone,
            languages=[(code, f"{here}?language={code}") for code in on_pages(town.rules.languages)],
            town=town,
        )

    async def day(self, request: Request) -> Response:
        """Where the web chat leads who leaves quickly: the date and nothing of ours, or on to the page that the town
        has chosen. A form may not be sent to another site directly (Content-Security-Policy: form-action)."""
        town = self._towns.get(request.path_params.get("municipality", ""))
        zone = town.rules.zone if town else "UTC"
        language = language_of(request, town.rules.languages if town else languages_of(list(self._towns.values())))
        return self._pages.show(
            "public/day.html",
            language,
            title=Text(words.THE_DAY.msgid, {"day": self._clock.now().astimezone(ZoneInfo(zone)).date()}),
            headers={"Cache-Control": "no-store", "X-Robots-Tag": "noindex"},
            further=town.rules.exit_page if town else "",
        )
