"""GeoReport v2 of each town, and what FixMyStreet has added to it: updates of requests.

/open311/discovery · /open311/v2/{town}/ discovery · services · services/{code} · requests · requests/{id} ·
tokens/{token} · servicerequestupdates, each with .json or .xml.

The updates are documented by mySociety, "Open311 FMS - Proposed differences to Open311" (wiki of FixMyStreet).
"""

import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute

from reportbot.core.cases.telling.publishing import PUBLISHED
from reportbot.core.errors import UnknownCode
from reportbot.service.open311.hearing import Word
from reportbot.service.ports import StoreFailed
from reportbot.service.towns import Town
from reportbot.web.open311 import answers
from reportbot.web.open311.answers import FORMATS, Answer, response
from reportbot.web.open311.asked import Form, Refused, read_asked, read_report, read_span, read_told
from reportbot.web.open311.door import Door, Open311Parts
from reportbot.web.open311.posted import LARGEST, PostedForms
from reportbot.web.open311.view import View, discovery
from reportbot.web.pages import language_of
from reportbot.web.parts import WebParts
from reportbot.web.policy import SMALL, Policy, page

V2 = "/open311/v2/{municipality}"
log = logging.getLogger("reportbot.web.open311")
Endpoint = Callable[[Request, Town], Awaitable[Answer]]
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE")
"""All of them come here, so that also what an address does not do is said in the words of Open311."""


def open311_routes(parts: WebParts) -> Sequence[BaseRoute]:
    """Empty where nobody has wired the service behind them."""
    if parts.open311 is None:
        return []
    pages = Open311Pages(parts, parts.open311)
    does: Mapping[str, Mapping[str, Endpoint]] = {
        "/discovery.{format}": {"GET": pages.discovery},
        "/services.{format}": {"GET": pages.services},
        "/services/{code}.{format}": {"GET": pages.service},
        "/requests.{format}": {"GET": pages.requests, "POST": pages.taking(pages.post)},
        "/requests/{id}.{format}": {"GET": pages.request},
        "/tokens/{token}.{format}": {"GET": pages.token},
        "/servicerequestupdates.{format}": {"GET": pages.updates, "POST": pages.taking(pages.post_update)},
    }
    return [
        page("/open311/discovery.{format}", pages.everywhere, Policy.HOOK, methods=METHODS),
        *(
            page(V2 + path, pages.answering(by), Policy.HOOK, methods=METHODS, most=LARGEST if "POST" in by else SMALL)
            for path, by in does.items()
        ),
    ]


