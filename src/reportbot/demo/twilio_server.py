"""A fake Twilio: the Messages API over HTTP on one side, phones as plain objects on the other. For tests and the demo.

Nothing is kept after the process ends.
"""

import asyncio
import base64
import re
from collections import deque
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from html import unescape
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from reportbot.demo.twilio_hooks import HookAnswer, post_signed
from reportbot.demo.twilio_listing import media_page, page_of
from reportbot.demo.twilio_phones import Phone, Signature
from reportbot.demo.twilio_refusals import FAILURES, TwilioError, check_complete, check_message, not_found
from reportbot.demo.twilio_sms import API_VERSION, Media, Sms

Json = dict[str, Any]

DEMO_ACCOUNT_SID = "AC" + "0" * 31 + "1"
DEMO_AUTH_TOKEN = "demo-no-secret"  # noqa: S105
DEMO_NUMBER = "+15005550006"  # Twilio's own "magic" number for tests; nobody answers it


@dataclass(frozen=True, slots=True)
class TwilioCall:
    """One request of the bot: HTTP method, path, parameters (query or form)."""

    method: str
    path: str
    params: dict[str, str] = field(repr=False)


class TwilioServer:
    """One account with one number. `hook_url` is where SMS are posted to, `public_url` the address that is signed.

    `ends_as` is the state that a message we send gets at once: "queued" or "sent" is one that is not final yet.
    Serve `app`; where it is mounted in another app, await `close()` at the end.
    """

    def __init__(
        self,
        hook_url: str = "",
        public_url: str = "",
        *,
        account_sid: str = DEMO_ACCOUNT_SID,
        auth_token: str = DEMO_AUTH_TOKEN,
        number: str = DEMO_NUMBER,
    ) -> None:
        self.hook_url = hook_url
        self.public_url = public_url
        self.account_sid = account_sid
        self.auth_token = auth_token
        self.number = number
        self.phones: dict[str, Phone] = {}
        self.messages: dict[str, Sms] = {}
        self.calls: list[TwilioCall] = []
        self.ends_as = "delivered"
        self._failures: deque[TwilioError | None] = deque()
        self._lost = 0
        self._tasks: set[asyncio.Task[None]] = set()
        path = f"/{API_VERSION}/Accounts/{{account}}/Messages"
        routes = [
            Route(f"{path}.json", self._answer, methods=["GET", "POST"]),
            Route(f"{path}/{{sid}}/Media.json", self._answer, methods=["GET"]),
            Route(f"{path}/{{sid}}/Media/{{media}}.json", self._answer, methods=["GET", "DELETE"]),
            Route(f"{path}/{{sid}}/Media/{{media}}", self._answer, methods=["GET"]),
            Route(f"{path}/{{sid}}.json", self._answer, methods=["GET", "POST", "DELETE"]),
            Route("/media/{media}", self._file, methods=["GET"]),
        ]
        self.app = Starlette(routes=routes, lifespan=self._lifespan)

    def phone(self, number: str) -> Phone:
        """The phone with this number, always the same object."""
        if number not in self.phones:
            self.phones[number] = Phone(number, self._arrive, self._call_hook)
        return self.phones[number]

    def fail_next(self, status: int, code: int = 0, *, times: int = 1) -> None:
        """Refuse the next requests with this HTTP status; nothing is done. 429 carries code 20429."""
        error = TwilioError(status, code or FAILURES.get(status, 20500), "Too Many Requests" if status == 429 else "")
        self._failures.extend([error] * times)

    def fail_after(self, done: int, status: int, code: int = 0) -> None:
        """Do the next `done` requests, and refuse the one after them."""
        self._failures.extend([None] * done)
        self.fail_next(status, code)

    def lose_next_answer(self, times: int = 1) -> None:
        """Do what the next requests ask, but answer 502, as when a proxy on the way breaks."""
        self._lost += times

    async def reported(self) -> None:
        """Wait until every delivery was reported to its StatusCallback."""
        await asyncio.gather(*self._tasks)

    async def close(self) -> None:
        """Stop reporting deliveries."""
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _answer(self, request: Request) -> Response:
        try:
            self._check_account(request)
            form = await request.form()
            params = {**request.query_params, **{name: str(value) for name, value in form.items()}}
            self.calls.append(TwilioCall(request.method, request.url.path, params))
            if self._failures and (failure := self._failures.popleft()):
                raise failure
            sid = request.path_params.get("sid", "")
            answer = self._on_one(request, sid, params) if sid else self._on_all(request, params)
            if self._lost:
                self._lost -= 1
                raise TwilioError(502, 20500, "Bad Gateway")
        except TwilioError as error:
            return JSONResponse(error.body, error.status)
        return answer

    def _check_account(self, request: Request) -> None:
        sent = request.headers.get("authorization", "").removeprefix("Basic ")
        try:
            name, _, secret = base64.b64decode(sent, validate=True).decode().partition(":")
        except ValueError:
            name = secret = ""
        if (name, secret) != (self.account_sid, self.auth_token):
            raise TwilioError(401, 20003, "Authenticate")
        if request.path_params["account"] != self.account_sid:
            raise not_found(request)

    def _on_all(self, request: Request, params: dict[str, str]) -> Response:
        if request.method == "POST":
            return JSONResponse(self._send(params), 201)
        try:
            return JSONResponse(page_of(self.messages.values(), request.url.path, params))
        except ValueError:
            raise TwilioError(400, 20001, "Invalid parameter in the list's filter or page") from None

    def _on_one(self, request: Request, sid: str, params: dict[str, str]) -> Response:
        if sid not in self.messages:
            raise not_found(request)
        if "media" in request.path_params or request.url.path.endswith("/Media.json"):
            return self._on_media(request, self.messages[sid])
        if request.method == "DELETE":
            check_complete(self.messages[sid], also_sent=True)
            del self.messages[sid]
            return Response(status_code=204)
        if request.method == "POST":
            if params.get("Body") != "":
                raise TwilioError(400, 30400, "Parameters are not valid")
            check_complete(self.messages[sid])
            self.messages[sid].body = ""
        return JSONResponse(self.messages[sid].resource())

    def _on_media(self, request: Request, sms: Sms) -> Response:
        """A file is not handed out here: as at Twilio, the caller is sent on to where it lies."""
        sid = request.path_params.get("media", "")
        if not sid:
            return JSONResponse(media_page(sms, request.url.path))
        if sid not in sms.media:
            raise not_found(request)
        if request.method == "DELETE":
            del sms.media[sid]
            return Response(status_code=204)
        if request.url.path.endswith(".json"):
            return JSONResponse(sms.media[sid].resource(sms))
        return Response(status_code=307, headers={"Location": f"/media/{sid}"})

    async def _file(self, request: Request) -> Response:
        sid = request.path_params["media"]
        media = next((sms.media[sid] for sms in self.messages.values() if sid in sms.media), None)
        return Response(media.data, media_type=media.content_type) if media else Response(status_code=404)

    def _send(self, params: dict[str, str]) -> Json:
        to, body = params.get("To", ""), params.get("Body", "")
        check_message(to, params.get("From", ""), body, self.number)
        if self.phone(to).unsubscribed:
            raise TwilioError(400, 21610, "Attempt to send to unsubscribed recipient")
        callback = params.get("StatusCallback", "")
        sms = Sms(self.account_sid, params["From"], to, body, "outbound-api", "queued", callback)
        self.messages[sms.sid] = sms
        answer = sms.resource()
        self._deliver(sms)
        return answer

    def _deliver(self, sms: Sms) -> None:
        phone = self.phone(sms.to)
        sms.sent = datetime.now(UTC).replace(microsecond=0)
        sms.status, sms.error_code = ("undelivered", 30003) if phone.is_off else (self.ends_as, None)
        if not phone.is_off:
            phone.hear(sms.body)
        if sms.callback:
            task = asyncio.get_running_loop().create_task(self._report_delivery(sms))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _report_delivery(self, sms: Sms) -> None:
        for status in ("sent", sms.status):
            form = {"SmsSid": sms.sid, "SmsStatus": status, "MessageStatus": status, "To": sms.to}
            form |= {"MessageSid": sms.sid, "AccountSid": sms.account, "From": sms.sender, "ApiVersion": API_VERSION}
            if status == "undelivered":
                form["ErrorCode"] = str(sms.error_code)
            await post_signed(self._reachable(sms.callback), sms.callback, form, self.auth_token)

    def _reachable(self, public: str) -> str:
        """Where a public address of the bot can be reached on this machine."""
        hook, wanted = urlsplit(self.hook_url), urlsplit(public)
        if wanted.netloc != urlsplit(self.public_url).netloc:
            return public
        return urlunsplit(wanted._replace(scheme=hook.scheme, netloc=hook.netloc))

    def _arrive(self, number: str, text: str, sid: str, media: Sequence[Media]) -> Sms:
        to = f"whatsapp:{self.number}" if number.startswith("whatsapp:") else self.number
        sms = Sms(self.account_sid, number, to, text, "inbound", "received")
        sms.sid, sms.sent = sid or sms.sid, sms.created
        sms.media = {each.sid: each for each in media}
        return self.messages.setdefault(sms.sid, sms)

    async def _call_hook(self, sms: Sms, form: dict[str, str], signature: Signature) -> HookAnswer:
        if not self.hook_url:
            return HookAnswer(-1)
        secret = {"right": self.auth_token, "wrong": "somebody else's token", "missing": ""}[signature]
        answer = await post_signed(self.hook_url, self.public_url or self.hook_url, form, secret)
        if answer.status == 200:
            for text in re.findall(r"<Message[^>]*>(?:<Body>)?(.*?)(?:</Body>)?</Message>", answer.body, re.DOTALL):
                reply = Sms(self.account_sid, sms.to, sms.sender, unescape(text), "outbound-reply", "queued")
                self.messages[reply.sid] = reply
                self._deliver(reply)
        return answer

    @asynccontextmanager
    async def _lifespan(self, app: Starlette) -> AsyncIterator[None]:
        yield
        await self.close()
