"""Which referral a code that came by SMS is of, and the second code that proves the phone where guesses came from it.

Senders of SMS can be forged, so wrong codes in the name of a phone must not silence it, and guessing must not pay.

- Each open case at a phone has one of 10^6 codes. Five wrong ones are judged an hour: where 20 cases are open a guess
  hits with 5 · 20 / 10^6 = 1 in 10,000 an hour, and the phone itself is told of what was noted in its name.
- After the fifth, a right code is answered to the phone with a second code, and counts only with it. Whoever forges a
  sender does not get that SMS, and would have to guess both, of which two are good at a time: with the 1,000 tries of
  an hour that are still judged 1,000 · 20 · 2 / 10^12, 1 in 25 million an hour.
- Whoever forges more than 1,005 in an hour does silence the phone: then the links are left, as the desk is told.
"""

import hmac
from collections.abc import Sequence
from datetime import datetime

from reportbot.core.cases.referral import Referral
from reportbot.service.offices.wrong_codes import WrongCodes
from reportbot.service.ports import Store, Vault, Work
from reportbot.service.towns import Office, Town

LOOKED_AT = 5000  # referrals of one office among which a code is looked for, newest first
MOST_GUESSED = 1000  # wrong codes an hour that are still judged after the first five
MOST_ASKED = 5  # times an hour that one case asks for its second code


class AnswerCodes:
    """`wrong` are the first five; `guessed` those after them; `asked` how often a second code was sent."""

    def __init__(self, store: Store, vault: Vault) -> None:
        self._vault = vault
        self.wrong = WrongCodes(store, vault, "phone")
        self.guessed = WrongCodes(store, vault, "phone that is guessed at", MOST_GUESSED)
        self._asked = WrongCodes(store, vault, "second code of a phone", MOST_ASKED)

    async def fitting(self, work: Work, town: Town, owners: Sequence[Office], code: str) -> list[Referral]:
        """Those with this code, of the offices at this phone; and of those who have no contact of their own, for whom
        somebody else hears: whoever records the answer finds out who."""
        keys = [office.key for office in owners]
        keys += [each.key for each in town.rules.institutions.values() if not each.transports and each.key not in keys]
        known = await work.cases.unfinished(town.key, keys, LOOKED_AT)
        return [each for each in known if self._is_of(code, each)]

    def is_proven(self, referral: Referral, second: str, now: datetime) -> bool:
        return any(hmac.compare_digest(second.encode(), each.encode()) for each in self._seconds(referral, now))

    async def second(self, referral: Referral, now: datetime) -> str:
        """Good for 15 to 30 minutes; "" where it was sent often enough."""
        sent = await self._asked.count(referral.municipality, str(referral.id), now)
        return self._seconds(referral, now)[0] if sent is not None else ""

    def _seconds(self, referral: Referral, now: datetime) -> tuple[str, ...]:
        return self._vault.opening_codes(referral.id, f"by SMS: {referral.institution}", now)

    def _is_of(self, code: str, referral: Referral) -> bool:
        codes = self._vault.answer_codes(referral.id, referral.institution)
        return any(hmac.compare_digest(code, each) for each in codes)
