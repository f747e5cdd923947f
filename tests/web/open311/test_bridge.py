"""Two towns on two ports: Drenas hands its waste to Vushtrri's system, and hears by itself what becomes of it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest

from reportbot.core.cases.case import Case
from reportbot.core.cases.events import CaseEvent
from reportbot.core.cases.referral import Answer
from reportbot.core.cases.workflow import Status
from reportbot.core.peers import Open311Rules, Peer
from reportbot.core.urgency import Urgency
from reportbot.municipality.loading import TransportTarget
from reportbot.service.desk.calling import Call
from reportbot.service.open311.handing import TOKEN, Way
from reportbot.service.ports import DeliveryFailed, Notice, Transport
from reportbot.service.records import Delivery, DeliveryState, Outside
from tests.ports import free_port
from tests.web.open311.towns import Clock, Service, a_service

OURS, THEIRS = "kY3-drenas-sends-with", "kY3-vushtrri-sends-with"
LEAD = "public_services"
WASTE = Call("Old bottles of Anna behind the school", "waste", {"key": "komoran"}, False, "en", "citizen")


@dataclass
class Pair:
    """`here` hands over to `there`; one clock."""

    here: Service
    there: Service
    clock: Clock
    handed: list[Notice] = field(default_factory=list)

    async def report(self, call: Call = WASTE, key: str = "1") -> Case:
        """A call at the desk of Drenas, and everything that follows at once."""
        taken = await self.here.parts.calling.report("drenas", call, key * 32, "coordinator")
        await self.here.send()
        return await self.case(taken.number)

    async def case(self, number: str) -> Case:
        return next(each for each in await self.here.cases() if each.number == number)

    async def hours(self, count: int) -> None:
        """Time passes, and both do what is due."""
        for _ in range(count):
            self.clock.forward(hours=1)
            for service in (self.here, self.there):
                await service.parts.bridge.run_due(self.clock.now())
                await service.send()

    async def events(self, case: Case) -> list[CaseEvent]:
        async with self.here.parts.database.read() as work:
            return await work.cases.events(case.id)

    async def rows(self, case: Case) -> list[Outside]:
        async with self.here.parts.database.read() as work:
            return await work.outside.of_case(case.id)

    async def deliveries(self, case: Case) -> list[Delivery]:
        async with self.here.parts.database.read() as work:
            return [each for each in await work.outbox.of_case(case.id) if each.by == "open311"]


@dataclass
class Watched:
    """The transport, and the notices that it was given."""

    transport: Transport
    given: list[Notice]

    async def send(self, notice: Notice) -> str:
        self.given.append(notice)
        return await self.transport.send(notice)


@asynccontextmanager
async def a_pair(folder: Path, callback: bool = False, /, **options: str) -> AsyncIterator[Pair]:
    clock, port, their_port = Clock(), free_port(), free_port()
    endpoint = f"http://127.0.0.1:{their_port}/open311/v2/vushtrri"
    known = {"service:waste": "waste", "service:manhole": "manhole"}
    known |= {"peer": "vushtrri", "jurisdiction": "vushtrri.example"}
    way = (
        TransportTarget("open311", endpoint, options=known | options),
        TransportTarget("email", "public_services@drenas.example", group=1),
    )
    told = f"http://127.0.0.1:{port}/open311/v2/drenas/servicerequestupdates.json"
    peers = (Peer("drenas", told if callback else ""),)
    async with (
        a_service(
            folder / "there", "vushtrri", clock=clock, port=their_port, keys=f"drenas={OURS}",
            send_keys=f"drenas={THEIRS}", rules=Open311Rules(True, "vushtrri.example", "", peers),
        ) as there,
        a_service(
            folder / "here", clock=clock, port=port, keys=f"vushtrri={THEIRS}", send_keys=f"vushtrri={OURS}",
            ways={LEAD: way},
        ) as here,
    ):  # fmt: skip
        pair = Pair(here, there, clock)
        here.parts.transports["open311"] = Watched(here.parts.transports["open311"], pair.handed)
        yield pair


@pytest.fixture(params=["states", "updates", "callback"])
async def pair(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Pair]:
    """The ways to hear of it: by asking for numbers, by asking for updates, and by being told besides."""
    way = request.param
    options = {"updates": "yes"} if way == "updates" else {}
    async with a_pair(tmp_path, way == "callback", **options) as pair:
        yield pair


@pytest.fixture
async def plain(tmp_path: Path) -> AsyncIterator[Pair]:
    async with a_pair(tmp_path) as pair:
        yield pair


async def test_a_public_matter_is_handed_over_and_comes_back_done(pair: Pair) -> None:
    case = await pair.report()
    (row,) = await pair.rows(case)
    (theirs,) = await pair.there.cases()
    assert (row.peer, row.sent, row.remote) == ("vushtrri", True, pair.there.parts.open311.name_of(theirs))
    (delivery,) = await pair.deliveries(case)
    assert (delivery.state, delivery.evidence) == (DeliveryState.DONE, row.remote)
    assert theirs.category == "waste"

    await pair.there.answer(theirs, Answer.DONE)
    await pair.hours(3)
    case = await pair.case(case.number)
    assert case.status is Status.RESOLVED
    assert [each.actor for each in await pair.events(case) if each.kind == "done"] == [LEAD]
    async with pair.here.parts.database.read() as work:
        (lead,) = [each for each in await work.cases.referrals(case.id) if each.institution == LEAD]
    assert (lead.answer, lead.outcome) == (Answer.DONE, "repaired")
    (row,) = await pair.rows(case)
    assert row.status == "over"


async def test_their_words_land_in_the_case_sealed_for_the_desk_and_once(pair: Pair) -> None:
    case = await pair.report()
    (theirs,) = await pair.there.cases()
    await pair.there.answer(theirs, Answer.RECEIVED)
    pair.here.mail.sent.clear()
    await pair.hours(3)
    notes = [each for each in await pair.events(case) if each.kind == "outside_note"]
    assert len(notes) == 1
    (note,) = notes
    opened = pair.here.parts.vault.case_key(case).open(note.note, f"case_events.note:{note.id}").decode()
    assert opened == "The office has received it."
    assert (note.actor, note.facts["peer"]) == (LEAD, "vushtrri")
    assert any("sistem tjetër" in notice.subject for notice in pair.here.mail.sent)


async def test_nothing_of_the_person_goes_there(plain: Pair) -> None:
    case = await plain.report()
    (theirs,) = await plain.there.cases()
    async with plain.there.parts.database.read() as work:
        (report,) = await work.cases.reports(theirs.id)
    key = plain.there.parts.vault.case_key(theirs)
    said = key.open(report.sealed_answers, f"reports.answers:{report.id}").decode()
    assert "Anna" not in said
    assert case.number not in said
    assert plain.here.parts.open311.name_of(case) in said
    assert "Komoran" in said


@pytest.mark.parametrize(("call", "why"), [
    (Call("A child fell into the pit", "manhole", {"key": "komoran"}, True, "en", "citizen"), "an alarm"),
    (Call("Dogs", "stray_dogs", {"key": "komoran"}, False, "en", "citizen"), "no service of theirs"),
], ids=["an alarm", "no service of theirs"])  # fmt: skip
async def test_whatever_may_not_go_there_is_not_sent(plain: Pair, call: Call, why: str) -> None:
    case = await plain.report(call)
    assert await plain.there.cases() == [], why
    assert await plain.rows(case) == []
    assert all(each.state is not DeliveryState.DONE for each in await plain.deliveries(case))
    assert "public_services@drenas.example" in {notice.target for notice in plain.here.mail.sent}  # the next way


async def test_an_alarm_there_goes_on_here_as_if_nothing_was_said(plain: Pair) -> None:
    """Vushtrri's desk finds that somebody lies hurt: to us the request is gone, and our deadlines go on."""
    case = await plain.report()
    (theirs,) = await plain.there.cases()
    async with plain.there.parts.database.begin() as work:
        await work.cases.save([replace(theirs, urgency=Urgency.EMERGENCY, danger="violence")])
    await plain.hours(2)
    assert (await plain.case(case.number)).status is Status.REFERRED
    assert [each.kind for each in await plain.events(case) if each.kind == "outside_note"] == []


