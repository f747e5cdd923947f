"""The desk puts cases together and takes them apart again: what is due, who is told, what is refused."""

import json
from dataclasses import replace

import pytest

from reportbot.core.cases.referral import Answer
from reportbot.core.cases.workflow import Status
from reportbot.core.errors import CannotBeMerged, TransitionRefused, UnknownCode
from reportbot.service.triage.likenesses import Beside
from tests.builders import VIOLENCE, Parts
from tests.members import coordinator
from tests.service.test_alike import ALONE, DAY, JOIN, TELLS, every_case, kinds, reports, told
from tests.service.test_responses import referral_of

ONE, TWO, THREE = "2026-0001", "2026-0002", "2026-0003"
HOME = "He hits the boy every evening, the neighbours by the old mill hear it"


async def merge(parts: Parts, number: str = TWO, other: str = ONE) -> str:
    return await parts.groups.merge("drenas", number, other, "coordinator")


async def split(parts: Parts, number: str = TWO) -> None:
    await parts.groups.split("drenas", number, "coordinator")


async def beside(parts: Parts, number: str = ONE, links: bool = True) -> Beside:
    return (await parts.casework.case("drenas", number, "@coordinator", links=links)).beside


async def two(parts: Parts) -> None:
    await reports(parts, "anna")
    await reports(parts, "besa", ALONE)


async def test_the_desk_sees_what_may_be_the_same_and_why(parts: Parts) -> None:
    await two(parts)
    (found,) = (await beside(parts, TWO)).alike
    assert found.case.number == ONE
    assert (found.likeness.same_kind, found.likeness.place, found.likeness.days) == (True, "same", 0)
    assert found.likeness.words == 1.0


@pytest.mark.parametrize(("number", "other"), [(ONE, TWO), (TWO, ONE)])
async def test_the_older_one_leads_whichever_page_it_was_done_on(parts: Parts, number: str, other: str) -> None:
    await two(parts)
    assert await merge(parts, number, other) == ONE
    assert [case.number for case in await parts.cases()] == [ONE]
    page = await beside(parts, TWO)
    assert page.part_of and page.part_of.number == ONE
    assert [case.number for case in (await beside(parts)).members] == [TWO]


async def test_what_was_due_and_what_waited_for_the_office_ends(parts: Parts) -> None:
    await two(parts)
    await merge(parts)
    other = (await every_case(parts))[1]
    async with parts.store.read() as work:
        assert await work.dues.of_case(other.id) == []
    parts.mail.take()
    await parts.tick(parts.clock.now() + 20 * DAY)
    assert not [said for _, said in parts.mail.take() if TWO in said]


async def test_both_are_told_what_the_office_says_on_either_page(parts: Parts) -> None:
    await two(parts)
    old = await referral_of(parts, "public_services", TWO)
    token = parts.vault.sign_link(old.id, old.institution, parts.clock.now() + DAY)
    await merge(parts)
    parts.phones.sent.clear()
    page = await parts.responses.answer(token, Answer.DONE, outcome="passed_on")
    await parts.deliver()
    assert page.part_of == ONE and page.referral.answer is Answer.DONE
    assert {case.status for case in await every_case(parts)} == {Status.RESOLVED}
    assert all(
        any("another office goes on with it" in text for text in parts.phones.told(who)) for who in ("anna", "besa")
    )


async def test_the_office_reads_every_story_on_the_page_of_the_one_that_leads(parts: Parts) -> None:
    await reports(parts, "anna")
    await parts.say("besa", *TELLS[:3], "Old bottles everywhere, and needles", "Komoran", "1")
    await merge(parts)
    lead = await referral_of(parts, "public_services", ONE)
    page = await parts.responses.page(parts.vault.sign_link(lead.id, lead.institution, parts.clock.now() + DAY))
    words = [str((said.answers or {}).get("description")) for said in page.story.reports]
    assert words == ["Old bottles everywhere", "Old bottles everywhere, and needles"]


async def test_a_group_that_joins_another_comes_as_a_whole(parts: Parts) -> None:
    await reports(parts, "anna")
    await reports(parts, "besa", ALONE)
    await reports(parts, "clirim", ALONE)
    await merge(parts, THREE, TWO)
    await merge(parts, TWO, ONE)
    one, *others = await every_case(parts)
    assert [case.merged_into for case in others] == [one.id, one.id]


async def test_taken_apart_it_goes_to_an_office_again_with_deadlines_of_its_own(parts: Parts) -> None:
    await reports(parts, "anna")
    await reports(parts, "besa", JOIN)
    parts.clock.forward(2 * DAY)
    parts.mail.take()
    await split(parts)
    await parts.deliver()
    other = (await every_case(parts))[1]
    assert other.merged_into is None and other.status is Status.REFERRED
    async with parts.store.read() as work:
        (due,) = await work.dues.of_case(other.id)
    assert due.due_at > parts.clock.now()
    assert "public_services" in [to for to, said in parts.mail.take() if TWO in said]
    assert (await kinds(parts, TWO))[-3:] == ["split", "referred", "not_same"]
    await parts.responses.answer(await _link(parts, ONE), Answer.DONE, outcome="passed_on")
    assert (await every_case(parts))[1].status is Status.REFERRED, "what happens to the one is nothing to the other"