class Open311Pages:
    def __init__(self, parts: WebParts, ours: Open311Parts) -> None:
        self._towns, self._translator = parts.towns, parts.translator
        self._url = parts.public_url.rstrip("/")
        self._requests, self._posting, self._bridge = ours.requests, ours.posting, ours.bridge
        self._door, self._forms = Door(ours, parts.clock), PostedForms(parts.scrub)

    def answering(self, by_method: Mapping[str, Endpoint]) -> Callable[[Request], Awaitable[Response]]:
        return lambda request: self._answered(request, by_method)

    def taking(self, endpoint: Callable[[Town, str, Form], Awaitable[Answer]]) -> Endpoint:
        """What is posted is read once and counted while it is read."""

        async def take(request: Request, town: Town) -> Answer:
            self._door.takes(request, town.key)
            async with self._forms.reading(request, self._door.named(town.key)) as (form, painted):
                peer = self._door.sender(town.key, form)
                _check_jurisdiction(town, form.text("jurisdiction_id", 200))
                return await endpoint(town, peer, await painted())

        return take

    async def everywhere(self, request: Request) -> Response:
        format = request.path_params["format"]
        if format not in FORMATS:
            return response(answers.refusal(404, "there is json and xml"), "json")
        if not _reads(request):
            return _does_not(format, ("GET",))
        towns = [town for town in self._towns.values() if self._is_there(town)]
        contact = next((town.rules.open311.contact for town in towns if town.rules.open311.contact), self._url)
        return response(Answer("discovery", "", discovery(contact, {t.key: self._endpoint(t) for t in towns})), format)

    async def discovery(self, request: Request, town: Town) -> Answer:
        contact = town.rules.open311.contact or f"{self._url}/about/{town.key}"
        return Answer("discovery", "", discovery(contact, {town.key: self._endpoint(town)}))

    async def services(self, request: Request, town: Town) -> Answer:
        view = self._view(request, town)
        return answers.services([view.service(code) for code in PUBLISHED])

    async def service(self, request: Request, town: Town) -> Answer:
        code = request.path_params["code"]
        if code not in PUBLISHED:
            raise Refused(404, "service_code was not found")
        return Answer("service_definition", "", {"service_code": code, "attributes": []})

    async def requests(self, request: Request, town: Town) -> Answer:
        peer = self._reader(request, town)
        found = await self._requests.requests(town.key, read_asked(request), peer)
        view = self._view(request, town)
        return answers.requests([view.request(each) for each in found])

    async def request(self, request: Request, town: Town) -> Answer:
        peer = self._reader(request, town)
        found = await self._requests.request(town.key, request.path_params["id"], peer)
        if found is None:
            raise Refused(404, "service_request_id was not found")
        return answers.requests([self._view(request, town).request(found)])

    async def token(self, request: Request, town: Town) -> Answer:
        """We name a request at once: its name serves as its token too, for whoever asks out of habit."""
        peer = self._reader(request, town)
        found = await self._requests.request(town.key, request.path_params["token"], peer)
        if found is None:
            raise Refused(404, "token was not found")
        return answers.requests([{"service_request_id": found.id, "token": found.id}])

    async def updates(self, request: Request, town: Town) -> Answer:
        peer = self._reader(request, town)
        found = await self._requests.changes(town.key, *read_span(request), peer)
        view = self._view(request, town)
        return answers.updates([view.update(each, change) for each, change in found])

    async def post(self, town: Town, peer: str, form: Form) -> Answer:
        """Durable before it is answered."""
        try:
            id = await self._posting.report(town.key, peer, read_report(form, town))
        except UnknownCode:
            raise Refused(400, "this request was here before, and is over") from None
        return answers.requests([{"service_request_id": id, "service_notice": None, "account_id": None}])

    async def post_update(self, town: Town, peer: str, form: Form) -> Answer:
        """About a request that they have sent us, by our number; or one that we have sent them, by theirs."""
        told = read_told(form)
        try:
            id = await self._posting.update(town.key, peer, told)
        except UnknownCode:
            word = Word(told.id, told.status, told.words, told.name)
            if not await self._bridge.told(town.key, peer, word):
                raise Refused(404, "service_request_id was not found") from None
            id = told.name
        return answers.updates([{"update_id": id}])

    async def _answered(self, request: Request, by_method: Mapping[str, Endpoint]) -> Response:
        """Every refusal in the format that was asked for; our own trouble is told apart, so that they come again."""
        format = request.path_params["format"]
        reads = _reads(request)
        headers = {"Access-Control-Allow-Origin": "*"} if reads else {"Cache-Control": "no-store"}
        try:
            town = self._towns.get(request.path_params["municipality"])
            if format not in FORMATS or town is None or not self._is_there(town):
                raise Refused(404, "there is no such address")
            endpoint = by_method.get("GET" if reads else request.method)
            if endpoint is None:
                return _does_not(format, tuple(by_method))
            if reads:
                _check_jurisdiction(town, request.query_params.get("jurisdiction_id", ""))
            answer = await endpoint(request, town)
        except Refused as refused:
            answer = answers.refusal(refused.status, refused.description)
        except Exception as error:
            log.error("open311 broke", extra={"failure": type(error).__name__})
            answer = answers.refusal(503 if isinstance(error, StoreFailed) else 500, "our fault: come again")
        if answer.status in (429, 503):
            headers["Retry-After"] = "60"
        return response(answer, format, headers)

    def _reader(self, request: Request, town: Town) -> str:
        """Raises Refused where only those with a key may read, and their own alone."""
        peer = self._door.reader(request, town.key)
        if not peer and not town.rules.open311.publish:
            raise Refused(403, "this endpoint can only be read with an api_key")
        return peer

    def _is_there(self, town: Town) -> bool:
        return town.rules.open311.publish or self._door.has_keys(town.key)

    def _endpoint(self, town: Town) -> str:
        return self._url + V2.format(municipality=town.key)

    def _view(self, request: Request, town: Town) -> View:
        return View(town, self._translator, language_of(request, town.rules.languages))


def _reads(request: Request) -> bool:
    return request.method in ("GET", "HEAD")


def _does_not(format: str, does: Sequence[str]) -> Response:
    return response(answers.refusal(405, "this address does something else"), format, {"Allow": ", ".join(does)})


def _check_jurisdiction(town: Town, given: str) -> None:
    """Each town has an address of its own, so it need not be said; but another one is a mistake. Raises Refused."""
    if given and given not in (town.key, town.rules.open311.jurisdiction):
        raise Refused(404, "jurisdiction_id was not found")
