"""On SMS a safety sentence is one message and any other at most two, with the longest values that can fill them."""

import tomllib
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

import pytest

from reportbot.core.categories import CATEGORIES
from reportbot.core.conversation.flows.parse import parse
from reportbot.core.messages import Fill, Named, Text
from reportbot.core.sms import fold_to_gsm, number_within, segments
from reportbot.i18n.holes import holes_in
from tests import shipped

ROOT = Path(__file__).parents[2]
SHIPPED = shipped.catalogues()
TOWNS = [tomllib.loads(path.read_text("utf-8")) for path in sorted((ROOT / "deploy" / "municipalities").glob("*.toml"))]
FLOWS = [
    parse(path.name, path.read_text("utf-8"))
    for path in sorted((ROOT / "conversations").glob("*.toml"))
    if path.stem not in ("notices", "words")
]
SPOKEN = [(flow.name, step, each) for flow in FLOWS for step in flow.steps.values() for each in step.ask]
LONG = {"description", "first_words", "numbers", "status", "note", "typed"}  # cut by the channel, or a list of numbers

every_language = pytest.mark.parametrize("language", SHIPPED.languages)


@cache
def longest_values(language: str) -> dict[str, Fill]:
    def longest(texts: list[Text]) -> Text:
        return max(texts, key=lambda text: len(SHIPPED.say(text, language)))

    days = [Text("{d}", {"d": datetime(2026, 1, 1, 12, tzinfo=UTC) + timedelta(days=day)}) for day in range(365)]
    places = [Text("{n}", {"n": Named(place["name"])}) for town in TOWNS for place in town["places"]]
    return {
        "town": longest([Text("{n}", {"n": Named(town["name"])}) for town in TOWNS]),
        "emergency": "112",
        "category": longest([Text(category.label) for category in CATEGORIES.values()]),
        "place": longest(
            [
                *places,
                Text("the point you sent, near no place that we know"),
                Text('Shkolla "Xheladin Gashi - Plaku", Tërdevc'),
            ]
        ),
        "institution": longest([Text(office["name"]) for town in TOWNS for office in town["institutions"]]),
        "due": longest(days),
        "code": "1234 5678 9012 3456",
        "kept": 4000,
        "most": 4000,
    }


@every_language
def test_a_sentence_of_a_flow_fits(language: str) -> None:
    for flow, step, sentence in SPOKEN:
        at, msgid = f"{flow}.{step.id}", sentence.sms or sentence.msgid
        assert not holes_in(msgid) & (LONG - {"numbers", "status"}), f"{at}: needs an ask_sms without their own words"
        said = fold_to_gsm(SHIPPED.say(Text(msgid, longest_values(language)), language, sms=True))
        assert segments(said) <= (1 if is_safety(msgid) else 2), (at, said)


@every_language
def test_a_question_and_its_numbered_choices_fit(language: str) -> None:
    for flow, step in [(flow, step) for flow, step, _ in SPOKEN if step.options]:
        question = step.ask[-1]
        labels = [SHIPPED.say(Text(option.label), language, sms=True) for option in step.options]
        said = SHIPPED.say(Text(question.msgid, longest_values(language), question.sms), language, sms=True)
        whole = fold_to_gsm("\n".join([said, *(f"{number} {label}" for number, label in enumerate(labels, 1))]))
        assert segments(whole) <= 2, (f"{flow}.{step.id}", whole)


def test_the_choice_of_language_fits_in_all_languages_at_once() -> None:
    question = Text("Choose your language. In danger now? Call {emergency}.", {"emergency": "112"})
    names = ["1 Shqip", "2 Srpski", "3 English"]
    asked = [SHIPPED.say(question, code) for code in ("sq", "sr", "en")]
    assert segments(fold_to_gsm("\n".join([*asked, *names]))) <= 2


ENGINE = sorted({m.msgid for m in shipped.sentences() if m.file.startswith("src/reportbot/core/conversation/")})


@every_language
def test_a_sentence_of_the_engine_fits(language: str) -> None:
    assert len(ENGINE) > 50
    for msgid in ENGINE:
        said = fold_to_gsm(SHIPPED.say(Text(msgid, {**longest_values(language), "numbers": "\n112"}), language))
        assert segments(said) <= (1 if is_safety(msgid) else 2), said


@every_language
@pytest.mark.parametrize("key", ["news", "alarm_late", "alarm_still", "saved", "slow", "paused_danger", "paused_still"])
def test_a_notice_about_safety_is_one_message(key: str, language: str) -> None:
    notices = tomllib.loads((ROOT / "conversations" / "notices.toml").read_text("utf-8"))
    said = fold_to_gsm(SHIPPED.say(_notice(notices["reporter"][key], language), language, sms=True))
    assert segments(said) == 1, said


@every_language
def test_that_somebody_is_paused_is_two_messages_at_most(language: str) -> None:
    notices = tomllib.loads((ROOT / "conversations" / "notices.toml").read_text("utf-8"))
    said = fold_to_gsm(SHIPPED.say(_notice(notices["reporter"]["paused"], language), language, sms=True))
    assert segments(said) <= 2, said


def _notice(said: str | dict[str, str], language: str) -> Text:
    known: dict[str, Fill] = {"emergency": "112", "until": longest_values(language)["due"]}
    return Text(said["text"], known, said["sms"]) if isinstance(said, dict) else Text(said, known)


@every_language
def test_the_number_to_call_comes_early(language: str) -> None:
    saying = [each for each in SPOKEN if "{emergency}" in (each[2].sms or each[2].msgid)]
    assert saying
    for flow, step, sentence in saying:
        text = Text(sentence.msgid, longest_values(language), sentence.sms)
        said = fold_to_gsm(SHIPPED.say(text, language, sms=True))
        assert number_within(said), (f"{flow}.{step.id}", said)


def is_safety(msgid: str) -> bool:
    return "emergency" in holes_in(msgid) and not holes_in(msgid) & {"due", "institution"}
