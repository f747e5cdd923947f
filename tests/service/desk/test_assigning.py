"""People decide who of an office works on a case; it is noted, shown, and never told to the person who reported."""

from dataclasses import replace
from datetime import date

import pytest

from reportbot.core.cases.case import Case
from reportbot.core.cases.offices.assignment import Staff
from reportbot.core.cases.referral import Answer, Referral
from reportbot.core.errors import OfficeAvoided, TransitionRefused, UnknownCode
from reportbot.service.desk.assigning import current
from tests.builders import WASTE, Parts
from tests.staffing import BINS, EVERYBODY, ROADS, staffed


async def reported(parts: Parts, value: str = "anna", said: tuple[str, ...] = WASTE) -> tuple[Case, Referral]:
    """A new case, and the referral of its lead."""
    staffed(parts.towns)
    await parts.say(value, *said)
    return await newest(parts)


async def newest(parts: Parts) -> tuple[Case, Referral]:
    case = (await parts.cases())[-1]
    async with parts.store.read() as work:
        referral = current(case, await work.cases.referrals(case.id))
    assert referral is not None
    return case, referral


async def proposed(parts: Parts) -> list[str]:
    case, referral = await newest(parts)
    found = await parts.assigning.of(case, referral, [])
    assert found is not None
    return [each.staff for each in found.ranked]


async def assign(parts: Parts, case: Case, referral: Referral, staff: str) -> None:
    await parts.assigning.assign("drenas", case.number, referral.id, staff, "coordinator")


async def test_the_roles_of_the_leading_office_are_proposed(parts: Parts) -> None:
    case, _ = await reported(parts)
    assert case.lead == "public_services"
    assert await proposed(parts) == ["roads", "bins", "gone"]


async def test_one_press_assigns_another_takes_it_back(parts: Parts) -> None:
    case, referral = await reported(parts)
    for staff in ("bins", "bins", "roads", ""):
        await assign(parts, case, referral, staff)
        assert (await newest(parts))[1].assigned == staff
    async with parts.store.read() as work:
        events = [each for each in await work.cases.events(case.id) if each.kind in ("assigned", "taken_back")]
        noted = [each for each in await work.audit.last(20, subject=case.number) if each.act == b"assigned"]
    assert [(each.kind, each.facts["staff"], each.actor) for each in events] == [
        ("assigned", "bins", "coordinator"),
        ("assigned", "roads", "coordinator"),
        ("taken_back", "roads", "coordinator"),
    ]
    assert len(noted) == 2 and b"bins" in noted[0].facts


async def test_who_has_fewer_open_cases_comes_first(parts: Parts) -> None:
    staffed(
        parts.towns, (ROADS, Staff("again", "Second officer for roads", "public_services", ("en",), ROADS.subjects))
    )
    await parts.say("anna", *WASTE)
    case, referral = await newest(parts)
    assert await proposed(parts) == ["again", "roads"], "speaks the language of the report"
    staffed(parts.towns, (ROADS, Staff("again", "Second officer", "public_services", ROADS.languages, ROADS.subjects)))
    await assign(parts, case, referral, "again")
    await parts.say("ben", *WASTE)
    assert await proposed(parts) == ["roads", "again"]


async def test_what_is_done_or_went_on_does_not_count(parts: Parts) -> None:
    case, referral = await reported(parts)
    await assign(parts, case, referral, "roads")
    assert await counts(parts) == {"roads": 1}
    await parts.casework.refer("drenas", case.number, "inspectorate", "coordinator")
    assert await counts(parts) == {}
    await parts.casework.refer("drenas", case.number, "public_services", "coordinator")
    case, referral = await newest(parts)
    assert referral.assigned == "" and await counts(parts) == {}, "a new handing-over begins with nobody"
    await assign(parts, case, referral, "bins")
    assert await counts(parts) == {"bins": 1}
    await parts.responses.answer_as("public_services", referral.id, Answer.DONE, outcome="passed_on")
    assert await counts(parts) == {}


