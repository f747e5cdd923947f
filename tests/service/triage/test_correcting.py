"""The desk overrules triage: the case goes where it belongs, and what was corrected is kept to learn from."""

from dataclasses import replace
from datetime import timedelta

import pytest

from reportbot.core.cases.events import POSTED
from reportbot.core.cases.referral import Answer
from reportbot.core.cases.workflow import Status
from reportbot.core.errors import TransitionRefused, UnknownCode
from reportbot.core.urgency import Urgency
from reportbot.service.casework import CasePage
from reportbot.service.records import Correction
from reportbot.storage import Database
from tests.builders import VIOLENCE, WASTE, Parts, a_municipality, parts_for
from tests.service.reports.test_adding import UNNAMED, forget_mails
from tests.service.test_responses import link
from tests.tampering import flip

NUMBER = "2026-0001"
WORDS = WASTE[3]
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


async def unsure_parts(store: Database) -> Parts:
    """Where no guess is sure enough."""
    return await parts_for(store, town=a_municipality(gate=1.0))


async def page(parts: Parts) -> CasePage:
    return await parts.casework.case("drenas", NUMBER, "coordinator")


async def say_category(parts: Parts, category: str, was: str = "") -> None:
    await parts.casework.correcting.category("drenas", NUMBER, category, "coordinator", was)


async def say_urgency(parts: Parts, urgency: Urgency) -> None:
    await parts.casework.correcting.urgency("drenas", NUMBER, urgency, "coordinator")


async def kept(parts: Parts) -> list[tuple[str, str, str, str, str]]:
    """Who put what right, and the words that triage had read."""
    async with parts.store.read() as work:
        case = await work.cases.by_number("drenas", NUMBER)
        assert case is not None
        found = await work.corrections.of_case(case.id)
    key = parts.vault.case_key(case)

    def words(each: Correction) -> str:
        return key.open(each.sealed_text, f"corrections.text:{each.id}").decode()

    return [(each.actor, each.kind, each.was, each.became, words(each)) for each in found]


def roles(shown: CasePage) -> dict[str, str]:
    return {each.institution: each.role for each in shown.referrals}


async def test_a_guess_that_is_confirmed_goes_where_it_belongs(store: Database) -> None:
    parts = await unsure_parts(store)
    async with parts.taking():
        await parts.say("anna", *WASTE)
    due = (await page(parts)).dues[0].due_at
    forget_mails(parts)
    parts.clock.forward(HOUR)
    await say_category(parts, "waste", was="waste")
    await parts.deliver()
    shown = await page(parts)
    assert (shown.case.category, shown.case.lead, shown.case.needs_look) == ("waste", "public_services", False)
    assert roles(shown) == {
        "coordinator": "lead",
        "public_services": "lead",
        "inspectorate": "copy",
        "waste_company": "copy",
    }
    assert [who for who, _ in parts.mail.take()] == ["inspectorate", "public_services", "waste_company"]
    lead = next(each for each in shown.referrals if each.institution == "public_services")
    assert [(each.referral, each.due_at) for each in shown.dues] == [(lead.id, due)], "no minute later than promised"
    assert await kept(parts) == [("coordinator", "category", "waste", "waste", WORDS)]
    happened = [(each.kind, each.actor) for each in shown.events if each.kind not in POSTED]
    assert happened[-2:] == [("corrected", "coordinator"), ("referred", "reportbot")]


async def test_another_category_goes_to_another_office_with_the_urgency_that_it_has(store: Database) -> None:
    parts = await unsure_parts(store)
    async with parts.taking():
        await parts.say("anna", *WASTE)
    await say_category(parts, "child_labour")
    shown = await page(parts)
    rules = parts.towns["drenas"].rules
    route = rules.route("child_labour", "komoran", "citizen", parts.clock.now())
    assert (shown.case.category, shown.case.lead) == ("child_labour", route.lead) and route.lead != "coordinator"
    assert shown.case.urgency is rules.urgencies["child_labour"] is Urgency.URGENT
    assert {*route.copies, route.lead} <= roles(shown).keys()
    assert await kept(parts) == [("coordinator", "category", "waste", "child_labour", WORDS)]


