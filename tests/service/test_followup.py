"""The clock speaks: who is reminded when and why; each due thing once, whatever happens to us meanwhile."""

import asyncio
import logging
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from reportbot.core.cases.due.deadlines import Promise
from reportbot.core.cases.referral import Answer
from reportbot.core.urgency import Urgency
from reportbot.service.followup import AT_ONCE
from reportbot.service.records import Due, Who
from tests.builders import ALARM, SILENT, TUESDAY, VIOLENCE, WASTE, Clock, Parts, a_municipality, parts_for

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
REMINDER = "Rikujtesë: raportimi 2026-0001 është ende i hapur te ju"
ALERT = "Alarm: raportimi 2026-0001 kërkon dikë tani"


def april(day: int, hour: int = 8, minute: int = 0) -> datetime:
    """2026; 10:00 in Drenas is 08:00 UTC. The 9th is Constitution Day, the 13th Orthodox Easter Monday: both closed."""
    return datetime(2026, 4, day, hour, minute, tzinfo=UTC)


async def mails_until(parts: Parts, last: datetime, step: timedelta) -> list[tuple[datetime, str]]:
    """(when, to whom) of every office message, as the clock ticks on."""
    left = []
    now = parts.clock.now()
    while now < last:
        now += step
        await parts.tick(now)
        left += [(now, who) for who, _ in [*parts.mail.take(), *parts.chats.take()]]
    return left


async def silent_report(parts: Parts, script: tuple[str, ...] = WASTE) -> None:
    await parts.say("anna", *script)
    parts.mail.take(), parts.chats.take()


def numbers_in(parts: Parts) -> list[str]:
    """The number of every case that a mail speaks of, as often as it does."""
    found = [number for mail in parts.mail.sent for number in re.findall(r"2026-00\d\d(?=:| është)", mail.body)]
    return sorted(found)


async def test_an_office_stays_silent_for_ten_days_over_a_weekend_and_two_holidays(parts: Parts) -> None:
    await silent_report(parts)  # Tuesday 7 April, 10:00
    assert await mails_until(parts, april(17), 12 * HOUR) == [
        (april(8), "public_services"),  # one working day: nobody has answered
        (april(14), "public_services"),  # three: closed were the 9th, 11th, 12th and 13th
    ]
    assert await mails_until(parts, april(30), 12 * HOUR) == [
        (april(20), "coordinator"),  # seven: and now the coordinator hears of it
        (april(20), "public_services"),
        (april(29), "coordinator"),  # fourteen: the boss of the office
        (april(29), "mayor"),
    ]
    later = await mails_until(parts, april(30) + 60 * DAY, DAY)
    weeks = [april(29) + week * 7 * DAY for week in range(1, 9)]  # and so on, every week, as long as it is open
    assert {who for _, who in later} == {"coordinator", "mayor"}
    assert sorted({at.date() for at, _ in later}) == [each.date() for each in weeks]


async def test_each_names_the_number_and_says_why(here: Parts) -> None:
    await silent_report(here)
    await here.tick(april(8))
    (reminder,) = here.mail.sent
    assert reminder.subject == REMINDER
    assert "2026-0001" in reminder.body and "7 prill" in reminder.body and "8 prill" in reminder.body
    assert "Ende nuk është përgjigjur askush." in reminder.body, "it says why it comes"
    here.mail.take()
    await here.tick(april(20))
    escalation = next(notice for notice in here.mail.sent if notice.target.startswith("coordinator"))
    assert "Drejtoria e Shërbimeve Publike" in escalation.subject
    assert "7 ditë pune" in escalation.body and "2026-0001" in escalation.body
    events = (await here.casework.case("drenas", "2026-0001", "coordinator")).events
    assert ("escalated", {"institution": "coordinator", "why": "A case has waited 7 working days."}) in [
        (event.kind, dict(event.facts)) for event in events
    ]


async def test_nothing_is_early(here: Parts) -> None:
    await silent_report(here)
    await here.tick(april(8, 7, 59))
    assert here.mail.take() == []
    await here.tick(april(8))
    assert here.mail.take() == [("public_services", REMINDER)]


