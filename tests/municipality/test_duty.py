"""[[duty]], [[duty_swaps]], [[duty_away]]: read with every problem at once; roles of the file, never a person."""

from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reportbot.core.cases.due.deadlines import DEPUTY, EVERYONE, ON_CALL, Rung
from reportbot.core.errors import BadSetup
from reportbot.municipality.loading import Municipality, load_file
from tests.municipality.test_problems import GOOD, line_of

START, END = GOOD.index("[[duty]]"), GOOD.index("[[hotlines]]")

ROSTER = """
[[duty]]
rotation = ["works", "guard"]
changes = "monday 08:00"
since = 2026-11-23
days = "every day"
deputy = "desk"

[[duty]]
role = "desk"
days = "holidays"
hours = "08:00-16:00"

[[duty_swaps]]
role = "works"
with = "desk"
from = 2026-11-24
to = 2026-11-25

[[duty_away]]
role = "guard"
from = "2026-12-01 16:00"
to = 2026-12-02T09:30:00
"""


def loaded(tmp_path: Path, roster: str, country: str = "XK") -> Municipality:
    path = tmp_path / "town.toml"
    text = GOOD[:START] + roster + "\n" + GOOD[END:]
    path.write_text(text.replace('country = "XK"', f'country = "{country}"'))
    return load_file(path, date(2026, 11, 22))


def problems_of(tmp_path: Path, roster: str) -> list[str]:
    with pytest.raises(BadSetup) as caught:
        loaded(tmp_path, roster)
    assert all(problem.line > 0 for problem in caught.value.problems)
    return [problem.message for problem in caught.value.problems]


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo("Europe/Belgrade")).astimezone(UTC)


@pytest.mark.parametrize(
    ("now", "on_call", "deputy"),
    [
        ("2026-11-23 08:00", ("works",), ("desk",)),
        ("2026-11-24 00:00", ("desk",), ("works",)),  # swapped, and so is the place of the deputy
        ("2026-11-25 23:59", ("desk",), ("works",)),
        ("2026-11-26 00:00", ("works",), ("desk",)),
        ("2026-11-30 08:00", ("guard",), ("desk",)),
        ("2026-12-01 16:00", ("works",), ("desk",)),  # the guard is away: the next in turn
        ("2026-12-02 09:30", ("guard",), ("desk",)),
        ("2026-12-25 12:00", ("desk",), ()),
        ("2026-12-25 16:00", ("works",), ("desk",)),
    ],
)
def test_the_roster_is_read(tmp_path: Path, now: str, on_call: tuple[str, ...], deputy: tuple[str, ...]) -> None:
    town = loaded(tmp_path, ROSTER)
    assert (town.on_call(at(now)), town.deputy(at(now))) == (on_call, deputy)


@pytest.mark.parametrize(
    ("country", "day", "is_holiday"),
    [
        ("XK", "2027-02-17", True),  # independence of Kosovo
        ("AL", "2027-02-17", False),
        ("AL", "2026-11-28", True),  # flag day
        ("XK", "2026-11-28", False),
        ("XK", "2027-01-07", True),  # Orthodox Christmas
        ("AL", "2027-01-07", False),
    ],
)
def test_holidays_are_those_of_the_country(tmp_path: Path, country: str, day: str, is_holiday: bool) -> None:
    town = loaded(tmp_path, ROSTER, country)
    assert (town.on_call(at(f"{day} 12:00")) == ("desk",)) is is_holiday


def told(town: Municipality, now: str, *to: str) -> set[str]:
    return set(town.told_by(Rung(at(now) - at(now), to, "why"), "works", at(now)))


def test_a_rung_may_tell_the_deputy_and_everyone(tmp_path: Path) -> None:
    town = loaded(tmp_path, ROSTER)
    assert told(town, "2026-11-23 08:00", ON_CALL) == {"works"}
    assert told(town, "2026-11-23 08:00", DEPUTY) == {"desk"}
    assert told(town, "2026-11-23 08:00", EVERYONE) == {"works", "guard", "desk"}
    assert town.told_by(
        Rung(at("2026-11-23 08:00") - at("2026-11-23 08:00"), (ON_CALL, EVERYONE), ""), "works", at("2026-11-23 08:00")
    ) == ("works", "guard", "desk"), "nobody twice"


