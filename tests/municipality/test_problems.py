"""A wrong municipality file: each mistake gives one clear sentence with its line, and all are told at once."""

from datetime import UTC, date, datetime, time
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from reportbot.core.cases.retention import Keeping
from reportbot.core.cases.triage.corroboration import Corroboration
from reportbot.core.cases.triage.gate import USUAL_GATE
from reportbot.core.errors import BadSetup
from reportbot.core.spending import SmsBudget
from reportbot.municipality.loading import Municipality, load, load_file

GOOD = (Path(__file__).parent / "good.toml").read_text()


def problems_of(tmp_path: Path, text: str) -> list[tuple[int, str]]:
    path = tmp_path / "town.toml"
    path.write_text(text)
    with pytest.raises(BadSetup) as caught:
        load_file(path)
    assert all(problem.file == str(path) for problem in caught.value.problems)
    return [(problem.line, problem.message) for problem in caught.value.problems]


def line_of(text: str, part: str) -> int:
    return text[: text.index(part)].count("\n") + 1


def good(tmp_path: Path) -> Municipality:
    path = tmp_path / "town.toml"
    path.write_text(GOOD)
    return load_file(path)


def test_the_good_file_is_good(tmp_path: Path) -> None:
    town = good(tmp_path)
    assert town.institutions["works"].boss == "desk"
    assert [target.kind for target in town.institutions["works"].transports] == ["telegram", "sms"]
    assert town.gazetteer.by_key["school_hill"].name.in_("sr") == 'Škola "Liria", Kodra'
    assert not town.gazetteer.by_key["hill"].offered
    assert (town.quiet_hours.since, town.quiet_hours.until) == (time(22), time(6, 30))
    assert town.sms == SmsBudget(500, 90)
    assert town.desk_phone == "+1 202 555 0188"
    assert town.without([town.coordinator]).desk_phone == "", "nobody is led to a desk that must hear nothing (R15)"
    assert town.to_be_supplied == ("a test call of 112, Emergency", "everything")


@pytest.mark.parametrize(
    ("now", "is_open"),
    [
        ("2026-12-24 19:00", True),
        ("2026-12-25 19:00", False),  # closed_on
        ("2026-12-31 19:00", True),
        ("2027-01-01 19:00", False),  # a public holiday, and other hours on it
        ("2027-01-01 20:30", True),
        ("2027-01-02 19:00", False),  # a public holiday in Kosovo
        ("2027-02-17 19:00", False),
    ],
)
def test_a_line_is_open_by_its_week_its_holidays_and_its_own_days(tmp_path: Path, now: str, is_open: bool) -> None:
    path = tmp_path / "town.toml"
    path.write_text(GOOD)
    (line,) = (entry for entry in load_file(path, date(2026, 11, 22)).directory if entry.key == "evening_line")
    assert line.open_at(datetime.fromisoformat(now).replace(tzinfo=ZoneInfo("Europe/Belgrade"))) is is_open


def test_where_nothing_is_said_the_night_is_quiet(tmp_path: Path) -> None:
    (tmp_path / "town.toml").write_text(GOOD.replace('[quiet_hours]\nfrom = "22:00"\nuntil = "06:30"\n', ""))
    quiet = load_file(tmp_path / "town.toml").quiet_hours
    assert (quiet.since, quiet.until) == (time(21), time(7))


def test_where_nothing_is_said_the_budget_for_sms_is_as_we_propose(tmp_path: Path) -> None:
    (tmp_path / "town.toml").write_text(GOOD.replace("[sms]\nmonthly_segments = 500\nwarn_at = 90\n", ""))
    assert load_file(tmp_path / "town.toml").sms == SmsBudget(3000, 80)


@pytest.mark.parametrize(
    ("said", "gate"),
    [
        ("", USUAL_GATE),
        ("[triage]\ngate = 0.6\n", 0.6),
        ("[triage]\ngate = 1\n", 1.0),
        ("[triage]\n", USUAL_GATE),
    ],
)
def test_how_sure_triage_must_be_is_said_by_the_file_or_as_we_propose(tmp_path: Path, said: str, gate: float) -> None:
    (tmp_path / "town.toml").write_text(GOOD.replace("[triage]\ngate = 0.6\n", said))
    assert load_file(tmp_path / "town.toml").gate == gate


