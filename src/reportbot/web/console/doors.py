"""What every request passes before its page: who it is, whether they may do this, and whether the case exists for them.

A case out of reach does not exist: the answer is the same as for a number that was never given.
"""

from collections.abc import Awaitable, Callable, Mapping

from reportbot.core.errors import RuleBroken
from reportbot.service.desk.reaching import case_of_letter, case_within
from reportbot.service.ports import Work
from reportbot.web.console.desk import Desk

Door = Callable[[Work, Desk], Awaitable[None]]


async def admit(desk: Desk) -> None:
    """Raises UnknownCode for an address that leads to a case out of reach."""
    doors = [door for name, door in DOORS.items() if name in desk.request.path_params and door]
    if not doors:
        return
    async with desk.parts.store.read() as work:
        for door in doors:
            await door(work, desk)


async def check_other(desk: Desk, number: str) -> None:
    """For a second case that a form names. Raises UnknownCode."""
    async with desk.parts.store.read() as work:
        await case_within(work, desk.town, number, desk.reach)


def check_parameters(path: str, names: list[str]) -> None:
    """Raises RuleBroken for a part of an address of which nobody said what door it needs."""
    unknown = [name for name in names if name not in DOORS]
    if unknown:
        raise RuleBroken(f"{path}: which door does {unknown[0]!r} need? Say it in doors.py")


async def _by_number(work: Work, desk: Desk) -> None:
    await case_within(work, desk.town, desk.request.path_params["number"], desk.reach)


async def _by_letter(work: Work, desk: Desk) -> None:
    await case_of_letter(work, desk.town, desk.request.path_params["letter"], desk.reach)


DOORS: Mapping[str, Door | None] = {
    "municipality": None,  # the guard's
    "number": _by_number,
    "letter": _by_letter,
    "photo": None,  # looked for in the case of the number
    "task": None,  # as the photo
    "id": None,
    "institution": None,
    "filter": None,  # looked for among the member's own
}
"""By the name that stands in the address. None: the handler's own look-up is enough, and says why it is."""
