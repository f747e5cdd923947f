"""The table groups of one transaction."""

from collections.abc import Callable

from reportbot.storage.audit import Chain, SqlAudit
from reportbot.storage.cases.case_rows import SqlCases
from reportbot.storage.cases.corrections import SqlCorrections
from reportbot.storage.cases.early_photos import SqlEarlyPhotos
from reportbot.storage.cases.letters import SqlLetters
from reportbot.storage.cases.notes import SqlNotes
from reportbot.storage.cases.outside import SqlOutside
from reportbot.storage.cases.queue import SqlQueue
from reportbot.storage.cases.sketches import SqlSketches
from reportbot.storage.keeping.dues import SqlDues
from reportbot.storage.keeping.keyrows import SqlKeyRows
from reportbot.storage.keeping.leftovers import SqlLeftovers
from reportbot.storage.keeping.retention import SqlRetention
from reportbot.storage.keeping.upkeep import SqlUpkeep
from reportbot.storage.outgoing.outbox import SqlOutbox
from reportbot.storage.oversight.exports import SqlExports
from reportbot.storage.oversight.figures import SqlFigures
from reportbot.storage.oversight.measures import SqlMeasures
from reportbot.storage.oversight.owed import SqlOwed
from reportbot.storage.sql.transaction import Transaction
from reportbot.storage.staff.accounts import SqlStaff
from reportbot.storage.staff.practice import SqlPractice
from reportbot.storage.staff.staff_asks import SqlStaffAsks
from reportbot.storage.staff.staff_chats import SqlStaffChats
from reportbot.storage.staff.staff_sessions import SqlDrafts, SqlStaffSessions
from reportbot.storage.talks.chat import SqlChat
from reportbot.storage.talks.conversations import SqlConversations
from reportbot.storage.talks.messages import SqlMessages
from reportbot.storage.talks.wrong_codes import SqlWrongCodes
from reportbot.storage.towns.spending import SqlSpending
from reportbot.storage.towns.town_asks import SqlTownAsks
from reportbot.storage.towns.town_changes import SqlTownChanges
from reportbot.storage.towns.trained_models import SqlTrainedModels


class SqlWork:
    """Implements service.ports.store.Work."""

    def __init__(self, transaction: Transaction, chain: Chain | None) -> None:
        self.audit = SqlAudit(transaction, chain)
        self.messages = SqlMessages(transaction)
        self.conversations = SqlConversations(transaction)
        self.early_photos = SqlEarlyPhotos(transaction)
        self.cases = SqlCases(transaction, self.audit)
        self.outbox = SqlOutbox(transaction)
        self.wrong_codes = SqlWrongCodes(transaction)
        self.dues = SqlDues(transaction)
        self.chat = SqlChat(transaction)
        self.upkeep = SqlUpkeep(transaction)
        self.key_rows = SqlKeyRows(transaction)
        self.retention = SqlRetention(transaction)
        self.leftovers = SqlLeftovers(transaction)
        self.spending = SqlSpending(transaction)
        self.corrections = SqlCorrections(transaction)
        self.sketches = SqlSketches(transaction)
        self.trained_models = SqlTrainedModels(transaction)
        self.figures = SqlFigures(transaction)
        self.measures = SqlMeasures(transaction)
        self.owed = SqlOwed(transaction)
        self.exports = SqlExports(transaction)
        self.outside = SqlOutside(transaction, self.audit)
        self.letters = SqlLetters(transaction)
        self.staff_chats = SqlStaffChats(transaction)
        self.staff = SqlStaff(transaction)
        self.staff_asks = SqlStaffAsks(transaction)
        self.staff_sessions = SqlStaffSessions(transaction)
        self.drafts = SqlDrafts(transaction)
        self.queue = SqlQueue(transaction)
        self.notes = SqlNotes(transaction)
        self.town_changes = SqlTownChanges(transaction)
        self.town_asks = SqlTownAsks(transaction)
        self.practice = SqlPractice(transaction)
        self._undos: list[Callable[[], None]] = []

    def if_lost(self, undo: Callable[[], None]) -> None:
        self._undos.append(undo)

    def undo(self) -> None:
        """The transaction was not kept: the last note first."""
        for undo in reversed(self._undos):
            undo()
