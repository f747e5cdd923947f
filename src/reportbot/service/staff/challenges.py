"""What an authenticator is asked to sign: each question is answered once, by whom and for what it was asked."""

import secrets
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256

from reportbot.core.errors import BadSignature
from reportbot.core.signin.refusals import NotThem, PasskeyCopied, PasskeyRefused
from reportbot.service.audit.notes import note_alone
from reportbot.service.ports import Clock, Store, Vault
from reportbot.service.records.staff import StaffMember, StaffPasskey
from reportbot.service.staff.secrets import NewPasskey, Passkeys
from reportbot.service.staff.slowing import Slowing

CHALLENGE_LIVES = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Challenge:
    """What an authenticator is asked to sign: `token` comes back with the answer, `question` is for the script."""

    token: str
    question: str


class Challenges:
    def __init__(self, store: Store, vault: Vault, clock: Clock, passkeys: Passkeys, slowing: Slowing) -> None:
        self._store, self._vault, self._clock = store, vault, clock
        self.passkeys, self._slowing = passkeys, slowing

    async def to_sign_in(self, municipality: str, use: str, staff: StaffMember | None = None) -> Challenge:
        """`use`: "sign-in" for whoever comes, "confirm" for this person."""
        token = self._new(municipality, use, staff.id if staff else 0)
        known: list[StaffPasskey] = []
        if staff:
            async with self._store.read() as work:
                known = await work.staff.passkeys(staff.id)
        return Challenge(token, self.passkeys.to_sign_in(signed_of(token), [each.credential for each in known]))

    async def to_register(self, staff: StaffMember) -> Challenge:
        async with self._store.read() as work:
            have = [each.credential for each in await work.staff.passkeys(staff.id)]
        token = self._new(staff.municipality, "register", staff.id)
        return Challenge(token, self.passkeys.to_register(signed_of(token), staff.id, staff.key, staff.name, have))

    async def registered(self, staff: StaffMember, token: str, answer: str) -> NewPasskey:
        """Raises NotThem, PasskeyRefused."""
        return self.passkeys.registered(answer, await self._use(staff.municipality, "register", staff.id, token))

    async def signed(
        self, municipality: str, use: str, token: str, answer: str, staff: StaffMember | None
    ) -> StaffMember:
        """Whose passkey has signed. Raises NotThem, also for a passkey that was copied, which is noted."""
        challenge = await self._use(municipality, use, staff.id if staff else 0, token)
        now, owner = self._clock.now(), staff
        try:
            credential = self.passkeys.named(answer)
            async with self._store.begin() as work:
                passkey = await work.staff.passkey(municipality, credential)
                owner = await work.staff.get(municipality, passkey.member) if passkey else None
                if passkey is None or owner is None or not owner.works or (staff and owner.id != staff.id):
                    raise PasskeyRefused("of nobody who works here")
                counted = self.passkeys.signed(answer, challenge, passkey.public_key, passkey.counted)
                await work.staff.passkey_used(passkey.id, counted, now)
                return owner
        except PasskeyCopied:
            whose = owner.member.actor if owner else ""
            await note_alone(
                self._store,
                lambda work: work.audit.note("passkey_copied", at=now, municipality=municipality, actor=whose),
            )
        except PasskeyRefused:
            await self._slowing.note_refusal(municipality, owner)
        raise NotThem("passkey")

    def _new(self, municipality: str, use: str, member: int) -> str:
        text = f"{municipality}:{use}:{member}:{secrets.token_hex(16)}"
        return self._vault.sign("passkey", text, self._clock.now() + CHALLENGE_LIVES)

    async def _use(self, municipality: str, use: str, member: int, token: str) -> bytes:
        """What was to be signed. Once. Raises NotThem."""
        now = self._clock.now()
        try:
            text = self._vault.read("passkey", token, now)
        except BadSignature:
            raise NotThem("no challenge of ours, or an old one") from None
        if text.rpartition(":")[0] != f"{municipality}:{use}:{member}":
            raise NotThem("a challenge for something else")
        key = self._vault.message_key(f"passkey:{token}")
        async with self._store.begin() as work:
            if key not in await work.messages.unseen([key], now):
                raise NotThem("a challenge that was used before")
        return signed_of(token)


def signed_of(token: str) -> bytes:
    """What an authenticator signs: a digest of the token that we can read again."""
    return sha256(token.encode()).digest()
