"""The languages that ship: whole, honest, plain, and safe on a screen that somebody else may see."""

import re
import tomllib
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path

import pytest

from reportbot.core.categories import CATEGORIES
from reportbot.core.conversation.flows.flow import Step
from reportbot.core.conversation.flows.parse import parse
from reportbot.core.languages import on_pages
from reportbot.core.messages import Text
from reportbot.core.text import fold
from reportbot.i18n.__main__ import main
from reportbot.i18n.audience import read_in
from reportbot.i18n.check import catalogue_problems
from reportbot.i18n.pofile import catalogue_path, is_overlay, languages_in, read_catalogue
from reportbot.i18n.update import AWAITS
from reportbot.municipality.loading import Municipality
from tests import shipped

ROOT = Path(__file__).parents[2]
LOCALES = ROOT / "locales"
SHIPPED = shipped.catalogues()
MESSAGES = shipped.sentences()
NOTICES = tomllib.loads((ROOT / "conversations" / "notices.toml").read_text("utf-8"))
WORDS = tomllib.loads((ROOT / "conversations" / "words.toml").read_text("utf-8"))
MOST_WORDS = 15  # in a sentence; facts.md section 3
BUBBLE = 300  # letters, without what fills the holes

every_language = pytest.mark.parametrize("language", SHIPPED.languages)


def steps() -> Iterator[tuple[str, Step]]:
    for path in sorted((ROOT / "conversations").glob("*.toml")):
        if path.stem not in ("notices", "words"):
            flow = parse(path.name, path.read_text("utf-8"))
            yield from ((f"{flow.name}.{step.id}", step) for step in flow.steps.values())


def flow_sentences() -> list[str]:
    """What a person reads on the way through a flow, whether a flow file or the engine says it."""
    spoken = [m.msgid for m in MESSAGES if m.file.startswith(("conversations/", "src/reportbot/core/conversation/"))]
    return sorted(set(spoken) - set(strings(NOTICES["office"])))


def strings(table: dict[str, object]) -> Iterator[str]:
    for value in table.values():
        yield from strings(value) if isinstance(value, dict) else [str(value)]


def test_the_languages_of_the_three_towns_ship() -> None:
    assert {"sq", "sq_AL", "sr", "sr_Cyrl", "tr", "bs", "en"} == set(SHIPPED.languages)


def test_every_language_is_complete() -> None:
    assert [str(problem) for problem in catalogue_problems(MESSAGES, LOCALES)] == []


@pytest.mark.parametrize("language", languages_in(LOCALES))
def test_every_language_holds_what_its_readers_read_and_nothing_else(language: str) -> None:
    entries = {entry.id for entry in read_catalogue(catalogue_path(LOCALES, language), language) if entry.id}
    wanted = {message.msgid for message in read_in(language, MESSAGES)}
    assert entries < wanted if is_overlay(language, languages_in(LOCALES)) else entries == wanted


def test_a_countrys_wording_says_only_what_differs() -> None:
    whole = {entry.id: entry.string for entry in read_catalogue(catalogue_path(LOCALES, "sq"), "sq")}
    for entry in read_catalogue(catalogue_path(LOCALES, "sq_AL"), "sq_AL"):
        assert not entry.id or whole[entry.id] != entry.string, entry.id


@pytest.mark.parametrize("language", languages_in(LOCALES))
def test_every_language_says_that_it_awaits_a_native_reader(language: str) -> None:
    assert AWAITS in catalogue_path(LOCALES, language).read_text("utf-8").partition("msgid")[0]


@every_language
@pytest.mark.parametrize(("name", "step"), [(name, step) for name, step in steps() if step.options])
def test_the_choices_of_a_step_can_be_told_apart_when_typed(name: str, step: Step, language: str) -> None:
    labels = [fold(SHIPPED.say(Text(option.label), language)) for option in step.options]
    for one, other in combinations(labels, 2):
        assert one[:16] != other[:16], name
        assert not one.startswith(other + " ") and not other.startswith(one + " "), name


