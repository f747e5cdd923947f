"""The mail server fails in every way: through the real outbox and over real SMTP, none is lost and none is doubled."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest

from reportbot.demo.mailbox import Mail, Mailbox
from reportbot.storage import Database
from reportbot.transports.email import Email
from tests.benchmarks.mails import queue
from tests.builders import Parts, parts_for

OFFICES, EACH = 15, 20  # 3,000 of them drain in tests/benchmarks/mails.py
TICK, HOUR = timedelta(minutes=15), timedelta(hours=1)


@asynccontextmanager
async def a_service(store: Database, mailbox: Mailbox) -> AsyncIterator[Parts]:
    smtp = Email(mailbox.url, "reports@drenas.example")
    try:
        yield await parts_for(store, smtp=smtp)
    finally:
        await smtp.close()


async def until(parts: Parts, hours: float) -> None:
    """Time passes, and the clock ticks as in a service."""
    end = parts.clock.now() + hours * HOUR
    while parts.clock.now() < end:
        await parts.delivery.run_due(parts.clock.forward(TICK))


def numbers(mails: list[Mail], office: str) -> list[str]:
    return [str(mail.message["Message-ID"]) for mail in mails if office in mail.recipients]


@pytest.mark.parametrize("fault", ["nobody answers", "refused for now"])
async def test_after_a_day_without_a_mail_server_everything_leaves_once_and_in_order(
    sqlite_store: Database, fault: str
) -> None:
    async with Mailbox() as mailbox, a_service(sqlite_store, mailbox) as parts:
        ids = await queue(parts.vault, parts.store, OFFICES * EACH, parts.clock.now(), offices=OFFICES)
        if fault == "nobody answers":
            await mailbox.stop()
        else:
            mailbox.refuse("451 4.3.0 try again later")
        await until(parts, 24)
        assert mailbox.messages == []
        mailbox.accept()
        if fault == "nobody answers":
            await mailbox.start()
        await until(parts, 2)
        arrived = [str(mail.message["Message-ID"]) for mail in mailbox.messages]
        assert len(arrived) == len(set(arrived)) == OFFICES * EACH
        for office, expected in ids.items():
            assert numbers(mailbox.messages, office) == expected
        assert await parts.casework.dead_letters("drenas") == []


async def test_of_several_recipients_only_the_refused_one_is_tried_again(sqlite_store: Database) -> None:
    async with Mailbox() as mailbox, a_service(sqlite_store, mailbox) as parts:
        ids = await queue(parts.vault, parts.store, 3, parts.clock.now())
        first, second, third = ids
        mailbox.refuse("450 4.2.1 mailbox busy", recipient=second, times=2)
        await parts.delivery.run_due(parts.clock.now())
        assert {mail.recipients[0] for mail in mailbox.messages} == {first, third}
        await until(parts, 1)
        assert sorted(mail.recipients[0] for mail in mailbox.messages) == sorted(ids)


async def test_one_that_is_refused_for_good_is_a_dead_letter_and_holds_up_nobody(sqlite_store: Database) -> None:
    async with Mailbox() as mailbox, a_service(sqlite_store, mailbox) as parts:
        ids = await queue(parts.vault, parts.store, 3, parts.clock.now())
        mailbox.refuse("550 5.1.1 no such mailbox", recipient=next(iter(ids)))
        await until(parts, 1)
        assert len(mailbox.messages) == 2
        (dead,) = await parts.casework.dead_letters("drenas")
    assert (dead.target, dead.failure) == (next(iter(ids)), "mail server: address refused (550)")


@pytest.mark.parametrize(("keeps", "copies"), [(False, 1), (True, 2)])
async def test_when_the_line_breaks_after_the_mail_was_handed_over_it_is_sent_again_under_the_same_name(
    sqlite_store: Database, keeps: bool, copies: int
) -> None:
    """Nobody knows whether it arrived. A second copy has the same Message-ID, by which a server can drop it."""
    async with Mailbox() as mailbox, a_service(sqlite_store, mailbox) as parts:
        ids = await queue(parts.vault, parts.store, 1, parts.clock.now())
        mailbox.hang_up(keep=keeps)
        await until(parts, 2)
        assert len(mailbox.messages) == copies
        assert {str(mail.message["Message-ID"]) for mail in mailbox.messages} == {ids["office1@drenas.example"][0]}
        assert await parts.casework.dead_letters("drenas") == []


async def test_after_a_restart_a_mail_that_was_under_way_has_the_same_name(sqlite_store: Database) -> None:
    async with Mailbox() as mailbox, a_service(sqlite_store, mailbox) as parts:
        ids = await queue(parts.vault, parts.store, 1, parts.clock.now())
        mailbox.hang_up(keep=True)
        await parts.delivery.run_due(parts.clock.now())
        async with a_service(sqlite_store, mailbox) as again:
            await until(again, 1)
        names = [str(mail.message["Message-ID"]) for mail in mailbox.messages]
    assert names == ids["office1@drenas.example"] * 2