async def test_one_question_in_ten_minutes_however_many_are_open(plain: Pair) -> None:
    for number in range(4):
        await plain.report(WASTE, str(number))
    asked: list[str] = []
    remote = plain.here.parts.bridge._remote

    def counted(town: str, way: Any) -> Any:
        asked.append(way.peer)
        return remote(town, way)

    plain.here.parts.bridge._remote = counted
    for _ in range(60):
        plain.clock.forward(minutes=1)
        await plain.here.parts.bridge.run_due(plain.clock.now())
    assert asked == ["vushtrri"] * 6


async def test_they_are_told_of_each_change_once_and_in_order(tmp_path: Path) -> None:
    async with a_pair(tmp_path, True) as pair:
        case = await pair.report()
        (theirs,) = await pair.there.cases()
        for answer in (Answer.RECEIVED, Answer.DONE):
            pair.clock.forward(hours=2)
            await pair.there.answer(theirs, answer)
        await pair.hours(3)
        kinds = [each.kind for each in await pair.events(case)]
        assert kinds.count("done") == 1
        async with pair.there.parts.database.read() as work:
            (row,) = await work.outside.of_case(theirs.id)
        assert row.status == "open:2"


async def test_a_system_that_is_down_loses_nothing(plain: Pair) -> None:
    case = await plain.report()
    (theirs,) = await plain.there.cases()
    remote = plain.here.parts.bridge._remote
    plain.here.parts.bridge._remote = lambda town, way: remote(town, Way(way.peer, "http://127.0.0.1:1"))
    await plain.there.answer(theirs, Answer.DONE)
    await plain.hours(2)
    assert (await plain.case(case.number)).status is Status.REFERRED
    plain.here.parts.bridge._remote = remote
    await plain.hours(3)
    assert (await plain.case(case.number)).status is Status.RESOLVED


