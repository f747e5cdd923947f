"""Danger first, anywhere: rules R1, R2, R13, R16 and R18 of the domain facts (section 3), for every danger in every
language and script, at every question of every flow there is, and where no question is open.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from reportbot.core.cases.triage.deciding import triage
from reportbot.core.categories import CATEGORIES
from reportbot.core.conversation.danger import safeguarding
from reportbot.core.conversation.danger.comfort import question_to, words_for
from reportbot.core.conversation.engine import advance
from reportbot.core.conversation.flows.flow import Step
from reportbot.core.conversation.turns.session import Session
from reportbot.core.conversation.turns.turn import Turn
from reportbot.core.hearing.lexicon import DangerKind
from reportbot.core.messages import InboundMessage, TextList
from reportbot.core.sms import fold_to_gsm, number_within, segments
from reportbot.lexicons import load
from tests.conversations.test_walk import ASKING, at
from tests.conversations.world import MONDAY, Person, on_screen, the_world
from tests.core.hearing.spellings import Said, dangers, first_of_each, idioms

SAID = first_of_each()
LEXICON = load()
TOWN = the_world().towns["drenas"]
WRONG = {step.again for _, step in ASKING} | {
    "Please choose one of the answers below. You can type its number.",
    "One digit of this code is wrong. Please compare it with what you wrote down.",
} - {""}
every_question = pytest.mark.parametrize(("flow", "step"), ASKING, ids=[f"{flow}.{step.id}" for flow, step in ASKING])


def hears(session: Session, text: str, pressed: str = "", now: datetime = MONDAY) -> Turn:
    """One message and its turn, after the session was stored and loaded."""
    message = InboundMessage(Person.in_("drenas").address, now, ("key",), text, pressed)
    return advance(the_world().book, Session.from_json(session.to_json()), message, TOWN.around, now)


def standing_at(flow: str, step: Step) -> Session:
    """At this question, with nothing said of danger."""
    return at(flow, step).session.without_answers("now")


def states() -> Mapping[str, Session]:
    """Where no question of a flow is open, or another one than the flow's."""
    menu = standing_at("welcome", next(step for flow, step in ASKING if flow == "welcome"))
    draft = next(standing_at(flow, step) for flow, step in ASKING if flow == "report_hazard")
    return {
        "a stranger": Session("sq"),
        "after the end": Session("en", True, at=MONDAY),
        "after an alarm of before": Session("en", True, case=1, at=MONDAY),
        "asked for the language": replace(draft, waiting_for="language"),
        "asked whether to forget": replace(draft, waiting_for="forget"),
        "asked for the language at the menu": replace(menu, waiting_for="language"),
        "left in a hurry": replace(draft, quiet=True),
        "left after the end": Session("en", True, quiet=True, at=MONDAY),
        "a flow that is gone": replace(draft, flow="no_such_flow"),
        "a step that is gone": replace(draft, step="no_such_step"),
        "a version that is gone": replace(draft, version=99),
        "a day later": replace(draft, at=MONDAY - timedelta(hours=25)),
        "news looked up in a report": draft.with_answer("paused", [draft.flow, draft.version, draft.step]),
    }


def assert_numbers_first_and_asked(turn: Turn, said: Said) -> None:
    numbers, question = turn.replies[0].text.fill["numbers"], turn.replies[-1]
    assert isinstance(numbers, TextList), said
    assert numbers.items[0].fill["number"] == "112", said
    assert turn.session.waiting_for == "danger", said
    assert question.text == question_to(said.kind).text, said
    assert [offer.value for offer in question.choices] == ["!danger:yes", "!danger:no"], said
    assert turn.submitted is None and turn.alarm is None, said
    assert not {reply.text.msgid for reply in turn.replies} & WRONG, said


@every_question
def test_r1_r2_danger_is_heard_at_every_question_and_the_flow_waits(flow: str, step: Step) -> None:
    begun = standing_at(flow, step)
    for said in SAID:
        told = hears(begun, said.text)
        assert_numbers_first_and_asked(told, said)
        assert (told.session.flow, told.session.step) == (flow, step.id) or step.kind == "digits"
        later = hears(told.session, "2")
        assert later.session.waiting_for == "", said
        assert later.alarm is None or raises_alarm(flow, step), said
        assert not {reply.text.msgid for reply in later.replies} & WRONG, said
        is_same = (later.session.flow, later.session.step) == (flow, step.id)
        assert is_same or keeps(later, said.text) or later.look_up or later.alarm, said


