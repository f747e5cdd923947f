"""The result of one message: what to say, what was submitted, what the service must do next."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from reportbot.core.conversation.turns.session import Session
from reportbot.core.messages import Text


@dataclass(frozen=True, slots=True)
class Offer:
    """A choice not yet put into words: `value` comes back when it is pressed."""

    value: str
    label: Text


@dataclass(frozen=True, slots=True)
class Reply:
    """One bubble. `every_language`: said in all of the town's languages, because theirs is not known yet.

    `first`: it holds the numbers to call, and stands before whatever else is said in the turn.
    `picture`: the number of an office's picture that is shown with it, in a bubble of its own.
    """

    text: Text
    choices: tuple[Offer, ...] = ()
    commands: tuple[Offer, ...] = ()
    every_language: bool = False
    first: bool = False
    picture: int = 0


@dataclass(frozen=True, slots=True)
class Submission:
    """A finished report: its kind (hazard, person), who spoke, and the answers by name. `case`: opened by an alarm.

    `joins`: the case of others that they want it put to.
    """

    kind: str
    voice: str
    answers: Mapping[str, Any] = field(repr=False)
    case: int | None = None
    joins: int | None = None


@dataclass(frozen=True, slots=True)
class Alarm:
    """Somebody may be in danger now: the duty contact must know before anything else is asked."""

    danger: str
    answers: Mapping[str, Any] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Answered:
    """Their answer to a question about a case: the id of the event that asked, and their words."""

    case: int
    question: int
    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Feedback:
    """Their word on a matter that is over: `what` is "solved" (yes, no, unknown), "rating" or "still_wrong", `said`
    their answer to that, "" where they would rather not say."""

    case: int
    what: str
    said: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Addition:
    """More about the report that this conversation sent last: answers by name. `asked`: to what we ask after it."""

    answers: Mapping[str, Any] = field(repr=False)
    asked: bool = False


@dataclass(frozen=True, slots=True)
class LookUp:
    """A question for the service. "status": of the case with this receipt code, or of their last one where it is "";
    "question": is there another one about the case `about`? "last": a report that a new message may belong to?
    "place": where was the one that they have just made? "alike": have others told us what is about to be reported,
    `answers`?"""

    what: str
    code: str = field(default="", repr=False)
    about: int | None = None
    answers: Mapping[str, Any] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True)
class Turn:
    """`keep_photos`: what came with it belongs to this report, to the case `photos_of`, or (`photos_of_last`) to the
    one sent last. `may_push` is their answer, None if not asked. `begins`: a contact that had ended starts again.
    `forget`: all that we have of them goes. `leave`: what was said here is deleted where the platform allows it, and
    nothing is sent that they have not asked for. `at_once`: its answer never waits, however much they write."""

    session: Session
    replies: tuple[Reply, ...] = ()
    submitted: Submission | None = None
    alarm: Alarm | None = None
    answered: Answered | None = None
    added: Addition | None = None
    look_up: LookUp | None = None
    feedback: Feedback | None = None
    keep_photos: bool = False
    photos_of: int | None = None
    photos_of_last: bool = False
    erased: bool = False
    may_push: bool | None = None
    begins: bool = False
    forget: bool = False
    leave: bool = False
    at_once: bool = False
