"""Which drafts are not erased unread when they fall silent: danger, and a child at risk of whom something is known."""

from dataclasses import replace

import pytest

from reportbot.core.conversation.danger.safeguarding import RAISED
from reportbot.core.conversation.turns.session import HELD, SENT, Session
from reportbot.core.conversation.walking import forgetting
from reportbot.core.conversation.walking.unfinished import DANGER_RESTS, SERIOUS_RESTS, is_serious, rests, told_so_far
from reportbot.core.urgency import Urgency

CHILD = Session("sq", flow="report_person", answers={"category": "neglect", "description": "he is alone"})
HEARD = Session("sq", answers={HELD: "there is a fire"}, waiting_for="danger", dangers=("fire_gas_electricity",))


@pytest.mark.parametrize(
    ("category", "urgency", "serious"),
    [
        ("neglect", Urgency.URGENT, True),
        ("school_violence", Urgency.URGENT, True),
        ("school_violence", Urgency.NORMAL, False),
        ("mental_health", Urgency.EMERGENCY, True),
        ("domestic_violence", Urgency.EMERGENCY, True),
        ("domestic_violence", Urgency.URGENT, False),  # R11: an adult decides what is passed on
        ("manhole", Urgency.EMERGENCY, False),
        ("other", Urgency.NORMAL, False),
    ],
)
def test_a_child_at_risk_is_serious_and_an_adult_where_a_life_is_at_stake(
    category: str, urgency: Urgency, serious: bool
) -> None:
    assert is_serious(CHILD, category, urgency) is serious


@pytest.mark.parametrize(
    ("session", "serious"),
    [
        (CHILD, True),
        (replace(CHILD, answers={"place": {"key": "komoran"}}), True),
        (replace(CHILD, answers={"category": "neglect"}), False),  # nobody could act on it
        (replace(CHILD, answers={"first_words": "he is alone"}), True),
        (CHILD.with_answer(SENT, "yes"), False),
        (replace(CHILD, waiting_for=forgetting.WAITING), False),
        (CHILD.ended(), False),
    ],
)
def test_something_must_be_known_and_not_sent_or_taken_back(session: Session, serious: bool) -> None:
    assert is_serious(session, "neglect", Urgency.URGENT) is serious


@pytest.mark.parametrize(
    ("session", "serious"),
    [
        (HEARD, True),
        (replace(CHILD, dangers=(RAISED,)), True),
        (replace(CHILD, dangers=("weapon",)), False),  # they said that they meant something else
        (replace(HEARD, waiting_for="language"), True),
    ],
)
def test_danger_is_serious_whatever_it_is_about(session: Session, serious: bool) -> None:
    assert is_serious(session, "other", Urgency.INFORMATION) is serious
    assert rests(session) == (DANGER_RESTS if serious else SERIOUS_RESTS)


def test_words_that_wait_for_an_answer_belong_to_what_was_told() -> None:
    session = CHILD.with_answer(HELD, "now she screams")
    assert told_so_far(session) == {"category": "neglect", "description": "he is alone\nnow she screams"}
    assert told_so_far(HEARD) == {"description": "there is a fire"}
    assert told_so_far(Session("sq")) == {}
