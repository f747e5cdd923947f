"""What the demo's pages need of the demo. demo/run.py composes it."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Protocol

from reportbot.demo.mailbox import Mailbox
from reportbot.demo.telegram_server import TelegramServer
from reportbot.demo.twilio_server import TwilioServer
from reportbot.service.ports import Translator
from reportbot.service.towns import Town


class DemoWorld(Protocol):
    """`telegram_tokens` and `twilio` by municipality. Offices read at `addresses.mail_address(…)`."""

    @property
    def towns(self) -> Mapping[str, Town]: ...
    @property
    def translator(self) -> Translator: ...
    @property
    def mailbox(self) -> Mailbox: ...
    @property
    def telegram(self) -> TelegramServer: ...
    @property
    def telegram_tokens(self) -> Mapping[str, str]: ...
    @property
    def twilio(self) -> Mapping[str, TwilioServer]: ...

    def now(self) -> datetime:
        """The demo's own time, aware, UTC."""

    async def advance(self, by: timedelta) -> None:
        """Move the demo's clock forward, and return when all that fell due meanwhile is done and sent."""

    def login_link(self, municipality: str) -> str:
        """A path or address that signs in to that municipality's console, once."""
