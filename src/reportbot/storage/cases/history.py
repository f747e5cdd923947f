"""What was told and what has happened: reports, never edited, and events, only ever added."""

from collections.abc import Sequence
from functools import cache

from sqlalchemy import bindparam, func, insert, or_, select
from sqlalchemy.sql.expression import Executable

from reportbot.core.cases.events import CaseEvent
from reportbot.service.records import Report
from reportbot.storage.audit import SqlAudit
from reportbot.storage.schema import case_events, reports
from reportbot.storage.sql.rows import Rows, chunks, padded
from reportbot.storage.sql.transaction import Transaction


class SqlHistory:
    """What service.tables.cases.History asks for.

    Every event is noted in the audit log too, so that no change of a case can be forgotten there.
    """

    def __init__(self, transaction: Transaction, audit: SqlAudit) -> None:
        self._transaction, self._audit = transaction, audit

    def _add_reports(self, reports: Sequence[Report]) -> None:
        self._transaction.write(_INSERT_REPORT, [_REPORT.values(report) for report in reports])

    async def add_events(self, events: Sequence[CaseEvent]) -> None:
        self._transaction.write(_INSERT_EVENT, [_EVENT.values(event) for event in events])
        self._audit.note_events(events)

    async def events(self, case: int) -> list[CaseEvent]:
        return _EVENT.records(await self._transaction.fetch(_EVENTS_OF_CASE, {"of": case}))

    async def newest_events(self, cases: Sequence[int]) -> dict[int, int]:
        found: dict[int, int] = {}
        for chunk in chunks(list(dict.fromkeys(cases))):
            several = padded(chunk)
            wanted = {f"id{place}": id for place, id in enumerate(several)}
            found |= {
                int(case): int(newest) for case, newest in await self._transaction.fetch(_newest(len(several)), wanted)
            }
        return found

    async def routes(self, cases: Sequence[int]) -> dict[int, list[CaseEvent]]:
        found: dict[int, list[CaseEvent]] = {}
        for chunk in chunks(list(dict.fromkeys(cases))):
            several = padded(chunk)
            wanted = {f"id{place}": id for place, id in enumerate(several)}
            for event in _EVENT.records(await self._transaction.fetch(_routes(len(several)), wanted)):
                found.setdefault(event.case, []).append(event)
        return found

    async def reports(self, case: int) -> list[Report]:
        return _REPORT.records(await self._transaction.fetch(_REPORTS_OF_CASE, {"of": case}))

    async def reports_of(self, cases: Sequence[int]) -> dict[int, list[Report]]:
        found: dict[int, list[Report]] = {}
        for chunk in chunks(list(dict.fromkeys(cases))):
            several = padded(chunk)
            wanted = {f"id{place}": id for place, id in enumerate(several)}
            for report in _REPORT.records(await self._transaction.fetch(_reports_of(len(several)), wanted)):
                found.setdefault(report.case, []).append(report)
        return found


@cache
def _newest(count: int) -> Executable:
    wanted = case_events.c.case.in_([bindparam(f"id{place}") for place in range(count)])
    return select(case_events.c.case, func.max(case_events.c.id)).where(wanted).group_by(case_events.c.case)


@cache
def _routes(count: int) -> Executable:
    wanted = case_events.c.case.in_([bindparam(f"id{place}") for place in range(count)])
    kinds = or_(case_events.c.kind == "opened", case_events.c.kind == "referred")
    return _EVENT.select().where(wanted, kinds).order_by(case_events.c.case, case_events.c.id)


@cache
def _reports_of(count: int) -> Executable:
    wanted = reports.c.case.in_([bindparam(f"id{place}") for place in range(count)])
    return _REPORT.select().where(wanted).order_by(reports.c.case, reports.c.id)


_REPORT = Rows(reports, Report)
_EVENT = Rows(case_events, CaseEvent)
_INSERT_REPORT = insert(reports).inline()
_REPORTS_OF_CASE = _REPORT.select().where(reports.c.case == bindparam("of")).order_by(reports.c.id)
_INSERT_EVENT = insert(case_events).inline()
_EVENTS_OF_CASE = _EVENT.select().where(case_events.c.case == bindparam("of")).order_by(case_events.c.id)
