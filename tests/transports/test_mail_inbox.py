"""A mailbox on Debian's own Dovecot: each mail is taken once, and marked only when it is durable."""

import asyncio
import imaplib
import ssl
from collections.abc import Iterator

import pytest

from reportbot.core.errors import BadInput, BadSetup
from reportbot.core.mail.reading import LARGEST_WITH_FILES
from reportbot.service.mailroom import Taken
from reportbot.service.ports import StoreFailed
from reportbot.transports import mail_inbox
from reportbot.transports.mail_inbox import Mailbox, MailInbox, read_inbox_url
from tests.core.mail.mails import raw
from tests.mailservers import Dovecot, NoMailServer, dovecot


@pytest.fixture(scope="module")
def running() -> Iterator[Dovecot]:
    try:
        with dovecot() as server:
            yield server
    except NoMailServer as reason:
        pytest.skip(str(reason))


@pytest.fixture
def imap(running: Dovecot) -> Dovecot:
    running.empty()
    return running


class Room:
    """Takes mails, or fails as it is told."""

    def __init__(self, *failures: Exception) -> None:
        self.taken: list[bytes] = []
        self.failures = list(failures)

    async def take(self, mail: bytes) -> None:
        if self.failures:
            raise self.failures.pop(0)
        self.taken.append(mail)


def inbox(imap: Dovecot, room: Room) -> MailInbox:
    return MailInbox(imap.url, room.take, authorities=str(imap.authority))


async def test_each_new_mail_is_taken_and_marked(imap: Dovecot) -> None:
    room = Room()
    imap.put("1.a", raw("First ë"))
    imap.put("2.b", raw("Second"))
    assert await inbox(imap, room).look() == 2
    assert room.taken == [raw("First ë"), raw("Second")]
    assert imap.seen() == ["1.a", "2.b"]
    assert await inbox(imap, room).look() == 0


async def test_a_mail_that_is_not_durable_yet_is_not_marked_and_holds_up_no_other(imap: Dovecot) -> None:
    room = Room(StoreFailed("the disk is full"))
    imap.put("1.a", raw("First"))
    imap.put("2.b", raw("Second"))
    assert await inbox(imap, room).look() == 1
    assert (room.taken, imap.seen()) == ([raw("Second")], ["2.b"])
    assert await inbox(imap, room).look() == 1
    assert imap.seen() == ["1.a", "2.b"]


async def test_a_mail_that_is_none_is_put_aside(imap: Dovecot, caplog: pytest.LogCaptureFixture) -> None:
    room = Room(BadInput("no mail"))
    imap.put("1.a", raw("First"))
    assert await inbox(imap, room).look() == 1
    assert (room.taken, imap.seen()) == ([], ["1.a"])
    assert "zyra@office.example" not in caplog.text


async def test_a_mail_that_reached_no_report_is_flagged_for_somebody_to_look_at(imap: Dovecot) -> None:
    """An office answers a mail of three months ago: nobody is answered automatically, and nothing is lost quietly."""
    became = iter([Taken.WORDS, Taken.NOT_FOR_US, Taken.TOO_MANY, Taken.AUTOMATIC])

    async def take(mail: bytes) -> Taken:
        return next(became)

    for number in range(4):
        imap.put(f"{number}.a", raw(f"Mail {number}"))
    assert await MailInbox(imap.url, take, authorities=str(imap.authority)).look() == 4
    assert imap.seen() == ["0.a", "1.a", "2.a", "3.a"]
    assert imap.flagged() == ["1.a", "2.a"]


async def test_of_a_large_mail_the_beginning_is_taken(imap: Dovecot) -> None:
    room, large = Room(), raw("PRANOJ\n" + "x" * LARGEST_WITH_FILES)
    imap.put("1.a", large)
    assert await inbox(imap, room).look() == 1
    assert (room.taken, imap.seen()) == ([large[:LARGEST_WITH_FILES]], ["1.a"])


async def test_many_mails_are_taken_in_several_looks(imap: Dovecot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mail_inbox, "AT_ONCE", 3)
    room = Room()
    for number in range(7):
        imap.put(f"{number}.a", raw(f"Mail {number}"))
    box = inbox(imap, room)
    running = asyncio.create_task(box.run())
    async with asyncio.timeout(20):
        while len(room.taken) < 7:  # noqa: ASYNC110 - another thread's work
            await asyncio.sleep(0.01)
    box.stop()
    await running
    assert len(room.taken) == 7


async def test_a_server_with_a_strangers_certificate_is_told_no_password(imap: Dovecot) -> None:
    imap.put("1.a", raw("First"))
    with pytest.raises(ssl.SSLCertVerificationError):
        await MailInbox(imap.url, Room().take).look()
    assert imap.seen() == []


async def test_a_wrong_password_takes_no_mail(imap: Dovecot) -> None:
    imap.put("1.a", raw("First"))
    url = imap.url.replace("a%20password", "very-secret-word")
    with pytest.raises(imaplib.IMAP4.error):
        await MailInbox(url, Room().take, authorities=str(imap.authority)).look()
    assert imap.seen() == []


async def test_a_server_that_is_not_there_is_asked_again_and_logged_without_a_word_of_the_address(
    caplog: pytest.LogCaptureFixture,
) -> None:
    box = MailInbox("imaps://user:very-secret-word@localhost:1/INBOX", Room().take)
    with pytest.raises(OSError, match="refused"):
        await box.look()
    running = asyncio.create_task(box.run())
    async with asyncio.timeout(20):
        while box.is_reached:  # noqa: ASYNC110 - another thread's work
            await asyncio.sleep(0.01)
    box.stop()
    await running
    assert "the mailbox cannot be read" in caplog.text
    assert "very-secret-word" not in caplog.text


@pytest.mark.parametrize(("url", "mailbox"), [
    ("imaps://u:p@mail.example.org/INBOX", Mailbox("mail.example.org", 993, "u", "p")),
    ("imaps://u%40x:p%2Fw@mail.example.org:1993", Mailbox("mail.example.org", 1993, "u@x", "p/w")),
    ("imaps://u:p@mail.example.org/Raporte/Hyrje", Mailbox("mail.example.org", 993, "u", "p", "Raporte/Hyrje")),
])  # fmt: skip
def test_an_address_of_a_mailbox_is_read(url: str, mailbox: Mailbox) -> None:
    assert read_inbox_url(url) == mailbox
    assert "p/w" not in repr(mailbox)


@pytest.mark.parametrize("url", [
    "", "imap://u:secret@host/INBOX", "imaps://host/INBOX", "imaps://u@host/INBOX", "imaps://u:secret@/INBOX",
    "imaps://u:secret@host:x/INBOX", "imaps://u:secret@[", "imaps://u:secret%0d%0a@host/", "imaps://u:secret@host/a%22b",
    "imaps://u:secret@host/INBOX%0d%0aA1%20LOGOUT",
])  # fmt: skip
def test_a_wrong_address_of_a_mailbox_is_a_clear_error_without_the_password(url: str) -> None:
    with pytest.raises(BadSetup, match="REPORTBOT_MAIL_INBOX") as refused:
        read_inbox_url(url)
    assert "secret" not in str(refused.value)