async def test_the_ladder_of_an_urgent_case_does_not_wait_for_monday(here: Parts) -> None:
    here.clock.set(april(10, 18))  # Friday evening
    await silent_report(here, VIOLENCE)
    friday = april(10, 18)
    assert await mails_until(here, friday + 25 * HOUR, HOUR) == [
        (friday + 2 * HOUR, "police"),
        (friday + 4 * HOUR, "police"),
        (friday + 12 * HOUR, "coordinator"),
        (friday + 12 * HOUR, "police"),
        (friday + 24 * HOUR, "coordinator"),  # also as the boss, for the police has none here
    ]


async def test_who_acts_together_with_the_lead_has_a_ladder_of_its_own(here: Parts) -> None:
    rules = [
        replace(rule, copies=(), together=("victim_advocate",)) if rule.lead == "police" else rule
        for rule in a_municipality().rules
    ]
    here = await parts_for(here.store, town=a_municipality(rules=tuple(rules)))
    async with here.taking():
        await silent_report(here, VIOLENCE)
    page = await here.casework.case("drenas", "2026-0001", "coordinator")
    police = next(each for each in page.referrals if each.institution == "police")
    await here.responses.answer_as("police", police.id, Answer.RECEIVED)
    left = await mails_until(here, TUESDAY + 13 * HOUR, HOUR)
    assert left == [
        (TUESDAY + 2 * HOUR, "victim_advocate"),
        (TUESDAY + 4 * HOUR, "victim_advocate"),
        (TUESDAY + 12 * HOUR, "coordinator"),
        (TUESDAY + 12 * HOUR, "victim_advocate"),
    ]


async def test_after_a_stop_of_any_length_each_due_thing_happens_once(parts: Parts) -> None:
    await silent_report(parts)
    await parts.tick(TUESDAY + 200 * DAY)
    caught_up = [who for who, _ in parts.mail.take()]
    assert caught_up == ["coordinator", "coordinator", "mayor", *["public_services"] * 3]
    await parts.tick(TUESDAY + 400 * DAY)
    assert [who for who, _ in parts.mail.take()] == ["coordinator", "mayor"], "the week that was due, and no more"


async def test_an_answer_in_time_is_followed_by_silence_until_the_work_is_due(here: Parts) -> None:
    await silent_report(here)
    lead = (await here.casework.case("drenas", "2026-0001", "coordinator")).referrals[0]
    await here.responses.answer_as("public_services", lead.id, Answer.RECEIVED)
    assert await mails_until(here, april(13), 12 * HOUR) == []
    assert await mails_until(here, april(30), 12 * HOUR) == [
        (april(14), "public_services"),  # taken on, and not done after three working days
        (april(29), "public_services"),
    ]


async def test_an_emergency_goes_up_after_ten_and_thirty_minutes_and_the_person_is_told_the_truth(parts: Parts) -> None:
    parts.clock.set(april(12, 1))  # the night to Easter Sunday
    await silent_report(parts, ALARM)
    parts.phones.sent.clear()
    night = april(12, 1)
    assert await mails_until(parts, night + 40 * MINUTE, MINUTE) == [
        (night + 10 * MINUTE, "coordinator"),  # who leads, as nobody knows yet what it is
        (night + 10 * MINUTE, "duty"),
        (night + 10 * MINUTE, "-1001"),
        (night + 30 * MINUTE, "coordinator"),
        (night + 30 * MINUTE, "duty"),
        (night + 30 * MINUTE, "duty_deputy"),
        (night + 30 * MINUTE, "-1001"),
    ]
    first, then = parts.phones.told("anna")
    assert first.startswith("Call:\n112, ") and then.startswith("Call:\n112, "), "numbers first"
    assert first.endswith("\nNobody on duty has opened the alert yet. Do not wait for us.")
    assert then.endswith("\nStill nobody has opened the alert. We are telling more people. Do not wait for us.")


