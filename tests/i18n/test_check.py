"""What `reportbot check` says about catalogues."""

from pathlib import Path

import pytest

from reportbot.i18n.check import catalogue_problems
from reportbot.i18n.extract import Message
from reportbot.i18n.update import update

HEADER = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n\n'
WANTED = [Message("Call {emergency}.", "conversations/x.toml", 7)]


def problems_of(folder: Path, text: str, language: str = "sq") -> list[str]:
    path = folder / language / "LC_MESSAGES" / "reportbot.po"
    path.parent.mkdir(parents=True)
    path.write_text(HEADER + text, "utf-8")
    return [str(problem).replace(f"{folder}/", "") for problem in catalogue_problems(WANTED, folder)]


PO = "sq/LC_MESSAGES/reportbot.po"


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "conversations/x.toml:7: no entry in sq: “Call {emergency}.”"),
        ('msgid "Call {emergency}."\nmsgstr ""\n', f"{PO}:5: has no translation"),
        ('#, fuzzy\nmsgid "Call {emergency}."\nmsgstr "Telefono {emergency}."\n', f"{PO}:6: is fuzzy"),
        (
            'msgid "Call {emergency}."\nmsgstr "Telefono {numri}."\n',
            f"{PO}:5: has other holes than the English: {{numri}} for {{emergency}}",
        ),
        ('msgid "Call {emergency}."\nmsgstr "Telefono."\n', f"{PO}:5: has other holes than the English: none for"),
    ],
)
def test_what_is_missing_or_unsure_is_told_with_its_line(tmp_path: Path, text: str, problem: str) -> None:
    (only,) = problems_of(tmp_path, text)
    assert only.startswith(problem)


RIGHT = 'msgid "Call {emergency}."\nmsgstr "Telefono {emergency}."\n'


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ('msgid "Old"\nmsgstr "Vjetër"\n', f"{PO}:8: nobody says this any more: “Old”"),
        ('#~ msgid "Old"\n#~ msgstr "Vjetër"\n', f"{PO}:8: nobody says this any more: “Old”"),
    ],
)
def test_what_nobody_says_any_more_is_told(tmp_path: Path, text: str, problem: str) -> None:
    (only,) = problems_of(tmp_path, f"{RIGHT}\n{text}")
    assert only.startswith(problem)


def test_a_town_that_this_server_does_not_serve_is_no_problem(tmp_path: Path) -> None:
    assert problems_of(tmp_path, f'{RIGHT}\n#: deploy/municipalities/other.toml\nmsgid "Desk"\nmsgstr "Zyra"\n') == []


def test_a_plural_needs_every_form(tmp_path: Path) -> None:
    plural = '\nmsgid "Call {emergency}."\nmsgid_plural "Call {emergency}!"\nmsgstr[0] "Telefono {emergency}."\n'
    (only,) = problems_of(tmp_path, plural)
    assert "has no translation" in only


def test_too_many_plural_forms_are_told(tmp_path: Path) -> None:
    forms = "".join(f'msgstr[{form}] "Zovi {{emergency}}."\n' for form in range(4))
    (only,) = problems_of(tmp_path, f'msgid "Call {{emergency}}."\nmsgid_plural "Call {{emergency}}!"\n{forms}', "sr")
    assert "more translations than num_plurals" in only


def test_a_country_variant_and_english_may_be_partial(tmp_path: Path) -> None:
    problems_of(tmp_path, "", "sq_AL")
    problems_of(tmp_path, "", "en")
    assert problems_of(tmp_path, RIGHT) == []


def test_a_broken_catalogue_and_no_catalogue_are_problems_too(tmp_path: Path) -> None:
    assert "holds no language folder" in str(catalogue_problems(WANTED, tmp_path)[0])
    assert "is not a .po file" in problems_of(tmp_path, "rubbish\n")[0]


def test_update_keeps_translations_and_asks_about_changed_sentences(tmp_path: Path) -> None:
    flow = tmp_path / "conversations" / "x.toml"
    flow.parent.mkdir()
    flow.write_text('[[step]]\nask = "Please call the number {emergency}."\nagain = "Yes"\n')
    path = tmp_path / "locales" / PO
    path.parent.mkdir(parents=True)
    assert update(tmp_path) == ["sq: 2 new, 0 gone, 2 to translate"]
    text = path.read_text("utf-8").replace('"Yes"\nmsgstr ""', '"Yes"\nmsgstr "Po"')
    text = text.replace('{emergency}."\nmsgstr ""', '{emergency}."\nmsgstr "Telefono {emergency}."')
    path.write_text(text, "utf-8")
    assert update(tmp_path) == ["sq: 0 new, 0 gone, 0 to translate"]
    assert path.read_text("utf-8") == text

    flow.write_text('[[step]]\nask = "Please call this number: {emergency}."\nagain = "Yes"\n')
    assert update(tmp_path) == ["sq: 1 new, 1 gone, 1 to translate"]
    after = path.read_text("utf-8")
    assert ["Telefono {emergency}." in after, "fuzzy" in after, 'msgstr "Po"' in after] == [True, True, True]
