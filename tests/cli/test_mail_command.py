"""`reportbot mail` as a mail server starts it: its exit status says what becomes of the mail."""

import asyncio
import secrets
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path

import pytest

from reportbot.app import Parts, open_parts
from reportbot.commands.mailing import envelope, take_mail
from reportbot.config import Settings
from reportbot.core.cases.events import CaseEvent
from reportbot.core.mail.addresses import Purpose, with_token
from reportbot.core.messages import Address, InboundMessage
from reportbot.vault.keys import Keys
from tests.builders import WASTE
from tests.commands import reportbot
from tests.core.mail.mails import raw, report

REPLIES = "answers@town.example"


async def a_case(settings: Settings) -> str:
    """A report in a database of its own; the address by which its lead answers."""
    parts = await open_parts(settings)
    try:
        async with parts.running():
            for text in WASTE:
                who, now = Address("drenas", "web", "anna"), datetime.now(UTC)
                await parts.intake.receive([InboundMessage(who, now, (secrets.token_hex(8),), text)])
        (lead, *_) = await referrals(parts)
        token = parts.vault.sign_mail(Purpose.ANSWER, lead, datetime.now(UTC) + timedelta(days=1))
        return with_token(REPLIES, Purpose.ANSWER, token)
    finally:
        await parts.close()


async def referrals(parts: Parts) -> list[int]:
    async with parts.database.read() as work:
        case = (await work.cases.by_number("drenas", f"{datetime.now(UTC).year}-0001")) or pytest.fail("no case")
        return [each.id for each in await work.cases.referrals(case.id)]


async def events(settings: Settings, kind: str) -> list[CaseEvent]:
    parts = await open_parts(settings)
    try:
        async with parts.database.read() as work:
            case = await work.cases.by_number("drenas", f"{datetime.now(UTC).year}-0001")
            return [each for each in await work.cases.events(case.id if case else 0) if each.kind == kind]
    finally:
        await parts.close()


def test_the_exit_status_says_what_becomes_of_a_mail(tmp_path: Path) -> None:
    Keys.create(tmp_path / "keys")
    url = f"sqlite:///{tmp_path / 'reportbot.db'}"
    settings = Settings(database_url=url, keys=str(tmp_path / "keys"), mail_replies=REPLIES, codes_ready="0")
    at = {"REPORTBOT_DATABASE_URL": url, "REPORTBOT_KEYS": settings.keys, "REPORTBOT_MAIL_REPLIES": REPLIES}
    address = asyncio.run(a_case(settings))

    def status(mail: bytes, *recipients: str, sender: str | None = None, **environment: str) -> int:
        return asyncio.run(take_mail(settings, BytesIO(mail), recipients, sender, environment))

    assert status(raw("Nuk e dimë ku është.", To=address)) == 0
    assert status(raw("Nuk e dimë ku është.", To=address)) == 0  # a second time, as after a crash
    assert status(raw("PRANOJ", Message_ID="<2@o>"), address, sender="zyra@office.example") == 0
    assert status(raw("Words", Message_ID="<3@o>"), ORIGINAL_RECIPIENT=address, SENDER="zyra@office.example") == 0
    assert status(report(), REPLIES, sender="") == 0
    assert status(b"no mail") == 65
    assert len(asyncio.run(events(settings, "mail_received"))) == 2
    assert len(asyncio.run(events(settings, "received"))) == 1

    def typed(mail: bytes, **more: str) -> int:
        ended = reportbot("mail", "--sender", "x@y.example", typed=mail.decode(), folder=tmp_path, **at | more)
        assert "zyra@office.example" not in ended.stdout + ended.stderr
        assert str(tmp_path) not in ended.stderr  # a mail server may repeat it to whoever wrote
        return ended.returncode

    assert typed(raw("More words", Message_ID="<4@o>", To=address)) == 0
    assert typed(raw("PRANOJ", To=f"{address[:10]}{'a' * 37}@town.example")) == 67
    assert typed(raw("x"), REPORTBOT_DATABASE_URL=f"sqlite:///{tmp_path / 'none' / 'x.db'}") == 75
    assert typed(raw("x"), REPORTBOT_MAIL_REPLIES="") == 75


@pytest.mark.parametrize(("given", "sender"), [
    ("", ""), ("<>", ""), ("MAILER-DAEMON", ""), ("a@b.example", "a@b.example"),
])  # fmt: skip
def test_the_empty_sender_is_known_however_a_mail_server_writes_it(given: str, sender: str) -> None:
    assert envelope(given) == sender
