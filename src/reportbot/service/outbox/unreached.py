"""Offices that cannot be reached: every way to them is dead, until a message arrives again."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from reportbot.core.cases.offices.ways import Taken, is_dead
from reportbot.service.ports import Store
from reportbot.service.records import Trouble
from reportbot.service.towns import Town


async def unreached(store: Store, town: Town) -> tuple[str, ...]:
    """Their keys, in the order of the file. An office without any contact is not among them: the desk has its mail."""
    async with store.read() as work:
        troubles = await work.outbox.troubles(town.key)
        targets = sorted({each.target for each in troubles})
        worked = await work.outbox.last_arrivals(town.key, targets) if targets else {}
    dead = _dead(troubles, worked)
    return tuple(
        key
        for key, office in town.rules.institutions.items()
        if office.transports and all((way.kind, way.address) in dead for way in office.transports)
    )


def _dead(troubles: Sequence[Trouble], worked: Mapping[Taken, datetime]) -> frozenset[Taken]:
    failed: dict[Taken, list[Trouble]] = {}
    for each in troubles:
        if each.target:
            failed.setdefault((each.by, each.target), []).append(each)
    return frozenset(way for way, theirs in failed.items() if _is_dead(theirs, worked.get(way)))


def _is_dead(troubles: Sequence[Trouble], worked: datetime | None) -> bool:
    later = [each for each in troubles if worked is None or each.at > worked]
    return is_dead([each.at for each in later], any(each.came_back for each in later))
