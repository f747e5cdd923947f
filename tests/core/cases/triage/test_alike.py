"""How alike two reports are: symmetric, never without a place, and the same words in other endings are the same."""

from datetime import timedelta
from hashlib import blake2b
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportbot.core.cases.triage.alike import (
    MARK_BYTES,
    OFFERED,
    SUGGESTED,
    WITHIN,
    Traits,
    both,
    kinds_like,
    likeness,
    mark_of,
    places_near,
    same_home,
    same_spot,
    share,
    stems,
)
from reportbot.core.categories import CATEGORIES
from reportbot.core.messages import Location, Named
from reportbot.core.places import Gazetteer, Place
from tests.builders import TUESDAY

POINT = Location(42.6231, 20.8887)
PLACES = Gazetteer(
    [
        Place("drenas", Named({"sq": "Drenas"}), "municipality", POINT),
        Place("komoran", Named({"sq": "Komoran"}), "village", POINT),
        Place("mill", Named({"sq": "Mulli"}), "landmark", Location(42.6303, 20.8887)),  # 0.8 km to the north
        Place("far", Named({"sq": "Larg"}), "village", Location(42.70, 20.8887)),
        Place("school", Named({"sq": "Shkolla"}), "school", in_place="komoran"),
        Place("nowhere", Named({"sq": "Askund"}), "village"),
    ]
)
HOLE = "Pusetë pa kapak te shkolla, rrezik për fëmijët"


def hashed(word: str) -> bytes:
    return b"".join(blake2b(word.encode(), key=key, digest_size=64).digest() for key in (b"one", b"two"))


def mark(text: str = HOLE, point: Location | None = None) -> bytes:
    return mark_of(text, point, hashed)


def traits(
    category: str = "manhole", place: str = "komoran", days: float = 0, text: str = HOLE, point: Location | None = None
) -> Traits:
    return Traits(category, place, TUESDAY + timedelta(days=days), mark(text, point))


WORDS = st.lists(
    st.sampled_from(["puset", "kapak", "rruge", "shkolle", "uje", "mbeturina", "qen", "lumi", "ura", "drita"]),
    max_size=12,
)
SOME = st.builds(
    traits,
    st.sampled_from(sorted(CATEGORIES)),
    st.sampled_from(["", "drenas", "komoran", "mill", "far", "school", "nowhere", "gone"]),
    st.floats(0, 60),
    WORDS.map(" ".join),
    st.sampled_from([None, POINT, Location(42.7, 20.9), Location(-90.0, 180.0)]),
)


@given(SOME, SOME)
def test_it_does_not_matter_which_comes_first(one: Traits, other: Traits) -> None:
    assert likeness(one, other, PLACES) == likeness(other, one, PLACES)
    assert same_home(one, other, PLACES) == same_home(other, one, PLACES)


@given(SOME, SOME)
def test_every_figure_is_a_share(one: Traits, other: Traits) -> None:
    for found in (likeness(one, other, PLACES), same_home(one, other, PLACES)):
        assert found is None or (0 <= found.score <= 1 and 0 <= found.words <= 1 and found.days >= 0)


@given(SOME)
def test_nothing_is_like_a_report_without_a_place(one: Traits) -> None:
    nowhere = traits(one.category, "", 0, HOLE)
    assert likeness(one, nowhere, PLACES) is None
    assert same_home(one, nowhere, PLACES) is None


@pytest.mark.parametrize(
    ("other", "place"),
    [
        (traits(), "same"),
        (traits(place="mill"), "near"),
        (traits(place="school"), "near"),
        (traits(place="far"), None),
        (traits(place="nowhere"), None),
        (traits(place="gone"), None),
        (traits(category="sidewalk_traffic"), "same"),
        (traits(category="stray_dogs"), None),
        (traits(days=29), "same"),
        (traits(days=31), None),
    ],
)
def test_kind_place_and_time_decide_whether_two_can_be_one(other: Traits, place: str | None) -> None:
    found = likeness(traits(), other, PLACES)
    assert (found.place if found else None) == place


def test_a_whole_municipality_is_no_place() -> None:
    assert likeness(traits(place="drenas"), traits(place="drenas"), PLACES) is None


