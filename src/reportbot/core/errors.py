"""The tree of refusals. Each is named after the rule that was broken, and says whose fault it is.

Refusal
├── BadInput              somebody outside sent what we cannot use: one clear sentence for them, nothing is lost
│   ├── TooLarge              more bytes than we take
│   ├── NotAPhoto             bytes that are no picture we can read
│   ├── BadSignature          a webhook or a link that was not signed by who it says
│   ├── UnknownCode           a receipt code or a link that leads nowhere
│   │   └── NoLongerTheirs        a link of an office that was released from its case
│   ├── OutcomeMissing        an office says "done", and not what came of it
│   ├── AlreadyAsked          an office's question to the person that is still open: one at a time
│   ├── DateRefused           a promise into the past, or too far away
│   └── AlreadySent           a form that has had its effect
├── BadSetup              the operator's files or settings are wrong: every problem at once, each with file and line
└── RuleBroken            the code asked for something the rules forbid: a programming error, kept for a person to see
    ├── OfficeAvoided         a case may not go to an office that the person asked to keep out of it
    ├── TransitionRefused     a case may not move that way (core/cases/workflow.py)
    └── FlowWentTooFar        a flow used up its step budget in one turn
"""

from dataclasses import dataclass, field

from reportbot.core.wrong import Wrong


class Refusal(Exception):
    """Base of everything that reportbot refuses."""


class BadInput(Refusal):
    """Somebody outside sent what we cannot use."""


class TooLarge(BadInput):
    """More bytes than we take."""


class NotAPhoto(BadInput):
    """Bytes that are no picture we can read."""


class BadSignature(BadInput):
    """A webhook or a link that was not signed by who it says."""


class LinkExpired(BadSignature):
    """A link or token that was signed by us, and whose time is over."""


class UnknownCode(BadInput):
    """A receipt code or a link that leads nowhere."""


class NoLongerTheirs(UnknownCode):
    """A link of an office that the desk has released from the case."""


class OutcomeMissing(BadInput):
    """An office says that it is done, and names no outcome from the list (core/cases/closing.py)."""


class AnswerRefused(BadInput):
    """An office says of a case what is not, or no longer, its to say (core/cases/offices/sayable.py)."""


class AlreadyAsked(BadInput):
    """An office asks the person again before they have answered its last question."""


class DateRefused(BadInput):
    """Something is promised for a day that has passed, or for one too far away."""


class AlreadySent(BadInput):
    """A form that is sent a second time, after it has had its effect."""


class CannotBeRead(Refusal):
    """A sealed field was changed, cut, moved to another place, or sealed with a key that is not here."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong in a file that an operator wrote. `line` counts from 1; 0 means the whole file.

    `said` is the message as data, where it may be read in the console; `about` the list and the key (or name) of what
    it is about, where that is one row of a list; `where` the way to the key, from the top of the file.
    """

    file: str
    line: int
    message: str
    said: Wrong | None = field(default=None, compare=False, hash=False)
    about: tuple[str, str] = ("", "")
    where: tuple[str | int, ...] = field(default=(), compare=False, hash=False)

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.message}" if self.line else f"{self.file}: {self.message}"


class BadSetup(Refusal):
    """The operator's files or settings are wrong; `problems` holds all of them."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = problems


class RuleBroken(Refusal):
    """The code asked for something the rules forbid."""


class OfficeAvoided(RuleBroken):
    """A case may not go to an office that the person asked to keep out of it (R15)."""


class CannotBeMerged(RuleBroken):
    """Two cases that must stay apart: other offices must hear nothing of one of them, or one concerns a person."""


class TransitionRefused(RuleBroken):
    """A case may not move that way."""


class FlowWentTooFar(RuleBroken):
    """A flow used up its step budget in one turn."""
