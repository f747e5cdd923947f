"""Twilio's own client against the fake Twilio over real HTTP: what arrives, and what each answer means."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from reportbot.channels.sms_twilio_client import LARGEST_FILE, TwilioAccount, TwilioChannel
from reportbot.channels.sms_twilio_http import failed
from reportbot.core.errors import TooLarge
from reportbot.core.messages import Address, Attachment, Choice, OutboundMessage
from reportbot.demo.serving import serve
from reportbot.demo.twilio_server import DEMO_ACCOUNT_SID, DEMO_AUTH_TOKEN, DEMO_NUMBER, TwilioServer
from reportbot.demo.twilio_sms import Media
from reportbot.service.ports import DeliveryFailed

PHONE = "+38344000000"
MENU = OutboundMessage(Address("drenas", "sms", PHONE), "Fëmijë në rrezik?", (Choice("yes", "Po"), Choice("no", "Jo")))
ACCOUNT = TwilioAccount(DEMO_ACCOUNT_SID, DEMO_AUTH_TOKEN, DEMO_NUMBER)


@asynccontextmanager
async def a_channel(
    server: TwilioServer | Starlette, account: TwilioAccount = ACCOUNT, seconds: float = 5
) -> AsyncIterator[TwilioChannel]:
    async with serve(server.app if isinstance(server, TwilioServer) else server) as url:
        channel = TwilioChannel({"drenas": account}, url, seconds)
        try:
            yield channel
        finally:
            await channel.close()


async def test_a_phone_shows_the_text_and_its_numbers() -> None:
    server = TwilioServer()
    async with a_channel(server) as channel:
        sid = await channel.send(MENU)
    assert server.phone(PHONE).heard == ["Femije ne rrezik?\n1 Po\n2 Jo"]
    assert server.messages[sid].to == PHONE


async def test_whatsapp_goes_through_the_same_door() -> None:
    server = TwilioServer()
    async with a_channel(server) as channel:
        await channel.send(OutboundMessage(Address("drenas", "sms", "whatsapp:+38344000000"), "Fëmijë"))
    assert server.phone("whatsapp:+38344000000").heard == ["Fëmijë"]


ROWS = [
    (400, 21610, False, True), (400, 21211, False, True), (400, 21614, False, True),
    (400, 21602, False, False), (400, 21408, False, False), (404, 20404, False, False),
    (429, 20429, True, False), (429, 0, True, False), (500, 20500, True, False), (503, 0, True, False),
    (502, 0, True, False), (401, 20003, True, False), (403, 20005, True, False),
]  # fmt: skip


@pytest.mark.parametrize(("status", "code", "retry", "gone"), ROWS)
async def test_each_answer_says_whether_trying_again_can_help(status: int, code: int, retry: bool, gone: bool) -> None:
    refusal = failed(status, code or None)
    assert (refusal.retry, refusal.gone) == (retry, gone)


async def test_those_answers_come_through_twilios_own_client() -> None:
    server = TwilioServer()
    async with a_channel(server) as channel:
        for status, code, retry, gone in ROWS:
            server.fail_next(status, code)
            with pytest.raises(DeliveryFailed) as refused:
                await channel.send(MENU)
            assert (refused.value.retry, refused.value.gone) == (retry, gone), (status, code)
            assert PHONE not in refused.value.reason


async def test_who_sent_stop_is_gone() -> None:
    server = TwilioServer()
    server.phone(PHONE).unsubscribed = True
    async with a_channel(server) as channel:
        with pytest.raises(DeliveryFailed, match="STOP") as refused:
            await channel.send(MENU)
    assert refused.value.gone


async def test_a_wrong_secret_is_the_operators_to_mend_and_nothing_is_lost() -> None:
    async with a_channel(TwilioServer(), TwilioAccount(DEMO_ACCOUNT_SID, "wrong", DEMO_NUMBER)) as channel:
        with pytest.raises(DeliveryFailed, match="secret was rejected") as refused:
            await channel.send(MENU)
    assert refused.value.retry
    assert refused.value.after is not None


async def test_an_answer_lost_on_the_way_is_tried_again() -> None:
    server = TwilioServer()
    server.lose_next_answer()
    async with a_channel(server) as channel:
        with pytest.raises(DeliveryFailed) as refused:
            await channel.send(MENU)
    assert refused.value.retry


@pytest.mark.parametrize("status", [200, 201, 400, 500])
async def test_an_answer_that_is_not_twilios_breaks_one_send_at_most(status: int) -> None:
    bodies = iter([b"<html>", b"[]", b"null", b"7", b"\xff", b'"x"'])

    async def answer(request: Request) -> Response:
        return Response(next(bodies), status)

    async with a_channel(Starlette(routes=[Route("/{path:path}", answer, methods=["POST"])])) as channel:
        for _ in range(6):
            with pytest.raises(DeliveryFailed):
                await channel.send(MENU)


async def test_a_server_that_never_answers_is_left_and_tried_again() -> None:
    async def silent(request: Request) -> Response:
        await asyncio.sleep(2)
        return Response()

    server = Starlette(routes=[Route("/{path:path}", silent, methods=["POST"])])
    async with a_channel(server, seconds=0.05) as channel:
        with pytest.raises(DeliveryFailed, match="not reached") as refused:
            await channel.send(MENU)
    assert refused.value.retry


async def test_when_twilio_is_not_there_it_is_tried_again() -> None:
    channel = TwilioChannel({"drenas": ACCOUNT}, "http://127.0.0.1:1")
    with pytest.raises(DeliveryFailed) as refused:
        await channel.send(MENU)
    await channel.close()
    assert refused.value.retry


async def test_what_is_sent_after_closing_opens_nothing_that_nobody_would_close() -> None:
    server = TwilioServer()
    async with a_channel(server) as channel:
        await channel.close()
        with pytest.raises(DeliveryFailed, match="closed") as refused:
            await channel.send(MENU)
        with pytest.raises(DeliveryFailed, match="closed"):
            await channel.listed("drenas", datetime.now(UTC))
    assert refused.value.retry
    assert server.calls == []


async def test_the_environment_does_not_change_where_texts_go(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TWILIO_REGION", "au1")
    monkeypatch.setenv("TWILIO_EDGE", "sydney")
    server = TwilioServer()
    async with a_channel(server) as channel:
        assert await channel.send(MENU)


async def test_nothing_of_a_message_is_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    async with a_channel(TwilioServer()) as channel:
        await channel.send(MENU)
    assert PHONE not in caplog.text
    assert "rrezik" not in caplog.text
    assert DEMO_ACCOUNT_SID not in caplog.text


async def test_a_picture_is_fetched_from_where_twilio_sends_us_on_to() -> None:
    server = TwilioServer()
    picture = Media("image/jpeg", b"\xff\xd8 a picture")
    await server.phone(PHONE).says("shiko", media=[picture], lost=True)
    (sms,) = server.messages.values()
    async with a_channel(server) as channel:
        assert await channel.fetch("drenas", Attachment("photo", f"{sms.sid}/{picture.sid}")) == picture.data
        with pytest.raises(DeliveryFailed, match="refused") as refused:
            await channel.fetch("drenas", Attachment("photo", f"{sms.sid}/ME{'0' * 32}"))
        assert not refused.value.retry


async def test_a_picture_that_is_too_large_is_left_in_the_middle() -> None:
    server = TwilioServer()
    picture = Media("image/jpeg", bytes(LARGEST_FILE + 1))
    await server.phone(PHONE).says("shiko", media=[picture], lost=True)
    (sms,) = server.messages.values()
    async with a_channel(server) as channel:
        with pytest.raises(TooLarge):
            await channel.fetch("drenas", Attachment("photo", f"{sms.sid}/{picture.sid}"))


async def test_the_accounts_secret_does_not_follow_a_redirect_to_another_host() -> None:
    seen: list[str] = []

    async def elsewhere(request: Request) -> Response:
        seen.append(request.headers.get("authorization", ""))
        return Response(b"a picture")

    async with serve(Starlette(routes=[Route("/{path:path}", elsewhere)])) as other:

        async def twilio(request: Request) -> Response:
            return Response(status_code=307, headers={"Location": other.replace("127.0.0.1", "localhost")})

        async with a_channel(Starlette(routes=[Route("/{path:path}", twilio)])) as channel:
            assert await channel.fetch("drenas", Attachment("photo", "MM1/ME1")) == b"a picture"
    assert seen == [""]


async def test_a_town_without_an_account_is_no_crash() -> None:
    channel = TwilioChannel({})
    with pytest.raises(DeliveryFailed, match="no account"):
        await channel.send(MENU)
    with pytest.raises(DeliveryFailed, match="no account"):
        await channel.fetch("drenas", Attachment("photo"))
    with pytest.raises(DeliveryFailed, match="no account"):
        await channel.erase("drenas", "SM" + "0" * 32)
    assert DEMO_AUTH_TOKEN not in repr(ACCOUNT)


@pytest.mark.parametrize(("to", "text", "choices", "billed"), [
    ("+38344123456", "x" * 160, (), 1),
    ("+38344123456", "ë" * 160, (), 1),  # folded
    ("+38344123456", "x" * 160, (Choice("a", "Po"),), 2),  # with its answers
    ("whatsapp:+38344123456", "x" * 160, (), 0),
])  # fmt: skip
def test_a_message_is_billed_as_it_leaves(to: str, text: str, choices: tuple[Choice, ...], billed: int) -> None:
    channel = TwilioChannel({"drenas": TwilioAccount("AC" + "0" * 32, "token", "+38300000000")})
    assert channel.segments(OutboundMessage(Address("drenas", "sms", to), text, choices)) == billed
