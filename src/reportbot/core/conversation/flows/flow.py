"""A conversation as data: what a flow file says, once it has been read.

`parse.py` reads it, `core/conversation/engine.py` walks it.
"""

import re
from collections.abc import Mapping, Set
from dataclasses import dataclass, field
from functools import cache, cached_property
from typing import Literal

Kind = Literal[
    "say",  # no answer wanted, goes on
    "choice",
    "yes_no",
    "text",
    "place",
    "photo",
    "code",
    "digits",  # the last four of the code that they were just given
    "numbers",  # who answers now, goes on
    "alarm",  # tells the duty contact, goes on
    "submit",  # the report is complete, goes on
    "hand_in",  # the answer to an office's question is complete, goes on
    "feedback",  # hands in what they say of a matter that is over (`need`), goes on by the outcome
    "add",  # the first words belong to the report that was sent last, goes on
    "look_up",  # asks the service (`need`: "status", "question", "last", "alike"), goes on by its outcome
    "fork",  # goes on by an earlier answer
]
ASKING: frozenset[Kind] = frozenset({"choice", "yes_no", "text", "place", "photo", "code", "digits"})
END = "end"
_HOLE = re.compile(r"{(\w+)}")


@dataclass(frozen=True, slots=True)
class Sentence:
    """One bubble. `msgid` is plain English and the key of its translations; `sms` is a shorter wording for SMS."""

    msgid: str
    sms: str = ""

    @property
    def holes(self) -> frozenset[str]:
        return _holes_in(self.msgid, self.sms)


@dataclass(frozen=True, slots=True)
class Option:
    """One answer of a choice. `next` overrides the step's. `more` saves nothing and leads to a question that is asked
    whether it was answered before or not. `means`: a plain "yes" or "no" is this answer too."""

    value: str
    label: str
    next: str = ""
    more: bool = False
    means: Literal["", "yes", "no"] = ""


@dataclass(frozen=True)
class Step:
    """One thing the bot says or asks. `next` is a step, "@flow" or "end"; `cases` lead elsewhere by value, `skip` when
    they rather leave it. `back` is the question that BACK leads to from what follows, though it was not asked."""

    id: str
    kind: Kind
    ask: tuple[Sentence, ...] = ()
    save: str = ""
    options: tuple[Option, ...] = ()
    options_from: Literal["", "languages"] = ""
    next: str = END
    on: str = ""
    cases: Mapping[str, str] = field(default_factory=dict)
    need: str = ""
    again: str = ""
    append_to: str = ""
    skip: str = ""
    back: str = ""
    every_language: bool = False
    line: int = 0

    @property
    def is_asking(self) -> bool:
        return self.kind in ASKING

    @cached_property
    def targets(self) -> frozenset[str]:
        return frozenset({self.next, self.skip, *self.cases.values(), *(option.next for option in self.options)} - {""})


@dataclass(frozen=True)
class Flow:
    """A dialogue. `reports` names the kind of report it ends in; `voice` is who speaks (citizen, child, teacher).

    `category` is that of every report it makes, "" where the answers say it.
    """

    name: str
    version: int
    first: str
    steps: Mapping[str, Step]
    reports: str = ""
    voice: str = "citizen"
    category: str = ""
    file: str = ""


@dataclass(frozen=True)
class FlowBook:
    """Every flow in every version still in use. A session keeps the version that it began with."""

    flows: Mapping[tuple[str, int], Flow]
    start: str = "welcome"

    def newest(self, name: str) -> Flow:
        """Its newest version; the welcome where there is no such flow (any more)."""
        return self._newest.get(name) or self._newest[self.start]

    def get(self, name: str, version: int) -> Flow:
        """That version; the newest where the old one has been taken away."""
        return self.flows.get((name, version)) or self.newest(name)

    def step(self, name: str, version: int, step: str) -> Step | None:
        """None where the step is gone, or its whole flow."""
        return self.get(name, version).steps.get(step) if name in self.names() else None

    def names(self) -> Set[str]:
        return self._newest.keys()

    @cached_property
    def _newest(self) -> dict[str, Flow]:
        return {name: self.flows[name, version] for name, version in sorted(self.flows)}


@cache
def _holes_in(msgid: str, sms: str) -> frozenset[str]:
    return frozenset(_HOLE.findall(msgid) + _HOLE.findall(sms))
