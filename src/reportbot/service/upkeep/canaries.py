"""What each key has left in the database: looked at in every start, so that a wrong key is found before its use."""

from collections.abc import Mapping

from reportbot.core.errors import BadSetup, Problem
from reportbot.service.ports import Store


async def check(store: Store, ours: Mapping[str, bytes], where: str) -> None:
    """A key that is new to this database leaves its mark. Raises BadSetup, which says which key of `where` is wrong."""
    async with store.read() as work:
        known = await work.key_rows.canaries()
    if problems := wrong(known, ours, where):
        raise BadSetup(*problems)
    if new := {name: value for name, value in ours.items() if name not in known}:
        async with store.begin() as work:
            await work.key_rows.add_canaries(new)


def wrong(known: Mapping[str, bytes], ours: Mapping[str, bytes], where: str) -> list[Problem]:
    """`known` is what the database has, `ours` what our keys make of it."""
    problems = []
    for name, value in sorted(known.items()):
        if name not in ours:
            problems.append(Problem(where, 0, f"the key {name} is not here, and this database was written with it"))
        elif ours[name] != value:
            problems.append(Problem(where, 0, f"the key {name} does not belong to this database"))
    return problems
