"""Photos of an office that waited for "done" in vain are thrown away; the office hears so where it had sent them."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from reportbot.core.cases.case import Case
from reportbot.core.cases.offices.sayable import may_say
from reportbot.core.cases.referral import Answer, Referral
from reportbot.core.errors import CannotBeRead
from reportbot.service.offices.early_photos import Door, door_of
from reportbot.service.outgoing.notices import Notices
from reportbot.service.ports import Store, Vault, Work
from reportbot.service.records import Delivery, Photo
from reportbot.service.towns import Target, Town, every_way
from reportbot.service.trying import persistently
from reportbot.service.upkeep.damage import Damage

AT_ONCE = 50  # offices and cases in one transaction
KIND = "photos_lapsed"


class LapsedPhotos:
    def __init__(self, store: Store, vault: Vault, towns: Mapping[str, Town], notices: Notices, damage: Damage) -> None:
        self._store, self._vault, self._towns, self._notices = store, vault, towns, notices
        self._damage = damage

    async def run_due(self, now: datetime) -> None:
        """Of each office and case one message for all of them, and only while it may still say "done"."""
        while await persistently(lambda: self._some(now)) == AT_ONCE:
            pass

    async def _some(self, now: datetime) -> int:
        async with self._store.begin() as work:
            last = await work.early_photos.lapsed(now, AT_ONCE)
            for photo in last:
                if await work.messages.unseen([self._vault.message_key(f"photos lapsed:{photo.id}")], now):
                    await work.outbox.add(await self._said(work, photo, now))
                together = await work.early_photos.waiting(photo.case or 0, photo.by, photo.received_at)
                await work.early_photos.let_go([each.id for each in together])
        return len(last)

    async def _said(self, work: Work, photo: Photo, now: datetime) -> list[Delivery]:
        """By the way by which the last one came, while the office has it."""
        town, case = self._towns.get(photo.municipality), await work.cases.find(photo.case or 0)
        door = self._door(photo, case) if case else None
        referral = await work.cases.referral(door.referral) if door else None
        if town is None or case is None or door is None or referral is None or not _may_send(case, referral):
            return []
        ways = _ways(town.without(case.avoided), referral.institution, door)
        if not ways:
            return self._notices.write(KIND, town, case, referral, now)
        return self._notices.write_by(KIND, town, case, referral, ways, now)

    def _door(self, photo: Photo, case: Case) -> Door | None:
        """None where nobody can tell any more: they are thrown away in silence then."""
        try:
            return door_of(self._vault, photo)
        except CannotBeRead as failure:
            self._damage.note(failure, case)
            return None


def _may_send(case: Case, referral: Referral) -> bool:
    return referral.institution not in case.avoided and may_say(case, referral, Answer.DONE)


def _ways(town: Town, institution: str, door: Door) -> Sequence[Target]:
    """The very chat, or the office's first address of that kind."""
    office = town.rules.institutions.get(institution)
    found = [way for way in every_way(office) if way.kind == door.by] if office else []
    return [way for way in found if door.address in ("", way.address)][:1]