def test_what_the_file_does_not_say_about_keeping_is_as_we_propose(tmp_path: Path) -> None:
    keeping = good(tmp_path).keeping
    assert keeping.days["public_space"] == {"resolved": 400, "rejected": 180, "no_action": 180}
    assert keeping.days["child"] == Keeping().days["child"]
    path = tmp_path / "town.toml"
    path.write_text("\n".join(GOOD[: GOOD.index("[retention]")].splitlines()) + "\n\n" + GOOD[GOOD.index("[[duty]]") :])
    assert load_file(path).keeping == Keeping()


@pytest.mark.parametrize(
    ("now", "on_call"),
    [
        ("2026-11-24 12:00", ("works",)),  # a Tuesday; clocks are UTC, the town is one hour ahead
        ("2026-11-24 15:00", ("guard",)),
        ("2026-11-25 06:59", ("guard",)),
        ("2026-11-25 07:00", ("works",)),
        ("2026-11-28 12:00", ()),  # Saturday noon: nobody
        ("2026-12-24 12:00", ("desk",)),  # a row with dates wins over the usual week
        ("2026-12-31 22:59", ("desk",)),
        ("2026-12-31 23:00", ("guard",)),
    ],
)
def test_the_roster_says_who_is_on_call(tmp_path: Path, now: str, on_call: tuple[str, ...]) -> None:
    assert good(tmp_path).on_call(datetime.fromisoformat(now).replace(tzinfo=UTC)) == on_call


def test_where_nobody_is_on_call_the_coordinator_is_told(tmp_path: Path) -> None:
    text = GOOD.replace('to = ["@lead"]', 'to = ["@on_call"]')
    (tmp_path / "town.toml").write_text(text)
    town = load_file(tmp_path / "town.toml")
    rung = next(rung for rungs in town.ladder.values() for rung in rungs)
    assert town.told_by(rung, "works", datetime(2026, 11, 28, 12, tzinfo=UTC)) == ("desk",)


NEVER = '[[rules]]\nname = "late"\ncategories = ["waste"]\nlead = "desk"\nbecause = "x"\n\n'
LAST = '[[rules]]\nname = "everything else"'

