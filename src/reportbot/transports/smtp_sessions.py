"""Sessions with one mail server: a few at once, each used for several mails, hung up when nobody needs them."""

import asyncio
import contextlib
import ssl
from dataclasses import dataclass, field
from pathlib import Path

import aiosmtplib

from reportbot.core.errors import BadSetup, Problem

STEP = 20.0
"""Seconds for each step with the mail server."""
WHOLE = 50.0
"""Seconds for one mail with all its steps."""
WAIT = 50.0
"""Seconds to wait for a free session. With `WHOLE` less than the outbox's claim (120): no mail is under way twice."""
AT_ONCE = 4
"""Sessions at the same time: servers count them per client (Postfix 50, small hosters 5 to 10)."""
MAILS = 50
"""In one session; some servers answer 421 after 100."""
LINGERS = 2.0
"""Seconds that an idle session is kept: long enough for the outbox's next batch."""


class TooSlow(Exception):
    """No session was free in time: nothing was sent."""


@dataclass(frozen=True, slots=True)
class Server:
    """Where mail is handed in."""

    scheme: str
    host: str
    port: int
    user: str = field(default="", repr=False)
    password: str = field(default="", repr=False)


class Sessions:
    def __init__(self, server: Server, context: ssl.SSLContext) -> None:
        self._server, self._context = server, context
        self._slots = asyncio.Semaphore(AT_ONCE)
        self._idle: list[_Session] = []
        self._timer: asyncio.TimerHandle | None = None
        self._leaving: set[asyncio.Task[None]] = set()
        self.opened = 0
        """Sessions since the start."""

    async def send(self, sender: str, recipient: str, mail: bytes) -> None:
        """One mail to one address. Raises aiosmtplib's errors, OSError, ValueError, TooSlow.

        Whatever breaks after the mail was handed over leaves its outcome unknown. It is not told apart here: the
        caller tries again under the same Message-ID, by which a server can drop the second one.
        """
        try:
            async with asyncio.timeout(WAIT):
                await self._slots.acquire()
        except TimeoutError:
            raise TooSlow from None
        try:
            async with asyncio.timeout(WHOLE):
                session = await self._ready()
                try:
                    await session.send(sender, recipient, mail)
                finally:
                    self._keep(session)
        finally:
            self._slots.release()

    async def close(self) -> None:
        """Hangs up on the server. Mails under way go on."""
        self._hang_up()
        if self._leaving:
            await asyncio.wait(set(self._leaving))

    async def _ready(self) -> "_Session":
        """An idle one that still answers, which RSET finds out before anything is at stake; or a new one."""
        while self._idle:
            session = self._idle.pop()
            if await session.answers():
                return session
        self.opened += 1
        return await _Session.open(self._server, self._context)

    def _keep(self, session: "_Session") -> None:
        if not session.is_good:
            if session.is_open:
                self._let_go(session)
            return
        self._idle.append(session)
        if self._timer:
            self._timer.cancel()
        self._timer = asyncio.get_running_loop().call_later(LINGERS, self._hang_up)

    def _hang_up(self) -> None:
        if self._timer:
            self._timer.cancel()
            self._timer = None
        idle, self._idle = self._idle, []
        for session in idle:
            self._let_go(session)

    def _let_go(self, session: "_Session") -> None:
        task = asyncio.ensure_future(session.quit())
        self._leaving.add(task)
        task.add_done_callback(self._leaving.discard)


class _Session:
    def __init__(self, client: aiosmtplib.SMTP) -> None:
        self._client, self._mails = client, 0

    @classmethod
    async def open(cls, server: Server, context: ssl.SSLContext) -> "_Session":
        client = aiosmtplib.SMTP(
            hostname=server.host,
            port=server.port,
            username=server.user or None,
            password=server.password or None,
            use_tls=server.scheme == "smtps",
            start_tls=server.scheme == "smtp+starttls",
            tls_context=context,
            timeout=STEP,
        )
        try:
            await client.connect()
        except BaseException as error:
            client.close()
            if isinstance(error, Exception):
                await asyncio.sleep(0)  # the loop lets go of a connection only with its next turn
            raise
        return cls(client)

    @property
    def is_open(self) -> bool:
        return self._client.is_connected

    @property
    def is_good(self) -> bool:
        """Whether it may be used for another mail."""
        return self.is_open and self._mails < MAILS

    async def answers(self) -> bool:
        try:
            await self._client.rset()
        except BaseException as error:
            self._client.close()
            if isinstance(error, aiosmtplib.SMTPException | OSError):
                return False
            raise
        return True

    async def send(self, sender: str, recipient: str, mail: bytes) -> None:
        """A refusal leaves the session as good as it was; whatever else goes wrong ends it."""
        self._mails += 1
        try:
            await self._client.sendmail(sender, [recipient], mail)
        except (aiosmtplib.SMTPResponseException, aiosmtplib.SMTPRecipientsRefused):
            raise
        except BaseException:
            self._client.close()
            raise

    async def quit(self) -> None:
        with contextlib.suppress(aiosmtplib.SMTPException, OSError):
            await self._client.quit(timeout=LINGERS)
        self._client.close()


def verifying(authorities: str) -> ssl.SSLContext:
    """Certificates and names are always checked: by this file of authorities, or "" by those of the machine.

    Raises BadSetup.
    """
    try:
        return ssl.create_default_context(cafile=str(Path(authorities)) if authorities else None)
    except (OSError, ValueError):  # an SSLError is an OSError
        raise BadSetup(Problem("REPORTBOT_MAIL_CA", 0, "the file that it names holds no certificate")) from None
