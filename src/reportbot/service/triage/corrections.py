"""Keeps what people put right, with what triage had read: sealed under the key of the case, and gone with it."""

from collections.abc import Sequence
from datetime import datetime

from reportbot.core.cases.case import Case
from reportbot.core.cases.triage.corroboration import CALLED
from reportbot.core.errors import CannotBeRead
from reportbot.service.cases.dossier import Dossier
from reportbot.service.ports import Ids, Vault, Work
from reportbot.service.records import Correction, Report
from reportbot.service.reports.destination import words_of
from reportbot.service.upkeep.damage import Damage


class CorrectionKeeper:
    def __init__(self, vault: Vault, ids: Ids, damage: Damage) -> None:
        self._vault, self._ids, self._damage = vault, ids, damage
        self._dossier = Dossier(vault, damage)

    async def keep(self, work: Work, case: Case, kind: str, was: str, became: str, by: str, at: datetime) -> None:
        """Within this unit of work. `by` is a role or an institution's key.

        Where the key of the case is damaged nothing is kept: without its words a correction teaches nothing. Of whom
        we have forgotten only the decision is kept: their words are for this case, and no longer for learning.
        """
        id = self._ids.new()
        try:
            key = self._vault.case_key(case)
        except CannotBeRead as failure:
            self._damage.note(failure, case)
            return
        sealed = b""
        if case.conversation is not None or case.channel == CALLED:
            sealed = key.seal((await self.words(work, case)).encode(), f"corrections.text:{id}")
        await work.corrections.add([Correction(id, case.id, case.municipality, at, by, kind, was, became, sealed)])

    async def words(self, work: Work, case: Case) -> str:
        """All that triage has read of this case."""
        return self.read(case, await work.cases.reports(case.id))

    def read(self, case: Case, reports: Sequence[Report]) -> str:
        """Each line once; without what cannot be read, and without answers to what an office asked."""
        said = [words_of(each.answers or {}) for each in self._dossier.said(case, reports) if not each.answer_to]
        return "\n".join(dict.fromkeys(line for each in said for line in each.splitlines() if line.strip()))
