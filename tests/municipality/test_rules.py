"""Rules of a municipality file: voices, hours, transports, places below the town; and what is wrong with them."""

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from reportbot.commands.checking_routes import hints
from reportbot.municipality.loading import Municipality, load_file
from tests.municipality.test_problems import GOOD, good, line_of, problems_of

HOLES = """[[rules]]
name = "holes"
"""
NOON, NIGHT, SUNDAY = "2026-04-07 12:00", "2026-04-07 21:00", "2026-04-19 12:00"


def with_rules(*rules: str) -> str:
    """The good file, with these before its own."""
    text = "\n".join(f'[[rules]]\nname = "rule {n}"\nbecause = "So."\n{each}\n' for n, each in enumerate(rules, 1))
    return GOOD.replace(HOLES, f"{text}\n{HOLES}", 1)


def a_town(tmp_path: Path, *rules: str) -> Municipality:
    path = tmp_path / "town.toml"
    path.write_text(with_rules(*rules))
    return load_file(path)


def goes(
    town: Municipality, category: str = "waste", place: str | None = None, voice: str = "citizen", at: str = NOON
) -> str:
    return town.route(category, place, voice, datetime.fromisoformat(at).replace(tzinfo=ZoneInfo(town.zone))).lead


@pytest.mark.parametrize(
    ("when", "desk_has_it"),
    [
        ("open", {NOON}),  # the lead's own hours
        ("closed", {NIGHT, SUNDAY}),
        ("works is open", {NOON}),
        ("works is closed", {NIGHT, SUNDAY}),
        ("20:00-06:00", {NIGHT}),
        ("every day 20:00-06:00", {NIGHT}),
        ("20:00-06:00; saturday-sunday 00:00-24:00", {NIGHT, SUNDAY}),
        ("monday-friday 08:00-13:00 20:00-22:00", {NOON, NIGHT}),
        ("holidays 00:00-24:00", set()),
    ],
)
def test_a_rule_asks_for_a_time(tmp_path: Path, when: str, desk_has_it: set[str]) -> None:
    town = a_town(tmp_path, f'categories = ["waste"]\nlead = "desk"\nwhen = "{when}"')
    assert {at for at in (NOON, NIGHT, SUNDAY) if goes(town, at=at) == "desk"} == desk_has_it


def test_a_holiday_is_one_of_the_country(tmp_path: Path) -> None:
    town = a_town(tmp_path, 'categories = ["waste"]\nlead = "desk"\nwhen = "holidays 00:00-24:00"')
    assert goes(town, at="2026-02-17 12:00") == "desk"
    assert goes(town, at="2026-02-18 12:00") == "works"


def test_a_rule_asks_for_a_voice(tmp_path: Path) -> None:
    town = a_town(tmp_path, 'categories = ["waste"]\nlead = "desk"\nvoices = ["child", "teacher"]')
    assert [goes(town, voice=voice) for voice in ("child", "teacher", "citizen")] == ["desk", "desk", "works"]


def test_a_rule_names_the_transport_of_its_lead(tmp_path: Path) -> None:
    town = a_town(tmp_path, 'categories = ["waste"]\nlead = "works"\nwhen = "closed"\nby = "sms"')
    night = datetime.fromisoformat(NIGHT).replace(tzinfo=ZoneInfo(town.zone))
    assert town.route("waste", None, "citizen", night).by == "sms"


