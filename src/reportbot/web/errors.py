"""One error page for everything: what happened and what to do next, in the reader's language."""

from collections.abc import Mapping

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from reportbot.core.errors import BadInput, TooLarge
from reportbot.core.messages import Text
from reportbot.service.audit.notes import CannotBeNoted
from reportbot.service.towns import Town
from reportbot.web import words
from reportbot.web.pages import Pages, language_of

_SAID = {
    400: (words.ERROR_BAD, words.ERROR_BAD_NEXT),
    403: (words.ERROR_FORBIDDEN, words.ERROR_FORBIDDEN_NEXT),
    404: (words.ERROR_MISSING, words.ERROR_MISSING_NEXT),
    405: (words.ERROR_MISSING, words.ERROR_MISSING_NEXT),
    409: (words.ERROR_CONFLICT, words.ERROR_CONFLICT_NEXT),
    413: (words.ERROR_LARGE, words.ERROR_LARGE_NEXT),
    503: (words.ERROR_NOT_NOTED, words.ERROR_NOT_NOTED_NEXT),
}
_OURS = (words.ERROR_OURS, words.ERROR_OURS_NEXT)


class ErrorPages:
    """`towns` decide the languages, and which emergency number stands on the page."""

    def __init__(self, pages: Pages, towns: Mapping[str, Town]) -> None:
        self._pages, self._towns = pages, towns
        self._languages = tuple(dict.fromkeys(each for town in towns.values() for each in town.rules.languages)) or (
            "en",
        )

    @property
    def _emergency(self) -> str:
        """As it is in force now."""
        return ", ".join(dict.fromkeys(town.around.emergency for town in self._towns.values()))

    def show(
        self, request: Request, status: int, what: Text, next: Text, button: tuple[str, Text] | None = None
    ) -> Response:
        """To a script as JSON, to a person as a page. `button`: where a form goes, and what stands on it."""
        language = language_of(request, self._languages)
        if "application/json" in request.headers.get("accept", ""):
            return JSONResponse({"error": what.msgid}, status)
        return self._pages.show(
            "error.html",
            language,
            title=what,
            status=status,
            next=Text(next.msgid, {"emergency": self._emergency}),
            button=button,
        )

    async def refused(self, request: Request, error: Exception) -> Response:
        """For Starlette's handlers: a wrong address, input that we cannot use, or our own fault."""
        if isinstance(error, HTTPException):
            response = self._show_status(request, error.status_code)
            response.headers.update(error.headers or {})
            return response
        if isinstance(error, TooLarge):
            return self._show_status(request, 413)
        if isinstance(error, CannotBeNoted):
            return self._show_status(request, 503)
        return self._show_status(request, 400 if isinstance(error, BadInput) else 500)

    def _show_status(self, request: Request, status: int) -> Response:
        what, next = _SAID.get(status, _OURS)
        return self.show(request, status, what, next)
