"""What may be said of a case outside: nothing in doubt, days instead of minutes, and what the office does."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportbot.core.cases.case import Case
from reportbot.core.cases.events import CaseEvent
from reportbot.core.cases.telling.publishing import (
    AGAIN,
    CLOSED,
    DONE,
    ENDED,
    PUBLISHED,
    SAID,
    TAKEN,
    WORKED_ON,
    changes_of,
    is_public,
    shown_before,
    spot_of,
    was_rejected,
)
from reportbot.core.cases.workflow import Status
from reportbot.core.categories import CATEGORIES
from reportbot.core.messages import Named
from reportbot.core.places import Gazetteer, Place
from reportbot.core.urgency import Urgency
from tests.builders import TUESDAY, a_case

MUCH_LATER = TUESDAY + timedelta(days=30)
THERE = a_case(sealed_key=b"wrapped")

cases = st.builds(
    lambda **fields: replace(THERE, **fields),
    category=st.sampled_from(sorted(CATEGORIES)),
    urgency=st.sampled_from(Urgency),
    status=st.sampled_from(Status),
    danger=st.sampled_from(["", "violence", "said_now"]),
    avoided=st.sampled_from([(), ("public_services",)]),
    needs_look=st.booleans(),
    merged_into=st.sampled_from([None, 7]),
    sealed_key=st.sampled_from([b"", b"wrapped"]),
)


@given(cases, st.booleans())
def test_whatever_is_public_is_a_quiet_matter_of_public_space(case: Case, held: bool) -> None:
    if not is_public(case, held=held):
        return
    category = CATEGORIES[case.category]
    assert category.group == "public_space"
    assert not category.sensitive
    assert not case.concerns_a_person
    assert (case.danger, case.avoided, case.merged_into, case.needs_look, held) == ("", (), None, False, False)
    assert case.urgency < Urgency.EMERGENCY
    assert case.sealed_key


def test_an_ordinary_manhole_is_public() -> None:
    assert is_public(THERE, held=False)


@pytest.mark.parametrize("changed", [
    {"category": "child_violence"},
    {"category": "service_complaint"},
    {"category": "other_emergency"},
    {"category": "disability_access"},
    {"category": "other"},
    {"category": "school_surroundings"},
    {"danger": "child_in_pit"},
    {"avoided": ("public_services",)},
    {"needs_look": True},
    {"merged_into": 2},
    {"sealed_key": b""},
    {"urgency": Urgency.EMERGENCY},
    {"status": Status.REJECTED},
])  # fmt: skip
def test_each_of_these_alone_is_reason_for_silence(changed: dict[str, object]) -> None:
    assert not is_public(replace(THERE, **changed), held=False)  # type: ignore[arg-type]


def test_what_is_held_is_silent() -> None:
    assert not is_public(THERE, held=True)


def test_services_are_never_sensitive_and_tell_nobody_who_sells_drugs_at_a_school() -> None:
    assert {"manhole", "waste", "stray_dogs", "school_building"} <= PUBLISHED.keys()
    assert not any(each.sensitive or each.group != "public_space" for each in PUBLISHED.values())
    assert "school_surroundings" not in PUBLISHED


def history(*kinds: str, **facts: str) -> list[CaseEvent]:
    """One event an hour; `done` and `received` by the lead, "other:done" by somebody else."""
    events = [CaseEvent(1, 1, "drenas", "referred", TUESDAY, "reportbot", {"lead": "public_services"})]
    for number, kind in enumerate(kinds, 2):
        by, _, kind = kind.rpartition(":")
        at = TUESDAY + timedelta(hours=number, minutes=20)
        events.append(CaseEvent(number, 1, "drenas", kind, at, by or "public_services", facts))
    return events


@pytest.mark.parametrize(("kinds", "status", "told"), [
    ((), Status.REFERRED, []),
    (("received",), Status.ACKNOWLEDGED, [TAKEN]),
    (("received", "in_progress", "in_progress", "done"), Status.RESOLVED, [TAKEN, WORKED_ON, DONE]),
    (("inspectorate:received",), Status.REFERRED, []),
    (("inspectorate:done",), Status.REFERRED, []),
    (("done", "closed"), Status.CLOSED, [DONE]),
    (("done", "reopened", "done"), Status.RESOLVED, [DONE, AGAIN, DONE]),
    (("done", "reportbot:referred"), Status.REFERRED, [DONE, AGAIN]),
    (("reporter:reporter_added", "reporter:status_asked", "reporter:feedback"), Status.REFERRED, []),
    ((), Status.RESOLVED, [CLOSED]),
    (("done",), Status.REFERRED, [DONE, AGAIN]),
])  # fmt: skip
def test_what_the_leading_office_does_is_told_and_the_last_word_is_the_truth(
    kinds: tuple[str, ...], status: Status, told: list[str]
) -> None:
    case = a_case(status=status, updated_at=TUESDAY + timedelta(hours=12))
    changes = changes_of(case, history(*kinds), MUCH_LATER)
    assert [each.kind for each in changes] == told
    assert (changes[-1].is_closed if changes else False) is not status.is_open
    assert all(each.kind in SAID for each in changes)


def test_an_office_that_ends_its_part_without_help_is_not_told_as_done() -> None:
    case = a_case(status=Status.RESOLVED)
    (change,) = changes_of(case, history("done", came_of="nothing_found"), MUCH_LATER)
    assert (change.kind, change.is_closed) == (ENDED, True)
    assert [each.kind for each in changes_of(case, history("done", came_of="repaired"), MUCH_LATER)] == [DONE]


def test_it_is_told_with_the_next_full_hour_and_not_before() -> None:
    case, events = a_case(status=Status.RESOLVED), history("done")
    (change,) = changes_of(case, events, MUCH_LATER)
    assert change.at == TUESDAY + timedelta(hours=3)  # done at 10:20
    assert changes_of(case, events, change.at - timedelta(seconds=1)) == ()
    assert changes_of(case, events, change.at) == (change,)


def test_a_rejected_case_stays_silent_after_it_is_closed() -> None:
    assert was_rejected(history("closed", outcome="rejected"))
    assert not was_rejected(history("closed", outcome="resolved"))
    assert not was_rejected(history())


@pytest.mark.parametrize(("now", "shown"), [
    ("2026-04-07T08:00+00:00", "2026-04-06T22:00+00:00"),
    ("2026-04-07T22:30+00:00", "2026-04-07T22:00+00:00"),  # it is the 8th in Drenas
    ("2026-03-29T12:00+00:00", "2026-03-28T23:00+00:00"),  # the clocks went forward that night
])  # fmt: skip
def test_a_day_is_shown_when_it_is_over_there(now: str, shown: str) -> None:
    before = shown_before(datetime.fromisoformat(now), "Europe/Belgrade")
    assert before.astimezone(UTC) == datetime.fromisoformat(shown)


def test_a_school_is_named_by_its_village_and_a_village_by_itself() -> None:
    village = Place("komoran", Named({"sq": "Komoran"}), "village")
    school = Place("school", Named({"sq": "Shkolla"}), "school", in_place="komoran")
    lost = Place("lost", Named({"sq": "Rruga"}), "street")
    gazetteer = Gazetteer([village, school, lost])
    assert spot_of("school", gazetteer) == village
    assert spot_of("komoran", gazetteer) == village
    assert spot_of("lost", gazetteer) is None
    assert spot_of("", gazetteer) is None