def test_two_points_say_it_better_than_the_name_of_the_village() -> None:
    here, beside, away = POINT, Location(42.6240, 20.8893), Location(42.6290, 20.8887)
    assert likeness(traits(point=here), traits(point=beside, place="far"), PLACES).place == "spot"  # type: ignore[union-attr]
    assert likeness(traits(point=here), traits(point=away), PLACES) is None
    assert same_spot(mark(point=here), mark()) is None


def test_the_nearer_the_sooner_and_the_more_words_the_likelier() -> None:
    rows = [
        traits(place="mill", days=20, text="Diçka tjetër krejt"),
        traits(place="mill", days=20),
        traits(place="mill"),
        traits(),
    ]
    scores = [found.score for row in rows if (found := likeness(traits(), row, PLACES))]
    assert len(scores) == len(rows) and all(less < more for less, more in pairwise(scores))


def test_the_person_hears_of_others_only_where_the_words_are_alike_too() -> None:
    other_words = likeness(traits(), traits(text="Asfalti është thyer"), PLACES)
    same_words = likeness(traits(), traits(text="puseta te shkolla është pa kapak"), PLACES)
    assert other_words and SUGGESTED <= other_words.score < OFFERED
    assert same_words and same_words.score >= OFFERED


@pytest.mark.parametrize(
    ("one", "other"),
    [("Pusetë e hapur", "puseta e hapur"), ("в школи нема воде", "u skoli nema vode"), ("RRUGËN", "rruga")],
)
def test_endings_marks_and_script_make_no_other_word(one: str, other: str) -> None:
    assert stems(one) == stems(other)


def test_greetings_and_small_words_tell_nothing() -> None:
    assert stems("Përshëndetje, faleminderit shumë! Zdravo, hvala. Hello, thank you") == frozenset()


def test_the_share_of_words_is_near_the_true_one() -> None:
    one = " ".join(f"word{number:03d}"[::-1] for number in range(40))
    other = " ".join(f"word{number:03d}"[::-1] for number in range(20, 60))
    first, second = stems(one), stems(other)
    true = len(first & second) / len(first | second)
    assert share(mark(one), mark(other)) == pytest.approx(true, abs=0.2)


@given(WORDS, WORDS)
def test_the_mark_of_two_texts_is_that_of_both_together(one: list[str], other: list[str]) -> None:
    assert both(mark(" ".join(one)), mark(" ".join(other))) == mark(" ".join([*one, *other]))


def test_a_later_point_takes_the_place_of_an_earlier() -> None:
    away = Location(42.7, 20.9)
    together = both(mark(point=POINT), mark(point=away))
    assert same_spot(together, mark(point=away)) is True
    assert same_spot(both(mark(point=POINT), mark()), mark(point=POINT)) is True


@given(st.binary(max_size=2 * MARK_BYTES))
def test_rubbish_is_like_nothing(rubbish: bytes) -> None:
    if len(rubbish) != MARK_BYTES:
        assert share(rubbish, mark()) == 0.0
        assert same_spot(rubbish, mark(point=POINT)) is None
        assert both(rubbish, mark()) == mark()
        assert both(mark(), rubbish) == mark()


@given(st.text(max_size=300))
def test_every_text_has_a_mark_of_one_length(text: str) -> None:
    assert len(mark(text)) == MARK_BYTES
    assert share(mark(text), mark(text)) in (0.0, 1.0)


def test_no_words_have_nothing_in_common() -> None:
    assert share(mark(""), mark("")) == 0.0


def test_a_kind_and_a_place_come_before_their_neighbours() -> None:
    assert kinds_like("waste") == ("waste", "stray_dogs", "water_sewage")
    assert places_near(PLACES, "komoran") == ("komoran", "school", "mill")
    assert places_near(PLACES, "") == ("",)


def test_two_reports_of_one_home_may_lie_years_apart_and_be_of_two_kinds() -> None:
    told = "Djali i komshiut te mulliri, babai pi dhe bërtet natën"
    one = traits("child_violence", days=0, text=told)
    found = same_home(one, traits("neglect", days=500, text=f"{told}, prapë"), PLACES)
    assert found and found.days == 500 and not found.same_kind
    assert same_home(one, traits("neglect", text="Vajza nuk shkon në shkollë"), PLACES) is None
    assert timedelta(days=500) > WITHIN
