"""Accounts of a municipality, as its administrators look after them. Each change is noted; nobody changes their own.

What opens cases, or accounts that open cases, is only asked for here and waits for a second person (staff_asks).
Whoever runs the server (`by` is None) needs none: they hold the keys to everything.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from reportbot.core.access.actions import Role
from reportbot.core.access.granting import GrantProblem, needs_second
from reportbot.core.access.member import Member
from reportbot.core.signin import lives
from reportbot.core.signin.names import LONGEST_NAME, sign_in_name
from reportbot.service.ports import Clock, Ids, Store, Vault, Work
from reportbot.service.records.staff import AskKind, StaffMember
from reportbot.service.staff.accounts import (
    OPERATOR,
    Account,
    GrantRefused,
    Wanted,
    account_of,
    accounts_of,
    as_wanted,
    check_last,
    check_not_own,
    note_change,
)
from reportbot.service.staff.asks import Asks
from reportbot.service.staff.invitations import Invitations
from reportbot.service.staff.sealed import place_of_key


@dataclass(frozen=True, slots=True)
class Link:
    """A one-time link that was made. `waits`: it works once a second person has confirmed it."""

    staff: StaffMember
    token: str
    waits: bool = False


class Staffing:
    def __init__(
        self, store: Store, vault: Vault, clock: Clock, ids: Ids, invitations: Invitations, asks: Asks
    ) -> None:
        self._store, self._vault, self._clock, self._ids = store, vault, clock, ids
        self._invitations, self._asks = invitations, asks

    async def accounts(self, municipality: str) -> list[Account]:
        async with self._store.read() as work:
            return await accounts_of(work, municipality)

    async def account(self, municipality: str, id: int) -> Account:
        """Raises UnknownCode."""
        async with self._store.read() as work:
            staff = await account_of(work, municipality, id)
            return next(each for each in await accounts_of(work, municipality) if each.staff.id == staff.id)

    async def invite(
        self,
        municipality: str,
        wanted: Wanted,
        by: Member | None,
        institutions: Sequence[str],
        beside: Sequence[str] = (),
    ) -> Link:
        """Somebody new. `beside`: who has signed in on the browser of `by`. Raises GrantRefused."""
        name = " ".join(wanted.name.split())[:LONGEST_NAME]
        async with self._store.begin() as work:
            accounts = await accounts_of(work, municipality)
            asked = {each.key for each in await work.staff_asks.unseen(municipality)}
            key = sign_in_name(name, {each.staff.key for each in accounts} | asked)
            if not key or not name.isprintable():
                raise GrantRefused(GrantProblem.UNKNOWN)
            staff = as_wanted(self._new(municipality, key, name), wanted, by, institutions)
            if by is not None and needs_second(None, staff.member):
                token, link = self._invitations.new(municipality, staff.id, lives.ASK)
                await self._asks.put(work, AskKind.INVITE, staff, by, accounts, link, beside)
                return Link(staff, token, waits=True)
            token, link = self._invitations.new(municipality, staff.id)
            staff = self._invitations.open(staff, link)
            await work.staff.add(staff)
            self._note(work, "staff_invited", by, staff)
        return Link(staff, token)

    async def change(
        self,
        municipality: str,
        id: int,
        wanted: Wanted,
        by: Member,
        institutions: Sequence[str],
        beside: Sequence[str] = (),
    ) -> bool:
        """Roles, office and named subjects. Whether it waits. Raises UnknownCode, GrantRefused."""
        async with self._store.begin() as work:
            accounts = await accounts_of(work, municipality)
            staff = await account_of(work, municipality, id)
            changed = as_wanted(staff, wanted, by, institutions)
            if Role.ADMINISTRATOR not in changed.roles:
                check_last(staff, accounts)
            if needs_second(staff.member, changed.member):
                await self._asks.put(work, AskKind.ROLES, changed, by, accounts, beside=beside)
                return True
            await self._asks.replace_earlier(work, staff, by)
            await work.staff.update(changed)
            self._note(work, "staff_changed", by, changed)
        return False

    async def disable(self, municipality: str, id: int, by: Member) -> None:
        """From the next request on they are out. Raises UnknownCode, GrantRefused."""
        async with self._store.begin() as work:
            accounts = await accounts_of(work, municipality)
            staff = await account_of(work, municipality, id)
            check_not_own(staff, by)
            check_last(staff, accounts)
            now = self._clock.now()
            await self._asks.replace_earlier(work, staff, by)
            await work.staff.update(replace(staff, disabled_at=now, invitation=b"", invited_until=None))
            await work.staff_sessions.end_all(staff.id, now)
            self._note(work, "staff_disabled", by, staff)

    async def enable(self, municipality: str, id: int, by: Member, beside: Sequence[str] = ()) -> bool:
        """Whether it waits. Raises UnknownCode, GrantRefused."""
        async with self._store.begin() as work:
            accounts = await accounts_of(work, municipality)
            staff = await account_of(work, municipality, id)
            check_not_own(staff, by)
            if not staff.works and needs_second(None, staff.member):
                await self._asks.put(work, AskKind.OPENING, staff, by, accounts, beside=beside)
                return True
            await work.staff.update(replace(staff, disabled_at=None))
            self._note(work, "staff_enabled", by, staff)
        return False

    async def end_sessions(self, municipality: str, id: int, by: Member) -> None:
        """Raises UnknownCode."""
        async with self._store.begin() as work:
            staff = await account_of(work, municipality, id)
            await work.staff_sessions.end_all(staff.id, self._clock.now())
            self._note(work, "staff_sessions_ended", by, staff)

    async def new_link(self, municipality: str, id: int, by: Member | None, beside: Sequence[str] = ()) -> Link:
        """For somebody who has lost their ways to sign in; these work until the link is used. Raises UnknownCode,
        GrantRefused."""
        async with self._store.begin() as work:
            accounts = await accounts_of(work, municipality)
            staff = await account_of(work, municipality, id)
            if by is not None:
                check_not_own(staff, by)
            if not staff.works:
                raise GrantRefused(GrantProblem.UNKNOWN)
            if by is not None and needs_second(None, staff.member):
                token, link = self._invitations.new(municipality, id, lives.ASK)
                await self._asks.put(work, AskKind.LINK, staff, by, accounts, link, beside)
                return Link(staff, token, waits=True)
            token, link = self._invitations.new(municipality, id)
            await self._asks.replace_earlier(work, staff, by)
            await self._asks.tell_of_link(work, staff, by)
            staff = self._invitations.open(staff, link)
            await work.staff.update(staff)
            self._note(work, "staff_link_made", by, staff)
        return Link(staff, token)

    def _new(self, municipality: str, key: str, name: str) -> StaffMember:
        id, now, empty = self._ids.new(), self._clock.now(), b""
        sealed_key = self._vault.new_data_key(place_of_key(id))[1]
        return StaffMember(
            id=id,
            municipality=municipality,
            key=key,
            name=name,
            roles=(),
            institution="",
            sensitive=(),
            language="",
            created_at=now,
            disabled_at=None,
            invitation=empty,
            invited_until=None,
            totp_step=0,
            sealed_key=sealed_key,
            sealed_password=empty,
            sealed_totp=empty,
        )

    def _note(self, work: Work, act: str, by: Member | None, staff: StaffMember) -> None:
        note_change(work, self._clock, act, by.actor if by else OPERATOR, staff)
