"""The outbox: lanes, claims, fences, dead letters."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest

from reportbot.service.records import Delivery, DeliveryState
from reportbot.storage import Database
from tests.storage.samples import HOUR, MINUTE, NOW, a_delivery

DONE, DEAD, CANCELLED, SENDING, WAITING = (
    DeliveryState.DONE,
    DeliveryState.DEAD,
    DeliveryState.CANCELLED,
    DeliveryState.SENDING,
    DeliveryState.WAITING,
)


async def claim(store: Database, limit: int = 10, at=NOW) -> list[int]:  # type: ignore[no-untyped-def]
    async with store.begin() as work:
        claimed = await work.outbox.claim(at, at + MINUTE, limit)
    return [delivery.id for delivery in claimed if delivery.state is SENDING]


async def test_a_claim_marks_what_is_due_and_hands_it_over_whole(store: Database) -> None:
    row = a_delivery(1, case=4, referral=5, target="office@example.org", failure="", evidence="")
    async with store.begin() as work:
        await work.outbox.add([row, a_delivery(2, due_at=NOW + MINUTE)])
    async with store.begin() as work:
        claimed = await work.outbox.claim(NOW, NOW + HOUR, 10)
    assert claimed == [replace(row, state=SENDING, attempts=1, claimed_until=NOW + HOUR)]
    async with store.read() as work:
        assert await work.outbox.of_case(4) == claimed
        assert await work.outbox.next_due() == NOW + MINUTE


async def test_only_the_head_of_a_lane_leaves(store: Database) -> None:
    lane = [a_delivery(id, lane=1, due_at=NOW - id * MINUTE) for id in (1, 2, 3)]
    async with store.begin() as work:
        await work.outbox.add([*lane, a_delivery(4, lane=2)])
    assert await claim(store) == [1, 4]
    assert await claim(store) == []
    async with store.begin() as work:
        await work.outbox.finish([(1, 1, DONE, "4711")], NOW)
    assert await claim(store) == [2]
    async with store.begin() as work:
        await work.outbox.finish([(2, 1, DEAD, "refused")], NOW)
    assert await claim(store) == [3]


async def test_claims_take_the_longest_due_first_and_no_more_than_asked(store: Database) -> None:
    async with store.begin() as work:
        await work.outbox.add([a_delivery(id, due_at=NOW - id * MINUTE) for id in range(1, 6)])
    assert await claim(store, 2) == [5, 4]
    assert await claim(store, 2) == [3, 2]


async def test_an_expired_claim_is_due_again(store: Database) -> None:
    async with store.begin() as work:
        await work.outbox.add([a_delivery(1)])
    assert await claim(store) == [1]
    async with store.read() as work:
        assert await work.outbox.next_due() == NOW + MINUTE
    assert await claim(store, at=NOW + MINUTE) == [1]
    async with store.begin() as work:
        (delivery,) = await work.outbox.claim(NOW + HOUR, NOW + 2 * HOUR, 1)
    assert delivery.attempts == 3


async def test_an_expired_claim_of_an_at_most_once_row_is_dead_and_frees_its_lane(store: Database) -> None:
    async with store.begin() as work:
        await work.outbox.add([a_delivery(1, at_most_once=True), a_delivery(2, lane=1)])
    assert await claim(store) == [1]
    async with store.begin() as work:
        (told,) = await work.outbox.claim(NOW + HOUR, NOW + 2 * HOUR, 10)
    assert await claim(store, at=NOW + HOUR) == [2]
    async with store.read() as work:
        (dead,) = await work.outbox.dead()
    assert told == dead
    assert (dead.id, dead.failure, dead.attempts, dead.payload) == (1, "unknown outcome", 1, b"sealed payload")


async def test_a_row_may_arrive_already_claimed(store: Database) -> None:
    row = a_delivery(1, state=SENDING, attempts=1, claimed_until=NOW + MINUTE)
    async with store.begin() as work:
        await work.outbox.add([row])
    assert await claim(store) == []
    async with store.begin() as work:
        await work.outbox.finish([(1, 1, DONE, "4711")], NOW)
    assert await claim(store, at=NOW + HOUR) == []


async def test_an_already_claimed_row_is_due_again_when_its_writer_died(store: Database) -> None:
    async with store.begin() as work:
        await work.outbox.add([a_delivery(1, state=SENDING, attempts=1, claimed_until=NOW + MINUTE)])
    assert await claim(store, at=NOW + MINUTE) == [1]


async def test_whoever_is_alone_takes_over_at_once_what_a_killed_process_was_sending(store: Database) -> None:
    taken, later = a_delivery(1, state=SENDING, attempts=1, claimed_until=NOW + HOUR), a_delivery(3, due_at=NOW + HOUR)
    async with store.begin() as work:
        await work.outbox.add([taken, a_delivery(2), later])
    assert await claim(store) == [2]
    async with store.begin() as work:
        await work.outbox.forget_claims(NOW + MINUTE / 2)
    assert await claim(store, at=NOW + MINUTE / 2) == [1, 2]


@pytest.mark.parametrize(
    ("state", "payload", "failure", "evidence"),
    [(DONE, b"", "", "word"), (DEAD, b"sealed payload", "word", ""), (CANCELLED, b"", "word", "")],
)
async def test_a_finished_row_keeps_its_payload_only_when_dead(
    store: Database, state: DeliveryState, payload: bytes, failure: str, evidence: str
) -> None:
    async with store.begin() as work:
        await work.outbox.add([a_delivery(1, case=4)])
    await claim(store)
    async with store.begin() as work:
        await work.outbox.finish([(1, 1, state, "word")], NOW)
        (row,) = await work.outbox.of_case(4)
    assert (row.state, row.payload, row.failure, row.evidence) == (state, payload, failure, evidence)
    assert row.claimed_until is None


async def test_who_lost_a_claim_can_neither_finish_nor_retry(store: Database) -> None:
    async with store.begin() as work:
        await work.outbox.add([a_delivery(1, case=4)])
    await claim(store)
    await claim(store, at=NOW + MINUTE)
    async with store.begin() as work:
        await work.outbox.finish([(1, 1, DONE, "late")], NOW)
        await work.outbox.retry([(1, 1, NOW + HOUR, "late")])
        (row,) = await work.outbox.of_case(4)
    assert (row.state, row.attempts, row.due_at, row.failure) == (SENDING, 2, NOW, "")


async def test_a_finished_row_is_not_finished_again(store: Database) -> None:
    async with store.begin() as work:
        await work.outbox.add([a_delivery(1, case=4)])
    await claim(store)
    async with store.begin() as work:
        await work.outbox.finish([(1, 1, DONE, "first")], NOW)
        await work.outbox.finish([(1, 1, DEAD, "second")], NOW)
        (row,) = await work.outbox.of_case(4)
    assert (row.state, row.evidence) == (DONE, "first")


async def test_a_retry_waits_and_its_lane_waits_behind_it(store: Database) -> None:
    async with store.begin() as work:
        await work.outbox.add([a_delivery(1, lane=1), a_delivery(2, lane=1), a_delivery(3, lane=2)])
    assert await claim(store) == [1, 3]
    async with store.begin() as work:
        await work.outbox.retry([(1, 1, NOW + HOUR, "busy")])
        await work.outbox.finish([(3, 1, DONE, "")], NOW)
    async with store.read() as work:
        assert await work.outbox.next_due() == NOW + HOUR
    assert await claim(store, at=NOW + MINUTE) == []
    async with store.begin() as work:
        (row,) = await work.outbox.claim(NOW + HOUR, NOW + 2 * HOUR, 10)
        assert (row.id, row.attempts, row.failure) == (1, 2, "busy")
        await work.outbox.finish([(1, 2, DONE, "")], NOW)
    assert await claim(store, at=NOW + HOUR) == [2]


async def test_forgetting_a_reporter_cancels_and_erases_what_waits_for_them(store: Database) -> None:
    rows = [
        a_delivery(1, case=4),
        a_delivery(2, case=4, kind="notice"),
        a_delivery(3, case=4, conversation=2),
        a_delivery(4, case=4, conversation=None, kind="forward"),
    ]
    async with store.begin() as work:
        await work.outbox.add(rows)
        await work.outbox.cancel_reporter(1)
        after = await work.outbox.of_case(4)
    assert [(row.state, row.payload) for row in after] == [(CANCELLED, b"")] * 2 + [(WAITING, b"sealed payload")] * 2


async def test_only_some_kinds_may_be_cancelled_and_what_stood_behind_them_is_due(store: Database) -> None:
    lane = {"lane": 1, "case": 4}
    async with store.begin() as work:
        await work.outbox.add(
            [a_delivery(1, kind="notice", **lane), a_delivery(2, **lane), a_delivery(3, kind="answer", **lane)]
        )
    await claim(store)
    async with store.begin() as work:
        await work.outbox.retry([(1, 1, NOW + HOUR, "busy")])
        await work.outbox.cancel_reporter(1, ["notice", "answer"])
        assert [row.state for row in await work.outbox.of_case(4)] == [CANCELLED, WAITING, CANCELLED]
    assert await claim(store) == [2]


async def test_what_waits_about_one_case_may_be_cancelled_alone(store: Database) -> None:
    rows = [a_delivery(1, kind="notice", case=4), a_delivery(2, kind="notice", case=5), a_delivery(3, case=4)]
    async with store.begin() as work:
        await work.outbox.add(rows)
        await work.outbox.cancel_reporter(1, ["notice", "news"], case=4)
        states = {row.id: row.state for case in (4, 5) for row in await work.outbox.of_case(case)}
    assert states == {1: CANCELLED, 2: WAITING, 3: WAITING}


async def test_dead_letters_are_listed_newest_first(store: Database) -> None:
    dead = [a_delivery(1, state=DEAD), a_delivery(2, state=DEAD, municipality="kamez"), a_delivery(3, state=DEAD)]
    async with store.begin() as work:
        await work.outbox.add([*dead, a_delivery(4)])
    async with store.read() as work:
        assert await work.outbox.dead() == dead[::-1]
        assert await work.outbox.dead("drenas") == [dead[2], dead[0]]
        assert await work.outbox.dead(limit=1) == [dead[2]]
        assert await work.outbox.dead("drenas", below=3) == [dead[0]]


async def test_an_empty_outbox_has_nothing_due_and_nothing_waiting(store: Database) -> None:
    async with store.read() as work:
        assert await work.outbox.next_due() is None
        assert await work.outbox.oldest_waiting() is None


async def test_the_oldest_that_waits_is_known_also_while_it_is_retried(store: Database) -> None:
    async with store.begin() as work:
        await work.outbox.add(
            [
                a_delivery(1, created_at=NOW - 3 * HOUR, state=DONE),
                a_delivery(2, created_at=NOW - 2 * HOUR, due_at=NOW + HOUR),
                a_delivery(3, created_at=NOW - HOUR),
            ]
        )
    async with store.read() as work:
        assert await work.outbox.oldest_waiting() == NOW - 2 * HOUR


async def test_claims_at_the_same_time_never_overlap_and_miss_nothing(store: Database) -> None:
    async with store.begin() as work:
        await work.outbox.add([a_delivery(id, lane=id % 30) for id in range(1, 91)])
    rounds = await asyncio.gather(*(claim(store, 8) for _ in range(8)))
    claimed = [id for ids in rounds for id in ids]
    assert sorted(claimed + await claim(store, 100)) == list(range(1, 31))


async def test_the_numbers_of_a_chat_are_found_until_it_is_let_go_or_they_are_forgotten(store: Database) -> None:
    said = {"conversation": 7, "kind": "reply"}
    rows = [
        a_delivery(1, **said, target="11", created_at=NOW - 3 * HOUR),
        a_delivery(2, **said, target="13", created_at=NOW),
        a_delivery(3, **said | {"kind": "photo"}, target="15", created_at=NOW),
        a_delivery(4, **said | {"conversation": 8}, target="17", created_at=NOW),
    ]
    async with store.begin() as work:
        await work.outbox.add(rows)
    assert await claim(store) == [1, 2, 3, 4]
    async with store.begin() as work:
        await work.outbox.finish([(1, 1, DONE, "12"), (2, 1, DONE, "14 16"), (4, 1, DONE, "18")], NOW)
    async with store.begin() as work:
        assert await work.outbox.numbers(7, NOW - HOUR) == (["14", "16", "13"], True)
        assert await work.outbox.numbers(7, NOW - 9 * HOUR) == (["14", "16", "13", "12", "11"], False)
        await work.outbox.let_go(7, 2)
    async with store.begin() as work:
        assert await work.outbox.numbers(7, NOW - HOUR) == (["14", "16", "13"], False)
        assert await work.leftovers.forget_numbers(0, 4, 100) == 1, "an errand that is still to be done keeps its own"
    async with store.read() as work:
        assert await work.outbox.numbers(7, NOW - HOUR) == ([], False)
        assert await work.outbox.numbers(8, NOW - HOUR) == (["18", "17"], False)


def to_office(id: int, **fields: Any) -> Delivery:
    usual = a_delivery(
        id, conversation=None, institution="police", by="email", target="police@example.org", kind="forward"
    )
    return replace(usual, **fields)


async def ended(store: Database, rows: Sequence[Delivery], state: DeliveryState, word: str, at: datetime = NOW) -> None:
    async with store.begin() as work:
        await work.outbox.add(rows)
        await work.outbox.claim(NOW, NOW + MINUTE, 50)
        await work.outbox.finish([(row.id, 1, state, word) for row in rows], at)


async def test_trouble_with_offices_is_known_by_address_also_when_it_was_tried_again(store: Database) -> None:
    await ended(store, [to_office(1), to_office(2, target="other@example.org"), a_delivery(3)], DEAD, "refused")
    async with store.begin() as work:
        await work.outbox.tried_again([1])
    async with store.read() as work:
        found = await work.outbox.troubles("drenas")
        assert [(each.target, each.at, each.came_back) for each in found] == [
            ("other@example.org", NOW, False),
            ("police@example.org", NOW, False),
        ]
        assert [row.id for row in await work.outbox.dead("drenas")] == [3, 2]
        assert await work.outbox.troubles_at("drenas", "police@example.org", NOW, 2) == 1
        assert await work.outbox.troubles_at("drenas", "police@example.org", NOW + MINUTE, 2) == 0
        assert await work.outbox.troubles("kamez") == []


async def test_the_last_arrival_at_an_address_is_known(store: Database) -> None:
    await ended(store, [to_office(1)], DONE, "<1>", NOW - HOUR)
    await ended(store, [to_office(2)], DONE, "<2>", NOW)
    async with store.read() as work:
        targets = ["police@example.org", "nobody@example.org"]
        assert await work.outbox.last_arrivals("drenas", targets) == {("email", "police@example.org"): NOW}


async def test_what_came_back_is_trouble(store: Database) -> None:
    await ended(store, [to_office(1)], DONE, "<1>")
    async with store.begin() as work:
        assert await work.outbox.came_back(1, "bounced: 5.1.1", NOW + MINUTE)
    async with store.read() as work:
        (found,) = await work.outbox.troubles("drenas")
        assert (found.at, found.came_back) == (NOW + MINUTE, True)
        assert await work.outbox.last_arrivals("drenas", ["police@example.org"]) == {}


async def test_a_dead_row_waits_once_more_and_only_a_dead_one(store: Database) -> None:
    await ended(store, [a_delivery(1)], DEAD, "refused")
    await ended(store, [a_delivery(2)], DONE, "<2>")
    async with store.begin() as work:
        await work.outbox.revive([1, 2], NOW + HOUR)
        await work.outbox.tried_again([2])
    assert await claim(store, at=NOW + HOUR) == [1]
    async with store.read() as work:
        assert {id: row.state for id, row in (await work.outbox.get([1, 2, 9])).items()} == {1: SENDING, 2: DONE}


async def test_dead_letters_are_counted_and_a_notice_is_found_whole(store: Database) -> None:
    rows = [to_office(1, notice=7), to_office(2, notice=7, by="telegram", rank=1), to_office(3, notice=8)]
    await ended(store, rows, DEAD, "refused")
    async with store.begin() as work:
        assert [row.id for row in await work.outbox.of_notice(7)] == [1, 2]
        assert await work.outbox.dead_counts() == {
            ("drenas", "email", "forward"): 2,
            ("drenas", "telegram", "forward"): 1,
        }


async def test_what_came_back_after_it_had_left_is_a_dead_letter_once(store: Database) -> None:
    async with store.begin() as work:
        await work.outbox.add([a_delivery(1), a_delivery(2)])
        assert not await work.outbox.came_back(1, "bounced: 5.1.1", NOW)  # it has not left yet
    assert await claim(store) == [1, 2]
    async with store.begin() as work:
        await work.outbox.finish([(1, 1, DONE, "<forward.1@x>")], NOW)
    async with store.begin() as work:
        assert await work.outbox.came_back(1, "bounced: 5.1.1", NOW)
        assert not await work.outbox.came_back(1, "bounced: 5.1.1", NOW)
        assert not await work.outbox.came_back(2, "bounced: 5.1.1", NOW)
        assert not await work.outbox.came_back(3, "bounced: 5.1.1", NOW)
    async with store.read() as work:
        found = await work.outbox.find(1)
        assert found is not None
        assert (found.state, found.failure, found.payload) == (DEAD, "bounced: 5.1.1", b"")
        assert await work.outbox.find(3) is None
