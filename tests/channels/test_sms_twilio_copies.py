"""What Twilio keeps of a message goes: by its own client, against the fake Twilio, over real HTTP."""

import json

import pytest

from reportbot.channels.sms_twilio_client import TwilioChannel
from reportbot.channels.sms_twilio_copies import FINAL, TRAVELS, Erasing
from reportbot.core.messages import Address, OutboundMessage
from reportbot.demo.serving import serve
from reportbot.demo.twilio_server import TwilioServer
from reportbot.demo.twilio_sms import Media, Sms
from reportbot.service.ports import DeliveryFailed
from tests.channels.twilio import ACCOUNT, PHONE
from tests.demo.specs import spec_file

WORDS = "te shkolla"
HOW: tuple[Erasing, ...] = ("redact", "delete")


async def erase(server: TwilioServer, sid: str, how: Erasing = "redact") -> str:
    async with serve(server.app) as url:
        channel = TwilioChannel({"drenas": ACCOUNT}, url, 5, how)
        try:
            return await channel.erase("drenas", sid)
        finally:
            await channel.close()


async def received(server: TwilioServer, *media: Media) -> Sms:
    await server.phone(PHONE).says(WORDS, media=media, lost=True)
    return list(server.messages.values())[-1]


async def sent(server: TwilioServer) -> str:
    async with serve(server.app) as url:
        channel = TwilioChannel({"drenas": ACCOUNT}, url, 5)
        sid = await channel.send(OutboundMessage(Address("drenas", "sms", PHONE), WORDS))
        await channel.close()
        return sid


async def test_redacting_takes_words_and_pictures_and_leaves_the_record() -> None:
    server = TwilioServer()
    sms = await received(server, Media("image/jpeg", b"1"), Media("audio/ogg", b"2"))
    assert await erase(server, sms.sid) == "redacted"
    assert (sms.body, sms.media, sms.sender) == ("", {}, PHONE)
    assert server.messages == {sms.sid: sms}


async def test_deleting_leaves_nothing() -> None:
    server = TwilioServer()
    sms = await received(server, Media("image/jpeg", b"1"))
    assert await erase(server, sms.sid, "delete") == "deleted"
    assert server.messages == {}


@pytest.mark.parametrize("how", HOW)
async def test_erasing_again_is_harmless(how: Erasing) -> None:
    server = TwilioServer()
    sms = await received(server, Media("image/jpeg", b"1"))
    first = await erase(server, sms.sid, how)
    again = {await erase(server, sms.sid, how) for _ in range(3)}
    assert (first, again) in [("redacted", {"redacted"}), ("deleted", {"gone"})]


@pytest.mark.parametrize("how", HOW)
async def test_a_message_that_is_gone_is_done(how: Erasing) -> None:
    assert await erase(TwilioServer(), "SM" + "0" * 32, how) == "gone"


@pytest.mark.parametrize("how", HOW)
@pytest.mark.parametrize("status", sorted(TRAVELS))
async def test_what_is_still_on_its_way_is_left_alone_and_tried_later(how: Erasing, status: str) -> None:
    server = TwilioServer()
    server.ends_as = status
    sid = await sent(server)
    with pytest.raises(DeliveryFailed, match="not finished") as later:
        await erase(server, sid, how)
    assert later.value.retry and later.value.after
    assert server.messages[sid].body == WORDS
    assert [call.method for call in server.calls] == ["POST", "GET"], "it was looked at, not touched"
    server.messages[sid].status = "delivered"
    await erase(server, sid, how)
    assert sid not in server.messages or not server.messages[sid].body


async def test_a_carrier_that_reports_no_delivery_does_not_keep_the_words_there() -> None:
    server = TwilioServer()
    server.ends_as = "sent"
    sid = await sent(server)
    assert await erase(server, sid) == "redacted"
    with pytest.raises(DeliveryFailed) as later:
        await erase(server, sid, "delete")
    assert later.value.retry, "Twilio does not delete what is only sent; it may in an hour"


@pytest.mark.parametrize(("status", "code", "retry"), [
    (409, 20009, True), (400, 20009, True), (409, 0, True), (429, 20429, True), (500, 0, True), (503, 0, True),
    (401, 20003, True), (400, 30400, False),
])  # fmt: skip
async def test_each_refusal_says_whether_trying_again_can_help(status: int, code: int, retry: bool) -> None:
    server = TwilioServer()
    sms = await received(server)
    server.fail_after(1, status, code)
    with pytest.raises(DeliveryFailed) as refused:
        await erase(server, sms.sid)
    assert refused.value.retry is retry
    assert PHONE not in refused.value.reason and WORDS not in refused.value.reason
    assert sms.body == WORDS


async def test_a_picture_that_somebody_else_has_deleted_meanwhile_is_no_failure() -> None:
    server = TwilioServer()
    sms = await received(server, Media("image/jpeg", b"1"), Media("image/jpeg", b"2"))
    server.fail_after(3, 404)  # a look, the words, the list, and then the first picture
    assert await erase(server, sms.sid) == "redacted"
    assert len(sms.media) == 1


async def test_rubbish_for_a_number_asks_nobody() -> None:
    server = TwilioServer()
    for sid in ("", "SM1", "../../Accounts", "SM" + "0" * 32 + "/Media"):
        with pytest.raises(DeliveryFailed) as refused:
            await erase(server, sid)
        assert not refused.value.retry
    assert server.calls == []


def test_every_state_that_twilio_knows_is_final_or_on_its_way_or_sent() -> None:
    place = spec_file("twilio/messages.openapi.json")
    if place is None:
        pytest.skip("Twilio's description (../shared/specs) is absent")
    described = json.loads(place.read_text(encoding="utf-8"))
    states = set(described["components"]["schemas"]["message_enum_status"]["enum"])
    assert states == FINAL | TRAVELS | {"sent"}
    assert not FINAL & TRAVELS
