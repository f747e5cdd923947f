"""A gap in a town's roster is told to its desk a week ahead: one mail for each gap, whoever looks and however often."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from reportbot.core.duty.roster import Gap, Roster
from reportbot.core.messages import Fill, Text
from reportbot.service.outgoing.notices import Notices
from reportbot.service.ports import Store, Vault
from reportbot.service.towns import Town
from reportbot.service.trying import persistently

WARNED = A_WEEK = timedelta(days=7)  # ahead
LOOK = timedelta(hours=1)
FARTHEST = timedelta(weeks=8)  # how far we look for the end of a gap, as `reportbot check` does
LONG_AGO = timedelta(days=400)  # how far for its beginning
NO_END = Text("not known yet")
PAGE = "on-call"  # of the console


class RosterWatch:
    def __init__(self, store: Store, vault: Vault, towns: Mapping[str, Town], notices: Notices) -> None:
        self._store, self._vault, self._towns, self._notices = store, vault, towns, notices
        self._looked: datetime | None = None

    async def tell(self, now: datetime) -> int:
        """Cheap within the hour. How many gaps were told, each once for ever. Raises StoreFailed."""
        if self._looked and abs(now - self._looked) < LOOK:
            return 0
        gaps = {
            self._vault.message_key(f"roster:{town.key}:{_name(gap, now)}"): (town, gap)
            for town in self._towns.values()
            for gap in coming_gaps(town.rules.roster, now)
        }
        told = await persistently(lambda: self._write(gaps, now)) if gaps else 0
        self._looked = now
        return told

    async def _write(self, gaps: Mapping[bytes, tuple[Town, Gap]], now: datetime) -> int:
        async with self._store.begin() as work:
            fresh = await work.messages.unseen(list(gaps), now)  # the row that says: told
            for key, (town, gap) in gaps.items():
                if key in fresh:
                    until: Fill = NO_END if gap.until == now + FARTHEST else gap.until
                    since = gap.since if gap.since > now - LONG_AGO else now
                    fill: dict[str, Fill] = {"since": since, "until": until}
                    await work.outbox.add(self._notices.to_desk("roster_gap", town, None, now, PAGE, **fill))
        return len(fresh)


def coming_gaps(roster: Roster, now: datetime) -> list[Gap]:
    """Those that have begun or begin within a week, whole: also what lies before now, and after that week."""
    if not roster.gaps(now, now + WARNED):
        return []
    gaps = [gap for gap in roster.gaps(now, now + FARTHEST) if gap.since < now + WARNED]
    return [replace(gap, since=_began(roster, now)) if gap.since == now else gap for gap in gaps]


def _began(roster: Roster, now: datetime) -> datetime:
    """Since when nobody has been on call, looked for week by week."""
    since = now
    while since > now - LONG_AGO:
        before = roster.gaps(since - A_WEEK, since)
        if not before or before[-1].until != since:
            return since
        if before[-1].since > since - A_WEEK:
            return before[-1].since
        since -= A_WEEK
    return since


def _name(gap: Gap, now: datetime) -> str:
    """The same however long it is looked at: its beginning, or its end where nobody was ever on call before."""
    if gap.since > now - LONG_AGO:
        return gap.since.isoformat()
    return "ever" if gap.until == now + FARTHEST else f"-{gap.until.isoformat()}"
