"""An office that names one date after another: no date is refused for it, and none stays unseen."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from reportbot.core.cases.desk.figures import figures
from reportbot.core.cases.due.putting_off import LONGEST_IN_ALL, is_put_off
from reportbot.core.cases.events import DEADLINE_MOVED, PUT_OFF, CaseEvent
from reportbot.core.cases.referral import LEAD, Answer, Referral
from tests.builders import TUESDAY, WASTE, Parts

DAY = timedelta(days=1)
OFFICE, NUMBER, ZONE = "public_services", "2026-0001", "Europe/Belgrade"
MINE = Referral(7, 1, "drenas", OFFICE, LEAD, TUESDAY)


async def says_until(parts: Parts, days: int) -> None:
    async with parts.store.read() as work:
        (case,) = await parts.cases()
        lead = next(each for each in await work.cases.referrals(case.id) if each.institution == OFFICE)
    parts.clock.forward(timedelta(hours=1))
    day = (parts.clock.now() + days * DAY).date()
    await parts.responses.answer_as(OFFICE, lead.id, Answer.IN_PROGRESS, until=day)
    await parts.deliver()


async def told(parts: Parts) -> list[str]:
    return [subject for who, subject in parts.mail.take() if who == "coordinator"]


async def put_offs(parts: Parts) -> list[CaseEvent]:
    page = await parts.casework.case("drenas", NUMBER, "coordinator")
    return [each for each in page.events if each.kind == PUT_OFF]


async def test_from_the_third_date_on_the_desk_hears_of_each(parts: Parts) -> None:
    await parts.say("anna", *WASTE)
    parts.mail.take()
    for days in (3, 4):
        await says_until(parts, days)
    assert await told(parts) == [] and await put_offs(parts) == []
    for days in (5, 6):
        await says_until(parts, days)
        (subject,) = await told(parts)
        assert NUMBER in subject
    assert [each.actor for each in await put_offs(parts)] == [OFFICE, OFFICE]
    page = await parts.casework.case("drenas", NUMBER, "coordinator")
    moved = [each.facts["became"] for each in page.events if each.kind == DEADLINE_MOVED]
    assert len({*moved}) == 4, "each date is noted and stands"


async def test_a_date_beyond_a_quarter_of_a_year_in_all_is_told_though_it_is_the_first(here: Parts) -> None:
    await here.say("anna", *WASTE)
    here.mail.take()
    here.clock.forward(60 * DAY)
    await says_until(here, 50)
    assert len(await told(here)) == 1 and len(await put_offs(here)) == 1


async def test_the_figures_of_the_office_count_the_case_once(here: Parts) -> None:
    await here.say("anna", *WASTE)
    for days in (3, 4, 5, 6):
        await says_until(here, days)
    async with here.store.read() as work:
        found = figures(await work.figures.referrals("drenas", 0), here.clock.now())
    (mine,) = [each for each in found if each.institution == OFFICE]
    assert mine.put_off == 1


async def test_the_desk_hears_nothing_of_a_case_that_avoids_it(here: Parts) -> None:
    await here.say("anna", *WASTE)
    async with here.store.begin() as work:
        (case,) = await here.cases()
        await work.cases.save([replace(case, avoided=("coordinator",))])
    here.mail.take()
    for days in (3, 4, 5):
        await says_until(here, days)
    assert await told(here) == []


def said(at: int, until: str, actor: str = OFFICE) -> CaseEvent:
    return CaseEvent(at, 1, "drenas", "in_progress", TUESDAY + at * DAY, actor, {"until": until})


@pytest.mark.parametrize(
    ("events", "late"),
    [
        ([said(1, "2026-04-10"), said(2, "2026-04-12")], False),
        ([said(1, "2026-04-10"), said(2, "2026-04-12"), said(3, "2026-04-14")], True),
        ([said(1, "2026-04-10"), said(2, "2026-04-10"), said(3, "2026-04-12")], False),
        ([said(1, "2026-04-10"), said(2, "2026-04-12", "police"), said(3, "2026-04-14")], False),
        ([said(-9, "2026-04-10"), said(1, "2026-04-12"), said(3, "2026-04-14")], False),
    ],
    ids=["two", "three", "the same again", "another office's", "of an earlier referral"],
)
def test_only_new_dates_of_this_office_count(events: list[CaseEvent], late: bool) -> None:
    assert is_put_off(MINE, date(2026, 4, 14), events, ZONE) is late


def test_all_dates_together_lead_no_further_than_a_quarter_of_a_year() -> None:
    last = TUESDAY.date() + LONGEST_IN_ALL
    assert not is_put_off(MINE, last, [], ZONE) and is_put_off(MINE, last + DAY, [], ZONE)


def test_the_day_on_which_an_office_got_it_is_the_towns() -> None:
    late = replace(MINE, created_at=TUESDAY.replace(hour=23))  # Wednesday in Kosovo
    assert not is_put_off(late, TUESDAY.date() + DAY + LONGEST_IN_ALL, [], ZONE)
