"""What is counted for a supervisor walks an index: what lies before the period, or is over, costs nothing."""

import sqlite3
from typing import Any

import pytest
from sqlalchemy.sql.expression import Executable

from reportbot.core.access.reach import Reach
from reportbot.storage.cases.reach import values_of
from reportbot.storage.oversight import exports, measures, owed
from reportbot.storage.sql.sqlite import Sqlite
from reportbot.storage.sql.statements import Statements
from tests.storage.samples import NOW

REACH = values_of(Reach(frozenset(("coordinator", "police")), hidden=frozenset(("neglect",))))
TOWN = {"municipality": "drenas", "now": NOW, "limit": 20, **REACH}
PERIOD = TOWN | {"since": 1, "until": 9, "lies_in": "{}", "after": 1, "before": 9, "subject": "2026-0001"}

QUESTIONS: dict[str, tuple[Executable, dict[str, Any], set[str]]] = {
    "times of institutions": (measures._BY_INSTITUTION, PERIOD, {"ix_referrals_municipality", "ix_case_events_case"}),
    "times by language": (measures._by_report("language"), PERIOD, {"cases USING INTEGER PRIMARY KEY"}),
    "times by place": (measures._by_report("place"), PERIOD, {"cases USING INTEGER PRIMARY KEY"}),
    "what is owed": (owed._BY_INSTITUTION, TOWN, {"ix_referrals_unfinished"}),
    "what each has taken": (owed._TAKEN, TOWN, {"ix_cases_taken"}),
    "what is late the longest": (owed._LATE, TOWN, {"ix_cases_open", "ix_referrals_case"}),
    "how much is late": (owed._COUNT_LATE, TOWN, {"ix_cases_open"}),
    "a page of cases to export": (exports._cases((), False), PERIOD, {"cases USING INTEGER PRIMARY KEY"}),
    "a page of the log": (exports._entries((), False), PERIOD, {"ix_audit_entries_municipality"}),
    "entries of a case": (exports._entries(("subject",), False), PERIOD, {"ix_audit_entries_subject"}),
}


@pytest.mark.parametrize("question", QUESTIONS)
def test_sqlite_walks_an_index(sqlite_url: str, question: str) -> None:
    statement, values, indexes = QUESTIONS[question]
    prepared = Statements(Sqlite.dialect).prepare(statement)
    connection = sqlite3.connect(sqlite_url.removeprefix("sqlite:///"))
    plan = [row[3] for row in connection.execute(f"EXPLAIN QUERY PLAN {prepared.sql}", prepared.arguments([values])[0])]
    connection.close()
    words = " ".join(plan)
    assert all(index in words for index in indexes), plan
    tables = ("cases", "referrals", "case_events", "audit_entries", "theirs", "wanted")
    assert not [step for step in plan if step.split(" USING")[0] in {f"SCAN {table}" for table in tables}], plan
