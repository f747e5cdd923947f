"""Others have told us of it already: the person hears how many, puts theirs to it or not, and hears what happens."""

from datetime import timedelta

import pytest

from reportbot.core.cases.case import Case
from reportbot.core.cases.events import POSTED
from reportbot.core.cases.referral import Answer
from reportbot.core.cases.workflow import Status
from reportbot.core.messages import Location
from reportbot.core.urgency import Urgency
from reportbot.service.records import Sketch
from reportbot.service.reports.joining import SEVERAL
from tests.builders import VIOLENCE, WASTE, Parts
from tests.members import coordinator
from tests.service.asking import code_in
from tests.service.test_responses import link, referral_of

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
TELLS = WASTE[:-1]  # until the summary
JOIN, ALONE = "2", "1"
MOMENT = timedelta(seconds=1)


async def told(parts: Parts, who: str, *texts: str) -> str:
    return "\n".join(await parts.say(who, *texts))


async def reports(parts: Parts, who: str, answer: str = ALONE, safe: str = "yes") -> str:
    """A report of the waste in Komoran; its code."""
    parts.clock.forward(MOMENT)
    await parts.say(who, *TELLS, answer)
    code = code_in(parts.phones.told(who)[-4:])
    await parts.say(who, safe, code[-4:])
    return code


async def every_case(parts: Parts) -> list[Case]:
    """Those that were put to another too."""
    leading = await parts.cases()
    async with parts.store.read() as work:
        return sorted(
            [*leading, *await work.cases.merged_into([case.id for case in leading])], key=lambda each: each.id
        )


async def sketches(parts: Parts) -> list[Sketch]:
    async with parts.store.read() as work:
        return list((await work.sketches.get([case.id for case in await every_case(parts)])).values())


async def kinds(parts: Parts, number: str) -> list[str]:
    happened = (await parts.casework.case("drenas", number, "coordinator")).events
    return [event.kind for event in happened if event.kind not in POSTED]


async def test_the_first_hears_nothing_of_others(parts: Parts) -> None:
    assert "Others" not in await told(parts, "anna", *TELLS)


async def test_the_second_hears_how_many_and_not_one_word_more(parts: Parts) -> None:
    await reports(parts, "anna")
    said = await told(parts, "besa", *TELLS)
    assert "Others have told us of this: 1." in said and "Add yours to theirs?" in said
    assert "2026" not in said, "no number and no date of the other case"


async def test_whoever_asks_again_alone_is_no_others(parts: Parts) -> None:
    await reports(parts, "anna")
    assert "Others" not in await told(parts, "anna", "BEGIN", *TELLS[2:])


async def test_one_who_has_told_it_five_times_is_one(parts: Parts) -> None:
    for _ in range(3):
        await reports(parts, "anna") if not await parts.cases() else await parts.say("anna", "BEGIN", *TELLS[2:], "1")
    assert "Others have told us of this: 1." in await told(parts, "besa", *TELLS)


@pytest.mark.parametrize("answer", [JOIN, "yes"])
async def test_yes_puts_it_to_theirs_with_a_code_of_its_own(parts: Parts, answer: str) -> None:
    first = await reports(parts, "anna")
    second = await reports(parts, "besa", answer)
    one, other = await every_case(parts)
    assert other.merged_into == one.id and one.merged_into is None
    assert (other.status, other.lead) == (one.status, one.lead)
    assert other.conversation != one.conversation and first != second
    assert await kinds(parts, other.number) == ["opened", "merged"]
    assert (await kinds(parts, one.number))[-1] == "joined"


@pytest.mark.parametrize("answer", [ALONE, "no"])
async def test_no_makes_it_a_case_of_its_own(parts: Parts, answer: str) -> None:
    await reports(parts, "anna")
    await reports(parts, "besa", answer)
    assert [case.merged_into for case in await every_case(parts)] == [None, None]


async def test_the_office_is_told_once_that_somebody_else_reports_it_too(parts: Parts) -> None:
    await reports(parts, "anna")
    parts.mail.take()
    for who in ("besa", "clirim", "drita"):
        await reports(parts, who, JOIN)
    assert parts.mail.take() == [("public_services", "Raportimi 2026-0001: e raporton edhe dikush tjetër")]
    assert [case.number for case in await parts.cases()] == ["2026-0001"], "the queue has one line"


