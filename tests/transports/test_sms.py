"""A notice to a duty phone: what the phone shows, what it costs, what counts as proof, and which refusals end it."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportbot.channels.sms_twilio_client import TwilioAccount, TwilioChannel
from reportbot.core.sms import segments
from reportbot.demo.serving import serve
from reportbot.demo.twilio_server import TwilioServer
from reportbot.service.outgoing.notices import OfficeNotice
from reportbot.service.ports import DeliveryFailed, PaidPost
from reportbot.transports.sms import Sms, text
from tests.builders import Phones

NUMBER = "+12025550177"
LINK = "https://reports.drenas.example/r/" + "x" * 90
NOTICE = OfficeNotice(
    "drenas",
    NUMBER,
    "Report 2026-0042: please answer",
    "body",
    LINK,
    "<m@x>",
    short="Raportimi 2026-0042. 482153 PRANOJ.",
)


async def test_the_phone_shows_the_short_text_and_the_link_and_twilios_number_is_the_proof() -> None:
    server = TwilioServer()
    account = TwilioAccount(server.account_sid, server.auth_token, server.number)
    async with serve(server.app) as url:
        channel = TwilioChannel({"drenas": account}, url)
        try:
            evidence = await Sms(channel).send(NOTICE)
        finally:
            await channel.close()
    assert server.phone(NUMBER).heard == [f"Raportimi 2026-0042. 482153 PRANOJ. {LINK}"]
    assert server.messages[evidence].body.endswith(LINK)


@pytest.mark.parametrize("code", [21610, 21211, 21614], ids=["said STOP", "no such number", "no SMS there"])
async def test_a_dead_number_ends_it_loudly(code: int) -> None:
    server = TwilioServer()
    account = TwilioAccount(server.account_sid, server.auth_token, server.number)
    async with serve(server.app) as url:
        channel = TwilioChannel({"drenas": account}, url)
        server.fail_next(400, code)
        try:
            with pytest.raises(DeliveryFailed) as refused:
                await Sms(channel).send(NOTICE)
        finally:
            await channel.close()
    assert (refused.value.retry, refused.value.gone) == (False, False)
    assert NUMBER.removeprefix("+") not in str(refused.value)


async def test_a_failure_that_passes_is_handed_on_as_it_is() -> None:
    phones = Phones()
    phones.failures = [DeliveryFailed("Twilio: out of order (503)", retry=True)]
    with pytest.raises(DeliveryFailed) as failed:
        await Sms(phones).send(NOTICE)
    assert failed.value.retry


@pytest.mark.parametrize("target", ["", "044123456", "+0441234567", "+383 44 123 456", "duty@x.example", NUMBER + "\n"])
async def test_a_target_that_is_no_number_is_given_up(target: str) -> None:
    with pytest.raises(DeliveryFailed) as refused:
        await Sms(Phones()).send(replace(NOTICE, target=target))
    assert not refused.value.retry


def test_without_a_short_text_the_subject_leaves() -> None:
    assert text(replace(NOTICE, short="", link="")) == NOTICE.subject


@given(st.text(max_size=600))
def test_whatever_it_says_it_is_two_sms_at_most_and_the_link_is_whole(said: str) -> None:
    shown = text(replace(NOTICE, short=said, subject="Report"))
    assert segments(shown) <= 2
    assert shown.endswith(f" {LINK}")


def test_an_sms_is_billed_by_the_piece_and_whatsapp_is_not() -> None:
    sms = Sms(Phones())
    assert isinstance(sms, PaidPost)
    assert sms.segments_of(replace(NOTICE, link="")) == 1
    assert sms.segments_of(NOTICE) == 2 if segments(text(NOTICE)) == 2 else 1
    assert sms.segments_of(replace(NOTICE, target=f"whatsapp:{NUMBER}")) == 0
