"""What changed rules would do is told in counts from which nobody can pick a report."""

from dataclasses import replace
from typing import Any

import pytest

from reportbot.core.cases.desk.measures import told
from reportbot.core.urgency import Urgency
from reportbot.service.records.settings import Outline
from reportbot.service.settings.dry_run import Moved, newest_cases, repromised, rerouted
from reportbot.storage import Database
from tests.builders import TUESDAY, a_case, a_municipality
from tests.service.kept.test_round import AT_DESK, DESK
from tests.service.reaches import ALL


def outlines(count: int, **fields: Any) -> list[Outline]:
    usual = Outline("manhole", TUESDAY, Urgency.NORMAL, "komoran", "citizen", (), False)
    return [replace(usual, **fields)] * count


@pytest.mark.parametrize(
    ("count", "said"), [(0, None), (1, None), (4, None), (5, 5), (7, 5), (8, 10), (12, 10), (200, 200)]
)
def test_of_few_nothing_is_said_not_even_whether_there_are_any(count: int, said: int | None) -> None:
    assert told(count) == said


@pytest.mark.parametrize(("count", "elsewhere", "listed"), [(0, None, 0), (4, None, 0), (5, 5, 1), (6, 5, 1)])
def test_a_rule_that_fits_few_reports_tells_of_none(count: int, elsewhere: int | None, listed: int) -> None:
    town = a_municipality()
    before, *others = [rule for rule in town.rules if "manhole" in rule.categories]
    assert not others
    lead = "inspectorate"
    rules = tuple(replace(rule, lead=lead, copies=()) if rule is before else rule for rule in town.rules)
    found = rerouted(town, replace(town, rules=rules), [*outlines(count), *outlines(40, category="waste")])
    moved = [each for each in found.moved if isinstance(each, Moved) and each.category == "manhole"]
    assert (found.elsewhere, len(moved)) == (elsewhere, listed)


def test_a_promise_is_listed_with_a_count_that_tells_of_no_single_report() -> None:
    town = a_municipality()
    promise = town.promises[Urgency.NORMAL]
    sooner = {**town.promises, Urgency.NORMAL: replace(promise, close=promise.close / 2)}
    for count, said in ((0, None), (4, None), (9, 10)):
        (row,) = repromised(town, replace(town, promises=sooner), outlines(count))
        assert row.count == said


async def test_what_keeps_the_reader_s_office_out_is_not_counted(sqlite_store: Database) -> None:
    one = a_case(avoided=(DESK,))
    other = a_case(id=2, number="2026-0002", receipt_tag=b"2")
    async with sqlite_store.begin() as work:
        await work.cases.add([one, other], [], [], [])
    assert len(await newest_cases(sqlite_store, "drenas", ALL)) == 2
    assert [each.avoided for each in await newest_cases(sqlite_store, "drenas", AT_DESK)] == [()]