BROKEN = [
    ("warn_days = 14", "warn_days = 3", "warn_days", "warn_days must be a whole number from 7 to 60"),
    ("warn_days = 14", 'warn_days = "two weeks"', "warn_days", "warn_days must be a whole number"),
    ("warn_days = 14", "warn_days = true", "warn_days", "warn_days must be a whole number from 7 to 60"),
    ("address_days = 14", "address_days = 0", "address_days", "address_days must be a whole number from 1 to 90"),
    ("purge_at_most = 50", "purge_at_most = -1", "purge_at_most", "purge_at_most must be a whole number from 1 to"),
    ("close_after_days = 30", "close_after = 30", "close_after", "unknown key 'close_after': did you mean"),
    ("resolved = 400", "resolved = 89", "public_space", "resolved must be a whole number from 90 to 3650"),
    ("resolved = 400", "solved = 400", "public_space", "unknown key 'solved': did you mean 'resolved'?"),
    ("public_space = { res", "public = { res", "public =", "unknown key 'public': did you mean 'public_space'?"),
    ("public_space = { resolved = 400, rejected = 180 }", "public_space = 365", "public_space", "must be a table"),
    ("monthly_segments = 500", "monthly_segments = 0", "monthly_segments", "must be a whole number from 1 to 10000000"),
    (
        "monthly_segments = 500",
        "monthly_segments = 50.5",
        "monthly_segments",
        "monthly_segments must be a whole number",
    ),
    ("monthly_segments = 500", "segments = 500", "segments =", "unknown key 'segments'"),
    ("senders = 4", "senders = 1", "senders", "senders must be a whole number from 2 to 100"),
    ("days = 7", 'days = "a week"', "days =", "days must be a whole number"),
    ("senders = 4", "people = 4", "people =", "unknown key 'people'"),
    ("warn_at = 90", "warn_at = 101", "warn_at", "warn_at must be a whole number from 1 to 100"),
    ("warn_at = 90", 'warn_at = "90 %"', "warn_at", "warn_at must be a whole number"),
    ("[sms]\nmonthly_segments = 500\nwarn_at = 90\n", "sms = 500\n", "sms = 500", "must be a table"),
    ("gate = 0.6", "gate = 1.1", "gate =", "gate must be a number from 0 to 1"),
    ("gate = 0.6", "gate = -0.1", "gate =", "gate must be a number from 0 to 1"),
    ("gate = 0.6", "gate = nan", "gate =", "gate must be a number from 0 to 1"),
    ("gate = 0.6", "gate = true", "gate =", "gate must be a number from 0 to 1"),
    ("gate = 0.6", 'gate = "70 %"', "gate =", "gate must be a number from 0 to 1"),
    ("gate = 0.6", "gates = 0.6", "gates =", "unknown key 'gates'"),
    # what is replaced, by what, the line that is named, what is said
    ('key = "smalltown"', 'key = "Small Town"', "key =", "must be small letters"),
    ('key = "smalltown"\n', "", None, "key is missing"),
    ('country = "XK"', 'country = "FR"', "country", "country cannot be 'FR'"),
    ('zone = "Europe/Belgrade"', 'zone = "Europe/Drenas"', "zone", "unknown time zone"),
    ('zone = "Europe/Belgrade"', 'zone = "../etc/passwd"', "zone", "unknown time zone"),
    ('languages = ["sq", "sr"]', "languages = []", None, "languages is missing"),
    ('languages = ["sq", "sr"]', "languages = [1]", "languages", "must be a list of texts"),
    ('languages = ["sq", "sr"]', 'languages = ["sq", "xx"]', "languages", "unknown language 'xx': there are sq, sr"),
    ('languages = ["sq", "sr"]', 'languages = ["sq", "sr_Cyrl"]', "languages", "unknown language 'sr_Cyrl'"),
    ('languages = ["sq", "sr"]', 'languages = ["sq", "sq"]', "languages", "stands there twice"),
    (
        'languages = ["sq", "sr"]',
        'languages = ["sq", "sr", "tr", "bs", "en", "rom"]',
        "languages",
        "at most 5 languages",
    ),
    ('coordinator = "desk"', 'coordinator = "nobody"', "coordinator", "unknown institution 'nobody'"),
    ('coordinator = "desk"', 'coordinater = "desk"', "coordinater", "unknown key 'coordinater': did you mean"),
    ("monday-friday 08:00-16:00; sat", "monday-fryday 08:00-16:00; sat", "office_hours", "office_hours must be"),
    ("saturday 09:00-12:00", "saturday 12:00-09:00", "office_hours", "office_hours must be"),
    ('credits = ["nobody"]', 'credits = "nobody"', "credits", "credits must be a list"),
    ('credits = ["nobody"]', 'exit_page = "http://weather.example"', "exit_page", "begins with https://"),
    ('credits = ["nobody"]', 'exit_page = "javascript:alert(1)"', "exit_page", "begins with https://"),
    ('credits = ["nobody"]', 'exit_page = "https://"', "exit_page", "begins with https://"),
    ("+1 202 555 0188", "ask Arta", "desk_phone", "is no telephone number"),
    ("+1 202 555 0188", "0" * 30, "desk_phone", "is no telephone number"),
    ('credits = ["nobody"]', "exit_page = 1", "exit_page", "exit_page must be a text"),
    ('from = "22:00"', 'from = "22"', "from =", 'from must be a time such as "21:00"'),
    ('until = "06:30"', "until = 6", "until =", "until must be a text"),
    ('until = "06:30"', 'til = "06:30"', "til =", "unknown key 'til'"),
    ('manhole = "normal"\n', "", "[urgencies]", "category 'manhole' has no urgency"),
    ('manhole = "normal"', 'manhole = "slow"', "manhole =", "manhole cannot be 'slow'"),
    ('manhole = "normal"', 'manhole = "normal"\nvolcano = "urgent"', "volcano", "unknown key 'volcano'"),
    ('email = "desk@example.org"', 'email = "desk at example"', "email", "no e-mail address"),
    ('email = "desk@example.org"', 'email = "a@b.org\\nBcc: c@d.org"', "email", "no e-mail address"),
    ('telegram = "-1001234567890"', 'telegram = "@x"', "telegram", "no telegram address"),
    ('sms = "+38344123456"', 'sms = "044"', 'sms = "044"', "no sms address"),
    ('boss = "desk"', 'boss = "works"', "boss", "unknown boss"),
    ('boss = "desk"', 'boss = "nobody"', "boss", "unknown boss"),
    ('instead = ["guard"]', 'instead = ["nobody"]', "instead", "unknown institution 'nobody' in instead"),
    ('instead = ["guard"]', 'instead = ["desk"]', "instead", "unknown institution 'desk' in instead"),
    ('instead = ["guard"]', 'instead = "guard"', "instead", "instead must be a list of texts"),
    (
        'boss = "desk"',
        'boss = "desk"\npeople_of = ["nobody"]',
        "people_of",
        "unknown institution 'nobody' in people_of",
    ),
    ('instead = ["guard"]\n', "", 'key = "desk"', "nothing leads round institution 'desk'"),
    ('copies = ["desk"]', 'copies = ["desk"]\ninstead = ["works"]', 'instead = ["works', "unknown way round 'works'"),
    ('hours = "monday-thursday', 'hours = "sometimes', 'hours = "sometimes', "hours must be"),
    ("around_the_clock = true\ntakes", "around_the_clock = 1\ntakes", "around_the_clock = 1", "true or false"),
    ('key = "guard"', 'key = "works"', 'key = "works"\nname = "Guard"', "institution 'works' stands twice"),
    ('name = "Public works"\n', "", '[[institutions]]\nkey = "works"', "name is missing"),
    ('name = "Public works"', 'name = " "', 'name = " "', "name is empty"),
    ('name = "Public works"', f'name = "{"x" * 501}"', 'name = "xxx', "longer than 500 letters"),
    ('categories = ["manhole"]', 'categories = ["volcano"]', 'categories = ["volcano"]', "unknown category 'volcano'"),
    ('places = ["village"]', 'places = ["atlantis"]', 'places = ["atlantis"]', "unknown place 'atlantis'"),
    (
        'lead = "works"\ncopies',
        'lead = "wroks"\ncopies',
        'lead = "wroks"',
        "unknown institution 'wroks': did you mean 'works'?",
    ),
    ('copies = ["desk"]', 'copies = ["works"]', "copies", "the lead and a copy"),
    ('copies = ["desk"]', 'copies = ["guard"]', "copies", "takes no reports"),
    (LAST, NEVER + LAST, '[[rules]]\nname = "late"', "rule 'late' can never match"),
    (LAST, LAST.replace("everything else", "holes"), 'name = "holes"\nlead', "rule 'holes' stands twice"),
    ('lead = "desk"\nbecause = "No', 'lead = "works"\nbecause = "No', LAST, "the last rule must be the coordinator"),
    ('"stray_dogs",', "", LAST, "category 'stray_dogs' has no institution"),
    ('acknowledge = "10 minutes"', 'acknowledge = "-10 minutes"', "acknowledge", "acknowledge is negative"),
    ('acknowledge = "10 minutes"', 'acknowledge = "soon"', "acknowledge", "no length of time"),
    ('acknowledge = "10 minutes"', 'acknowledge = "3 hours"', 'act = "30', "in order: acknowledge, act, close"),
    ('close = "7 days"', 'close = "999999 days"', 'close = "9', "longer than a year"),
    ("around_the_clock = true\n\n[promises.urgent]", "\n[promises.urgent]", "[promises.emergency]", "around the clock"),
    ("[promises.information]", "[promises.informations]", "[promises.informations]", "unknown key 'informations'"),
    ('to = ["@lead"]', 'to = ["@boss"]', 'to = ["@b', "unknown institution or role '@boss'"),
    ('to = ["@lead"]', "to = []", "[[ladder]]", "to is missing"),
    ('after = "7 days"', 'after = "2 days"', 'after = "2', "in order of time"),
    ('role = "guard"\ndays', 'role = "Arta"\ndays', 'role = "Arta"', "unknown institution 'Arta'"),
    ('days = "monday-friday"', 'days = "often"', 'days = "often"', 'days are "every day"'),
    ('hours = "16:00-08:00"', 'hours = "16-08"', 'hours = "16-08"', "hours are"),
    ("last = 2026-12-31", "last = 2026-12-01", "last =", "last comes before first"),
    ('source = "its poster"\n', "", '[[hotlines]]\nkey = "evening', "hotline 'evening_line' has no source"),
    ('source = "its poster"', 'source = ""', 'source = ""', "hotline 'evening_line' has no source"),
    ('number = "0800 1"', 'number = "call us"', 'number = "call', "no telephone number"),
    ('number = "0800 1"\nurl = "example.org"\n', "", '[[hotlines]]\nkey = "evening', "a number or a url"),
    ('needs = ["suicide"]', 'needs = ["sucide"]', 'needs = ["suc', "unknown need 'sucide'"),
    ('hours = "every day 18:00-02:00"', 'hours = "evenings"', 'hours = "ev', "hours must be"),
    ("closed_on = [2026-12-25]", 'closed_on = "Christmas"', "closed_on", "a list of dates"),
    ("closed_on_holidays = true", 'closed_on_holidays = "yes"', "closed_on_holidays", "true or false"),
    ('other_hours = { 2027-01-01 = "20:00-21:00" }', "other_hours = 3", "other_hours", "must be a table"),
    ('"20:00-21:00"', '"in the evening"', "other_hours", "other_hours must be such as"),
    ('"20:00-21:00"', '""', "other_hours", "other_hours must be such as"),
    ("2027-01-01 =", "new-year =", "other_hours", "other_hours must be such as"),
    ("2027-01-01 =", "2027-02-30 =", "other_hours", "no day of the calendar"),
    ('hours = "every day 18:00-02:00"', 'hours = "24/7"', 'hours = "24/7"\nclosed', "no other hours on some days"),
    ("verified_on = 2026-11-01", 'verified_on = "yesterday"', "verified_on", "a date such as"),
    ('confidence = "B"\nenabled', 'confidence = "C"\nenabled', "enabled = true\n\n[[places]]", "cannot be enabled"),
    ("general = true\n", "", None, "exactly one hotline must be general"),
    ('key = "evening_line"', 'key = "emergency"', 'key = "emergency"\nname = "Ev', "hotline 'emergency' stands twice"),
    ('name = { sq = "Kodra" }\n', "", '[[places]]\nkey = "hill"', "name is missing"),
    ('name = { sq = "Kodra" }', "name = {}", "name = {}", "name is empty"),
    ('name = { sq = "Kodra" }', 'name = { sq = "" }', 'name = { sq = "" }', "sq is empty"),
    ('key = "hill"', 'key = "village"', 'key = "village"\nname = { sq = "Kodra"', "place 'village' stands twice"),
    ('key = "school_hill"', 'key = "village"', 'key = "village"\nname = "Liria"', "place 'village' stands twice"),
    ("at = [42.5, 20.9]", "at = [142.5, 20.9]", "at = [", "no point on earth"),
    ("at = [42.5, 20.9]", 'at = "42.5, 20.9"', 'at = "', "at must be [latitude, longitude]"),
    ('in_place = "village"', 'in_place = "moon"', "in_place", "unknown place 'moon'"),
    ('place = "hill"\nconf', 'place = "moon"\nconf', 'place = "moon"', "unknown place 'moon'"),
    ('kind = "village"', 'kind = "planet"', "kind", "kind cannot be 'planet'"),
    ('places = ["hill", "village"]', 'places = ["hill"]', 'places = ["hill"]', "at least two places"),
    ('places = ["hill", "village"]', 'places = ["hill", "moon"]', 'places = ["hill"', "unknown place 'moon'"),
]