def test_r15_an_office_that_is_complained_of_is_neither_on_call_nor_deputy_nor_everyone(tmp_path: Path) -> None:
    town = loaded(tmp_path, ROSTER)
    for office in town.institutions:
        around = town.without([office])
        assert office in around.out
        for now in ("2026-11-23 08:00", "2026-11-24 12:00", "2026-11-30 12:00", "2026-12-25 12:00"):
            for whom in (ON_CALL, DEPUTY, EVERYONE):
                assert not around.out & told(around, now, whom)
            assert not around.out & {*around.on_call(at(now)), *around.deputy(at(now)), *around.everyone()}


def test_r15_where_the_one_on_call_is_complained_of_whoever_comes_next_is_called(tmp_path: Path) -> None:
    town = loaded(tmp_path, ROSTER.replace('deputy = "desk"\n', ""))
    assert town.without(["guard"]).on_call(at("2026-11-30 12:00")) == ("works",), "the next in turn, not the desk"
    assert town.on_call(at("2026-11-30 12:00")) == ("guard",)


def test_where_there_is_no_deputy_or_a_gap_the_coordinator_is_told(tmp_path: Path) -> None:
    town = loaded(tmp_path, '[[duty]]\nrole = "guard"\ndays = "monday"\n')
    assert told(town, "2026-11-23 12:00", DEPUTY) == {"desk"}
    assert told(town, "2026-11-24 12:00", ON_CALL) == {"desk"}


DAY = 'days = "every day"\n'
TURN = f'[[duty]]\nrotation = ["works", "guard"]\nchanges = "monday 08:00"\nsince = 2026-11-23\n{DAY}'
ONE = f'[[duty]]\nrole = "works"\n{DAY}'


def swap(role: str = "works", other: str = "guard", since: str = "2026-12-01", until: str = "2026-12-02") -> str:
    return f'{ONE}[[duty_swaps]]\nrole = "{role}"\nwith = "{other}"\nfrom = {since}\nto = {until}\n'


def away(rest: str) -> str:
    return f'{ONE}[[duty_away]]\nrole = "works"\n{rest}\n'


@pytest.mark.parametrize(
    ("roster", "message"),
    [
        ("", "duty is missing: somebody must be on call"),
        (ONE.replace("works", "Arta"), "unknown institution 'Arta'"),
        (ONE.replace("works", "+383 44 123 456"), "role is a role such as"),
        (ONE.replace("works", "arta@town.example"), "role is a role such as"),
        (f"[[duty]]\n{DAY}", "role is missing"),
        (f'{ONE}deputy = "works"\n', "deputy is somebody else"),
        (f'{ONE}deputy = "044123456"\n', "deputy is a role such as"),
        (f'{ONE}changes = "monday 08:00"\n', "changes belongs to a rotation"),
        (f"{ONE}since = 2026-11-23\n", "since belongs to a rotation"),
        (f'{ONE}name = "Arta"\n', "unknown key 'name'"),
        (ONE.replace("every day", "christmas"), "days are"),
        (f"{ONE}first = 2026-11-23T10:00:00\n", "first must be a date such as"),
        (f"{ONE}last = 0001-01-01\n", "last must be a date such as"),
        (f"{ONE}last = 9999-12-31\n", "last must be a date such as"),
        (f'{TURN}role = "guard"\n', "a row has a role or a rotation, not both"),
        (TURN.replace('["works", "guard"]', '["works"]'), "a rotation has at least two roles"),
        (TURN.replace('["works", "guard"]', '["works", "works"]'), "a rotation has at least two roles"),
        (TURN.replace('["works", "guard"]', "[]"), "a rotation has at least two roles"),
        (TURN.replace('["works", "guard"]', "[1, 2]"), "rotation must be a list of texts"),
        (TURN.replace('"guard"', '"Arta"'), "unknown institution 'Arta'"),
        (TURN.replace('["works", "guard"]', str(["works", "guard"] * 27).replace("'", '"')), "and at most 53"),
        (TURN.replace("monday 08:00", "weekly"), "changes is a day and a time"),
        (TURN.replace("monday 08:00", "monday 8"), "changes is a day and a time"),
        (TURN.replace('changes = "monday 08:00"\n', ""), "changes is missing"),
        (TURN.replace("since = 2026-11-23\n", ""), "since is missing: the day on which"),
        (TURN.replace("2026-11-23", "2026-11-24"), "since must be a monday"),
        (TURN.replace("2026-11-23", '"soon"'), "since must be a date such as"),
        (swap(role="guard"), "'guard' stands in no [[duty]]"),
        (swap(other="works"), "two roles swap: role and with are the same"),
        (swap(other="nobody"), "unknown institution 'nobody'"),
        (swap(until="2026-11-30"), "to comes before from"),
        (swap(until="2028-11-30"), "more than a year apart"),
        (swap(since='"soon"'), "from must be a day such as"),
        (swap(since="2026-12-01T10:00:00Z"), "from must be a day such as"),
        (swap(since="10:00:00"), "from must be a day such as"),
        (swap(since="0001-01-01"), "from must be a day such as"),
        (swap(until="9999-12-31"), "to must be a day such as"),
        (away("from = 2026-12-01"), "to is missing: a day such as"),
        (away("to = 2026-12-01"), "from is missing: a day such as"),
        (away("from = 2026-12-01\nto = 2026-12-02\nwhy = 1"), "unknown key 'why'"),
        (away("from = true\nto = 7"), "from must be a day such as"),
        (f"{ONE}[duty_away]\nrole = 1\n", "duty_away must be tables"),
        ("".join(ONE for _ in range(61)), "at most 60 [[duty]]"),
    ],
)
def test_a_mistake_has_one_clear_sentence_with_its_line(tmp_path: Path, roster: str, message: str) -> None:
    found = problems_of(tmp_path, roster) if roster else []
    if not roster:
        with pytest.raises(BadSetup, match=message):
            loaded(tmp_path, roster)
        return
    assert any(message in each for each in found), found
    assert not any("383" in each or "044" in each or "arta@" in each for each in found), "no contact is repeated"


