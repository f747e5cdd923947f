"""A municipality file is written as it is read: only what changed changes, and the operator's comments stay."""

import tomllib
from copy import deepcopy
from datetime import date
from difflib import unified_diff
from random import Random
from typing import Any

import pytest

from reportbot import paths
from reportbot.municipality.writing import anew, written

TEXTS = {path.stem: path.read_text(encoding="utf-8") for path in sorted(paths.municipalities().glob("*.toml"))}
NASTY = (
    'a "quoted" \\ back\tslash',
    "two\nlines",
    "ë ž 🙂",
    "\x7f\x01\x85\u2028",
    "'''",
    "# no comment",
    "[[rules]]",
    "",
)


def comments_of(text: str) -> list[str]:
    return [line for line in text.splitlines() if line.startswith("#")]


def lines_changed(before: str, after: str) -> list[str]:
    diff = unified_diff(before.splitlines(), after.splitlines(), lineterm="", n=0)
    return [line for line in diff if line[:1] in "+-" and line[:3] not in ("+++", "---")]


@pytest.mark.parametrize("town", TEXTS)
def test_what_has_not_changed_is_the_very_same_text(town: str) -> None:
    assert written(TEXTS[town], tomllib.loads(TEXTS[town])) == TEXTS[town]


@pytest.mark.parametrize("town", TEXTS)
def test_a_file_can_be_written_from_nothing(town: str) -> None:
    tables = tomllib.loads(TEXTS[town])
    assert tomllib.loads(anew(tables)) == tables


def test_a_number_is_one_line() -> None:
    tables = tomllib.loads(TEXTS["drenas"])
    tables["hotlines"][3]["number"] = "193"
    assert lines_changed(TEXTS["drenas"], written(TEXTS["drenas"], tables)) == ['-number = "192"', '+number = "193"']


def test_rules_change_places_with_their_comments() -> None:
    tables = tomllib.loads(TEXTS["drenas"])
    school = next(rule for rule in tables["rules"] if rule["name"] == "violence at school")
    tables["rules"].remove(school)
    tables["rules"].insert(0, school)
    text = written(TEXTS["drenas"], tables)
    assert tomllib.loads(text) == tables
    assert sorted(comments_of(text)) == sorted(comments_of(TEXTS["drenas"]))
    above = text.split('name = "violence at school"')[0].splitlines()[-3:]
    assert above[1].startswith("# of may be one of them"), "a comment right above a table moves with it"


def some_change(tables: dict[str, Any], random: Random) -> None:
    """One of what the console can do, and some that only an operator would."""
    match random.randrange(10):
        case 0:
            random.choice(tables["hotlines"])["note"] = random.choice(NASTY)
        case 1:
            tables["hotlines"].pop(random.randrange(len(tables["hotlines"])))
        case 2:
            random.shuffle(tables["rules"])
        case 3:
            tables["rules"].insert(0, {"name": random.choice(NASTY) + str(random.random()), "categories": ["waste"]})
        case 4:
            ways = [{"by": "email", "to": ["a@b.example"], "urgency": ["urgent"]}, {"by": "sms", "to": "+38344123456"}]
            random.choice(tables["institutions"])["ways"] = ways
        case 5:
            random.choice(tables["institutions"]).pop("email", None)
        case 6:
            tables["promises"]["normal"]["act"] = f"{random.randrange(9)} days"
        case 7:
            tables["duty_away"] = [{"role": "duty", "from": date(2026, 12, 1), "to": "2026-12-02 16:00"}]
        case 8:
            tables["retention"]["days"]["child"] = {"resolved": random.randrange(999), "rejected": 365}
        case 9:
            tables["gate"] = random.random()


@pytest.mark.parametrize("town", TEXTS)
def test_whatever_was_changed_is_what_is_read_again(town: str) -> None:
    random, text = Random(7), TEXTS[town]
    tables = tomllib.loads(text)
    for _ in range(60):
        tables = deepcopy(tables)
        some_change(tables, random)
        text = written(text, tables)
        assert tomllib.loads(text) == tables
    assert text.count("# --- ") == TEXTS[town].count("# --- "), "it was never written without its comments"


@pytest.mark.parametrize(
    "text",
    [
        'key = "x"\nrules = [{ name = "a" }, { name = "b" }]\n',
        'key = "x"\n[[rules]]\nname = "a"\n[rules.more]\ndeep = 1\n',
        'key = "x"\nrules.name = "dotted"\n',
        'key = """\n[[rules]]\n"""\n[[rules]]\nname = "a"\n',
        "",
    ],
)
def test_files_of_another_build_are_right_too(text: str) -> None:
    tables = tomllib.loads(text)
    tables["rules"] = [{"name": "b", "more": {"deep": 2}}, {"name": "c"}]
    tables["promises"] = {"normal": {"act": "1 day"}}
    assert tomllib.loads(written(text, tables)) == tables
