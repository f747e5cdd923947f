"""Photos that an office sent before it said "done": they wait for that word, by whichever door it comes, and then no
longer. Nobody sees them before.

Painted anew and sealed like every picture, so that a restart loses none. Those of one office and case wait together, a
day from the last of them; where they came from is sealed with them, so that the office hears there what became of them
(service/due/lapsed_photos.py).
"""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta

from reportbot.core.cases.case import Case
from reportbot.core.errors import CannotBeRead
from reportbot.service.cases.office_photos import MOST, opened
from reportbot.service.cases.photos import sealed_photo
from reportbot.service.ports import Ids, Vault, Work
from reportbot.service.records import Photo
from reportbot.service.upkeep.damage import Damage

WAITS = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Door:
    """By which a photo came: about which referral, by which transport, and in which chat ("" for a mail)."""

    referral: int
    by: str
    address: str = ""


def door_of(vault: Vault, photo: Photo) -> Door | None:
    """None for one of which it was not kept. Raises CannotBeRead."""
    if not photo.sealed_handle:
        return None
    key = vault.data_key(photo.sealed_key, f"photos.key:{photo.id}")
    return Door(**json.loads(key.open(photo.sealed_handle, f"photos.handle:{photo.id}")))


class EarlyPhotos:
    def __init__(self, vault: Vault, ids: Ids, damage: Damage) -> None:
        self._vault, self._ids, self._damage = vault, ids, damage

    async def hold(self, work: Work, case: Case, institution: str, door: Door, picture: bytes, now: datetime) -> bool:
        """`picture` is a JPEG that was painted anew; twice is once. False where that many wait already that no more
        may be kept."""
        held = await self._opened(work, case, institution, now)
        if picture in held:
            return True
        if len(held) >= MOST:
            return False
        handle = json.dumps(asdict(door)).encode()
        photo = sealed_photo(self._vault, self._ids, case, picture, now, institution, handle)
        await work.conversations.add_photos([replace(photo, waits_until=now + WAITS)])
        return True

    async def taken(self, work: Work, cases: Sequence[Case], institution: str, now: datetime) -> list[bytes]:
        """Those that still wait, in order; they wait no more."""
        found: list[bytes] = []
        for case in cases:
            found += await self._opened(work, case, institution, now)
            photos = await work.early_photos.waiting(case.id, institution, now)
            await work.early_photos.let_go([photo.id for photo in photos])
        return found

    async def _opened(self, work: Work, case: Case, institution: str, now: datetime) -> list[bytes]:
        found = []
        for photo in await work.early_photos.waiting(case.id, institution, now):
            try:
                found.append(opened(self._vault, photo))
            except CannotBeRead as failure:
                self._damage.note(failure, case)
        return found
