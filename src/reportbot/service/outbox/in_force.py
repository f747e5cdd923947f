"""Whether the way of a message that waits is still in force: a letter goes to no address that the town has withdrawn.

A row is written with its address, and may wait for hours, or for another process to start. So it is looked at once
more just before it leaves, against what the settings say then. Only word of that very change goes to the old address.
"""

from collections.abc import Mapping

from reportbot.service.outgoing.notice_ways import MISSING
from reportbot.service.ports import Store
from reportbot.service.records import Delivery
from reportbot.service.settings.contact_news import TO_FORMER
from reportbot.service.towns import Town, every_way

WITHDRAWN = "withdrawn: this way is not in the town's file any more"
_SAME_NUMBER = "whatsapp:"  # the same phone may be written to this way too


class WaysInForce:
    def __init__(self, store: Store, towns: Mapping[str, Town]) -> None:
        self._store, self._towns = store, towns

    async def is_withdrawn(self, row: Delivery) -> bool:
        """Of a message to an office; False for every other row. Raises StoreFailed."""
        town = self._towns.get(row.municipality)
        if town is None or not row.institution or row.conversation is not None or row.by == MISSING:
            return False
        if row.kind in TO_FORMER or has_way(town, row):
            return False
        avoided = await self._avoided(row)  # somebody else's contact may have been taken, to go round an office
        return not avoided or not has_way(town.without(avoided), row)

    async def _avoided(self, row: Delivery) -> tuple[str, ...]:
        async with self._store.read() as work:
            lines = (await work.outbox.reminded([row.id])).get(row.id, ())
            ids = [row.case] if row.case is not None else [line.case for line in lines[:1]]
            cases = await work.cases.get(ids) if ids else {}
        return next((case.avoided for case in cases.values()), ())


def has_way(town: Town, row: Delivery) -> bool:
    """Among those of the office itself, of its second contact and its head, or of whoever hears in its place."""
    wanted = row.by, _plain(row.by, row.target)
    offices = [town.rules.contact_of(row.institution)]
    offices += [town.rules.institutions[row.institution]] if row.institution in town.rules.institutions else []
    ways = (way for each in offices for way in every_way(each))
    return any((way.kind, _plain(way.kind, way.address)) == wanted for way in ways)


def _plain(by: str, address: str) -> str:
    """A mail address that was only written in other letters is the same one, and so is a number by WhatsApp."""
    return address.casefold() if by == "email" else address.removeprefix(_SAME_NUMBER)