async def counts(parts: Parts) -> dict[str, int]:
    async with parts.store.read() as work:
        return dict(await work.cases.assigned_counts("drenas", "public_services"))


async def test_the_office_does_it_by_its_link(parts: Parts) -> None:
    _, referral = await reported(parts)
    token = parts.vault.sign_link(referral.id, referral.institution, parts.clock.now().replace(year=2027))
    await parts.assigning.assign_by_link(token, "bins")
    assert (await newest(parts))[1].assigned == "bins"
    page = await parts.responses.page(token)
    assert any(each.kind == "assigned" and each.actor == "public_services" for each in page.events)
    with pytest.raises(UnknownCode):
        await parts.assigning.assign_by_link(token, "desk_clerk")


@pytest.mark.parametrize("staff", ["nobody", "desk_clerk", "ROADS", "roads\n", "x" * 1000])
async def test_somebody_else_cannot_be_chosen(here: Parts, staff: str) -> None:
    case, referral = await reported(here)
    with pytest.raises(UnknownCode):
        await assign(here, case, referral, staff)


async def test_a_referral_of_another_case_cannot_be_touched(here: Parts) -> None:
    first, _ = await reported(here)
    _, other = await reported(here, "ben")
    with pytest.raises(UnknownCode):
        await assign(here, first, other, "bins")


async def test_a_case_that_is_over_is_shared_out_no_more(here: Parts) -> None:
    case, referral = await reported(here)
    await here.responses.answer_as("public_services", referral.id, Answer.DONE, outcome="passed_on")
    case, referral = await newest(here)
    assert await here.assigning.of(case, referral, []) is None
    with pytest.raises(TransitionRefused):
        await assign(here, case, referral, "bins")


async def test_whoever_is_complained_of_is_neither_proposed_nor_chosen(here: Parts) -> None:
    bottles = "The officer for roads leaves old bottles everywhere"
    case, referral = await reported(here, said=("start", "1", "1", bottles, "Komoran", "1"))
    async with here.store.begin() as work:
        await work.cases.save([replace(case, category="service_complaint")])
    case, referral = await newest(here)
    page = await here.casework.case("drenas", case.number, "coordinator")
    found = await here.assigning.of(case, referral, page.story.reports)
    assert found is not None and [each.staff for each in found.ranked] == ["bins", "gone"]
    with pytest.raises(OfficeAvoided):
        await assign(here, case, referral, "roads")
    await assign(here, case, referral, "bins")


async def test_an_office_that_must_hear_nothing_of_it_chooses_nobody(here: Parts) -> None:
    case, referral = await reported(here)
    async with here.store.begin() as work:
        await work.cases.save([replace(case, avoided=("public_services",))])
    with pytest.raises(TransitionRefused):
        await assign(here, case, referral, "bins")


async def test_the_person_never_hears_who_works_on_it(parts: Parts) -> None:
    case, referral = await reported(parts)
    await assign(parts, case, referral, "bins")
    await parts.responses.answer_as("public_services", referral.id, Answer.RECEIVED)
    await parts.deliver()
    told = " ".join([*parts.phones.told("anna"), *await parts.say("anna", "status")])
    for one in EVERYBODY:
        assert one.name not in told and one.key not in told.split()
    assert all(BINS.name not in mail.body + mail.subject for mail in parts.mail.sent)


async def test_a_town_without_staff_shows_nothing(here: Parts) -> None:
    await here.say("anna", *WASTE)
    case, referral = await newest(here)
    assert await here.assigning.of(case, referral, []) is None


async def test_a_role_that_the_file_lost_is_shown_by_its_key(here: Parts) -> None:
    case, referral = await reported(here)
    await assign(here, case, referral, "roads")
    staffed(here.towns, (BINS,))
    case, referral = await newest(here)
    found = await here.assigning.of(case, referral, [])
    assert found is not None and (found.assigned, found.name) == ("roads", "roads")


def test_nobody_is_away_in_the_future() -> None:
    assert ROADS.away_until(date(2026, 4, 7)) is None