async def _link(parts: Parts, number: str) -> str:
    referral = await referral_of(parts, "public_services", number)
    return parts.vault.sign_link(referral.id, referral.institution, parts.clock.now() + DAY)


async def test_what_stands_alone_cannot_be_taken_apart(parts: Parts) -> None:
    await two(parts)
    with pytest.raises(TransitionRefused):
        await split(parts)


async def test_what_is_not_the_same_is_not_proposed_again(parts: Parts) -> None:
    await two(parts)
    await parts.groups.differ("drenas", ONE, TWO, "coordinator")
    assert (await beside(parts, ONE)).alike == (await beside(parts, TWO)).alike == []
    assert "not_same" in await kinds(parts, TWO)


async def test_never_across_offices_that_must_hear_nothing(parts: Parts) -> None:
    await reports(parts, "anna")
    await reports(parts, "besa", "3")  # not to them
    with pytest.raises(CannotBeMerged):
        await merge(parts)
    assert [case.merged_into for case in await every_case(parts)] == [None, None]


async def test_never_a_matter_of_a_person_with_one_of_a_thing(parts: Parts) -> None:
    await reports(parts, "anna")
    await parts.say("besa", *VIOLENCE)
    with pytest.raises(CannotBeMerged):
        await merge(parts)


async def test_two_matters_of_a_person_can_be_put_together_by_hand(parts: Parts) -> None:
    await parts.say("anna", *VIOLENCE)
    await parts.say("besa", *VIOLENCE)
    assert await merge(parts) == ONE


@pytest.mark.parametrize("other", [ONE, "2026-0099", "", "x" * 500, "2026-0001'--"])
async def test_rubbish_is_put_together_with_nothing(parts: Parts, other: str) -> None:
    await reports(parts, "anna")
    with pytest.raises((UnknownCode, CannotBeMerged)):
        await merge(parts, ONE, other)


async def test_what_is_over_is_put_to_nothing(parts: Parts) -> None:
    await two(parts)
    await parts.responses.answer(await _link(parts, ONE), Answer.DONE, outcome="passed_on")
    with pytest.raises(TransitionRefused):
        await merge(parts)


async def test_one_more_report_is_worked_on_where_it_belongs(parts: Parts) -> None:
    await two(parts)
    await merge(parts)
    with pytest.raises(TransitionRefused):
        await parts.casework.refer("drenas", TWO, "police", "coordinator")
    with pytest.raises(TransitionRefused):
        await parts.casework.close("drenas", TWO, "coordinator")
    with pytest.raises(TransitionRefused):
        await parts.asking.ask("drenas", TWO, "Where exactly?", "coordinator")
    assert len((await parts.queue.page(coordinator())).rows) == 1


async def test_a_question_goes_to_whoever_reported_it_first(parts: Parts) -> None:
    await two(parts)
    await merge(parts)
    parts.phones.sent.clear()
    await parts.asking.ask("drenas", ONE, "Where exactly?", "coordinator")
    await parts.deliver()
    assert parts.phones.told("anna") == ["There is news. Send STATUS."] and parts.phones.told("besa") == []


async def test_what_leads_can_be_erased_and_the_others_stand_alone(parts: Parts) -> None:
    await two(parts)
    await merge(parts)
    one, other = await every_case(parts)
    async with parts.store.begin() as work:
        await work.retention.shred([one.id], parts.clock.now())
    async with parts.store.read() as work:
        assert (await work.cases.one(other.id)).merged_into is None
    assert "Your report of" in await told(parts, "besa", "STATUS")


async def test_a_second_report_of_one_home_is_linked_for_child_protection(parts: Parts) -> None:
    await parts.say("anna", *VIOLENCE[:5], HOME, "1")
    await parts.say("besa", *VIOLENCE[:5], f"{HOME} too", "1")
    await reports(parts, "clirim")
    (link,) = (await beside(parts, TWO)).homes
    assert link.case.number == ONE and link.likeness.words > 0.5
    assert (await beside(parts, TWO)).alike == []
    assert (await beside(parts, TWO, links=False)).homes == []
    assert (await beside(parts, THREE)).homes == []


async def test_a_home_that_is_erased_or_damaged_is_linked_no_more(parts: Parts) -> None:
    await parts.say("anna", *VIOLENCE[:5], HOME, "1")
    await parts.say("besa", *VIOLENCE[:5], HOME, "1")
    one, _ = await every_case(parts)
    async with parts.store.begin() as work:
        sketch = (await work.sketches.get([one.id]))[one.id]
        await work.sketches.save([replace(sketch, sealed_words=b"rubbish")])
    assert (await beside(parts, TWO)).homes == []


async def test_the_look_at_other_homes_is_noted(parts: Parts) -> None:
    await parts.say("anna", *VIOLENCE[:5], HOME, "1")
    await parts.say("besa", *VIOLENCE[:5], HOME, "1")
    await beside(parts, TWO)
    async with parts.store.read() as work:
        notes = await work.audit.last(10, act="read_case")
    assert [json.loads(note.facts) for note in notes] == [{"compared": "1"}]