@pytest.mark.parametrize(
    ("rule", "part", "message"),
    [
        ('voices = ["dog"]', "voices", "unknown voice 'dog': citizen, child, teacher"),
        ('when = "moon is open"', "when", "unknown institution 'moon' in when"),
        ('when = "guard is closed"', "when", "institution 'guard' is open day and night: when says nothing"),
        *(
            (f'when = "{wrong}"', "when", "when must be such as")
            for wrong in (
                "at night", "25:00-06:00", "20:00", "20:00-06:00;", "; 20:00-06:00", "someday 20:00-06:00", "open ",
                "monday-friday", "20:00-06:00 monday", "holidays", "OPEN", "x" * 400,
            )
        ),
        ('when = ""', "when", "when is empty"),
        ("when = 20", "when", "when must be a text in quotes"),
        ('by = "telegram"', "by", "'desk' has no contact by 'telegram'"),
        ('by = "pigeon"', "by", "'desk' has no contact by 'pigeon'"),
        ('places = ["@unit"]', "places", "unknown place '@unit'"),
    ],
)  # fmt: skip
def test_each_mistake_is_one_sentence_with_its_line(tmp_path: Path, rule: str, part: str, message: str) -> None:
    text = with_rules(f'categories = ["waste"]\nlead = "desk"\n{rule}')
    ((line, found),) = [each for each in problems_of(tmp_path, text) if "can never match" not in each[1]]
    assert line == line_of(text, f"{part} = ") if part == "voices" else text.splitlines()[line - 1] == rule
    assert found.startswith(message)


@pytest.mark.parametrize(
    ("rules", "message"),
    [
        (
            ['categories = ["waste"]\nlead = "desk"', 'categories = ["waste"]\nvoices = ["child"]\nlead = "works"'],
            "rule 'rule 2' can never match: earlier rules take all of it, 'rule 1' (line {first})",
        ),
        (
            ['categories = ["waste"]\nlead = "desk"', 'categories = ["waste"]\nwhen = "20:00-06:00"\nlead = "works"'],
            "rule 'rule 2' can never match: earlier rules take all of it, 'rule 1' (line {first})",
        ),
        (
            ['categories = ["waste"]\nlead = "desk"', 'categories = ["waste"]\nlead = "works"'],
            "rule 'rule 2' can never match: 'rule 1' (line {first}) asks for the same, only their order decides "
            "between them",
        ),
        (
            [
                'categories = ["waste"]\nlead = "desk"\nwhen = "works is open"',
                'categories = ["waste"]\nlead = "desk"\nwhen = "works is closed"',
                'categories = ["waste"]\nlead = "works"',
            ],
            "rule 'rule 3' can never match: earlier rules take all of it, 'rule 1' (line {first}) and 'rule 2' "
            "(line {second})",
        ),
    ],
)
def test_a_rule_that_can_never_match_is_named_with_those_that_take_it(
    tmp_path: Path, rules: list[str], message: str
) -> None:
    text = with_rules(*rules)
    ((line, found),) = problems_of(tmp_path, text)
    assert line == line_of(text, f'name = "rule {len(rules)}"') - 1
    first, second = (line_of(text, f'name = "rule {number}"') for number in (1, 2))
    assert found == message.format(first=first, second=second)


def test_a_category_that_has_no_office_at_night_is_found(tmp_path: Path) -> None:
    text = GOOD.replace('lead = "works"\nbecause = "They do it all."', 'lead = "works"\nwhen = "open"\nbecause = "x"')
    found = [message for _, message in problems_of(tmp_path, text)]
    assert "category 'waste' has no institution for some places, voices or hours: only the last rule takes it" in found
    assert not any("'other'" in message for message in found)


@pytest.mark.parametrize("asks", ['voices = ["child"]', 'when = "20:00-06:00"'])
def test_the_last_rule_asks_for_nothing(tmp_path: Path, asks: str) -> None:
    text = GOOD.replace('name = "everything else"\n', f'name = "everything else"\n{asks}\n')
    assert "the last rule must be the coordinator, for every category, place, voice and time" in [
        message for _, message in problems_of(tmp_path, text)
    ]


def test_pairs_of_which_the_order_decides_are_hints_and_no_problems(tmp_path: Path) -> None:
    rules = (
        'categories = ["waste"]\nlead = "desk"\nvoices = ["child"]',
        'categories = ["waste", "manhole"]\nlead = "desk"\ncopies = ["works"]\nwhen = "20:00-06:00"',
    )
    found, text = list(hints(a_town(tmp_path, *rules))), with_rules(*rules)
    first, second = (line_of(text, f'name = "rule {number}"') for number in (1, 2))
    assert any(
        each.startswith(f"smalltown.toml:{first}: rules 'rule 1' and 'rule 2' (line {second}) share some matters")
        for each in found
    )


