"""Addresses that we post to by ourselves: encrypted, without a password in them, and never of a machine next to us.

Otherwise whoever writes a municipality file could have us call what only this machine can reach (the cloud's own
service for passwords, a database). What a name leads to is only known when it is called: who calls it looks once more,
with `is_public`, at the address that the connection goes to.
"""

from ipaddress import ip_address
from urllib.parse import urlsplit

from reportbot.core.wrong import Wrong, wrong

LONGEST = 300  # letters
_HERE = frozenset({"localhost", "127.0.0.1", "::1"})
_NEARBY = ("localhost", "local", "internal", "intranet", "lan", "home", "corp", "private", "localdomain", "arpa")
"""Last parts of names that lead to a network of one's own: RFC 6761, RFC 6762, RFC 8375, and what people use."""


def is_here(url: str) -> bool:
    """Whether it is on this very machine: for a demo, or a program beside us."""
    try:
        return (urlsplit(url).hostname or "") in _HERE
    except ValueError:
        return False


def wrong_with(url: str) -> Wrong | None:
    """Why we do not call it, as what is said of the address; None for one that we do."""
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        return wrong("is no web address")
    if len(url) > LONGEST or not url.isascii() or any(letter <= " " or letter in "\\\x7f" for letter in url):
        return wrong("is no web address of at most {most} plain letters", most=LONGEST)
    if parts.scheme not in ("https", "http") or not host:
        return wrong("is no web address that begins with {example}", example="https://")
    if parts.username is not None or parts.password is not None:
        return wrong("has a name or a password in it: those do not belong into this file")
    if parts.fragment or "#" in url:
        return wrong("has a # in it")
    if host in _HERE:
        return None
    if parts.scheme != "https":
        return wrong(
            "must begin with {example} ({other} is for this very machine alone)", example="https://", other="http://"
        )
    return None if _is_far(host) else wrong("leads to a private network: we would call a machine next to us")


def is_public(address: str) -> bool:
    """Whether this IP address is of the open internet; False for anything that is no IP address."""
    try:
        ip = ip_address(address)
    except ValueError:
        return False
    mapped = getattr(ip, "ipv4_mapped", None) or getattr(ip, "sixtofour", None)
    return ip.is_global and not ip.is_multicast and (mapped is None or mapped.is_global)


def _is_far(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        labels = host.rstrip(".").split(".")
        last = labels[-1]
        # A number in other clothes ("2130706433", "0x7f.1") is read as an address by some; no name ends with a digit.
        return len(labels) > 1 and all(labels) and last[:1].isalpha() and last not in _NEARBY
    return is_public(host)
