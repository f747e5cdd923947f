"""Addresses of ours that carry a token: answers+a-…@town.example for answers, answers+b-…@town.example for bounces."""

import re
from collections.abc import Iterable, Iterator
from enum import StrEnum

LONGEST_BASE = 20
"""Letters before the @: with a sign, a purpose and a token of 37 letters it stays below the 64 that RFC 5321 allows."""
TOKEN_LETTERS = 37
_BASE = re.compile(rf"([a-z0-9._-]{{1,{LONGEST_BASE}}})@([a-z0-9-]+(?:\.[a-z0-9-]+)*)", re.IGNORECASE)


class Purpose(StrEnum):
    """What a token names: a referral, which its office answers; or a row of the outbox, which came back."""

    ANSWER = "a"
    BOUNCE = "b"


def is_base(address: str) -> bool:
    """Whether tokens can be put into this address."""
    return bool(_BASE.fullmatch(address))


def with_token(base: str, purpose: Purpose, token: str) -> str:
    local, _, host = base.partition("@")
    return f"{local}+{purpose}-{token}@{host}"


def tokens_in(base: str, texts: Iterable[str]) -> Iterator[tuple[Purpose, str]]:
    """Each once, in order; mail servers may have changed the case of a letter."""
    if not base:
        return
    local, _, host = base.partition("@")
    token = rf"{re.escape(local)}\+([ab])-([a-z2-7]{{{TOKEN_LETTERS}}})@{re.escape(host)}(?![a-z0-9.-])"
    seen = set()
    for text in texts:
        for found in re.finditer(rf"(?<![a-z0-9.+_-]){token}", text, re.IGNORECASE):
            each = (Purpose(found[1].lower()), found[2].lower())
            if each not in seen:
                seen.add(each)
                yield each