async def test_an_emergency_taken_on_by_whoever_is_on_call_goes_no_further_up(here: Parts) -> None:
    await silent_report(here, (*ALARM, "2", "Komoran", "He hits her", "1", *SILENT, "yes"))
    here.phones.sent.clear()
    duty = next(
        each
        for each in (await here.casework.case("drenas", "2026-0001", "coordinator")).referrals
        if each.institution == "duty"
    )
    await here.responses.answer_as("duty", duty.id, Answer.RECEIVED)
    left = await mails_until(here, TUESDAY + 2 * DAY, 10 * MINUTE)
    assert {who for _, who in left} == {"police"}  # the lead itself still owes its answer and its work
    assert here.phones.told("anna") == ["There is news. Send STATUS."]


async def test_who_said_no_is_not_written_to_even_then(here: Parts) -> None:
    await silent_report(here, (*ALARM, "2", "Komoran", "He hits her", "1", *SILENT, "no"))
    here.phones.sent.clear()
    await here.tick(TUESDAY + HOUR)
    assert here.phones.told("anna") == []


@pytest.mark.parametrize(
    ("opened", "due"),
    [
        (datetime(2026, 3, 27, 9, tzinfo=UTC), datetime(2026, 3, 30, 8, tzinfo=UTC)),  # clocks go forward on Sunday
        (datetime(2026, 10, 23, 8, tzinfo=UTC), datetime(2026, 10, 26, 9, tzinfo=UTC)),  # and back
    ],
)
async def test_ten_oclock_stays_ten_oclock_when_the_clocks_change(here: Parts, opened: datetime, due: datetime) -> None:
    here.clock.set(opened)
    await silent_report(here)
    await here.tick(due - MINUTE)
    assert here.mail.take() == []
    await here.tick(due)
    assert [who for who, _ in here.mail.take()] == ["public_services"]


@pytest.mark.parametrize("night", [datetime(2026, 3, 29, 0, 55, tzinfo=UTC), datetime(2026, 10, 25, 0, 55, tzinfo=UTC)])
async def test_ten_minutes_of_an_emergency_are_ten_minutes_when_the_clocks_change(here: Parts, night: datetime) -> None:
    here.clock.set(night)
    await silent_report(here, ALARM)
    assert await mails_until(here, night + 9 * MINUTE, MINUTE) == []
    assert await mails_until(here, night + 10 * MINUTE, MINUTE) != []


@pytest.mark.parametrize("steps", range(0, 40, 3))
async def test_a_tick_that_stops_half_way_repeats_nothing_and_forgets_nothing(here: Parts, steps: int) -> None:
    for person in ("anna", "beni", "cana"):
        await here.say(person, *WASTE)
    here.mail.take()
    ticking = asyncio.create_task(here.follow_ups.run_due(april(8)))
    for _ in range(steps):
        await asyncio.sleep(0)
    ticking.cancel()
    await asyncio.wait([ticking])
    await here.tick(april(8))
    assert numbers_in(here) == ["2026-0001", "2026-0002", "2026-0003"]


async def test_two_processes_that_tick_at_once_remind_once(parts: Parts) -> None:
    for person in map(str, range(6)):
        await parts.say(person, *WASTE)
    parts.mail.take()
    other = await parts_for(parts.store, parts.clock, direct=False)
    parts.clock.set(april(8))
    await asyncio.gather(*(each.follow_ups.run_due(april(8)) for each in (parts, other, parts)))
    await parts.deliver()
    assert numbers_in(parts) == [f"2026-000{number}" for number in range(1, 7)]


@pytest.mark.parametrize("people", ["ab", "abcdef"])
async def test_a_round_takes_the_same_ten_statements_and_one_commit_however_many_are_due(
    here: Parts, people: str
) -> None:
    for person in people:
        await here.say(person, *WASTE)
    here.clock.set(april(8))
    statements, commits = here.store.statements, here.store.commits
    assert await here.follow_ups.run_due(april(8)) == len(people)
    assert (here.store.statements - statements, here.store.commits - commits) == (10, 1)


