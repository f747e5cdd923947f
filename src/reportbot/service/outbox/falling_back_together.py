"""A message about several reports did not arrive: what is still true of it goes by the office's next way.

Each report in it is looked at for itself: who has answered meanwhile is not reminded, what another row of the same
message brings is not said twice, and every case's own history says what became of it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from reportbot.core.cases.case import Case
from reportbot.core.cases.events import FELL_BACK, CaseEvent
from reportbot.core.cases.offices.ways import not_taken
from reportbot.core.cases.referral import Referral, owes_now
from reportbot.core.messages import Text
from reportbot.service.due.reminding import Reminder, Reminding, grouped, urgency_of, ways_of
from reportbot.service.outgoing.notice_ways import Place, patience
from reportbot.service.ports import Ids, Work
from reportbot.service.records import Delivery, DeliveryState, Reminded
from reportbot.service.reports.opening import Opener
from reportbot.service.towns import Target, Town

UNDER_WAY = (DeliveryState.WAITING, DeliveryState.SENDING, DeliveryState.DONE)


@dataclass(frozen=True, slots=True)
class Lost:
    """The row, all rows of its notice, and which reports each of them names."""

    row: Delivery
    rows: Sequence[Delivery]
    lines: Mapping[int, Sequence[Reminded]]

    @property
    def elsewhere(self) -> frozenset[int]:
        """Referrals that other rows of the same message reach: beside this one, or later."""
        others = [row for row in self.rows if row.id != self.row.id and is_beside_or_later(row, self.row)]
        return frozenset(line.referral for row in others for line in self.lines.get(row.id, ()))


class FallingBackTogether:
    def __init__(self, opener: Opener, reminding: Reminding, ids: Ids) -> None:
        self._opener, self._reminding, self._ids = opener, reminding, ids

    async def try_on(self, work: Work, town: Town, row: Delivery, reason: str, now: datetime) -> bool:
        """Whether nobody at the desk has to do anything: by another way, or since nothing of it is owed any more."""
        rows = await work.outbox.of_notice(row.notice) if row.notice is not None else [row]
        lost = Lost(row, rows, await work.outbox.reminded([each.id for each in (*rows, row)]))
        mine = lost.lines.get(row.id, ())
        if not mine:
            return False
        still = await self._still_owed(work, town, mine, row)
        arrives = [each for each in still if each.referral.id in lost.elsewhere]
        waits = [each for each in still if each.referral.id not in lost.elsewhere]
        events = self._failed(arrives, row, reason, now)
        is_unknown = row.at_most_once and row.state is DeliveryState.DEAD  # it may have arrived
        is_over = True
        for group in grouped(waits):
            ways = () if is_unknown else self._next(group, lost, now)
            if ways:
                place = self._place(row, group, ways, now)
                said, lines = self._reminding.through(
                    group, [(each.kind, each.address) for each in ways[0]], place, now
                )
                await work.outbox.add(said)
                await work.outbox.add_reminded(lines)
                facts = {"institution": row.institution, "by": row.by, "to": ways[0][0].kind, "why": reason}
                events += [self._opener.event(each.case, FELL_BACK, "reportbot", now, facts) for each in group]
            else:
                events += self._failed(group, row, reason, now)
                is_over = False
        await work.cases.add_events(events)
        if is_over:
            settled = {line.referral for line in mine}
            over = [each.id for each in rows if {line.referral for line in lost.lines.get(each.id, ())} <= settled]
            await work.outbox.tried_again([*over, row.id])
        return is_over

    async def proofs(self, work: Work, got: Mapping[int, tuple[Delivery, str]]) -> list[tuple[Delivery, Reminded, str]]:
        """Of these rows each report that they name, with the evidence."""
        lines = await work.outbox.reminded(list(got)) if got else {}
        return [(got[id][0], line, got[id][1]) for id, theirs in lines.items() for line in theirs]

    async def _still_owed(self, work: Work, town: Town, lines: Sequence[Reminded], row: Delivery) -> list[Reminder]:
        """Not of an erased or closed case, nor of one that this office must hear nothing of by now."""
        cases = await work.cases.get(list(dict.fromkeys(line.case for line in lines)))
        referrals = await work.cases.referrals_of(list(cases))
        found = []
        for line in lines:
            case = cases.get(line.case)
            known = {each.id: each for each in referrals.get(line.case, ())}
            theirs, owes = known.get(line.referral), known.get(line.owes)
            if case and theirs and owes and is_still_owed(case, theirs, owes, row.created_at):
                until = {"until": line.until} if line.until else {}
                reason, within = Text(line.because, until), town.without(case.avoided)
                found.append(
                    Reminder(
                        kind=line.kind,
                        town=within,
                        case=case,
                        referral=theirs,
                        contact=line.contact,
                        owes=owes,
                        reason=reason,
                        due=line.due_at,
                    )
                )
        return found

    def _next(self, group: Sequence[Reminder], lost: Lost, now: datetime) -> Sequence[Sequence[Target]]:
        if lost.row.institution in group[0].town.rules.out:
            return ()
        taken = {(row.by, row.target) for row in (*lost.rows, lost.row)}
        return not_taken((tuple(each) for each in ways_of(group, now)), taken)

    def _place(self, row: Delivery, group: Sequence[Reminder], ways: Sequence[object], now: datetime) -> Place:
        notice = row.notice if row.notice is not None else self._ids.new()
        return Place(notice, row.rank + 1, patience(ways, urgency_of(group), now))

    def _failed(self, some: Sequence[Reminder], row: Delivery, reason: str, now: datetime) -> list[CaseEvent]:
        return [
            self._opener.event(
                each.case,
                "forward_failed",
                "reportbot",
                now,
                {"institution": row.institution, "kind": each.kind, "by": row.by, "why": reason},
            )
            for each in some
        ]


def is_beside_or_later(row: Delivery, lost: Delivery) -> bool:
    return row.rank > lost.rank or (row.rank == lost.rank and row.state in UNDER_WAY)


def is_still_owed(case: Case, theirs: Referral, owes: Referral, said_at: datetime) -> bool:
    """Whether the reminder is still true: nobody has spoken since it was written."""
    if not case.sealed_key or theirs.institution in case.avoided or theirs.is_withdrawn or not owes_now(case, owes):
        return False
    return owes.answered_at is None or owes.answered_at <= said_at