async def test_nothing_falls_due_twice(parts: Parts) -> None:
    await reports(parts, "anna")
    async with parts.store.read() as work:
        before = await work.dues.of_case((await parts.cases())[0].id)
    await reports(parts, "besa", JOIN)
    one, other = await every_case(parts)
    async with parts.store.read() as work:
        assert await work.dues.of_case(one.id) == before
        assert await work.dues.of_case(other.id) == []


async def test_everybody_hears_what_happens_and_asks_for_it_with_their_own_code(parts: Parts) -> None:
    await reports(parts, "anna")
    code = await reports(parts, "besa", JOIN)
    await reports(parts, "clirim", JOIN, safe="no")
    parts.phones.sent.clear()
    await parts.responses.answer(await link(parts, "public_services"), Answer.RECEIVED, "On Friday.")
    await parts.deliver()
    heard = "Directorate of Public Services has your report and takes care of it."
    assert [heard in "\n".join(parts.phones.told(who)) for who in ("anna", "besa", "clirim")] == [True, True, False]
    said = await told(parts, "somebody", "start", "1", code)
    assert "has it and is working on it" in said and "On Friday." in said
    assert (await every_case(parts))[1].status is Status.ACKNOWLEDGED


async def test_one_who_is_forgotten_leaves_the_others(parts: Parts) -> None:
    await reports(parts, "anna")
    await reports(parts, "besa", JOIN)
    await parts.say("anna", "FORGET", "yes")
    parts.phones.sent.clear()
    await parts.responses.answer(await link(parts, "public_services"), Answer.RECEIVED)
    await parts.deliver()
    assert parts.phones.told("anna") == []
    assert any("takes care of it" in text for text in parts.phones.told("besa"))


async def test_not_solved_of_one_opens_it_for_all(parts: Parts) -> None:
    await reports(parts, "anna")
    code = await reports(parts, "besa", JOIN)
    parts.clock.forward(HOUR)
    await parts.responses.answer(await link(parts, "public_services"), Answer.DONE, outcome="passed_on")
    parts.mail.take()
    assert "Is it solved?" in await told(parts, "besa", code)
    await parts.say("besa", "2")
    one, other = await every_case(parts)
    assert one.status is other.status is Status.REFERRED
    assert [to for to, said in parts.mail.take() if "nuk është zgjidhur" in said] == ["public_services"]
    assert "Is it solved?" not in await told(parts, "anna", "STATUS")


async def test_that_it_is_solved_for_one_closes_nothing_for_the_others(parts: Parts) -> None:
    await reports(parts, "anna")
    code = await reports(parts, "besa", JOIN)
    parts.clock.forward(HOUR)
    await parts.responses.answer(await link(parts, "public_services"), Answer.DONE, outcome="passed_on")
    await parts.say("besa", code, "1")
    assert (await every_case(parts))[0].status is Status.RESOLVED
    assert "Is it solved?" in await told(parts, "anna", "STATUS"), "and the other is asked too"
    assert "Is it solved?" not in await told(parts, "besa", code)


async def test_what_one_adds_reaches_the_office_of_all(parts: Parts) -> None:
    await reports(parts, "anna")
    await reports(parts, "besa", JOIN)
    parts.clock.forward(HOUR)
    parts.mail.take()
    await parts.say("besa", "There is glass too, on the path", "1")
    assert ("public_services", "Raportimi 2026-0001: personi ka shtuar diçka") in parts.mail.take()
    page = await parts.responses.page(await link_again(parts))
    assert "There is glass too, on the path" in [
        str((said.answers or {}).get("description")) for said in page.story.reports
    ]


async def link_again(parts: Parts) -> str:
    referral = await referral_of(parts, "public_services")
    return parts.vault.sign_link(referral.id, referral.institution, parts.clock.now() + DAY)


async def test_a_danger_is_never_put_to_others(parts: Parts) -> None:
    await reports(parts, "anna")
    await parts.say("besa", *TELLS, JOIN, "Somebody is drowning, help, he is dying", "yes")
    one, other = await every_case(parts)
    assert other.merged_into is None and other.urgency is Urgency.EMERGENCY
    assert one.urgency is Urgency.NORMAL
    assert (await referral_of(parts, other.lead, other.number)).role == "lead", "somebody must act on it"


async def test_whoever_wants_an_office_kept_out_stays_alone(parts: Parts) -> None:
    await reports(parts, "anna")
    await reports(parts, "besa", "3")
    other = (await every_case(parts))[1]
    assert other.merged_into is None and "public_services" in other.avoided


