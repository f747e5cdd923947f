"""Reasons are kept as plain values and read again; those of before, in plain English, are read too."""

import json

import pytest

from reportbot.core.cases.triage.deciding import triage
from reportbot.core.cases.triage.reasons import from_plain, in_english, to_plain
from reportbot.core.hearing.lexicon import DangerKind, Lexicon
from reportbot.core.hearing.wording import CHOSEN, DANGERS, URGENCIES
from reportbot.core.messages import Text, TextList
from reportbot.core.urgency import Urgency
from reportbot.lexicons import load


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    return load()


@pytest.mark.parametrize(
    "reason",
    [
        Text("Public services answer for waste."),
        Text("The person chose: {category}", {"category": Text("Stray dogs")}),
        Text("{count} {word}", {"count": 3, "word": "{category}"}),
        Text(
            "{heard}",
            {"heard": TextList((Text("hits"), Text("{idea} “{word}”", {"idea": Text("now"), "word": "po"})), "; ")},
        ),
    ],
    ids=lambda reason: reason.msgid,
)
def test_a_reason_is_read_again_as_it_was(reason: Text) -> None:
    assert from_plain(json.loads(json.dumps(to_plain(reason)))) == reason


@pytest.mark.parametrize(
    "said", ["dete je upalo u šaht", "babai po me rreh", "deponia po qelbet", "zzyx qwrt plmk vbnx", ""]
)
def test_so_are_all_reasons_of_triage(lexicon: Lexicon, said: str) -> None:
    because = triage(lexicon, said, danger_now=True).because
    assert because
    assert tuple(from_plain(json.loads(json.dumps(to_plain(each)))) for each in because) == because


def test_a_reason_shows_words_and_no_sign_of_the_lexicon(lexicon: Lexicon) -> None:
    said = " ".join(map(in_english, triage(lexicon, "Nxenesit po e ngacmojne nje djale", danger_now=False).because))
    assert "ngacmojn…" in said and "*" not in said


@pytest.mark.parametrize(
    ("kept", "read"),
    [
        ("Public services answer for waste.", Text("Public services answer for waste.")),
        ("the person chose waste", Text(CHOSEN.msgid, {"category": Text("Waste or dump")})),
        ("the person chose nothing that we know", Text("the person chose nothing that we know")),
        ("waste: “deponi*”", Text("waste: “deponi*”")),
    ],
)
def test_reasons_of_before_are_still_read(kept: str, read: Text) -> None:
    assert from_plain(kept) == read


@pytest.mark.parametrize(
    "rubbish", [None, 7, [], {}, {"say": 3}, {"say": "x", "with": []}, {"all": 1}, {"all": ["a"], "between": " "}]
)
def test_rubbish_is_shown_and_breaks_nothing(rubbish: object) -> None:
    assert in_english(from_plain(rubbish)) == str(rubbish)


@pytest.mark.parametrize(
    ("reason", "english"),
    [
        (Text("Plain."), "Plain."),
        (Text("{a}: {b}", {"a": Text("Waste"), "b": TextList((Text("x"), Text("y")), "; ")}), "Waste: x; y"),
        (Text("{a}.", {"a": "{b}", "b": "never"}), "{b}."),
        (Text("{nothing}."), "."),
    ],
)
def test_a_reason_in_plain_english(reason: Text, english: str) -> None:
    assert in_english(reason) == english


def test_every_danger_and_every_urgency_has_a_word() -> None:
    assert set(DANGERS) == set(DangerKind)
    assert set(URGENCIES) == set(Urgency)


def test_a_reason_names_the_idea_and_the_entry(lexicon: Lexicon) -> None:
    said = [in_english(reason) for reason in triage(lexicon, "dete je upalo u šaht").because]
    assert said[0].startswith("Open manhole or pit. Heard: ") and "manhole, shaft (“saht”)" in said[0]
    assert said[1].startswith("Danger: somebody fell into a pit or a manhole. Heard: ")
