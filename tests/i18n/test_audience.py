"""Who reads a sentence decides which languages must have it."""

from pathlib import Path

import pytest

from reportbot.i18n.audience import OFFICE_PARTS, OFFICE_SOURCES, is_for_offices, read_in
from reportbot.i18n.check import catalogue_problems
from reportbot.i18n.extract import Message
from reportbot.i18n.update import update
from tests import shipped

SAID = shipped.sentences()


@pytest.mark.parametrize(
    ("file", "part", "for_offices"),
    [
        ("conversations/welcome.toml", "step.ask", False),
        ("conversations/notices.toml", "reporter", False),
        ("conversations/notices.toml", "office", True),
        ("deploy/municipalities/drenas.toml", "institutions.name", False),
        ("deploy/municipalities/drenas.toml", "institutions.role", True),
        ("deploy/municipalities/drenas.toml", "hotlines.name", False),
        ("deploy/municipalities/drenas.toml", "rules.name", True),
        ("deploy/municipalities/drenas.toml", "rules.because", True),
        ("src/reportbot/core/conversation/engine.py", "", False),
        ("src/reportbot/core/categories.py", "", False),
        ("src/reportbot/web/words.py", "", False),
        ("src/reportbot/web/console/words.py", "", True),
        ("/opt/venv/lib/reportbot/web/console/words.py", "", True),  # installed
        ("src/reportbot/web/institution/words.py", "", True),
        ("src/reportbot/somewhere/new.py", "", False),  # what nobody thought of is for everybody
    ],
)
def test_a_sentence_is_for_everybody_unless_a_rule_gives_it_to_offices(file: str, part: str, for_offices: bool) -> None:
    assert is_for_offices(Message("Hello.", file, 1, part)) is for_offices


def test_each_rule_still_finds_something() -> None:
    assert all(any(source in message.file for message in SAID) for source in OFFICE_SOURCES)
    assert {message.part for message in SAID} >= OFFICE_PARTS


def test_what_an_office_and_a_person_read_is_for_everybody() -> None:
    both = [
        Message("No", "src/reportbot/web/console/words.py", 1),
        Message("No", "conversations/x.toml", 1, "step.ask"),
    ]
    assert read_in("tr", [*both, Message("Close the case", "src/reportbot/web/console/words.py", 2)]) == both


@pytest.mark.parametrize("language", ["sq", "sr", "en", "sq_AL"])
def test_offices_have_everything_in_their_languages(language: str) -> None:
    assert read_in(language, SAID) == list(SAID)


@pytest.mark.parametrize("language", ["tr", "bs", "rom"])
def test_a_language_of_the_people_needs_less_than_half(language: str) -> None:
    assert 200 < len({message.msgid for message in read_in(language, SAID)}) < len({m.msgid for m in SAID}) * 0.7


def test_a_new_language_is_a_folder_and_the_check_lists_what_it_lacks(tmp_path: Path) -> None:
    """Romani is ready for whoever speaks it (README)."""
    (tmp_path / "conversations").mkdir()
    (tmp_path / "conversations" / "notices.toml").write_text('[reporter]\nnews = "News."\n[office]\nmail = "Mail."\n')
    (tmp_path / "locales" / "rom" / "LC_MESSAGES").mkdir(parents=True)
    assert update(tmp_path) == ["rom: 1 new, 0 gone, 1 to translate"]
    said = [Message("News.", "conversations/notices.toml", 2, "reporter")]
    (problem,) = catalogue_problems(
        [*said, Message("Mail.", "conversations/notices.toml", 4, "office")], tmp_path / "locales"
    )
    assert "has no translation: “News.”" in str(problem)


def test_a_countrys_wording_gains_nothing_and_follows_a_rewritten_sentence(tmp_path: Path) -> None:
    flow = tmp_path / "conversations" / "x.toml"
    flow.parent.mkdir()
    flow.write_text('[[step]]\nask = "The municipality answers you soon."\nagain = "Something else."\n')
    for language in ("sq", "sq_AL"):
        (tmp_path / "locales" / language / "LC_MESSAGES").mkdir(parents=True)
    assert update(tmp_path) == ["sq: 2 new, 0 gone, 2 to translate", "sq_AL: 0 new, 0 gone, 0 to translate"]
    path = tmp_path / "locales" / "sq_AL" / "LC_MESSAGES" / "reportbot.po"
    path.write_text(
        path.read_text("utf-8") + '\nmsgid "The municipality answers you soon."\nmsgstr "Bashkia."\n', "utf-8"
    )
    assert update(tmp_path)[1] == "sq_AL: 0 new, 0 gone, 0 to translate"
    flow.write_text('[[step]]\nask = "The municipality answers you very soon."\nagain = "Something else."\n')
    assert update(tmp_path)[1] == "sq_AL: 1 new, 1 gone, 1 to translate"
    assert "fuzzy" in path.read_text("utf-8") and "Something else" not in path.read_text("utf-8")
