"""Quick exit (R3, R9): in any state and language, one harmless line is left; the safe word brings all back."""

from dataclasses import replace
from datetime import timedelta

import pytest

from reportbot.core.conversation.commands import LANGUAGE
from reportbot.core.conversation.danger import safeguarding
from reportbot.core.conversation.flows.flow import Step
from reportbot.core.conversation.turns.session import DRAFT_LIVES, HELD, Session
from reportbot.core.conversation.turns.turn import Turn
from reportbot.core.conversation.walking import forgetting
from reportbot.core.conversation.walking.unfinished import tells_of_danger, told_so_far
from reportbot.core.messages import Attachment, Location, OutboundMessage, Text
from tests.conversations.test_walk import DANGER, at, every_question
from tests.conversations.world import CODE, Person, the_world

GOODBYE = "Goodbye, and have a nice day."
GOODBYES = {
    "telegram": GOODBYE,
    "web": GOODBYE,
    "sms": "Goodbye. What is on this phone stays. You can delete it there.",
}
OLDER_STAY = "Goodbye. Older messages may still be here. You can delete this chat in its menu."
QUIET = "Hello. This chat is closed at the moment."
BACK = "Welcome back. If someone is in danger now, call {emergency}."
EXIT_WORDS = ["DALJE", "dalje", "Dalje!", "IZLAZ", "ИЗЛАЗ", "излаз", "ÇIKIŞ", "çıkış", "cikis", "EXIT", "/exit", "XX"]
SAFE_WORDS = ["LULE", "lule", "CVET", "ЦВЕТ", "cvijet", "ЦВИЈЕТ", "ÇİÇEK", "çiçek", "cicek", "FLOWER"]
CHATTER = ["who is this", "STATUS", "POMOĆ", "harro", "stop", "numrat", "undo", "1", "po", "ne", "Komoran", "👍", ""]
TELLING = ("raport", "prijav", "report", "komun", "opštin", "munic", "rrezik", "opasn", "danger", "kod", "code", "112")
WAITING = ["", safeguarding.WAITING, LANGUAGE, forgetting.WAITING]


@every_question
@pytest.mark.parametrize("channel", ["telegram", "sms", "web"])
def test_exit_works_at_every_question_and_the_safe_word_asks_it_again(flow: str, step: Step, channel: str) -> None:
    for waiting_for in WAITING:
        leaves_and_comes_back(waiting(at(flow, step, channel), waiting_for), channel, waiting_for)


def leaves_and_comes_back(person: Person, channel: str, waiting_for: str) -> None:
    asked = question_of(heard_by(person, "lule"))
    before = person.session
    (goodbye,) = heard_by(person, "DALJE")
    assert goodbye.text == said(GOODBYES[channel]) and has_nothing_to_press(goodbye), waiting_for
    for words in CHATTER:
        (answer,) = heard_by(person, words)
        assert answer.text == said(QUIET) and has_nothing_to_press(answer), waiting_for
    back = heard_by(person, "LULE")
    assert said(BACK) in "\n".join(each.text for each in back), waiting_for  # numbers come before it
    assert question_of(back) == asked, waiting_for
    assert replace(person.session, left=False) == replace(before, left=False), waiting_for


@pytest.mark.parametrize("language", ["sq", "sr", "en"])
@pytest.mark.parametrize("sentence", [*GOODBYES.values(), OLDER_STAY, QUIET])
def test_what_is_said_on_leaving_and_after_it_tells_nothing(sentence: str, language: str) -> None:
    words = said(sentence, language).lower()
    assert not [telling for telling in TELLING if telling in words]


@pytest.mark.parametrize("word", EXIT_WORDS)
@pytest.mark.parametrize("language", ["", "sq", "sr", "en"])
def test_exit_is_understood_in_every_language_whichever_was_chosen(word: str, language: str) -> None:
    person = Person.in_("drenas", language)
    person.says("fillo")
    assert person.says(word).leave


