"""The ways to an office: in order, for some urgencies and hours; every mistake is one sentence with its line."""

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from pyrage.x25519 import Identity

from reportbot import paths
from reportbot.commands.checking_ways import hints
from reportbot.core.errors import BadSetup
from reportbot.core.urgency import Urgency
from reportbot.municipality.loading import Municipality, TransportTarget, load, load_file, with_contacts
from tests.municipality.test_problems import GOOD

DESK = 'email = "desk@example.org"\n'
WAYS = """ways = [
  { by = "sms", to = "+38344000111", urgency = ["emergency", "urgent"], when = "closed" },
  { by = "email", to = ["a@works.example", "b@works.example"] },
  { by = "webhook", to = "https://works.example/hook" },
  { by = "open311", to = "https://311.example/v2", jurisdiction = "works.example", services = { manhole = "001" } },
  { by = "paper" },
]
second = [{ by = "telegram", to = "-1001234567891" }]
head = [{ by = "sms", to = "+38344000112", when = "monday-friday 06:00-22:00; holidays 08:00-12:00" }]
"""
MONDAY_NOON, MONDAY_NIGHT = datetime(2026, 11, 23, 11, tzinfo=UTC), datetime(2026, 11, 23, 22, tzinfo=UTC)


def loaded(tmp_path: Path, ways: str) -> Municipality:
    path = tmp_path / "town.toml"
    path.write_text(GOOD.replace(DESK, ways, 1))
    return load_file(path, date(2026, 11, 22))


def problems(tmp_path: Path, ways: str) -> list[tuple[int, str]]:
    with pytest.raises(BadSetup) as caught:
        loaded(tmp_path, ways)
    first = GOOD[: GOOD.index(DESK)].count("\n") + 1
    return [(problem.line - first, problem.message) for problem in caught.value.problems]


def test_the_ways_stand_in_order_and_a_list_of_addresses_is_one_group(tmp_path: Path) -> None:
    desk = loaded(tmp_path, WAYS).institutions["desk"]
    assert [(way.kind, way.address, way.group) for way in desk.transports] == [
        ("sms", "+38344000111", 0),
        ("email", "a@works.example", 1),
        ("email", "b@works.example", 1),
        ("webhook", "https://works.example/hook", 2),
        ("open311", "https://311.example/v2", 3),
        ("paper", "", 4),
    ]
    assert desk.transports[4].options == {"jurisdiction": "works.example", "service:manhole": "001"}
    assert [way.kind for way in desk.second] == ["telegram"]
    assert [way.kind for way in desk.head] == ["sms"]


@pytest.mark.parametrize(
    ("urgency", "at", "fits"),
    [
        (Urgency.EMERGENCY, MONDAY_NIGHT, True),
        (Urgency.EMERGENCY, MONDAY_NOON, False),
        (Urgency.NORMAL, MONDAY_NIGHT, False),
    ],
)
def test_a_way_is_for_its_urgencies_and_hours(tmp_path: Path, urgency: Urgency, at: datetime, fits: bool) -> None:
    sms = loaded(tmp_path, WAYS).institutions["desk"].transports[0]
    assert sms.fits(urgency, at) is fits


def test_an_empty_short_contact_may_stand_beside_ways(tmp_path: Path) -> None:
    desk = loaded(tmp_path, 'email = ""\nways = [{ by = "nowhere" }]\n').institutions["desk"]
    assert [way.kind for way in desk.transports] == ["nowhere"]


def test_headed_tables_are_ways_too(tmp_path: Path) -> None:
    headed = 'instead = ["guard"]\n\n[[institutions.ways]]\nby = "sms"\nto = "+38344000111"\n'
    text = GOOD.replace(f'{DESK}instead = ["guard"]\n', headed, 1)
    (tmp_path / "town.toml").write_text(text)
    town = load_file(tmp_path / "town.toml", date(2026, 11, 22))
    assert [way.kind for way in town.institutions["desk"].transports] == ["sms"]


def test_every_mistake_is_told_with_the_line_of_its_way(tmp_path: Path) -> None:
    wrong = """ways = [
  { by = "pigeon", to = "roof" },
  { by = "email", to = "desk.example.org", urgency = ["soon"] }, { by = "sms", to = ["12", "+38344000111"] },
  { by = "webhook", to = "http://works.example/hook", when = "sometimes", secret = "x" },
  # a remark { with a bracket
  { by = "paper", to = "room 4" },
]
"""
    found = problems(tmp_path, wrong)
    assert [line for line, _ in found] == sorted(line for line, _ in found)
    said = {line: [message for number, message in found if number == line] for line, _ in found}
    assert said[1][0].startswith("by cannot be 'pigeon': one of email, telegram, sms")
    assert "urgency cannot be 'soon': one of" in said[2][0]
    assert "to is no e-mail address" in said[2] and "to is no sms address" in said[2]
    assert any(message.startswith("when must be such as") for message in said[3])
    assert any("must begin with https://" in message for message in said[3])
    assert "unknown key 'secret'" in said[3]
    assert said[5] == ["a way by paper has no address: leave out to"]


