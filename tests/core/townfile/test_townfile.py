"""A municipality file as tables: what stands where, what another file does to what was changed."""

from datetime import date, datetime, time
from typing import Any

import pytest

from reportbot.core.townfile.folding import Change, Standing, folded
from reportbot.core.townfile.plain import from_json, to_json
from reportbot.core.townfile.subjects import BEFORE, Kind, Subject, Tables, is_same, subject_of, value_of, with_value
from reportbot.core.townfile.toml_text import value_in_toml

FILE: Tables = {
    "key": "drenas",
    "promises": {"normal": {"act": "3 days"}, "urgent": {"act": "1 day"}},
    "institutions": [{"key": "qps", "name": "Centre", "email": "a@b.example"}, {"key": "dka", "name": "Schools"}],
    "hotlines": [{"key": "police", "number": "192"}],
    "rules": [{"name": "a", "lead": "qps"}, {"name": "b", "lead": "dka"}, {"name": "rest", "lead": "dka"}],
    "duty": [{"role": "qps"}],
}
POLICE: Subject = (Kind.HOTLINE, "police")
ORDER: Subject = (Kind.RULE_ORDER, "")
AWAY = {"role": "qps", "from": date(2026, 12, 24), "to": "2026-12-26 16:00"}


@pytest.mark.parametrize(
    ("of", "value"),
    [
        (POLICE, {"key": "police", "number": "192"}),
        ((Kind.HOTLINE, "nobody"), None),
        ((Kind.CONTACT, "qps"), {"email": "a@b.example"}),
        ((Kind.CONTACT, "dka"), {}),
        ((Kind.CONTACT, "nobody"), None),
        ((Kind.DUTY, ""), [{"role": "qps"}]),
        ((Kind.ABSENCE, "qps · 2026-12-24 · 2026-12-26 16:00"), None),
        ((Kind.RULE, "b"), {"name": "b", "lead": "dka", BEFORE: "rest"}),
        ((Kind.RULE, "rest"), {"name": "rest", "lead": "dka"}),
        (ORDER, ["a", "b", "rest"]),
        ((Kind.PROMISE, "normal"), {"act": "3 days"}),
        ((Kind.PROMISE, "never"), None),
        ((Kind.PROMISES_FOR, ""), None),
        ((Kind.REPLY, "x"), None),
        ((Kind.FILE, ""), None),
    ],
)
def test_each_thing_is_found(of: Subject, value: Any) -> None:
    assert value_of(FILE, of) == value


@pytest.mark.parametrize(
    ("of", "value"),
    [
        (POLICE, {"key": "police", "number": "193"}),
        (POLICE, None),
        ((Kind.HOTLINE, "new"), {"key": "new", "number": "1"}),
        ((Kind.CONTACT, "qps"), {"ways": [{"by": "sms", "to": "+1"}]}),
        ((Kind.DUTY, ""), [{"role": "dka"}, {"role": "qps"}]),
        ((Kind.ABSENCE, "qps · 2026-12-24 · 2026-12-26 16:00"), AWAY),
        ((Kind.RULE, "b"), {"name": "b", "lead": "qps", BEFORE: "rest"}),
        (ORDER, ["b", "a", "rest"]),
        ((Kind.PROMISE, "normal"), {"act": "1 day"}),
        ((Kind.PROMISES_FOR, ""), [{"urgency": "normal"}]),
        ((Kind.REPLY, "x"), {"key": "x", "text": {"sq": "po"}}),
    ],
)
def test_what_was_put_there_is_there_and_what_stood_there_comes_back(of: Subject, value: Any) -> None:
    before = value_of(FILE, of)
    changed = with_value(FILE, of, value)
    assert is_same(of, value_of(changed, of), value)
    assert with_value(changed, of, before) == FILE
    assert value_of(FILE, of) == before, "the tables that were given are as they were"


