"""A mailbox that is asked every minute, over IMAP: each new mail is taken, and marked as seen only when it is durable.

The mailbox is ours alone: whoever else reads in it hides mails from us. Taken twice a mail has its effect once.
"""

import asyncio
import contextlib
import imaplib
import logging
import re
import ssl
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote, urlsplit

from reportbot.core.errors import BadInput, BadSetup, Problem
from reportbot.core.mail.reading import LARGEST_WITH_FILES
from reportbot.service.mailroom import Taken
from reportbot.transports.smtp_sessions import verifying

EVERY = 60.0
"""Seconds between two looks."""
STEP = 20.0
"""Seconds for each step with the server."""
AT_ONCE = 50
"""Mails in one look; the next one follows at once while there are more."""
FOUND, LOST = r"(\Seen)", r"(\Seen \Flagged)"
"""How a mail is marked; what reached no report is for somebody to look at, since nobody is answered automatically."""
_PORT = 993
log = logging.getLogger("reportbot.mailinbox")

Take = Callable[[bytes], Awaitable[object]]


@dataclass(frozen=True, slots=True)
class Mailbox:
    """Where to look, and as whom."""

    host: str
    port: int
    user: str = field(repr=False)
    password: str = field(repr=False)
    folder: str = "INBOX"


class MailInbox:
    """`take` returns when a mail is durable; it raises BadInput for one that never can be."""

    def __init__(self, url: str, take: Take, *, authorities: str = "") -> None:
        """`url`: imaps://user:password@host/INBOX; `authorities`: a file with the CA of one's own. Raises BadSetup."""
        self._mailbox, self._context, self._take = read_inbox_url(url), verifying(authorities), take
        self._stopped = asyncio.Event()
        self.is_reached = True
        """Whether the last look worked."""

    async def run(self) -> None:
        """Until `stop`. A server that cannot be reached is asked again a minute later."""
        while not self._stopped.is_set():
            more = False
            try:
                more = await self.look() >= AT_ONCE
                self.is_reached = True
            except (OSError, imaplib.IMAP4.error) as error:
                self.is_reached = False
                log.error("the mailbox cannot be read", extra={"failure": type(error).__name__})
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._stopped.wait(), 0 if more else EVERY)

    def stop(self) -> None:
        self._stopped.set()

    async def look(self) -> int:
        """How many mails were taken, `AT_ONCE` at most. Raises OSError, imaplib.IMAP4.error."""
        box = await asyncio.to_thread(_Box, self._mailbox, self._context)
        taken = 0
        try:
            for uid in (await asyncio.to_thread(box.new))[:AT_ONCE]:
                mail = await asyncio.to_thread(box.fetch, uid)
                became = FOUND if mail is None else await self._taken(mail)
                if became:
                    await asyncio.to_thread(box.mark, uid, became)
                    taken += 1
        finally:
            await asyncio.to_thread(box.leave)
        return taken

    async def _taken(self, mail: bytes) -> str:
        """How it is to be marked; "" for one that is to be tried again with the next look."""
        try:
            if await self._take(mail) not in (Taken.NOT_FOR_US, Taken.TOO_MANY):
                return FOUND
            log.warning("a mail reached no report: it is flagged in the mailbox")
        except BadInput as refusal:
            log.warning("a mail could not be used", extra={"failure": type(refusal).__name__})
        except Exception as error:
            log.error("a mail could not be taken yet", extra={"failure": type(error).__name__})
            return ""
        return LOST


def read_inbox_url(url: str) -> Mailbox:
    """Raises BadSetup, which does not repeat the password."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port or _PORT
    except ValueError:
        raise _bad("is not an address like imaps://user:password@mail.example.org/INBOX") from None
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    folder = unquote(parts.path.strip("/")) or "INBOX"
    if parts.scheme != "imaps" or not host or not user or not password:
        raise _bad("must be imaps://user:password@host/INBOX: mail is read over an encrypted connection alone")
    if not re.fullmatch(r"[\w.&/ -]{1,100}", folder, re.ASCII) or re.search(r"[\x00-\x1f]", user + password):
        raise _bad("names a folder or a user with a sign that cannot stand there")
    return Mailbox(host, port, user, password, folder)


class _Box:
    """The folder, opened; one call at a time, each in a thread, since imaplib blocks."""

    def __init__(self, mailbox: Mailbox, context: ssl.SSLContext) -> None:
        self._imap = imaplib.IMAP4_SSL(mailbox.host, mailbox.port, ssl_context=context, timeout=STEP)
        try:
            self._log_in(mailbox)
            _checked(self._imap.select(f'"{mailbox.folder}"'))
        except BaseException:
            self.leave()
            raise

    def new(self) -> list[str]:
        """UIDs, oldest first; good while this session lasts."""
        (found,) = _checked(self._imap.uid("SEARCH", "UNSEEN", "UNDELETED"))
        return [uid.decode("ascii") for uid in bytes(found or b"").split()]

    def fetch(self, uid: str) -> bytes | None:
        """The mail, of a large one its beginning; nothing of one that is gone."""
        for part in _checked(self._imap.uid("FETCH", uid, f"(BODY.PEEK[]<0.{LARGEST_WITH_FILES}>)")):
            if isinstance(part, tuple):
                return bytes(part[1])
        log.warning("a mail was gone")
        return None

    def mark(self, uid: str, flags: str) -> None:
        _checked(self._imap.uid("STORE", uid, "+FLAGS.SILENT", flags))

    def leave(self) -> None:
        try:
            self._imap.logout()
        except (OSError, imaplib.IMAP4.error):
            with contextlib.suppress(OSError):
                self._imap.shutdown()

    def _log_in(self, mailbox: Mailbox) -> None:
        if "AUTH=PLAIN" in self._imap.capabilities:  # takes any letters; imaplib's LOGIN does not
            secret = f"\0{mailbox.user}\0{mailbox.password}".encode()
            self._imap.authenticate("PLAIN", lambda _: secret)
        else:
            self._imap.login(f'"{mailbox.user}"', mailbox.password)


def _checked(answer: tuple[str, list[Any]]) -> list[Any]:
    status, data = answer
    if status != "OK":
        raise imaplib.IMAP4.error("refused")  # its own words may repeat a name
    return data


def _bad(message: str) -> BadSetup:
    return BadSetup(Problem("REPORTBOT_MAIL_INBOX", 0, message))
