"""What another Open311 system says of one of ours: noted for the desk, and taken as the institution's own answer."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from hashlib import blake2b
from typing import Protocol

from reportbot.core.cases.case import Case
from reportbot.core.cases.events import OUTSIDE_NOTE
from reportbot.core.cases.referral import Answer, Answering, Referral
from reportbot.core.errors import CannotBeRead
from reportbot.service.open311.handing import OPEN, OVER
from reportbot.service.open311.posting import tell_desk
from reportbot.service.outgoing.notices import Notices
from reportbot.service.ports import Store, Vault, Work
from reportbot.service.records import Outside
from reportbot.service.reports.opening import Opener
from reportbot.service.responses import Responses
from reportbot.service.towns import Town
from reportbot.service.upkeep.damage import Damage

LONGEST_NOTE = 1000  # letters
ENDS: Mapping[str, tuple[Answer, str] | None] = {
    "closed": (Answer.DONE, "repaired"),
    "fixed": (Answer.DONE, "repaired"),
    "fixed - council": (Answer.DONE, "repaired"),
    "no further action": (Answer.DONE, "cannot"),
    "unable to fix": (Answer.DONE, "cannot"),
    "not councils responsibility": (Answer.NOT_OURS, ""),
    "duplicate": None,  # of what, only a person can see
}
"""What an end there means here. GeoReport says of "closed": it has been resolved; the others are mySociety's
"Open311 FMS - Additional states". The person is asked in any case whether it is solved."""
UNDER_WAY = frozenset({"in progress", "investigating", "action scheduled", "planned"})


class State(Protocol):
    """What another system says of one request, `status` in small letters. `key` names this very word of theirs."""

    @property
    def remote(self) -> str: ...
    @property
    def status(self) -> str: ...
    @property
    def note(self) -> str: ...
    @property
    def key(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Word:
    """A `State` that was posted to us."""

    remote: str
    status: str
    note: str = field(repr=False)
    key: str = field(repr=False)


class Hearing:
    def __init__(
        self,
        store: Store,
        vault: Vault,
        responses: Responses,
        opener: Opener,
        notices: Notices,
        damage: Damage,
    ) -> None:
        self._store, self._vault, self._responses = store, vault, responses
        self._opener, self._notices, self._damage = opener, notices, damage

    async def heard(self, town: Town, peer: str, id: int, state: State, now: datetime) -> None:
        """One word of theirs about one request, once."""
        async with self._store.begin() as work:
            row = await work.outside.get(id)
            case = await work.cases.find(row.case) if row else None
            if row is None or case is None or row.status == OVER or not case.sealed_key:
                return
            said = f"{state.status} {state.note}"  # the same, whether we have asked or were told
            word = f"{OPEN}:{blake2b(said.encode(), digest_size=8).hexdigest()}"
            seen = self._vault.message_key(f"open311 heard:{row.id}:{state.key}")
            if row.status != word and await work.messages.unseen([seen], now):
                await self._note(work, town, case, row, peer, state, now)
            await self._answered(work, case, row, state.status)
            is_over = state.status in ENDS
            await work.outside.save([replace(row, status=OVER if is_over else word, checked_at=now)])

    async def _note(
        self, work: Work, town: Town, case: Case, row: Outside, peer: str, state: State, now: datetime
    ) -> None:
        """Sealed, and for the desk: nobody here has read it before."""
        if not state.note:
            return
        referral = await self._referral(work, case, row)
        facts = {"peer": peer, "request": row.remote}
        event = self._opener.event(case, OUTSIDE_NOTE, referral.institution if referral else "reportbot", now, facts)
        try:
            key = self._vault.case_key(case)
        except CannotBeRead as failure:
            self._damage.note(failure, case)
            return
        note = key.seal(state.note[:LONGEST_NOTE].encode(), f"case_events.note:{event.id}")
        await work.cases.add_events([replace(event, note=note)])
        await work.outbox.add(await tell_desk(work, self._notices, town, case, now))

    async def _answered(self, work: Work, case: Case, row: Outside, status: str) -> None:
        """As if the institution had said so on its page."""
        referral = await self._referral(work, case, row)
        if referral is None or referral.is_finished or referral.is_withdrawn:
            return
        if end := ENDS.get(status):
            await self._responses.record(work, referral, Answering(end[0], outcome=end[1]))
        elif status in UNDER_WAY and referral.is_waiting:
            await self._responses.record(work, referral, Answering(Answer.RECEIVED))

    async def _referral(self, work: Work, case: Case, row: Outside) -> Referral | None:
        """None where the institution must hear nothing of it any more (R15)."""
        found = await work.cases.referral(row.referral) if row.referral else None
        return found if found and found.institution not in case.avoided else None
