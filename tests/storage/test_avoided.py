"""What a case must not go to is stored with it; and what waits to leave for such an office can be called back."""

from dataclasses import replace

import pytest

from reportbot.service.records import DeliveryState
from reportbot.storage import Database
from tests.builders import a_case
from tests.storage.samples import NOW, a_delivery

CANCELLED, WAITING, DONE = DeliveryState.CANCELLED, DeliveryState.WAITING, DeliveryState.DONE


@pytest.mark.parametrize("avoided", [(), ("qps",), ("dshms", "qkmf", "qps")])
async def test_a_case_remembers_who_must_not_hear_of_it(store: Database, avoided: tuple[str, ...]) -> None:
    case = a_case(avoided=avoided)
    async with store.begin() as work:
        await work.cases.add([case], [], [], [])
    async with store.read() as work:
        assert await work.cases.one(case.id) == case


async def test_what_is_asked_later_is_kept_too(store: Database) -> None:
    case = a_case()
    async with store.begin() as work:
        await work.cases.add([case], [], [], [])
    async with store.begin() as work:
        await work.cases.save([replace(case, avoided=("police", "qps"))])
    async with store.read() as work:
        found = await work.cases.by_number(case.municipality, case.number)
    assert found is not None and found.avoided == ("police", "qps")


async def test_what_waits_for_an_office_is_called_back_and_nothing_else(store: Database) -> None:
    rows = [a_delivery(id, lane=id, case=4, referral=referral) for id, referral in ((1, 5), (2, 5), (3, 6), (4, None))]
    async with store.begin() as work:
        await work.outbox.add([*rows, a_delivery(5, lane=5, case=4, referral=5, state=DONE)])
    async with store.begin() as work:
        await work.outbox.cancel_office([5, 7])
    async with store.begin() as work:
        await work.outbox.cancel_office([])
    async with store.read() as work:
        found = {row.id: row for row in await work.outbox.of_case(4)}
    states = {id: row.state for id, row in found.items()}
    assert states == {1: CANCELLED, 2: CANCELLED, 3: WAITING, 4: WAITING, 5: DONE}
    assert (found[1].payload, bool(found[3].payload)) == (b"", True), "its words go with it"
    async with store.begin() as work:
        assert {row.id for row in await work.outbox.claim(NOW, NOW, 10)} == {3, 4}
