"""`reportbot triage replay`: what would have gone elsewhere under changed rules, before they are switched on.

Needs the database and no key: nothing that is sealed is read, and nothing is written.
"""

import sys
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TextIO
from zoneinfo import ZoneInfo

from reportbot import paths
from reportbot.config import Settings
from reportbot.core.categories import CATEGORIES
from reportbot.core.errors import BadSetup, Problem
from reportbot.municipality.loading import Municipality, load, load_file
from reportbot.service.triage.replay import Replayed, Went, replay
from reportbot.storage.database import Database

LONGEST = 3660  # days
TOLD_EVERY = 100  # cases


async def replay_rules(settings: Settings, municipality: str, file: Path | None, days: int, out: TextIO) -> int:
    """Prints each case that would have gone elsewhere, and counts by rule; 0 whether there are any or none.

    With a `file`: its rules against those in force. Without: the rules in force against what was done. Raises BadSetup.
    """
    if not 1 <= days <= LONGEST:
        raise BadSetup(Problem("--since", 0, f"must be from 1 to {LONGEST} days"))
    towns = load(Path(settings.municipalities) if settings.municipalities else paths.municipalities())
    if municipality not in towns:
        raise BadSetup(
            Problem("--municipality", 0, f'there is no "{municipality}"; there are {", ".join(sorted(towns))}')
        )
    in_force = towns[municipality]
    changed = _changed(file, municipality) if file else in_force
    now = datetime.now(UTC)
    database = await Database.open(settings.database_url, upgrade=False)
    seen, waiting = 0, 0
    rules: Counter[tuple[str, str]] = Counter()
    try:
        async for each in replay(database, now - timedelta(days=days), changed, in_force if file else None):
            seen, waiting = seen + 1, waiting + (each.before is None)
            if each.before and each.goes_elsewhere:
                rules[each.before.rule_name, each.after.rule_name] += 1
                print(line(each, in_force), file=out)
            _tell(seen)
    finally:
        await database.close()
    _tell(0)
    for (before, after), count in rules.most_common():
        print(f"{count:>6}  {before or '(nobody)'} → {after or '(nobody)'}", file=out)
    if waiting:
        print(f"{waiting} wait at the reporting desk, or have no rule in their history: not compared.", file=out)
    print(f"{seen} cases of {days} days, {rules.total()} would have gone elsewhere. Nothing was changed.", file=out)
    return 0


def line(each: Replayed, town: Municipality) -> str:
    """Of a sensitive case the number, the day and the offices: its category and place, and a rule that is named for
    them, are not for a screen that others see."""
    case, before = each.case, each.before or Went("", "", None)
    opened = case.opened_at.astimezone(ZoneInfo(town.zone))
    offices = f"{_offices(before)} → {_offices(each.after)}"
    category = CATEGORIES.get(case.category)
    if case.danger or category is None or category.sensitive:
        return f"{case.number}  {opened:%Y-%m-%d}  (sensitive)  {offices}"
    where = f"{case.category}  {case.place or '-'}"
    return f"{case.number}  {opened:%Y-%m-%d %H:%M}  {where}  {offices}  ({before.rule_name} → {each.after.rule_name})"


def _offices(went: Went) -> str:
    return " + ".join((went.lead or "(nobody)", *(went.copies or ())))


def _changed(file: Path, municipality: str) -> Municipality:
    changed = load_file(file)
    if changed.key != municipality:
        raise BadSetup(Problem(str(file), 0, f"is of {changed.key!r}, not of {municipality!r}"))
    return changed


def _tell(count: int) -> None:
    """How far it is, for whoever waits at a screen; 0 wipes it away."""
    if sys.stderr.isatty() and count % TOLD_EVERY == 0:
        print(f"\r{count} cases" if count else "\r\033[K", end="", file=sys.stderr, flush=True)