@pytest.mark.parametrize("word", SAFE_WORDS)
def test_the_safe_word_is_understood_in_every_language(word: str) -> None:
    person = in_a_report()
    person.says("dalje")
    person.says(word)
    assert not person.session.quiet


def test_who_has_said_nothing_yet_can_leave_too() -> None:
    person = Person.in_("drenas")
    (goodbye,) = heard_by(person, "izlaz")
    assert goodbye.text == said(GOODBYE, "sq")
    assert "Zgjidh gjuhën" in heard_by(person, "cvet")[-1].text


@pytest.mark.parametrize("text", DANGER.values())
@every_question
def test_danger_is_never_met_with_the_quiet_and_a_no_leads_back_to_it(flow: str, step: Step, text: str) -> None:
    """R1: whoever it is that writes; and if it was meant otherwise, nothing of the report shows."""
    person = at(flow, step)
    person.says("dalje")
    before = person.session
    told = heard_by(person, text)
    assert "112" in told[0].text and [choice.value for choice in told[-1].choices] == ["!danger:yes", "!danger:no"]
    assert [each.text for each in heard_by(person, "ne")] == [said(QUIET)]
    assert replace(person.session, dangers=()) == replace(before, dangers=())
    person.says(text)
    woken = person.says("da")
    assert woken.alarm is not None and not woken.session.quiet


def test_danger_that_was_asked_about_before_they_left_stays_unanswered() -> None:
    """R2: unanswered counts as danger, and a chatting stranger does not answer it."""
    person = in_a_report()
    person.says(DANGER["sq"])
    person.says("dalje")
    for words in ("ne", "2", "jo"):
        assert not person.says(words).alarm
        assert tells_of_danger(person.session)
    person.says("туче ме сада")
    person.says("jo")
    assert told_so_far(person.session)["description"] == DANGER["sq"]
    assert [choice.value for choice in heard_by(person, "lule")[-1].choices] == ["!danger:yes", "!danger:no"]


def test_danger_told_while_quiet_and_not_answered_is_passed_on_with_the_draft() -> None:
    person = in_a_report()
    person.says("dalje")
    person.says(DANGER["sq"])
    assert tells_of_danger(person.session)
    assert DANGER["sq"] in told_so_far(person.session)["description"]


def test_after_an_alarm_more_danger_gets_the_numbers_and_the_chat_stays_quiet() -> None:
    person = in_a_report()
    person.says(DANGER["sq"])
    person.says("po")
    person.says("dalje")
    turn = person.says("zjarr ne shtepi tani")
    assert turn.session.quiet and turn.alarm is not None and "112" in person.seen[-1].text


def test_the_same_danger_a_day_after_an_alarm_is_asked_about_again_in_a_quiet_chat() -> None:
    person = in_a_report()
    person.says(DANGER["sq"])
    person.says("po")
    person.says("dalje")
    person.waits(DRAFT_LIVES + timedelta(hours=1))
    assert person.says(DANGER["sq"]).session.waiting_for == safeguarding.WAITING
    assert person.says("po").alarm is not None


def test_a_word_of_danger_beside_the_exit_word_is_looked_at_first() -> None:
    for text in (f"/exit {DANGER['sq']}", f"dalje {DANGER['sq']}"):
        person = in_a_report()
        turn = person.says(text)
        assert not turn.leave and turn.session.waiting_for == safeguarding.WAITING


@pytest.mark.parametrize("command", ["start", "help", "status", "back", "cancel", "stop", "skip", "forget", "numbers"])
def test_a_word_of_danger_behind_any_command_is_looked_at_first(command: str) -> None:
    for person in (in_a_report(), Person.in_("drenas")):
        turn = person.says(f"/{command} {DANGER['sq']}")
        assert turn.session.waiting_for == safeguarding.WAITING


def test_the_code_brings_the_news_and_then_the_question_that_was_open() -> None:
    person = in_a_report()
    asked = question_of(person.seen[-1:])
    person.says("dalje")
    back = heard_by(person, CODE)
    assert back[0].text.startswith(said(BACK, "sq"))
    assert question_of(back) == asked
    assert not person.session.quiet


