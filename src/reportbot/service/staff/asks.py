"""Four eyes: what an administrator asked for takes effect when a second person at the desk has confirmed it.

Asked ─► confirmed ─► in force │ refused │ lapsed after three days │ replaced by something later about that account.
Whoever it is about is told at each page until they have read it, and in their Telegram chat; they can refuse it too.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from reportbot.core.access.actions import Action, Role
from reportbot.core.access.granting import GrantProblem, can_be_second, confirm_problem, same_person_problem
from reportbot.core.access.member import Member, may
from reportbot.core.errors import UnknownCode
from reportbot.core.signin import lives
from reportbot.core.signin.names import sign_in_name
from reportbot.service.ports import Clock, Ids, Store, Vault, Work
from reportbot.service.records.staff import AskKind, Outcome, StaffAsk, StaffMember
from reportbot.service.staff.accounts import (
    OPERATOR,
    Account,
    GrantRefused,
    accounts_of,
    check_last,
    note_change,
)
from reportbot.service.staff.invitations import Invitations
from reportbot.service.staff.sealed import place_of_key

EFFECTS = {
    AskKind.INVITE: "staff_invited",
    AskKind.ROLES: "staff_changed",
    AskKind.LINK: "staff_link_made",
    AskKind.OPENING: "staff_enabled",
}
"""Acts in the audit log, once they are in force."""


@dataclass(frozen=True, slots=True)
class Confirmed:
    """`code` goes with the link, "" where there is none; it is shown to the second person alone, once."""

    ask: StaffAsk
    code: str = ""


class Asks:
    def __init__(self, store: Store, vault: Vault, clock: Clock, ids: Ids, invitations: Invitations) -> None:
        self._store, self._vault, self._clock, self._ids = store, vault, clock, ids
        self._invitations = invitations

    async def put(
        self,
        work: Work,
        kind: AskKind,
        staff: StaffMember,
        by: Member,
        accounts: Sequence[Account],
        link: bytes = b"",
        beside: Sequence[str] = (),
    ) -> None:
        """`staff` as the account shall be; `beside`: who has signed in on the browser of `by`.

        Raises GrantRefused where nobody could confirm it.
        """
        there = [each.staff.member for each in accounts if each.staff.works and each.staff.set_up_at is not None]
        if not can_be_second(there, by.key, staff.key):
            raise GrantRefused(GrantProblem.NO_SECOND)
        await self.replace_earlier(work, staff, by)
        ask = replace(self._ask(kind, staff, by.key, link), beside=tuple(beside))
        await work.staff_asks.add(ask)
        note_change(work, self._clock, "staff_asked", by.actor, staff, kind=kind)

    async def replace_earlier(self, work: Work, staff: StaffMember, by: Member | None) -> None:
        """What was asked about this account and not decided yet is not in force any more as it was asked."""
        now = self._clock.now()
        for each in await work.staff_asks.unseen(staff.municipality):
            if each.member == staff.id and each.outcome is Outcome.AWAITED:
                key = by.key if by else OPERATOR
                await work.staff_asks.decide(_decided(each, Outcome.REPLACED, key, now, seen_at=now))

    async def tell_of_link(self, work: Work, staff: StaffMember, by: Member | None) -> None:
        """That there is a link that needed no second person: whoever it is for hears of it all the same."""
        key, now = by.key if by else OPERATOR, self._clock.now()
        await work.staff_asks.add(
            _decided(self._ask(AskKind.LINK, staff, key, b""), Outcome.CONFIRMED, key, now, seen_at=None)
        )

    async def get(self, municipality: str, id: int) -> StaffAsk:
        """Raises UnknownCode."""
        async with self._store.read() as work:
            ask = await work.staff_asks.get(municipality, id)
        if ask is None:
            raise UnknownCode("nothing of this number was asked")
        return ask

    async def of(self, municipality: str) -> list[StaffAsk]:
        """Those that await somebody, and those that whoever they are about has not read."""
        async with self._store.read() as work:
            return await work.staff_asks.unseen(municipality)

    async def confirm(
        self, municipality: str, id: int, by: Member, institutions: Sequence[str], beside: Sequence[str] = ()
    ) -> Confirmed:
        """From now on it is in force. `beside`: who has signed in on the browser of `by`. Raises UnknownCode,
        GrantRefused."""
        async with self._store.begin() as work:
            now, accounts = self._clock.now(), await accounts_of(work, municipality)
            ask = await self._awaited(work, municipality, id, now)
            if problem := confirm_problem(by, ask.asked_by, ask.key):
                raise GrantRefused(problem)
            asker = next((each.staff for each in accounts if each.staff.key == ask.asked_by), None)
            has_office = not ask.institution or ask.institution in institutions
            if asker is None or not asker.works or not may(asker.member, Action.MANAGE_STAFF) or not has_office:
                raise GrantRefused(GrantProblem.OVER)
            if problem := same_person_problem(by, asker.member, beside, ask.beside):
                raise GrantRefused(problem)
            staff, code = await self._in_force(work, ask, accounts)
            seen_at = None if ask.has_owner else now
            opened = staff.invitation if code else b""
            done = _decided(ask, Outcome.CONFIRMED, by.key, now, seen_at=seen_at)
            await work.staff_asks.decide(replace(done, key=staff.key, opened=opened))
            note_change(work, self._clock, EFFECTS[ask.kind], asker.member.actor, staff, confirmed_by=by.actor)
            note_change(
                work, self._clock, "staff_confirmed", by.actor, staff, kind=ask.kind, asked_by=f"@{ask.asked_by}"
            )
        return Confirmed(replace(done, key=staff.key), code)

    async def refuse(self, municipality: str, id: int, by: Member) -> None:
        """Also whoever has asked, who takes it back. Raises UnknownCode, GrantRefused."""
        async with self._store.begin() as work:
            now = self._clock.now()
            ask = await self._awaited(work, municipality, id, now)
            await self._refused(work, ask, by, now)

    async def disown(self, staff: StaffMember, id: int) -> None:
        """Whoever it is about did not want it: it is refused, or the link that was confirmed works no more.

        Raises UnknownCode.
        """
        async with self._store.begin() as work:
            now, ask = self._clock.now(), await work.staff_asks.get(staff.municipality, id)
            if ask is None or ask.member != staff.id:
                raise UnknownCode("nothing of this number was asked about them")
            if ask.awaits(now):
                await self._refused(work, ask, staff.member, now)
                return
            current = await work.staff.get(staff.municipality, staff.id)
            if current is not None and current.invitation:
                await work.staff.update(replace(current, invitation=b"", invited_until=None))
            await work.staff_asks.decide(replace(ask, seen_at=now))
            note_change(work, self._clock, "staff_disowned", staff.member.actor, staff, kind=ask.kind)

    async def know(self, staff: StaffMember) -> None:
        """They have read what was decided about their account."""
        async with self._store.begin() as work:
            now = self._clock.now()
            for each in await work.staff_asks.unseen(staff.municipality):
                if each.member == staff.id and each.outcome is not Outcome.AWAITED:
                    await work.staff_asks.decide(replace(each, seen_at=now))

    async def lapse(self, now: datetime) -> None:
        """What nobody has decided in time."""
        async with self._store.begin() as work:
            for ask in await work.staff_asks.overdue(now):
                seen_at = None if ask.has_owner else now
                await work.staff_asks.decide(_decided(ask, Outcome.LAPSED, "", now, seen_at=seen_at))
                about = {
                    "municipality": ask.municipality,
                    "actor": "reportbot",
                    "subject": f"@{ask.key}" if ask.key else "",
                }
                work.audit.note("staff_ask_lapsed", at=now, kind=ask.kind, asked_by=f"@{ask.asked_by}", **about)
            await work.staff_asks.forget(now - lives.ASK_KEPT)
            await work.town_asks.forget()

    async def _awaited(self, work: Work, municipality: str, id: int, now: datetime) -> StaffAsk:
        ask = await work.staff_asks.get(municipality, id)
        if ask is None:
            raise UnknownCode("nothing of this number was asked")
        if not ask.awaits(now):
            raise GrantRefused(GrantProblem.OVER)
        return ask

    async def _refused(self, work: Work, ask: StaffAsk, by: Member, now: datetime) -> None:
        is_read = not ask.has_owner or by.key == ask.key
        await work.staff_asks.decide(_decided(ask, Outcome.REFUSED, by.key, now, seen_at=now if is_read else None))
        about = {"municipality": ask.municipality, "actor": by.actor, "subject": f"@{ask.key}"}
        work.audit.note("staff_refused", at=now, kind=ask.kind, asked_by=f"@{ask.asked_by}", **about)

    async def _in_force(self, work: Work, ask: StaffAsk, accounts: Sequence[Account]) -> tuple[StaffMember, str]:
        """The account as it is from now on, and the code that goes with its link."""
        if ask.kind is AskKind.SETTING:
            raise UnknownCode("this is about the settings: see service/settings/asks.py")
        if ask.kind is AskKind.INVITE:
            staff, code = self._invitations.open_with_code(self._newcomer(ask, accounts), ask.link)
            await work.staff.add(staff)
            return staff, code
        found = next((each.staff for each in accounts if each.staff.id == ask.member), None)
        if found is None or found.works is (ask.kind is AskKind.OPENING):
            raise GrantRefused(GrantProblem.OVER)
        staff, code = found, ""
        if ask.kind is AskKind.LINK:
            staff, code = self._invitations.open_with_code(found, ask.link)
        elif ask.kind is AskKind.OPENING:
            staff = replace(found, disabled_at=None)
        else:
            if Role.ADMINISTRATOR not in ask.roles:
                check_last(found, accounts)
            staff = replace(found, roles=ask.roles, institution=ask.institution, sensitive=ask.sensitive)
        await work.staff.update(staff)
        return staff, code

    def _newcomer(self, ask: StaffAsk, accounts: Sequence[Account]) -> StaffMember:
        taken = {each.staff.key for each in accounts}
        key = sign_in_name(ask.name, taken) if ask.key in taken else ask.key
        if not key or ask.member in {each.staff.id for each in accounts}:
            raise GrantRefused(GrantProblem.OVER)
        sealed_key = self._vault.new_data_key(place_of_key(ask.member))[1]
        now, empty = self._clock.now(), b""
        who = (ask.member, ask.municipality, key, ask.name, ask.roles, ask.institution, ask.sensitive, ask.language)
        return StaffMember(*who, now, None, empty, None, 0, sealed_key, empty, empty)

    def _ask(self, kind: AskKind, staff: StaffMember, asked_by: str, link: bytes) -> StaffAsk:
        now, id = self._clock.now(), self._ids.new()
        who = (staff.id, staff.key, staff.name, staff.roles, staff.institution, staff.sensitive, staff.language)
        return StaffAsk(id, staff.municipality, kind, *who, asked_by, now, now + lives.ASK, link)


def to_confirm(asks: Iterable[StaffAsk], member: Member, now: datetime) -> list[StaffAsk]:
    """Those for which this member could be the second person."""
    if not may(member, Action.CONFIRM_STAFF):
        return []
    return [each for each in asks if each.awaits(now) and confirm_problem(member, each.asked_by, each.key) is None]


def asked_for(asks: Iterable[StaffAsk], member: Member, now: datetime) -> list[StaffAsk]:
    """Those of this member that nobody has confirmed yet."""
    return [each for each in asks if each.awaits(now) and each.asked_by == member.key]


def about(asks: Iterable[StaffAsk], staff: StaffMember) -> list[StaffAsk]:
    """What was asked or decided about this account, and its owner has not read yet."""
    return [each for each in asks if each.member == staff.id and each.has_owner]


def _decided(ask: StaffAsk, outcome: Outcome, by: str, now: datetime, *, seen_at: datetime | None) -> StaffAsk:
    return replace(ask, outcome=outcome, decided_by=by, decided_at=now, seen_at=seen_at)