@pytest.mark.parametrize(("name", "step"), [(name, step) for name, step in steps() if step.options])
def test_a_typed_label_means_one_choice_whatever_its_language(name: str, step: Step) -> None:
    known = [SHIPPED.known_as(option.label) for option in step.options]
    assert all(not one & other for one, other in combinations(known, 2)), name


@every_language
def test_yes_and_no_and_the_commands_are_understood_as_they_are_said(language: str) -> None:
    assert fold(SHIPPED.say(Text("Yes"), language)) in map(fold, WORDS["yes"])
    assert fold(SHIPPED.say(Text("No"), language)) in map(fold, WORDS["no"])
    understood = {fold(word) for words in WORDS["commands"].values() for word in words}
    told = {word for msgid in flow_sentences() for word in capitals(SHIPPED.say(Text(msgid), language))}
    assert {fold(word) for word in told} <= understood
    assert len(told) >= 5


@every_language
def test_a_command_told_in_one_language_does_the_same_in_every_language(language: str) -> None:
    meaning = {fold(word): command for command, words in WORDS["commands"].items() for word in words}
    for msgid in flow_sentences():
        said = SHIPPED.say(Text(msgid), language)
        assert [meaning[fold(w)] for w in capitals(said)] == [meaning[fold(w)] for w in capitals(msgid)], msgid


PROMISES = re.compile(
    r"100 ?%|guarante|completely|totally|absolutely|secret|nobody can (find|know)"
    r"|garant|plotësisht|krejtësisht|absolutisht|sekret|fshehtë|premtojmë se do"
    r"|potpuno|sasvim|apsolutno|tajn|obećavamo|sigurno (će|ćemo)"
    r"|kesinlikle|tamamen|tümüyle|mutlaka|\bsırrı?\b|\bsır\b|söz veriyoruz|% ?100|kimse (öğrenemez|bilemez)",
    re.IGNORECASE,
)


@every_language
def test_nothing_promises_what_nobody_can_keep(language: str) -> None:
    for message in MESSAGES:
        assert not PROMISES.search(SHIPPED.say(Text(message.msgid), language)), message


STORY = re.compile(
    r"violen|abus|police|child|victim|suicid|dhun|abuz|polic|fëmij|viktim|vetëvr|nasil|zlostav|\bd(ij|j)?e(te|ca|ce|čij)|žrtv|samoub"
    r"|насиљ|злостав|\bде(те|ца|це|чиј)|жртв|самоуб|полиц|şiddet|istismar|polis|çocu|mağdur|intihar",
    re.IGNORECASE,
)


@every_language
def test_a_push_and_a_mail_never_tell_what_it_is_about(language: str) -> None:
    """R8: no word of violence, abuse or police, in what may light up on a screen."""
    pushed = [
        NOTICES["reporter"]["news"],
        NOTICES["reporter"]["alarm_late"],
        NOTICES["reporter"]["alarm_still"],
        *strings(NOTICES["office"]),
    ]
    for msgid in pushed:
        assert not STORY.search(SHIPPED.say(Text(msgid), language)), msgid
    assert NOTICES["office"]["sensitive"] in pushed


def test_the_words_of_a_story_are_looked_for_in_each_language() -> None:
    sensitive = [category.label for category in CATEGORIES.values() if category.sensitive]
    for language in ("sq", "sr", "sr_Cyrl", "tr", "bs", "en"):
        assert sum(1 for label in sensitive if STORY.search(SHIPPED.say(Text(label), language))) >= 8


@every_language
def test_the_news_is_one_short_neutral_sentence(language: str) -> None:
    assert len(SHIPPED.say(Text(NOTICES["reporter"]["news"]), language)) <= 40


@every_language
def test_sentences_are_short_and_bubbles_small(language: str) -> None:
    for msgid in flow_sentences():
        said = SHIPPED.say(Text(msgid), language)
        longest = max(re.split(r"[.?!]\s|\n", said), key=lambda sentence: len(sentence.split()))
        assert len(longest.split()) <= MOST_WORDS, longest
        assert len(said) <= BUBBLE, said