async def test_more_than_fit_into_one_round_are_followed_up_at_once(here: Parts) -> None:
    await here.say("anna", *WASTE)
    many = [Due(id, "drenas", 0, None, "close", 0, april(8)) for id in range(1, 2 * AT_ONCE + 2)]
    async with here.store.begin() as work:
        case = await work.cases.by_number("drenas", "2026-0001")
        assert case is not None
        await work.dues.add([replace(each, case=case.id) for each in many])
    assert await here.follow_ups.run_due(april(8)) == len(many) + 1
    assert await here.follow_ups.run_due(april(8)) == 0


class NoPromiseForWaste(dict[tuple[str, Urgency], Promise]):
    """A town file that breaks for one category."""

    def get(self, key: tuple[str, Urgency], default: Any = None) -> Any:
        return self["no such thing"] if key[0] == "waste" else default  # type: ignore[index]


async def test_a_case_that_cannot_be_followed_up_holds_up_no_other(
    here: Parts, caplog: pytest.LogCaptureFixture
) -> None:
    await here.say("anna", *WASTE)
    await here.say("beni", "start", "1", "1", "The roof of the school leaks", "Komoran", "1")
    here.mail.take()
    broken = await parts_for(
        here.store, Clock(april(8)), town=replace(a_municipality(), promises_for=NoPromiseForWaste())
    )
    with caplog.at_level(logging.ERROR):
        await broken.tick(april(8))
    assert [who for who, _ in broken.mail.take()] == ["dka"]
    assert [record.message for record in caplog.records] == [
        "a deadline could not be followed up, it is tried again in an hour"
    ]
    await here.tick(april(8, 9))
    assert [who for who, _ in here.mail.take()] == ["public_services"]


async def test_an_office_that_the_file_has_no_more_is_shown_as_its_key_and_the_coordinator_hears(here: Parts) -> None:
    await here.say("anna", *WASTE)
    here.mail.take()
    shipped = a_municipality()
    kept = {key: each for key, each in shipped.institutions.items() if key != "public_services"}
    smaller = await parts_for(here.store, Clock(april(8)), town=a_municipality(institutions=kept))
    await smaller.tick(april(8))
    (told,) = smaller.mail.sent
    assert told.target.startswith("coordinator") and "public_services" in told.body
    assert await mails_until(smaller, april(15), DAY) != []


async def test_an_alarm_about_a_case_whose_office_is_gone_reaches_somebody(here: Parts) -> None:
    await here.say("anna", *WASTE)
    here.mail.take(), here.chats.take()
    shipped = a_municipality()
    kept = {key: each for key, each in shipped.institutions.items() if key != "public_services"}
    smaller = await parts_for(here.store, Clock(TUESDAY + HOUR), town=a_municipality(institutions=kept))
    async with smaller.taking():
        await smaller.casework.correcting.urgency("drenas", "2026-0001", Urgency.EMERGENCY, "coordinator")
        await smaller.deliver()
        told = {who for who, _ in smaller.mail.take()}
        assert "duty" in told
        await smaller.tick(TUESDAY + HOUR + 10 * MINUTE)
        assert {who for who, _ in smaller.mail.take()} >= {"coordinator", "duty"}


async def test_a_draft_is_erased_after_a_day_of_silence(parts: Parts) -> None:
    await parts.say("anna", *WASTE[:-1])
    await parts.say("beni", *WASTE[:-1])
    assert await parts.follow_ups.erase_silent(TUESDAY + DAY) == 0
    parts.clock.set(TUESDAY + DAY)
    await parts.say("beni", "help")
    assert await parts.follow_ups.erase_silent(TUESDAY + DAY + MINUTE) == 1
    who = Who("drenas", "telegram", parts.vault.tag(parts.message("anna").address))
    async with parts.store.read() as work:
        assert (await work.conversations.by_who([who]))[who].session == b""
    assert "What do you want to do?" in (await parts.say("anna", "1"))[-1]
