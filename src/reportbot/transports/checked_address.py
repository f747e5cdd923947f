"""Where a name leads to, looked at before anything is sent there: never into a network of our own.

Whoever calls connects to the very address that was looked at: a name that leads elsewhere a moment later (DNS
rebinding) changes nothing.
"""

import asyncio
import socket
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit, urlunsplit

from reportbot.core.webaddress import is_here, is_public, wrong_with
from reportbot.service.ports import DeliveryFailed

Resolve = Callable[[str, int], Awaitable[Sequence[str]]]
"""The IP addresses of a name. Raises OSError."""


@dataclass(frozen=True, slots=True)
class CheckedAddress:
    """`url` has the IP address in it; `host` is what the other side is called, in its certificate too."""

    url: str
    host: str
    header: str


async def resolve(host: str, port: int) -> Sequence[str]:
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(address[0]) for *_, address in found))


async def checked(url: str, *, here: bool = False, resolve: Resolve = resolve) -> CheckedAddress:
    """`here`: an address on this very machine is taken, as in a demo. Raises DeliveryFailed, never with the address."""
    if wrong := wrong_with(url):
        raise DeliveryFailed(f"the address {str(wrong).partition(':')[0]}", retry=False)
    parts = urlsplit(url)
    host, port = parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80)
    if is_here(url) and not here:
        raise DeliveryFailed("the address leads to this very machine", retry=False)
    try:
        found = await resolve(host, port)
    except (OSError, UnicodeError):
        raise DeliveryFailed("the name of the address is not known", retry=True) from None
    if not found:
        raise DeliveryFailed("the name of the address is not known", retry=True)
    if not is_here(url) and not all(is_public(each) for each in found):
        raise DeliveryFailed("the name of the address leads to a private network", retry=False)
    ip = f"[{found[0]}]" if ":" in found[0] else found[0]
    target = urlunsplit((parts.scheme, f"{ip}:{port}", parts.path or "/", parts.query, ""))
    return CheckedAddress(target, host, parts.netloc)
