"""A wrong flow file tells all its problems at once, each with file and line."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportbot.core.conversation.flows.parse import check_book, parse
from reportbot.core.errors import BadSetup
from reportbot.surroundings import load_book

GOOD = """\
name = "f"
version = 1

[[step]]
id = "hello"
kind = "say"
ask = "Hello."
next = "what"

[[step]]
id = "what"
kind = "choice"
ask = "What?"
save = "what"
options = [{ value = "a", label = "A" }, { value = "b", label = "B" }]
"""


def problems(text: str) -> list[str]:
    with pytest.raises(BadSetup) as error:
        parse("f.toml", text)
    return [str(problem) for problem in error.value.problems]


def test_a_good_flow_is_read() -> None:
    flow = parse("f.toml", GOOD)
    assert (flow.name, flow.version, flow.first, [*flow.steps]) == ("f", 1, "hello", ["hello", "what"])
    assert [step.line for step in flow.steps.values()] == [4, 10]


ROWS = [
    ("version = 1", "version = ", "f.toml:2: not valid TOML"),
    ("version = 1", "version = 0", "f.toml: version must be a whole number from 1"),
    ("version = 1", "version = true", "f.toml: version must be a whole number from 1"),
    ("version = 1", "version = 1\nfirts = 'x'", 'f.toml: a flow has no "firts"'),
    ("version = 1", "version = 1\nfirst = 'x'", 'f.toml: first step "x" does not exist'),
    ("version = 1", "version = 1\nreports = 'hazard'", "f.toml: a flow with reports needs a submit step"),
    ('name = "f"', "", 'f.toml: "name" is missing or empty'),
    ('name = "f"', "name = 7", 'f.toml: "name" must be a text in quotes'),
    ('kind = "say"', 'kind = "sing"', 'f.toml:4: kind "sing" is not one of'),
    ('kind = "say"', 'kind = ["say"]', "f.toml:4: kind"),
    ('kind = "say"', 'kind = "say"\nnxt = "what"', 'f.toml:4: a step has no "nxt"'),
    ('ask = "Hello."', "", 'f.toml:4: it says nothing: "ask" is missing'),
    ('ask = "Hello."', "ask = 7", 'f.toml:4: "ask" must be a sentence or a list of sentences'),
    ('ask = "Hello."', 'ask = ["Hello.", ""]', 'f.toml:4: "ask" must be a sentence or a list of sentences'),
    ('ask = "Hello."', 'ask = "Hello {nmae}."', 'f.toml:4: nothing fills "{nmae}" in: Hello {nmae}.'),
    ('ask = "Hello."', 'ask = "Hello."\nask_sms = ["Hi.", "Ho."]', "f.toml:4: ask_sms needs as many sentences as ask"),
    ('next = "what"', 'next = "waht"', 'f.toml:4: step "hello" leads to "waht", and there is no such step'),
    ('next = "what"', 'next = "end"', 'f.toml:10: no answer leads to step "what"'),
    ('next = "what"', "next = 3", 'f.toml:4: "next" must be a text in quotes'),
    ('next = "what"', 'next = "what"\ncases = "x"', 'f.toml:4: "cases" must be a table of answers and steps'),
    ('next = "what"', 'next = "what"\nevery_language = "yes"', 'f.toml:4: "every_language" must be true or false'),
    ('id = "what"', 'id = "hello"', 'f.toml:10: step "hello" stands twice'),
    ('save = "what"', "", 'f.toml:10: step "what" asks something and does not say where to save it'),
    ('save = "what"', 'save = "what"\nappend_to = "x"', 'f.toml:10: step "what" appends to "x", which nothing saves'),
    ('save = "what"', 'save = "what"\ncases = { c = "end" }', 'f.toml:10: step "what" has a case "c", which is never'),
    ('kind = "choice"', 'kind = "text"', 'f.toml:10: step "what" has options and is no choice'),
    ('kind = "choice"', 'kind = "fork"', 'f.toml:10: step "what" is a fork and needs "on" and "cases"'),
    ('value = "b"', 'value = "a"', 'f.toml:10: option "a" stands twice'),
    ('label = "B"', 'label = "A"', 'f.toml:10: option "b" stands twice'),
    ('label = "B"', 'label = ""', 'f.toml:10: "label" is missing or empty'),
    ('label = "B"', 'label = "B", forget = ["x"]', 'f.toml:10: an option has no "forget"'),
    ('label = "B"', 'label = "B", more = true', 'f.toml:10: option "b" leads on ("more") and does not say where'),
    ('label = "B"', 'label = "B", means = "maybe"', 'f.toml:10: means "maybe" is not one of yes, no'),
    (
        'value = "b"',
        f'value = "{"b" * 60}"',
        f'f.toml:10: option "{"b" * 60}" makes a button name longer than 64 bytes',
    ),
    ('{ value = "b", label = "B" }', "7", 'f.toml:10: "options" must be a list of tables'),
    (
        '{ value = "b", label = "B" }',
        ", ".join(f'{{ value = "{n}", label = "{n}" }}' for n in range(5)),
        "f.toml:10: 6 options are more than 5",
    ),
]


@pytest.mark.parametrize(("right", "wrong", "problem"), ROWS)
def test_each_mistake_is_named_with_its_line(right: str, wrong: str, problem: str) -> None:
    assert right in GOOD
    found = problems(GOOD.replace(right, wrong))
    assert any(each.startswith(problem) for each in found), found


def test_all_mistakes_are_told_at_once() -> None:
    text = GOOD
    wanted = []
    for right, wrong, problem in ROWS:
        if right in text and "not valid TOML" not in problem and right.startswith(("ask", "next", "label", "save")):
            text = text.replace(right, wrong)
            wanted.append(problem)
    found = problems(text)
    assert len(wanted) >= 4
    assert all(any(each.startswith(problem) for each in found) for problem in wanted), found


@pytest.mark.parametrize(
    "text", ["", "step = 1", "[step]", "[[step]]", "step = [1, 2]", "name = 'f'\nversion = 1\nstep = []"]
)
def test_hardly_anything_is_a_flow(text: str) -> None:
    assert problems(text)


@given(st.text(max_size=200))
def test_rubbish_is_refused_and_never_breaks_the_reader(text: str) -> None:
    assert problems(text)


def flow(name: str, *steps: str, version: int = 1) -> str:
    tables = "\n".join(f"[[step]]\n{step}" for step in steps)
    return f'name = "{name}"\nversion = {version}\n{tables}\n'


SAY = 'id = "{}"\nkind = "say"\nask = "Hm."\nnext = "{}"'


def book_problems(*texts: str) -> list[str]:
    with pytest.raises(BadSetup) as error:
        check_book([parse(f"{number}.toml", text) for number, text in enumerate(texts)], start="a")
    return [str(problem) for problem in error.value.problems]


def test_steps_that_come_round_without_a_question_are_found_even_across_flows() -> None:
    assert book_problems(flow("a", SAY.format("x", "y"), SAY.format("y", "x"))) == [
        '0.toml:3: step "x" comes round without a question',
        '0.toml:8: step "y" comes round without a question',
    ]
    across = book_problems(flow("a", SAY.format("x", "@b")), flow("b", SAY.format("z", "@a")))
    assert len(across) == 2


def test_a_round_with_a_question_in_it_is_a_conversation() -> None:
    question = 'id = "y"\nkind = "text"\nask = "And?"\nsave = "s"\nnext = "x"'
    check_book([parse("a.toml", flow("a", SAY.format("x", "y"), question))], start="a")


def test_flows_must_exist_and_have_one_version_each() -> None:
    found = book_problems(flow("b", SAY.format("x", "@gone")), flow("b", SAY.format("x", "end")))
    assert found == [
        '0.toml:3: step "x" leads to "@gone", and there is no such flow',
        "1.toml: b 1 stands in 0.toml too: count up",
        'conversations: there is no flow "a" to start with',
    ]


def test_every_file_of_the_folder_tells_its_problems(tmp_path: Path) -> None:
    (tmp_path / "old").mkdir()
    (tmp_path / "a.toml").write_text("x", "utf-8")
    (tmp_path / "b.toml").write_bytes(b"\xff")
    (tmp_path / "old" / "c.1.toml").write_text(flow("c", SAY.format("x", "gone")), "utf-8")
    with pytest.raises(BadSetup) as error:
        load_book(tmp_path)
    assert [problem.file for problem in error.value.problems] == ["a.toml", "b.toml", "old/c.1.toml"]
