"""`reportbot keys webhook TOWN INSTITUTION`: the secret by which an office's system knows that a message is ours.

With `--exchange` it gets another one, and the one before is good for some days more; with `--leaked` not a minute more.
"""

import asyncio
from typing import TextIO
from zoneinfo import ZoneInfo

from reportbot.app import Parts, open_parts
from reportbot.config import Settings
from reportbot.core.errors import BadSetup, Problem
from reportbot.core.secrets import exchanged, secret_words
from reportbot.core.townfile.subjects import Kind
from reportbot.service.settings.edits import Edit
from reportbot.service.staff.accounts import OPERATOR
from reportbot.storage.database import address_of
from reportbot.storage.migrate import migrate

WHY = "exchanged by whoever runs the server"


async def run(
    settings: Settings, town: str, institution: str, out: TextIO, *, exchange: bool = False, leaked: bool = False
) -> int:
    """A running service signs with it from its next tick on. Raises BadSetup."""
    await asyncio.to_thread(migrate, address_of(settings.database_url))
    parts = await open_parts(settings, is_guest=True)
    try:
        return await webhook_secret(parts, town, institution, out, exchange=exchange, leaked=leaked)
    finally:
        await parts.close()


async def webhook_secret(
    parts: Parts, town: str, institution: str, out: TextIO, *, exchange: bool = False, leaked: bool = False
) -> int:
    """The secret itself is not stored: it follows from the keys and the count of exchanges. Raises BadSetup."""
    if town not in parts.towns:
        known = ", ".join(sorted(parts.towns))
        raise BadSetup(Problem("keys webhook", 0, f"there is no municipality {town!r}: {known}"))
    offices = parts.towns[town].rules.institutions
    if institution not in offices:
        what = f"{town} has no institution {institution!r}: {', '.join(offices)}"
        raise BadSetup(Problem("keys webhook", 0, what))
    if exchange or leaked:
        await _exchange(parts, town, institution, leaked=leaked)
    number = parts.towns[town].rules.institutions[institution].secret.number
    print(secret_words(parts.vault.webhook_secret(town, institution, number)), file=out)
    return 0


async def _exchange(parts: Parts, town: str, institution: str, *, leaked: bool) -> None:
    rules, version = parts.towns[town].rules, parts.town_settings.history(town).version
    today = parts.clock.now().astimezone(ZoneInfo(rules.zone)).date()
    next = exchanged(rules.institutions[institution].secret, today, at_once=leaked)
    of, after = (Kind.SIGNING, institution), {"webhook_secret": next}
    edit = Edit(of, after, WHY, OPERATOR, version, despite=True, confirmed_by=OPERATOR)
    await parts.town_settings.change(town, edit)
