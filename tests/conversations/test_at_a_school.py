""" "Te shkolla": which school is asked, what was chosen is what they read, and no word of theirs is lost."""

import pytest

from tests.conversations.world import Person

HOLE = ("start", "1", "1", "nje grope e madhe ne rruge")
THERE = "Aty ka disa shkolla. Zgjidhe njërën, ose shkruaje emrin e saj."
SOMEWHERE = "Ka disa shkolla. Zgjidhe fshatin, ose shkruaje emrin e shkollës."


def someone(*texts: str) -> Person:
    person = Person.in_("drenas")
    for text in (*HOLE, *texts):
        person.says(text)
    return person


def last_words(person: Person, messages: int = 3) -> str:
    return "\n".join(each.text for each in person.seen[-messages:])


def test_at_some_school_the_villages_are_offered_and_that_is_what_is_said() -> None:
    person = someone("te shkolla")
    assert SOMEWHERE in last_words(person) and THERE not in last_words(person)
    assert [each.rpartition(":")[2] for each in person.session.offered][:2] == ["=", "drenas"]


def test_at_a_school_of_a_place_with_several_these_are_offered() -> None:
    person = someone("te shkolla ne Drenas")
    assert THERE in last_words(person) and SOMEWHERE not in last_words(person)
    schools = {person.town.around.gazetteer.by_key[key].kind for key in person.session.offered[:-1]}
    assert schools == {"school"}


def test_the_school_that_was_chosen_stands_in_the_summary() -> None:
    person = someone("te shkolla ne Drenas", "1")
    school = person.town.around.gazetteer.by_key[person.session.answers["place"]["key"]]
    assert school.kind == "school"
    assert f"{school.name.in_('sq')} · te shkolla ne Drenas" in last_words(person)


def test_that_it_is_at_a_school_stays_when_the_village_is_chosen() -> None:
    person = someone("te shkolla", "2")
    assert person.session.answers["place"] == {"key": "drenas", "text": "te shkolla"}
    assert "Drenas (Gllogoc) · te shkolla" in last_words(person)


@pytest.mark.parametrize("typed", ["te shkolla në Komoran", "Komoran"])
def test_a_place_that_is_clear_is_told_as_it_was_typed(typed: str) -> None:
    told = last_words(someone(typed))
    assert typed in told and " · " not in told