def test_a_new_rule_stands_first_or_before_the_one_that_it_names() -> None:
    def names(rule: dict[str, str]) -> Any:
        return value_of(with_value(FILE, (Kind.RULE, "new"), rule), ORDER)

    assert names({"name": "new"}) == ["new", "a", "b", "rest"]
    assert names({"name": "new", BEFORE: "rest"}) == ["a", "b", "new", "rest"]
    assert names({"name": "new", BEFORE: "gone"}) == ["new", "a", "b", "rest"]


def test_a_contact_of_an_office_that_is_gone_is_left_out() -> None:
    assert with_value(FILE, (Kind.CONTACT, "nobody"), {"email": "x@y.example"}) == FILE


def test_an_address_that_is_empty_is_none() -> None:
    assert is_same((Kind.CONTACT, "qps"), {"email": ""}, {})


def test_absences_are_known_by_what_they_say() -> None:
    assert subject_of(Kind.ABSENCE, AWAY) == "qps · 2026-12-24 · 2026-12-26 16:00"


def change(version: int, of: Subject, after: Any) -> Change:
    return Change(version, of[0], of[1], None, after)


def put(version: int, file: Tables) -> Change:
    return Change(version, Kind.FILE, "", None, file)


def number(value: str) -> dict[str, str]:
    return {"key": "police", "number": value}


def standing(*changes: Change) -> Standing:
    return folded(Standing(), changes)


@pytest.mark.parametrize(
    ("numbers", "in_force", "conflict"),
    [
        (["file 192"], "192", None),
        (["file 192", "here 193"], "193", None),
        (["file 192", "here 193", "file 192"], "193", None),
        (["file 192", "here 193", "file 193"], "193", None),
        (["file 192", "here 193", "file 193", "file 192"], "192", None),
        (["file 192", "here 193", "file 194"], "193", "194"),
        (["file 192", "here 193", "file 194", "here 193"], "193", None),
        (["file 192", "here 193", "file 194", "here 194"], "194", None),
        (["file 192", "here 193", "file 194", "file 193"], "193", None),
        (["file 192", "here 193", "file 194", "file 192"], "193", "192"),
        (["file 192", "here 193", "here 192", "file 194"], "194", None),
    ],
)
def test_file_and_console_in_turn(numbers: list[str], in_force: str, conflict: str | None) -> None:
    steps = []
    for version, said in enumerate(numbers, 1):
        whose, value = said.split()
        file = {**FILE, "hotlines": [number(value)]}
        steps.append(put(version, file) if whose == "file" else change(version, POLICE, number(value)))
    found = standing(*steps)
    assert value_of(found.tables, POLICE) == number(in_force)
    named = found.conflicts.get(POLICE)
    assert (named["number"] if named else None) == conflict
    assert found.version == len(numbers)


def test_what_the_file_has_lost_is_a_conflict() -> None:
    found = standing(put(1, FILE), change(2, POLICE, number("193")), put(3, {**FILE, "hotlines": []}))
    assert found.conflicts == {POLICE: None}
    assert value_of(found.tables, POLICE) == number("193")


def test_a_rule_that_the_operator_adds_is_no_conflict_with_another_order() -> None:
    file = {**FILE, "rules": [{"name": "c", "lead": "qps"}, *FILE["rules"]]}
    found = standing(put(1, FILE), change(2, ORDER, ["b", "a", "rest"]), put(3, file))
    assert not found.conflicts
    assert value_of(found.tables, ORDER) == ["c", "b", "a", "rest"]


@pytest.mark.parametrize(
    "value",
    [
        {"a": date(2026, 1, 2), "b": [datetime(2026, 1, 2, 3, 4), time(5, 6)], "c": {"d": 1.5, "e": True, "f": "ë\n"}},
        [],
        None,
        {"@toml": "nothing"},
    ],
)
def test_values_survive_json(value: Any) -> None:
    assert from_json(to_json(value)) == value


def test_what_toml_does_not_have_is_refused() -> None:
    for each in (to_json, value_in_toml):
        with pytest.raises(TypeError, match="TOML has no complex"):
            each(1j)