def raises_alarm(flow: str, step: Step) -> bool:
    """Whether an answer to this very question does: "I want to die" is one of them."""
    steps = the_world().book.newest(flow).steps
    return any(target in steps and steps[target].kind == "alarm" for target in step.targets)


def keeps(turn: Turn, words: str) -> bool:
    """Their words have answered the question, or wait as the beginning of a report."""
    kept: list[Any] = [*turn.session.answers.values()]
    kept += [turn.answered.text] if turn.answered else []
    kept += [*turn.added.answers.values()] if turn.added else []
    return any(words in str(value) for value in kept)


@every_question
def test_r2_whoever_says_yes_gets_the_numbers_again_and_the_duty_contact_is_told(flow: str, step: Step) -> None:
    begun = standing_at(flow, step)
    for said in SAID[::7]:
        turn = hears(hears(begun, said.text).session, "1")
        assert turn.alarm is not None, said
        assert turn.alarm.danger == said.kind
        assert "numbers" in turn.replies[0].text.fill
        assert said.text in str(turn.alarm.answers.get("description")) or said.text in str(turn.session.answers), said


@every_question
def test_r1_after_the_alarm_another_danger_is_never_told_that_it_was_not_understood(flow: str, step: Step) -> None:
    begun = replace(standing_at(flow, step), dangers=("violence_now", "raised"), case=1)
    for said in SAID[::5]:
        turn = hears(begun, said.text)
        assert "numbers" in turn.replies[0].text.fill, said
        assert not {reply.text.msgid for reply in turn.replies} & WRONG, said
        asks_anew = turn.session.waiting_for == "danger"  # behind "type the last digits" everything is new
        assert (turn.alarm is not None or asks_anew) is (said.kind != "violence_now" or step.kind == "digits"), said


@pytest.mark.parametrize("state", states())
def test_r1_r2_danger_is_heard_where_no_question_of_a_flow_is_open(state: str) -> None:
    for said in SAID:
        told = hears(states()[state], said.text)
        assert_numbers_first_and_asked(told, said)
        later = hears(told.session, "2")
        assert later.session.waiting_for == "" and later.alarm is None, said
        assert later.replies or later.look_up, said


@pytest.mark.parametrize("answered", ["2", "no", "jo"])
def test_r2_after_a_no_the_same_question_stands_again(answered: str) -> None:
    flow, step = next((flow, step) for flow, step in ASKING if flow == "report_hazard" and step.kind == "place")
    begun = standing_at(flow, step)
    before = hears(begun, "", "nowhere").replies[-1]
    later = hears(hears(begun, "gori kuća").session, answered)
    assert later.replies[-1].text == before.text
    assert (later.session.flow, later.session.step) == (flow, step.id)


@pytest.mark.parametrize("language", sorted({language for language, _ in idioms()}))
def test_sayings_raise_the_question_at_most_once_in_a_conversation(language: str) -> None:
    """Those that are known raise none; these here nobody has written down."""
    unknown = {
        "sq": ["më vret kjo pritje", "po më vret ky dimër", "m'vret kjo punë"],
        "sr": ["ubija me ovo čekanje", "ubija me ova zima", "ubija me taj posao"],
        "bs": ["ubija me ovo čekanje", "ubija me ova zima", "ubija me taj posao"],
        "tr": ["bu iş beni öldürüyor", "bu kış beni öldürüyor", "beklemek beni öldürüyor"],
        "en": ["this winter is killing me", "the waiting kills me", "this job kills me"],
    }
    for at_first in (Session("en", True, at=MONDAY), standing_at(*ASKING[0])):
        asked, session = 0, at_first
        for text in [said for spoken, said in idioms() if spoken == language] + unknown[language]:
            session = hears(session, text).session
            if session.waiting_for == "danger":
                asked += 1
                session = hears(session, "2").session
        assert asked <= 1


