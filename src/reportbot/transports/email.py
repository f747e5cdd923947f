"""Mail to an institution over SMTP: neutral, readable without pictures, and no answer to it reaches an operator."""

import ipaddress
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from email.policy import SMTP
from html import escape
from urllib.parse import unquote, urlsplit

import aiosmtplib

from reportbot.core.errors import BadSetup, Problem
from reportbot.core.mail.addresses import Purpose, with_token
from reportbot.core.mail.ours import row_of
from reportbot.service.ports import DeliveryFailed, Notice
from reportbot.transports.mail_headers import POLICY
from reportbot.transports.smtp_sessions import Server, Sessions, TooSlow, verifying

ANSWERS_LIVE = timedelta(days=60)
"""As long as the link in the same mail."""
BOUNCES_LIVE = timedelta(days=30)
"""A server gives up after five days, seldom later; the row itself goes after 35."""


def _now() -> datetime:
    return datetime.now(UTC)


class Email:
    """`smtp_url`: smtp+starttls://user:password@host:587, smtps://…:465, or smtp://… to a server close by.

    Each recipient is a mail of its own, so one that is refused is tried again alone. When the connection breaks after
    the mail was handed over, nobody knows whether it arrived: it is tried again with the same Message-ID.
    """

    def __init__(
        self,
        smtp_url: str,
        sender: str,
        now: Callable[[], datetime] = _now,
        *,
        authorities: str = "",
        replies: "Replies | None" = None,
        enclose: "Enclose | None" = None,
    ) -> None:
        """`authorities`: a file with the CA of a server of one's own. Without `replies` no answer finds its case.
        `enclose` gives the file that goes with a notice.

        Raises BadSetup.
        """
        if not _ADDRESS.fullmatch(sender):
            raise BadSetup(Problem("REPORTBOT_MAIL_FROM", 0, "is not a mail address"))
        self._sender, self._now, self._replies, self._enclose = sender, now, replies, enclose
        self.sessions = Sessions(read_url(smtp_url), verifying(authorities))

    async def send(self, notice: Notice) -> str:
        """The Message-ID."""
        now = self._now()
        answers_to, hint = self._replies.told(notice, now) if self._replies else ("", "")
        enclosed = await self._enclose(notice) if self._enclose else None
        mail = build(notice, self._sender, now, answers_to, hint, enclosed)
        envelope = self._replies.bounces_to(notice, now) if self._replies else self._sender
        try:
            await self.sessions.send(envelope or self._sender, notice.target, mail.as_bytes(policy=POLICY))
        except (aiosmtplib.SMTPException, OSError, ValueError, TooSlow) as error:
            raise failed(error) from None
        return str(mail["Message-ID"])

    async def close(self) -> None:
        await self.sessions.close()


@dataclass(frozen=True, slots=True)
class Replies:
    """Gives each mail addresses of its own: for the office's answer, and (VERP) for what comes back undelivered.

    `base` is answers@town.example; `sign` makes the token of a purpose and a number (vault/mailtokens.py).
    """

    base: str
    sign: Callable[[str, int, datetime], str]
    hint: Callable[[Notice], str] = lambda notice: ""
    """How to answer by mail, in the language of the office."""

    def told(self, notice: Notice, now: datetime) -> tuple[str, str]:
        """The Reply-To and the hint; no hint where there is nothing to answer to."""
        answers_to = self.answers_to(notice, now)
        return answers_to, self.hint(notice) if answers_to else ""

    def answers_to(self, notice: Notice, now: datetime) -> str:
        """For the Reply-To; "" for a mail that is about no referral."""
        referral = notice.facts.get("referral", "")
        if not referral.isdecimal():
            return ""
        return with_token(self.base, Purpose.ANSWER, self.sign(Purpose.ANSWER, int(referral), now + ANSWERS_LIVE))

    def bounces_to(self, notice: Notice, now: datetime) -> str:
        """For the envelope; "" for a mail whose Message-ID names no row of the outbox."""
        row = row_of(notice.message_id)
        if row is None:
            return ""
        return with_token(self.base, Purpose.BOUNCE, self.sign(Purpose.BOUNCE, row, now + BOUNCES_LIVE))


def read_url(smtp_url: str) -> Server:
    """Raises BadSetup. Without encryption only a server close by is taken, and no password goes over it."""
    try:
        parts = urlsplit(smtp_url)
        host, port = parts.hostname or "", parts.port or _PORTS.get(parts.scheme, 0)
    except ValueError:
        raise _bad("is not an address like smtp+starttls://user:password@mail.example.org:587") from None
    if parts.scheme not in _PORTS or not host:
        raise _bad("must begin with smtp+starttls://, smtps:// or smtp:// and name a host")
    if parts.scheme == "smtp" and (parts.password or not _is_close(host)):
        raise _bad("would send mail or a password in the clear: use smtp+starttls:// or smtps://")
    return Server(parts.scheme, host, port, unquote(parts.username or ""), unquote(parts.password or ""))


