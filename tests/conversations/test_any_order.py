"""Whatever comes, in whatever order: always a reply, always a way on, always a way out, and one report in the end."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from reportbot.core.conversation.session import Session
from reportbot.core.messages import Attachment, Location
from tests.conversations.test_walk import gets_out, has_a_way
from tests.conversations.world import CODE, Person

WORDS = [
    "1", "2", "3.", "5", "7", "po", "jo", "da", "ne", "yes", "no", "n", "0", "KTHEHU", "pomoć", "undo", "fillo",
    "/start x", "status", "Komoran", "Fushticë", "te shkolla", "Drenas", CODE, "1234", "3450", "9" * 16, "hello",
    "forget me", "skip", "language", "faleminderit",
    "ka nje pus pa kapak te shkolla", "the rubbish is not collected in Komoran", "burri po me rreh tani", "ok",
    "dete je upalo u šaht", "Shqip", "english", "send", "Ndrysho diçka", "туче ме сада", "dua te vdes",
]  # fmt: skip
ANYTHING = st.one_of(
    st.sampled_from(WORDS),
    st.text(max_size=60),
    st.text(alphabet="\x00\u202e\u200b\ud83d🙂א١٢٣\u0301 \n1", max_size=20),
)
QUICK = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))


class Conversation(RuleBasedStateMachine):
    """One person who does anything at all, on a phone or in a chat."""

    def __init__(self) -> None:
        super().__init__()
        self.person = Person.in_("drenas", channel="telegram")
        self.alarms = 0
        self.turn = self.person.says("hello")

    @rule(text=ANYTHING)
    def writes(self, text: str) -> None:
        self.does(text=text)

    @rule(number=st.integers(0, 4))
    def answers_the_question(self, number: int) -> None:
        choices = self.person.seen[-1].choices
        self.does(pressed=choices[number % len(choices)].value) if choices else self.does(text="tre qen")

    @rule()
    def sends_what_is_there(self) -> None:
        for choice in self.person.seen[-1].choices:
            if choice.value.endswith("summary:send"):
                self.does(pressed=choice.value)

    @precondition(lambda self: any(message.choices or message.commands for message in self.person.seen))
    @rule(data=st.data())
    def presses_any_button_ever_seen(self, data: st.DataObject) -> None:
        seen = dict.fromkeys(choice.value for m in self.person.seen for choice in (*m.choices, *m.commands))
        self.does(pressed=data.draw(st.sampled_from(list(seen))))

    @rule(text=st.sampled_from(["", "shih", "burri po me rreh"]), kind=st.sampled_from(["photo", "other"]))
    def sends_a_file(self, text: str, kind: str) -> None:
        self.does(text=text, attachments=(Attachment("photo" if kind == "photo" else "other"),))

    @rule(latitude=st.floats(-90, 90), longitude=st.floats(-180, 180))
    def sends_a_point(self, latitude: float, longitude: float) -> None:
        self.does(location=Location(latitude, longitude))

    @rule(hours=st.integers(1, 30))
    def waits(self, hours: int) -> None:
        self.person.waits(timedelta(hours=hours))

    def does(self, **what: object) -> None:
        before, seen = len(self.person.submitted), list(self.person.seen)
        again = what.get("pressed") and what["pressed"] == self.person.session.pressed
        turn = self.person.says(**what)  # type: ignore[arg-type]  # fields of a message
        if again:  # a second tap on the same button
            assert turn.replies == ()
            return
        self.turn = turn
        if self.turn.submitted:
            assert len(self.person.submitted) == before + 1
            assert {"category", "place", "description"} & set(self.turn.submitted.answers)
            summary = next(m for m in reversed(seen) if any(c.value.endswith("summary:send") for c in m.choices))
            checked = summary.text.partition("“")[2].rpartition("”")[0]
            assert checked in str(self.turn.submitted.answers.get("description", ""))

    @invariant()
    def there_is_always_a_reply_and_a_way_on(self) -> None:
        assert self.turn.replies
        assert all(message.text.strip() for message in self.person.seen[-2:])
        assert has_a_way(self.turn)

    @invariant()
    def the_session_can_always_be_reloaded(self) -> None:
        session = self.person.session
        assert Session.from_json(session.to_json().encode()) == session
        assert len(session.to_json()) < 60_000

    @invariant()
    def there_is_always_a_way_out(self) -> None:
        other = Person(self.person.town, self.person.channel, self.person.session, self.person.now)
        assert gets_out(other)


TestConversation = pytest.mark.filterwarnings("ignore")(Conversation.TestCase)
TestConversation.settings = settings(
    max_examples=80, stateful_step_count=40, deadline=None, suppress_health_check=list(HealthCheck)
)


STRAIGHT = ("welcome.menu:person", "report_person.category:neglect", "report_person.place:komoran")
OTHERS = ["!back", "!help", "report_person.category:domestic_violence", "report_person.place:+4"]


@QUICK
@given(detours=st.lists(st.sampled_from([*STRAIGHT, *OTHERS]), max_size=12))
def test_old_buttons_in_any_order_end_in_the_same_report_as_the_straight_path(detours: list[str]) -> None:
    person = Person.in_("drenas", "sq")
    person.says("fillo")
    for button in (*STRAIGHT, *detours):
        person.says(pressed=button)
    for button in STRAIGHT:  # what was pressed last counts
        person.says(pressed=button)
    for button in STRAIGHT:  # whatever is still open
        if person.session.step == button.partition(":")[0].rpartition(".")[2]:
            person.says(pressed=button)
    person.says(pressed="report_person.summary:send")
    (submitted,) = person.submitted
    said = {name: submitted.answers[name] for name in ("category", "place")}
    assert said == {"category": "neglect", "place": {"key": "komoran"}}


@pytest.mark.parametrize(
    "text", ["a" * 1_000_000, "1 " * 500_000, "é🙂" * 400_000, "\x00" * 1_000_000, "5" * 1_000_000]
)
@pytest.mark.parametrize("start", ["", "fillo"])
def test_a_megabyte_is_cut_and_answered(text: str, start: str) -> None:
    person = Person.in_("drenas", "sq")
    if start:
        person.says(start)
    assert person.says(text).replies
    assert any("4000" in message.text for message in person.seen)
    assert len(person.session.to_json().encode()) < 60_000


@QUICK
@given(texts=st.lists(ANYTHING, max_size=6))
def test_the_same_messages_always_give_the_same_turns(texts: list[str]) -> None:
    one, other = Person.in_("kamez", "en"), Person.in_("kamez", "en")
    assert [one.says(text) for text in texts] == [other.says(text) for text in texts]
