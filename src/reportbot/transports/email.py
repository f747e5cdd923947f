"""Mail to an institution over SMTP: neutral, readable without pictures, and no answer to it reaches an operator."""

import ipaddress
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import SMTP
from html import escape
from urllib.parse import unquote, urlsplit

import aiosmtplib

from reportbot.core.errors import BadSetup, Problem
from reportbot.service.ports import DeliveryFailed, Notice

TIMEOUT = 20.0
"""Seconds for each step with the mail server."""


def _now() -> datetime:
    return datetime.now(UTC)


class Email:
    """`smtp_url`: smtp+starttls://user:password@host:587, smtps://…:465, or smtp://… to a server close by."""

    def __init__(self, smtp_url: str, sender: str, now: Callable[[], datetime] = _now) -> None:
        """Raises BadSetup."""
        self._server = read_url(smtp_url)
        if not _ADDRESS.fullmatch(sender):
            raise BadSetup(Problem("REPORTBOT_MAIL_FROM", 0, "is not a mail address"))
        self._sender = sender
        self._now = now

    async def send(self, notice: Notice) -> str:
        """The Message-ID. One connection per mail: a town sends a few a day."""
        mail, server = build(notice, self._sender, self._now()), self._server
        try:
            await aiosmtplib.send(
                mail,
                sender=self._sender,
                recipients=[notice.target],
                hostname=server.host,
                port=server.port,
                username=server.user or None,
                password=server.password or None,
                use_tls=server.scheme == "smtps",
                start_tls=server.scheme == "smtp+starttls",
                validate_certs=True,
                timeout=TIMEOUT,
            )
        except (aiosmtplib.SMTPException, OSError, ValueError) as error:
            raise failed(error) from None
        return str(mail["Message-ID"])


@dataclass(frozen=True, slots=True)
class Server:
    """Where mail is handed in."""

    scheme: str
    host: str
    port: int
    user: str = field(default="", repr=False)
    password: str = field(default="", repr=False)


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


def build(notice: Notice, sender: str, at: datetime) -> EmailMessage:
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
        # RFC 3834: no automatic answers, please. There is no Reply-To: an answer goes to the sender's address, which
        # belongs to the town and to no operator; the page behind the link is where an office answers.
        mail["Auto-Submitted"] = "auto-generated"
        mail["X-Auto-Response-Suppress"] = "All"
    except ValueError:
        raise DeliveryFailed("a header with a line break in it", retry=False) from None
    link = notice.link if notice.link.startswith(("https://", "http://")) else ""
    mail.set_content(_plain(notice.body, link))
    mail.add_alternative(_html(notice.body, link), subtype="html")
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


def _plain(body: str, link: str) -> str:
    text = body.rstrip()
    return f"{text}\n\n{link}\n" if link and link not in text else f"{text}\n"


def _html(body: str, link: str) -> str:
    paragraphs = body.replace(link, "").strip() if link else body.strip()
    inner = "".join(f"<p>{escape(part).replace(chr(10), '<br>')}</p>\n" for part in paragraphs.split("\n\n") if part)
    button = f'<p><a href="{escape(link)}">{escape(link)}</a></p>\n' if link else ""
    return f"<!doctype html>\n<html><body>\n{inner}{button}</body></html>\n"
