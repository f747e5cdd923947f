"""The rules of the domain facts, section 3, over every flow, language and town: a test for each, named after it.

R1, R2, R13, R16 and the danger part of R18 are in test_rules_danger.py, R15 where the offices are chosen, R14 and the
rest of R18 in tests/web and tests/service.
"""

import re
from collections.abc import Iterator

import pytest

from reportbot import paths
from reportbot.core.conversation.checks.inspection import reporting
from reportbot.core.conversation.flows.flow import Flow
from reportbot.core.conversation.questions.asking import COMMANDS
from reportbot.core.conversation.turns.session import SENT
from reportbot.core.conversation.turns.turn import Turn
from reportbot.core.messages import Text
from reportbot.core.text import fold
from reportbot.municipality.loading import load as load_municipalities
from reportbot.service.outgoing.neutral import is_neutral
from tests.conversations.test_old_buttons import WAYS_IN, answer_to, at_the_summary, finishes, here, sends
from tests.conversations.world import CODE, Person, the_world

WORLD = the_world()
BOOK = WORLD.book
TOWNS = load_municipalities(paths.municipalities())
FLOWS = {flow.name: flow for flow in reporting(BOOK)}
OF_PEOPLE = [name for name, flow in FLOWS.items() if flow.reports == "person" and not flow.category]
AT_RISK = [name for name in OF_PEOPLE if FLOWS[name].voice != "teacher"]
OF_OTHERS = [name for name in OF_PEOPLE if FLOWS[name].voice != "child"]
LANGUAGES = WORLD.translator.languages
CHANNELS = ["telegram", "sms", "web"]
every_report = pytest.mark.parametrize("name", FLOWS)
every_language = pytest.mark.parametrize("language", LANGUAGES)
every_channel = pytest.mark.parametrize("channel", CHANNELS)
every_town = pytest.mark.parametrize("town", WORLD.towns)

AT_THE_START = {
    "who reads it": r"[Oo]nly those who must help read",
    "no emergency line": r"not an emergency line",
    "the number to call": r"\{emergency\}",
    "what anonymous means": r"You do not say who you are",
    "the limit": r"If a child may be badly hurt, we (must )?tell people who can help",
}


def msgids(turn: Turn, channel: str) -> str:
    """What is said, in the source's words; a sentence that fills another one counts too."""
    return "\n".join(said for reply in turn.replies for said in _msgids(reply.text, channel == "sms"))


def _msgids(text: Text, sms: bool) -> Iterator[str]:
    yield text.sms if sms and text.sms else text.msgid
    for filled in text.fill.values():
        if isinstance(filled, Text):
            yield from _msgids(filled, sms)


def spoken(person: Person, seen: int = 0) -> str:
    return "\n".join(message.text for message in person.seen[seen:])


@every_town
@every_channel
@every_language
@pytest.mark.parametrize("hello", ["/start", "hello", "👍", "[photo]", "code"])
def test_r4_the_first_messages_say_who_reads_it_what_this_is_not_and_the_limit(
    town: str, channel: str, language: str, hello: str
) -> None:
    """Before anything is asked that belongs to a report; in the language that they have, or have just chosen."""
    person = Person.in_(town, "", channel)
    first = person.says("/start" if hello == "code" else hello)
    said = msgids(first, channel)
    if first.session.step == "language":
        languages = person.town.rules.languages
        number = languages.index(language) + 1 if language in languages else 1
        said += "\n" + msgids(person.says(str(number)), channel)
    for what, pattern in AT_THE_START.items():
        assert re.search(pattern, said), what
    assert person.town.around.emergency in spoken(person)


@every_report
@every_channel
def test_r4_nobody_sends_a_report_without_having_read_the_limit(name: str, channel: str) -> None:
    person = Person.in_("drenas", "sq", channel)
    said = ""
    for pressed in ("!start", *WAYS_IN[name]):
        said += msgids(person.says(pressed=pressed), channel)
    assert re.search(AT_THE_START["the limit"], said)
    assert re.search(AT_THE_START["who reads it"], said)