async def test_the_desk_moves_a_case_from_an_office_that_has_it_in_work(parts: Parts) -> None:
    await parts.say("anna", *WASTE)
    await parts.responses.answer(await link(parts, "public_services"), Answer.RECEIVED)
    forget_mails(parts)
    await say_category(parts, "child_labour")
    await parts.deliver()
    shown = await page(parts)
    lead = parts.towns["drenas"].rules.route("child_labour", "komoran", "citizen", parts.clock.now()).lead
    assert (shown.case.lead, shown.case.status) == (lead, Status.REFERRED) and lead != "public_services"
    assert lead in [who for who, _ in parts.mail.take()]
    mine = next(each for each in shown.referrals if (each.institution, each.role) == (lead, "lead"))
    assert ("acknowledge", mine.id) in [(due.kind, due.referral) for due in shown.dues]


async def test_it_does_not_go_back_to_an_office_that_has_handed_it_back(parts: Parts) -> None:
    await parts.say("anna", *VIOLENCE)
    (case,) = await parts.cases()
    await say_category(parts, "waste")
    await parts.deliver()
    await parts.responses.answer(await link(parts, "public_services"), Answer.NOT_OURS)
    assert (await parts.cases())[0].lead == "coordinator"
    await say_category(parts, "manhole")
    (after,) = await parts.cases()
    assert (after.category, after.lead) == ("manhole", "coordinator") and case.lead != "public_services"


async def test_an_emergency_by_category_alerts_whoever_is_on_call(store: Database) -> None:
    parts = await unsure_parts(store)
    async with parts.taking():
        await parts.say("anna", *WASTE)
    forget_mails(parts)
    await say_category(parts, "other_emergency")
    await parts.deliver()
    (case,) = await parts.cases()
    assert case.urgency is Urgency.EMERGENCY
    assert parts.chats.take(), "the duty chat rings"


async def test_only_a_person_makes_an_emergency_less_urgent_and_it_is_written_down(store: Database) -> None:
    parts = await unsure_parts(store)
    async with parts.taking():
        await parts.say("anna", "start", "1", "2", "1", "4", "Komoran", "It was a mistake, sorry", "1")
        assert (await parts.cases())[0].urgency is Urgency.EMERGENCY
        await say_category(parts, "waste")
        assert (await parts.cases())[0].urgency is Urgency.EMERGENCY, "a category alone does not"
        await say_urgency(parts, Urgency.NORMAL)
        shown = await page(parts)
        assert shown.case.urgency is Urgency.NORMAL
        event = next(each for each in reversed(shown.events) if each.kind == "corrected")
        assert (event.actor, event.facts["was"], event.facts["became"]) == ("coordinator", "emergency", "normal")
        await say_category(parts, "manhole")
        assert (await parts.cases())[0].urgency is Urgency.NORMAL, "what a person has said of it stays"
    assert [each[1:4] for each in await kept(parts)] == [
        ("category", "mental_health", "waste"),
        ("urgency", "emergency", "normal"),
        ("category", "waste", "manhole"),
    ]


@pytest.mark.parametrize("urgency", [Urgency.INFORMATION, Urgency.URGENT, Urgency.EMERGENCY])
async def test_what_is_due_goes_by_the_new_urgency(parts: Parts, urgency: Urgency) -> None:
    await parts.say("anna", *WASTE)
    before = (await page(parts)).dues[0].due_at
    parts.clock.forward(MINUTE)
    await say_urgency(parts, urgency)
    due = min(each.due_at for each in (await page(parts)).dues)
    assert due < before if urgency > Urgency.NORMAL else due > before
    assert [each[1:4] for each in await kept(parts)] == [("urgency", "normal", urgency.word)]


async def test_saying_the_same_twice_is_saying_it_once(store: Database) -> None:
    parts = await unsure_parts(store)
    async with parts.taking():
        await parts.say("anna", *WASTE)
    for _ in range(2):
        await say_category(parts, "waste")
        await say_urgency(parts, Urgency.NORMAL)
    assert len(await kept(parts)) == 1
    assert [each.kind for each in (await page(parts)).events].count("corrected") == 1


async def test_what_somebody_else_has_changed_meanwhile_is_not_overruled_unseen(store: Database) -> None:
    parts = await unsure_parts(store)
    async with parts.taking():
        await parts.say("anna", *WASTE)
    await say_category(parts, "manhole", was="waste")
    with pytest.raises(TransitionRefused):
        await say_category(parts, "waste", was="waste")
    assert (await parts.cases())[0].category == "manhole"


