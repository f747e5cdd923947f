"""What people tell beyond the question that was asked: it is kept, so that nobody has to write it twice."""

from dataclasses import replace
from typing import Any

from reportbot.core.categories import CATEGORIES
from reportbot.core.conversation.flows.flow import Flow
from reportbot.core.conversation.turns.session import FILLED, GUESSED, SENT, Session
from reportbot.core.conversation.turns.surroundings import Hint, Surroundings
from reportbot.core.receipt import CODE_DIGITS, SHOWN_DIGITS
from reportbot.core.text import fold

LONGEST_STORY = 8000  # letters of one description, however many messages it came in
_LONGEST_CODE = 60  # letters of a message that is a code and nothing else, however it is spaced
_DIGITS_OFF = 2  # left out or typed twice
_FEWEST_WORDS = 3  # a first message of fewer words is a greeting, not a report
_FEWEST_WORDS_UNKNOWN = 9  # of so many words, one that we know nothing of may well be the report
_FEWEST_WORDS_ASIDE = 4  # fewer words, where an answer was expected, are an answer that we do not know
_ELSE = "other"  # says nothing of what it is: clearer words may
_FLOW_OF_GROUP = {
    "public_space": "hazard",
    "emergency": "hazard",
    "service": "service",
    "child": "person",
    "adult": "person",
    "school": "person",
}
_FLOW_OF = {"school_dropout": "dropout", "discrimination": "discrimination"}  # that have a dialogue of their own
_CARRIED = ("language", "now", "need", "safe_to_write", "photos", "place", "first_words", "guess", "guessed_category")


def is_story(text: str) -> bool:
    return len(fold(text).split()) >= _FEWEST_WORDS_ASIDE


def is_telling(text: str) -> bool:
    """More than a greeting."""
    return len(text.split()) >= _FEWEST_WORDS


def names_thing(text: str, around: Surroundings) -> bool:
    """A manhole, stray dogs: one word is enough where it can be nothing else."""
    return _is_thing(around.listen(text))


def looks_like_code(text: str) -> bool:
    """Nothing but digits, about as many as a receipt code has: perhaps mistyped, and meant as one all the same."""
    digits = fold(text[:_LONGEST_CODE]).replace(" ", "")
    return digits.isdecimal() and abs(len(digits) - CODE_DIGITS) <= _DIGITS_OFF


def is_only_code(text: str) -> bool:
    """Nothing but a receipt code, which is masked by now."""
    digits = fold(text[:_LONGEST_CODE])
    return "•" in text and digits.isdecimal() and len(digits) == SHOWN_DIGITS


def opened_with(session: Session, text: str, hint: Hint) -> Session:
    """The first words of a conversation, and the kind of report and category that they sound like."""
    if not (is_telling(text) or _is_thing(hint)):
        return session
    session = session.with_answer("first_words", joined(session.answers.get("first_words"), text))
    guess = _FLOW_OF.get(hint.category) or kind_of(hint.category)
    guess = "child" if guess == "person" and hint.child else guess
    if guess:
        session = session.with_answer("guess", guess).with_answer("guessed_category", hint.category)
    return session


def carried_into(flow: Flow, session: Session, around: Surroundings) -> Session:
    """Into a flow that makes a report come the first words as its description, and what was guessed from them.

    The guess gives way where they chose from the menu themselves. "Hello, I want to report something" answers no
    question of what happened. After a report is stored, everything stays.
    """
    said = session.answers
    if SENT in said:
        return session
    fresh = replace(session, answers={name: said[name] for name in _CARRIED if name in said})
    if flow.category:
        fresh = fresh.with_answer("category", flow.category)
        if "guess" in said and "what" not in said:  # the flow itself is a guess
            fresh = fresh.with_answer(GUESSED, "yes")
    if not flow.reports or "first_words" not in said:
        return fresh
    if "what" in said:
        fresh = fresh.without_answers("guess", "guessed_category")
    if flow.steps[flow.first].save == "description" and not _tells_what(str(said["first_words"]), around):
        return _filled(flow, fresh, str(said["first_words"]), "", around).without_answers(FILLED)
    return _told(flow, fresh, str(said["first_words"]), str(fresh.answers.get("guessed_category", "")), around)


def told(flow: Flow, session: Session, text: str, around: Surroundings) -> Session:
    """More words for the report that is being made; they also fill what they answer and nobody has answered yet."""
    return _told(flow, session, text, around.listen(text).category, around)


def fills(flow: Flow, session: Session, text: str, around: Surroundings) -> Session:
    """What the words of an answer say beside it: the category and the place, where nobody has named them.

    What earlier words had filled goes with those words.
    """
    return _filled(flow, unfilled(session), text, around.listen(text).category, around)


def placed(flow: Flow, session: Session, text: str, around: Surroundings) -> Session:
    """With the place that these few words name, where the flow asks for one and nobody has named it yet."""
    asks = any(step.save == "place" for step in flow.steps.values())
    return _filled(flow, session, text, "", around) if asks else session


def unfilled(session: Session) -> Session:
    return session.without_answers(FILLED, *session.answers.get(FILLED, ()))


def kind_of(category: str) -> str:
    """The kind of report that this category belongs in, "" for one that is no report."""
    return _FLOW_OF_GROUP.get(CATEGORIES[category].group, "") if category in CATEGORIES else ""


def joined(before: object, text: str) -> str:
    return f"{before or ''}\n{text.strip()}".strip()[:LONGEST_STORY]


def _is_thing(hint: Hint) -> bool:
    return hint.category in CATEGORIES and CATEGORIES[hint.category].group == "public_space"


def _tells_what(text: str, around: Surroundings) -> bool:
    return bool(kind_of(around.listen(text).category)) or len(text.split()) >= _FEWEST_WORDS_UNKNOWN


def _told(flow: Flow, session: Session, text: str, category: str, around: Surroundings) -> Session:
    if not text.strip():
        return session
    session = session.with_answer("description", joined(session.answers.get("description"), text))
    return _filled(flow, session, text, category, around)


def _filled(flow: Flow, session: Session, text: str, category: str, around: Surroundings) -> Session:
    found: dict[str, Any] = {}
    if kind_of(category) == flow.reports and session.answers.get("category", _ELSE) == _ELSE != category:
        found["category"] = category
    places = around.gazetteer.mentioned_in(text)
    if len(places) == 1 and "place" not in session.answers:
        found["place"] = {"key": places[0].key}
    if not found:
        return session
    before = session.answers.get(FILLED, ())
    return replace(session, answers={**session.answers, **found, FILLED: [*before, *found]})
