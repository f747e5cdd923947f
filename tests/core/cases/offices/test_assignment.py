"""Who is proposed for a case, in which order, and with which reasons."""

from dataclasses import replace
from datetime import UTC, date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportbot.core.cases.offices.assignment import Facts, Staff, may_have, proposals, subjects_of
from reportbot.core.categories import CATEGORIES
from reportbot.core.hours import OpenPlan
from reportbot.core.urgency import Urgency

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
CHILD = Facts("child_violence", Urgency.NORMAL, "sq")
FIRST = Staff("first", "First officer for children", "qps", ("sq",), subjects_of(["child"]))
SECOND = Staff("second", "Second officer", "qps", ("sq", "sr"))
THIRD = Staff("third", "Third officer", "qps")


def order(case: Facts, staff: list[Staff], counts: dict[str, int] | None = None, on_call: tuple[str, ...] = ()) -> str:
    return " ".join(each.staff for each in proposals(staff, case, counts or {}, on_call, NOW, "Europe/Belgrade"))


def reasons(case: Facts, one: Staff, counts: dict[str, int] | None = None, on_call: tuple[str, ...] = ()) -> list[str]:
    (only,) = proposals([one], case, counts or {}, on_call, NOW, "Europe/Belgrade")
    return [reason.msgid for reason in only.reasons]


@pytest.mark.parametrize(
    ("case", "counts", "on_call", "first"),
    [
        (CHILD, {}, (), "first"),  # knows the subject
        (CHILD, {"first": 9}, (), "first"),  # also with more cases; people see the count and decide
        (replace(CHILD, language="sr"), {}, (), "first"),
        (replace(CHILD, category="waste", language="sr"), {}, (), "second"),  # speaks the language
        (replace(CHILD, category="waste", language="sr_Cyrl"), {}, (), "second"),
        (replace(CHILD, category="waste", language="bs"), {}, (), "second"),  # reads Bosnian as well
        (replace(CHILD, category="waste"), {"first": 1}, (), "second"),  # fewest open cases
        (replace(CHILD, category="waste"), {"first": 1, "second": 1}, ("second",), "second"),  # then on call
        (replace(CHILD, urgency=Urgency.EMERGENCY), {}, ("third",), "third"),  # in an emergency on call goes first
        (CHILD, {}, ("third",), "first"),  # in what can wait the subject counts for more
        (replace(CHILD, urgency=Urgency.URGENT), {}, ("third",), "third"),
        (replace(CHILD, urgency=Urgency.URGENT), {}, ("second", "first"), "first"),
    ],
)
def test_the_best_is_first(case: Facts, counts: dict[str, int], on_call: tuple[str, ...], first: str) -> None:
    assert order(case, [THIRD, SECOND, FIRST], counts, on_call).split()[0] == first


def test_the_reasons_are_told_in_words() -> None:
    assert reasons(CHILD, FIRST, {"first": 4}, ("first",)) == [
        "is on call now",
        "knows this subject",
        "speaks the language of the report",
        "has {count} open cases",
    ]
    assert reasons(CHILD, THIRD) == ["has no open case"]
    assert reasons(CHILD, THIRD, {"third": 1}) == ["has one open case"]


@pytest.mark.parametrize(
    ("days", "is_away"),
    [
        ((date(2026, 11, 23), date(2026, 11, 23)), True),
        ((date(2026, 11, 1), date(2026, 11, 30)), True),
        ((date(2026, 11, 24), date(2026, 11, 30)), False),
        ((date(2026, 11, 1), date(2026, 11, 22)), False),
    ],
)
def test_who_is_away_comes_last_and_may_still_be_chosen(days: tuple[date, date], is_away: bool) -> None:
    found = proposals([replace(FIRST, away=(days,)), THIRD], CHILD, {}, (), NOW, "Europe/Belgrade")
    assert [each.away for each in found] == ([False, True] if is_away else [False, False])
    assert found[0].staff == ("third" if is_away else "first")


def test_the_day_is_that_of_the_town() -> None:
    late = datetime(2026, 11, 22, 23, 30, tzinfo=UTC)  # already Monday in Drenas
    away = replace(FIRST, away=((date(2026, 11, 23), date(2026, 11, 23)),))
    assert proposals([away], CHILD, {}, (), late, "Europe/Belgrade")[0].away
    assert not proposals([away], CHILD, {}, (), late, "UTC")[0].away


def test_nobody_of_an_office_that_must_hear_nothing_of_it_is_proposed() -> None:
    assert order(replace(CHILD, avoided=("qps",)), [FIRST, replace(THIRD, institution="dka")]) == "third"


@pytest.mark.parametrize(
    "about",
    ["the first officer for children", "FIRST OFFICER FOR CHILDREN", "First  officer, for children!"],
)
def test_whoever_is_complained_of_by_their_role_is_not_proposed(about: str) -> None:
    assert order(replace(CHILD, about=about), [FIRST, SECOND]) == "second"


def test_another_role_is_not_mistaken_for_it() -> None:
    assert may_have(SECOND, replace(CHILD, about="the second officers"))


def test_subjects_are_categories_or_their_groups() -> None:
    assert subjects_of(["waste", "school"]) == {"waste"} | {
        c for c, each in CATEGORIES.items() if each.group == "school"
    }


def test_hours_on_call_may_be_their_own() -> None:
    plan = OpenPlan("Europe/Belgrade", weekly={0: ((time(10), time(11)),)})
    assert plan.open_at(NOW)


KEYS = st.sampled_from(["first", "second", "third"])


@given(
    st.sampled_from(sorted(CATEGORIES)),
    st.sampled_from(list(Urgency)),
    st.dictionaries(KEYS, st.integers(0, 50)),
    st.sets(KEYS),
    st.sets(st.sampled_from(["qps", "dka"])),
)
def test_everybody_who_may_is_proposed_once_and_nobody_else(
    category: str, urgency: Urgency, counts: dict[str, int], on_call: set[str], avoided: set[str]
) -> None:
    case = Facts(category, urgency, "sq", tuple(avoided))
    staff = [FIRST, SECOND, replace(THIRD, institution="dka")]
    found = [each.staff for each in proposals(staff, case, counts, on_call, NOW)]
    assert sorted(found) == sorted(each.key for each in staff if each.institution not in avoided)
