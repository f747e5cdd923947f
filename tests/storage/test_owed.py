"""What is open and late now and whose it is, and which cases leave in an export: on both databases."""

from dataclasses import replace
from datetime import timedelta

import pytest

from reportbot.core.access.reach import Reach
from reportbot.core.cases.desk.measures import Late, Load, Owed
from reportbot.core.cases.referral import Answer
from reportbot.core.cases.workflow import Status
from reportbot.core.urgency import Urgency
from reportbot.service.ids import id_at
from reportbot.service.tables.exports import CasesWanted
from reportbot.storage import Database
from tests.storage.samples import HOUR, NOW, a_case, a_due, a_referral

DESK = Reach(frozenset(("coordinator",)))
LATE_AT, SOON = NOW - HOUR, NOW + HOUR


async def a_town(store: Database) -> None:
    """1 is late at the police; 2 is taken on there and not due; 3 is late at the police, which leads, and late at the
    centre, which acts too; 4 is over; 5 was handed on from the police to the centre; 6 the desk must not hear of."""
    one = a_case(1, number="2026-0001", lead="police", status=Status.REFERRED, category="manhole")
    cases = [
        one,
        replace(one, id=2, number="2026-0002", receipt_tag=b"2", status=Status.ACKNOWLEDGED),
        replace(one, id=3, number="2026-0003", receipt_tag=b"3", category="neglect"),
        replace(one, id=4, number="2026-0004", receipt_tag=b"4", status=Status.RESOLVED),
        replace(one, id=5, number="2026-0005", receipt_tag=b"5", lead="qps"),
        replace(one, id=6, number="2026-0006", receipt_tag=b"6", avoided=("mayor", "coordinator")),
    ]
    late = a_referral(1, 1, acknowledge_by=LATE_AT, act_by=SOON, close_by=SOON, assigned="first")
    referrals = [
        late,
        replace(late, id=2, case=2, answer=Answer.RECEIVED, assigned=""),
        replace(late, id=3, case=3, assigned=""),
        replace(late, id=7, case=3, institution="qps", role="joint", assigned="second"),
        replace(late, id=4, case=4, answer=Answer.DONE),
        replace(late, id=5, case=5),
        replace(late, id=8, case=5, institution="qps", assigned="", acknowledge_by=SOON),
        replace(late, id=6, case=6),
    ]
    async with store.begin() as work:
        await work.cases.add(cases, [], referrals, [])
        owing = ((1, 1, "acknowledge"), (2, 2, "act"), (3, 3, "acknowledge"), (7, 3, "acknowledge"), (8, 5, "act"))
        await work.dues.add([a_due(id, case, referral=id, kind=kind, due_at=LATE_AT) for id, case, kind in owing])
        await work.dues.add([a_due(6, 6, referral=6, kind="acknowledge", due_at=LATE_AT)])


async def test_what_is_open_and_late_stands_with_whose_it_is(store: Database) -> None:
    await a_town(store)
    async with store.read() as work:
        assert await work.owed.by_institution("drenas", DESK, NOW) == [
            Owed("police", "", 2, 1, LATE_AT),
            Owed("police", "first", 1, 1, LATE_AT),
            Owed("qps", "", 1, 0, None),
            Owed("qps", "second", 1, 1, LATE_AT),
        ]
        assert await work.owed.count_late("drenas", DESK, NOW) == 2
        assert await work.owed.by_institution("kamez", DESK, NOW) == []


async def test_the_list_of_what_is_late_names_each_institution_that_is(store: Database) -> None:
    await a_town(store)
    async with store.read() as work:
        listed = await work.owed.late("drenas", DESK, NOW, 20)
        assert [(each.number, each.institution, each.assigned) for each in listed] == [
            ("2026-0001", "police", "first"),
            ("2026-0003", "police", ""),
            ("2026-0003", "qps", "second"),
        ]
        assert listed[0] == Late("2026-0001", "manhole", Urgency.NORMAL, "police", "first", "", LATE_AT)
        hidden = replace(DESK, hidden=frozenset(("neglect",)))
        assert {each.number for each in await work.owed.late("drenas", hidden, NOW, 20)} == {"2026-0001"}
        assert {each.number for each in await work.owed.late("drenas", DESK, NOW, 1)} == {"2026-0001"}
        assert await work.owed.late("drenas", DESK, NOW - timedelta(days=1), 20) == []


async def test_a_clock_that_stands_still_is_not_late(store: Database) -> None:
    await a_town(store)
    async with store.begin() as work:
        (referral,) = [each for each in await work.cases.referrals(1) if each.id == 1]
        await work.cases.save_referrals([replace(referral, answer=Answer.RECEIVED, act_by=LATE_AT, stopped_at=LATE_AT)])
    async with store.read() as work:
        owed = await work.owed.by_institution("drenas", DESK, NOW)
    assert Owed("police", "first", 1, 0, None) in owed


async def test_nobody_has_taken_anything_yet(store: Database) -> None:
    await a_town(store)
    async with store.read() as work:
        taken: list[Load] = list(await work.owed.taken("drenas", DESK, NOW))
    assert taken == []


@pytest.mark.parametrize(
    ("wanted", "reach", "numbers"),
    [
        ({}, DESK, "12345"),
        ({"open": True}, DESK, "1235"),
        ({"open": False}, DESK, "4"),
        ({"category": "neglect"}, DESK, "3"),
        ({"institution": "qps"}, DESK, "35"),
        ({"institution": "qps", "category": "neglect", "open": True}, DESK, "3"),
        ({"institution": "%"}, DESK, ""),
        ({}, replace(DESK, hidden=frozenset(("manhole",))), "3"),
        ({}, replace(DESK, theirs="qps"), "35"),
        ({}, Reach(frozenset(("police",))), "123456"),
        ({}, Reach(frozenset(("mayor", "police"))), "12345"),
        ({"since": 3}, DESK, "345"),
        ({"until": 3}, DESK, "12"),
    ],
)
async def test_only_what_is_in_reach_and_asked_for_leaves(
    store: Database, wanted: dict[str, object], reach: Reach, numbers: str
) -> None:
    await a_town(store)
    asked = CasesWanted(**{"since": 0, "until": id_at(NOW), **wanted})  # type: ignore[arg-type]
    async with store.read() as work:
        found = await work.exports.cases("drenas", reach, asked, 0, 50)
        assert "".join(each.number[-1] for each in found) == numbers
        assert await work.exports.count_cases("drenas", reach, asked) == len(found)
        assert await work.exports.cases("kamez", reach, asked, 0, 50) == []
        pages = [await work.exports.cases("drenas", reach, asked, after, 1) for after in range(6)]
        assert {each.number for page in pages for each in page} == {each.number for each in found}