async def test_a_stranger_tells_nothing_of_what_we_have_sent(plain: Pair) -> None:
    case = await plain.report()
    (row,) = await plain.rows(case)
    said = {"api_key": "kY3-of-a-stranger-00", "service_request_id": row.remote, "status": "closed", "description": "x"}
    answer = await plain.here.client.post("servicerequestupdates.json", data=said)
    assert answer.status_code == 403
    assert (await plain.case(case.number)).status is Status.REFERRED


async def test_what_they_call_no_longer_theirs_comes_back_to_the_desk(plain: Pair) -> None:
    case = await plain.report()
    (row,) = await plain.rows(case)
    said = {"api_key": THEIRS, "service_request_id": row.remote, "status": "not_councils_responsibility"}
    said["description"] = "Ask the inspectorate"
    answer = await plain.here.client.post("servicerequestupdates.json", data=said)
    assert answer.status_code == 200
    case = await plain.case(case.number)
    assert (case.status, case.lead) == (Status.NEW, "coordinator")


async def test_an_office_that_must_hear_nothing_any_more_is_not_heard_either(plain: Pair) -> None:
    case = await plain.report()
    async with plain.here.parts.database.begin() as work:
        await work.cases.save([replace(case, avoided=(LEAD,))])
    (theirs,) = await plain.there.cases()
    await plain.there.answer(theirs, Answer.DONE)
    await plain.hours(3)
    assert (await plain.case(case.number)).status is Status.REFERRED
    assert [each.actor for each in await plain.events(case) if each.kind == "done"] == []


async def test_an_office_that_was_released_is_not_taken_at_its_word_but_the_desk_reads_it(plain: Pair) -> None:
    case = await plain.report()
    (row,) = await plain.rows(case)
    casework = plain.here.parts.casework
    await casework.passing.transfer("drenas", case.number, "inspectorate", "It is theirs.", "coordinator")
    await casework.withdrawing.withdraw("drenas", case.number, LEAD, "It is waste of a firm.", "coordinator")
    said = {"api_key": THEIRS, "service_request_id": row.remote, "status": "closed", "description": "Taken away"}
    answer = await plain.here.client.post("servicerequestupdates.json", data=said)
    assert answer.status_code == 200
    kinds = [(each.actor, each.kind) for each in await plain.events(case)]
    assert (LEAD, "outside_note") in kinds and (LEAD, "done") not in kinds
    async with plain.here.parts.database.read() as work:
        (theirs,) = [each for each in await work.cases.referrals(case.id) if each.institution == LEAD]
    assert theirs.answer is None and (await plain.case(case.number)).status is Status.REFERRED


@pytest.mark.parametrize(("repeats", "sent"), [(False, False), (True, True)])
async def test_a_lost_answer_never_makes_two_requests_there(tmp_path: Path, repeats: bool, sent: bool) -> None:
    """The note says that it may be there, and Vushtrri's list does not say our name: it is not sent again, or only
    since the file says that Vushtrri takes the same request once."""
    async with a_pair(tmp_path, repeats="yes" if repeats else "") as pair:
        case = await pair.report()
        (row,) = await pair.rows(case)
        async with pair.here.parts.database.begin() as work:
            await work.outside.save([replace(row, remote="", status="sending")])
        again = pair.here.parts.transports["open311"].send(pair.handed[0])
        if sent:
            assert await again == row.remote
        else:
            with pytest.raises(DeliveryFailed, match="not sent again"):
                await again
        assert len(await pair.there.cases()) == 1


async def test_a_token_that_never_becomes_a_number_holds_up_no_other_request(plain: Pair) -> None:
    first, second = await plain.report(), await plain.report(key="2")
    (stuck,) = await plain.rows(first)
    async with plain.here.parts.database.begin() as work:
        await work.outside.save([replace(stuck, remote="t-9", status=TOKEN)])
    theirs = next(each for each in await plain.there.cases() if each.number.endswith("2"))
    await plain.there.answer(theirs, Answer.DONE)
    await plain.hours(4)
    assert (await plain.case(second.number)).status is Status.RESOLVED
