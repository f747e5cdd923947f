"""Other Open311 systems that a town trades with: who they are, and the keys by which they are known."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from hmac import compare_digest

NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")
KEY = re.compile(r"[!-+\--:<-~]{16,200}")
"""Printable, no comma, semicolon or blank: those part the pairs. Our own least length."""


@dataclass(frozen=True, slots=True)
class Peer:
    """Another Open311 system that hands matters to us, by the name that its key has in the settings.

    `callback`: its address of servicerequestupdates, to which what happens to its own matters is posted; "" for none.
    """

    name: str
    callback: str = ""
    jurisdiction: str = ""


@dataclass(frozen=True, slots=True)
class Open311Rules:
    """`publish`: whether anybody may read what is public. `jurisdiction` is what others call the town there."""

    publish: bool = False
    jurisdiction: str = ""
    contact: str = ""
    peers: tuple[Peer, ...] = ()


def pairs_in(text: str) -> dict[str, str]:
    """ "ndreqe=k3y…, other=…": the key of each name. Raises ValueError, which repeats nothing of it."""
    pairs: dict[str, str] = {}
    for pair in re.split(r"[,;\s]+", text.strip()):
        if not pair:
            continue
        name, _, key = pair.partition("=")
        if not NAME.fullmatch(name) or not KEY.fullmatch(key) or name in pairs or key in pairs.values():
            raise ValueError("pairs of name=key, each once")
        pairs[name] = key
    return pairs


def peer_with(keys: Mapping[str, str], key: str) -> str:
    """Whose key this is, "" for nobody's. Takes as long for every key: all are compared, none is left early."""
    given, found = key.encode(), ""
    for name, theirs in keys.items():
        if compare_digest(theirs.encode(), given):
            found = name
    return found
