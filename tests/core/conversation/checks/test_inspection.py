"""Nobody is asked for ever, nobody is asked too much, and nobody goes away with nothing."""

import pytest

from reportbot.core.conversation.checks import inspection
from reportbot.core.conversation.checks.inspection import (
    MOST_QUESTIONS,
    Questions,
    book_findings,
    questions_before,
    reporting,
)
from reportbot.core.conversation.flows.flow import Flow, FlowBook
from reportbot.core.conversation.flows.parse import parse
from tests.conversations.world import the_world

SHIPPED = the_world().book
START = """\
name = "welcome"
version = 1

[[step]]
id = "menu"
kind = "yes_no"
ask = "Report?"
save = "what"
cases = { yes = "@r", no = "bye" }

[[step]]
id = "bye"
kind = "say"
ask = "Bye."
"""
REPORT = """\
name = "r"
version = 1
reports = "hazard"

[[step]]
id = "what"
kind = "choice"
ask = "What?"
save = "what"
next = "where"
options = [{ value = "a", label = "A" }, { value = "more", label = "More", next = "more", more = true }]

[[step]]
id = "more"
kind = "text"
ask = "What else?"
save = "what"
next = "where"

[[step]]
id = "where"
kind = "place"
ask = "Where?"
save = "place"
next = "right"

[[step]]
id = "right"
kind = "yes_no"
ask = "Is it right?"
save = "right"
cases = { yes = "send", no = "what" }

[[step]]
id = "send"
kind = "submit"
next = "received"

[[step]]
id = "received"
kind = "say"
ask = "Your code: {code}"
ask_sms = "Code: {code}"
"""


def a_book(report: str = REPORT, start: str = START) -> FlowBook:
    flows: list[Flow] = [parse("welcome.toml", start), parse("r.toml", report)]
    return FlowBook({(flow.name, flow.version): flow for flow in flows})


def changed(old: str, new: str) -> list[str]:
    assert old in REPORT
    return [str(problem) for problem in book_findings(a_book(REPORT.replace(old, new)))]


def test_a_book_in_order_has_no_findings() -> None:
    assert book_findings(a_book()) == []


def test_questions_are_counted_on_every_way_and_a_correction_does_not_count() -> None:
    assert questions_before(a_book(), "r") == Questions(3, 4)
    assert questions_before(a_book(), "r", "welcome") == Questions(4, 5)


def test_a_flow_that_reports_nothing_has_nothing_to_count() -> None:
    assert questions_before(a_book(), "welcome") is None


def test_the_sixth_question_is_a_finding() -> None:
    one = "".join(
        f'[[step]]\nid = "{a}"\nkind = "text"\nask = "And?"\nsave = "{a}"\nnext = "{b}"\n' for a, b in ("mz",)
    )
    longer = REPORT.replace('next = "right"', 'next = "m"') + one.replace('next = "z"', 'next = "right"')
    book = a_book(longer)
    found = "r.toml: 6 questions before the report is stored are more than 5"
    assert [str(problem) for problem in book_findings(book)] == [found]


def test_too_many_ways_to_count_are_a_finding_and_no_endless_search(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inspection, "_TRIES", 3)
    assert questions_before(a_book(), "r") is None
    assert "cannot be counted" in str(book_findings(a_book())[0])


def test_a_loop_without_a_way_out_is_a_finding() -> None:
    found = changed('cases = { yes = "send", no = "what" }', 'cases = { yes = "send", no = "ask" }\n\n'
                    '[[step]]\nid = "ask"\nkind = "text"\nask = "Why?"\nsave = "why"\nnext = "ask"')  # fmt: skip
    assert found == ['r.toml:34: from step "ask" no way leads to an end']


def test_a_report_without_a_receipt_is_a_finding() -> None:
    assert changed("Your code: {code}", "Thanks") == ['r.toml:39: after step "received" it can end without a receipt']


def test_a_receipt_that_sms_leaves_out_is_a_finding() -> None:
    assert changed("Code: {code}", "Thanks") == ['r.toml:39: after step "received" it can end without a receipt']


def test_a_way_round_the_report_is_a_finding() -> None:
    assert changed('no = "what"', 'no = "end"') == ['r.toml:27: after step "right" it can end without a report']


def test_numbers_are_as_good_as_a_report() -> None:
    numbers = '[[step]]\nid = "n"\nkind = "numbers"\nask = "{numbers}"\n'
    assert book_findings(a_book(REPORT.replace('no = "what"', 'no = "n"') + numbers)) == []


def test_an_end_right_after_a_question_is_a_finding() -> None:
    book = a_book(
        start=START.replace('no = "bye"', 'no = "end", x = "bye"').replace('kind = "yes_no"', 'kind = "text"')
    )
    found = 'welcome.toml:4: after step "menu" it can end and nothing is said to the answer'
    assert found in [str(problem) for problem in book_findings(book)]


def test_the_shipped_flows_have_no_findings() -> None:
    assert book_findings(SHIPPED) == []


@pytest.mark.parametrize("flow", [flow.name for flow in reporting(SHIPPED)])
def test_no_report_takes_more_than_five_questions_from_the_very_first_message(flow: str) -> None:
    asked = questions_before(SHIPPED, flow, SHIPPED.start)
    assert asked is not None
    assert asked.most <= MOST_QUESTIONS
