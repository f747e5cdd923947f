"""Four eyes for settings: what could lead people's words to somebody else waits until a second person confirms it.

    change ─► takes two? ─no─► in force          (second.py says which)
                 └─yes─► asked ─► confirmed ─► in force │ refused │ lapsed │ replaced by something later of the same

Its row stands among those of the accounts (staff_asks), so that the same people see it and it lapses like them; what it
is stands sealed beside it. The addresses that an office has so far hear of it when it is asked.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from reportbot.core.access.actions import Action
from reportbot.core.access.granting import GrantProblem, can_be_second, confirm_problem, same_person_problem
from reportbot.core.access.member import Member, may
from reportbot.core.errors import BadInput, UnknownCode
from reportbot.core.secrets import counted_from
from reportbot.core.signin import lives
from reportbot.core.townfile.plain import from_json, to_json
from reportbot.core.townfile.subjects import SECRET_KEYS, Kind, Subject
from reportbot.service.ports import Clock, Ids, Store, Vault, Work
from reportbot.service.records.settings import TownAsk
from reportbot.service.records.staff import AskKind, Outcome, StaffAsk
from reportbot.service.settings.contact_news import ASKED, ContactNews
from reportbot.service.settings.edits import Edit
from reportbot.service.settings.hearing import NO_DIFFERENCE, Difference
from reportbot.service.settings.hearing_words import from_plain, to_plain
from reportbot.service.settings.in_force import TownSettings
from reportbot.service.settings.refusals import TakesTwo
from reportbot.service.staff.accounts import OPERATOR, GrantRefused, accounts_of


@dataclass(frozen=True, slots=True)
class Asked:
    """A change that awaits somebody. `brings`: all that it takes two people for (second.py); `heard`: who would hear
    more of what, or less (hearing.py)."""

    ask: StaffAsk
    of: Subject
    before: Any
    after: Any
    why: str
    row: TownAsk
    brings: frozenset[str] = frozenset()
    heard: Difference = NO_DIFFERENCE


class SettingAsks:
    def __init__(
        self, store: Store, vault: Vault, clock: Clock, ids: Ids, settings: TownSettings, news: ContactNews
    ) -> None:
        self._store, self._vault, self._clock, self._ids = store, vault, clock, ids
        self._settings, self._news = settings, news

    async def change(
        self,
        municipality: str,
        of: Subject,
        after: Any,
        *,
        why: str,
        by: Member,
        seen: int,
        despite: bool = False,
        beside: Sequence[str] = (),
    ) -> bool:
        """Whether it waits. `beside`: who has signed in on the browser of `by`. Raises as TownSettings.change."""
        try:
            await self._settings.change(municipality, Edit(of, after, why, by.actor, seen, despite))
        except TakesTwo as two:
            await self._put(municipality, two, why.strip(), by, seen, despite, beside)
            return True
        return False

    async def undo(
        self,
        municipality: str,
        id: int,
        *,
        why: str,
        by: Member,
        seen: int,
        despite: bool = False,
        beside: Sequence[str] = (),
    ) -> bool:
        """Whether it waits. Raises as TownSettings.undo."""
        try:
            await self._settings.undo(municipality, id, why=why, by=by.actor, seen=seen, despite=despite)
        except TakesTwo as two:
            await self._put(municipality, two, why.strip(), by, seen, despite, beside)
            return True
        return False

    async def of(self, municipality: str, asks: Sequence[StaffAsk]) -> list[Asked]:
        """What those of them are that are about the settings. One that cannot be read can only be refused."""
        found = []
        async with self._store.read() as work:
            for ask in asks:
                row = await work.town_asks.get(municipality, ask.id) if ask.kind is AskKind.SETTING else None
                if row is not None:
                    found.append(self._opened(ask, row))
        return found

    async def has_second(self, municipality: str, by: Member) -> bool:
        """Whether anybody here could confirm what `by` asks; else whoever runs the server does."""
        async with self._store.read() as work:
            accounts = await accounts_of(work, municipality)
        there = [each.staff.member for each in accounts if each.staff.works and each.staff.set_up_at is not None]
        return can_be_second(there, by.key, "")

    async def confirm(self, municipality: str, id: int, by: Member | None, beside: Sequence[str] = ()) -> Subject:
        """From now on it is in force; what it is about. `by` is None for whoever runs the server. Raises UnknownCode,
        GrantRefused."""
        async with self._store.read() as work:
            ask, row = await work.staff_asks.get(municipality, id), await work.town_asks.get(municipality, id)
        if ask is None or row is None:
            raise UnknownCode("nothing of this number was asked of the settings")
        asked, actor = self._opened(ask, row), by.actor if by else OPERATOR

        async def decide(work: Work) -> None:
            now, awaited = self._clock.now(), await self._awaited(work, municipality, id)
            await self._check(work, awaited, by, beside)
            await work.staff_asks.decide(_decided(awaited, Outcome.CONFIRMED, by, now))
            self._note(work, "settings_confirmed", actor, awaited, asked.of, asked_by=f"@{ask.asked_by}")

        try:
            edit = Edit(
                asked.of,
                asked.after,
                asked.why,
                by=f"@{ask.asked_by}",
                seen=row.seen,
                despite=row.despite,
                undoes=row.undoes,
                confirmed_by=actor,
                agreed=asked.brings,
                within=decide,
            )
            await self._settings.change(municipality, edit)
        except (GrantRefused, UnknownCode):
            raise
        except BadInput:  # changed meanwhile, not to be saved any more, or it would bring more than they have seen
            raise GrantRefused(GrantProblem.OVER) from None
        return asked.of

    async def refuse(self, municipality: str, id: int, by: Member | None) -> None:
        """Also whoever has asked, who takes it back. Raises UnknownCode, GrantRefused."""
        async with self._store.begin() as work:
            now, awaited = self._clock.now(), await self._awaited(work, municipality, id)
            row = await work.town_asks.get(municipality, id)
            if row is None:
                raise UnknownCode("nothing of this number was asked of the settings")
            await work.staff_asks.decide(_decided(awaited, Outcome.REFUSED, by, now))
            actor, of = by.actor if by else OPERATOR, (Kind(row.kind), row.subject)
            self._note(work, "settings_refused", actor, awaited, of, asked_by=f"@{awaited.asked_by}")

    async def _put(
        self,
        municipality: str,
        two: TakesTwo,
        why: str,
        by: Member,
        seen: int,
        despite: bool,
        beside: Sequence[str],
    ) -> None:
        now, id = self._clock.now(), self._ids.new()
        none: tuple[str, ...] = ()
        about = (0, "", "", none, "", none, "")  # no account
        ask = StaffAsk(
            id, municipality, AskKind.SETTING, *about, by.key, now, now + lives.ASK, b"", beside=tuple(beside)
        )
        key, sealed_key = self._vault.new_data_key(f"town_asks.key:{id}")
        brings = sorted(two.brings)
        change = {"before": two.before, "after": two.after, "why": why, "brings": brings, "heard": to_plain(two.heard)}
        plain = to_json(change).encode()
        kind, subject = two.of
        sealed = key.seal(plain, f"town_asks.change:{id}")
        row = TownAsk(id, municipality, str(kind), subject, seen, two.undoes, despite, sealed_key, sealed)
        async with self._store.begin() as work:
            for earlier in await work.town_asks.of_subject(municipality, str(kind), subject):
                former = await work.staff_asks.get(municipality, earlier)
                if former is not None and former.outcome is Outcome.AWAITED:
                    await work.staff_asks.decide(_decided(former, Outcome.REPLACED, by, now))
            await work.staff_asks.add(ask)
            await work.town_asks.add(row)
            await work.outbox.add(self._news.write(ASKED, two.town_before, two.town_after, now, two.heard))
            self._note(work, "settings_asked", by.actor, ask, two.of)

    def _opened(self, ask: StaffAsk, row: TownAsk) -> Asked:
        """Raises CannotBeRead."""
        key = self._vault.data_key(row.sealed_key, f"town_asks.key:{row.id}")
        plain = from_json(key.open(row.sealed_change, f"town_asks.change:{row.id}").decode())
        of, brings = (Kind(row.kind), row.subject), frozenset(plain.get("brings", ()))
        heard = from_plain(plain.get("heard", {}))
        after = self._begun_now(plain["after"]) if of[0] is Kind.SIGNING and ask.awaits(self._clock.now()) else None
        return Asked(ask, of, plain["before"], after or plain["after"], plain["why"], row, brings, heard)

    def _begun_now(self, after: Mapping[str, Any]) -> dict[str, Any]:
        """The secret before is good from the day on which this is confirmed, not from that on which it was asked."""
        today = self._clock.now().date()
        return {**after, **{key: counted_from(after[key], today) for key in SECRET_KEYS if key in after}}

    async def _awaited(self, work: Work, municipality: str, id: int) -> StaffAsk:
        ask = await work.staff_asks.get(municipality, id)
        if ask is None:
            raise UnknownCode("nothing of this number was asked")
        if not ask.awaits(self._clock.now()):
            raise GrantRefused(GrantProblem.OVER)
        return ask

    async def _check(self, work: Work, ask: StaffAsk, by: Member | None, beside: Sequence[str]) -> None:
        """Whether `by` is somebody else than whoever asked, who still administers here. Raises GrantRefused."""
        asker = await work.staff.by_key(ask.municipality, ask.asked_by)
        if asker is None or not asker.works or not may(asker.member, Action.ADMINISTER):
            raise GrantRefused(GrantProblem.OVER)
        if by is None:
            return
        problem = confirm_problem(by, ask.asked_by, "") or same_person_problem(by, asker.member, beside, ask.beside)
        if problem:
            raise GrantRefused(problem)

    def _note(self, work: Work, act: str, actor: str, ask: StaffAsk, of: Subject, **more: str) -> None:
        about = {"municipality": ask.municipality, "actor": actor, "subject": of[1][:200]}
        work.audit.note(act, at=self._clock.now(), kind=str(of[0]), **about, **more)


def _decided(ask: StaffAsk, outcome: Outcome, by: Member | None, now: datetime) -> StaffAsk:
    key = by.key if by else OPERATOR
    return replace(ask, outcome=outcome, decided_by=key, decided_at=now, seen_at=now)
