"""One-time links, behind which somebody sets up how they sign in. Of each only a keyed digest is kept.

A link that an administrator asked for works only once a second person has confirmed it, and only together with the code
that this second person hands over: neither of the two can be the person for whom it is.
"""

import secrets
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from reportbot.core.errors import BadSignature
from reportbot.core.signin import lives
from reportbot.core.signin.refusals import HandedCodeWrong, NotConfirmed
from reportbot.service.ports import Clock, Vault, Work
from reportbot.service.records.staff import Outcome, StaffMember
from reportbot.service.staff.codes import new_code, plain


@dataclass(frozen=True, slots=True)
class Invited:
    """Whose link it is. `needs_code`: the code of the second person goes with it."""

    staff: StaffMember
    needs_code: bool = False


class Invitations:
    def __init__(self, vault: Vault, clock: Clock) -> None:
        self._vault, self._clock = vault, clock

    def new(self, municipality: str, member: int, waits: timedelta = timedelta(0)) -> tuple[str, bytes]:
        """The token of a link, and its digest. It opens nothing until `open` or `open_with_code`. `waits`: how long
        somebody may take to confirm it."""
        until = self._clock.now() + waits + lives.INVITATION
        token = self._vault.sign("invitation", f"{municipality}:{member}:{secrets.token_hex(16)}", until)
        return token, self._digest(token)

    def open(self, staff: StaffMember, link: bytes) -> StaffMember:
        """The link works from now on; an earlier one leads nowhere."""
        return replace(staff, invitation=link, invited_until=self._clock.now() + lives.INVITATION)

    def open_with_code(self, staff: StaffMember, link: bytes) -> tuple[StaffMember, str]:
        """The same, together with the code that is returned."""
        code = new_code()
        return self.open(staff, self._with_code(link, code)), code

    async def read(self, work: Work, token: str) -> Invited:
        """Looking at it does not use it up. Raises BadSignature, NotConfirmed."""
        now, link = self._clock.now(), self._digest(token)
        municipality, _, rest = self._vault.read("invitation", token, now).partition(":")
        id = rest.partition(":")[0]
        staff = await work.staff.get(municipality, int(id)) if id.isdecimal() else None
        if staff is not None and _is_open(staff, link, now):
            return Invited(staff)
        ask = await work.staff_asks.by_link(municipality, link)
        if ask is not None and ask.awaits(now):
            raise NotConfirmed("nobody has confirmed it yet")
        is_confirmed = ask is not None and ask.outcome is Outcome.CONFIRMED
        if staff is not None and ask is not None and is_confirmed and _is_open(staff, ask.opened, now):
            return Invited(staff, needs_code=True)
        raise BadSignature("a link that was used, or replaced by a newer one")

    def check_code(self, invited: Invited, token: str, code: str) -> None:
        """Raises HandedCodeWrong. The code has 49 bits: it needs no count of wrong ones."""
        if invited.needs_code and self._with_code(self._digest(token), code) != invited.staff.invitation:
            raise HandedCodeWrong("not the code that was handed over")

    def _digest(self, token: str) -> bytes:
        return self._vault.message_key(f"invitation:{token}")

    def _with_code(self, link: bytes, code: str) -> bytes:
        return self._vault.message_key(f"invitation code:{link.hex()}:{plain(code)}")


def has_link(staff: StaffMember, now: datetime) -> bool:
    """Whether a link for them is out that works."""
    is_early = staff.invited_until is not None and now < staff.invited_until
    return staff.works and bool(staff.invitation) and is_early


def _is_open(staff: StaffMember, invitation: bytes, now: datetime) -> bool:
    return has_link(staff, now) and staff.invitation == invitation
