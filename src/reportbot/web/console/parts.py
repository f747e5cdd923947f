"""What the console needs of the application. `WebParts` of web/app.py has it all."""

from collections.abc import Mapping
from typing import Protocol

from reportbot.service.asking_reporter import AskingReporter
from reportbot.service.assigning import Assigning
from reportbot.service.calling import Calling
from reportbot.service.casework import Casework
from reportbot.service.erasures import Erasures
from reportbot.service.groups import Groups
from reportbot.service.kept import KeptMessages
from reportbot.service.models import TownModels
from reportbot.service.pausing import Pausing
from reportbot.service.ports import Clock, Store, Translator, Vault
from reportbot.service.search import Search
from reportbot.service.towns import Town


class ConsoleParts(Protocol):
    """`public_url` is the address that staff type; cookies are marked secure when it is https."""

    @property
    def store(self) -> Store: ...
    @property
    def vault(self) -> Vault: ...
    @property
    def clock(self) -> Clock: ...
    @property
    def translator(self) -> Translator: ...
    @property
    def towns(self) -> Mapping[str, Town]: ...
    @property
    def casework(self) -> Casework: ...
    @property
    def erasures(self) -> Erasures: ...
    @property
    def asking(self) -> AskingReporter: ...
    @property
    def pausing(self) -> Pausing: ...
    @property
    def assigning(self) -> Assigning: ...
    @property
    def models(self) -> TownModels: ...
    @property
    def calling(self) -> Calling: ...
    @property
    def kept(self) -> KeptMessages: ...
    @property
    def search(self) -> Search: ...
    @property
    def groups(self) -> Groups: ...
    @property
    def public_url(self) -> str: ...
