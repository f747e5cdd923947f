"""Twilio's real client and Twilio's real signature check against the fake Twilio server."""

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

import aiohttp
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from twilio.base.exceptions import TwilioRestException  # type: ignore[import-untyped]
from twilio.request_validator import RequestValidator  # type: ignore[import-untyped]
from twilio.rest import Client  # type: ignore[import-untyped]

from reportbot.demo.serving import serve
from reportbot.demo.twilio_phones import Signature
from reportbot.demo.twilio_server import TwilioServer

PUBLIC = "https://reports.example/hooks/twilio/drenas"
NUMBER = "+38344000000"


@dataclass
class Hook:
    """A bot's hook that checks the signature as our bot must, and keeps what was signed."""

    secret: str
    reply: str = ""
    forms: list[dict[str, str]] = field(default_factory=list)
    statuses: list[dict[str, str]] = field(default_factory=list)
    answers: list[int] = field(default_factory=list)

    @property
    def app(self) -> Starlette:
        paths = ["/hooks/twilio/drenas", "/hooks/twilio/drenas/status"]
        return Starlette(routes=[Route(path, self.take, methods=["POST"]) for path in paths])

    async def take(self, request: Request) -> Response:
        form = {name: str(value) for name, value in (await request.form()).items()}
        url = "https://reports.example" + request.url.path
        signature = request.headers.get("x-twilio-signature", "")
        if not RequestValidator(self.secret).validate(url, form, signature):
            return Response(status_code=403)
        (self.statuses if "MessageStatus" in form else self.forms).append(form)
        return Response(self.reply, self.answers.pop(0) if self.answers else 200, media_type="text/xml")


@dataclass
class Twilio:
    server: TwilioServer
    url: str
    hook: Hook

    async def asks(self, ask: Callable[[Any], Any]) -> Any:
        """Call Twilio's client, which blocks, in a thread."""
        return await asyncio.to_thread(ask, self.client())

    def client(self, auth_token: str = "") -> Any:
        client = Client(self.server.account_sid, auth_token or self.server.auth_token)
        client.api.base_url = self.url
        return client


@pytest.fixture
async def twilio() -> AsyncIterator[Twilio]:
    server = TwilioServer(public_url=PUBLIC)
    hook = Hook(server.auth_token)
    async with serve(server.app) as url, serve(hook.app) as hook_url:
        server.hook_url = f"{hook_url}/hooks/twilio/drenas"
        yield Twilio(server, url, hook)


def a_message(twilio: Twilio, body: str = "tung", to: str = NUMBER, **more: str) -> Callable[[Any], Any]:
    return lambda client: client.messages.create(**{"to": to, "from_": twilio.server.number, "body": body} | more)


def list_url(twilio: Twilio) -> str:
    return f"{twilio.url}/2010-04-01/Accounts/{twilio.server.account_sid}/Messages.json"


def login(twilio: Twilio) -> dict[str, str]:
    return {"Authorization": aiohttp.encode_basic_auth(twilio.server.account_sid, twilio.server.auth_token)}


async def get(url: str, headers: dict[str, str], params: dict[str, str] | None = None) -> tuple[int, Any]:
    async with aiohttp.ClientSession() as session, session.get(url, headers=headers, params=params) as answer:
        return answer.status, await answer.json()


async def test_a_sent_sms_is_heard_on_the_phone_and_can_be_fetched(twilio: Twilio) -> None:
    sent = await twilio.asks(a_message(twilio, "Numri juaj: 1234"))
    assert (sent.status, sent.direction, sent.num_segments, sent.date_sent) == ("queued", "outbound-api", "1", None)
    assert await twilio.server.phone(NUMBER).hears("1234") == "Numri juaj: 1234"
    fetched = await twilio.asks(lambda client: client.messages(sent.sid).fetch())
    assert (fetched.status, fetched.body, fetched.error_code) == ("delivered", "Numri juaj: 1234", None)


@pytest.mark.parametrize(
    ("body", "segments"),
    [
        ("x" * 160, "1"),
        ("x" * 161, "2"),
        ("é" * 160, "1"),
        ("ë" * 70, "1"),
        ("ë" * 71, "2"),
        ("€" * 80, "1"),
        ("€" * 81, "2"),
    ],
)
async def test_segments_are_counted_as_they_are_billed(twilio: Twilio, body: str, segments: str) -> None:
    assert (await twilio.asks(a_message(twilio, body))).num_segments == segments


