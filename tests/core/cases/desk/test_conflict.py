"""What somebody must know of before they change a case: what others said or decided since."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from reportbot.core.cases.desk.conflict import BY_ITSELF, MATTERS, changes_since
from reportbot.core.cases.events import KINDS, CaseEvent

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)


def an_event(kind: str, actor: str, id: int = 5) -> CaseEvent:
    return CaseEvent(id, 1, "drenas", kind, NOW, actor)


@pytest.mark.parametrize(
    ("kind", "actor", "matters"),
    [
        ("closed", "@ben", True),
        ("noted", "@ben", True),
        ("closed", "@ana", False),
        ("done", "police", True),
        ("reporter_added", "reporter", True),
        ("status_asked", "reporter", False),
        ("delivered", "reportbot", False),
        ("reminded", "reportbot", False),
        ("deadline_moved", "reportbot", False),
        ("deadline_moved", "@ben", True),
        ("letter_made", "@ben", False),
        ("corroborated", "reportbot", True),
        ("closed", "reportbot", True),
    ],
)
def test_what_others_said_or_decided_matters_and_how_the_post_fared_does_not(
    kind: str, actor: str, matters: bool
) -> None:
    assert bool(changes_since([an_event(kind, actor)], 4, "@ana")) is matters


def test_what_was_seen_already_is_no_change() -> None:
    events = [an_event("noted", "@ben", 3), an_event("closed", "@ben", 4), an_event("reopened", "@ben", 5)]
    assert [each.id for each in changes_since(events, 3, "@ana")] == [4, 5]
    assert changes_since(events, 5, "@ana") == []


MINUTE = timedelta(minutes=1)


@pytest.mark.parametrize(
    ("events", "found"),
    [
        ([("corrected", "@ana", 0), ("referred", "reportbot", 0)], []),
        ([("corrected", "@ana", 0), ("referred", "reportbot", 0), ("corroborated", "reportbot", 0)], []),
        ([("corrected", "@ben", 0), ("referred", "reportbot", 0)], [5, 6]),
        ([("corrected", "@ana", 0), ("closed", "reportbot", 1)], [6]),
        ([("corrected", "@ana", 0), ("referred", "reportbot", 0), ("closed", "reportbot", 1)], [7]),
        ([("corrected", "@ana", 0), ("reporter_added", "reporter", 0), ("read_again", "reportbot", 0)], [6, 7]),
        ([("reporter_added", "reporter", 0), ("corrected", "@ana", 1), ("referred", "reportbot", 1)], [5]),
        ([("closed", "reportbot", 0), ("noted", "@ana", 0)], [5]),
    ],
    ids=[
        "what follows from one's own doing",
        "all that follows",
        "what follows from another's",
        "later it is no consequence",
        "nor behind one",
        "of somebody else in between",
        "others before stay others",
        "what went before does not follow",
    ],
)
def test_what_follows_by_itself_from_one_s_own_doing_is_one_s_own(
    events: list[tuple[str, str, int]], found: list[int]
) -> None:
    happened = [
        replace(an_event(kind, actor, id), at=NOW + later * MINUTE)
        for id, (kind, actor, later) in enumerate(events, start=5)
    ]
    assert [each.id for each in changes_since(happened, 4, "@ana")] == found
    assert [each.id for each in changes_since(reversed(happened), 4, "@ana")] == found


def test_what_one_wrote_down_for_an_office_one_knows() -> None:
    answer = replace(an_event("not_ours", "police"), facts={"via": "phone", "by": "@ana"})
    assert changes_since([answer], 4, "@ana") == []
    assert changes_since([answer], 4, "@ben") == [answer]


def test_a_consequence_is_one_s_own_also_where_only_it_is_new() -> None:
    events = [an_event("corrected", "@ana", 5), an_event("referred", "reportbot", 6)]
    assert changes_since(events, 5, "@ana") == []
    assert [each.id for each in changes_since(events, 5, "@ben")] == [6]


def test_every_kind_that_matters_is_known() -> None:
    coming = {"replied", "taken", "given_back"}  # of parts that may not be there
    assert (MATTERS | BY_ITSELF) - coming <= KINDS
