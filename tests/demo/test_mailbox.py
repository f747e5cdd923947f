"""The mailbox takes, refuses and hangs up like a real SMTP server; aiosmtplib is the client."""

from collections.abc import AsyncIterator
from email.message import EmailMessage

import aiosmtplib
import pytest

from reportbot.demo.mailbox import Mailbox


@pytest.fixture
async def mailbox() -> AsyncIterator[Mailbox]:
    async with Mailbox() as one:
        yield one


def a_mail(to: str = "desk@example.org", subject: str = "Rasti 2026-0001: afati është e premtja") -> EmailMessage:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "reportbot@example.org", to, subject
    mail.set_content("Ju lutemi hapeni lidhjen.\n")
    return mail


async def send(mailbox: Mailbox, *mails: EmailMessage, recipients: list[str] | None = None) -> None:
    async with aiosmtplib.SMTP(hostname="127.0.0.1", port=mailbox.port, timeout=5) as client:
        for mail in mails:
            await client.send_message(mail, recipients=recipients)


async def test_a_mail_is_kept_with_its_envelope(mailbox: Mailbox) -> None:
    await send(mailbox, a_mail(), recipients=["desk@example.org", "hidden@example.org"])
    mail = await mailbox.receives(1)
    assert (mail.sender, mail.recipients) == ("reportbot@example.org", ("desk@example.org", "hidden@example.org"))
    assert (mail.subject, mail.body) == ("Rasti 2026-0001: afati është e premtja", "Ju lutemi hapeni lidhjen.\n")
    assert mail.message["To"] == "desk@example.org"


async def test_a_mail_is_found_by_address_and_by_what_it_says(mailbox: Mailbox) -> None:
    await send(
        mailbox, a_mail("one@example.org"), a_mail("two@example.org", "second"), a_mail("one@example.org", "third")
    )
    assert (await mailbox.receives("one@example.org")).subject == "third"
    assert (await mailbox.receives(lambda mail: mail.subject == "second")).recipients == ("two@example.org",)
    assert (await mailbox.receives(2)).subject == "second"


async def test_waiting_in_vain_says_what_came_instead(mailbox: Mailbox) -> None:
    await send(mailbox, a_mail(subject="something else"))
    with pytest.raises(TimeoutError, match="something else"):
        await mailbox.receives("nobody@example.org", seconds=0.01)


@pytest.mark.parametrize("answer", ["550 5.7.1 no", "451 4.3.0 later"])
async def test_a_mail_is_refused_after_its_data_until_accepted_again(mailbox: Mailbox, answer: str) -> None:
    mailbox.refuse(answer)
    for _ in range(2):
        with pytest.raises(aiosmtplib.SMTPDataError) as refusal:
            await send(mailbox, a_mail())
        assert refusal.value.code == int(answer[:3])
    mailbox.accept()
    await send(mailbox, a_mail())
    assert len(mailbox.messages) == 1


async def test_one_recipient_is_refused_once(mailbox: Mailbox) -> None:
    mailbox.refuse("550 5.1.1 unknown", recipient="gone@example.org", times=1)
    with pytest.raises(aiosmtplib.SMTPRecipientsRefused):
        await send(mailbox, a_mail("gone@example.org"))
    await send(mailbox, a_mail("gone@example.org"))
    assert len(mailbox.messages) == 1


@pytest.mark.parametrize(("keep", "kept"), [(True, 1), (False, 0)])
async def test_a_connection_breaks_after_the_data(mailbox: Mailbox, keep: bool, kept: int) -> None:
    mailbox.hang_up(keep=keep)
    with pytest.raises(aiosmtplib.SMTPServerDisconnected):
        await send(mailbox, a_mail())
    assert len(mailbox.messages) == kept
    await send(mailbox, a_mail())
    assert len(mailbox.messages) == kept + 1


async def test_a_stopped_mailbox_is_down_and_comes_back_on_its_port(mailbox: Mailbox) -> None:
    async with aiosmtplib.SMTP(hostname="127.0.0.1", port=mailbox.port, timeout=5) as held:
        await mailbox.stop()
        with pytest.raises(aiosmtplib.SMTPServerDisconnected):
            await held.noop()
    with pytest.raises(aiosmtplib.SMTPConnectError):
        await send(mailbox, a_mail())
    await mailbox.start()
    await send(mailbox, a_mail())
    assert mailbox.url == f"smtp://127.0.0.1:{mailbox.port}" and len(mailbox.messages) == 1


async def test_rubbish_is_kept_as_it_came(mailbox: Mailbox) -> None:
    async with aiosmtplib.SMTP(hostname="127.0.0.1", port=mailbox.port, timeout=5) as client:
        await client.sendmail("a@example.org", ["b@example.org"], b"\xff\xfe no headers at all")
    assert (await mailbox.receives(1)).subject == ""
