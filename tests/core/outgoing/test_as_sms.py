"""What leaves as one SMS: rows of texts with their answers, of what may be joined, and of what says whom to call."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportbot.core.messages import Text, TextList
from reportbot.core.outgoing.as_sms import body, is_safety, joined, without_last_line
from reportbot.core.sms import BASIC, EXTENSION, fold_to_gsm, segments


@pytest.mark.parametrize(("text", "labels", "leaves"), [
    ("Është në rrezik?", ["Po", "Jo"], "Eshte ne rrezik?\n1 Po\n2 Jo"),
    ("Zovi 112.", [], "Zovi 112."),
    ("", [], ""),
    ("", ["Da"], "1 Da"),
    ("  Šta? \n", ["Đak 🔥"], "  Sta? \n\n1 Djak "[2:].strip()),
])  # fmt: skip
def test_one_sms_is_the_folded_text_and_its_numbered_answers(text: str, labels: list[str], leaves: str) -> None:
    assert body(text, labels) == leaves


def test_a_text_that_is_far_too_long_loses_its_end_and_keeps_its_answers() -> None:
    said = body("x" * 5000, ["Po", "Jo"], most=2)
    assert segments(said) == 2
    assert said.endswith("...\n1 Po\n2 Jo")


@pytest.mark.parametrize(("before", "text", "labels", "together"), [
    ("Mire.", "Ku eshte?", [], True),
    ("x" * 80, "y" * 79, [], True),  # 80, a new line, 79
    ("x" * 80, "y" * 80, [], False),
    ("x" * 80, "ë" * 79, [], True),  # counted as it is sent
    ("x" * 80, "€" * 39, [], True),  # each counts two
    ("x" * 80, "€" * 40, [], False),
    ("x" * 100, "y" * 50, ["Po", "Jo"], False),  # the answers count too
    ("x" * 100, "y" * 40, ["Po", "Jo"], True),
])  # fmt: skip
def test_two_texts_leave_together_where_that_is_billed_as_one(
    before: str, text: str, labels: list[str], together: bool
) -> None:
    assert joined(before, text, labels) == (f"{before}\n{text}" if together else "")


ANY = st.text(st.one_of(st.characters(), st.sampled_from(BASIC + EXTENSION + "ëçšđ😀")), max_size=200)


@given(ANY, ANY, st.lists(ANY, max_size=5))
def test_joining_never_costs_more(before: str, text: str, labels: list[str]) -> None:
    both = joined(before, text, labels)
    assert not both or segments(body(both, labels)) <= 1


@given(ANY, st.lists(ANY, max_size=5))
def test_whatever_leaves_counts_as_gsm_and_folding_it_again_changes_nothing(text: str, labels: list[str]) -> None:
    said = body(text, labels)
    assert fold_to_gsm(said) == said


@pytest.mark.parametrize(("text", "safety"), [
    (Text("Call {emergency}."), True),
    (Text("You can call:\n{numbers}"), True),
    (Text("It goes to {institution}. If it gets worse, call {emergency}."), False),  # a receipt
    (Text("They answer by {due}. Call {emergency}."), False),
    (Text("We read it. If in danger, call {emergency}.", sms="We read it."), False),  # as an SMS it does not say so
    (Text("We read it.", sms="Call {emergency}."), True),
    (Text("Where is it?"), False),
])  # fmt: skip
def test_what_says_whom_to_call_is_about_safety(text: Text, safety: bool) -> None:
    assert is_safety(text) is safety


def test_a_list_loses_its_last_line_but_never_its_first() -> None:
    numbers = TextList((Text("112"), Text("192"), Text("194")))
    shorter = without_last_line(Text("Call:\n{numbers}", {"numbers": numbers}, "short"))
    assert shorter == Text("Call:\n{numbers}", {"numbers": TextList((Text("112"), Text("192")))}, "short")
    assert without_last_line(Text("Call:\n{numbers}", {"numbers": TextList((Text("112"),))})) is None
    assert without_last_line(Text("Call {emergency}.", {"emergency": "112"})) is None
