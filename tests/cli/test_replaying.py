"""`reportbot triage replay` as an operator types it: with a database, a changed file, and no key."""

import asyncio
import hashlib
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest

from reportbot import paths
from reportbot.commands.replaying import replay_rules
from reportbot.config import Settings
from reportbot.core.errors import BadSetup
from reportbot.service.ids import id_at
from reportbot.storage import Database
from tests.builders import a_case
from tests.commands import reportbot

SHIPPED = (paths.municipalities() / "drenas.toml").read_text()
ROWS: list[dict[str, Any]] = [
    {"category": "manhole"},
    {"category": "waste", "place": ""},
    {"category": "neglect", "lead": "qps"},
    {"category": "manhole", "danger": "gas"},
    {"category": "waste", "needs_look": True, "lead": "coordinator"},
]


def changed(folder: Path, *swaps: tuple[str, str]) -> Path:
    text = SHIPPED
    for old, new in swaps or [('lead = "public_services"', 'lead = "inspectorate"')]:
        assert old in text
        text = text.replace(old, new)
    text = text.replace('copies = ["inspectorate"', 'copies = ["police"') if not swaps else text
    path = folder / "changed.toml"
    path.write_text(text)
    return path


async def a_database(url: str, age: timedelta = timedelta(days=20)) -> None:
    database = await Database.open(url)
    opened = datetime.now(UTC) - age
    async with database.begin() as work:
        for number, fields in enumerate(ROWS, 1):
            usual = {"opened_at": opened, "number": f"2026-{number:04}", "receipt_tag": b"%d" % number}
            await work.cases.add([a_case(id=id_at(opened) + number, **(usual | fields))], [], [], [])
    await database.close()


@pytest.fixture
def settings(sqlite_url: str) -> Settings:
    asyncio.run(a_database(sqlite_url))
    return Settings(database_url=sqlite_url, keys="nowhere")


def replayed(settings: Settings, file: Path | None, days: int = 365, town: str = "drenas") -> list[str]:
    out = StringIO()
    assert asyncio.run(replay_rules(settings, town, file, days, out)) == 0
    return out.getvalue().splitlines()


def test_it_lists_what_would_have_gone_elsewhere_and_counts_by_rule(settings: Settings, tmp_path: Path) -> None:
    manhole, waste, gas, *counts, waiting, summary = replayed(settings, changed(tmp_path))
    assert manhole.startswith("2026-0001  ") and "  manhole  komoran  public_services + inspectorate → " in manhole
    assert manhole.endswith("inspectorate + police  (dangers in public space → dangers in public space)")
    assert waste.startswith("2026-0002  ") and "  waste  -  " in waste
    assert [count.strip() for count in counts] == [
        "2  dangers in public space → dangers in public space",
        "1  waste → waste",
    ]
    assert waiting.startswith("1 wait at the reporting desk")
    assert summary == "5 cases of 365 days, 3 would have gone elsewhere. Nothing was changed."
    assert "(sensitive)" in gas


def test_of_a_sensitive_case_neither_matter_nor_place_nor_rule_is_on_the_screen(
    settings: Settings, tmp_path: Path
) -> None:
    file = changed(tmp_path, ('name = "harm to a child"', 'name = "harm"'), ('lead = "qps"', 'lead = "qkmf"'))
    (line,) = [each for each in replayed(settings, file) if each.startswith("2026-0003")]
    assert line.split("  ")[2:] == [
        "(sensitive)",
        "qps + police + victim_advocate + dka → qkmf + police + victim_advocate + dka",
    ]
    assert "komoran" not in line and "neglect" not in line and "harm" not in line


def test_the_same_file_sends_everything_the_same_way(settings: Settings) -> None:
    found = replayed(settings, paths.municipalities() / "drenas.toml")
    assert found[-1] == "5 cases of 365 days, 0 would have gone elsewhere. Nothing was changed."


def test_without_a_file_the_history_is_compared(settings: Settings) -> None:
    assert replayed(settings, None)[0].startswith("5 wait at the reporting desk, or have no rule in their history")


def test_only_the_days_asked_for_are_looked_at(settings: Settings, tmp_path: Path) -> None:
    assert replayed(settings, changed(tmp_path), days=10) == [
        "0 cases of 10 days, 0 would have gone elsewhere. Nothing was changed."
    ]


@pytest.mark.parametrize(
    ("town", "days", "swap", "said"),
    [
        ("nowhere", 365, None, 'there is no "nowhere"'),
        ("kamez", 365, None, "is of 'drenas', not of 'kamez'"),
        ("drenas", 0, None, "must be from 1 to 3660 days"),
        ("drenas", 10**6, None, "must be from 1 to 3660 days"),
        ("drenas", 365, ('lead = "qps"', 'lead = "nobody"'), "unknown institution 'nobody'"),
        ("drenas", 365, ("[[rules]]", "[[rules"), "is not TOML"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_read(
    settings: Settings, tmp_path: Path, town: str, days: int, swap: tuple[str, str] | None, said: str
) -> None:
    file = changed(tmp_path, *([swap] if swap else []))
    with pytest.raises(BadSetup) as caught:
        replayed(settings, file, days, town)
    assert any(said in str(problem) for problem in caught.value.problems)


def test_nothing_is_written_and_no_key_is_needed(settings: Settings, tmp_path: Path) -> None:
    database = Path(settings.database_url.removeprefix("sqlite:///"))
    before = hashlib.sha256(database.read_bytes()).hexdigest()
    at = {"REPORTBOT_DATABASE_URL": settings.database_url, "REPORTBOT_KEYS": str(tmp_path / "nowhere")}
    arguments = ("triage", "replay", "--municipality", "drenas", "--file", str(changed(tmp_path)), "--since", "30")
    ended = reportbot(*arguments, folder=tmp_path, **at)
    assert (ended.returncode, ended.stderr) == (0, "")
    assert ended.stdout.endswith("5 cases of 30 days, 3 would have gone elsewhere. Nothing was changed.\n")
    assert hashlib.sha256(database.read_bytes()).hexdigest() == before
    ended = reportbot("triage", "replay", "--municipality", "moon", folder=tmp_path, **at)
    assert (ended.returncode, "Nothing was started" in ended.stderr) == (1, True)
