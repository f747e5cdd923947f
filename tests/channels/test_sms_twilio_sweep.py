"""What no webhook brought is found in Twilio's list; what we left there is erased; what is others' is left alone."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from reportbot.channels.sms_twilio import inbound
from reportbot.channels.sms_twilio_sweep import LEFT_BEHIND, LOOK_BACK, TwilioSweep
from reportbot.core.messages import InboundMessage
from reportbot.demo.twilio_phones import form_of
from reportbot.demo.twilio_server import TwilioServer
from reportbot.demo.twilio_sms import Media, Sms
from reportbot.service.due.tidying import SEEN_LIVES
from reportbot.service.ports import DeliveryFailed
from tests.builders import Clock
from tests.channels.twilio import PHONE, a_channel_at

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
HOUR = timedelta(hours=1)


def lies_there(server: TwilioServer, text: str, ago: timedelta = HOUR, **other: Any) -> Sms:
    """A message in Twilio's list: theirs to us, unless `other` says otherwise."""
    usual: dict[str, Any] = {"sender": PHONE, "to": server.number, "direction": "inbound", "status": "received"}
    sms = Sms(server.account_sid, body=text, **{**usual, **other})
    sms.created = sms.sent = NOW - ago
    server.messages[sms.sid] = sms
    return sms


def ours(server: TwilioServer, text: str, ago: timedelta, status: str = "delivered") -> Sms:
    return lies_there(server, text, ago, sender=server.number, to=PHONE, direction="outbound-api", status=status)


async def sweep(server: TwilioServer, times: int = 1) -> list[InboundMessage]:
    """Everything that was handed to intake."""
    handed: list[InboundMessage] = []

    async def receive(messages: list[InboundMessage]) -> None:
        handed.extend(messages)

    async with a_channel_at(server) as channel:
        sweeper = TwilioSweep(channel, "drenas", Clock(NOW), receive)
        for _ in range(times):
            await sweeper.sweep()
    return handed


async def test_a_missed_message_comes_as_its_webhook_would_have_brought_it() -> None:
    server = TwilioServer()
    picture = Media("image/jpeg", b"1")
    sms = lies_there(server, "ka nje pus pa kapak")
    sms.media = {picture.sid: picture}
    assert await sweep(server) == [inbound("drenas", form_of(sms), NOW)]
    (message,) = await sweep(server)
    assert message.keys == (f"twilio:{sms.sid}",) and message.copy == sms.sid
    assert [attachment.handle for attachment in message.attachments] == [f"{sms.sid}/{picture.sid}"]


async def test_over_whatsapp_too() -> None:
    server = TwilioServer()
    lies_there(server, "tung", sender=f"whatsapp:{PHONE}", to=f"whatsapp:{server.number}")
    (message,) = await sweep(server)
    assert message.address.value == f"whatsapp:{PHONE}"


async def test_they_come_in_the_order_in_which_they_were_sent() -> None:
    server = TwilioServer()
    for minutes in (3, 9, 1, 7):
        lies_there(server, f"{minutes} minutes ago", timedelta(minutes=minutes))
    assert [message.text[0] for message in await sweep(server)] == ["9", "7", "3", "1"]


async def test_a_message_among_known_ones_is_found_on_any_page() -> None:
    server = TwilioServer()
    for number in range(250):
        lies_there(server, f"number {number}", timedelta(minutes=number))
    handed = await sweep(server)
    assert [message.text for message in handed] == [f"number {number}" for number in reversed(range(250))]
    pages = [call for call in server.calls if call.params.get("To") == server.number]
    assert len(pages) == 3 and {call.params["PageSize"] for call in pages} == {"100"}


async def test_what_was_handed_over_once_is_not_handed_over_at_every_sweep() -> None:
    server = TwilioServer()
    lies_there(server, "tung")
    assert len(await sweep(server, times=3)) == 1


async def test_a_message_that_could_not_be_saved_is_handed_over_again() -> None:
    server, asked = TwilioServer(), 0
    lies_there(server, "tung")

    async def receive(messages: list[InboundMessage]) -> None:
        nonlocal asked
        asked += 1
        if asked == 1:
            raise RuntimeError

    async with a_channel_at(server) as channel:
        sweeper = TwilioSweep(channel, "drenas", Clock(NOW), receive)
        with pytest.raises(RuntimeError):
            await sweeper.sweep()
        assert await sweeper.sweep() == 1


async def test_a_redacted_message_does_nothing_even_if_we_have_forgotten_it() -> None:
    server = TwilioServer()
    lies_there(server, "")
    assert await sweep(server) == []


async def test_a_redacted_message_whose_pictures_are_gone_does_nothing() -> None:
    server = TwilioServer()
    sms = lies_there(server, "")
    picture = Media("image/jpeg", b"1")
    sms.media = {picture.sid: picture}
    async with a_channel_at(server) as channel:
        (listed,) = await channel.listed("drenas", NOW - HOUR)
        sms.media = {}
        sweeper = TwilioSweep(channel, "drenas", Clock(NOW), None)  # type: ignore[arg-type]
        message = inbound("drenas", await sweeper._form(listed), NOW)
    assert not message.text and not message.attachments


async def test_the_window_ends_long_before_we_forget() -> None:
    assert timedelta(hours=24) >= LOOK_BACK and LOOK_BACK < SEEN_LIVES / 10
    server = TwilioServer()
    lies_there(server, "in the window", LOOK_BACK - timedelta(minutes=1))
    lies_there(server, "before it, on the same day of the calendar", LOOK_BACK + timedelta(minutes=1))
    assert [message.text for message in await sweep(server)] == ["in the window"]


async def test_messages_of_another_number_in_the_same_account_are_left_alone() -> None:
    server = TwilioServer()
    theirs = lies_there(server, "for the water company", to="+12025550199")
    bill = lies_there(server, "your bill", 3 * HOUR, sender="+12025550199", to=PHONE, direction="outbound-api")
    assert await sweep(server) == []
    assert theirs.body and bill.body


async def test_a_message_that_is_still_arriving_is_not_taken_yet() -> None:
    server = TwilioServer()
    lies_there(server, "tu", status="receiving")
    assert await sweep(server) == []


async def test_what_we_sent_and_nobody_noted_is_erased_after_an_hour() -> None:
    server = TwilioServer()
    old = ours(server, "code 1234", LEFT_BEHIND + timedelta(minutes=1))
    new = ours(server, "code 5678", timedelta(minutes=5))
    stuck = ours(server, "waits", 2 * LEFT_BEHIND, "queued")
    assert await sweep(server) == []
    assert (old.body, new.body, stuck.body) == ("", "code 5678", "waits")


async def test_a_machines_message_opens_nothing_and_does_not_stay_there_either() -> None:
    server = TwilioServer()
    sms = lies_there(server, "You won!", sender="LOTTERY")
    assert await sweep(server) == []
    assert sms.body == ""


async def test_when_twilio_is_out_of_order_it_is_said_and_nothing_is_lost() -> None:
    server = TwilioServer()
    lies_there(server, "tung")
    server.fail_next(503)
    with pytest.raises(DeliveryFailed) as failed:
        await sweep(server)
    assert failed.value.retry
    assert len(await sweep(server)) == 1
