"""Whom a rung of the ladder tells now; in place of an office that the desk has released whoever stands above it."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from reportbot.core.cases.due.deadlines import CONTACTS, Rung
from reportbot.service.towns import Office, Town

Whom = tuple[str, ...]
"""Institution keys and roles of the ladder, as a rung names them."""
Told = dict[tuple[str, str], None]


def told(
    town: Town, rungs: Sequence[Whom], owes: str, now: datetime, released: Collection[str] = ()
) -> list[tuple[str, str]]:
    """The institutions that the first of the rungs tells now, each with which of its contacts ("" for its ordinary
    one), each once.

    Who is `released` hears nothing: where nobody else is left but the office that owes it, the next rung with somebody
    else is told besides, and at last the desk.
    """
    first, *above = rungs
    found = _told(town, first, owes, now)
    kept = _kept(found, released)
    if len(kept) < len(found):
        for whom in (*above, (town.rules.coordinator,)):
            if any(key != owes for key, _ in kept):
                break
            kept |= _kept(_told(town, whom, owes, now), released)
    return list(kept)


def _told(town: Town, rung: Whom, owes: str, now: datetime) -> Told:
    """A contact that an institution does not have, or only by the address of its ordinary one, is its ordinary one;
    whoever is told that way is not told twice."""
    found: Told = {}
    for whom in rung:
        contact = CONTACTS.get(whom, "")
        for key in town.rules.told_by(Rung(timedelta(0), (whom,), ""), owes, now):
            office = town.rules.institutions[key]
            found[key, contact if key == owes and _is_another(office, contact) else ""] = None
    return found


def _kept(found: Told, released: Collection[str]) -> Told:
    return {(key, contact): None for key, contact in found if key not in released}


def _is_another(office: Office, contact: str) -> bool:
    ways = {"second": office.second, "head": office.head}.get(contact, ())
    return bool(ways) and bool(
        {(way.kind, way.address) for way in ways} - {(way.kind, way.address) for way in office.transports}
    )
