"""A person's choice wins, words only raise, and every decision says why."""

import json

import pytest

from reportbot.core.cases.triage.confidence import calibrated
from reportbot.core.cases.triage.deciding import to_json, triage
from reportbot.core.cases.triage.gate import USUAL_GATE
from reportbot.core.categories import CATEGORIES
from reportbot.core.hearing.lexicon import Lexicon
from reportbot.core.urgency import Urgency
from reportbot.lexicons import load


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    return load()


@pytest.mark.parametrize(
    ("text", "category", "urgency"),
    [
        ("nje qen ma kafshoi djalin", "stray_dogs", "urgent"),
        ("ka qen endacak ne lagje", "stray_dogs", "normal"),
        ("ljuljaška je slomljena", "playground", "normal"),
        ("dete od tri godine je samo kod kuće", "neglect", "urgent"),
        ("mësuesi i ra shuplakë nxënësit", "school_violence", "urgent"),
        ("a child is begging at the lights", "street_situation", "urgent"),
        ("someone made a fake profile of me", "online_safety", "normal"),
        ("preti da će objaviti moje gole slike", "online_safety", "urgent"),
        ("okula bıçak getirdi", "school_violence", "emergency"),
        ("otvoren šaht ispred škole", "manhole", "urgent"),
        ("otvoren šaht u ulici", "manhole", "normal"),
        ("ka ra nje femije ne pusete", "manhole", "emergency"),
        ("they sell drugs at the school gate", "school_surroundings", "urgent"),
        ("sa është numri i policisë?", "hotline_info", "information"),
        ("kako da proverim prijavu", "status_query", "information"),
        ("who are you", "bot_info", "information"),
        ("faleminderit", "other", "information"),
        ("sosyal yardıma nasıl başvururum", "service_info", "information"),
    ],
)
def test_the_borderline_list_is_kept(lexicon: Lexicon, text: str, category: str, urgency: str) -> None:
    decision = triage(lexicon, text)
    assert (decision.category, decision.urgency.word) == (category, urgency)


def test_a_chosen_category_wins_over_the_words(lexicon: Lexicon) -> None:
    decision = triage(lexicon, "ka qen endacak ne lagje", "waste")
    assert decision.category == "waste"
    assert decision.confidence == 1.0
    assert decision.alternatives[0][0] == "stray_dogs"


@pytest.mark.parametrize("category", CATEGORIES)
def test_words_raise_a_chosen_category_and_never_lower_it(lexicon: Lexicon, category: str) -> None:
    assert triage(lexicon, "zjarr ne banese", category).urgency is Urgency.EMERGENCY
    assert triage(lexicon, "faleminderit", category).urgency == CATEGORIES[category].urgency


@pytest.mark.parametrize("category", CATEGORIES)
def test_a_person_who_says_danger_is_believed(lexicon: Lexicon, category: str) -> None:
    assert triage(lexicon, "", category, danger_now=True).urgency is Urgency.EMERGENCY


def test_a_town_may_set_its_own_urgencies(lexicon: Lexicon) -> None:
    own = {"waste": Urgency.URGENT}
    assert triage(lexicon, "smeće se ne odnosi", defaults=own).urgency is Urgency.URGENT


def test_a_text_that_nobody_understands_is_shown_to_a_person(lexicon: Lexicon) -> None:
    decision = triage(lexicon, "zzyx qwrt plmk vbnx ghjt")
    assert (decision.category, decision.urgency) == ("other", Urgency.NORMAL)
    assert decision.confidence < 0.2
    assert triage(lexicon, "zzyx").urgency is Urgency.INFORMATION


@pytest.mark.parametrize("text", ["Somebody left a sofa there", "Somebody was here"])
def test_words_that_only_lean_somewhere_press_nobody(lexicon: Lexicon, text: str) -> None:
    decision = triage(lexicon, text)
    assert decision.urgency <= Urgency.NORMAL
    assert calibrated(decision.confidence) < USUAL_GATE


def test_an_unknown_category_is_a_programming_error(lexicon: Lexicon) -> None:
    with pytest.raises(KeyError):
        triage(lexicon, "", "no_such_category")


def test_confidence_is_a_share_and_alternatives_fall(lexicon: Lexicon) -> None:
    decision = triage(lexicon, "burri po me rreh mua dhe femijet ne shtepi")
    shares = [decision.confidence, *(share for _, share in decision.alternatives)]
    assert shares == sorted(shares, reverse=True)
    assert 0 <= sum(shares) <= 1
    assert decision.category not in dict(decision.alternatives)


def test_the_decision_as_json_has_the_agreed_keys(lexicon: Lexicon) -> None:
    printed = to_json(triage(lexicon, "dete je upalo u šaht"))
    assert list(printed) == ["category", "urgency", "danger", "confidence", "alternatives", "because"]
    assert printed["danger"] == "child_in_pit"
    assert json.loads(json.dumps(printed, ensure_ascii=False)) == printed