@pytest.mark.parametrize(
    ("part", "instead", "line", "said"), BROKEN, ids=[f"{row[3]} ({row[1][:20]})" for row in BROKEN]
)
def test_each_mistake_is_told_with_its_line(
    tmp_path: Path, part: str, instead: str, line: str | None, said: str
) -> None:
    assert GOOD.count(part) >= 1, "the good file has changed"
    text = GOOD.replace(part, instead, 1)
    told = problems_of(tmp_path, text)
    where = 0 if line is None else line_of(text, line)
    assert any(number == where and said in message for number, message in told), told


def test_of_one_mistyped_key_the_nearest_is_named_once(tmp_path: Path) -> None:
    told = [said for _, said in problems_of(tmp_path, GOOD.replace('key = "desk"', 'key = "deks"', 1))]
    assert (
        told.count("unknown institution 'desk': did you mean 'deks'?") == 1 < told.count("unknown institution 'desk'")
    )
    assert sum("did you mean" in each for each in told) == 1


def test_all_mistakes_are_told_at_once_in_the_order_of_the_file(tmp_path: Path) -> None:
    text = GOOD
    for part, instead in (("XK", "FR"), ('"desk@example.org"', '"desk"'), ('source = "its poster"\n', "")):
        text = text.replace(part, instead, 1)
    lines = [line for line, _ in problems_of(tmp_path, text)]
    assert len(lines) == 3
    assert lines == sorted(lines)


