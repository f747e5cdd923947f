"""Mail: what it says, what may not get into it, and a real SMTP server that accepts, refuses and hangs up."""

import ssl
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from email.policy import SMTP

import aiosmtplib
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportbot.core.errors import BadSetup
from reportbot.demo.mailbox import Mailbox
from reportbot.service.ports import DeliveryFailed
from reportbot.transports.email import ANSWERS_LIVE, BOUNCES_LIVE, Email, Replies, build, failed, read_url
from reportbot.transports.smtp_sessions import Server, TooSlow

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
SENDER = "no-reply@drenas.example.org"


@dataclass(frozen=True)
class Letter:
    municipality: str = "drenas"
    target: str = "services@drenas.example.org"
    subject: str = "Rasti DR-2026-0012: rrezik në hapësirë publike"
    body: str = "Afati: 25.11.2026.\n\nPërgjigjuni këtu:"
    link: str = "https://report.example.org/i/abc?x=1&y=2"
    message_id: str = "<12-1@report.example.org>"
    buttons: tuple[tuple[str, str], ...] = ()
    short: str = ""
    code: str = ""
    facts: Mapping[str, str] = field(default_factory=dict)


@asynccontextmanager
async def a_transport(url: str) -> AsyncIterator[Email]:
    transport = Email(url, SENDER, lambda: NOW)
    try:
        yield transport
    finally:
        await transport.close()


async def test_an_office_receives_the_mail_as_it_was_meant() -> None:
    async with Mailbox() as mailbox, a_transport(mailbox.url) as transport:
        evidence = await transport.send(Letter())
        mail = await mailbox.receives("services@drenas.example.org")
    assert evidence == "<12-1@report.example.org>"
    assert mail.sender == SENDER
    assert mail.subject == Letter.subject
    assert mail.body.splitlines() == [*Letter.body.splitlines(), "", Letter.link]
    assert {name: str(mail.message[name]) for name in ("Message-ID", "Auto-Submitted", "Date", "Reply-To")} == {
        "Message-ID": "<12-1@report.example.org>",
        "Auto-Submitted": "auto-generated",
        "Date": "Sun, 22 Nov 2026 09:00:00 +0000",
        "Reply-To": "None",
    }


def test_both_halves_of_the_mail_say_the_same_and_html_is_escaped() -> None:
    mail = build(replace(Letter(), body='<script>"x"</script>\nand <b>'), SENDER, NOW)
    html = mail.get_body(("html",))
    assert html is not None
    assert "&lt;script&gt;&quot;x&quot;&lt;/script&gt;<br>and &lt;b&gt;" in html.get_content()
    assert 'href="https://report.example.org/i/abc?x=1&amp;y=2"' in html.get_content()


def test_the_same_notice_is_the_same_mail_at_every_attempt() -> None:
    ids = {build(Letter(), SENDER, NOW.replace(hour=hour))["Message-ID"] for hour in range(5)}
    assert ids == {Letter.message_id}


def test_a_link_that_is_no_web_address_is_left_out() -> None:
    mail = build(replace(Letter(), link="javascript:alert(1)"), SENDER, NOW)
    assert "javascript" not in mail.as_string()


def test_a_link_that_the_text_already_has_is_not_said_twice() -> None:
    mail = build(replace(Letter(), body=f"Here: {Letter.link}"), SENDER, NOW)
    plain = mail.get_body(("plain",))
    assert plain is not None
    assert plain.get_content() == f"Here: {Letter.link}\n"


@pytest.mark.parametrize("changed", [
    {"subject": "Case 12\r\nBcc: everybody@example.org"},
    {"subject": "Case 12\nX: y"},
    {"target": "a@example.org\r\nBcc: b@example.org"},
    {"target": "a@example.org, b@example.org"},
    {"target": "Ana <a@example.org>"},
    {"target": "a@example.org\n"},
    {"target": ""},
    {"target": "nobody"},
    {"target": "ë@example.org"},
    {"message_id": ""},
    {"message_id": "<a@b>\r\nX: y"},
    {"message_id": "12"},
])  # fmt: skip
def test_nothing_can_be_smuggled_into_a_header(changed: dict[str, str]) -> None:
    with pytest.raises(DeliveryFailed) as refused:
        build(replace(Letter(), **changed), SENDER, NOW)  # type: ignore[arg-type]
    assert not refused.value.retry
    assert "example" not in refused.value.reason