def test_r2_the_reply_to_every_danger_is_one_sms_with_the_number_first() -> None:
    """Numbers, what helps and the question with its answers; and the same of the reply to a yes."""
    for town, there in the_world().towns.items():
        for language in there.rules.languages:
            for kind in (*DangerKind, "said_now"):
                for hour in (3, 18):
                    now = datetime(2026, 1, 5, hour, tzinfo=UTC)
                    session = Session(language, True, dangers=(kind,), waiting_for="danger")
                    asked = safeguarding.question(session, there.around, now)
                    _, told, _ = safeguarding.alarm(session, there.around, now)
                    for replies in (asked, told):
                        person = Person.in_(town, language, "sms")
                        sent = [on_screen(message) for message in person._spoken(Turn(session, replies), {})]
                        assert number_within(sent[0]), sent
                        assert segments("\n\n".join(sent)) == 1, sent


@every_question
@pytest.mark.parametrize("word", ["NUMRA", "brojevi", "numbers"])
def test_r3_one_word_leads_to_the_numbers_from_every_question(flow: str, step: Step, word: str) -> None:
    turn = hears(standing_at(flow, step), word)
    assert turn.session.flow == "find_help"
    assert turn.replies[-1].choices


@pytest.mark.parametrize("said", [said.text for said in dangers() if said.kind == "suicide"])
def test_r13_suicide_is_met_with_care_a_line_and_no_word_of_how(said: str) -> None:
    evening = datetime(2026, 3, 2, 18, tzinfo=UTC)
    person = Person.in_("drenas", "en", now=evening)
    person.says(said)
    (message,) = person.seen
    assert message.text.startswith("Call:\n112")
    assert "0800 12345" in message.text
    assert "You matter" in message.text
    assert message.text.endswith("Are you safe right now?")
    forbidden = ("commit", "successful", "pill", "method", "knife", "rope", "jump", "kill")
    assert not [word for word in forbidden if word in message.text.lower()]


@pytest.mark.parametrize("said", dangers(), ids=lambda said: said.text)
def test_r16_words_alone_raise_the_urgency_and_never_lower_it(said: Said) -> None:
    """Nothing but word lists listens; whatever was chosen, what was said can only make it more urgent."""
    for category in CATEGORIES:
        chosen = triage(LEXICON, "", category).urgency
        assert triage(LEXICON, said.text, category).urgency >= chosen


@pytest.mark.parametrize("key", ["alarm_late", "alarm_still"])
def test_r18_the_word_that_nobody_has_opened_the_alert_repeats_the_number_in_one_sms(key: str) -> None:
    """In digits alone, since it may light up on a screen (R8); they answer then, or it says that none is known to."""
    world = the_world()
    for there in world.towns.values():
        by_number = {entry.number: entry for entry in there.rules.directory}  # of a municipality
        for language in there.rules.languages:
            for kind in (*DangerKind, "said_now"):
                for hour in range(24):
                    now = datetime(2026, 1, 5, hour, tzinfo=UTC)
                    late = safeguarding.admission(kind, world.sentences.reporter(key, {}), there.around, now)
                    sms = fold_to_gsm(world.translator.say(late, language, sms=True))
                    assert segments(sms) == 1 and number_within(sms), sms
                    bare = there.around.answering(kind, now).bare
                    listed = bare.items[0].fill["numbers"]
                    assert isinstance(listed, TextList)
                    known = [by_number[str(item.fill["number"])].known_to_answer(now) for item in listed.items]
                    assert any(known) or len(bare.items) == 2


@pytest.mark.parametrize("channel", ["telegram", "sms"])
@pytest.mark.parametrize(("choice", "kind"), [("1", "said_now"), ("4", "suicide")])
def test_whoever_chooses_a_danger_hears_a_kind_word_with_the_numbers(choice: str, kind: str, channel: str) -> None:
    person = Person.in_("drenas", "sq", channel)
    for text in ("/start", "3"):
        person.says(text)
    turn = person.says(choice)
    assert turn.alarm is not None and "112" in "".join(message.text for message in person.seen[-3:])
    assert words_for(kind) in [reply.text for reply in turn.replies]