@pytest.mark.parametrize(
    ("message", "code"),
    [
        ({"to": "044123"}, 21211),
        ({"to": ""}, 21604),
        ({"from_": "+15005550001"}, 21606),
        ({"from_": ""}, 21603),
        ({"body": ""}, 21602),
        ({"body": "x" * 1601}, 21617),
        ({"to": "+38344000009"}, 21610),
    ],
)
async def test_a_message_that_twilio_would_refuse_is_refused_by_code(
    twilio: Twilio, message: dict[str, str], code: int
) -> None:
    twilio.server.phone("+38344000009").unsubscribed = True
    with pytest.raises(TwilioRestException) as refusal:
        await twilio.asks(a_message(twilio, **message))
    assert (refusal.value.status, refusal.value.code) == (400, code)
    assert not twilio.server.messages


async def test_a_wrong_token_and_a_foreign_account_are_refused(twilio: Twilio) -> None:
    client = twilio.client("wrong")
    with pytest.raises(TwilioRestException) as refusal:
        await asyncio.to_thread(client.messages("SM" + "a" * 32).fetch)
    assert (refusal.value.status, refusal.value.code) == (401, 20003)
    url, headers = list_url(twilio), login(twilio)
    twilio.server.account_sid = "AC" + "1" * 32
    assert (await get(url, headers))[0] == 401
    assert (await get(url, login(twilio)))[0] == 404


@pytest.mark.parametrize("header", ["", "Basic", "Basic ä", "Basic AAAA", "Bearer x"])
async def test_rubbish_instead_of_a_login_is_refused(twilio: Twilio, header: str) -> None:
    status, body = await get(list_url(twilio), {"Authorization": header})
    assert (status, body["code"]) == (401, 20003)


async def test_too_many_requests_and_lost_answers_can_be_ordered(twilio: Twilio) -> None:
    twilio.server.fail_next(429)
    with pytest.raises(TwilioRestException) as refusal:
        await twilio.asks(a_message(twilio))
    assert (refusal.value.status, refusal.value.code) == (429, 20429)
    twilio.server.lose_next_answer()
    with pytest.raises(TwilioRestException) as loss:
        await twilio.asks(a_message(twilio))
    assert (loss.value.status, twilio.server.phone(NUMBER).heard) == (502, ["tung"])
    await twilio.asks(a_message(twilio, "tjetër"))
    assert [call.params["Body"] for call in twilio.server.calls] == ["tung", "tung", "tjetër"]


async def test_the_list_is_paged_and_filtered_newest_first(twilio: Twilio) -> None:
    now = datetime.now(UTC).replace(microsecond=0)
    phone = twilio.server.phone(NUMBER)
    for age in range(5):
        await phone.says(f"{age} days old", lost=True)
        list(twilio.server.messages.values())[-1].sent = now - timedelta(days=age)
    await twilio.asks(a_message(twilio, "an answer"))

    async def bodies(**filters: Any) -> list[str]:
        found = await twilio.asks(lambda client: client.messages.list(to=twilio.server.number, page_size=2, **filters))
        return [message.body for message in found]

    assert await bodies() == [f"{age} days old" for age in range(5)]
    assert await bodies(limit=3) == ["0 days old", "1 days old", "2 days old"]
    assert await bodies(from_="+38344000001") == []
    assert await bodies(date_sent_after=now - timedelta(days=1)) == ["0 days old", "1 days old"]
    assert await bodies(date_sent_before=now - timedelta(days=3)) == ["3 days old", "4 days old"]
    assert await bodies(date_sent_after=now + timedelta(seconds=1)) == []


async def test_a_date_alone_means_the_whole_day(twilio: Twilio) -> None:
    await twilio.server.phone(NUMBER).says("late in the evening", lost=True)
    (sms,) = twilio.server.messages.values()
    sms.sent = datetime(2026, 3, 1, 23, 59, 59, tzinfo=UTC)
    rows = [("DateSent", date(2026, 3, 1), 1), ("DateSent", date(2026, 3, 2), 0), ("DateSent<", date(2026, 3, 1), 1)]
    for name, day, count in rows:
        _, body = await get(list_url(twilio), login(twilio), {name: str(day)})
        assert len(body["messages"]) == count, (name, day)
    assert (await get(list_url(twilio), login(twilio), {"DateSent": "yesterday"}))[0] == 400


