"""A mail goes out to an office over Debian's Postfix, and what the office does with it comes back through its pipe."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest

from reportbot.commands.mailing import envelope
from reportbot.core.cases.referral import Answer, Referral
from reportbot.municipality.loading import TransportTarget, with_contacts
from reportbot.service.mailroom import Taken
from reportbot.storage import Database
from reportbot.transports.email import Email, Replies
from tests.builders import KEYS, MAIL_FROM, MAIL_REPLIES, WASTE, Parts, a_municipality, a_vault, parts_for
from tests.mailservers import NoMailServer, Postfix, postfix


@pytest.fixture(scope="module")
def server() -> Iterator[Postfix]:
    try:
        with postfix() as running:
            yield running
    except NoMailServer as reason:
        pytest.skip(str(reason))


@asynccontextmanager
async def a_service(store: Database, server: Postfix, address: str) -> AsyncIterator[Parts]:
    """Drenas, whose Directorate of Public Services has this address."""
    town = a_municipality()
    contacts = {key: (TransportTarget("email", f"{key}@office.example"),) for key in town.institutions}
    town = with_contacts(town, contacts | {"public_services": (TransportTarget("email", address),)})
    replies = Replies(MAIL_REPLIES, a_vault(KEYS).sign_mail)
    smtp = Email(server.url, MAIL_FROM, authorities=str(server.authority), replies=replies)
    try:
        parts = await parts_for(store, town=town, smtp=smtp)
        async with parts.taking():
            await parts.say("anna", *WASTE, "yes")
            await parts.deliver()
            yield parts
    finally:
        await smtp.close()


async def lead(parts: Parts) -> Referral:
    found = (await parts.casework.case("drenas", "2026-0001", "coordinator")).referrals
    return next(each for each in found if each.institution == "public_services")


async def arrived(server: Postfix, address: str) -> EmailMessage:
    """The newest mail to this address."""
    for _ in range(400):
        mails = [message_from_bytes(raw, policy=policy.default) for raw in server.mails()]
        if found := [mail for mail in mails if mail["To"] == address]:
            return found[-1]
        await asyncio.sleep(0.05)
    raise TimeoutError("no such mail")


async def taken(parts: Parts, server: Postfix) -> Taken:
    """The next mail of the pipe, as `reportbot mail` takes it."""
    piped = await asyncio.to_thread(server.piped)
    became = await parts.mailroom.take(piped.mail, [piped.recipient], envelope(piped.sender))
    piped.exit(0)
    return became


def answer(mail: EmailMessage, words: str, **headers: str) -> bytes:
    """As a mail program writes it."""
    reply = EmailMessage(policy=policy.SMTP)
    reply["From"], reply["To"], reply["Subject"] = "zyra@office.example", mail["Reply-To"], f"Re: {mail['Subject']}"
    reply["Message-ID"], reply["In-Reply-To"] = f"<{abs(hash(words))}@office.example>", mail["Message-ID"]
    for name, value in headers.items():
        reply[name.replace("_", "-")] = value
    body = mail.get_body(("plain",))
    assert body is not None
    quoted = "".join(f"> {line}\n" for line in body.get_content().splitlines())
    reply.set_content(f"{words}\n\nMë 7 prill 2026, {mail['From']} shkroi:\n{quoted}")
    return reply.as_bytes()


async def test_an_office_answers_by_mail_and_its_absence_note_does_not_count(
    sqlite_store: Database, server: Postfix
) -> None:
    address = "public_services@office.example"
    async with a_service(sqlite_store, server, address) as parts:
        mail = await arrived(server, address)
        away = answer(mail, "PRANOJ", Auto_Submitted="auto-replied")
        await asyncio.to_thread(server.submit, "", str(mail["Return-Path"]).strip("<>"), away)
        assert await taken(parts, server) is Taken.AUTOMATIC
        assert (await lead(parts)).answer is None
        words = answer(mail, "Pranojmë.\n\nVijmë nesër në orën 9.")
        await asyncio.to_thread(server.submit, "zyra@office.example", str(mail["Reply-To"]), words)
        assert await taken(parts, server) is Taken.ANSWERED
        assert (await lead(parts)).answer is Answer.RECEIVED
        shown = await parts.casework.case("drenas", "2026-0001", "coordinator")
        assert [shown.notes[each.id] for each in shown.events if each.kind == "mail_received"] == [
            "Vijmë nesër në orën 9."
        ]


async def test_what_a_server_takes_and_sends_back_hours_later_is_an_alarm(
    sqlite_store: Database, server: Postfix
) -> None:
    async with a_service(sqlite_store, server, "services@gone.example") as parts:
        assert await taken(parts, server) is Taken.BOUNCED
        (dead,) = await parts.casework.dead_letters("drenas")
        assert (dead.institution, dead.failure) == ("public_services", "bounced: 5.1.1")
        await parts.deliver()
        alarm = await arrived(server, "coordinator@office.example")
        assert alarm["Subject"]


async def test_a_mail_that_could_not_be_taken_waits_at_the_server_and_is_taken_once(
    sqlite_store: Database, server: Postfix
) -> None:
    address = "public_services@office.example"
    async with a_service(sqlite_store, server, address) as parts:
        mail = await arrived(server, address)
        reply_to = f"answers+a-{parts.vault.sign_mail('a', (await lead(parts)).id, parts.clock.now())}@town.example"
        await asyncio.to_thread(server.submit, "zyra@office.example", reply_to.upper(), answer(mail, "Nuk e gjejmë."))
        piped = await asyncio.to_thread(server.piped)
        piped.exit(75)  # the database is away
        await asyncio.sleep(1.5)  # Postfix leaves it alone for a second at least
        await asyncio.to_thread(server.try_again)
        assert await taken(parts, server) is Taken.WORDS
        assert piped.recipient == reply_to  # in small letters again


async def test_nobody_behind_an_address_is_told_to_its_sender_by_their_own_server(
    sqlite_store: Database, server: Postfix
) -> None:
    async with a_service(sqlite_store, server, "public_services@office.example"):
        stranger = f"answers+a-{'a' * 37}@town.example"
        mail = await arrived(server, "public_services@office.example")
        await asyncio.to_thread(server.submit, "stranger@office.example", stranger, answer(mail, "PRANOJ"))
        piped = await asyncio.to_thread(server.piped)
        # Its To is the office's own address, but the envelope counts first and names nobody.
        assert piped.recipient == stranger
        piped.exit(67)
        back = await arrived(server, "stranger@office.example")
        assert "Undelivered" in str(back["Subject"])
