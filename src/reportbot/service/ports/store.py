"""The store: one unit of work, and the table groups in it (service/tables_*.py)."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from typing import Protocol

from reportbot.service.tables.audit import Audit
from reportbot.service.tables.cases import Cases
from reportbot.service.tables.erasing import Leftovers, Retention
from reportbot.service.tables.exports import Exports
from reportbot.service.tables.figures import Figures, Measures, OwedRows
from reportbot.service.tables.keeping import KeyRows, SmsMonths, Upkeep
from reportbot.service.tables.letters import Letters
from reportbot.service.tables.notes import Notes
from reportbot.service.tables.open311 import OutsideRows
from reportbot.service.tables.outbox import Dues, Outbox
from reportbot.service.tables.practice import PracticeRooms
from reportbot.service.tables.queue import Queue
from reportbot.service.tables.settings import TownAsks, TownChanges
from reportbot.service.tables.staff import Drafts, StaffAsks, StaffRows, StaffSessions
from reportbot.service.tables.staff_chats import StaffChats
from reportbot.service.tables.talks import Chat, Conversations, EarlyPhotoRows, Messages, WrongCodeRows
from reportbot.service.tables.triage import Corrections, Sketches, TrainedModels


class StoreFailed(Exception):
    """The store refused or could not be reached; nothing of the unit of work was kept.

    `passing`: somebody else was in the way (a deadlock, a race for the same row), so the same may work if tried again.
    """

    passing = False


class Store(Protocol):
    def begin(self) -> AbstractAsyncContextManager["Work"]:
        """One unit of work: everything in it is committed together on leaving, or nothing is. Raises StoreFailed."""

    def read(self) -> AbstractAsyncContextManager["Work"]:
        """A read-only look; never waits for the writer on SQLite."""

    async def settle(self) -> None:
        """What was erased leaves the database's own log as well, as far as the database can. Not for every commit."""


class Work(Protocol):
    """One transaction. Everything is set-based: a batch of any size costs the same few statements."""

    @property
    def messages(self) -> Messages: ...
    @property
    def conversations(self) -> Conversations: ...
    @property
    def early_photos(self) -> EarlyPhotoRows: ...
    @property
    def cases(self) -> Cases: ...
    @property
    def outbox(self) -> Outbox: ...
    @property
    def wrong_codes(self) -> WrongCodeRows: ...
    @property
    def dues(self) -> Dues: ...
    @property
    def chat(self) -> Chat: ...
    @property
    def upkeep(self) -> Upkeep: ...
    @property
    def key_rows(self) -> KeyRows: ...
    @property
    def retention(self) -> Retention: ...
    @property
    def leftovers(self) -> Leftovers: ...
    @property
    def spending(self) -> SmsMonths: ...
    @property
    def corrections(self) -> Corrections: ...
    @property
    def sketches(self) -> Sketches: ...
    @property
    def trained_models(self) -> TrainedModels: ...
    @property
    def outside(self) -> OutsideRows: ...
    @property
    def letters(self) -> Letters: ...
    @property
    def notes(self) -> Notes: ...
    @property
    def staff_chats(self) -> StaffChats: ...
    @property
    def figures(self) -> Figures: ...
    @property
    def staff(self) -> StaffRows: ...
    @property
    def staff_asks(self) -> StaffAsks: ...
    @property
    def staff_sessions(self) -> StaffSessions: ...
    @property
    def drafts(self) -> Drafts: ...
    @property
    def practice(self) -> PracticeRooms: ...
    @property
    def queue(self) -> Queue: ...
    @property
    def measures(self) -> Measures: ...
    @property
    def owed(self) -> OwedRows: ...
    @property
    def exports(self) -> Exports: ...
    @property
    def town_changes(self) -> TownChanges: ...
    @property
    def town_asks(self) -> TownAsks: ...
    @property
    def audit(self) -> Audit: ...
    def if_lost(self, undo: Callable[[], None]) -> None:
        """`undo` is called when this unit of work is not kept: for what was noted in memory meanwhile."""
