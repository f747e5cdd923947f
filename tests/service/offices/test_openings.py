"""A sealed matter opens with a code that comes by another way than the link, or by the coordinator's voice."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from reportbot.core.cases.referral import Answer
from reportbot.core.errors import BadSignature, OfficeAvoided, UnknownCode
from reportbot.municipality.loading import Municipality, TransportTarget
from reportbot.service.offices.openings import CodeUsed, NoOtherWay, TooOften, WrongCode
from reportbot.service.responses import ReferralPage
from tests.builders import ALARM, SILENT, VIOLENCE, WASTE, Parts, a_municipality, parts_for
from tests.service.test_responses import link, referral_of

QUARTER = timedelta(minutes=15)


def with_second(town: Municipality, **kinds: TransportTarget) -> Municipality:
    institutions = {
        key: replace(each, second=(kinds[key],)) if key in kinds else each for key, each in town.institutions.items()
    }
    return replace(town, institutions=institutions)


async def a_house(here: Parts) -> Parts:
    """The police have a duty chat as their second contact; nobody else has one."""
    town = with_second(a_municipality(), police=TransportTarget("telegram", "-1002"))
    return await parts_for(here.store, here.clock, town=town)


async def a_sealed_report(here: Parts) -> tuple[Parts, str]:
    """The house, and the token of the police."""
    parts = await a_house(here)
    async with parts.taking():
        await parts.say("anna", *VIOLENCE, *SILENT, "yes")
    return parts, await link(parts, "police")


async def opened(parts: Parts, token: str, kept: str = "") -> ReferralPage:
    return await parts.responses.page(token, lambda case, each: parts.responses.openings.has_opened(kept, each))


def code_in(text: str) -> str:
    return "".join(letter for letter in text if letter.isdigit())[-6:]


async def sent_code(parts: Parts, token: str) -> str:
    await parts.responses.openings.send(token)
    await parts.deliver()
    notice = parts.chats.sent[-1]
    assert (notice.target, notice.link, notice.buttons) == ("-1002", "", ())
    return code_in(notice.subject)


async def test_without_the_code_there_is_a_number_and_no_word_of_the_story(here: Parts) -> None:
    parts, token = await a_sealed_report(here)
    page = await parts.responses.page(token)
    assert page.is_locked and list(page.ways) == ["telegram"]
    assert (list(page.story.reports), list(page.story.photos), list(page.exchanges)) == ([], [], [])
    assert page.case.number == "2026-0001"


async def test_the_code_comes_by_the_other_contact_and_opens_it(here: Parts) -> None:
    parts, token = await a_sealed_report(here)
    code = await sent_code(parts, token)
    assert [notice.target for notice in parts.mail.sent if code in notice.subject + notice.body] == []
    _, kept = await parts.responses.openings.enter(token, f" {code[:3]} {code[3:]} ")
    page = await opened(parts, token, kept)
    assert page.story.reports[0].answers is not None
    assert page.story.reports[0].answers["description"] == "It happens every evening"
    kinds = [event.kind for event in page.events]
    assert kinds.count("code_sent") == kinds.count("opened_by_office") == 1


async def test_what_a_browser_keeps_opens_this_referral_for_twelve_hours_alone(here: Parts) -> None:
    parts, token = await a_sealed_report(here)
    _, kept = await parts.responses.openings.enter(token, await sent_code(parts, token))
    mine, other = await referral_of(parts, "police"), await referral_of(parts, "qps")
    has_opened = parts.responses.openings.has_opened
    assert has_opened(kept, mine)
    for wrong in ("", "x", kept[:-1], token, parts.vault.sign("session", "drenas:x", parts.clock.now() + QUARTER)):
        assert not has_opened(wrong, mine)
    assert not has_opened(kept, other)
    parts.clock.forward(timedelta(hours=12))
    assert not has_opened(kept, mine)


async def test_a_code_opens_once_and_a_colleague_asks_for_another(here: Parts) -> None:
    parts, token = await a_sealed_report(here)
    first = await sent_code(parts, token)
    await parts.responses.openings.enter(token, first)
    another = await a_house(parts)  # a second process, on the same database
    with pytest.raises(CodeUsed):
        await another.responses.openings.enter(token, first)
    second = await sent_code(parts, token)
    assert second != first
    await another.responses.openings.enter(token, second)


async def test_a_code_is_good_for_a_quarter_of_an_hour_at_least_and_not_for_an_hour(here: Parts) -> None:
    parts, token = await a_sealed_report(here)
    code = await sent_code(parts, token)
    parts.clock.forward(QUARTER)
    await parts.responses.openings.enter(token, code)
    late = await sent_code(parts, token)
    parts.clock.forward(timedelta(minutes=31))
    with pytest.raises(WrongCode):
        await parts.responses.openings.enter(token, late)


@pytest.mark.parametrize("wrong", ["", "000000", "12345", "1234567", "abcdef", "٠١٢٣٤٥", "' OR 1=1"])
async def test_whoever_guesses_has_five_tries_in_a_quarter_of_an_hour(here: Parts, wrong: str) -> None:
    parts, token = await a_sealed_report(here)
    code = await sent_code(parts, token)
    for _ in range(5):
        with pytest.raises(WrongCode):
            await parts.responses.openings.enter(token, wrong)
    for typed in (wrong, code):
        with pytest.raises(TooOften):
            await parts.responses.openings.enter(token, typed)
    parts.clock.forward(QUARTER)
    await parts.responses.openings.enter(token, await sent_code(parts, token))


async def test_guesses_that_come_at_once_are_counted_as_well(here: Parts) -> None:
    parts, token = await a_sealed_report(here)
    await sent_code(parts, token)
    guesses = [parts.responses.openings.enter(token, f"{guess:06d}") for guess in range(30)]
    refused = [type(each) for each in await asyncio.gather(*guesses, return_exceptions=True)]
    assert (refused.count(WrongCode), refused.count(TooOften)) == (5, 25)


async def test_before_anybody_asked_for_a_code_there_is_none(here: Parts) -> None:
    parts, token = await a_sealed_report(here)
    mine = await referral_of(parts, "police")
    for guess in parts.vault.opening_codes(mine.id, "police", parts.clock.now()):
        with pytest.raises(WrongCode):
            await parts.responses.openings.enter(token, guess)


async def test_a_fourth_code_in_a_quarter_of_an_hour_is_not_sent(here: Parts) -> None:
    parts, token = await a_sealed_report(here)
    mine = await referral_of(parts, "police")
    for _ in range(3):
        await parts.responses.openings.read_out("drenas", "2026-0001", mine.id, "coordinator")  # is not counted
    first, *_ = [await sent_code(parts, token) for _ in range(3)]
    with pytest.raises(TooOften):
        await parts.responses.openings.send(token)
    with pytest.raises(WrongCode):
        await parts.responses.openings.enter(token, first)  # the two newest are good
    parts.clock.forward(QUARTER)
    await parts.responses.openings.send(token)


async def test_the_code_never_goes_the_way_that_the_link_went(here: Parts) -> None:
    town = with_second(a_municipality(), police=TransportTarget("email", "second@drenas.example"))
    parts = await parts_for(here.store, here.clock, town=town)
    async with parts.taking():
        await parts.say("anna", *VIOLENCE, *SILENT, "yes")
    token = await link(parts, "police")
    assert list((await parts.responses.page(token)).ways) == []
    with pytest.raises(NoOtherWay):
        await parts.responses.openings.send(token)


async def test_the_coordinator_reads_a_code_out_and_it_works_once(here: Parts) -> None:
    parts, token = await a_sealed_report(here)
    mine = await referral_of(parts, "police")
    institution, code = await parts.responses.openings.read_out("drenas", "2026-0001", mine.id, "coordinator")
    assert institution == "police"
    await parts.responses.openings.enter(token, code)
    with pytest.raises(CodeUsed):
        await parts.responses.openings.enter(token, code)
    with pytest.raises(UnknownCode):
        await parts.responses.openings.read_out("drenas", "2026-0001", 4711, "coordinator")
    async with parts.store.begin() as work:
        await work.cases.save([replace(await work.cases.one(mine.case), avoided=("police",))])
    with pytest.raises(OfficeAvoided):
        await parts.responses.openings.read_out("drenas", "2026-0001", mine.id, "coordinator")


async def test_a_code_for_one_office_opens_nothing_for_another(here: Parts) -> None:
    parts, token = await a_sealed_report(here)
    mine = await referral_of(parts, "qps")
    _, code = await parts.responses.openings.read_out("drenas", "2026-0001", mine.id, "coordinator")
    with pytest.raises(WrongCode):
        await parts.responses.openings.enter(token, code)
    with pytest.raises(BadSignature):
        await parts.responses.openings.enter(token[:-2], code)


async def test_in_an_emergency_minutes_count_for_whoever_must_act_and_not_for_copies(here: Parts) -> None:
    parts = await a_house(here)
    async with parts.taking():
        await parts.say("anna", *ALARM, "2", "Komoran", "He hits her", "1", *SILENT, "yes")
    everybody = (await parts.casework.case("drenas", "2026-0001", "coordinator")).referrals
    locked = {}
    for each in everybody:
        token = parts.vault.sign_link(each.id, each.institution, parts.clock.now() + QUARTER)
        locked[each.role] = (await parts.responses.page(token)).is_locked
    assert locked == {"lead": False, "duty": False, "copy": True}


@pytest.mark.parametrize(("script", "locked"), [(WASTE, False), ((*VIOLENCE, *SILENT), True)])
async def test_only_what_concerns_a_person_is_locked(here: Parts, script: Any, locked: bool) -> None:
    await here.say("anna", *script, "yes")
    *_, case = await here.cases()
    assert (await here.responses.page(await link(here, case.lead))).is_locked is locked


async def test_it_can_be_taken_and_handed_on_without_the_code(here: Parts) -> None:
    parts, token = await a_sealed_report(here)
    page = await parts.responses.answer(token, Answer.RECEIVED)
    assert page.is_locked and page.referral.answer is Answer.RECEIVED
