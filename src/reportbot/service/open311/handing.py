"""Hand a public matter to another Open311 system: what may be said of it, and the note that it is on its way.

The note is durable before anything is sent. Where nobody knows how a sending ended, the next attempt finds the note,
looks there for ours by its name, and sends nothing again unless the other system promises to take the same one once.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from urllib.parse import urlsplit

from reportbot.core.cases.case import Case
from reportbot.core.cases.telling.publishing import is_public, spot_of
from reportbot.core.categories import CATEGORIES
from reportbot.core.messages import Text
from reportbot.core.places import Place
from reportbot.service.open311.requests import Open311
from reportbot.service.ports import Clock, DeliveryFailed, Ids, Notice, Store, Translator, Work
from reportbot.service.records import Outside
from reportbot.service.towns import Target, Town, every_way

SENDING, TOKEN, OPEN, OVER = "sending", "token", "open", "over"
"""Of a row: on its way, or nobody knows; there, its number is still to come; there; over, or not to be asked about."""
HANDS_OVER = frozenset({"forward", "copy"})  # kinds of notice that make a request there; the others tell of one
SERVICE = "service:"
BY = "open311"
REMINDER = Text("We ask again about this request.")


@dataclass(frozen=True, slots=True)
class Way:
    """How a system is reached, as the way to it in the municipality's file says.

    `peer` is its name in the settings, where its key stands. `repeats`: it takes the same request once, however often
    it is sent (another reportbot does). `has_updates`: it knows servicerequestupdates.
    """

    peer: str
    endpoint: str
    jurisdiction: str = ""
    format: str = "json"
    services: Mapping[str, str] = field(default_factory=dict)
    repeats: bool = False
    has_updates: bool = False


@dataclass(frozen=True, slots=True)
class Handover:
    """One request as it goes there: the kind of matter, the place of the gazetteer, our name for it. No word of
    anybody's. `is_repeat`: it may be there already. `remote` is its number there, "" while none is known."""

    municipality: str
    way: Way
    row: int
    service_code: str
    description: str
    reference: str
    address: str
    point: tuple[float, float] | None
    is_repeat: bool
    is_update: bool
    noted_at: datetime
    remote: str = ""


class Handing:
    """Implements transports.open311.Handovers."""

    def __init__(
        self, store: Store, towns: Mapping[str, Town], requests: Open311, translator: Translator, clock: Clock, ids: Ids
    ) -> None:
        self._store, self._towns, self._requests, self._translator = store, towns, requests, translator
        self._clock, self._ids = clock, ids

    async def begin(self, notice: Notice) -> Handover:
        """Notes that it is on its way. Raises DeliveryFailed for what may not go there: the next way is tried."""
        town, facts = self._towns[notice.municipality], notice.facts
        async with self._store.begin() as work:
            referral = await work.cases.referral(int(facts.get("referral") or 0))
            case = await work.cases.find(referral.case) if referral else None
            if (
                referral is None
                or case is None
                or not is_public(case, held=False)
                or referral.institution in case.avoided
            ):
                raise DeliveryFailed("only matters of public space go to another system", retry=False)
            way = self._way(town, referral.institution, notice.target)
            code = way.services.get(case.category, "")
            if not code:
                raise DeliveryFailed("the other system has no service for this kind of matter", retry=False)
            row = await self._row(work, case, way)
            is_update = facts.get("kind", "") not in HANDS_OVER
            if is_update and (row is None or not row.remote or row.status == TOKEN or not way.has_updates):
                raise DeliveryFailed("the other system can be sent no reminders", retry=False)
            is_repeat, now = row is not None and not row.remote, self._clock.now()
            if row is None:
                row = Outside(self._ids.new(), town.key, case.id, referral.id, way.peer, True, "", SENDING, now)
                await work.outside.add([row])
        return self._handover(town, case, way, row, code, is_repeat, is_update)

    async def arrived(self, handover: Handover, remote: str, *, is_token: bool = False) -> None:
        """It is there, under this number; "" where the other system gives none, and tells nothing more."""
        status = TOKEN if is_token else OPEN if remote else OVER
        await self._change(handover, lambda row: replace(row, remote=remote, status=status))

    async def refused(self, handover: Handover) -> None:
        """It is not there for certain: the note goes, and whoever tries again begins anew."""
        async with self._store.begin() as work:
            await work.outside.remove([handover.row])

    async def _change(self, handover: Handover, change: Callable[[Outside], Outside]) -> None:
        async with self._store.begin() as work:
            row = await work.outside.get(handover.row)
            if row is not None:
                await work.outside.save([replace(change(row), updated_at=self._clock.now())])

    async def _row(self, work: Work, case: Case, way: Way) -> Outside | None:
        rows = [each for each in await work.outside.of_case(case.id) if each.sent and each.peer == way.peer]
        return rows[-1] if rows else None

    def _way(self, town: Town, institution: str, address: str) -> Way:
        ways = ways_of(town, institution)
        if address not in ways:
            raise DeliveryFailed("this address is no way of the institution any more", retry=False)
        return ways[address]

    def _handover(
        self, town: Town, case: Case, way: Way, row: Outside, code: str, is_repeat: bool, is_update: bool
    ) -> Handover:
        language, zone = town.rules.office_languages[0], town.rules.zone
        place: Place | None = spot_of(case.place, town.around.gazetteer)
        said = REMINDER if is_update else Text(CATEGORIES[case.category].label)
        label = self._translator.say(said, language, zone=zone)
        spot = place.location if place else None
        town_name = town.rules.name.in_(language)
        address = f"{place.name.in_(language)}, {town_name}" if place else town_name
        reference = self._requests.name_of(case)
        return Handover(
            municipality=town.key,
            way=way,
            row=row.id,
            service_code=code,
            description=f"{label.rstrip('.')}. {address}. ({reference})",
            reference=reference,
            address=address,
            point=(spot.latitude, spot.longitude) if spot else None,
            is_repeat=is_repeat,
            is_update=is_update,
            noted_at=row.updated_at,
            remote=row.remote,
        )


def ways_of(town: Town, institution: str = "") -> dict[str, Way]:
    """By address, the Open311 systems of one institution, or of all in the town."""
    offices = [town.office(institution)] if institution else list(town.rules.institutions.values())
    if institution:  # whoever has no contact is heard for by the desk
        offices.append(town.rules.contact_of(institution))
    targets = [each for office in offices for each in every_way(office)]
    return {target.address: _way(target) for target in targets if target.kind == BY}


def _way(target: Target) -> Way:
    options = target.options
    return Way(
        peer=options.get("peer") or peer_of(target.address),
        endpoint=target.address.rstrip("/"),
        jurisdiction=options.get("jurisdiction", ""),
        format=options.get("format", "json"),
        services={name.removeprefix(SERVICE): code for name, code in options.items() if name.startswith(SERVICE)},
        repeats=options.get("repeats", "") == "yes",
        has_updates=options.get("updates", "") == "yes",
    )


def peer_of(address: str) -> str:
    """A system's name where its way gives none: its host with _ for what is no letter, as "ndreqe_com"."""
    return re.sub(r"[^a-z0-9]+", "_", (urlsplit(address).hostname or "").lower()).strip("_")[:40]