@pytest.mark.parametrize("name", AT_RISK)
@every_channel
@every_language
def test_r5_whoever_is_at_risk_or_tells_of_it_is_first_told_that_it_was_right(
    name: str, channel: str, language: str
) -> None:
    person = Person.in_("drenas", language, channel)
    for pressed in ("!start", *WAYS_IN[name][:-1]):
        person.says(pressed=pressed)
    seen = len(person.seen)
    turn = person.says(pressed=WAYS_IN[name][-1])
    assert turn.replies[0].text.msgid.startswith("You did the right thing by ")
    assert "It is not your fault." in msgids(turn, channel)
    right = WORLD.translator.say(turn.replies[0].text, language, sms=channel == "sms")
    assert fold(spoken(person, seen)).startswith(fold(right))


@every_report
def test_r6_no_picture_is_asked_for_and_words_may_always_be_left_out_after_it_is_stored(name: str) -> None:
    """What may never be asked in words is held by `reportbot check` (core/conversation/checks/wording.py)."""
    flow = FLOWS[name]
    assert flow.reports != "person" or all(step.kind != "photo" for step in flow.steps.values())
    person = at_the_summary(name)
    turn = sends(person, name)
    for _ in range(12):
        if turn.session.is_idle:
            return
        step = here(person)
        if step.save in ("safe_to_write", "code_kept"):
            break
        assert step.skip, f"{name}.{step.id} cannot be left out"
        turn = person.says(pressed="!skip")
    assert here(person).save == "safe_to_write"


@every_report
@every_channel
@pytest.mark.parametrize(("answer", "may_push"), [("yes", True), ("no", False)])
def test_r7_whether_writing_is_safe_is_asked_once_and_heard(
    name: str, channel: str, answer: str, may_push: bool
) -> None:
    person = at_the_summary(name)
    person.channel = channel
    heard = goes_to_the_end(person, name, answer)
    assert [turn.may_push for turn in heard if turn.may_push is not None] == [may_push]


@every_report
def test_r7_it_is_asked_again_when_the_contact_starts_again(name: str) -> None:
    person = at_the_summary(name)
    goes_to_the_end(person, name, "no")
    for pressed in ("!start", *WAYS_IN[name]):
        person.says(pressed=pressed)
    finishes(person)
    heard = goes_to_the_end(person, name, "yes")
    assert [turn.may_push for turn in heard if turn.may_push is not None] == [True]


@every_language
def test_r8_no_notification_tells_what_it_is_about(language: str) -> None:
    """Neither violence, abuse and police, nor category and code."""
    words = re.compile(r"\b(?:categor|kategori|kod|code|sifr)")
    for key in ("news", "alarm_late", "alarm_still", "not_a_photo"):
        said = WORLD.translator.say(WORLD.sentences.reporter(key, {"emergency": "112"}), language)
        assert is_neutral(said), said
        assert not words.search(fold(said)), said


@every_language
def test_r8_the_words_that_may_not_light_up_are_known_in_every_language(language: str) -> None:
    for label in ("Violence against a child", "Sexual abuse", "Violence at home", "Police"):
        said = WORLD.translator.say(Text(label), language)
        assert not is_neutral(said), said


@every_report
@every_language
@pytest.mark.parametrize("channel", ["telegram", "web"])
def test_r9_whoever_shares_a_phone_is_told_how_the_chat_is_deleted(name: str, channel: str, language: str) -> None:
    """No promise on SMS: what a phone company keeps is told by FORGET."""
    person = Person.in_("drenas", language, channel)
    for pressed in ("!start", *WAYS_IN[name]):
        person.says(pressed=pressed)
    finishes(person)
    turns = goes_to_the_end(person, name, "no")
    assert any("You can delete this chat." in msgids(turn, channel) for turn in turns)


@every_channel
def test_r9_what_a_phone_keeps_is_told_by_forget_and_by_about(channel: str) -> None:
    person = Person.in_("drenas", "en", channel)
    told = msgids(person.says("forget me"), channel)
    copies = {
        "telegram": "Telegram keeps its own copy",
        "sms": "Your phone company keeps",
        "web": "browser may remember",
    }
    assert copies[channel] in told


