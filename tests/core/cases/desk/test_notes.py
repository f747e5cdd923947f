"""Notes and tasks of a case: in which order tasks stand, and who may read a note to institutions."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from reportbot.core.cases.desk.notes import CaseTask, in_order, reads_notes
from reportbot.core.cases.referral import Answer, Referral
from reportbot.core.cases.workflow import Status
from tests.builders import a_case

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
DAY = timedelta(days=1)


def a_task(id: int, days: int | None = None) -> CaseTask:
    return CaseTask(id, 1, "drenas", None if days is None else NOW + days * DAY, "", NOW, "@ana", b"")


def test_what_is_due_sooner_stands_first_and_what_is_done_last() -> None:
    tasks = [a_task(1), a_task(2, 3), a_task(3, 1), a_task(4).done("@ana", NOW), a_task(5, 1).done("@ana", NOW + DAY)]
    assert [each.id for each in in_order(tasks)] == [3, 2, 1, 5, 4]


def test_a_task_is_late_after_its_day_until_it_is_done() -> None:
    late = a_task(1, -1)
    assert late.is_late(NOW) and not late.is_late(NOW - 2 * DAY)
    assert not late.done("@ana", NOW).is_late(NOW) and late.done("@ana", NOW).undone() == late
    assert not a_task(1).is_late(NOW)


@pytest.mark.parametrize(
    ("role", "lead", "answer", "status", "avoided", "reads"),
    [
        ("lead", "police", None, Status.REFERRED, (), True),
        ("lead", "police", Answer.RECEIVED, Status.ACKNOWLEDGED, (), True),
        ("joint", "qps", None, Status.REFERRED, (), True),
        ("duty", "qps", None, Status.REFERRED, (), True),
        ("copy", "qps", None, Status.REFERRED, (), False),
        ("lead", "qps", None, Status.REFERRED, (), False),
        ("lead", "police", Answer.DONE, Status.RESOLVED, (), False),
        ("lead", "police", Answer.NOT_OURS, Status.NEW, (), False),
        ("lead", "police", None, Status.CLOSED, (), False),
        ("lead", "police", None, Status.REFERRED, ("police",), False),
    ],
)
def test_a_note_to_institutions_is_read_by_those_who_have_the_case_now(
    role: str, lead: str, answer: Answer | None, status: Status, avoided: tuple[str, ...], reads: bool
) -> None:
    case = replace(a_case(), lead=lead, status=status, avoided=avoided)
    referral = Referral(1, case.id, "drenas", "police", role, NOW, answer)
    assert reads_notes(case, referral) is reads
