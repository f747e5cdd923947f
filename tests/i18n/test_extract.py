"""Every English sentence is found where it stands, by Babel's command and by ours alike."""

from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.frontend import CommandLineInterface
from babel.messages.pofile import read_po

from reportbot.core.errors import BadSetup
from reportbot.i18n.extract import Message, extract_all, extract_python, extract_toml

ROOT = Path(__file__).parents[2]

FLOW = """\
name = "x"

[[step]]
id = "a"
ask = "What is it?"
again = "Please choose."
options = [
  { value = "yes", label = "Something else" },
  { value = "no", label = "None" },
]

[[step]]
id = "b"
ask = ["One.", "“Two”\\n{hole}"]
ask_sms = ["1.", "Short."]
options = [{ value = "yes", label = "Something else" }]
again = 'Written in another way'
"""


def test_a_flow_is_read_in_order_with_lines() -> None:
    assert found_in(FLOW) == [
        (5, "What is it?"),
        (6, "Please choose."),
        (8, "Something else"),
        (9, "None"),
        (14, "One."),
        (14, "“Two”\n{hole}"),
        (15, "Short."),
        (16, "Something else"),
        (0, "Written in another way"),
    ]


def test_every_sentence_of_the_notices_is_read() -> None:
    notices = (
        '[reporter]\nnews = "There is news."\nsaved = { text = "We saved it.", sms = "Saved." }\nbare = "{status}"\n'
    )
    assert found_in(notices) == [(2, "There is news."), (3, "We saved it."), (3, "Saved.")]


def test_words_are_in_every_language_already() -> None:
    assert found_in('yes = ["yes", "po"]\n[commands]\nback = ["back"]\n') == []


def test_of_a_municipality_only_what_people_read_is_found() -> None:
    town = """\
key = "drenas"
name = { sq = "Drenas", sr = "Glogovac" }
to_be_supplied = ["the duty contact"]

[[institutions]]
key = "qps"
name = "Centre for Social Work"
role = "Protects children"
email = ""

[[rules]]
name = "for the console"
because = "It protects children."

[[places]]
name = { sq = "Komoran" }

[[hotlines]]
name = "Police"
number = "192"
note = "Day and night."
"""
    assert found_in(town) == [
        (7, "Centre for Social Work"),
        (8, "Protects children"),
        (12, "for the console"),
        (13, "It protects children."),
        (19, "Police"),
        (21, "Day and night."),
    ]


def test_code_says_text_with_and_without_keywords() -> None:
    source = b"""\
from sqlalchemy import Text as column
A = Text("One {n}.", {"n": 1}, "Short one.")
B = messages.Text(
    "Two, "
    "in parts.",
    sms="Short two.",
)
C = Text(msgid="Three.")
D = _row("code", "A label", "child")
E = Text(names[code]), Text("{name}"), Text(), other("No.")
"""
    assert [(line, msgid) for line, _, msgid, _ in extract_python(BytesIO(source), {}, (), {})] == [
        (2, "One {n}."),
        (2, "Short one."),
        (4, "Two, in parts."),
        (6, "Short two."),
        (8, "Three."),
        (9, "A label"),
    ]


def test_a_file_that_cannot_be_read_is_told_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "conversations").mkdir()
    (tmp_path / "conversations" / "bad.toml").write_text('name = "x"\nstep = ?\n')
    (tmp_path / "src" / "reportbot").mkdir(parents=True)
    (tmp_path / "src" / "reportbot" / "bad.py").write_text("a = 1\nText(\n")
    with pytest.raises(BadSetup) as refused:
        extract_all(tmp_path)
    assert [(problem.file, problem.line > 0) for problem in refused.value.problems] == [
        ("conversations/bad.toml", True),
        ("src/reportbot/bad.py", True),
    ]


def test_each_part_of_the_project_is_found() -> None:
    messages = extract_all(ROOT)
    assert {Path(message.file).parts[0] for message in messages} == {"conversations", "deploy", "src"}
    assert all(message.line > 0 for message in messages)
    first = next(
        message for message in messages if message.msgid == "Choose your language. In danger now? Call {emergency}."
    )
    assert isinstance(first, Message)
    assert first.msgid in (ROOT / first.file).read_text("utf-8").splitlines()[first.line - 1]


def test_pybabel_finds_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    template = tmp_path / "reportbot.pot"
    command = ["pybabel", "-q", "extract", "-F", "pyproject.toml", "-o", str(template), "."]
    CommandLineInterface().run(command)  # type: ignore[no-untyped-call]  # Babel leaves this one untyped
    with template.open("rb") as file:
        by_babel = {entry.id for entry in read_po(file) if entry.id}
    assert by_babel == {message.msgid for message in extract_all(ROOT)}


def found_in(toml: str) -> list[tuple[int, str]]:
    return [(line, msgid) for line, _, msgid, _ in extract_toml(BytesIO(toml.encode()), {}, (), {})]


def test_of_the_rules_of_triage_only_what_the_desk_reads_is_found() -> None:
    rules = """\
negatable = ["hits"]

[ideas]
hits = "hitting, beating"
child = "a child"

[danger.violence]
urgent = ["hits & child"]

[[raise]]
urgency = "urgent"
why = "a beaten person"
when = "hits"

[base]
mental_health = "urgent"

[category]
child_violence = ["3: hits & child"]
"""
    assert found_in(rules) == [(4, "hitting, beating"), (5, "a child"), (12, "a beaten person")]
