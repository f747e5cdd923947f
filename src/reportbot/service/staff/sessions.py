"""Sessions of people who work here: rows, found by the digest of what their cookie holds."""

import secrets
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from reportbot.core.access.actions import Role
from reportbot.core.access.member import SENSITIVE
from reportbot.core.signin import lives
from reportbot.service.ports import Clock, Ids, Store, StoreFailed, Vault, Work
from reportbot.service.records.staff import StaffAsk, StaffMember, StaffSession
from reportbot.service.staff.sealed import place_of_key
from reportbot.service.trying import persistently


class Standing(StrEnum):
    IN = "in"  # signed in
    HALF = "half"  # the second factor is awaited
    OVER = "over"  # was signed in once


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A session with its member, and how it stands now."""

    session: StaffSession
    staff: StaffMember
    standing: Standing
    asks: tuple[StaffAsk, ...] = ()
    """What awaits somebody in their town, and what was decided about an account and its owner has not read."""


class Sessions:
    def __init__(self, store: Store, vault: Vault, clock: Clock, ids: Ids) -> None:
        self._store, self._vault, self._clock, self._ids = store, vault, clock, ids

    async def find(self, token: str) -> SignedIn | None:
        """Whose cookie this is; None for one that was never ours. Raises StoreFailed."""
        if not token or len(token) > _LONGEST_TOKEN:
            return None
        async with self._store.read() as work:
            found = await work.staff_sessions.find(self._digest(token))
            if found is None:
                return None
            standing = self.standing(*found)
            asks = await work.staff_asks.unseen(found[1].municipality) if standing is Standing.IN else []
        return SignedIn(*found, standing, tuple(asks))

    async def was_here(self, found: SignedIn) -> None:
        """They have opened a page; written down every few minutes. A failure shows at the next page."""
        now = self._clock.now()
        if not lives.was_here(found.session.seen_at, now):
            return
        try:
            async with self._store.begin() as work:
                await work.staff_sessions.seen(found.session.id, now)
        except StoreFailed as failure:
            if not failure.passing:
                raise

    async def begin(
        self, work: Work, staff: StaffMember, browser: str, *, complete: bool, by_link: bool = False
    ) -> tuple[StaffSession, str]:
        """A new session and what its cookie holds. `complete`: nothing is awaited any more."""
        now, token = self._clock.now(), self.new_token()
        given = now if complete else None
        expires = now + (lives.LONGEST if complete else lives.SECOND_WITHIN)
        id, digest = self._ids.new(), self._digest(token)
        session = StaffSession(
            id=id,
            municipality=staff.municipality,
            member=staff.id,
            token=digest,
            created_at=now,
            seen_at=now,
            expires_at=expires,
            second_at=given,
            stepped_at=given,
            browser=browser,
            by_link=by_link,
            ended_at=None,
        )
        await work.staff_sessions.open(session)
        return session, token

    async def confirm(self, work: Work, session: StaffSession) -> str:
        """The second factor was given: the session goes on under a new token, which is returned."""
        now, token = self._clock.now(), self.new_token()
        expires = session.expires_at if session.second_at else now + lives.LONGEST
        await work.staff_sessions.confirmed(session.id, self._digest(token), now, expires)
        return token

    async def end(self, staff: StaffMember, id: int) -> None:
        """One of their own; another's stays. Noted."""

        async def once() -> None:
            now = self._clock.now()
            async with self._store.begin() as work:
                await work.staff_sessions.end(staff.id, id, now)
                work.audit.note("signed_out", at=now, municipality=staff.municipality, actor=staff.member.actor)

        await persistently(once)

    async def end_others(self, staff: StaffMember, but: int) -> None:
        now = self._clock.now()
        async with self._store.begin() as work:
            await work.staff_sessions.end_all(staff.id, now, but)
            work.audit.note("sessions_ended", at=now, municipality=staff.municipality, actor=staff.member.actor)

    async def of(self, staff: StaffMember) -> list[StaffSession]:
        """Where they are signed in now, newest first."""
        now = self._clock.now()
        async with self._store.read() as work:
            found = await work.staff_sessions.of_member(staff.id, now - lives.LONGEST)
        return [each for each in found if each.second_at and not _is_over(each, now)]

    async def by_role(self, work: Work, municipality: str, roles: tuple[str, ...]) -> StaffMember:
        """Only for the demo and tests: the member who has the name of the first role; made where there is none."""
        found = await work.staff.by_key(municipality, roles[0])
        if found is None:
            id, now = self._ids.new(), self._clock.now()
            reads = {Role.COORDINATOR, Role.CHILD_PROTECTION} & set(roles)
            sensitive = tuple(sorted(SENSITIVE)) if reads else ()
            sealed_key = self._vault.new_data_key(place_of_key(id))[1]
            key, empty = roles[0], b""
            found = StaffMember(
                id=id,
                municipality=municipality,
                key=key,
                name=key,
                roles=roles,
                institution="",
                sensitive=sensitive,
                language="",
                created_at=now,
                disabled_at=None,
                invitation=empty,
                invited_until=None,
                totp_step=0,
                sealed_key=sealed_key,
                sealed_password=empty,
                sealed_totp=empty,
                set_up_at=now,
            )
            await work.staff.add(found)
        return found

    def new_token(self) -> str:
        return secrets.token_urlsafe(32)

    def _digest(self, token: str) -> bytes:
        return self._vault.message_key(f"staff session:{token}")

    def standing(self, session: StaffSession, staff: StaffMember) -> Standing:
        """How this session stands now."""
        if not staff.works or _is_over(session, self._clock.now()):
            return Standing.OVER
        return Standing.IN if session.second_at else Standing.HALF


_LONGEST_TOKEN = 100  # letters


def _is_over(session: StaffSession, now: datetime) -> bool:
    """In the demo the clock is pushed by hours: nobody is idle there."""
    seen_at = now if session.by_link else session.seen_at
    return lives.is_over(seen_at, session.expires_at, session.ended_at, now)
