"""Another Open311 system (GeoReport v2) as the way to an institution: a request there, and what is said of it.

What was sent says what a neutral mail says, and less: kind, place, our name for it. Its number there is the evidence.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Protocol

from reportbot.service.open311.handing import Handover, Way
from reportbot.service.ports import DeliveryFailed, Notice
from reportbot.transports import checked_address
from reportbot.transports.checked_address import Resolve
from reportbot.transports.open311_remote import NothingThere, Remote


class Handovers(Protocol):
    """service/open311/handing.py."""

    async def begin(self, notice: Notice) -> Handover: ...
    async def arrived(self, handover: Handover, remote: str, *, is_token: bool = False) -> None: ...
    async def refused(self, handover: Handover) -> None: ...


class Open311:
    """`keys`: of each town, our key with each system by its name there. `here`: systems on this very machine are taken,
    as in a demo."""

    def __init__(
        self,
        handovers: Handovers,
        keys: Mapping[str, Mapping[str, str]],
        now: Callable[[], datetime],
        *,
        here: bool = False,
        resolve: Resolve = checked_address.resolve,
    ) -> None:
        self._handovers, self._keys, self._now = handovers, keys, now
        self._here, self._resolve = here, resolve

    async def send(self, notice: Notice) -> str:
        """The number of the request there."""
        handover = await self._handovers.begin(notice)
        remote = self.remote(handover.municipality, handover.way)
        if handover.is_update:
            return await remote.remind(handover, notice.message_id, self._now())
        if handover.remote:
            return handover.remote
        if handover.is_repeat and not handover.way.repeats:
            return await self._found(remote, handover)
        try:
            number, is_token = await remote.report(handover)
        except NothingThere:
            await self._handovers.refused(handover)
            raise
        await self._handovers.arrived(handover, number, is_token=is_token)
        return number or "taken, no number given"

    def remote(self, municipality: str, way: Way) -> "Remote":
        key = self._keys.get(municipality, {}).get(way.peer, "")
        return Remote(way, key, here=self._here, resolve=self._resolve)

    async def _found(self, remote: "Remote", handover: Handover) -> str:
        """An earlier attempt may have arrived: at most once is what we promise there."""
        number = await remote.look_for(handover)
        if not number:
            raise DeliveryFailed("it may have arrived there, and nobody can tell: not sent again", retry=False)
        await self._handovers.arrived(handover, number)
        return number
