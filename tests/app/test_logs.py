"""Whatever breaks, in whichever library, with everything speaking as loudly as it can: no word of a person is printed.

The same program is run without our logs too, to show that each library does print such words where nobody stops it.
"""

import ast
import json
import os
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

from reportbot.logs import FIELDS
from tests.app.noisy import MARKERS, NOISES

ROOT = Path(__file__).resolve().parents[2]
SOURCES = sorted((ROOT / "src" / "reportbot").rglob("*.py"))
LEVELS = {"debug", "info", "warning", "error", "critical", "exception", "log"}


@cache
def printed(how: str) -> dict[str, str]:
    """Standard output and error together, by the noise that made them."""
    environment = {**os.environ, "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}", "PYTHONASYNCIODEBUG": "1"}
    command = [sys.executable, "-X", "dev", "-W", "always", "-m", "tests.app.noisy", how]
    ran = subprocess.run(
        command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=120
    )
    assert ran.returncode == 1, "it ends with an exception that nobody catches"
    parts = ran.stdout.split("\n== ")
    return {"start": parts[0]} | {part.partition("\n")[0]: part.partition("\n")[2] for part in parts[1:]}


def leaks(text: str) -> list[str]:
    return [marker for marker in MARKERS if marker in text]


@pytest.mark.parametrize("noise", ["start", *NOISES, "the_end"])
def test_no_word_of_a_person_is_printed(noise: str) -> None:
    assert leaks(printed("guarded")[noise]) == []


@pytest.mark.parametrize("noise", [*NOISES, "the_end"])
def test_without_our_logs_it_would_be(noise: str) -> None:
    assert leaks(printed("naked")[noise]) != []


def test_a_leak_that_is_planted_is_found() -> None:
    assert any(leaks(text) for text in printed("planted").values())


def test_what_is_printed_is_one_line_of_json_each_with_known_fields_alone() -> None:
    lines = [line for text in printed("guarded").values() for line in text.splitlines() if line]
    records = [json.loads(line) for line in lines if line.startswith("{")]
    assert len(records) > 20
    assert all(set(record) <= {"at", "level", "event", *FIELDS} for record in records)


def test_a_keeper_still_learns_what_broke_and_where() -> None:
    said = printed("guarded")
    assert '"event": "it broke", "failure": "Broke"' in said["our_own_loggers"]
    assert '"event": "a thread broke", "failure": "Broke"' in said["threads"]
    assert '"event": "the program broke", "failure": "Broke"' in said["the_end"]
    assert '"event": "uvicorn", "failure": "Broke"' in said["uvicorn_and_starlette"]
    assert '"event": "asyncio", "failure": "Broke"' in said["asyncio"]
    assert '"event": "apscheduler", "failure": "Broke"' in said["apscheduler"]
    assert '"event": "a library warned", "failure": "UserWarning"' in said["warnings"]


def test_a_value_of_the_wrong_shape_is_a_question_mark() -> None:
    (line,) = [line for line in printed("guarded")["our_own_loggers"].splitlines() if "with fields" in line]
    shown = json.loads(line)
    assert {
        shown[name] for name in ("failure", "case", "municipality", "count", "status", "by", "where", "reason")
    } == {"?"}
    assert "text" not in shown and "address" not in shown


def test_every_event_is_a_constant_and_every_field_is_known() -> None:
    assert len(SOURCES) > 500
    for source in SOURCES:
        looks_right(source)


def looks_right(source: Path) -> None:
    for call in ast.walk(ast.parse(source.read_text(encoding="utf-8"))):
        if not (isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and call.func.attr in LEVELS):
            continue
        if not (isinstance(call.func.value, ast.Name) and call.func.value.id in {"log", "logger"}):
            continue
        assert len(call.args) == 1 and isinstance(call.args[0], ast.Constant), f"{source}:{call.lineno}: a constant"
        for keyword in call.keywords:
            assert keyword.arg == "extra", f"{source}:{call.lineno}: {keyword.arg}"
            if isinstance(keyword.value, ast.Dict):
                names = {key.value for key in keyword.value.keys if isinstance(key, ast.Constant)}
                assert names <= set(FIELDS), f"{source}:{call.lineno}: {names - set(FIELDS)}"