@given(st.text(max_size=80), st.text(max_size=300), st.text(max_size=80))
def test_whatever_it_says_a_mail_has_one_target_and_no_header_of_anybody_elses(
    subject: str, body: str, link: str
) -> None:
    try:
        mail = build(replace(Letter(), subject=subject, body=body, link=link), SENDER, NOW)
        head = mail.as_bytes(policy=SMTP).split(b"\r\n\r\n")[0]
    except DeliveryFailed:
        return
    names = {line.split(b":")[0].lower() for line in head.split(b"\r\n") if line[:1] not in b" \t"}
    assert names <= {
        b"from", b"to", b"subject", b"date", b"message-id", b"auto-submitted", b"x-auto-response-suppress",
        b"mime-version", b"content-type",
    }  # fmt: skip
    assert mail["To"] == Letter.target


@pytest.mark.parametrize(("answer", "recipient", "retry"), [
    ("550 no such mailbox", Letter.target, False),
    ("450 greylisted", Letter.target, True),
    ("554 looks like spam", "", False),
    ("451 try later", "", True),
    ("452 disk full", "", True),
])  # fmt: skip
async def test_each_refusal_says_whether_trying_again_can_help(answer: str, recipient: str, retry: bool) -> None:
    async with Mailbox() as mailbox, a_transport(mailbox.url) as transport:
        mailbox.refuse(answer, recipient=recipient, times=1)
        with pytest.raises(DeliveryFailed) as refused:
            await transport.send(Letter())
        await transport.send(Letter())
        assert len(mailbox.messages) == 1
    assert refused.value.retry is retry
    assert Letter.target not in refused.value.reason
    assert answer[:3] in refused.value.reason


@pytest.mark.parametrize("keep", [True, False])
async def test_a_broken_connection_is_tried_again_with_the_same_message_id(keep: bool) -> None:
    async with Mailbox() as mailbox, a_transport(mailbox.url) as transport:
        mailbox.hang_up(keep=keep)
        with pytest.raises(DeliveryFailed) as refused:
            await transport.send(Letter())
        await transport.send(Letter())
        assert {str(mail.message["Message-ID"]) for mail in mailbox.messages} == {Letter.message_id}
    assert refused.value.retry


async def test_a_server_that_is_not_there_is_tried_again() -> None:
    with pytest.raises(DeliveryFailed, match="not reached") as refused:
        async with a_transport("smtp://127.0.0.1:1") as transport:
            await transport.send(Letter())
    assert refused.value.retry


@pytest.mark.parametrize("scheme", ["smtps", "smtp+starttls"])
async def test_a_server_without_encryption_gets_no_mail_when_encryption_was_asked_for(scheme: str) -> None:
    async with Mailbox() as mailbox:
        with pytest.raises(DeliveryFailed) as refused:
            async with a_transport(mailbox.url.replace("smtp:", f"{scheme}:")) as transport:
                await transport.send(Letter())
        assert mailbox.messages == []
    assert refused.value.retry


@pytest.mark.parametrize(("error", "retry"), [
    (aiosmtplib.SMTPAuthenticationError(535, "no"), True),
    (aiosmtplib.SMTPSenderRefused(550, "no", SENDER), False),
    (aiosmtplib.SMTPRecipientsRefused([aiosmtplib.SMTPRecipientRefused(550, "no", "a@example.org")]), False),
    (aiosmtplib.SMTPRecipientsRefused([]), True),
    (aiosmtplib.SMTPConnectResponseError(554, "no"), True),
    (aiosmtplib.SMTPReadTimeoutError("slow"), True),
    (aiosmtplib.SMTPNotSupported("no STARTTLS"), True),
    (ssl.SSLCertVerificationError("a stranger"), True),
    (OSError("net"), True),
    (TooSlow(), True),
])  # fmt: skip
def test_rows_of_what_can_go_wrong(error: Exception, retry: bool) -> None:
    assert failed(error).retry is retry


