"""Who in an office has a case: what is proposed, and what people decide. The person who reported learns none of it.

A referral carries the key of the municipality file; "" while nobody was chosen. A case that goes to another office gets
a new referral there, so nobody of the first one has it any more.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from reportbot.core.cases.case import Case
from reportbot.core.cases.events import ASSIGNED, TAKEN_BACK, CaseEvent
from reportbot.core.cases.offices.assignment import Facts, Proposal, Staff, facts_of, may_have, proposals
from reportbot.core.cases.referral import DUTY, Referral, leads
from reportbot.core.categories import COMPLAINT
from reportbot.core.conversation.beside.elsewhere import ABOUT_OFFICE
from reportbot.core.errors import OfficeAvoided, TransitionRefused, UnknownCode
from reportbot.service.cases.dossier import Dossier, Said
from reportbot.service.cases.links import linked_referral
from reportbot.service.cases.withheld import case_for_desk
from reportbot.service.ports import Clock, Ids, Store, Vault, Work
from reportbot.service.towns import Town
from reportbot.service.trying import persistently
from reportbot.service.upkeep.damage import Damage


@dataclass(frozen=True, slots=True)
class Assignment:
    """Of one referral: who has it ("" nobody) by key and name, and who could, the best first."""

    referral: int
    institution: str
    assigned: str
    name: str
    ranked: tuple[Proposal, ...]


class Assigning:
    def __init__(
        self, store: Store, vault: Vault, towns: Mapping[str, Town], clock: Clock, ids: Ids, damage: Damage
    ) -> None:
        self._store, self._vault, self._towns, self._clock, self._ids = store, vault, towns, clock, ids
        self._dossier = Dossier(vault, damage)

    async def of(self, case: Case, referral: Referral | None, reports: Sequence[Said]) -> Assignment | None:
        """None where nobody is to be chosen: an office without [[staff]], or a referral that is over."""
        if referral is None or not _works(case, referral):
            return None
        town = self._towns[case.municipality]
        staff = [each for each in town.rules.staff if each.institution == referral.institution]
        if not staff:
            return None
        async with self._store.read() as work:
            counts = await work.cases.assigned_counts(case.municipality, referral.institution)
        now = self._clock.now()
        facts = facts_of(case, _about(case, reports))
        ranked = proposals(staff, facts, counts, town.rules.staff_on_call(now), now, town.rules.zone)
        return Assignment(
            referral.id, referral.institution, referral.assigned, name_of(town, referral.assigned), ranked
        )

    async def assign(self, municipality: str, number: str, referral: int, staff: str, by: str) -> None:
        """The desk chooses for an office, or takes it back ("" as `staff`); `by` is a role.

        Raises UnknownCode, TransitionRefused for a case that is over, OfficeAvoided for whoever is complained of.
        """

        async def once() -> None:
            async with self._store.begin() as work:
                case = await case_for_desk(work, self._towns[municipality], number)
                found = await work.cases.referral(referral)
                if found is None or found.case != case.id:
                    raise UnknownCode("no such referral of this case")
                await self._assign(work, case, found, staff, by)

        await persistently(once)

    async def assign_by_link(self, token: str, staff: str) -> None:
        """The office chooses among its own. Raises as `assign`, and LinkExpired, BadSignature."""

        async def once() -> None:
            async with self._store.begin() as work:
                referral = await linked_referral(work, self._vault, token, self._clock.now())
                case = await work.cases.one(referral.case)
                await self._assign(work, case, referral, staff, referral.institution)

        await persistently(once)

    async def _assign(self, work: Work, case: Case, referral: Referral, key: str, by: str) -> None:
        """The same choice twice is one."""
        if not case.sealed_key or not _works(case, referral) or referral.institution in case.avoided:
            raise TransitionRefused("the case is not with this office any more")
        if key:
            chosen = _one(self._towns[case.municipality], referral.institution, key)
            if not may_have(chosen, await self._facts(work, case)):
                raise OfficeAvoided("the person complains of whoever has this role")
        if key == referral.assigned:
            return
        now, kind = self._clock.now(), ASSIGNED if key else TAKEN_BACK
        facts = {"institution": referral.institution, "staff": key or referral.assigned}
        await work.cases.save_referrals([replace(referral, assigned=key)])
        await work.cases.add_events([CaseEvent(self._ids.new(), case.id, case.municipality, kind, now, by, facts)])

    async def _facts(self, work: Work, case: Case) -> Facts:
        return facts_of(case, _about(case, self._dossier.said(case, await work.cases.reports(case.id))))


def current(case: Case, referrals: Sequence[Referral]) -> Referral | None:
    """Of these the one that the desk shares out: the lead's."""
    return next((each for each in reversed(referrals) if leads(case, each)), None)


def name_of(town: Town, key: str) -> str:
    """The role; a key that the municipality file no longer has stays as it is."""
    return next((each.name for each in town.rules.staff if each.key == key), key)


def _works(case: Case, referral: Referral) -> bool:
    return case.status.is_open and not referral.is_finished and (referral.role == DUTY or leads(case, referral))


def _one(town: Town, institution: str, key: str) -> Staff:
    for each in town.rules.staff:
        if (each.key, each.institution) == (key, institution):
            return each
    raise UnknownCode("nobody of this office has that role")


def _about(case: Case, reports: Sequence[Said]) -> str:
    """The words that may name who is complained of."""
    names = (ABOUT_OFFICE, "description") if case.category == COMPLAINT else (ABOUT_OFFICE,)
    return "\n".join(str((each.answers or {}).get(name, "")) for each in reports for name in names)
