"""Who is told of an emergency first, among those who can be told at all. Pure."""

from collections.abc import Collection


def told_first(reachable: Collection[str], on_duty: Collection[str]) -> frozenset[str]:
    """Whoever is on duty, so that the others sleep; everybody where none of them can be reached."""
    return frozenset(reachable) & frozenset(on_duty) or frozenset(reachable)
