"""A new password with a new app: offered as a picture, chosen on a form, checked. What is chosen stands nowhere yet."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from reportbot.core.errors import BadSignature
from reportbot.core.signin.passwords import PasswordProblem, length_problem, normalised
from reportbot.core.signin.refusals import NotThem, PasswordRefused
from reportbot.service.ports import Clock, Vault
from reportbot.service.records.staff import StaffMember
from reportbot.service.staff.secrets import HalfMinutes, Passwords

_OFFER_LIVES = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class TotpOffer:
    """A new secret for an authenticator app. `token` comes back with the first code, `uri` goes into a QR code."""

    token: str
    secret: str
    uri: str


@dataclass(frozen=True, slots=True)
class Chosen:
    """What somebody typed who sets up password and app."""

    password: str
    again: str
    offer: str
    code: str


class Offers:
    def __init__(self, vault: Vault, clock: Clock, passwords: Passwords, half_minutes: HalfMinutes) -> None:
        self._vault, self._clock = vault, clock
        self._passwords, self._half_minutes = passwords, half_minutes

    def offer(self, staff: StaffMember, town: str) -> TotpOffer:
        """`town`: its name, so that the app's list says which account this is."""
        secret = self._half_minutes.new_secret()
        token = self._vault.sign("totp", f"{staff.id}:{secret}", self._clock.now() + _OFFER_LIVES)
        return self._offered(staff, token, secret, town)

    def same_offer(self, staff: StaffMember, token: str, town: str) -> TotpOffer:
        """The one that the page has shown before, so that the app need not be set up twice; a new one if it is old."""
        secret = self._secret_of(staff, token)
        return self._offered(staff, token, secret, town) if secret else self.offer(staff, town)

    async def checked(self, staff: StaffMember, chosen: Chosen, about: Sequence[str]) -> tuple[bytes, str, int]:
        """The hash of the password, the app's secret and the half minute of its code.

        Raises PasswordRefused, NotThem.
        """
        password = normalised(chosen.password)
        if problem := length_problem(password):
            raise PasswordRefused(problem)
        if password != normalised(chosen.again):
            raise PasswordRefused(PasswordProblem.DIFFERENT)
        if await self._passwords.is_common(password, [staff.name, staff.key, *about]):
            raise PasswordRefused(PasswordProblem.COMMON)
        secret = self._secret_of(staff, chosen.offer)
        step = self._half_minutes.step_of(secret, chosen.code, self._clock.now()) if secret else 0
        if not step:
            raise NotThem("the code of the app")
        return await self._passwords.hash(password), secret, step

    def _secret_of(self, staff: StaffMember, offer: str) -> str:
        """ "" for an offer that is old, or was made to somebody else."""
        try:
            whose, _, secret = self._vault.read("totp", offer, self._clock.now()).partition(":")
        except BadSignature:
            return ""
        return secret if whose == str(staff.id) else ""

    def _offered(self, staff: StaffMember, token: str, secret: str, town: str) -> TotpOffer:
        return TotpOffer(token, secret, self._half_minutes.uri_of(secret, f"{staff.key}, {town}"))
