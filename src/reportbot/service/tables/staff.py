"""The tables of people who work here, as Protocols."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from reportbot.service.records.staff import Draft, StaffAsk, StaffMember, StaffPasskey, StaffSession


class StaffRows(Protocol):
    """Accounts, passkeys, recovery codes, and how often somebody has tried."""

    async def add(self, member: StaffMember) -> None: ...
    async def get(self, municipality: str, id: int) -> StaffMember | None:
        """Inside `begin()` locked on PostgreSQL, as with `by_key`: who reads it there may want to change it."""

    async def by_key(self, municipality: str, key: str) -> StaffMember | None: ...
    async def all(self, municipality: str) -> list[StaffMember]:
        """By name. Inside `begin()` locked on PostgreSQL."""

    async def update(self, member: StaffMember) -> None:
        """All but id, municipality, key, created_at and totp_step, which have ways of their own or none."""

    async def use_totp(self, id: int, step: int) -> bool:
        """Whether no code of this half minute or a later one was used before."""

    async def add_passkey(self, passkey: StaffPasskey) -> None: ...
    async def passkeys(self, member: int) -> list[StaffPasskey]: ...
    async def passkey(self, municipality: str, credential: bytes) -> StaffPasskey | None:
        """Inside `begin()` locked on PostgreSQL."""

    async def passkey_used(self, id: int, counted: int, at: datetime) -> None: ...
    async def remove_passkey(self, member: int, id: int) -> bool:
        """Whether there was one."""

    async def have_passkeys(self, municipality: str) -> frozenset[int]:
        """Ids of the members who have one."""

    async def replace_codes(self, municipality: str, member: int, digests: Sequence[bytes]) -> None:
        """Recovery codes: the earlier ones are gone."""

    async def use_code(self, member: int, digest: bytes) -> bool:
        """Whether there was such a code; there is none any more."""

    async def codes_left(self, member: int) -> int: ...
    async def tries(self, municipality: str, key: bytes, at: datetime) -> tuple[int, datetime]:
        """How often somebody tried since it last went well, and from when on they may try again. Only inside
        `begin()`: nobody else gets between this and `tried`."""

    async def tried(self, municipality: str, key: bytes, tries: int, next_at: datetime, at: datetime) -> None: ...
    async def went_well(self, municipality: str, key: bytes) -> None: ...
    async def forget_tries(self, before: datetime) -> None: ...


class StaffAsks(Protocol):
    """What awaits a second person, or whoever it is about."""

    async def add(self, ask: StaffAsk) -> None: ...
    async def get(self, municipality: str, id: int) -> StaffAsk | None:
        """Inside `begin()` locked on PostgreSQL."""

    async def decide(self, ask: StaffAsk) -> None:
        """`outcome`, `decided_by`, `decided_at`, `opened`, `key` and `seen_at` as they stand in it."""

    async def unseen(self, municipality: str) -> list[StaffAsk]:
        """Those that await somebody, and those that whoever they are about has not read; oldest first."""

    async def by_link(self, municipality: str, link: bytes) -> StaffAsk | None: ...
    async def take_untold(self, now: datetime) -> list[StaffAsk]:
        """Told from now on: each goes to one caller."""

    async def overdue(self, now: datetime) -> list[StaffAsk]:
        """Of every town, those that nobody has decided in time."""

    async def forget(self, before: datetime) -> None:
        """Those that were decided before."""


class StaffSessions(Protocol):
    async def open(self, session: StaffSession) -> None: ...
    async def find(self, token: bytes) -> tuple[StaffSession, StaffMember] | None:
        """Also one that is over; whoever asks decides."""

    async def get(self, member: int, id: int) -> StaffSession | None: ...
    async def seen(self, id: int, at: datetime) -> None: ...
    async def confirmed(self, id: int, token: bytes, at: datetime, expires_at: datetime) -> None:
        """The second factor was given: it goes on under a new token."""

    async def end(self, member: int, id: int, at: datetime) -> None: ...
    async def end_all(self, member: int, at: datetime, but: int = 0) -> None: ...
    async def of_member(self, member: int, since: datetime) -> list[StaffSession]:
        """Those that began since then and were not ended, newest first."""

    async def forget(self, before: datetime) -> None:
        """Those that ran out before."""


class Drafts(Protocol):
    async def keep(self, draft: Draft, most: int) -> None:
        """In place of an earlier one of this member and path; of one more than `most` the oldest goes."""

    async def get(self, municipality: str, member: int, id: int) -> Draft | None: ...
    async def forget(self, member: int, path: str) -> None: ...
    async def forget_before(self, before: datetime) -> None: ...