# words that these languages share
SAME_EVERYWHERE = {
    "alarm",
    "e-mail",
    "filter",
    "format",
    *("SMS", "Telegram", "terminal", "Status", "Problem", "Model", "Model {number}", "Administrator", "Auditor"),
    *("E-mail", "e-mail", "Webhook", "Open311", "Period", "Format", "Excel (XLSX)"),
}
LATIN_NAMES = {
    "Excel",
    "Linja",
    "Jetës",
    "Kamëz",
    "Twilio",
    "Webhook",
    "late",
    "help",
    "stop",
}  # the last are typed behind a slash


@pytest.mark.parametrize("language", ["sq", "sr", "sr_Cyrl", "tr", "bs"])
def test_no_sentence_is_left_in_english(language: str) -> None:
    same = {
        m.msgid
        for m in read_in(language, MESSAGES)
        if SHIPPED.say(Text(m.msgid), language) == SHIPPED.say(Text(m.msgid), "en")
    }
    assert same <= SAME_EVERYWHERE


@pytest.mark.parametrize("town", shipped.towns().values(), ids=lambda town: town.key)
def test_r17_all_languages_of_a_town_are_equal(town: Municipality) -> None:
    """Whoever writes to us reads every sentence in the language they chose, and it carries the same choices."""
    for code in on_pages(town.languages):
        left = {
            m.msgid for m in read_in("tr", MESSAGES) if code != "en" and SHIPPED.say(Text(m.msgid), code) == m.msgid
        }
        assert left <= SAME_EVERYWHERE, code
    assert town.languages[0].startswith("sq")
    assert town.country == "AL" or {"sq", "sr"} <= set(town.languages)  # official everywhere in Kosovo


@pytest.mark.parametrize(
    ("language", "marks"), [("sq", "ëçÇ"), ("sq_AL", "ëçÇ"), ("sr", "čćšžđ"), ("bs", "čćšžđ"), ("tr", "çğıöşüİ")]
)
def test_what_is_in_latin_letters_has_its_marks(language: str, marks: str) -> None:
    said = "".join(SHIPPED.say(Text(message.msgid), language) for message in MESSAGES)
    assert not re.search("[а-яА-ЯЂђЈјЉљЊњЋћЏџ]", said)
    assert set(marks) <= set(said)


def test_in_cyrillic_only_names_abbreviations_and_words_to_type_are_in_latin_letters() -> None:
    """Each word that is left was looked at: add to the list what is a name, correct the catalogue otherwise."""
    left = set()
    for message in MESSAGES:
        said = re.sub(r"\{\w+\}|[\w-]+(\.[\w-]+)+", " ", SHIPPED.say(Text(message.msgid), "sr_Cyrl"))
        left |= {word for word in re.findall(r"[a-zčćđšžA-ZČĆĐŠŽëç]{2,}", said) if not word.isupper()}
    assert left <= LATIN_NAMES


def test_the_catalogues_are_as_update_writes_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for folder in ("locales", "conversations", "deploy", "src"):
        (tmp_path / folder).parent.mkdir(exist_ok=True)
        if folder != "locales":
            (tmp_path / folder).symlink_to(ROOT / folder)
    before = {}
    for language in languages_in(LOCALES):
        path = catalogue_path(tmp_path / "locales", language)
        path.parent.mkdir(parents=True)
        before[path] = catalogue_path(LOCALES, language).read_text("utf-8")
        path.write_text(before[path], "utf-8")
    monkeypatch.chdir(tmp_path)
    assert main(["update"]) == 0
    assert {path: path.read_text("utf-8") for path in before} == before
    assert "0 new, 0 gone, 0 to translate" in capsys.readouterr().out


def test_update_says_how_it_is_called(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["update"]) == 2
    assert main([]) == 2
    assert "python -m reportbot.i18n update" in capsys.readouterr().err


NAMES = {"ALO", "SMS"}


def capitals(sentence: str) -> list[str]:
    """The commands that a sentence tells people to write: START, POČNI. JPEG and the like would not be wanted here."""
    return [word for word in re.findall(r"\b[^\W\d_]{3,}\b", sentence) if word.isupper() and word not in NAMES]
