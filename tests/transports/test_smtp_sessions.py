"""One session carries several mails: begun anew for each, left when it breaks, hung up when nobody needs it."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from reportbot.core.errors import BadSetup
from reportbot.demo.mailbox import Mailbox
from reportbot.service.ports import DeliveryFailed
from reportbot.transports import smtp_sessions
from reportbot.transports.email import Email

SENDER = "no-reply@drenas.example.org"


@dataclass(frozen=True)
class Letter:
    number: int
    municipality: str = "drenas"
    subject: str = "Rasti"
    body: str = "Përgjigjuni këtu:"
    link: str = "https://report.example.org/r/abc"
    buttons: tuple[tuple[str, str], ...] = ()
    short: str = ""
    code: str = ""
    facts: Mapping[str, str] = field(default_factory=dict)

    @property
    def target(self) -> str:
        return f"office{self.number}@drenas.example.org"

    @property
    def message_id(self) -> str:
        return f"<forward.{self.number}@report.example.org>"


@asynccontextmanager
async def sending() -> AsyncIterator[tuple[Mailbox, Email]]:
    async with Mailbox() as mailbox:
        transport = Email(mailbox.url, SENDER)
        try:
            yield mailbox, transport
        finally:
            await transport.close()


async def test_many_mails_go_over_few_sessions() -> None:
    async with sending() as (mailbox, transport):
        await asyncio.gather(*(transport.send(Letter(number)) for number in range(40)))
        assert len(mailbox.messages) == 40
        assert {mail.recipients for mail in mailbox.messages} == {(Letter(number).target,) for number in range(40)}
    assert transport.sessions.opened <= smtp_sessions.AT_ONCE


async def test_a_session_is_left_after_so_many_mails(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(smtp_sessions, "MAILS", 3)
    async with sending() as (mailbox, transport):
        for number in range(7):
            await transport.send(Letter(number))
        assert len(mailbox.messages) == 7
    assert transport.sessions.opened == 3


async def test_what_the_server_refuses_costs_no_session_and_nobody_elses_mail() -> None:
    async with sending() as (mailbox, transport):
        mailbox.refuse("550 no such mailbox", recipient=Letter(2).target)
        for number in (1, 2, 3):
            if number == 2:
                with pytest.raises(DeliveryFailed, match="refused"):
                    await transport.send(Letter(number))
            else:
                await transport.send(Letter(number))
        assert [mail.recipients[0] for mail in mailbox.messages] == [Letter(1).target, Letter(3).target]
    assert transport.sessions.opened == 1


async def test_a_session_that_the_server_has_ended_is_noticed_before_the_next_mail() -> None:
    async with sending() as (mailbox, transport):
        await transport.send(Letter(1))
        await mailbox.stop()
        await mailbox.start()
        await transport.send(Letter(2))
        assert len(mailbox.messages) == 2
    assert transport.sessions.opened == 2


async def test_an_idle_session_is_hung_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(smtp_sessions, "LINGERS", 0.01)
    async with sending() as (mailbox, transport):
        await transport.send(Letter(1))
        await asyncio.wait_for(mailbox.is_left(), 5)


async def test_whoever_finds_no_session_free_is_told_to_come_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(smtp_sessions, "WAIT", 0.01)
    async with _a_silent_server() as port:
        transport = Email(f"smtp://127.0.0.1:{port}", SENDER)
        waiting = [asyncio.create_task(transport.send(Letter(number))) for number in range(smtp_sessions.AT_ONCE)]
        await asyncio.sleep(0)
        with pytest.raises(DeliveryFailed, match="too slow") as refused:
            await transport.send(Letter(9))
        for task in waiting:
            task.cancel()
        await asyncio.gather(*waiting, return_exceptions=True)
    assert refused.value.retry


async def test_a_mail_that_takes_too_long_is_given_up_before_somebody_else_may_claim_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(smtp_sessions, "WHOLE", 0.3)  # long enough to be connected, and to wait for a greeting
    async with _a_silent_server() as port:
        with pytest.raises(DeliveryFailed, match="not reached") as refused:
            await Email(f"smtp://127.0.0.1:{port}", SENDER).send(Letter(1))
    assert refused.value.retry


@pytest.mark.parametrize("content", [None, "", "no certificate"])
def test_a_file_of_authorities_without_one_is_a_clear_error(tmp_path: Path, content: str | None) -> None:
    file = tmp_path / "ca.pem"
    if content is not None:
        file.write_text(content)
    with pytest.raises(BadSetup, match="REPORTBOT_MAIL_CA"):
        Email("smtp://localhost", SENDER, authorities=str(file))


@asynccontextmanager
async def _a_silent_server() -> AsyncIterator[int]:
    """Takes connections and never says a word."""
    writers: list[asyncio.StreamWriter] = []
    server = await asyncio.start_server(lambda _, writer: writers.append(writer), "127.0.0.1", 0)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()
        for writer in writers:
            writer.transport.abort()
        await server.wait_closed()
        await asyncio.sleep(0.01)