@pytest.mark.parametrize(("url", "server"), [
    ("smtp://127.0.0.1:1025", Server("smtp", "127.0.0.1", 1025)),
    ("smtp://mail", Server("smtp", "mail", 25)),
    ("smtp://[::1]:25", Server("smtp", "::1", 25)),
    ("smtp+starttls://u%40x:p%2Fw@mail.example.org", Server("smtp+starttls", "mail.example.org", 587, "u@x", "p/w")),
    ("smtps://mail.example.org", Server("smtps", "mail.example.org", 465)),
])  # fmt: skip
def test_an_address_of_a_mail_server_is_read(url: str, server: Server) -> None:
    assert read_url(url) == server
    assert "p/w" not in repr(server)


@pytest.mark.parametrize("url", [
    "", "mail.example.org", "http://mail.example.org", "smtps://", "smtp://host:banana", "smtp://[",
    "smtp://mail.example.org", "smtp://u:secret@localhost", "smtp://9.9.9.9",
])  # fmt: skip
def test_a_wrong_or_unsafe_address_is_a_clear_error_without_the_password(url: str) -> None:
    with pytest.raises(BadSetup, match="REPORTBOT_SMTP_URL") as refused:
        read_url(url)
    assert "secret" not in str(refused.value)


def test_a_sender_that_is_no_address_is_refused_at_once() -> None:
    with pytest.raises(BadSetup, match="not a mail address"):
        Email("smtp://localhost", "Town Hall")


def a_sign(purpose: str, number: int, expires: datetime) -> str:
    """37 letters that tell a test what was signed."""
    return f"{purpose}{number}x{expires:%y%m%d}".ljust(37, "q")


async def test_each_mail_has_addresses_of_its_own_for_the_answer_and_for_what_comes_back() -> None:
    async with Mailbox() as mailbox:
        replies = Replies("answers@town.example", a_sign)
        transport = Email(mailbox.url, SENDER, lambda: NOW, replies=replies)
        await transport.send(replace(Letter(), message_id="<forward.77@report.example.org>", facts={"referral": "12"}))
        await transport.close()
        (mail,) = mailbox.messages
    assert mail.sender == f"answers+b-{a_sign('b', 77, NOW + BOUNCES_LIVE)}@town.example"
    assert mail.message["Reply-To"] == f"answers+a-{a_sign('a', 12, NOW + ANSWERS_LIVE)}@town.example"
    assert mail.message["From"] == SENDER


async def test_a_mail_about_no_referral_takes_no_answer() -> None:
    async with Mailbox() as mailbox:
        transport = Email(mailbox.url, SENDER, replies=Replies("answers@town.example", a_sign))
        await transport.send(Letter())
        await transport.close()
        (mail,) = mailbox.messages
    assert (mail.sender, mail.message["Reply-To"]) == (SENDER, None)


async def test_what_leaves_is_ascii_so_that_any_server_takes_it() -> None:
    async with Mailbox() as mailbox, a_transport(mailbox.url) as transport:
        await transport.send(replace(Letter(), body="Përgjigjuni këtu: " + "ë" * 300))
        (mail,) = mailbox.messages
    assert mail.message.as_bytes().isascii()
    assert "Përgjigjuni këtu: ëëë" in mail.body


async def test_the_hint_stands_below_the_link_and_only_where_an_answer_finds_its_case() -> None:
    async with Mailbox() as mailbox:
        replies = Replies("answers@town.example", a_sign, lambda notice: f"Or answer {notice.subject}.")
        transport = Email(mailbox.url, SENDER, replies=replies)
        await transport.send(replace(Letter(), facts={"referral": "12"}))
        await transport.send(Letter())
        await transport.close()
        first, second = mailbox.messages
    assert first.body.splitlines()[-3:] == [Letter.link, "", f"Or answer {Letter.subject}."]
    assert second.body.splitlines()[-1] == Letter.link


async def test_a_file_that_goes_with_a_notice_is_attached_as_it_is() -> None:
    async def enclose(notice: object) -> tuple[str, bytes] | None:
        return "2026-0001.pdf.age", bytes(range(256)) * 40

    async with Mailbox() as mailbox:
        transport = Email(mailbox.url, SENDER, enclose=enclose)
        await transport.send(Letter())
        await transport.close()
        (mail,) = mailbox.messages
    (file,) = mail.message.iter_attachments()
    assert (file.get_filename(), file.get_content()) == ("2026-0001.pdf.age", bytes(range(256)) * 40)
    assert mail.body.splitlines()[-1] == Letter.link