@pytest.mark.parametrize(
    ("raw", "line", "said"),
    [
        (b'key = "x"\nname = \n', 2, "is not TOML"),
        (b'key = "x"\nkey = "y"\n', 2, "is not TOML"),
        (b"a = " + b"[" * 100_000, 0, "is not TOML"),
        (b"a = " + b"9" * 10_000, 0, "is not TOML"),
        (b"\x00\x01\x02", 1, "is not TOML"),
        (b'key = "x"\nname = "\xff\xfe"\n', 2, "is not UTF-8 text"),
        (b"#" * 5_000_000, 0, "is bigger than 1000 kB"),
    ],
    ids=["no value", "twice the same key", "deep", "long number", "binary", "not UTF-8", "5 MB"],
)
def test_a_file_that_is_no_toml_gives_one_clear_problem(tmp_path: Path, raw: bytes, line: int, said: str) -> None:
    path = tmp_path / "town.toml"
    path.write_bytes(raw)
    with pytest.raises(BadSetup) as caught:
        load_file(path)
    (problem,) = caught.value.problems
    assert said in problem.message
    assert problem.line == line
    assert len(problem.message) < 200


@pytest.mark.parametrize(
    "raw", ["", "places = 3\nrules = [1]\npromises = 'x'\n", "[[key]]\n", "name = 1\n[urgencies.x]"]
)
def test_a_file_of_the_wrong_shape_is_told_and_never_crashes(tmp_path: Path, raw: str) -> None:
    assert len(problems_of(tmp_path, raw)) > 10


