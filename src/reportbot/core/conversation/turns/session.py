"""How far one person has come: small enough to be sealed, stored and reloaded between any two messages."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import UTC, datetime, timedelta
from typing import Any

AFTER_THE_END = "second_message"  # the flow that asks where a message after the end belongs
DRAFT_LIVES = timedelta(hours=24)  # a draft that falls silent is erased after this
_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))  # json.dumps would make one at each call
_LONGEST_TRAIL = 50  # questions that "back" can go back

# Answers that are not part of what is reported: what the conversation itself must remember.
SENT = "sent"  # the report is stored; what is asked now is added to it
SENT_CATEGORY = "sent_category"  # what it was taken for, "" where nobody said it
FILLED = "filled"  # names of the answers that were found in their words
PAUSED = "paused"  # where a report waits while its news is looked up
HELD = "held_words"  # what was written before "Is someone in danger?" is answered
LAST_PLACE = "last_place"  # where the report before was, in a danger told after it; "" until the service has said
LAST_FOUR = "last_four"  # digits of the code they were just given, until they have typed them back
ABOUT = "about"  # the case that was looked up
QUESTION, QUESTION_ID = "question", "question_id"  # what an office asks about it
REPLY = "reply"  # and what they answer
OVER = "over"  # what they are asked about a matter that is over
SOLVED = "solved"  # and what they say
AFTERWARDS = (OVER, SOLVED, "rating", "still_wrong")
BEFORE = "before_danger"  # [held words, waiting for] of a quiet session in which danger was heard
CONFIRMED = "confirmed"  # what they chose in the summary
ELSEWHERE = "elsewhere"  # there: send it, but not to the office that would get it
JOIN = "join"  # there: put it to the report of others
ALIKE, OTHERS = "alike", "others"  # the case of others that sounds the same, and how many they are
AVOID = "avoid"  # part of the report: "yes" if that office must not get it
AVOID_SINCE = "avoid_since"  # and when they were shown which office that is
REFUSED = "refused"  # the office of which they were told that it takes no reports from us
GUESSED = "guessed"  # part of the report: "yes" if its category was found in their words, and nobody chose it
_ASIDE = frozenset(
    {SENT, SENT_CATEGORY, FILLED, PAUSED, HELD, "first_words", "guess", "guessed_category", "what"}
    | {"place_typed", "code", CONFIRMED, "changed", "second", "code_kept", "digits_tried", "ask_safe"}
    | {REFUSED, ALIKE, OTHERS, LAST_FOUR, LAST_PLACE, ABOUT, QUESTION, QUESTION_ID, REPLY, BEFORE, *AFTERWARDS}
)

_OF_THE_CONTACT = frozenset({"language", "safe_to_write", "need"})  # said in a report, and no news to who works on it


def is_told(name: str) -> bool:
    """Whether an answer of this name tells something of the matter itself."""
    return name not in _ASIDE | _OF_THE_CONTACT | {GUESSED}


@dataclass(frozen=True, slots=True)
class Session:
    """Progress through one flow. `flow` "" means that nothing is under way.

    `language_known`: chosen by the person, not only supposed. `answers` holds what was said by name; `trail` the
    (flow, version, step)s asked, for "back"; `offered` the values behind the numbers of a list that was made on the
    spot; `waiting_for` an interrupt's question ("danger"); `case` the case that an alarm has opened already; `pressed`
    the button that led here; `quiet`: they left quickly and have not come back; `left`: they did so, and no case says
    it yet.
    """

    language: str
    language_known: bool = False
    flow: str = ""
    version: int = 0
    step: str = ""
    answers: Mapping[str, Any] = field(default_factory=dict, repr=False)
    trail: tuple[tuple[str, int, str], ...] = ()
    offered: tuple[str, ...] = ()
    waiting_for: str = ""
    dangers: tuple[str, ...] = ()
    case: int | None = None
    quiet: bool = False
    left: bool = False
    pressed: str = field(default="", repr=False)
    at: datetime = datetime(1970, 1, 1, tzinfo=UTC)

    @property
    def is_idle(self) -> bool:
        return not self.flow

    @property
    def is_blank(self) -> bool:
        """Nothing in it that would have to be stored, beside the language."""
        return self.is_idle and self.language_known and not self.waiting_for and self.case is None

    def is_stale(self, now: datetime) -> bool:
        return now - self.at > DRAFT_LIVES

    @property
    def said(self) -> dict[str, Any]:
        """The answers that make up the report."""
        said = {name: value for name, value in self.answers.items() if name not in _ASIDE}
        if "category" in said and "category" in self.answers.get(FILLED, ()):
            said[GUESSED] = "yes"
        if self.answers.get(CONFIRMED) != ELSEWHERE:
            return said
        return {**said, AVOID: "yes", AVOID_SINCE: self.at.isoformat()}

    @property
    def joins(self) -> int | None:
        """The case of others that they want theirs put to."""
        found = self.answers.get(ALIKE) if self.answers.get(CONFIRMED) == JOIN else None
        return int(found) if found is not None and self.case is None else None

    def with_answer(self, name: str, value: Any) -> "Session":
        return replace(self, answers={**self.answers, name: value}) if name else self

    def without_answers(self, *names: str) -> "Session":
        return replace(self, answers={key: value for key, value in self.answers.items() if key not in names})

    def at_step(self, flow: str, version: int, step: str) -> "Session":
        return replace(self, flow=flow, version=version, step=step, offered=())

    def asked(self, flow: str, version: int, step: str, answered: Mapping[str, Any]) -> "Session":
        trail = (*self.trail, (flow, version, step))[-_LONGEST_TRAIL:]
        return replace(self, trail=trail, answers={**self.answers, **answered})

    def ended(self) -> "Session":
        """Nothing under way any more, nothing that was said is kept."""
        return Session(self.language, self.language_known, quiet=self.quiet, at=self.at)

    def restarted(self) -> "Session":
        """As `ended`, but the case that an alarm has opened stays theirs, so that it is opened once.

        Not once the report is sent: a danger in what comes next is news, and alarms whoever is on call again.
        """
        if SENT in self.answers:
            return self.ended()
        return replace(self.ended(), case=self.case, dangers=self.dangers)

    def to_json(self) -> str:
        # Field by field: dataclasses.asdict copies deeply, which cost a fifth of a turn.
        kept = {name: getattr(self, name) for name in _FIELDS} | {"at": self.at.timestamp()}
        return _ENCODER.encode(kept)

    @classmethod
    def from_json(cls, text: str | bytes) -> "Session":
        """Fields of another release are left out. Raises ValueError for what is no session."""
        said = json.loads(text)
        kept = {name: said[name] for name in _FIELDS if name in said}
        kept["at"] = datetime.fromtimestamp(kept["at"], UTC)
        kept["trail"] = tuple(tuple(step) for step in kept["trail"])
        kept["offered"] = tuple(kept["offered"])
        kept["dangers"] = tuple(kept["dangers"])
        return cls(**kept)


_FIELDS = tuple(each.name for each in fields(Session))