async def test_a_case_that_is_over_is_opened_first(here: Parts) -> None:
    await here.say("anna", *WASTE)
    await here.responses.answer(await link(here, "public_services"), Answer.DONE, outcome="passed_on")
    with pytest.raises(TransitionRefused):
        await say_category(here, "manhole")
    with pytest.raises(TransitionRefused):
        await say_urgency(here, Urgency.URGENT)
    assert await kept(here) == []


@pytest.mark.parametrize(("number", "category"), [(NUMBER, "nonsense"), (NUMBER, ""), ("2026-9999", "waste")])
async def test_rubbish_changes_nothing(here: Parts, number: str, category: str) -> None:
    await here.say("anna", *WASTE)
    with pytest.raises(UnknownCode):
        await here.casework.correcting.category("drenas", number, category, "coordinator")
    assert await kept(here) == []


async def test_a_case_that_the_desk_must_not_see_cannot_be_overruled_by_it(here: Parts) -> None:
    await here.say("anna", *UNNAMED[:-1], "2")
    assert "coordinator" in (await here.cases())[0].avoided, "send it, but not to them"
    with pytest.raises(UnknownCode):
        await say_category(here, "waste")


async def test_passing_a_case_on_is_kept_as_a_correction_of_the_institution(store: Database) -> None:
    parts = await unsure_parts(store)
    async with parts.taking():
        await parts.say("anna", *WASTE)
    await parts.casework.refer("drenas", NUMBER, "police", "coordinator")
    (case,) = await parts.cases()
    assert (case.lead, case.needs_look) == ("police", False)
    assert await kept(parts) == [("coordinator", "institution", "coordinator", "police", WORDS)]


async def test_so_is_an_office_that_says_that_it_is_not_theirs(parts: Parts) -> None:
    await parts.say("anna", *WASTE)
    await parts.responses.answer(await link(parts, "public_services"), Answer.NOT_OURS)
    assert await kept(parts) == [("public_services", "institution", "public_services", "coordinator", WORDS)]
    await parts.responses.answer(await link(parts, "inspectorate"), Answer.NOT_OURS)
    assert len(await kept(parts)) == 1, "a copy hands nothing back"


async def test_all_words_that_triage_has_read_are_kept_each_once(store: Database) -> None:
    parts = await unsure_parts(store)
    async with parts.taking():
        await parts.say("anna", *VIOLENCE[:-1], "1", "She sleeps at a neighbour")
    await say_category(parts, "child_violence")
    ((*_, words),) = await kept(parts)
    assert words == f"{VIOLENCE[-2]}\nShe sleeps at a neighbour"


async def test_without_its_key_nothing_is_kept_and_the_office_s_answer_counts(here: Parts, sqlite_url: str) -> None:
    await here.say("anna", *WASTE)
    token = await link(here, "public_services")
    assert flip(sqlite_url, "cases", "sealed_key")
    await here.responses.answer(token, Answer.NOT_OURS)
    async with here.store.read() as work:
        (case,) = await here.cases()
        assert await work.corrections.of_case(case.id) == []
    assert case.lead == "coordinator"


async def test_the_audit_says_that_it_was_corrected_and_nothing_of_it(store: Database) -> None:
    parts = await unsure_parts(store)
    async with parts.taking():
        await parts.say("anna", *WASTE)
    await say_category(parts, "child_labour")
    async with parts.store.read() as work:
        noted = await work.audit.last(50, subject=NUMBER)
    assert [(each.actor, each.act) for each in noted if each.act == b"corrected"] == [(b"coordinator", b"corrected")]
    everything = b" ".join(each.facts + each.subject for each in noted)
    assert not any(word in everything for word in (b"child_labour", b'waste"', WORDS.encode()))


async def test_an_emergency_stays_one_when_only_its_category_is_put_right(parts: Parts) -> None:
    """Also one that the words by themselves would not make: a model had raised it, say."""
    await parts.say("anna", *WASTE)
    case = (await page(parts)).case
    async with parts.store.begin() as work:
        await work.cases.save([replace(case, urgency=Urgency.EMERGENCY)])
    await say_category(parts, "playground")
    assert ((await page(parts)).case.category, (await page(parts)).case.urgency) == ("playground", Urgency.EMERGENCY)
