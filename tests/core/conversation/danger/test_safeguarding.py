"""Rules R1, R2 and R13: danger is heard anywhere, numbers come first, one alarm, and only a plain no ends it."""

import pytest

from reportbot.core.conversation.danger.comfort import words_for
from reportbot.core.messages import Attachment
from tests.conversations.world import Person

DISCLOSURE = "burri po me rreh tani"


def msgids(person: Person, text: str) -> list[str]:
    return [reply.text.msgid for reply in person.says(text).replies]


def test_r2_numbers_come_in_the_same_reply_before_any_question() -> None:
    person = Person.in_("drenas", "sq")
    said = msgids(person, DISCLOSURE)
    assert said == ["Call:\n{numbers}\n{words}", "Is someone in danger?"]


@pytest.mark.parametrize("unclear", ["nuk e di", "3", "", "?", "shpejt", "ndihmë", "1", "po", "da", "📷"])
def test_r2_an_unclear_answer_counts_as_danger(unclear: str) -> None:
    person = Person.in_("drenas", "sq")
    person.says(DISCLOSURE)
    assert person.says(unclear).alarm is not None


@pytest.mark.parametrize("no", ["2", "2.", "2-JO", "dy", "jo", "NE", "no", "не", "Jo, desha të them diçka tjetër"])
def test_r2_a_plain_no_ends_it_without_an_alarm(no: str) -> None:
    person = Person.in_("drenas", "sq")
    person.says(DISCLOSURE)
    turn = person.says(no)
    assert turn.alarm is None
    assert turn.session.waiting_for == ""
    assert turn.session.answers["first_words"] == DISCLOSURE  # what was written is not lost


def test_the_alarm_carries_what_was_said_and_comes_once() -> None:
    person = Person.in_("drenas", "sq")
    person.says(DISCLOSURE)
    first = person.says("po")
    assert first.alarm is not None
    assert first.alarm.answers["description"] == DISCLOSURE
    again = person.says(DISCLOSURE)
    assert again.alarm is None
    assert "numbers" in again.replies[0].text.fill
    assert person.says(pressed="!danger:yes").alarm is None


def test_another_kind_of_danger_after_an_alarm_is_told_at_once_without_asking_again() -> None:
    person = Person.in_("drenas", "sq")
    for said in (DISCLOSURE, "po"):
        person.says(said)
    worse = person.says("ka thike")
    assert worse.alarm is not None
    assert worse.alarm.danger == "weapon"
    assert worse.alarm.answers["description"] == f"{DISCLOSURE}\nka thike"
    assert worse.session.waiting_for == ""
    assert person.says("ka thike").alarm is None


def test_the_report_after_an_alarm_belongs_to_its_case_even_after_a_new_start() -> None:
    person = Person.in_("drenas", "sq")
    for said in (DISCLOSURE, "po", "fillo", "2", "4", "Komoran", "rreh gruan", "dergo"):
        person.says(said)
    (submitted,) = person.submitted
    assert submitted.case == 1


def test_the_next_report_is_a_new_one() -> None:
    person = Person.in_("drenas", "sq")
    for said in (DISCLOSURE, "po", "Komoran", "dergo", "fillo", "1", "pusetë e hapur", "Arllat", "dergo"):
        person.says(said)
    assert [submitted.case for submitted in person.submitted] == [1, None]


def test_violence_that_is_told_as_past_gets_numbers_and_no_second_question() -> None:
    person = Person.in_("drenas", "en")
    for said in ("start", "2", "2", "Komoran"):
        person.says(said)
    turn = person.says("my father hits my brother")
    assert turn.session.step == "summary"
    assert "numbers" in turn.replies[0].text.fill


def test_r13_suicide_is_answered_with_care_and_one_question() -> None:
    person = Person.in_("drenas", "en")
    said = [reply.text for reply in person.says("I want to die").replies]
    assert said[0].fill["words"] == words_for("suicide")
    assert [text.msgid for text in said if "?" in text.msgid] == ["Are you safe right now?"]


@pytest.mark.parametrize("said", ["1", "jo", "Jo, më duhet ndihmë", "nuk e di", "po", "ndihmë"])
def test_r13_whoever_is_not_plainly_safe_is_in_danger(said: str) -> None:
    """A bare yes too: it may have been meant as an answer to "Is someone in danger?"."""
    person = Person.in_("drenas", "sq")
    person.says("dua të vdes")
    alarm = person.says(said).alarm
    assert alarm is not None
    assert alarm.danger == "suicide"


@pytest.mark.parametrize("said", ["2", "2.", "Jam në siguri", "na sigurnom sam", "I am safe, I meant something else"])
def test_r13_who_says_that_they_are_safe_goes_on(said: str) -> None:
    person = Person.in_("drenas", "sq")
    person.says("dua të vdes")
    turn = person.says(said)
    assert turn.alarm is None
    assert turn.session.waiting_for == ""


def test_an_old_yes_button_still_raises_the_alarm() -> None:
    person = Person.in_("drenas", "sq")
    person.says(DISCLOSURE)
    person.says("jo")
    assert person.says(pressed="!danger:yes").alarm is not None


def test_a_photo_that_came_with_the_danger_is_kept_for_its_case() -> None:
    person = Person.in_("drenas", "sq")
    assert person.says(DISCLOSURE, attachments=(Attachment("photo"),)).keep_photos
    assert person.says("po").alarm is not None
    for said in ("Komoran", "dergo"):
        person.says(said)
    assert person.submitted[0].answers["photos"] == 1
