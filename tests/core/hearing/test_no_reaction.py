"""Lying there without a reaction is an emergency; a pupil who neither speaks nor reacts in class is heard of today."""

import pytest

from reportbot.core.cases.triage.deciding import triage
from reportbot.core.hearing.listen import look_for_danger
from reportbot.core.urgency import Urgency
from reportbot.lexicons import load


@pytest.mark.parametrize(
    "said",
    [
        "nuk flet dhe nuk reagon në çerdhe",
        "djali im nuk flet dhe nuk reagon kur e thërrasin në çerdhe",
        "dete ne govori i ne reaguje u vrtiću",
        "dijete ne priča i ne reagira u vrtiću",
        "he does not speak and does not respond in kindergarten",
        "anaokulunda konuşmuyor ve tepki vermiyor",
    ],
)
def test_a_child_that_is_withdrawn_in_class_is_urgent_and_no_emergency(said: str) -> None:
    assert look_for_danger(load(), said) is None
    assert triage(load(), said).urgency is Urgency.URGENT


@pytest.mark.parametrize(
    "said",
    [
        "fëmija nuk reagon",
        "nuk flet dhe nuk reagon",
        "fëmija nuk reagon në çerdhe",
        "në çerdhe një fëmijë ra, nuk flet dhe nuk reagon",
        "fëmija është shtrirë në çerdhe, nuk flet dhe nuk reagon",
        "nuk flet dhe nuk reagon në çerdhe, thirrni ambulancën",
        "dete je palo u vrtiću, ne govori i ne reaguje",
        "dete ne reaguje",
        "a child in kindergarten fell, does not speak and does not respond",
        "the child is bleeding in class, does not speak and does not respond",
        "anaokulunda çocuk düştü, konuşmuyor, tepki vermiyor",
    ],
)
def test_who_does_not_react_and_may_be_hurt_is_an_emergency(said: str) -> None:
    found = look_for_danger(load(), said)
    assert found is not None
    assert found.urgency is Urgency.EMERGENCY


@pytest.mark.parametrize(
    "said",
    [
        "një fëmijë nuk flet dhe nuk reagon në klasë",
        "nxënësi im nuk flet dhe nuk reagon në orë",
        "një nxënës nuk flet me askënd në klasë",
        "učenik ne priča i ne reaguje na času",
        "a pupil does not speak and does not respond in class",
        "sınıfta öğrenci konuşmuyor ve tepki vermiyor",
    ],
)
def test_a_pupil_that_withdraws_is_no_matter_of_ramps(said: str) -> None:
    decision = triage(load(), said)
    assert (decision.category, decision.urgency) == ("mental_health", Urgency.URGENT)


@pytest.mark.parametrize(
    "said",
    [
        "djali im nuk flet dhe nuk reagon kur e thërrasin në çerdhe",
        "djali me autizëm nuk flet dhe nuk reagon në klasë, duhet asistent",
        "djali im nuk flet",
    ],
)
def test_who_does_not_speak_yet_or_needs_an_assistant_needs_support(said: str) -> None:
    assert triage(load(), said).category == "disability_access"
