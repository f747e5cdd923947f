"""What the pages need from the rest of the house. reportbot.app fills it in; nothing here knows who is behind it."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from starlette.routing import BaseRoute

from reportbot.core.messages import Address, Choice, InboundMessage
from reportbot.service.casework import Casework
from reportbot.service.desk.assigning import Assigning
from reportbot.service.desk.calling import Calling
from reportbot.service.desk.erasures import Erasures
from reportbot.service.desk.oversight import Oversight
from reportbot.service.desk.queue import Queue
from reportbot.service.desk.replying import Replying
from reportbot.service.desk.search import Search
from reportbot.service.kept.messages import KeptMessages
from reportbot.service.letters.handing_over import HandingOver
from reportbot.service.letters.making import Letters
from reportbot.service.outbox.dead_letters import DeadLetters
from reportbot.service.ports import Clock, Ids, Store, Translator, Vault
from reportbot.service.responses import Responses
from reportbot.service.settings.asks import SettingAsks
from reportbot.service.settings.in_force import TownSettings
from reportbot.service.staff.desk import StaffDesk
from reportbot.service.staff_chats.linking import StaffLinking
from reportbot.service.towns import Town
from reportbot.service.triage.groups import Groups
from reportbot.service.triage.models import TownModels
from reportbot.service.turns.asking_reporter import AskingReporter
from reportbot.service.turns.pausing import Pausing
from reportbot.web.console.parts import BotNames, Practice
from reportbot.web.open311.door import Open311Parts


class Bubble(Protocol):
    """One bubble of the chat page, theirs or ours. `attached` is "photo", "file", "location", "unreadable" or "".

    `picture` is the number of an office's picture, 0 for none."""

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
    @property
    def picture(self) -> int: ...


class ChatBook(Protocol):
    """Both sides of every web conversation; see channels/webchat.py."""

    async def heard(self, address: Address, id: int, key: str, text: str, attached: str = "") -> bool: ...
    async def bubbles(self, address: Address, after: int = 0) -> Sequence[Bubble]: ...
    async def wait(self, address: Address, after: int, seconds: float, *, answers: bool = False) -> bool: ...
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


@dataclass(frozen=True, slots=True, repr=False)
class WebParts:
    """`receive` returns when the messages are durable. `hooks` by "telegram/drenas". `readiness`: a False is not ready.

    `scrub` raises NotAPhoto, TooLarge. `operator_token` opens /metrics from elsewhere, "" for nobody. Without `open311`
    there are no such pages.
    """

    receive: Callable[[Sequence[InboundMessage]], Awaitable[None]]
    responses: Responses
    casework: Casework
    queue: Queue
    erasures: Erasures
    asking: AskingReporter
    replying: Replying
    pausing: Pausing
    assigning: Assigning
    models: TownModels
    calling: Calling
    search: Search
    kept: KeptMessages
    groups: Groups
    oversight: Oversight
    letters: Letters
    handing_over: HandingOver
    dead_letters: DeadLetters
    staff: StaffDesk
    staff_linking: StaffLinking
    bots: BotNames
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
    open311: Open311Parts | None = None
    links_suffice: bool = False
    town_settings: TownSettings | None = None
    setting_asks: SettingAsks | None = None
    practice: Practice | None = None
    map_tiles: str = ""
