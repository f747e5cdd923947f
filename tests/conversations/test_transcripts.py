"""Every transcript is what really happens, with the session reloaded between any two messages."""

from pathlib import Path

import pytest

from tests.conversations.transcripts import FOLDER, Transcript, fits, written

FILES = sorted(FOLDER.glob("*.transcript"))


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_the_dialogue_goes_as_written(file: Path) -> None:
    for exchange, real in Transcript.read(file).replayed():
        told = "\n".join([f"{file.name}:{exchange.line}", exchange.said, *real])
        assert fits(exchange.expected, real), told


@pytest.mark.parametrize("language", ["sq", "sr", "en"])
def test_there_are_dialogues_in_every_language(language: str) -> None:
    assert sum(Transcript.read(file).header.get("language") == language for file in FILES) >= 4


def test_a_transcript_that_is_not_true_fails(tmp_path: Path) -> None:
    file = tmp_path / "wrong.transcript"
    file.write_text("municipality: drenas\nlanguage: en\n\n> hello\n< Good day, how may I help?\n", "utf-8")
    ((exchange, real),) = Transcript.read(file).replayed()
    assert not fits(exchange.expected, real)


def test_recording_writes_what_is_said_and_keeps_the_rest(tmp_path: Path) -> None:
    file = tmp_path / "new.transcript"
    file.write_text(
        "# A remark.\nmunicipality: drenas\nlanguage: en\n\n> thanks\n< …welcome…\n\n@ 2 days pass\n\n> undo\n"
    )
    first = written(Transcript.read(file))
    assert first.startswith("# A remark.\nmunicipality: drenas\nlanguage: en\n\n> thanks\n< You are welcome.")
    assert "< There is nothing to cancel." in first
    file.write_text(first.replace("You are welcome. Write BEGIN when", "You are … when"), "utf-8")
    assert "You are … when" in written(Transcript.read(file))


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("hello", "new.transcript:3: cannot be read: hello"),
        ("@ soon", 'new.transcript:3: time passes so: "@ 2 days pass"'),
        ("> [Fly]", "new.transcript:3: nobody offered [Fly]"),
    ],
)
def test_a_line_that_cannot_be_played_is_named(tmp_path: Path, line: str, problem: str) -> None:
    file = tmp_path / "new.transcript"
    file.write_text(f"municipality: drenas\nlanguage: en\n{line}\n", "utf-8")
    with pytest.raises(ValueError) as error:
        list(Transcript.read(file).replayed())
    assert str(error.value) == problem
