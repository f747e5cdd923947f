"""Who may ask, and how often: keys of other systems, and limits that live in memory alone."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from starlette.requests import Request

from reportbot.core.pace import Bucket, Limit, full
from reportbot.core.peers import peer_with
from reportbot.service.open311.bridge import Bridge
from reportbot.service.open311.posting import Posting
from reportbot.service.open311.requests import Open311
from reportbot.service.ports import Clock
from reportbot.web.chat.crowds import Crowds
from reportbot.web.open311.asked import Form, Refused
from reportbot.web.open311.posted import has_photos

MINUTE = timedelta(minutes=1)
READERS = Limit(600, MINUTE, MINUTE)  # questions of a town in all
A_RANGE = Limit(60, MINUTE, MINUTE)  # of one range of addresses; a FixMyStreet asks once in some minutes
A_SENDER = Limit(60, MINUTE, MINUTE)  # posts of one system: more than a town gets in a day, and no flood


@dataclass(frozen=True, slots=True)
class Open311Parts:
    """What the pages of Open311 need. `keys`: of each town, the key of each system by its name."""

    requests: Open311
    posting: Posting
    bridge: Bridge
    keys: Mapping[str, Mapping[str, str]] = field(default_factory=dict, repr=False)


class Door:
    def __init__(self, parts: Open311Parts, clock: Clock) -> None:
        self._keys, self._clock = parts.keys, clock
        self._crowds = Crowds(clock, A_RANGE)
        self._buckets: dict[str, Bucket] = {}

    def has_keys(self, municipality: str) -> bool:
        return bool(self._keys.get(municipality))

    def reader(self, request: Request, municipality: str) -> str:
        """Who asks: a system's name, or "" for anybody. Raises Refused: for nobody's key, above a limit."""
        self._count(f"read {municipality}", READERS)
        if self._crowds.is_over(request, newcomer=False):
            raise _too_often()
        key = request.query_params.get("api_key", "")
        return self._named(municipality, key) if key else ""

    def takes(self, request: Request, municipality: str) -> None:
        """Asked before anything that may be large is read: nobody knows yet who sends it. Raises Refused."""
        if not self.has_keys(municipality):
            raise Refused(403, "this endpoint takes no requests")
        if has_photos(request) and self._crowds.is_over(request, newcomer=False):
            raise _too_often()

    def named(self, municipality: str) -> Callable[[str], str]:
        """Whose key something is, "" for nobody's. To look is not to ask: nothing is counted."""
        return lambda key: peer_with(self._keys.get(municipality, {}), key[:400]) if key else ""

    def sender(self, municipality: str, form: Form) -> str:
        """Raises Refused."""
        try:
            peer = self._named(municipality, form.fields.get("api_key", ""))
        except Refused:
            # Guesses are counted by themselves: a flood of them keeps nobody out who has a key.
            self._count(f"try {municipality}", READERS)
            raise
        self._count(f"send {municipality} {peer}", A_SENDER)
        return peer

    def _named(self, municipality: str, key: str) -> str:
        peer = peer_with(self._keys.get(municipality, {}), key[:400])
        if not peer:
            raise Refused(403, "api_key was not provided, or is not one of ours")
        return peer

    def _count(self, name: str, limit: Limit) -> None:
        now: datetime = self._clock.now()
        bucket, wait = self._buckets.get(name, full(limit, now)).taken(limit, now)
        self._buckets[name] = bucket
        if wait:
            raise _too_often()


def _too_often() -> Refused:
    return Refused(429, "too many at once: come back in a minute")
