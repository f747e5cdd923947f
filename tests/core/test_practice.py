"""How far somebody has come in practice, read from what happened to the invented cases."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from reportbot.core.cases.case import Case
from reportbot.core.cases.events import CaseEvent
from reportbot.core.cases.workflow import Status
from reportbot.core.practice import (
    DANGER,
    LOST,
    MISTAKEN,
    STEPS,
    VAGUE,
    Progress,
    Right,
    Seen,
    Step,
    has_asked,
    is_practice,
    practice_key,
    progress,
    real_key,
)
from reportbot.core.urgency import Urgency

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
RIGHT = Right("waste", "roads", "inspectorate")
STORIES = (DANGER, MISTAKEN, LOST, VAGUE)


def a_case(**changed: object) -> Case:
    case = Case(
        id=1,
        municipality="drenas~practice",
        number="2026-0001",
        category="other",
        urgency=Urgency.NORMAL,
        status=Status.REFERRED,
        opened_at=NOW,
        updated_at=NOW,
        place="",
        lead="desk",
        language="sq",
        channel="web",
        voice="citizen",
        danger="",
        sealed_because=b"",
        receipt_tag=b"",
        sealed_key=b"",
        conversation=None,
    )
    return replace(case, **changed)  # type: ignore[arg-type]


def events(*kinds: str) -> list[CaseEvent]:
    """ "@referred" is done by somebody at the desk, "referred" by the service itself."""
    return [
        CaseEvent(at, 1, "drenas~practice", kind.lstrip("@"), NOW, "@ana" if kind.startswith("@") else "reportbot")
        for at, kind in enumerate(kinds)
    ]


def seen(opened: Sequence[str] = (), **known: tuple[Case, Sequence[CaseEvent]]) -> Seen:
    whole = {story: known.get(story, (a_case(), events("opened"))) for story in STORIES}
    return Seen(
        opened, {key: case for key, (case, _) in whole.items()}, {key: said for key, (_, said) in whole.items()}
    )


def test_at_the_beginning_nothing_is_done_and_nothing_was_wrong() -> None:
    assert progress(seen(), RIGHT) == Progress(frozenset(), frozenset(), RIGHT)
    assert progress(seen(), RIGHT).now is Step.DANGER


@pytest.mark.parametrize(
    ("step", "done", "slip"),
    [
        (Step.DANGER, seen([LOST]), True),
        (Step.DANGER, seen([DANGER]), False),
        (Step.CATEGORY, seen(mistaken=(a_case(category="playground"), events("opened", "corrected"))), True),
        (Step.CATEGORY, seen(mistaken=(a_case(category="waste"), events("opened", "corrected"))), False),
        (Step.HAND_ON, seen(lost=(a_case(lead="school"), events("opened", "@referred"))), True),
        (Step.HAND_ON, seen(lost=(a_case(lead="desk"), events("opened", "referred"))), None),
        (Step.HAND_ON, seen(lost=(a_case(lead="roads"), events("opened", "@referred"))), False),
        (Step.ASK, seen(vague=(a_case(), events("opened", "asked"))), None),
        (Step.ASK, seen(vague=(a_case(), events("opened", "asked", "answered_question"))), False),
        (Step.NOT_OURS, seen(mistaken=(a_case(lead="school"), events("@referred", "not_ours", "@referred"))), True),
        (Step.NOT_OURS, seen(mistaken=(a_case(lead="inspectorate"), events("@referred", "not_ours"))), None),
        (Step.NOT_OURS, seen(mistaken=(a_case(lead="inspectorate"), events("not_ours", "@referred"))), False),
        (Step.CLOSE, seen(lost=(a_case(), events("done"))), None),
        (Step.CLOSE, seen(lost=(a_case(), events("done", "closed"))), False),
    ],
)
def test_a_step_is_done_wrong_or_not_yet_done(step: Step, done: Seen, slip: bool | None) -> None:
    """`slip`: it was done wrongly; None: not at all yet."""
    found = progress(done, RIGHT)
    assert (step in found.done) is (slip is False)
    assert (step in found.slips) is (slip is True)


def test_the_next_step_is_the_first_that_is_left() -> None:
    done = Progress(frozenset({Step.DANGER, Step.HAND_ON}), frozenset(), RIGHT)
    assert (done.now, done.last) == (Step.CATEGORY, Step.DANGER)
    over = Progress(frozenset(STEPS), frozenset(), RIGHT)
    assert (over.now, over.last) == (None, Step.CLOSE)


def test_the_invented_person_answers_each_question_once() -> None:
    assert has_asked(seen(vague=(a_case(), events("asked"))))
    assert not has_asked(seen(vague=(a_case(), events("asked", "answered_question"))))
    assert has_asked(seen(vague=(a_case(), events("asked", "answered_question", "asked"))))


def test_the_invented_town_stands_beside_the_real_one() -> None:
    assert is_practice(practice_key("drenas")) and not is_practice("drenas")
    assert real_key(practice_key("drenas")) == real_key("drenas") == "drenas"
