"""`reportbot check` counts the SMS of each message as a phone gets it, with the longest words that can fill it."""

from collections.abc import Sequence

import pytest

from reportbot.core.conversation.flows.flow import Flow, FlowBook, Option, Sentence, Step
from reportbot.core.errors import Problem
from reportbot.core.messages import Fill, Text
from reportbot.i18n import Catalogues
from reportbot.i18n.extract import Message
from reportbot.i18n.lengths import (
    Bubble,
    Length,
    bubbles_of,
    bubbles_of_engine,
    lengths,
    longest,
    mean,
)

ENGLISH = Catalogues({"en": {}})


def measured(
    *texts: Text, languages: Sequence[str] = ("en",), translator: Catalogues = ENGLISH, **fill: Sequence[Fill]
) -> list[Length]:
    return lengths([Bubble("f.toml", 3, text) for text in texts], translator, languages, fill)


@pytest.mark.parametrize(
    ("text", "count"),
    [
        (Text("x" * 160), 1),
        (Text("x" * 161), 2),
        (Text("ë" * 160), 1),  # folded before it is sent
        (Text("x" * 161, sms="short"), 1),
        (Text("x" * 150 + "{town}"), 2),
        (Text("{status}"), None),  # nobody can measure somebody's own words
    ],
)
def test_a_message_is_counted_as_it_is_sent(text: Text, count: int | None) -> None:
    assert [each.segments for each in measured(text, town=["Drenas", "Fushë Kosova"])] == ([count] if count else [])


def test_the_longest_value_is_taken_in_each_language() -> None:
    translator = Catalogues({"sq": {"Office": "Drejtoria e Shërbimeve", "Long office": "Zyra"}})
    values: list[Fill] = [Text("Office"), Text("Long office")]
    assert longest(translator, "sq", {"institution": values})["institution"] == Text("Office")
    assert longest(translator, "en", {"institution": values})["institution"] == Text("Long office")


@pytest.mark.parametrize(
    ("msgid", "problem"),
    [
        ("Call {emergency}. " + "x" * 140, ""),
        ("Call {emergency}. " + "x" * 160, "2 SMS in en, at most 1: "),
        ("Call {emergency}. They answer by {due}. " + "x" * 150, ""),  # a receipt
        ("x" * 66 + " Call {emergency}.", "the number comes after 70 letters in en: "),
        ("x" * 300, ""),
        ("x" * 310, "3 SMS in en, at most 2: "),
    ],
)
def test_one_sms_for_safety_and_two_for_anything_else(msgid: str, problem: str) -> None:
    (length,) = measured(Text(msgid), emergency=["112"])
    if not problem:
        assert length.problem is None
    else:
        assert length.problem == Problem("f.toml", 3, f"{problem}“{msgid}”")


def test_the_answers_are_counted_under_the_question() -> None:
    options = tuple(Option(str(at), "x" * 40) for at in range(4))
    steps = {"a": Step("a", "choice", (Sentence("Before."), Sentence("What?")), "a", options, again="Again.", line=7)}
    bubbles = list(bubbles_of(FlowBook({("welcome", 1): Flow("welcome", 1, "a", steps, file="f.toml")})))
    assert [(each.text.msgid, len(each.labels)) for each in bubbles] == [("Before.", 0), ("What?", 4), ("Again.", 0)]
    assert [each.segments for each in lengths(bubbles, ENGLISH, ["en"], {})] == [1, 2, 1]


def test_what_is_said_in_every_language_at_once_is_counted_together() -> None:
    bubble = Bubble("f.toml", 1, Text("x" * 100), every_language=True)
    translator = Catalogues({"sq": {"x" * 100: "y" * 100}})
    found = lengths([bubble], translator, ["en", "sq"], {}, [("en", "sq"), ("en",), ("en", "sq")])
    assert [(each.language, each.segments) for each in found] == [("en sq", 2), ("en", 1)]


def test_the_choice_of_language_names_those_of_the_town() -> None:
    bubble = Bubble("f.toml", 1, Text("x" * 145), every_language=True, names_them=True)
    found = lengths([bubble], ENGLISH, [], {}, [("sq", "en"), ("sr",), ("sq", "sr", "en")])
    assert [each.segments for each in found] == [2, 1, 2]


def test_labels_of_buttons_are_no_messages_of_the_engine() -> None:
    file = "src/reportbot/core/conversation/questions/asking.py"
    said = [Message(msgid, file, 1) for msgid in ("Back", "More places", "We keep what you wrote.")]
    elsewhere = Message("Sign in here.", "src/reportbot/web/words.py", 1)
    assert [each.text.msgid for each in bubbles_of_engine([*said, elsewhere])] == ["We keep what you wrote."]


def test_the_mean_of_nothing_is_nothing() -> None:
    assert mean([]) == 0.0
    assert mean(measured(Text("x"), Text("x" * 161))) == 1.5
