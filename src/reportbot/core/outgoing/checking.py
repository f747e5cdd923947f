"""Whether words may leave: to a person (replies, questions) or to an office (notes).

A link that is not on the town's list and a question for who somebody is are refused. What tells who somebody is may
leave once whoever writes has seen it marked and said so, of these very words.
"""

from collections.abc import Collection
from dataclasses import dataclass
from hashlib import sha256

from reportbot.core.errors import BadInput, TooLarge
from reportbot.core.outgoing.identity import asked_for
from reportbot.core.outgoing.links import refused_links
from reportbot.core.outgoing.personal import spans_of
from reportbot.core.outgoing.shadow import Span

LONGEST = 10_000
"""Letters: more than anybody may write in one go. So what one look costs has an end."""


@dataclass(frozen=True, slots=True)
class Leaving:
    """What the town allows: `links` that may be sent, `numbers` that everybody may read, as their digits."""

    links: Collection[str] = ()
    numbers: Collection[str] = ()


@dataclass(frozen=True, slots=True)
class Found:
    """Where in the text it is. `links` and `asks` are refused, `personal` is to be confirmed."""

    links: tuple[Span, ...] = ()
    asks: tuple[Span, ...] = ()
    personal: tuple[Span, ...] = ()

    @property
    def is_refused(self) -> bool:
        return bool(self.links or self.asks)

    @property
    def spans(self) -> tuple[Span, ...]:
        """All of them, to be marked."""
        return tuple(sorted({*self.links, *self.asks, *self.personal}))


class MayNotLeave(BadInput):
    """Words that may not leave as they are; `found` says where and why. Never with the words."""

    def __init__(self, found: Found) -> None:
        super().__init__("words that may not leave as they are")
        self.found = found


def look_at(text: str, allowed: Leaving) -> Found:
    """A number within a link is part of the link. Raises TooLarge beyond `LONGEST`."""
    if len(text) > LONGEST:
        raise TooLarge(f"{len(text)} letters, of {LONGEST} at most")
    links, asks = refused_links(text, allowed.links), asked_for(text)
    personal = spans_of(text, allowed.numbers)
    return Found(links, asks, tuple(each for each in personal if not any(_touch(each, link) for link in links)))


def confirmation_of(text: str) -> str:
    """What a form sends back to say "these very words, with what is marked in them"."""
    return sha256(text.strip().encode()).hexdigest()[:16]


def check_leaving(text: str, allowed: Leaving, confirmed: str = "") -> None:
    """`confirmed` is the `confirmation_of` of words that somebody has seen marked. Raises MayNotLeave, and TooLarge
    beyond `LONGEST`."""
    found = look_at(text, allowed)
    if found.is_refused or (found.personal and confirmed != confirmation_of(text)):
        raise MayNotLeave(found)


def _touch(one: Span, other: Span) -> bool:
    return one.start < other.end and other.start < one.end
