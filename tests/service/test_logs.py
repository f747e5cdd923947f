"""Logs name events, never people: a whole story leaves no word, number, code or token of it behind."""

import logging

import pytest

from reportbot.core.cases.referral import Answer
from reportbot.core.messages import Attachment
from reportbot.service.ports import DeliveryFailed
from tests.builders import ALARM, TUESDAY, Parts, parts_for, turning_in_circles, without_table

PHONE = "+38344987654"
WORDS = "Kalorësi i verdhë banon në Rrugën e Tretë"


async def test_a_whole_story_leaves_nothing_of_it_in_the_logs(
    here: Parts, sqlite_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    parts = await parts_for(here.store, here.clock, book=turning_in_circles(), phones=here.phones)
    parts.phones.photos["handle-of-a-photo"] = b"no picture"
    parts.mail.failures = [DeliveryFailed("no such mailbox", retry=False), RuntimeError(PHONE)]
    parts.phones.failures = [RuntimeError(WORDS), DeliveryFailed("down", retry=True)]
    async with parts.taking():
        said = await parts.say(PHONE, *ALARM, "2", WORDS, "1", "1", WORDS, "1", "1", channel="sms")
        await parts.intake.receive([parts.message(PHONE, attachments=(Attachment("photo", "handle-of-a-photo"),))])
        await parts.tick(TUESDAY.replace(hour=9))
        said += await parts.say(PHONE, "start", "5", "5", channel="sms")
        page = await parts.casework.case("drenas", "2026-0001", "coordinator")
        lead = next(each for each in page.referrals if each.institution == page.case.lead)
        await parts.responses.answer_as(lead.institution, lead.id, Answer.RECEIVED, WORDS)
        async with without_table(sqlite_url, "conversations"):
            with pytest.raises(Exception):  # noqa: B017
                await parts.intake.receive([parts.message(PHONE, WORDS)])
        await parts.tick(TUESDAY.replace(day=20))
    links = [notice.link.rpartition("/")[2] for notice in [*parts.mail.sent, *parts.chats.sent]]
    assert links and len(caplog.records) >= 3
    secrets = [PHONE, PHONE[1:], "Kalorësi", "verdhë", "handle-of-a-photo", "Komoran", "drenas.example", *links]
    logged = "\n".join(repr(vars(record)) + record.getMessage() for record in caplog.records)
    assert [secret for secret in secrets if secret in logged] == []
    failures = {vars(record)["failure"] for record in caplog.records if "failure" in vars(record)}
    assert {"FlowWentTooFar", "RuntimeError"} <= failures
    assert not any(record.exc_info for record in caplog.records)
