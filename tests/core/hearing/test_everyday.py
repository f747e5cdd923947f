"""What is said every day, and harms nobody: it names no matter about a person."""

import tomllib
from importlib.resources import files

import pytest

from reportbot.core.cases.triage.deciding import decide, likeliest, triage
from reportbot.core.categories import is_about_somebody
from reportbot.core.hearing.lexicon import Lexicon
from reportbot.core.hearing.listen import listen, listened
from reportbot.core.urgency import Urgency
from reportbot.lexicons import load

EVERYDAY = tomllib.loads((files("reportbot") / "lexicon" / "rules.toml").read_text(encoding="utf-8"))["everyday"]


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    return load()


def test_one_idea_of_every_day_alone_names_nothing_about_a_person(lexicon: Lexicon) -> None:
    """Nor is it urgent; what it may be stays among the alternatives."""
    for idea in EVERYDAY:
        heard = listened(lexicon, {idea: idea}, 5)
        decision = decide(lexicon, heard)
        assert not is_about_somebody(decision.category), idea
        assert decision.urgency <= Urgency.NORMAL, idea
        assert likeliest(heard) == "other" or not is_about_somebody(likeliest(heard)), idea
    assert "school_violence" in dict(decide(lexicon, listened(lexicon, {"teacher": "teacher"}, 5)).alternatives)


@pytest.mark.parametrize(
    "said",
    [
        "zhurmë e madhe nga kafiteria",
        "velika buka iz kafića",
        "loud noise from a café",
        "kafiteria e ka zanë trotuarin",
        "the bakery under our balcony plays music",
        "moja nastavnica je dobra",
        "s'kam para për qira të shtëpisë",
    ],
)
def test_everyday_trouble_is_no_matter_about_a_person(lexicon: Lexicon, said: str) -> None:
    assert not is_about_somebody(triage(lexicon, said).category), listen(lexicon, said).ideas


@pytest.mark.parametrize(
    "said",
    [
        "një fëmijë punon në kafiteri",
        "dečak od deset godina radi u pekari",
        "a boy works at the car wash",
        "a twelve year old boy in the bakery every night",
    ],
)
def test_a_child_at_a_workplace_has_to_work(lexicon: Lexicon, said: str) -> None:
    assert triage(lexicon, said).category == "child_labour"
