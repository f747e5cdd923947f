"""What a person said, in the words of the desk. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from reportbot.core.categories import CATEGORIES
from reportbot.core.conversation.turns.session import GUESSED
from reportbot.core.messages import Text
from reportbot.service.cases.dossier import Said
from reportbot.service.towns import Town
from reportbot.web.console import words
from reportbot.web.console.case.story import story_words
from reportbot.web.telling import fact


@dataclass(frozen=True, slots=True)
class Told:
    """One report of the case: question and answer pairs, or that it cannot be read. `number` of the case that it came
    with, where that was put together with this one."""

    at: datetime
    answers: tuple[tuple[Text, Text], ...] = field(repr=False)
    is_readable: bool
    number: str = ""


def told_of(said: Said, town: Town) -> Told:
    if said.answers is None:
        return Told(said.at, (), False, said.case)
    return Told(said.at, tuple(answers_in_words(said.answers, town)), True, said.case)


def answers_in_words(answers: Mapping[str, Any], town: Town) -> Iterator[tuple[Text, Text]]:
    """The person's own words first, then the rest; what nobody has named yet is shown as it is. A category that was
    only found in their words is not told as theirs."""
    if GUESSED in answers:
        answers = {name: value for name, value in answers.items() if name != "category"}
    names = [name for name in story_words.QUESTIONS if name in answers]
    names += [name for name in answers if name not in story_words.QUESTIONS and name not in story_words.UNTOLD]
    for name in names:
        yield story_words.QUESTIONS.get(name, Text(name)), _answer(name, answers[name], town)


def _answer(name: str, value: Any, town: Town) -> Text:
    if name == "category" and value in CATEGORIES:
        return Text(CATEGORIES[value].label)
    if isinstance(value, dict):
        return _place(value, town)
    return fact(name, value) or story_words.YES_NO.get(str(value)) or _said(str(value))


def _place(value: Mapping[str, Any], town: Town) -> Text:
    """The place by name, the words around it, the point: whatever there is."""
    found = town.around.gazetteer.by_key.get(str(value.get("key", "")))
    said = str(value.get("text", ""))
    point = f"{value['lat']}, {value['lon']}" if "lat" in value and "lon" in value else ""
    rest = " · ".join(each for each in (said, point) if each)
    if found is None:
        return _said(rest) if rest else words.NOT_KNOWN
    return Text("{place} · {rest}" if rest else "{place}", {"place": found.name, "rest": rest})


def _said(text: str) -> Text:
    """What a person wrote fills a hole and is never looked up or filled in itself."""
    return Text("{said}", {"said": text})