def test_all_mistakes_are_told_at_once_and_each_at_its_line(tmp_path: Path) -> None:
    roster = (
        TURN.replace("2026-11-23", "2026-11-25").replace("08:00", "noon")
        + swap(role="guard", other="nobody", until="2026-11-01")
        + '[[duty_away]]\nrole = "ghost"\nfrom = 1\nto = 2\n'
    )
    text = GOOD[:START] + roster + "\n" + GOOD[END:]
    with pytest.raises(BadSetup) as caught:
        loaded(tmp_path, roster)
    lines = {problem.message.partition(":")[0].partition(" ")[0]: problem.line for problem in caught.value.problems}
    assert lines["changes"] == line_of(text, "changes =")
    assert lines["to"] in (line_of(text, "to = 2026-11-01"), line_of(text, "to = 2\n"))
    assert len(caught.value.problems) >= 6


def test_a_name_of_an_institution_that_looks_like_a_contact_is_refused_on_the_roster(tmp_path: Path) -> None:
    path = tmp_path / "town.toml"
    path.write_text(GOOD.replace('name = "Guard"', 'name = "Guard 044 12345"'))
    with pytest.raises(BadSetup, match="role is a role such as"):
        load_file(path, date(2026, 11, 22))


KEYS = st.sampled_from(
    ["role", "rotation", "changes", "since", "days", "hours", "first", "last", "deputy", "from", "to"]
)
VALUES = st.sampled_from(
    ['"works"', '["guard", "works"]', "[]", "2026-11-23", "2026-11-23T08:00:00", '""', "-1", "true", "1e999",
     '"monday"', '"monday 08:00"', "[[1]]", "{ a = 1 }", '"24:00-24:00"', "9999-12-31", "0001-01-01",
     "08:00:00", '"every day"']
)  # fmt: skip
HEADS = st.sampled_from(["[[duty]]", "[[duty_swaps]]", "[[duty_away]]"])


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(HEADS, st.dictionaries(KEYS, VALUES, max_size=7)), min_size=1, max_size=4))
def test_rubbish_is_a_problem_or_a_roster_and_never_a_crash(
    tmp_path: Path, tables: list[tuple[str, dict[str, str]]]
) -> None:
    text = "\n".join("\n".join([head, *(f"{key} = {value}" for key, value in keys.items())]) for head, keys in tables)
    try:
        town = loaded(tmp_path, text)
    except BadSetup:
        return
    town.on_call(at("2026-11-25 12:00"))
    town.roster.gaps(at("2026-11-25 12:00"), at("2026-12-05 12:00"))
