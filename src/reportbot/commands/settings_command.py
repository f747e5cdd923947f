"""`reportbot settings`: what of a town's settings waits for a second person, for whoever runs the server.

Where a town has one person, nobody else could be the second. Whoever runs the server holds the keys to everything: they
speak with the office first, on a number that they know, and then confirm or refuse.
"""

import asyncio
from typing import TextIO

from reportbot.app import Parts, open_parts
from reportbot.config import Settings
from reportbot.core.access.granting import GrantProblem
from reportbot.core.errors import BadSetup, Problem, UnknownCode
from reportbot.core.townfile.toml_text import value_in_toml
from reportbot.service.settings.asks import Asked
from reportbot.service.settings.hearing_words import LESS, MORE, NOBODY, hearers_said
from reportbot.service.settings.reasons import reasons_said
from reportbot.service.staff.accounts import GrantRefused
from reportbot.service.towns import Town
from reportbot.storage.database import address_of
from reportbot.storage.migrate import migrate

SAID = {GrantProblem.OVER: "it was decided already, has lapsed, or is no longer as it was asked"}


async def run(settings: Settings, municipality: str, action: str, number: int, out: TextIO) -> int:
    """A running service has it at its next tick. Raises BadSetup."""
    await asyncio.to_thread(migrate, address_of(settings.database_url))
    parts = await open_parts(settings, is_guest=True)
    try:
        return await decide(parts, municipality, action, number, out)
    finally:
        await parts.close()


async def decide(parts: Parts, municipality: str, action: str, number: int, out: TextIO) -> int:
    """`action`: list, confirm or refuse. Raises BadSetup."""
    if municipality not in parts.towns:
        known = ", ".join(sorted(parts.towns))
        raise BadSetup(Problem("--municipality", 0, f'there is no "{municipality}"; there are {known}'))
    if action == "list":
        now = parts.clock.now()
        awaited = [each for each in await parts.staff.asks.of(municipality) if each.awaits(now)]
        for asked in await parts.setting_asks.of(municipality, awaited):
            _tell(asked, parts, parts.towns[municipality], out)
        return 0
    decides = parts.setting_asks.confirm if action == "confirm" else parts.setting_asks.refuse
    try:
        await decides(municipality, number, None)
    except GrantRefused as refused:
        why = SAID.get(refused.problem, str(refused.problem))
        raise BadSetup(Problem(f"settings {action}", 0, why)) from None
    except UnknownCode as unknown:
        raise BadSetup(Problem(f"settings {action}", 0, str(unknown))) from None
    print("Confirmed. It is in force." if action == "confirm" else "Refused. Nothing has changed.", file=out)
    return 0


def _tell(asked: Asked, parts: Parts, town: Town, out: TextIO) -> None:
    kind, subject = asked.of
    print(f"{asked.ask.id}\t{kind} {subject}\tasked for by {asked.ask.asked_by}: {asked.why}", file=out)
    for label, value in (("before", asked.before), ("after", asked.after)):
        print(f"  {label}: {value_in_toml(value) if value is not None else 'nothing'}", file=out)
    for heading, hearers in ((MORE, asked.heard.more), (LESS, asked.heard.less)):
        print(f"  {parts.translator.say(heading, 'en')}:", file=out)
        for line in hearers_said(hearers, town) or [NOBODY]:
            print(f"    {parts.translator.say(line, 'en')}", file=out)
    for line in reasons_said(asked.brings, town):
        print(f"  {parts.translator.say(line, 'en')}", file=out)