async def test_what_must_be_kept_from_an_office_is_offered_to_nobody(parts: Parts) -> None:
    await parts.say("anna", *TELLS, "2")  # "send it, but not to them"
    assert (await every_case(parts))[0].avoided
    assert "Others" not in await told(parts, "besa", *TELLS)


async def test_what_concerns_a_person_is_compared_with_nothing_before_it_is_sent(parts: Parts) -> None:
    await parts.say("anna", *VIOLENCE)
    assert "Others" not in await told(parts, "besa", *VIOLENCE[:-1])


async def test_of_a_person_nothing_lies_open_that_could_be_compared(parts: Parts) -> None:
    await parts.say("anna", *VIOLENCE)
    await reports(parts, "besa")
    of_a_person, public = await sketches(parts)
    assert of_a_person.words == b"" and len(of_a_person.sealed_words) > 100
    assert len(public.words) > 100 and public.sealed_words == b""


async def test_a_case_that_is_over_is_offered_to_nobody(parts: Parts) -> None:
    await reports(parts, "anna")
    await parts.responses.answer(await link(parts, "public_services"), Answer.DONE, outcome="passed_on")
    assert "Others" not in await told(parts, "besa", *TELLS)


async def test_after_a_month_it_is_another_matter(parts: Parts) -> None:
    await reports(parts, "anna")
    parts.clock.forward(31 * DAY)
    await parts.upkeep.keep()
    assert "Others" not in await told(parts, "besa", *TELLS)


async def test_a_case_that_ended_while_they_thought_leaves_theirs_alone(parts: Parts) -> None:
    await reports(parts, "anna")
    await parts.say("besa", *TELLS)
    await parts.responses.answer(await link(parts, "public_services"), Answer.DONE, outcome="passed_on")
    await parts.say("besa", JOIN)
    other = (await every_case(parts))[1]
    assert other.merged_into is None and other.status is Status.REFERRED


async def test_five_people_make_it_urgent_and_the_office_owes_an_answer_sooner(parts: Parts) -> None:
    await reports(parts, "anna")
    async with parts.store.read() as work:
        before = (await work.dues.of_case((await parts.cases())[0].id))[0].due_at
    for who in ("besa", "clirim", "drita", "ema"):
        await reports(parts, who, JOIN)
    (lead,) = await parts.cases()
    async with parts.store.read() as work:
        (due,) = await work.dues.of_case(lead.id)
    assert lead.urgency is Urgency.URGENT and due.due_at < before
    assert "corroborated" in await kinds(parts, lead.number)
    page = await parts.casework.case("drenas", lead.number, "coordinator")
    assert SEVERAL in page.grounds.because


async def test_one_who_writes_often_makes_nothing_urgent(parts: Parts) -> None:
    await reports(parts, "anna")
    await reports(parts, "besa", JOIN)
    one = (await parts.cases())[0]
    for _ in range(5):
        parts.clock.forward(MOMENT)
        await parts.say("besa", "BEGIN", *TELLS[2:], ALONE)
    for other in (await parts.cases())[1:]:
        await parts.groups.merge("drenas", other.number, one.number, "coordinator")
    (lead,) = await parts.cases()
    assert lead.urgency is Urgency.NORMAL
    row = (await parts.queue.page(coordinator())).rows[0]
    assert (row.reports, row.senders) == (7, 2)
    assert row.burst and (row.burst.reports, row.burst.senders) == (7, 2)


async def test_points_decide_where_both_have_sent_one(parts: Parts) -> None:
    async def at(who: str, latitude: float) -> str:
        parts.clock.forward(MOMENT)
        await parts.say(who, *TELLS[:4])
        await parts.intake.receive([parts.message(who, location=Location(latitude, 20.8887))])
        await parts.deliver()
        return "\n".join(parts.phones.told(who)[-2:])

    await at("anna", 42.5801)
    await parts.say("anna", "1")
    assert "Others" in await at("besa", 42.5803)
    assert "Others" not in await at("clirim", 42.5850)


@pytest.mark.parametrize("who", ["anna", "beni"])
async def test_whoever_is_among_them_already_is_not_asked_again(parts: Parts, who: str) -> None:
    await reports(parts, "anna")
    await reports(parts, "beni", JOIN)
    assert "Others have told us of this: 2." in await told(parts, "dita", *TELLS)
    assert "Others" not in await told(parts, who, *TELLS)
