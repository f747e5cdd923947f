"""`reportbot staff`: the first accounts of a municipality, beside a running service; others are invited at the desk.

Whoever runs the server needs no second person, and is one where nobody else is there yet.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TextIO

from reportbot.app import open_parts
from reportbot.config import Settings
from reportbot.core.access.granting import GrantProblem
from reportbot.core.access.member import SENSITIVE
from reportbot.core.errors import BadSetup, Problem
from reportbot.core.signin.names import as_typed
from reportbot.service.staff.accounts import GrantRefused, Wanted
from reportbot.service.staff.staffing import Link, Staffing
from reportbot.storage.database import address_of
from reportbot.storage.migrate import migrate

SAID = {
    GrantProblem.NO_ROLE: "say --role at least once",
    GrantProblem.MIXED: "whoever administers reads no cases: that takes two accounts",
    GrantProblem.NO_OFFICE: "an officer works at an office: say --institution",
    GrantProblem.UNKNOWN: "there is no such office or role, or the name holds no letter",
}


async def invite(
    settings: Settings, municipality: str, name: str, roles: list[str], institution: str, named: bool, out: TextIO
) -> int:
    """Prints the one-time link. `named`: for all sensitive matters. Raises BadSetup."""
    sensitive = tuple(sorted(SENSITIVE)) if named else ()
    async with _staffing(settings, municipality) as (staffing, institutions):
        try:
            made = await staffing.invite(
                municipality, Wanted(name, tuple(roles), institution, sensitive), None, institutions
            )
        except GrantRefused as refused:
            raise BadSetup(Problem("staff invite", 0, SAID.get(refused.problem, refused.problem))) from None
    _tell(settings, made, out)
    return 0


async def new_link(settings: Settings, municipality: str, key: str, out: TextIO) -> int:
    """For somebody who has lost every way in. Prints the one-time link. Raises BadSetup."""
    async with _staffing(settings, municipality) as (staffing, _):
        found = [each.staff for each in await staffing.accounts(municipality) if each.staff.key == as_typed(key)]
        if not found or not found[0].works:
            raise BadSetup(Problem("staff link", 0, f'there is no open account "{key}"'))
        made = await staffing.new_link(municipality, found[0].id, None)
    _tell(settings, made, out)
    return 0


async def list_staff(settings: Settings, municipality: str, out: TextIO) -> int:
    async with _staffing(settings, municipality) as (staffing, _):
        for each in await staffing.accounts(municipality):
            staff = each.staff
            state = "closed" if not staff.works else "" if each.can_sign_in else "not set up yet"
            print(f"{staff.key}\t{staff.name}\t{' '.join(staff.roles)}\t{staff.institution}\t{state}", file=out)
    return 0


@asynccontextmanager
async def _staffing(settings: Settings, municipality: str) -> AsyncIterator[tuple[Staffing, list[str]]]:
    """Raises BadSetup."""
    await asyncio.to_thread(migrate, address_of(settings.database_url))  # it may be the first command of all
    parts = await open_parts(settings, is_guest=True)
    try:
        if municipality not in parts.towns:
            known = ", ".join(sorted(parts.towns))
            raise BadSetup(Problem("--municipality", 0, f'there is no "{municipality}"; there are {known}'))
        yield parts.staff.staffing, list(parts.towns[municipality].rules.institutions)
    finally:
        await parts.close()


def _tell(settings: Settings, made: Link, out: TextIO) -> None:
    print(f"Sign-in name: {made.staff.key}", file=out)
    print(f"{settings.public_url.rstrip('/')}/console/set-up/{made.token}", file=out)
    print("The link works once, within three days. Hand it over in person or on a safe way.", file=out)