def test_an_emergency_that_reaches_a_closed_office_is_a_hint(tmp_path: Path) -> None:
    told = [each for each in hints(good(tmp_path)) if "is closed at some hours" in each]
    assert len(told) == 1
    assert "'works' is closed at some hours" in told[0] and "(mental_health, other_emergency)" in told[0]
    awake = GOOD.replace('hours = "monday-thursday 07:00-15:00"', "around_the_clock = true")
    (tmp_path / "awake.toml").write_text(awake)
    assert list(hints(load_file(tmp_path / "awake.toml"))) == []


CENTRES = """
[[institutions]]
key = "centre_hill"
name = "Centre of the hill"
role = "Protects children there"
instead = ["works"]
email = "hill@example.org"

[[institutions]]
key = "centre_sun"
name = "Centre of the sun"
role = "Protects children there"
instead = ["works"]
email = "sun@example.org"

"""
CENTRE_RULES = (
    'categories = ["neglect"]\nplaces = ["unit_hill", "mill"]\nlead = "centre_hill"',
    'categories = ["neglect"]\nplaces = ["unit_sun"]\nlead = "centre_sun"',
    'categories = ["neglect"]\nlead = "works"\ncopies = ["centre_hill", "centre_sun"]',
)


def a_place(key: str, kind: str, inside: str = "") -> str:
    lies = f'in_place = "{inside}"\n' if inside else ""
    return f'[[places]]\nkey = "{key}"\nname = {{ sq = "{key}" }}\nkind = "{kind}"\n{lies}confidence = "A"\n\n'


@pytest.mark.parametrize(
    ("place", "lead", "near"),
    [
        ("unit_hill", "centre_hill", "works"),
        ("upper_hill", "centre_hill", "works"),  # a quarter of the unit
        ("top", "centre_hill", "works"),  # a part of the quarter
        ("school_top", "centre_hill", "works"),  # a school in that part
        ("mill", "centre_hill", "works"),  # in no unit, and named by itself
        ("unit_sun", "centre_sun", "centre_hill"),
        ("sunny_side", "centre_sun", "centre_hill"),
        ("village", "works", "centre_hill"),  # in neither: somebody still acts, and both hear of it
        (None, "works", "centre_hill"),
        ("a place of yesterday", "works", "centre_hill"),
    ],
)
def test_several_centres_serve_one_town_each_with_all_that_lies_in_its_part(
    tmp_path: Path, place: str | None, lead: str, near: str
) -> None:
    places = [
        a_place("unit_hill", "unit"), a_place("upper_hill", "neighbourhood", "unit_hill"), a_place("mill", "landmark"),
        a_place("top", "neighbourhood", "upper_hill"), a_place("unit_sun", "unit"),
        a_place("sunny_side", "neighbourhood", "unit_sun"),
        '[[schools]]\nkey = "school_top"\nname = "Top"\nplace = "top"\nconfidence = "B"\n\n',
    ]  # fmt: skip
    text = with_rules(*CENTRE_RULES)
    first_rule, first_place = text.index("[[rules]]"), text.index("[[places]]")
    text = text[:first_rule] + CENTRES + text[first_rule:first_place] + "".join(places) + text[first_place:]
    path = tmp_path / "town.toml"
    path.write_text(text)
    town = load_file(path)
    at = datetime.fromisoformat(NOON).replace(tzinfo=ZoneInfo(town.zone))
    found = town.route("neglect", place, "citizen", at)
    assert found.lead == lead and found.runner_up is not None and found.runner_up.lead == near
    around = town.without(["centre_hill"]).route("neglect", place, "citizen", at)
    assert around.lead == ("works" if lead == "centre_hill" else lead), "never to the other centre"
