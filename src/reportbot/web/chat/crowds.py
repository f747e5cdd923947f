"""Too many from one corner of the internet at once: their ordinary answers wait a minute, and everybody else's do not.

A new browser is a new person to us, so whoever throws away the cookie is not held by the limit of one sender. Here the
range of addresses counts: kept in memory alone, under a key that dies with the process, never written, never logged.

Where a proxy hides who comes (it stands on another machine, or adds no X-Forwarded-For), no range is counted, and only
the limits of one sender and of the town hold. Uvicorn believes that header from a proxy on this machine.
"""

import secrets
from collections import OrderedDict
from hashlib import blake2b
from ipaddress import ip_address, ip_network

from starlette.requests import Request

from reportbot.core.pace import Bucket, Limit, full
from reportbot.service.ports import Clock
from reportbot.service.turns.limits import MINUTE

A_RANGE = Limit(300, MINUTE, MINUTE)
"""Messages of one range. A class of thirty behind one connection that writes once in six seconds stays below it."""
NEWCOMER = 10  # messages that somebody counts for who comes without a cookie: thirty in a minute
MOST_RANGES = 10_000  # of one more, the one that was quiet longest is forgotten
_BITS = {4: 24, 6: 48}  # what one household, school or provider's corner is given as a rule
_HIDDEN_BY = ("forwarded", "x-forwarded-for", "via")


class Crowds:
    def __init__(self, clock: Clock, limit: Limit = A_RANGE) -> None:
        self._clock, self._limit = clock, limit
        self._key = secrets.token_bytes(16)
        self._ranges: OrderedDict[bytes, Bucket] = OrderedDict()

    def is_over(self, request: Request, *, newcomer: bool) -> bool:
        """Counts one message. False where nobody can tell where it comes from."""
        found = range_of(request)
        if not found:
            return False
        now = self._clock.now()
        name = blake2b(found.encode(), key=self._key, digest_size=16).digest()
        bucket = self._ranges.pop(name, None) or full(self._limit, now)
        bucket, wait = bucket.taken(self._limit, now, NEWCOMER if newcomer else 1)
        self._ranges[name] = bucket
        if len(self._ranges) > MOST_RANGES:
            self._ranges.popitem(last=False)
        return bool(wait)


def range_of(request: Request) -> str:
    """The range that the sender's address lies in, "" where it is hidden, or is this machine."""
    client = request.client
    try:
        address = ip_address(client.host) if client else None
    except ValueError:
        return ""
    if client is None or address is None or address.is_loopback:
        return ""
    was_replaced = client.port == 0  # uvicorn's mark of an address that a proxy on this machine has told
    if not was_replaced and any(name in request.headers for name in _HIDDEN_BY):
        return ""
    return str(ip_network(f"{address}/{_BITS[address.version]}", strict=False))
