"""The table groups of one transaction."""

from collections.abc import Callable

from reportbot.storage.audit import Chain, SqlAudit
from reportbot.storage.cases import SqlCases
from reportbot.storage.chat import SqlChat
from reportbot.storage.conversations import SqlConversations
from reportbot.storage.corrections import SqlCorrections
from reportbot.storage.dues import SqlDues
from reportbot.storage.keyrows import SqlKeyRows
from reportbot.storage.leftovers import SqlLeftovers
from reportbot.storage.messages import SqlMessages
from reportbot.storage.outbox import SqlOutbox
from reportbot.storage.retention import SqlRetention
from reportbot.storage.sketches import SqlSketches
from reportbot.storage.spending import SqlSpending
from reportbot.storage.trained_models import SqlTrainedModels
from reportbot.storage.transaction import Transaction
from reportbot.storage.upkeep import SqlUpkeep


class SqlWork:
    """Implements service.ports.Work."""

    def __init__(self, transaction: Transaction, chain: Chain | None) -> None:
        self.audit = SqlAudit(transaction, chain)
        self.messages = SqlMessages(transaction)
        self.conversations = SqlConversations(transaction)
        self.cases = SqlCases(transaction, self.audit)
        self.outbox = SqlOutbox(transaction)
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
        self._undos: list[Callable[[], None]] = []

    def if_lost(self, undo: Callable[[], None]) -> None:
        self._undos.append(undo)

    def undo(self) -> None:
        """The transaction was not kept: the last note first."""
        for undo in reversed(self._undos):
            undo()
