"""The invented stories: whole in every language of the desk, of places that exist nowhere, and right by the rules."""

from datetime import UTC, datetime

import pytest

from reportbot.core.categories import CATEGORIES
from reportbot.core.languages import OFFICES
from reportbot.practice.stories import stories
from reportbot.practice.town import practised
from tests import shipped

TOWNS = shipped.towns()
NOON = datetime(2026, 11, 23, 11, tzinfo=UTC)


def test_every_story_is_told_in_every_language_of_the_desk() -> None:
    known = stories()
    told = [story.said for story in known.by_key.values()] + [known.by_key["vague"].answer, known.town]
    for words in (*told, *known.notes.values(), *known.places.values()):
        assert set(words.names) == set(OFFICES)
        assert all(len(sentence.split()) <= 15 for text in words.names.values() for sentence in text.split(". "))


def test_categories_exist_and_none_of_them_concerns_a_person() -> None:
    for story in stories().by_key.values():
        for category in (story.category, story.truth):
            assert not CATEGORIES[category].sensitive


@pytest.mark.parametrize("town", TOWNS)
def test_no_place_of_practice_is_a_real_one(town: str) -> None:
    real = {name for place in TOWNS[town].gazetteer.by_key.values() for name in place.name.names.values()}
    for place in stories().places.values():
        assert not real & set(place.names.values())


@pytest.mark.parametrize("town", TOWNS)
def test_nobody_can_be_reached_from_practice(town: str) -> None:
    invented = practised(TOWNS[town], stories())
    ways = [
        way for office in invented.institutions.values() for way in (*office.transports, *office.second, *office.head)
    ]
    assert {(way.kind, way.address) for way in ways} == {("nowhere", "")}
    assert invented.key == f"{town}~practice"
    assert not invented.open311.peers


@pytest.mark.parametrize("town", TOWNS)
def test_the_wrong_button_leads_to_another_office_than_the_words(town: str) -> None:
    invented = practised(TOWNS[town], stories())
    for key in ("mistaken", "lost"):
        story = stories().by_key[key]
        wrong, right = (
            invented.route(category, story.place, "citizen", NOON).lead for category in (story.category, story.truth)
        )
        assert wrong != right, key
