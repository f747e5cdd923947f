"""What a town allows to leave: its own links and ours, and the numbers of its directory, which everybody may read."""

from collections.abc import Sequence

from reportbot.core.directory.entry import ServiceEntry
from reportbot.core.outgoing.checking import Leaving
from reportbot.core.outgoing.personal import digits_of
from reportbot.service.towns import Town


def leaving_of(town: Town, own: str) -> Leaving:
    """`own` is our own public address, "" where there is none."""
    links = (own, *town.rules.allowed_links) if own else town.rules.allowed_links
    return Leaving(links, _numbers(town.rules.directory) | {digits_of(town.around.emergency)})


def _numbers(directory: Sequence[ServiceEntry]) -> frozenset[str]:
    return frozenset(digits_of(number) for each in directory for number in (each.number, *each.other_numbers) if number)
