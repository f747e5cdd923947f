"""How the standard work talks to this bot: also where others have told of the same, which asks another question."""

import pytest

from tests.benchmarks.contestant_ours import Script
from tests.benchmarks.load import Reply
from tests.benchmarks.people import a_report


def summary(of: str) -> Reply:
    return {"reply_markup": {"inline_keyboard": [[{"text": "1", "callback_data": f"report_hazard.{of}:send"}]]}}


@pytest.mark.parametrize("of", ["summary", "summary_alike"])
def test_each_report_is_sent_by_itself(of: str) -> None:
    report = a_report(1)
    assert Script().answers(5, report, summary(of)) == {"text": report.description}
    assert Script().answers(6, report, summary(of)) == {"data": f"report_hazard.{of}:send"}


def test_what_is_no_summary_is_waited_past() -> None:
    assert Script().answers(6, a_report(1), {"text": "One moment."}) is None
