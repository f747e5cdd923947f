"""Where a report would go is told before it is sent, by the very rules that send it; and another way, if they ask."""

from dataclasses import replace
from datetime import date
from functools import cache
from typing import Any

import pytest

from reportbot import paths
from reportbot.core.conversation.beside.elsewhere import NOT_TO_THEM, OTHER_WAY, said_after
from reportbot.core.conversation.flows.flow import Sentence
from reportbot.core.conversation.questions.asking import say
from reportbot.core.conversation.turns.scene import Scene
from reportbot.core.conversation.turns.session import AVOID, CONFIRMED, ELSEWHERE, Session
from reportbot.core.conversation.turns.surroundings import Surroundings
from reportbot.core.messages import Text
from reportbot.municipality.loading import load
from reportbot.surroundings import town_of
from tests.builders import TUESDAY, catalogues, flows, listening, words

GOES_TO = Sentence("It goes to: {goes_to}.", "To: {goes_to}")


@cache
def around(town: str) -> Surroundings:
    """Every guess is sure enough: this is not about the gate."""
    municipality = replace(load(paths.municipalities(), date(2026, 1, 1))[town], gate=0.0)
    return town_of(municipality, words(), catalogues(), listening()).around


def in_words(text: Text, sms: bool = False) -> str:
    return catalogues().say(text, "en", sms=sms)


def a_session(**answers: Any) -> Session:
    return Session("en", answers=answers)


@pytest.mark.parametrize(
    ("answers", "avoids"),
    [
        ({}, False),
        ({CONFIRMED: "send"}, False),
        ({CONFIRMED: "change"}, False),
        ({CONFIRMED: ELSEWHERE}, True),
        ({AVOID: "yes"}, True),  # a question of the flow
        ({AVOID: "yes", CONFIRMED: "send"}, True),
        ({AVOID: "no", CONFIRMED: "send"}, False),
    ],
)
def test_what_they_chose_is_part_of_the_report(answers: dict[str, str], avoids: bool) -> None:
    session = Session.from_json(a_session(**answers).to_json())
    assert (session.said.get(AVOID) == "yes") is avoids
    assert CONFIRMED not in session.said
    assert bool(said_after(session.said, around("drenas"), "citizen", TUESDAY)) is avoids


def test_who_takes_it_back_in_the_summary_has_taken_it_back() -> None:
    assert AVOID not in a_session(**{CONFIRMED: ELSEWHERE}).without_answers(CONFIRMED).said


@pytest.mark.parametrize(
    ("town", "answers", "goes_to"),
    [
        ("drenas", {"description": "ka nje pus pa kapak te shkolla"}, "Directorate of Public Services"),
        ("drenas", {"description": "ka nje pus pa kapak te shkolla", AVOID: "yes"}, "Municipal Inspectorate"),
        ("drenas", {"category": "child_violence"}, "Centre for Social Work, Police"),
        ("drenas", {"category": "child_violence", CONFIRMED: ELSEWHERE}, "Victim Advocate"),
        ("drenas", {"category": "service_complaint"}, "Reporting desk of the municipality"),
        ("drenas", {"category": "service_complaint", AVOID: "yes"}, "Office of the Mayor"),
        ("drenas", {"category": "service_complaint", "about_office": "coordinator"}, "Office of the Mayor"),
        ("drenas", {"category": "child_violence", "about_office": "QPS"}, "Police"),
        ("drenas", {"category": "child_violence", "about_office": "QPS", AVOID: "yes"}, "Victim Advocate"),
        ("drenas", {"category": "child_violence", "description": "QPS e di"}, "Centre for Social Work, Police"),
        (
            "kamez",
            {"category": "neglect", "place": {"key": "bathore"}},
            "Child Protection Worker, Bathore, Police Commissariat 5",
        ),
        (
            "kamez",
            {"category": "neglect", "place": {"key": "bathore"}, AVOID: "yes"},
            "Directorate of Economic Aid and Social Services",
        ),
        ("kamez", {}, "Reporting desk of the municipality"),
    ],
)
def test_it_is_told_where_the_draft_would_go_now(town: str, answers: dict[str, Any], goes_to: str) -> None:
    text = say(GOES_TO, a_session(**answers), Scene(flows(), around(town), TUESDAY))
    assert in_words(text) == f"It goes to: {goes_to}."
    assert in_words(text, sms=True) == f"To: {goes_to}"


@pytest.mark.parametrize(
    ("town", "category", "numbers"),
    [
        ("drenas", "child_violence", ["038 223 782"]),
        ("vushtrri", "waste", ["038 223 782"]),
        ("drenas", "discrimination", ["raportodiskriminimin.org", "038 223 782"]),
        ("kamez", "child_violence", []),  # no number of an Ombudsperson has been found for Albania
        ("kamez", "discrimination", []),  # the Commissioner is the very office that they do not want
    ],
)
def test_somebody_outside_of_all_our_offices_is_named_where_there_is_one(
    town: str, category: str, numbers: list[str]
) -> None:
    first, *others = said_after({"category": category, AVOID: "yes"}, around(town), "citizen", TUESDAY)
    assert first.text == NOT_TO_THEM
    assert len(others) == bool(numbers)
    for other in others:
        assert other.text.msgid == OTHER_WAY.msgid
        assert [in_words(other.text).find(number) for number in numbers] == sorted(
            in_words(other.text).find(number) for number in numbers
        )
        assert all(number in in_words(other.text) for number in numbers)
        assert "112" not in in_words(other.text), "no emergency number: that is not what they need"


def test_the_commissioner_is_named_for_discrimination_alone_and_only_if_nobody_avoids_it() -> None:
    said = {"category": "discrimination", "about_office": "zva"}
    assert "0800 0606" in in_words(Text("{numbers}", {"numbers": around("kamez").outside(said, "citizen", TUESDAY)}))
