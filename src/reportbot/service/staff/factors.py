"""The ways to sign in that somebody has: password and app, passkeys, recovery codes. Changed on one's own account."""

from collections.abc import Sequence
from dataclasses import replace

from reportbot.core.signin.refusals import LastWay, NotThem
from reportbot.service.ports import Clock, Ids, Store, Vault, Work
from reportbot.service.records.staff import StaffMember, StaffPasskey
from reportbot.service.staff.challenges import Challenges
from reportbot.service.staff.codes import digest_of, new_codes
from reportbot.service.staff.offers import Chosen, Offers
from reportbot.service.staff.sealed import with_password
from reportbot.service.staff.secrets import NewPasskey

MOST_PASSKEYS = 10  # of one account
LONGEST_LABEL = 40  # letters


class Factors:
    def __init__(
        self, store: Store, vault: Vault, clock: Clock, ids: Ids, challenges: Challenges, offers: Offers
    ) -> None:
        self._store, self._vault, self._clock, self._ids = store, vault, clock, ids
        self._challenges, self._offers = challenges, offers

    async def change_password(self, staff: StaffMember, chosen: Chosen, about: Sequence[str], but: int) -> list[str]:
        """New password, app and recovery codes; every session but this one ends. Raises PasswordRefused, NotThem."""
        hashed, secret, step = await self._offers.checked(staff, chosen, about)
        now = self._clock.now()
        async with self._store.begin() as work:
            current = await self._current(work, staff)
            codes = await self.give_password(work, current, hashed, secret, step)
            await work.staff_sessions.end_all(staff.id, now, but)
            self._note(work, staff, "password_changed")
        return codes

    async def new_codes(self, staff: StaffMember) -> list[str]:
        """The earlier ones are gone."""
        async with self._store.begin() as work:
            codes = await self._keep_codes(work, staff)
            self._note(work, staff, "recovery_codes_made")
        return codes

    async def add_passkey(self, staff: StaffMember, challenge: str, answer: str, label: str) -> None:
        """Raises NotThem, PasskeyRefused, LastWay where there are too many."""
        made = await self._challenges.registered(staff, challenge, answer)
        async with self._store.begin() as work:
            await self._current(work, staff)
            if len(await work.staff.passkeys(staff.id)) >= MOST_PASSKEYS:
                raise LastWay("so many passkeys are enough")
            await self.give_passkey(work, staff, made, label)
            self._note(work, staff, "passkey_added")

    async def remove_passkey(self, staff: StaffMember, id: int) -> None:
        """Raises LastWay where nothing would be left to sign in with."""
        async with self._store.begin() as work:
            current = await self._current(work, staff)
            others = [each for each in await work.staff.passkeys(staff.id) if each.id != id]
            if not others and not current.sealed_password:
                raise LastWay("the last way to sign in")
            if await work.staff.remove_passkey(staff.id, id):
                self._note(work, staff, "passkey_removed")

    async def passkeys_and_codes(self, staff: StaffMember) -> tuple[list[StaffPasskey], int]:
        """The passkeys, and how many recovery codes are left."""
        async with self._store.read() as work:
            return await work.staff.passkeys(staff.id), await work.staff.codes_left(staff.id)

    async def use_language(self, staff: StaffMember, language: str) -> None:
        async with self._store.begin() as work:
            await work.staff.update(replace(await self._current(work, staff), language=language))

    async def give_password(self, work: Work, staff: StaffMember, hashed: bytes, secret: str, step: int) -> list[str]:
        """With the app whose code of this half minute was typed. The recovery codes that go with them, shown once."""
        await work.staff.update(with_password(self._vault, staff, hashed, secret))
        await work.staff.use_totp(staff.id, step)
        return await self._keep_codes(work, staff)

    async def give_passkey(self, work: Work, staff: StaffMember, made: NewPasskey, label: str) -> None:
        label = " ".join("".join(each if each.isprintable() else " " for each in label).split())[:LONGEST_LABEL]
        id, now, key = self._ids.new(), self._clock.now(), made.public_key
        await work.staff.add_passkey(
            StaffPasskey(
                id=id,
                municipality=staff.municipality,
                member=staff.id,
                credential=made.credential,
                public_key=key,
                counted=made.counted,
                label=label,
                created_at=now,
                used_at=None,
            )
        )

    async def _current(self, work: Work, staff: StaffMember) -> StaffMember:
        current = await work.staff.get(staff.municipality, staff.id)
        if current is None or not current.works:
            raise NotThem("no longer somebody who works here")
        return current

    async def _keep_codes(self, work: Work, staff: StaffMember) -> list[str]:
        codes = new_codes()
        digests = [digest_of(self._vault, staff, code) for code in codes]
        await work.staff.replace_codes(staff.municipality, staff.id, digests)
        return codes

    def _note(self, work: Work, staff: StaffMember, act: str, **facts: str) -> None:
        work.audit.note(act, at=self._clock.now(), municipality=staff.municipality, actor=staff.member.actor, **facts)
