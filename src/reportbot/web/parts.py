"""What the pages need from the rest of the house. app.py fills it in; nothing here knows who is behind it."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from starlette.routing import BaseRoute

from reportbot.core.messages import Address, Choice, InboundMessage
from reportbot.service.asking_reporter import AskingReporter
from reportbot.service.assigning import Assigning
from reportbot.service.calling import Calling
from reportbot.service.casework import Casework
from reportbot.service.erasures import Erasures
from reportbot.service.groups import Groups
from reportbot.service.kept import KeptMessages
from reportbot.service.models import TownModels
from reportbot.service.pausing import Pausing
from reportbot.service.ports import Clock, Ids, Store, Translator, Vault
from reportbot.service.responses import Responses
from reportbot.service.search import Search
from reportbot.service.towns import Town


class Bubble(Protocol):
    """One bubble of the chat page, theirs or ours. `attached` is "photo", "file", "location", "unreadable" or ""."""

    @property
    def id(self) -> int: ...
    @property
    def from_reporter(self) -> bool: ...
    @property
    def at(self) -> datetime: ...
    @property
    def text(self) -> str: ...
    @property
    def choices(self) -> tuple[Choice, ...]: ...
    @property
    def commands(self) -> tuple[Choice, ...]: ...
    @property
    def attached(self) -> str: ...


class ChatBook(Protocol):
    """Both sides of every web conversation; see channels/webchat.py."""

    async def heard(self, address: Address, id: int, key: str, text: str, attached: str = "") -> None: ...
    async def bubbles(self, address: Address, after: int = 0) -> Sequence[Bubble]: ...
    async def wait(self, address: Address, after: int, seconds: float) -> bool: ...
    async def clear(self, address: Address) -> None: ...


@dataclass(frozen=True, slots=True)
class HookResult:
    """What another machine is told."""

    status: int = 200
    body: bytes | str = b""
    media_type: str = "text/plain"


class Hook(Protocol):
    """Takes what a platform posted. `headers` by lower-case name; `form` when it was a form. Whatever it raises is
    answered with 503, so that the platform sends it again."""

    async def __call__(self, headers: Mapping[str, str], body: bytes, form: Mapping[str, str] | None) -> HookResult: ...


@dataclass(frozen=True, slots=True)
class WebParts:
    """`receive` returns when the messages are durable. `hooks` by "telegram/drenas". `readiness`: a False is not ready.

    `scrub` raises NotAPhoto, TooLarge. `operator_token` opens /metrics from elsewhere, "" for nobody.
    """

    receive: Callable[[Sequence[InboundMessage]], Awaitable[None]]
    responses: Responses
    casework: Casework
    erasures: Erasures
    asking: AskingReporter
    pausing: Pausing
    assigning: Assigning
    models: TownModels
    calling: Calling
    search: Search
    kept: KeptMessages
    groups: Groups
    towns: Mapping[str, Town]
    translator: Translator
    vault: Vault
    store: Store
    clock: Clock
    ids: Ids
    chat: ChatBook
    scrub: Callable[[bytes], Awaitable[bytes]]
    readiness: Callable[[], Awaitable[Mapping[str, bool | str]]]
    metrics: Callable[[], str]
    hooks: Mapping[str, Hook]
    public_url: str
    extra_routes: Sequence[BaseRoute] = ()
    operator_token: str = ""