Enclose = Callable[[Notice], Awaitable[tuple[str, bytes] | None]]
"""(name, bytes) of a file that is encrypted already, or None."""


def build(
    notice: Notice,
    sender: str,
    at: datetime,
    answers_to: str = "",
    hint: str = "",
    enclosed: tuple[str, bytes] | None = None,
) -> EmailMessage:
    """The mail. Raises DeliveryFailed for a target or a header that a mail cannot have (line breaks in it, say)."""
    if not _ADDRESS.fullmatch(notice.target):
        raise DeliveryFailed("the target is not one mail address", retry=False)
    if not _MESSAGE_ID.fullmatch(notice.message_id):
        raise DeliveryFailed("the Message-ID is not one", retry=False)
    mail = EmailMessage(policy=SMTP)
    try:
        mail["From"] = sender
        mail["To"] = notice.target
        mail["Subject"] = notice.subject
        mail["Date"] = at
        mail["Message-ID"] = notice.message_id
        # Without a Reply-To an answer goes to the sender's address, which belongs to the town and to no operator; the
        # page behind the link is where an office answers.
        if answers_to:
            mail["Reply-To"] = answers_to
        # RFC 3834: no automatic answers, please.
        mail["Auto-Submitted"] = "auto-generated"
        mail["X-Auto-Response-Suppress"] = "All"
    except ValueError:
        raise DeliveryFailed("a header with a line break in it", retry=False) from None
    link = notice.link if notice.link.startswith(("https://", "http://")) else ""
    mail.set_content(_plain(notice.body, link, hint))
    mail.add_alternative(_html(notice.body, link, hint), subtype="html")
    if enclosed:
        name, content = enclosed
        mail.add_attachment(content, maintype="application", subtype="octet-stream", filename=name)
    return mail


def failed(error: Exception) -> DeliveryFailed:
    """What an error means for the delivery. The reason is ours: a server's words may repeat addresses."""
    code = _code(error)
    if isinstance(error, aiosmtplib.SMTPAuthenticationError):
        return DeliveryFailed(f"mail server: our name or password was rejected ({code})", retry=True)
    if isinstance(error, aiosmtplib.SMTPRecipientRefused | aiosmtplib.SMTPRecipientsRefused):
        return DeliveryFailed(f"mail server: address refused ({code})", retry=code < 500)
    if isinstance(error, aiosmtplib.SMTPConnectError | aiosmtplib.SMTPServerDisconnected | OSError):
        return DeliveryFailed(f"mail server: not reached ({type(error).__name__})", retry=True)
    if isinstance(error, TooSlow):
        return DeliveryFailed("mail server: too slow", retry=True)
    if code:
        return DeliveryFailed(f"mail server: refused ({code})", retry=code < 500)
    return DeliveryFailed(f"mail server: cannot do what we need ({type(error).__name__})", retry=True)


_PORTS = {"smtp": 25, "smtp+starttls": 587, "smtps": 465}
_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*")
_MESSAGE_ID = re.compile(r"<[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,120}@[A-Za-z0-9.-]{1,120}>")


def _bad(message: str) -> BadSetup:
    return BadSetup(Problem("REPORTBOT_SMTP_URL", 0, message))


def _is_close(host: str) -> bool:
    """This machine, a private network, or a neighbour's name without a dot, as in compose files."""
    try:
        return ipaddress.ip_address(host).is_private
    except ValueError:
        return "." not in host


def _code(error: Exception) -> int:
    """The server's answer; of several, the one that leaves most hope."""
    if isinstance(error, aiosmtplib.SMTPRecipientsRefused):
        return min((one.code for one in error.recipients), default=0)
    return error.code if isinstance(error, aiosmtplib.SMTPResponseException) else 0


def _plain(body: str, link: str, hint: str) -> str:
    text = body.rstrip()
    linked = f"{text}\n\n{link}\n" if link and link not in text else f"{text}\n"
    return f"{linked}\n{hint}\n" if hint else linked


def _html(body: str, link: str, hint: str) -> str:
    paragraphs = body.replace(link, "").strip() if link else body.strip()
    inner = "".join(f"<p>{escape(part).replace(chr(10), '<br>')}</p>\n" for part in paragraphs.split("\n\n") if part)
    button = f'<p><a href="{escape(link)}">{escape(link)}</a></p>\n' if link else ""
    said = f"<p>{escape(hint)}</p>\n" if hint else ""
    return f"<!doctype html>\n<html><body>\n{inner}{button}{said}</body></html>\n"
