"""Photos that an office sent in its duty chat before it said "done": they wait for that word, and then no longer.

In memory alone, and only where each lies at the platform: no picture is fetched before "done".
"""

from datetime import datetime, timedelta

from reportbot.service.cases.office_photos import MOST
from reportbot.service.ports import Notice

WAITS = timedelta(minutes=15)


class EarlyPhotos:
    def __init__(self) -> None:
        self._held: dict[tuple[str, str, int], dict[str, tuple[Notice, datetime]]] = {}

    def hold(self, errand: Notice, referral: int, photo: str, now: datetime) -> bool:
        """`photo` is where it lies. False where that many wait already that no more may be kept."""
        self._held = {key: left for key, held in self._held.items() if (left := _since(held, now))}
        held = self._held.setdefault((errand.municipality, errand.target, referral), {})
        if len(held) >= MOST and photo not in held:
            return False
        held[photo] = errand, now + WAITS
        return True

    def let_go(self, errand: Notice, referral: int, photo: str) -> None:
        self._held.get((errand.municipality, errand.target, referral), {}).pop(photo, None)

    def taken(self, municipality: str, chat: str, referral: int, now: datetime) -> list[Notice]:
        """Those that still wait, in order; they wait no more."""
        held = self._held.pop((municipality, chat, referral), {})
        return [errand for errand, _ in _since(held, now).values()]


def _since(held: dict[str, tuple[Notice, datetime]], now: datetime) -> dict[str, tuple[Notice, datetime]]:
    return {photo: waiting for photo, waiting in held.items() if waiting[1] > now}
