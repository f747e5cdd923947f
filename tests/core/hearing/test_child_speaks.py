"""Whoever writes as a child of itself is answered in the child's voice; whoever writes about a child is not."""

import pytest

from tests.conversations.world import Person

OWN = [
    ("sq", "babi më bërtet dhe më rreh"), ("sq", "njerku i im po me rreh shpesh"), ("sr", "tata me tuče kad pije"),
    ("sr", "тата ме туче кад пије"), ("en", "my dad hits me when he drinks"), ("tr", "babam beni dövüyor"),
    ("bs", "moji roditelji me tuku"),
]  # fmt: skip
OTHERS = [
    ("sq", "fqinji e rreh fëmijën çdo natë"), ("sr", "komšija tuče dete svake noći"), ("tr", "komşu çocuğu dövüyor"),
    ("en", "the neighbour hits his child"), ("sq", "burri po më rreh"), ("en", "my husband hits me"),
]  # fmt: skip


@pytest.mark.parametrize(("language", "said"), OWN)
def test_a_child_that_tells_of_itself_is_answered_as_a_child(language: str, said: str) -> None:
    person = Person.in_("drenas", language)
    assert person.town.around.listen(said).child
    person.says(said)
    if person.session.waiting_for:
        person.says("1")
    assert person.session.flow == "report_child"


@pytest.mark.parametrize(("language", "said"), OTHERS)
def test_who_tells_of_somebody_else_is_not_taken_for_a_child(language: str, said: str) -> None:
    assert not Person.in_("drenas", language).town.around.listen(said).child