def test_start_begins_anew_and_shows_nothing_of_the_report() -> None:
    person = in_a_report()
    person.says("dalje")
    person.says("/start")
    assert person.session.flow == "welcome" and not person.session.quiet
    assert "category" not in person.session.answers


@pytest.mark.parametrize("brought", [{"attachments": (Attachment("photo"),)}, {"location": Location(42.6, 20.9)}])
def test_what_is_sent_while_quiet_is_not_kept(brought: dict[str, object]) -> None:
    person = in_a_report()
    person.says("dalje")
    before = person.session
    turn = person.says(**brought)  # type: ignore[arg-type]  # rows of a table
    assert not turn.keep_photos and turn.session == before
    assert person.seen[-1].text == said(QUIET, "sq")


def test_old_buttons_are_dead_but_for_the_one_that_says_danger() -> None:
    person = in_a_report()
    person.says(DANGER["sq"])
    person.says("dalje")
    for button in ("!help", "!back", "!danger:no", "!language:sr", "welcome.menu:person"):
        assert person.says(pressed=button).session.quiet
    assert person.says(pressed="!danger:yes").alarm is not None


def test_chatter_does_not_make_the_draft_live_longer() -> None:
    person = in_a_report()
    person.says("dalje")
    for _ in range(30):
        person.waits(timedelta(hours=1))
        person.says("hello")
    assert person.session.is_stale(person.now)
    person.says("lule")
    assert person.session.flow == "welcome"


def test_danger_a_day_later_is_heard_without_the_old_draft() -> None:
    person = in_a_report()
    person.says("dalje")
    person.waits(DRAFT_LIVES + timedelta(hours=1))
    assert "112" in heard_by(person, DANGER["sq"])[0].text
    assert person.session.flow == "" and person.session.quiet
    assert person.says("po").alarm is not None


def test_leaving_twice_says_goodbye_twice() -> None:
    person = in_a_report()
    assert all(person.says(word).leave for word in ("xx", "xx"))


def test_the_safe_word_shows_help_to_whoever_has_not_left() -> None:
    person = in_a_report()
    asked = question_of(person.seen[-1:])
    back = heard_by(person, "lule")
    assert "112" in back[0].text and question_of(back) == asked


def test_a_question_about_a_person_has_a_button_to_leave_and_one_about_a_hole_has_none() -> None:
    assert "!exit" in [each.value for each in in_a_report().seen[-1].commands]
    person = Person.in_("drenas", "sq")
    person.says("fillo")
    person.says("1")
    assert "!exit" not in [each.value for each in person.seen[-1].commands]


def test_a_quiet_session_is_the_same_after_it_was_stored() -> None:
    quiet = in_a_report().says("dalje").session
    assert Session.from_json(quiet.to_json()) == quiet


def in_a_report() -> Person:
    """Somebody at risk, and the first question about it."""
    person = Person.in_("drenas", "sq")
    person.says("fillo")
    person.says(pressed="welcome.menu:person")
    return person


def waiting(person: Person, waiting_for: str) -> Person:
    """With one of the questions open that interrupt a flow."""
    session = replace(person.session, waiting_for=waiting_for)
    if waiting_for == safeguarding.WAITING:
        session = replace(session.with_answer(HELD, DANGER["sq"]), dangers=("violence_now",))
    person.session = session
    return person


def heard_by(person: Person, text: str = "") -> list[OutboundMessage]:
    before = len(person.seen)
    turn: Turn = person.says(text)
    assert turn.replies
    return person.seen[before:]


def question_of(messages: list[OutboundMessage]) -> tuple[str, list[str]]:
    """What is asked in the last bubble, and what can be answered to it."""
    return messages[-1].text.split("\n\n")[-1], [choice.value for choice in messages[-1].choices]


def has_nothing_to_press(message: OutboundMessage) -> bool:
    return not message.choices and not message.commands


def said(msgid: str, language: str = "en") -> str:
    return the_world().translator.say(Text(msgid, {"emergency": "112"}), language)
