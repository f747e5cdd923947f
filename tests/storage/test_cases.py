"""Cases, their reports, referrals and history, the queue."""

import asyncio
from dataclasses import replace

import pytest

from reportbot.core.cases.referral import Answer
from reportbot.core.cases.workflow import Status
from reportbot.core.urgency import Urgency
from reportbot.storage import Database, StorageFailed
from tests.storage.samples import HOUR, MINUTE, NOW, a_case, a_due, a_referral, a_report, an_event


async def test_a_case_comes_back_as_it_was_written(store: Database) -> None:
    case = a_case(urgency=Urgency.EMERGENCY, conversation=None)
    async with store.begin() as work:
        await work.cases.add([case], [a_report()], [a_referral()], [an_event()])
    async with store.read() as work:
        assert await work.cases.get([1, 2]) == {1: case}
        assert await work.cases.one(1) == await work.cases.find(1) == case
        assert await work.cases.find(2) is None
        with pytest.raises(KeyError):
            await work.cases.one(2)
        assert await work.cases.by_number("drenas", "2026-0001") == case
        assert await work.cases.by_number("kamez", "2026-0001") is None
        assert await work.cases.by_receipt("drenas", [b"receipt 1", b"guess"]) == {b"receipt 1": case}
        assert await work.cases.by_receipt("kamez", [b"receipt 1"]) == {}
        assert await work.cases.reports(1) == [a_report()]
        assert await work.cases.referrals(1) == [a_referral()]
        assert await work.cases.events(1) == [an_event()]


async def test_numbers_start_at_one_every_year_and_never_repeat(store: Database) -> None:
    async with store.begin() as work:
        assert await work.cases.take_numbers("drenas", 2026, 3) == 1
        assert await work.cases.take_numbers("drenas", 2026, 1) == 4
        assert await work.cases.take_numbers("drenas", 2027, 1) == 1
        assert await work.cases.take_numbers("kamez", 2026, 1) == 1
    with pytest.raises(LookupError):
        async with store.begin() as work:
            assert await work.cases.take_numbers("drenas", 2026, 5) == 5
            raise LookupError
    async with store.begin() as work:
        assert await work.cases.take_numbers("drenas", 2026, 1) == 5


async def test_numbers_taken_at_the_same_time_do_not_overlap(store: Database) -> None:
    async def take() -> int:
        async with store.begin() as work:
            return await work.cases.take_numbers("drenas", 2026, 2)

    firsts = await asyncio.gather(*(take() for _ in range(8)))
    assert sorted(firsts) == [1, 3, 5, 7, 9, 11, 13, 15]


@pytest.mark.parametrize("twice", [{"number": "2026-0001"}, {"receipt_tag": b"receipt 1"}])
async def test_numbers_and_receipts_are_given_once(store: Database, twice: dict[str, object]) -> None:
    async with store.begin() as work:
        await work.cases.add([a_case(1)], [], [], [])
    with pytest.raises(StorageFailed):
        async with store.begin() as work:
            await work.cases.add([a_case(2, **twice)], [], [], [])


async def test_cases_without_a_receipt_are_no_duplicates_and_cannot_be_asked_for(store: Database) -> None:
    async with store.begin() as work:
        await work.cases.add([a_case(1, receipt_tag=b""), a_case(2, receipt_tag=b"")], [], [], [])
        assert await work.cases.by_receipt("drenas", [b""]) == {}


async def test_a_saved_case_keeps_its_number_and_time_of_opening(store: Database) -> None:
    case = a_case()
    changed = replace(
        case.moved_to(Status.REFERRED, NOW + MINUTE),
        urgency=Urgency.URGENT,
        category="fire",
        lead="police",
        place="fshati",
        sealed_because=b"",
        conversation=None,
    )
    async with store.begin() as work:
        await work.cases.add([case], [], [], [])
        await work.cases.save([replace(changed, number="2026-9999", opened_at=NOW - HOUR)])
        assert await work.cases.get([1]) == {1: changed}


async def test_a_referral_is_answered(store: Database) -> None:
    answered = a_referral(2).answered(Answer.NOT_OURS, NOW + MINUTE)
    async with store.begin() as work:
        await work.cases.add([a_case()], [], [a_referral(1)], [])
        await work.cases.add_referrals([a_referral(2)])
        await work.cases.save_referrals([answered])
        assert await work.cases.referral(2) == answered
        assert await work.cases.referral(3) is None
        assert await work.cases.referrals(1) == [a_referral(1), answered]


@pytest.mark.parametrize("of_nobody", ["report", "referral", "event"])
async def test_nothing_hangs_on_a_case_that_is_not_there(store: Database, of_nobody: str) -> None:
    rows = {"report": [a_report(1, 9)], "referral": [a_referral(1, 9)], "event": [an_event(1, 9)]}
    with pytest.raises(StorageFailed):
        async with store.begin() as work:
            await work.cases.add(
                [],
                rows[of_nobody] if of_nobody == "report" else [],  # type: ignore[arg-type]
                rows[of_nobody] if of_nobody == "referral" else [],  # type: ignore[arg-type]
                rows[of_nobody] if of_nobody == "event" else [],  # type: ignore[arg-type]
            )


async def test_parts_of_a_case_may_be_written_before_it(store: Database) -> None:
    async with store.begin() as work:
        await work.cases.add_events([an_event()])
        await work.dues.add([a_due()])
        await work.cases.add([a_case()], [], [], [])
    async with store.read() as work:
        assert await work.cases.events(a_case().id) == [an_event()]
        assert await work.dues.of_case(a_case().id) == [a_due()]


async def test_a_group_is_its_lead_and_what_was_merged_into_it_oldest_first(store: Database) -> None:
    several = [replace(a_case(id), merged_into=lead) for id, lead in ((1, None), (2, None), (3, 2), (4, 1), (5, None))]
    async with store.begin() as work:
        await work.cases.add(several, [], [], [])
    async with store.read() as work:
        assert [case.id for case in await work.cases.groups([2, 1, 9])] == [1, 2, 3, 4]
        assert [case.id for case in await work.cases.groups([3])] == [3]
