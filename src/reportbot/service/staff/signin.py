"""Signing in: a name and a password, then a second factor; or a passkey, which is both. Whoever is wrong waits.

A name that nobody has costs the same work and gets the same answer as a wrong password.
"""

from dataclasses import dataclass
from datetime import datetime

from reportbot.core.signin import waiting
from reportbot.core.signin.names import as_typed
from reportbot.core.signin.passwords import normalised
from reportbot.core.signin.refusals import NotThem
from reportbot.service.ports import Clock, Store, Vault, Work
from reportbot.service.records.staff import StaffMember, StaffSession
from reportbot.service.staff.challenges import Challenges
from reportbot.service.staff.codes import digest_of
from reportbot.service.staff.sealed import hash_of, secret_of
from reportbot.service.staff.secrets import HalfMinutes, Passwords
from reportbot.service.staff.sessions import Sessions
from reportbot.service.staff.slowing import Networks, Slowing
from reportbot.service.trying import persistently


@dataclass(frozen=True, slots=True)
class Caller:
    """Who is trying: from which range of addresses ("" where hidden), on which browser, and the sign-in names of
    those whom that browser has signed in before.
    """

    municipality: str
    network: str = ""
    browser: str = ""
    known: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Opened:
    """A session that has just begun or gone on. `token` goes into the cookie."""

    session: StaffSession
    staff: StaffMember
    token: str


class SigningIn:
    def __init__(
        self,
        store: Store,
        vault: Vault,
        clock: Clock,
        sessions: Sessions,
        passwords: Passwords,
        half_minutes: HalfMinutes,
        challenges: Challenges,
        slowing: Slowing,
    ) -> None:
        self._store, self._vault, self._clock, self._sessions = store, vault, clock, sessions
        self._passwords, self._half_minutes, self._challenges = passwords, half_minutes, challenges
        self._slowing, self._networks = slowing, Networks()

    async def with_password(self, caller: Caller, typed_name: str, password: str) -> Opened:
        """A session that awaits its second factor. Raises TooSoon, NotThem, StoreFailed."""
        name, now = as_typed(typed_name)[:100], self._clock.now()
        self._networks.check(caller.network, now)
        is_known = name in caller.known
        await self._slowing.count(caller.municipality, "known" if is_known else "name", name, waiting.LONGEST)
        async with self._store.read() as work:
            staff = await work.staff.by_key(caller.municipality, name)
        hashed = hash_of(self._vault, staff) if staff and staff.works else b""
        is_right = await self._passwords.is_right(hashed, normalised(password))
        if staff is None or not is_right:
            self._networks.wrong(caller.network, now)
            await self._slowing.note_refusal(caller.municipality, staff)
            raise NotThem("name or password")

        async def once() -> Opened:
            async with self._store.begin() as work:
                return Opened(*_turned(await self._sessions.begin(work, staff, caller.browser, complete=False), staff))

        return await persistently(once)

    async def second(self, caller: Caller, session: StaffSession, staff: StaffMember, code: str) -> Opened:
        """Six digits of the app, or a recovery code: completes a session, or counts as just given once more.

        Raises TooSoon, NotThem, StoreFailed.
        """
        kind = "second known" if staff.key in caller.known else "second"
        await self._slowing.count(staff.municipality, kind, staff.key, waiting.LONGEST_SECOND)
        now = self._clock.now()
        step = self._step_of(staff, code, now)

        async def once() -> Opened | None:
            async with self._store.begin() as work:
                if step:
                    is_right, how = await work.staff.use_totp(staff.id, step), "totp"
                else:
                    is_right, how = (
                        await work.staff.use_code(staff.id, digest_of(self._vault, staff, code)),
                        "recovery_code",
                    )
                return await self._goes_on(work, session, staff, how) if is_right else None

        if opened := await persistently(once):
            return opened
        await self._slowing.note_refusal(staff.municipality, staff)
        raise NotThem("second factor")

    async def with_recovery_code(self, caller: Caller, typed_name: str, code: str) -> Opened:
        """A complete session for somebody who has lost their passkeys and has no password: a code from their paper.

        Where there is a password, a code stands in for the app alone. Raises TooSoon, NotThem, StoreFailed.
        """
        name, now = as_typed(typed_name)[:100], self._clock.now()
        self._networks.check(caller.network, now)
        kind = "recovery known" if name in caller.known else "recovery"
        await self._slowing.count(caller.municipality, kind, name, waiting.LONGEST)

        async def once() -> Opened | None:
            async with self._store.begin() as work:
                staff = await work.staff.by_key(caller.municipality, name)
                if staff is None or not staff.works or staff.sealed_password:
                    return None
                if not await work.staff.use_code(staff.id, digest_of(self._vault, staff, code)):
                    return None
                opened = await self._sessions.begin(work, staff, caller.browser, complete=True)
                await self._slowing.went_well(work, staff)
                self._note_in(work, staff, "recovery_code", "signed_in")
                return Opened(*_turned(opened, staff))

        if opened := await persistently(once):
            return opened
        self._networks.wrong(caller.network, now)
        async with self._store.read() as work:
            known = await work.staff.by_key(caller.municipality, name)
        await self._slowing.note_refusal(caller.municipality, known)
        raise NotThem("name or recovery code")

    async def with_passkey(self, caller: Caller, token: str, answer: str) -> Opened:
        """A complete session. Raises TooSoon, NotThem, StoreFailed."""
        self._networks.check(caller.network, self._clock.now())
        try:
            staff = await self._challenges.signed(caller.municipality, "sign-in", token, answer, None)
        except NotThem:
            self._networks.wrong(caller.network, self._clock.now())
            raise

        async def once() -> Opened:
            async with self._store.begin() as work:
                opened = await self._sessions.begin(work, staff, caller.browser, complete=True)
                self._note_in(work, staff, "passkey", "signed_in")
                return Opened(*_turned(opened, staff))

        return await persistently(once)

    async def second_by_passkey(self, session: StaffSession, staff: StaffMember, token: str, answer: str) -> Opened:
        """As `second`, with one of their own passkeys. Raises NotThem, StoreFailed."""
        await self._challenges.signed(staff.municipality, "confirm", token, answer, staff)

        async def once() -> Opened:
            async with self._store.begin() as work:
                return await self._goes_on(work, session, staff, "passkey")

        return await persistently(once)

    async def by_link_again(self, session: StaffSession, staff: StaffMember) -> Opened:
        """Only for the demo and tests, where a link suffices: there is no factor to be given."""
        async with self._store.begin() as work:
            return await self._goes_on(work, session, staff, "link")

    def _step_of(self, staff: StaffMember, code: str, now: datetime) -> int:
        secret = secret_of(self._vault, staff)
        return self._half_minutes.step_of(secret, code, now) if secret else 0

    async def _goes_on(self, work: Work, session: StaffSession, staff: StaffMember, how: str) -> Opened:
        token = await self._sessions.confirm(work, session)
        await self._slowing.went_well(work, staff)
        self._note_in(work, staff, how, "confirmed" if session.second_at else "signed_in")
        return Opened(session, staff, token)

    def _note_in(self, work: Work, staff: StaffMember, how: str, act: str) -> None:
        now = self._clock.now()
        work.audit.note(act, at=now, municipality=staff.municipality, actor=staff.member.actor, how=how)


def _turned(opened: tuple[StaffSession, str], staff: StaffMember) -> tuple[StaffSession, StaffMember, str]:
    session, token = opened
    return session, staff, token
