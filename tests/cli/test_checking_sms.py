"""`reportbot check` counts what leaves by SMS, turn by turn, and refuses what costs too much or never arrives."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

import pytest

from reportbot.commands.checking_sms import SmsCheck
from reportbot.commands.sms_walk import AT_ANY_TIME, DANGER, SmsWalk
from reportbot.core.conversation.flows.flow import Flow, FlowBook, Option, Sentence, Step
from reportbot.core.outgoing.as_sms import body
from reportbot.core.receipt import in_fours
from reportbot.core.sms import number_within, segments
from reportbot.i18n import Catalogues
from reportbot.i18n.lengths import Bubble, bubbles_of, mean
from reportbot.service.outgoing.wording import Wording
from tests.conversations.world import CODE, Person, the_world

TOWNS = {"drenas": the_world().towns["drenas"]}
FILL = {"emergency": ["112"], "town": ["Drenas"]}


def book_with(*sentences: Sentence) -> FlowBook:
    """A welcome of three steps; the middle one, at line 7, says this."""
    ask = (Sentence("Choose your language. In danger now? Call {emergency}."),)
    language = Step("language", "choice", ask, "language", options_from="languages", next="more", every_language=True)
    more = Step("more", "say", sentences, next="menu", line=7)
    menu = Step("menu", "choice", (Sentence("What do you want to do?"),), "what", (Option("about", "Yes"),))
    steps = {step.id: step for step in (language, more, menu)}
    return FlowBook({("welcome", 1): Flow("welcome", 1, "language", steps, file="welcome.toml")})


def checked(book: FlowBook, translator: Catalogues | None = None, bubbles: Sequence[Bubble] = ()) -> SmsCheck:
    translator = translator or the_world().translator
    own = [each for each in bubbles_of(book) if each.line == 7 and each.file == "welcome.toml"]
    return SmsCheck(book, TOWNS, translator, ("sq", "sr", "en"), [*own, *bubbles], FILL)


def problems(check: SmsCheck) -> list[str]:
    return [str(problem).partition("\n")[0] for problem in check.problems()]


def test_the_shipped_conversations_keep_every_limit() -> None:
    check = checked(the_world().book)
    assert problems(check) == []
    figures = list(check.figures())
    assert "1.00 on average, 1 at most" in figures[0]
    assert any(line.startswith(f"  {AT_ANY_TIME}: sq 1.") for line in figures)


@pytest.mark.parametrize(("said", "problem"), [
    (Sentence("x" * 310), "3 SMS in en, at most 2"),
    (Sentence("x" * 161 + " {emergency}"), "2 SMS in en, at most 1"),
    (Sentence("x" * 70 + " {emergency}"), "the number comes after 70 letters in en"),
    (Sentence("Write STOP."), "STOP never arrives by SMS, in en"),
    (Sentence("Send START."), "START never arrives by SMS, in en"),
    (Sentence("Write HELP."), "HELP never arrives by SMS, in en"),
    (Sentence("Write ABRAKADABRA."), "ABRAKADABRA is no word that we know, in en"),
    (Sentence("x" * 310, "Short."), ""),
    (Sentence("Write STOP.", "Write BEGIN."), ""),
    (Sentence("Write STATUS."), ""),
])  # fmt: skip
def test_a_text_is_refused_where_it_stands(said: Sentence, problem: str) -> None:
    found = [each for each in problems(checked(book_with(said))) if " in en" in each]
    if problem:
        assert found[0].startswith(f"welcome.toml:7: {problem}")
    else:
        assert found == []


def test_a_word_that_carriers_take_is_found_in_every_language() -> None:
    translator = Catalogues({"sq": {"Write BEGIN now.": "Shkruaj STOP."}, "sr": {"Write BEGIN now.": "Napiši POČNI."}})
    found = [each for each in problems(checked(book_with(Sentence("Write BEGIN now.")), translator)) if "STOP" in each]
    assert found == ["welcome.toml:7: STOP never arrives by SMS, in sq: “Shkruaj STOP.”"]


def test_the_mean_is_held() -> None:
    """Every question of two messages: none too long by itself, all together too dear."""
    flows = {
        key: replace(flow, steps={name: _longer(step) for name, step in flow.steps.items()})
        for key, flow in the_world().book.flows.items()
    }
    assert any("SMS per message on average, at most 1.1" in each for each in problems(checked(FlowBook(flows))))


def _longer(step: Step) -> Step:
    return replace(step, ask=tuple(Sentence("x" * 165) for _ in step.ask)) if step.is_asking else step


def test_a_variant_that_nobody_needs_is_a_hint_and_no_problem() -> None:
    check = checked(book_with(Sentence("A short sentence.", "Short.")))
    assert problems(check) == []
    assert list(check.hints()) == ["welcome.toml:7: no ask_sms is needed, this fits into one SMS: “A short sentence.”"]


@pytest.mark.parametrize(
    "said",
    [
        Sentence("x" * 170, "Short."),
        Sentence("You wrote: {first_words}", "Short."),  # keeps their words out of an SMS
        Sentence("x" * 68 + " Call {emergency}.", "Call {emergency}."),
    ],
)
def test_a_variant_that_is_needed_gets_no_hint(said: Sentence) -> None:
    assert list(checked(book_with(said)).hints()) == []


def walk() -> SmsWalk:
    fill = {
        "town": "Drenas",
        "emergency": "112",
        "place": "Komoran",
        "due": "Monday",
        "institution": "x" * 50,
        "code": in_fours(CODE),
    }
    return SmsWalk(the_world().book, Wording(the_world().translator), dict.fromkeys(("sq", "sr", "en"), fill))


def test_the_walk_meets_every_turn_of_a_real_conversation() -> None:
    """What a person is really sent by SMS is among what was counted, but for the words that stand in the holes."""
    counted = {said for said in _bodies_by_walk() if "Drenas" not in said and "112" not in said}
    person = Person.in_("drenas", "en", "sms")
    for said in ("hello", "1", "1", "komoran", "A deep hole near the school", "1"):
        person.says(said)
    sent = [body(each.text, [choice.label for choice in each.choices]) for each in person.seen]
    questions = [each for each in sent if "\n1 " in each and "Komoran" not in each and "112" not in each]
    assert len(questions) > 1
    assert [each for each in questions if each not in counted and "Drenas" not in each] == []


def _bodies_by_walk() -> Iterator[str]:
    for each in walk().through(TOWNS["drenas"]):
        yield each.body


def test_every_reply_to_danger_is_one_sms_with_the_number_first() -> None:
    replies = [each for each in walk().through(TOWNS["drenas"]) if each.flow == DANGER and each.is_safety]
    assert len(replies) > 30
    for each in replies:
        assert segments(each.body) == 1, each.body
        assert number_within(each.body), each.body


def test_the_mean_of_nothing_is_nothing() -> None:
    assert mean([]) == 0.0
