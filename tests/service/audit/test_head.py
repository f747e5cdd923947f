"""Once a day the head is mailed to the addresses outside, and nothing but the head."""

from collections.abc import Sequence
from datetime import timedelta

import pytest

from reportbot.service.audit.head import DailyHead
from reportbot.service.audit.verify import Verdict, verify
from reportbot.service.ids import RisingIds
from reportbot.service.ports import DeliveryFailed
from reportbot.service.records.audit import read_head
from tests.builders import CHAIN, WASTE, Parts

OUTSIDE = ("ombudsperson@outside.example", "council@outside.example")


def daily_head(parts: Parts, to: Sequence[str] = OUTSIDE) -> DailyHead:
    ids = RisingIds(parts.clock.now, lambda bits: 7)
    return DailyHead(parts.store, parts.vault, parts.clock, ids, to, "https://reports.example", lambda: None)


async def test_both_addresses_get_the_head_once_a_day_and_it_can_be_typed_in(parts: Parts) -> None:
    await parts.say("anna", *WASTE)
    parts.mail.sent.clear()
    here, there = daily_head(parts), daily_head(parts)  # two processes
    for _ in range(3):
        await here.send()
        await there.send()
        await parts.deliver()
    assert sorted(notice.target for notice in parts.mail.sent) == sorted(OUTSIDE)
    for notice in parts.mail.sent:
        assert (notice.subject, notice.link, notice.municipality) == ("reportbot audit 2026-04-07", "", "")
        known = read_head(notice.body)
        assert await verify(parts.store, CHAIN, known=[known]) == Verdict(0, known.position)
    parts.clock.forward(timedelta(days=1))
    await here.send()
    await parts.deliver()
    assert len(parts.mail.sent) == 4


async def test_a_mail_server_that_is_away_for_a_while_loses_no_head(parts: Parts) -> None:
    await parts.say("anna", *WASTE)
    parts.mail.sent.clear()
    parts.mail.failures = [DeliveryFailed("not reached", retry=True)] * 2
    await daily_head(parts).send()
    await parts.deliver()
    await parts.tick(parts.clock.forward(timedelta(hours=1)))
    heads = [notice for notice in parts.mail.sent if notice.target in OUTSIDE]
    assert sorted(notice.target for notice in heads) == sorted(OUTSIDE)


@pytest.mark.parametrize("to", [(), OUTSIDE])
async def test_without_an_address_or_an_entry_nothing_is_sent(here: Parts, to: Sequence[str]) -> None:
    await daily_head(here, to).send()
    await here.deliver()
    assert here.mail.sent == []