@pytest.mark.parametrize(
    ("ways", "told"),
    [
        (f'{DESK}ways = [{{ by = "paper" }}]\n', "write the short contact"),
        ('nowhere = true\nways = [{ by = "paper" }]\n', "write the short contact"),
        ("ways = []\n", "ways has one way to 10"),
        ('ways = "email"\n', "ways is a list such as"),
        ('ways = ["email"]\n', "ways is a list such as"),
        ("ways = [1, 2]\n", "ways is a list such as"),
        ("second = 7\n", "second is a list such as"),
        ("ways = [" + '{ by = "paper" }, ' * 11 + "]\n", "ways has one way to 10"),
        ('ways = [{ to = "+38344000111" }]\n', "by is missing"),
        ('ways = [{ by = "email" }]\n', "to is missing"),
        ('ways = [{ by = "email", to = [] }]\n', "to is missing"),
        ('ways = [{ by = "email", to = 5 }]\n', "to is missing"),
        ('ways = [{ by = "email", to = [["a@b.example"]] }]\n', "to is missing"),
        ('ways = [{ by = "email", to = ["a@b.example", "a@b.example"] }]\n', "an address stands there twice"),
        (
            'ways = [{ by = "email", to = [' + ", ".join(f'"a{n}@b.example"' for n in range(11)) + "] }]\n",
            "at most 10 addresses",
        ),
        ('ways = [{ by = "email", to = "' + "a" * 400 + '@b.example" }]\n', "to is no e-mail address"),
        ('ways = [{ by = "email", to = "a@b.example\\nBcc: c@d.example" }]\n', "to is no e-mail address"),
        ('ways = [{ by = "sms", to = "+٣٨٣٤٤٠٠٠١١" }]\n', "to is no sms address"),
        ('ways = [{ by = "email", to = "a@b.example", urgency = "urgent" }]\n', "urgency must be a list of texts"),
        ('ways = [{ by = "email", to = "a@b.example", when = "" }]\n', "when is empty"),
        ('ways = [{ by = "email", to = "a@b.example", when = "police is closed" }]\n', "when must be such as"),
        ('ways = [{ by = "paper", services = { manhole = "1" } }]\n', "unknown key 'services'"),
        ('ways = [{ by = "open311", to = "https://a.example" }]\n', "services is missing"),
        (
            'ways = [{ by = "open311", to = "https://a.example", services = { sexual_abuse = "1" } }]\n',
            "'sexual_abuse' is no matter of public space",
        ),
        (
            'ways = [{ by = "open311", to = "https://a.example", services = { manhole = "a b" } }]\n',
            "the code of 'manhole'",
        ),
    ],
)
def test_rubbish_is_one_clear_sentence(tmp_path: Path, ways: str, told: str) -> None:
    (found,) = problems(tmp_path, ways)
    assert told in found[1]


def test_open_and_closed_say_nothing_of_an_office_that_never_closes(tmp_path: Path) -> None:
    wrong = 'around_the_clock = true\nways = [{ by = "paper", when = "closed" }]\n'
    assert [message for _, message in problems(tmp_path, wrong)] == [
        "this institution is open day and night: when says nothing"
    ]


def test_urgencies_and_hours_without_a_way_are_told_in_words(tmp_path: Path) -> None:
    town = loaded(
        tmp_path,
        'ways = [{ by = "sms", to = "+38344000111", urgency = ["emergency"] }, '
        '{ by = "email", to = "a@b.example", urgency = ["emergency", "urgent"], when = "open" }]\n',
    )
    assert [hint.split(": ", 1)[1] for hint in hints(town) if "'desk'" in hint] == [
        "'desk' has no way for what is urgent at some hours (Monday 00:00 is one): the first of its list is taken then",
        "'desk' has no way for what is normal: the first of its list is taken",
        "'desk' has no way for what is information: the first of its list is taken",
    ]


def test_an_office_with_a_way_for_everything_needs_no_hint(tmp_path: Path) -> None:
    for ways in WAYS, DESK:
        assert not [hint for hint in hints(loaded(tmp_path, ways)) if "'desk'" in hint]


def test_who_gets_matters_about_people_without_a_second_way_is_named_with_its_line() -> None:
    shipped = load(paths.municipalities())["drenas"]
    drenas = with_contacts(shipped, {"police": (TransportTarget("email", "police@drenas.example"),)})
    found = [hint for hint in hints(drenas) if "'police'" in hint]
    line = drenas.text.splitlines().index('key = "police"')
    assert found == [
        f"drenas.toml:{line}: 'police' gets matters about people and has no second contact: "
        "no other way is left for the code that opens them, the desk has to read each one out by phone"
    ]
    second = replace(drenas.institutions["police"], second=(TransportTarget("telegram", "-1002"),))
    mended = replace(drenas, institutions={**drenas.institutions, "police": second})
    assert not [hint for hint in hints(mended) if "'police'" in hint]


def test_a_second_contact_that_is_the_first_one_again_is_named(tmp_path: Path) -> None:
    town = loaded(tmp_path, DESK + 'second = [{ by = "email", to = "desk@example.org" }]\n')
    (hint,) = [hint for hint in hints(town) if "nobody new" in hint]
    assert hint.endswith("the second contact of 'desk' is its first contact again: that step tells nobody new")


def test_an_office_may_have_a_key_of_its_own_beside_its_mail_address(tmp_path: Path) -> None:
    key = str(Identity.generate().to_public())
    town = loaded(tmp_path, f'ways = [{{ by = "email", to = "a@works.example", age = "{key}" }}]\n')
    assert town.institutions["desk"].transports[0].options == {"age": key}


@pytest.mark.parametrize("key", ["age1x", "AGE-SECRET-KEY-1QQQ", "ssh-ed25519 AAAA"])
def test_a_key_that_is_none_is_told_without_repeating_it(tmp_path: Path, key: str) -> None:
    found = problems(tmp_path, f'ways = [{{ by = "email", to = "a@works.example", age = "{key}" }}]\n')
    assert [message for _, message in found] == [
        "age must be a public key of age, which begins with age1: never its private half"
    ]
