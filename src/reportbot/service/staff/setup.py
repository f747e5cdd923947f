"""Behind a one-time link: somebody sets up how they will sign in.

Whoever uses a link starts anew: earlier factors and sessions are gone with it.
"""

from collections.abc import Sequence
from dataclasses import replace

from reportbot.service.ports import Clock, Store, Work
from reportbot.service.records.staff import StaffMember
from reportbot.service.staff.challenges import Challenges
from reportbot.service.staff.factors import Factors
from reportbot.service.staff.invitations import Invitations, Invited
from reportbot.service.staff.offers import Chosen, Offers
from reportbot.service.staff.sessions import Sessions
from reportbot.service.staff.signin import Opened


class SettingUp:
    def __init__(
        self,
        store: Store,
        clock: Clock,
        sessions: Sessions,
        invitations: Invitations,
        challenges: Challenges,
        offers: Offers,
        factors: Factors,
    ) -> None:
        self._store, self._clock, self._sessions, self._invitations = store, clock, sessions, invitations
        self._challenges, self._offers, self._factors = challenges, offers, factors

    async def invited(self, token: str) -> Invited:
        """Whose link this is. Looking at it does not use it up. Raises BadSignature, NotConfirmed."""
        async with self._store.read() as work:
            return await self._invitations.read(work, token)

    async def by_link(
        self, token: str, handed: str, chosen: Chosen, about: Sequence[str], browser: str
    ) -> tuple[Opened, list[str]]:
        """Password and app, in place of whatever there was: a session and ten recovery codes, shown once. `handed`: the
        code of the second person, where the link needs one.

        Raises BadSignature, NotConfirmed, HandedCodeWrong, PasswordRefused, NotThem (the code of the app is wrong).
        """
        invited = await self.invited(token)
        self._invitations.check_code(invited, token, handed)
        hashed, secret, step = await self._offers.checked(invited.staff, chosen, about)
        async with self._store.begin() as work:
            staff = await self._used(work, token, handed)
            codes = await self._factors.give_password(work, staff, hashed, secret, step)
            return await self._first_session(work, staff, browser, "password"), codes

    async def passkey_by_link(
        self, token: str, handed: str, challenge: str, answer: str, label: str, browser: str
    ) -> Opened:
        """Raises BadSignature, NotConfirmed, HandedCodeWrong, NotThem, PasskeyRefused."""
        invited = await self.invited(token)
        self._invitations.check_code(invited, token, handed)
        made = await self._challenges.registered(invited.staff, challenge, answer)
        async with self._store.begin() as work:
            staff = await self._used(work, token, handed)
            await work.staff.update(replace(staff, sealed_password=b"", sealed_totp=b""))
            await work.staff.replace_codes(staff.municipality, staff.id, [])
            await self._factors.give_passkey(work, staff, made, label)
            return await self._first_session(work, staff, browser, "passkey")

    async def _used(self, work: Work, token: str, handed: str) -> StaffMember:
        """Inside the unit of work that uses it up; what signed them in before does no longer."""
        invited = await self._invitations.read(work, token)
        self._invitations.check_code(invited, token, handed)
        staff, now = invited.staff, self._clock.now()
        for passkey in await work.staff.passkeys(staff.id):
            await work.staff.remove_passkey(staff.id, passkey.id)
        await work.staff_sessions.end_all(staff.id, now)
        return replace(staff, invitation=b"", invited_until=None, set_up_at=now)

    async def _first_session(self, work: Work, staff: StaffMember, browser: str, how: str) -> Opened:
        session, token = await self._sessions.begin(work, staff, browser, complete=True)
        now = self._clock.now()
        work.audit.note("account_set_up", at=now, municipality=staff.municipality, actor=staff.member.actor, how=how)
        return Opened(session, staff, token)
