"""What a template folder may not hold, each told with file and line."""

import shutil
from pathlib import Path

import pytest

from reportbot import paths
from reportbot.core.errors import BadSetup
from reportbot.letters.checking import letter_problems
from reportbot.letters.samples import AT, sample
from reportbot.letters.templates import LARGEST, folder_problems
from reportbot.letters.typesetting import BROKEN, Typesetter, set_letter
from reportbot.service.letters.forms import Forms
from tests.builders import a_town, catalogues


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The shipped templates, to be spoilt."""
    return shutil.copytree(paths.letters(), tmp_path / "letters")


def problems(folder: Path) -> list[str]:
    return list(map(str, letter_problems(folder, [a_town()], catalogues())))


def test_the_shipped_templates_set_every_letter() -> None:
    assert problems(paths.letters()) == []


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ('#import "@preview/cetz:0.3.0"', 'import: only a file of this folder, as "name.typ"'),
        ('#{ import ("@" + "preview/cetz:0.3.0") }', 'import: only a file of this folder, as "name.typ"'),
        ('#import /* near */ "@local/x:1.0.0"', 'import: only a file of this folder, as "name.typ"'),
        ('#include "../other.typ"', 'include: only a file of this folder, as "name.typ"'),
        ('#include "/etc/passwd"', 'include: only a file of this folder, as "name.typ"'),
        ("#eval(letter.title)", "eval: would run what somebody wrote"),
        ("#let run = eval", "eval: would run what somebody wrote"),
        ('#plugin("x.wasm")', "plugin: would run a program"),
    ],
)
def test_what_a_template_may_not_do_is_told_before_it_is_set(folder: Path, line: str, message: str) -> None:
    _add(folder, line)
    assert problems(folder) == [f"reminder.typ:{_lines(folder)}: {message}"]


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("#let x = (", "unclosed delimiter"),
        ("#letter.nothing", 'dictionary does not contain key "nothing"'),
        ('#read("/etc/passwd")', "file not found"),
        ('#read("../../secret.txt")', 'path `"../../secret.txt"` would escape the project root'),
        ('#image("not-there.png")', "file not found"),
        ("#while true { }", "condition is always true"),
    ],
)
def test_what_typst_refuses_is_one_problem_with_file_and_line(folder: Path, line: str, message: str) -> None:
    _add(folder, line)
    (only,) = problems(folder)
    assert only.startswith(f"reminder.typ:{_lines(folder)}: {message}")


def test_what_is_broken_for_all_is_told_once(folder: Path) -> None:
    common = folder / "common.typ"
    shipped = common.read_text()
    common.write_text(shipped.replace("letter.town", "letter.twon", 1))
    line = shipped[: shipped.index("letter.town")].count("\n") + 1
    assert [each.partition(": ")[0] for each in problems(folder)] == [f"common.typ:{line}"]


def test_a_notice_that_takes_two_pages_is_refused(folder: Path) -> None:
    notice = folder / "notice.typ"
    notice.write_text(notice.read_text() + "\n#pagebreak()\nMore.\n")
    assert problems(folder) == ["notice.typ: takes 2 pages and must fit on one"]


def test_a_missing_file_and_one_that_cannot_be_read_are_told_together(folder: Path) -> None:
    (folder / "referral.typ").unlink()
    (folder / "reminder.typ").write_bytes(b"\xff\xfe")
    (folder / "notice.typ").write_bytes(b"// " + b"x" * LARGEST)
    assert list(map(str, folder_problems(folder))) == [
        "referral.typ: is missing in letters",
        "notice.typ: is larger than 256 KB",
        "reminder.typ: cannot be read: UnicodeDecodeError",
    ]


def test_a_folder_that_is_not_there_lacks_everything(tmp_path: Path) -> None:
    assert len(folder_problems(tmp_path / "nowhere")) == 4


async def test_a_broken_template_makes_no_letter_and_repeats_no_value(folder: Path) -> None:
    _add(folder, "#panic(letter.title)")
    values = Forms(catalogues()).values("reminder", sample(a_town(), "en"))
    with pytest.raises(BadSetup, match="2026-0042"):
        set_letter(folder, "reminder", values, AT)
    with pytest.raises(BadSetup) as refused:
        await Typesetter(folder).pdf("reminder", values, AT)
    assert str(refused.value) == f"reminder.typ:{_lines(folder)}: {BROKEN}"


def test_a_clerks_own_sentences_and_pictures_are_set(folder: Path) -> None:
    (folder / "seal.svg").write_text(
        '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect width="9" height="9"/></svg>'
    )
    _add(folder, '#image("seal.svg", width: 1cm)\nPërshëndetje, *komuna*.')
    assert problems(folder) == []


def _add(folder: Path, line: str) -> None:
    with (folder / "reminder.typ").open("a") as template:
        template.write(f"{line}\n")


def _lines(folder: Path) -> int:
    return len((folder / "reminder.typ").read_text().splitlines())
