"""The six steps of practice, and how far somebody has come: read from what happened to the invented cases. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from reportbot.core.access.member import is_member
from reportbot.core.cases.case import Case
from reportbot.core.cases.events import CORRECTED, CaseEvent
from reportbot.core.cases.referral import Answer
from reportbot.core.cases.telling.questions import ANSWERED, ASKED

_MARK = "~practice"  # no municipality file can have this name


def practice_key(municipality: str) -> str:
    """The name of the invented town beside a real one, as it stands in addresses."""
    return municipality + _MARK


def is_practice(key: str) -> bool:
    return key.endswith(_MARK)


def real_key(key: str) -> str:
    """The municipality that an address belongs to, whether it is practised there or not."""
    return key.removesuffix(_MARK)


class Step(StrEnum):
    DANGER = "danger"
    CATEGORY = "category"
    HAND_ON = "hand_on"
    ASK = "ask"
    NOT_OURS = "not_ours"
    CLOSE = "close"


STEPS = tuple(Step)
DANGER, MISTAKEN, LOST, VAGUE = "danger", "mistaken", "lost", "vague"
"""The stories: what cannot wait · in the wrong category · not where it belongs · with a gap in it."""

STORY_OF: Mapping[Step, str] = {
    Step.DANGER: DANGER,
    Step.CATEGORY: MISTAKEN,
    Step.HAND_ON: LOST,
    Step.ASK: VAGUE,
    Step.NOT_OURS: MISTAKEN,
    Step.CLOSE: LOST,
}


@dataclass(frozen=True, slots=True)
class Right:
    """What is right: the category of the mistaken story, who must act in the lost one, and to whom the mistaken one
    goes once an office has said that it is not theirs ("" until then)."""

    category: str
    office: str
    other_office: str = ""


@dataclass(frozen=True, slots=True)
class Seen:
    """`opened`: the stories in the order in which they were first looked at; cases and events by story."""

    opened: Sequence[str]
    cases: Mapping[str, Case]
    events: Mapping[str, Sequence[CaseEvent]]


@dataclass(frozen=True, slots=True)
class Progress:
    """`slips` are steps at which something else than the right thing was done; a slip that was put right stays done."""

    done: frozenset[Step]
    slips: frozenset[Step]
    right: Right

    @property
    def now(self) -> Step | None:
        """The first step that is left, None at the end."""
        return next((step for step in STEPS if step not in self.done), None)

    @property
    def last(self) -> Step | None:
        """The step that was done before that one."""
        done = [
            step for step in STEPS[: len(STEPS) if self.now is None else STEPS.index(self.now)] if step in self.done
        ]
        return done[-1] if done else None


def progress(seen: Seen, right: Right) -> Progress:
    """Which steps are done, and at which somebody slipped: told by the cases and their events alone."""
    mistaken, lost = seen.cases[MISTAKEN], seen.cases[LOST]
    kinds = {story: [event.kind for event in events] for story, events in seen.events.items()}
    moved_on = _referred_after(seen.events[MISTAKEN], Answer.NOT_OURS)
    done = {
        Step.DANGER: DANGER in seen.opened,
        Step.CATEGORY: mistaken.category == right.category,
        Step.HAND_ON: lost.lead == right.office and not lost.needs_look,
        Step.ASK: ANSWERED in kinds[VAGUE],
        Step.NOT_OURS: moved_on and mistaken.lead == right.other_office,
        Step.CLOSE: "closed" in kinds[LOST],
    }
    slips = {
        Step.DANGER: bool(seen.opened) and seen.opened[0] != DANGER,
        Step.CATEGORY: CORRECTED in kinds[MISTAKEN] and not done[Step.CATEGORY],
        Step.HAND_ON: _referred(seen.events[LOST]) and not done[Step.HAND_ON],
        Step.NOT_OURS: moved_on and not done[Step.NOT_OURS],
    }
    return Progress(
        frozenset(step for step, is_done in done.items() if is_done),
        frozenset(step for step, slipped in slips.items() if slipped),
        right,
    )


def has_asked(seen: Seen) -> bool:
    """Whether the invented person has a question to answer."""
    kinds = [event.kind for event in seen.events[VAGUE]]
    return kinds.count(ASKED) > kinds.count(ANSWERED)


def _referred_after(events: Sequence[CaseEvent], kind: str) -> bool:
    kinds = [event.kind for event in events]
    return kind in kinds and _referred(events[len(kinds) - kinds[::-1].index(kind) :])


def _referred(events: Sequence[CaseEvent]) -> bool:
    """Whether somebody at the desk has handed it to an office."""
    return any(event.kind == "referred" and is_member(event.actor) for event in events)