def test_a_folder_tells_the_problems_of_all_its_files(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_text(GOOD.replace("XK", "FR", 1))
    (tmp_path / "b.toml").write_text(GOOD.replace("Europe/Belgrade", "Europe/Nowhere", 1))
    with pytest.raises(BadSetup) as caught:
        load(tmp_path)
    assert [Path(problem.file).name for problem in caught.value.problems] == ["a.toml", "b.toml"]


def test_one_key_in_two_files_an_empty_folder_and_a_missing_file_are_told(tmp_path: Path) -> None:
    with pytest.raises(BadSetup, match="holds no municipality file"):
        load(tmp_path)
    with pytest.raises(BadSetup, match="cannot be read"):
        load_file(tmp_path / "town.toml")
    for name in ("a.toml", "b.toml"):
        (tmp_path / name).write_text(GOOD)
    with pytest.raises(BadSetup, match="'smalltown' stands in two files"):
        load(tmp_path)


def test_lines_are_right_after_long_lists_and_long_texts(tmp_path: Path) -> None:
    long = 'to_be_supplied = [\n  "a # b",\n  """\n[[rules]]\nkey = 1\n""",\n]'
    text = GOOD.replace('to_be_supplied = ["everything"]', long).replace('source = "its poster"', "source = 7")
    assert problems_of(tmp_path, text)[0][0] == line_of(text, "source = 7")


@pytest.mark.parametrize(("said", "people", "days"), [(True, 4, 7), (False, 5, 14)])
def test_how_many_make_a_matter_urgent_is_said_by_the_file_or_as_we_propose(
    tmp_path: Path, said: bool, people: int, days: int
) -> None:
    text = GOOD if said else GOOD.replace("[corroboration]\nsenders = 4\ndays = 7\n", "")
    (tmp_path / "town.toml").write_text(text)
    assert load_file(tmp_path / "town.toml").corroboration == Corroboration(people, days)
