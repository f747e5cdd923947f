"""A mailbox for tests and the demo: real SMTP on 127.0.0.1 in the caller's event loop, messages kept in memory."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from types import TracebackType
from typing import Self

from aiosmtpd.smtp import SMTP, Envelope, Session

from reportbot.demo.waiting import Bell

LARGEST_MAIL_BYTES = 10 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Mail:
    """One mail as it came: the envelope (who really gets it) and the parsed message."""

    sender: str
    recipients: tuple[str, ...]
    message: EmailMessage = field(repr=False)

    @property
    def subject(self) -> str:
        return str(self.message["Subject"] or "")

    @property
    def body(self) -> str:
        """The plain text, its lines ended by \\n alone."""
        part = self.message.get_body(("plain",))
        return str(part.get_content()).replace("\r\n", "\n") if part else ""


class Mailbox:
    """An SMTP server for everybody's mail: `async with Mailbox() as mailbox`. Port 0 takes a free one."""

    def __init__(self, port: int = 0) -> None:
        self.port = port
        self.messages: list[Mail] = []
        self._changed = Bell()
        self._refusals: list[_Refusal] = []
        self._hang_ups: list[bool] = []
        self._open: set[SMTP] = set()
        self._server: asyncio.Server | None = None

    @property
    def url(self) -> str:
        """The address for REPORTBOT_SMTP_URL."""
        return f"smtp://127.0.0.1:{self.port}"

    async def start(self) -> None:
        """Listen. Raises OSError when the port is taken."""
        self._server = await asyncio.get_running_loop().create_server(self._connection, "127.0.0.1", self.port)
        self.port = self._server.sockets[0].getsockname()[1]

    async def stop(self) -> None:
        """Hang up on everybody and stop listening; a later `start` takes the same port. The mails stay."""
        if self._server is not None:
            self._server.close()
            for connection in list(self._open):
                _hang_up(connection)
            await self._server.wait_closed()
            await asyncio.sleep(0)

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.stop()

    def refuse(self, answer: str, *, recipient: str = "", times: int | None = None) -> None:
        """Answer "550 …" (for good) or "451 …" (for now) after DATA; with `recipient`, at RCPT for that address.

        For the next `times` mails, or until `accept`.
        """
        self._refusals.append(_Refusal(answer, recipient, times))

    def hang_up(self, *, keep: bool, times: int = 1) -> None:
        """Break the connection after DATA instead of answering, for the next mails; `keep`: they arrive anyway."""
        self._hang_ups.extend([keep] * times)

    def accept(self) -> None:
        """Take everything again."""
        self._refusals.clear()
        self._hang_ups.clear()

    async def receives(self, what: int | str | Callable[[Mail], bool], seconds: float = 5.0) -> Mail:
        """Wait until that many mails arrived, or one was sent to this address, or one fits; give it (the newest).

        Raises TimeoutError with the subjects that came instead.
        """
        try:
            return await self._changed.until(lambda: _newest(self.messages, what), seconds)
        except TimeoutError:
            subjects = [mail.subject for mail in self.messages]
            raise TimeoutError(f"waited {seconds} s for {what!r}; received only {subjects}") from None

    async def is_left(self) -> None:
        """Wait until nobody is connected."""
        await self._changed.until(lambda: not self._open or None, 60)

    # The names of the next two are aiosmtpd's.
    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        refusal = self._refusal(address)
        if refusal:
            return refusal
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        refusal = self._refusal("")
        if refusal:
            return refusal
        keep = self._hang_ups.pop(0) if self._hang_ups else None
        if keep is not False:
            self._keep(envelope)
        if keep is not None:
            _hang_up(server)
        return "250 OK"

    def _connection(self) -> SMTP:
        return _Connection(self, self._open, self._changed)

    def _refusal(self, recipient: str) -> str:
        for refusal in self._refusals:
            if refusal.recipient == recipient and refusal.times != 0:
                refusal.times = None if refusal.times is None else refusal.times - 1
                return refusal.answer
        return ""

    def _keep(self, envelope: Envelope) -> None:
        content = envelope.content if isinstance(envelope.content, bytes) else b""
        message = message_from_bytes(content, policy=policy.default)
        self.messages.append(Mail(envelope.mail_from or "", tuple(envelope.rcpt_tos), message))
        self._changed.ring()


@dataclass
class _Refusal:
    answer: str
    recipient: str
    times: int | None


class _Connection(SMTP):
    """One SMTP connection, known to its mailbox while it is open."""

    def __init__(self, mailbox: Mailbox, known: set[SMTP], changed: Bell) -> None:
        loop = asyncio.get_running_loop()
        super().__init__(
            mailbox, hostname="localhost", loop=loop, enable_SMTPUTF8=True, data_size_limit=LARGEST_MAIL_BYTES
        )
        self._known, self._changed = known, changed

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._known.add(self)
        super().connection_made(transport)

    def connection_lost(self, error: Exception | None) -> None:
        self._known.discard(self)
        self._changed.ring()
        super().connection_lost(error)


def _hang_up(connection: SMTP) -> None:
    if isinstance(connection.transport, asyncio.Transport):
        connection.transport.abort()


def _newest(mails: list[Mail], what: int | str | Callable[[Mail], bool]) -> Mail | None:
    if isinstance(what, int):
        return mails[what - 1] if len(mails) >= what else None
    fits = (lambda mail: what in mail.recipients) if isinstance(what, str) else what
    return next((mail for mail in reversed(mails) if fits(mail)), None)