@every_report
@every_channel
@every_language
def test_r10_who_sends_is_told_who_has_it_by_when_and_the_code(name: str, channel: str, language: str) -> None:
    person = Person.in_("drenas", language, channel)
    for pressed in ("!start", *WAYS_IN[name]):
        person.says(pressed=pressed)
    finishes(person)
    seen = len(person.seen)
    turn = sends(person, name)
    holes = {hole for reply in turn.replies for hole in re.findall(r"{(\w+)}", msgids(turn, channel))}
    assert {"due", "code"} <= holes
    assert CODE[:4] in spoken(person, seen)
    if channel != "sms":
        assert "institution" in holes


@every_report
def test_r11_nothing_is_sent_before_the_person_says_so(name: str) -> None:
    """What is open to see is summed up first; the one exception, danger, is said where it is taken."""
    person = at_the_summary(name)
    assert person.submitted == []
    assert SENT not in person.session.answers
    asked = person.seen[-1].text
    place = person.town.around.gazetteer.by_key[str(person.session.answers.get("place", {}).get("key", "drenas"))]
    assert "place" not in person.session.answers or place.name.in_("sq") in asked
    person.says(pressed="!cancel")
    assert person.submitted == []


def test_r11_the_exception_is_told_when_it_is_made() -> None:
    person = Person.in_("drenas", "en")
    person.says("he is beating me right now")
    turn = person.says("yes")
    assert turn.alarm is not None
    assert "We are telling the person on duty" in msgids(turn, "telegram")


@pytest.mark.parametrize("name", OF_OTHERS)
@every_channel
@every_language
def test_r12_whoever_tells_of_somebody_is_warned_not_to_confront_nor_to_question(
    name: str, channel: str, language: str
) -> None:
    person = Person.in_("drenas", language, channel)
    for pressed in ("!start", *WAYS_IN[name]):
        person.says(pressed=pressed)
    finishes(person)
    said = msgids(sends(person, name), channel)
    assert "do not confront" in said
    assert "question the child" in said


@every_report
@every_channel
def test_r17_every_language_asks_as_much_and_says_as_much(name: str, channel: str) -> None:
    """The same questions with the same answers, in the same order, whoever's language it is."""
    shapes = set()
    for language in WORLD.towns["drenas"].rules.languages:
        person = Person.in_("drenas", language, channel)
        for pressed in ("!start", *WAYS_IN[name]):
            person.says(pressed=pressed)
        finishes(person)
        goes_to_the_end(person, name, "no")
        shapes.add(tuple(choice.value for message in person.seen for choice in message.choices))
    assert len(shapes) == 1


@pytest.mark.parametrize("language", [code for code in LANGUAGES if code != "en"])
def test_r17_no_sentence_of_any_flow_is_missing_in_any_language(language: str) -> None:
    for flow in map(BOOK.newest, BOOK.names()):
        for msgid in sentences_of(flow):
            if re.sub(r"{\w+}|\W", "", msgid):
                assert WORLD.translator.say(Text(msgid), language) != WORLD.translator.say(Text(msgid), "en"), msgid
    for label in COMMANDS.values():
        assert WORLD.translator.say(label, language)


def test_r17_both_official_languages_are_offered_in_every_town_of_kosovo() -> None:
    for town in TOWNS.values():
        if town.country == "XK":
            assert {"sq", "sr"} <= set(town.languages)


@every_town
def test_r18_every_town_names_who_is_told_first_of_an_emergency_or_is_asked_to(town: str) -> None:
    assert TOWNS[town].roster or any("duty contact" in what for what in TOWNS[town].to_be_supplied)


def goes_to_the_end(person: Person, name: str, safe: str) -> list[Turn]:
    """Sends, leaves out what may be left out, and says whether writing is safe."""
    turns = [sends(person, name)]
    for _ in range(12):
        if turns[-1].session.is_idle:
            return turns
        step = here(person)
        if step.save == "safe_to_write":
            turns.append(person.says(pressed=f"{person.session.flow}.{step.id}:{safe}"))
        else:
            turns.append(person.says(pressed="!skip" if step.skip else answer_to(person, step)))
    raise AssertionError(f"no end comes: {person.session.flow}.{person.session.step}")


def sentences_of(flow: Flow) -> list[str]:
    said = [each for step in flow.steps.values() for sentence in step.ask for each in (sentence.msgid, sentence.sms)]
    said += [step.again for step in flow.steps.values()]
    return [*filter(None, said), *(option.label for step in flow.steps.values() for option in step.options)]
