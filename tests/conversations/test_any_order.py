"""Buttons in any order, and texts of any size. What one person may do in whatever order is in test_model.py."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.conversations.world import Person

ANYTHING = st.one_of(
    st.sampled_from(["1", "po", "KTHEHU", "Komoran", "ka nje pus pa kapak te shkolla", "dua te vdes", "language"]),
    st.text(max_size=60),
    st.text(alphabet="\x00\u202e\u200b\ud83d🙂א١٢٣\u0301 \n1", max_size=20),
)
QUICK = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))


STRAIGHT = ("welcome.menu:person", "report_person.category:neglect", "report_person.place:komoran")
OTHERS = ["!back", "!help", "report_person.category:domestic_violence", "report_person.place:+4"]


@QUICK
@given(detours=st.lists(st.sampled_from([*STRAIGHT, *OTHERS]), max_size=12))
def test_old_buttons_in_any_order_end_in_the_same_report_as_the_straight_path(detours: list[str]) -> None:
    person = Person.in_("drenas", "sq")
    person.says("fillo")
    for button in (*STRAIGHT, *detours):
        person.says(pressed=button)
    for button in STRAIGHT:  # what was pressed last counts
        person.says(pressed=button)
    for button in STRAIGHT:  # whatever is still open
        if person.session.step == button.partition(":")[0].rpartition(".")[2]:
            person.says(pressed=button)
    person.says(pressed="report_person.summary:send")
    (submitted,) = person.submitted
    said = {name: submitted.answers[name] for name in ("category", "place")}
    assert said == {"category": "neglect", "place": {"key": "komoran"}}


@pytest.mark.parametrize(
    "text", ["a" * 1_000_000, "1 " * 500_000, "é🙂" * 400_000, "\x00" * 1_000_000, "5" * 1_000_000]
)
@pytest.mark.parametrize("start", ["", "fillo"])
def test_a_megabyte_is_cut_and_answered(text: str, start: str) -> None:
    person = Person.in_("drenas", "sq")
    if start:
        person.says(start)
    assert person.says(text).replies
    assert any("4000" in message.text for message in person.seen)
    assert len(person.session.to_json().encode()) < 60_000


@QUICK
@given(texts=st.lists(ANYTHING, max_size=6))
def test_the_same_messages_always_give_the_same_turns(texts: list[str]) -> None:
    one, other = Person.in_("kamez", "en"), Person.in_("kamez", "en")
    assert [one.says(text) for text in texts] == [other.says(text) for text in texts]
