"""Deadlines that move: the rows follow every answer, and a clock that stands still loses nothing."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from reportbot.core.cases.events import CLOCK_STARTED, CLOCK_STOPPED, DEADLINE_MOVED
from reportbot.core.cases.referral import Answer, Answering, Referral
from reportbot.core.urgency import Urgency
from reportbot.service.ports import DeliveryFailed
from tests.builders import TUESDAY, WASTE, Clock, Parts, a_municipality, parts_for
from tests.members import coordinator

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
NUMBER, LEAD = "2026-0001", "public_services"
MORE = "A child has fallen into it and bleeds"


def april(day: int, hour: int = 8) -> datetime:
    """2026; 10:00 in Drenas is 08:00 UTC. The 9th and the 13th are holidays."""
    return datetime(2026, 4, day, hour, tzinfo=UTC)


async def report(parts: Parts, *more: str) -> Referral:
    await parts.say("anna", *WASTE, *(more or ("yes", "skip")))
    parts.mail.take()
    return await lead_of(parts)


async def lead_of(parts: Parts) -> Referral:
    page = await parts.casework.case("drenas", NUMBER, "coordinator")
    return next(each for each in reversed(page.referrals) if each.institution == LEAD)


async def dues(parts: Parts) -> list[tuple[str, datetime]]:
    page = await parts.casework.case("drenas", NUMBER, "coordinator")
    return [(due.kind, due.due_at) for due in page.dues]


async def happened(parts: Parts, kind: str) -> list[Mapping[str, str]]:
    page = await parts.casework.case("drenas", NUMBER, "coordinator")
    return [event.facts for event in page.events if event.kind == kind]


async def ask(parts: Parts, question: str = "Which side of the road?") -> None:
    lead = await lead_of(parts)
    token = parts.vault.sign_link(lead.id, LEAD, parts.clock.now() + DAY)
    await parts.asking.ask_by_link(token, question)
    await parts.deliver()


async def ticks(parts: Parts, last: datetime, step: timedelta = 12 * HOUR) -> list[tuple[datetime, str]]:
    left = []
    while (now := parts.clock.now() + step) <= last:
        await parts.tick(now)
        left += [(now, who) for who, _ in parts.mail.take()]
    return left


async def test_after_we_have_it_the_work_is_due_and_not_the_first_answer(parts: Parts) -> None:
    lead = await report(parts)
    assert await dues(parts) == [("acknowledge", april(8))]
    await parts.responses.answer_as(LEAD, lead.id, Answer.RECEIVED)
    assert await dues(parts) == [("act", april(14))]
    (row,) = (await parts.queue.page(coordinator())).rows
    assert row.due is not None and row.due.kind == "act"


async def test_in_progress_is_reminded_of_its_own_date_and_climbs_the_ladder_from_there(here: Parts) -> None:
    lead = await report(here)
    async with here.store.begin() as work:
        said = Answering(Answer.IN_PROGRESS, until=date(2026, 4, 17))
        await here.responses._recorder.record(work, lead, said)
    moved = await lead_of(here)
    assert moved.act_by == april(17, 14), "when the office closes"
    assert "They should be done by Friday 17 April, 16:00." in (await here.say("anna", "status"))[-1]
    assert await ticks(here, april(17)) == [], "nobody speaks of silence"
    left = await ticks(here, april(30), 12 * HOUR)
    assert left[:2] == [(april(17, 20), LEAD), (april(23), LEAD)]
    assert (april(29), "coordinator") in left


async def test_the_clock_stands_still_while_the_person_is_asked_and_goes_on_with_the_answer(parts: Parts) -> None:
    lead = await report(parts)
    await parts.responses.answer_as(LEAD, lead.id, Answer.RECEIVED)
    parts.clock.set(april(8))
    await ask(parts)
    assert await dues(parts) == [("resume", april(15))]
    assert await happened(parts, CLOCK_STOPPED) == [{"institution": LEAD}]
    assert await ticks(parts, april(14, 10)) == []
    await parts.say("anna", "status", "yes", "The left side")
    assert await happened(parts, CLOCK_STARTED) == [{"institution": LEAD, "why": "answered"}]
    assert await dues(parts) == [("act", april(16))], "6 open hours on the 8th, 8 on the 10th, 2 on the 14th"
    which = [(facts["which"], facts["why"]) for facts in await happened(parts, DEADLINE_MOVED)]
    assert which == [("act", "asked"), ("close", "asked")]


async def test_the_first_answer_is_due_all_the_same(here: Parts) -> None:
    await report(here)
    await ask(here)
    assert await dues(here) == [("acknowledge", april(8)), ("resume", april(14))]
    assert await ticks(here, april(14)) == [(april(8), LEAD)], "and no reminder after it"


async def test_after_a_week_without_an_answer_it_goes_on_by_itself(parts: Parts) -> None:
    lead = await report(parts)
    await parts.responses.answer_as(LEAD, lead.id, Answer.RECEIVED)
    await ask(parts)
    assert await ticks(parts, april(14)) == []
    assert await happened(parts, CLOCK_STARTED) == [{"institution": LEAD, "why": "waited"}]
    assert (await lead_of(parts)).stopped_at is None
    assert await dues(parts) == [("act", april(17))], "three working days were left, three are"
    assert await ticks(parts, april(17)) == [(april(17), LEAD)]


async def test_the_reminders_stand_still_too_and_none_comes_twice(here: Parts) -> None:
    await report(here)
    assert await ticks(here, april(14)) == [(april(8), LEAD), (april(14), LEAD)]
    await ask(here)
    assert await ticks(here, april(26)) == [], "seven working days would have been the 20th"
    assert await ticks(here, april(27), HOUR) == [(april(27), "coordinator"), (april(27), LEAD)]


async def test_what_was_due_when_it_was_stopped_is_not_lost(here: Parts) -> None:
    """Nobody ticked, and then the office asked: the reminder of that morning still comes."""
    await report(here)
    here.clock.set(april(8, 9))
    await ask(here)
    await here.tick(april(8, 10))
    assert [who for who, _ in here.mail.take()] == [LEAD]


async def test_done_ends_it_and_nothing_is_due_any_more(here: Parts) -> None:
    await report(here)
    await ask(here)
    lead = await lead_of(here)
    async with here.store.begin() as work:
        await here.responses._recorder.record(work, lead, Answering(Answer.DONE, outcome="repaired"))
    assert await dues(here) == [] and (await lead_of(here)).stopped_at is None
    assert await happened(here, CLOCK_STARTED) == [{"institution": LEAD, "why": "spoke"}]


async def test_a_question_of_the_desk_stops_no_clock_of_the_office(here: Parts) -> None:
    await report(here)
    await here.asking.ask("drenas", NUMBER, "Which side?", "coordinator")
    assert (await lead_of(here)).stopped_at is None


async def test_danger_sets_the_clock_going(here: Parts) -> None:
    await report(here)
    await ask(here)
    await here.casework.correcting.urgency("drenas", NUMBER, Urgency.EMERGENCY, "coordinator")
    assert (await lead_of(here)).stopped_at is None
    assert await happened(here, CLOCK_STARTED) == [{"institution": LEAD, "why": "raised"}]
    assert (await dues(here))[0][1] == TUESDAY + 10 * MINUTE


async def test_in_an_emergency_no_clock_stops(here: Parts) -> None:
    await report(here)
    await here.casework.correcting.urgency("drenas", NUMBER, Urgency.EMERGENCY, "coordinator")
    await ask(here)
    assert (await lead_of(here)).stopped_at is None


async def test_more_urgent_moves_every_date_and_says_so(here: Parts) -> None:
    lead = await report(here)
    await here.responses.answer_as(LEAD, lead.id, Answer.RECEIVED)
    await here.casework.correcting.urgency("drenas", NUMBER, Urgency.URGENT, "coordinator")
    moved = {facts["which"]: facts for facts in await happened(here, DEADLINE_MOVED)}
    assert moved["act"]["was"] == april(14).isoformat() and moved["act"]["became"] == april(8).isoformat()
    assert {facts["why"] for facts in moved.values()} == {"urgency"}
    assert await dues(here) == [("act", april(8))]


async def test_a_changed_file_changes_no_promise_that_was_made(here: Parts) -> None:
    lead = await report(here)
    await here.responses.answer_as(LEAD, lead.id, Answer.RECEIVED)
    town = a_municipality()
    sooner = {key: replace(each, act=each.acknowledge) for key, each in town.promises.items()}
    changed = await parts_for(here.store, Clock(TUESDAY), town=replace(town, promises=sooner))
    assert await ticks(changed, april(13, 20)) == []
    assert await ticks(changed, april(14)) == [(april(14), LEAD)]


async def test_two_reminders_at_once_are_one_message_with_a_line_and_a_link_for_each(here: Parts) -> None:
    for person in ("anna", "beni", "cana"):
        await here.say(person, *WASTE)
    here.mail.take()
    await here.tick(april(8))
    (mail,) = here.mail.sent
    assert mail.subject == "Rikujtesë: raportime që presin te ju: 3"
    assert all(f"2026-000{number}: " in mail.body for number in (1, 2, 3))
    assert mail.body.count("/r/") == 3 and "Ende nuk është përgjigjur askush." in mail.body
    async with here.store.read() as work:
        for case in await here.cases():
            assert [each.kind for each in await work.cases.events(case.id)].count("reminded") == 1


async def test_twenty_in_one_message_then_the_next(here: Parts) -> None:
    for person in range(22):
        await here.say(f"person {person}", *WASTE)
    here.mail.take()
    await here.tick(april(8))
    assert sorted(mail.body.count("/r/") for mail in here.mail.sent) == [2, 20]


async def test_a_message_about_several_that_does_not_arrive_is_told_to_the_desk(here: Parts) -> None:
    for person in ("anna", "beni"):
        await here.say(person, *WASTE)
    here.mail.take()
    here.mail.failures.append(DeliveryFailed("no such mailbox", retry=False))
    await here.tick(april(8))
    await here.deliver()
    (told,) = here.mail.sent
    assert told.target.startswith("coordinator") and "Drejtoria e Shërbimeve Publike" in told.subject


@pytest.mark.parametrize(
    ("role", "told"), [("@lead_second", "second@drenas.example"), ("@lead_head", "head@x.example")]
)
async def test_the_second_contact_and_the_head_have_ways_of_their_own(here: Parts, role: str, told: str) -> None:
    town = a_municipality()
    kind = town.institutions[LEAD].transports[0]
    office = replace(
        town.institutions[LEAD],
        second=(replace(kind, address="second@drenas.example"),),
        head=(replace(kind, address="head@x.example"),),
    )
    rungs = tuple(replace(rung, to=(role,)) for rung in town.ladder[Urgency.NORMAL])
    town = replace(
        town, institutions={**town.institutions, LEAD: office}, ladder={**town.ladder, Urgency.NORMAL: rungs}
    )
    await report(here)
    there = await parts_for(here.store, Clock(april(8)), town=town)
    await there.tick(april(14))
    assert [mail.target for mail in there.mail.sent] == ["public_services@drenas.example", told]


async def test_without_such_a_contact_the_ordinary_one_is_told_once(here: Parts) -> None:
    town = a_municipality()
    rungs = tuple(replace(rung, to=("@lead", "@lead_second", "@lead_head")) for rung in town.ladder[Urgency.NORMAL])
    await report(here)
    there = await parts_for(
        here.store, Clock(april(8)), town=replace(town, ladder={**town.ladder, Urgency.NORMAL: rungs})
    )
    await there.tick(april(8))
    there.mail.take()
    await there.tick(april(14))
    assert [who for who, _ in there.mail.take()] == [LEAD]


async def test_thirty_that_are_due_cost_as_many_statements_as_three(here: Parts) -> None:
    async def cost(first: int, count: int, now: datetime) -> int:
        for person in range(first, first + count):
            await here.say(f"person {person}", *WASTE)
        before = here.store.statements
        assert await here.follow_ups.run_due(here.clock.set(now)) == count
        return here.store.statements - before

    assert await cost(0, 3, april(8)) == await cost(10, 30, april(10))


async def test_while_the_clock_stands_still_no_reminder_is_promised_to_the_person(here: Parts) -> None:
    await report(here)
    await here.tick(april(8, 9))
    assert "Then we remind them again." in (await here.say("anna", "status"))[-1]
    await ask(here)
    said = (await here.say("anna", "status"))[-1]
    assert "They are late." in said
    assert "Then we remind them again." not in said
