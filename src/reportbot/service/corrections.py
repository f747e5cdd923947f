"""Keeps what people put right, with what triage had read: sealed under the key of the case, and gone with it."""

from datetime import datetime

from reportbot.core.cases.case import Case
from reportbot.core.errors import CannotBeRead
from reportbot.service.damage import Damage
from reportbot.service.destination import words_of
from reportbot.service.dossier import Dossier
from reportbot.service.ports import Ids, Vault, Work
from reportbot.service.records import Correction


class CorrectionKeeper:
    def __init__(self, vault: Vault, ids: Ids, damage: Damage) -> None:
        self._vault, self._ids, self._damage = vault, ids, damage
        self._dossier = Dossier(vault, damage)

    async def keep(self, work: Work, case: Case, kind: str, was: str, became: str, by: str, at: datetime) -> None:
        """Within this unit of work. `by` is a role or an institution's key.

        Where the key of the case is damaged nothing is kept: without its words a correction teaches nothing.
        """
        id = self._ids.new()
        try:
            key = self._vault.case_key(case)
        except CannotBeRead as failure:
            self._damage.note(failure, case)
            return
        text = (await self.words(work, case)).encode()
        sealed = key.seal(text, f"corrections.text:{id}")
        await work.corrections.add([Correction(id, case.id, case.municipality, at, by, kind, was, became, sealed)])

    async def words(self, work: Work, case: Case) -> str:
        """All that triage has read of this case, each word once; without what cannot be read."""
        reports = self._dossier.said(case, await work.cases.reports(case.id))
        said = [words_of(each.answers or {}) for each in reports if not each.answer_to]
        return "\n".join(dict.fromkeys(line for each in said for line in each.splitlines() if line.strip()))