async def test_a_message_is_blanked_and_deleted(twilio: Twilio) -> None:
    await twilio.server.phone(NUMBER).says("my secret", lost=True)
    (sid,) = twilio.server.messages
    assert (await twilio.asks(lambda client: client.messages(sid).update(body=""))).body == ""
    with pytest.raises(TwilioRestException):
        await twilio.asks(lambda client: client.messages(sid).update(body="other words"))
    assert await twilio.asks(lambda client: client.messages(sid).delete())
    with pytest.raises(TwilioRestException) as refusal:
        await twilio.asks(lambda client: client.messages(sid).fetch())
    assert (refusal.value.status, refusal.value.code) == (404, 20404)


async def test_an_incoming_sms_is_posted_with_a_signature_over_the_public_address(twilio: Twilio) -> None:
    answer = await twilio.server.phone(NUMBER).says("ka nje pus pa kapak te shkolla; žurka ë&=")
    (form,) = twilio.hook.forms
    assert answer.status == 200
    assert (form["From"], form["To"], form["Body"]) == (
        NUMBER,
        twilio.server.number,
        "ka nje pus pa kapak te shkolla; žurka ë&=",
    )
    assert form["MessageSid"] in twilio.server.messages


@pytest.mark.parametrize("signature", ["wrong", "missing"])
async def test_a_forged_sms_can_be_tried(twilio: Twilio, signature: Signature) -> None:
    assert (await twilio.server.phone(NUMBER).says("forged", signature=signature)).status == 403
    assert twilio.hook.forms == []


async def test_the_same_message_can_come_several_times(twilio: Twilio) -> None:
    phone = twilio.server.phone(NUMBER)
    await phone.says("once", times=3)
    await phone.says("once", sid=twilio.hook.forms[0]["MessageSid"])
    assert len({form["MessageSid"] for form in twilio.hook.forms}) == 1 and len(twilio.hook.forms) == 4
    assert len(twilio.server.messages) == 1


async def test_a_message_that_the_hook_missed_stays_in_the_list(twilio: Twilio) -> None:
    phone = twilio.server.phone(NUMBER)
    twilio.hook.answers = [500]
    assert (await phone.says("hook broken")).status == 500
    assert (await phone.says("hook never called", lost=True)).status == -1
    twilio.server.hook_url = f"{twilio.url}/nobody"
    assert (await phone.says("hook gone")).status == 404
    twilio.server.hook_url = "http://127.0.0.1:9/nobody"
    assert (await phone.says("hook down")).status == 0
    assert len(await twilio.asks(lambda client: client.messages.list(to=twilio.server.number))) == 4


async def test_a_reply_in_the_hooks_answer_is_heard(twilio: Twilio) -> None:
    twilio.hook.reply = "<Response><Message>Mirë &amp; faleminderit</Message></Response>"
    await twilio.server.phone(NUMBER).says("tung")
    assert twilio.server.phone(NUMBER).heard == ["Mirë & faleminderit"]


async def test_whatsapp_comes_through_the_same_door_and_tells_a_name(twilio: Twilio) -> None:
    await twilio.server.phone(f"whatsapp:{NUMBER}").says("tung")
    (form,) = twilio.hook.forms
    assert form["From"] == f"whatsapp:{NUMBER}" and form["To"] == f"whatsapp:{twilio.server.number}"
    assert form["ProfileName"] and form["WaId"] == NUMBER.removeprefix("+")
    await twilio.asks(a_message(twilio, to=form["From"], from_=form["To"]))
    assert twilio.server.phone(f"whatsapp:{NUMBER}").heard == ["tung"]


@pytest.mark.parametrize(("off", "end"), [(False, "delivered"), (True, "undelivered")])
async def test_the_delivery_is_reported_to_the_callback(twilio: Twilio, off: bool, end: str) -> None:
    twilio.server.phone(NUMBER).is_off = off
    sent = await twilio.asks(a_message(twilio, status_callback=f"{PUBLIC}/status"))
    await twilio.server.reported()
    assert [status["MessageStatus"] for status in twilio.hook.statuses] == ["sent", end]
    assert (await twilio.asks(lambda client: client.messages(sent.sid).fetch())).status == end
    assert twilio.server.phone(NUMBER).heard == ([] if off else ["tung"])
