"""What is said once the report is stored: it is added to the same case, which only ever becomes more urgent."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from reportbot.core.cases.events import POSTED, CaseEvent
from reportbot.core.cases.referral import Answer
from reportbot.core.cases.workflow import Status
from reportbot.core.urgency import Urgency
from reportbot.service.casework import CasePage
from reportbot.service.reports.adding import STILL_TELLING
from tests.builders import ALARM, SILENT, TUESDAY, VIOLENCE, WASTE, Parts
from tests.service.asking import code_in
from tests.service.reaches import ALL
from tests.service.test_responses import link
from tests.tampering import flip

MINUTE = timedelta(minutes=1)
UNNAMED = ("start", "1", "2", "5", "Komoran", "1")
"""English, somebody at risk, something else, where, send: nobody has named it."""


async def page(parts: Parts, number: str = "2026-0001") -> CasePage:
    return await parts.casework.case("drenas", number, "coordinator")


async def added(parts: Parts) -> list[dict[str, object]]:
    """What was said after the report itself."""
    return [dict(each.answers or {}) for each in (await page(parts)).story.reports][1:]


def forget_mails(parts: Parts) -> None:
    parts.mail.take(), parts.chats.take()


async def test_what_follows_the_report_is_added_to_its_case(parts: Parts) -> None:
    code_in(await parts.say("anna", *VIOLENCE))
    forget_mails(parts)
    await parts.say("anna", "She sleeps at a neighbour", "3", "4", "yes", "skip")
    (case,) = await parts.cases()
    assert await added(parts) == [
        {"description": "She sleeps at a neighbour"},
        {"safe_now": "unknown"},
        {"age": "adult"},
    ]
    shown = await page(parts)
    assert [event.kind for event in shown.events if event.kind not in POSTED] == [
        "opened",
        "referred",
        *["told_with_it"] * 3,
    ]
    assert (case.category, case.lead, case.status) == ("domestic_violence", "police", Status.REFERRED)
    assert parts.mail.take() == [] and parts.chats.take() == [], "it is read with the report"


async def news_at(parts: Parts) -> datetime | None:
    (case,) = await parts.cases()
    async with parts.store.begin() as work:
        return (await work.queue.turns([case.id]))[case.id].news_at


async def test_what_is_asked_with_a_report_is_no_news_and_what_they_write_later_is(parts: Parts) -> None:
    await parts.say("anna", *VIOLENCE, "She sleeps at a neighbour", "3", "4", "yes", "skip")
    assert await news_at(parts) is None, "nobody has read anything yet"
    await parts.say("anna", "He came back to her house yesterday", "1")
    assert await news_at(parts) == parts.clock.now()


async def test_an_answer_that_comes_late_is_news(parts: Parts) -> None:
    await parts.say("anna", *VIOLENCE)
    parts.clock.forward(STILL_TELLING + MINUTE)
    await parts.say("anna", "She sleeps at a neighbour")
    assert await news_at(parts) == parts.clock.now()


async def test_an_answer_after_the_desk_has_acted_is_news(parts: Parts) -> None:
    await parts.say("anna", *VIOLENCE)
    (case,) = await parts.cases()
    async with parts.store.begin() as work:
        await work.cases.add_events([CaseEvent(1, case.id, case.municipality, "noted", parts.clock.now(), "@ana")])
    await parts.say("anna", "She sleeps at a neighbour")
    assert await news_at(parts) == parts.clock.now()


async def test_what_is_skipped_adds_nothing(parts: Parts) -> None:
    await parts.say("anna", *VIOLENCE, *SILENT, "yes", "skip")
    assert await added(parts) == []


async def test_report_and_additions_in_one_batch_are_one_case(parts: Parts) -> None:
    said = (*VIOLENCE, "She sleeps at a neighbour", "3", "4", "yes", "skip")
    await parts.intake.receive([parts.message("anna", text) for text in said])
    await parts.deliver()
    assert len(await parts.cases()) == 1
    assert [list(each) for each in await added(parts)] == [["description"], ["safe_now"], ["age"]]


async def test_words_only_ever_raise_the_urgency(here: Parts) -> None:
    await here.say("anna", *WASTE, "yes", "skip")
    seen = [(await here.cases())[0].urgency]
    for words in ("There is an open pit near the school too", "Today it looks a bit better"):
        await here.say("anna", words, "1")
        seen.append((await here.cases())[0].urgency)
    assert seen == [Urgency.NORMAL, Urgency.URGENT, Urgency.URGENT]
    (case,) = await here.cases()
    assert case.category == "waste", "they have named it"


@pytest.mark.parametrize(
    ("said", "category", "lead"),
    [
        (("3",), "school_violence", ""),
        (("5", "1"), "street_situation", ""),
        (("skip", "My husband beats me every evening"), "domestic_violence", "police"),
    ],
    ids=["chosen", "chosen on the second list", "said"],
)
async def test_what_nobody_had_named_is_named_and_moves_to_who_must_act(
    parts: Parts, said: tuple[str, ...], category: str, lead: str
) -> None:
    await parts.say("anna", *UNNAMED)
    (before,) = await parts.cases()
    assert (before.category, before.lead) == ("other", "coordinator")
    forget_mails(parts)
    await parts.say("anna", *said)
    (case,) = await parts.cases()
    lead = lead or parts.towns["drenas"].rules.route(category, "komoran", "citizen", TUESDAY).lead
    assert (case.category, case.lead) == (category, lead) and lead != "coordinator"
    assert lead in [who for who, _ in parts.mail.take()]
    shown = await page(parts)
    assert {due.referral for due in shown.dues} == {
        each.id for each in shown.referrals if each.owes and each.answer is None and each.institution != "coordinator"
    }
    assert lead in [each.institution for each in shown.referrals if each.owes]


async def test_a_lead_who_has_answered_keeps_the_case_and_the_others_get_a_copy(parts: Parts) -> None:
    await parts.say("anna", *UNNAMED)
    await parts.responses.answer(await link(parts, "coordinator"), Answer.RECEIVED)
    await parts.say("anna", "skip", "My husband beats me every evening")
    shown = await page(parts)
    assert (shown.case.category, shown.case.lead) == ("domestic_violence", "coordinator")
    assert ("police", "copy") in [(each.institution, each.role) for each in shown.referrals]


async def test_a_place_is_added_where_there_was_none(parts: Parts) -> None:
    await parts.say("anna", "start", "1", "5", "1", "Nobody answers at the office", "1")
    assert [case.place for case in await parts.cases()] == [""]
    await parts.say("anna", "Komoran")
    assert [case.place for case in await parts.cases()] == ["komoran"]
    assert [list(each) for each in await added(parts)] == [["place"]]


async def test_words_of_danger_alarm_on_the_same_case(parts: Parts) -> None:
    await parts.say("anna", *VIOLENCE)
    forget_mails(parts)
    assert "Is someone in danger?" in (await parts.say("anna", "he has a knife"))[-1]
    assert parts.chats.take() == []
    said = await parts.say("anna", "yes")
    (case,) = await parts.cases()
    assert (case.urgency, case.danger, case.lead) == (Urgency.EMERGENCY, "weapon", "police")
    assert [who for who, _ in parts.mail.take()] == ["duty"]
    assert [who for who, _ in parts.chats.take()] == ["-1001"]
    assert "112" in said[0] and "safe at this moment" in said[-1], "it was also the answer to the open question"
    assert [each["description"] for each in await added(parts)] == ["he has a knife"]


async def test_a_no_to_the_question_of_danger_adds_the_words_all_the_same(parts: Parts) -> None:
    """Nobody raises the alarm; what such words mean is judged as in a report that begins with them."""
    await parts.say("anna", *VIOLENCE)
    await parts.say("anna", "he has a knife", "no")
    assert [each["description"] for each in await added(parts)] == ["he has a knife"]
    (case,) = await parts.cases()
    assert case.danger == ""
    await parts.say("beni", *VIOLENCE[:-2], "he has a knife", "no", "1")
    assert [case.urgency for case in await parts.cases()] == [case.urgency] * 2


async def test_not_safe_now_alarms_on_the_same_case(parts: Parts) -> None:
    await parts.say("anna", *VIOLENCE, "skip")
    forget_mails(parts)
    said = await parts.say("anna", "2")
    (case,) = await parts.cases()
    assert case.urgency is Urgency.EMERGENCY and case.danger
    assert [who for who, _ in parts.mail.take()] == ["duty"]
    assert [who for who, _ in parts.chats.take()] == ["-1001"]
    assert "112" in "\n".join(said) and "how old" in said[-1]
    assert {"safe_now": "no"} in await added(parts)


async def test_after_an_alarm_the_rest_is_added_to_its_case_as_well(parts: Parts) -> None:
    await parts.say("anna", *ALARM, "2", "Komoran", "He hits her", "1")
    forget_mails(parts)
    said = await parts.say("anna", "skip", "2")
    assert "112" in "\n".join(said), "they need the numbers again"
    assert len(await parts.cases()) == 1 and {"safe_now": "no"} in await added(parts)


@pytest.mark.parametrize(("later", "mails"), [(STILL_TELLING, []), (STILL_TELLING + MINUTE, ["police"])])
async def test_only_what_comes_half_an_hour_later_is_a_mail_of_its_own(
    parts: Parts, later: timedelta, mails: list[str]
) -> None:
    await parts.say("anna", *VIOLENCE)
    forget_mails(parts)
    parts.clock.forward(later)
    await parts.say("anna", "She sleeps at a neighbour")
    told = list(parts.mail.sent)
    assert [who for who, _ in parts.mail.take()] == mails
    for notice in told:
        assert notice.subject.endswith("the person has added something") or "2026-0001" in notice.subject
        assert "neighbour" not in notice.body and "iolence" not in notice.subject + notice.body


async def test_more_urgent_is_a_mail_at_once(here: Parts) -> None:
    await here.say("anna", *WASTE, "yes", "skip")
    forget_mails(here)
    await here.say("anna", "There is an open pit near the school too", "1")
    assert [who for who, _ in here.mail.take()] == ["public_services"]


async def test_who_says_more_about_an_ended_case_opens_it_again(parts: Parts) -> None:
    await parts.say("anna", *WASTE, "yes", "skip")
    await parts.responses.answer(await link(parts, "public_services"), Answer.DONE, outcome="passed_on")
    await parts.casework.close("drenas", "2026-0001", "coordinator")
    parts.clock.forward(MINUTE)
    await parts.say("anna", "It is full of bottles again", "1")
    (case,) = await parts.cases()
    assert case.status is Status.REFERRED
    assert "reopened" in [event.kind for event in (await page(parts)).events]


async def test_what_is_said_to_a_case_that_can_take_no_more_is_not_lost(parts: Parts, database_url: str) -> None:
    """Its key is damaged: what they add becomes a case of its own."""
    await parts.say("anna", *UNNAMED)
    assert flip(database_url, "cases", "sealed_key")
    await parts.say("anna", "skip", "My husband beats me every evening")
    assert [case.number for case in await parts.cases()] == ["2026-0001", "2026-0002"]
    told = (await page(parts, "2026-0002")).story.reports
    assert [dict(each.answers or {}) for each in told] == [{"description": "My husband beats me every evening"}]


async def test_a_case_that_was_erased_while_they_wrote_leads_to_the_beginning(parts: Parts) -> None:
    await parts.say("anna", *UNNAMED)
    await parts.responses.answer(await link(parts, "coordinator"), Answer.DONE, outcome="passed_on")
    await parts.casework.close("drenas", "2026-0001", "coordinator")
    await parts.erasures.erase("drenas", "2026-0001", "asked", "coordinator")
    said = await parts.say("anna", "Rubbish lies in the river")
    assert any("You wrote: “Rubbish lies in the river”" in text for text in said)
    assert len(await parts.cases()) == 1
    assert await parts.kept.waiting("drenas", ALL) == []


async def test_a_category_that_is_not_known_breaks_no_page(here: Parts) -> None:
    """A session of another release may name what this one does not have: the message is kept, nothing is lost."""
    await here.say("anna", *UNNAMED)
    await here.intake.receive([replace(here.message("anna"), pressed="report_person.nearest:no_such_thing")])
    await here.deliver()
    assert [case.category for case in await here.cases()] == ["other"]
    assert await added(here) == []


async def test_what_they_add_stays_with_their_report_whatever_they_looked_up_in_the_middle_of_it(parts: Parts) -> None:
    """An alarm has opened their case; they leave, come back with another code, and only then send it."""
    code = code_in(await parts.say("beni", *WASTE))
    await parts.say("anna", *ALARM, "exit", code, "2", "Komoran", "1", "She sleeps at a neighbour")
    said = {case.number: (await page(parts, case.number)).story.reports for case in await parts.cases()}
    assert said["2026-0002"][-1].answers == {"description": "She sleeps at a neighbour"}
    assert len(said["2026-0001"]) == 1


async def test_whoever_begins_anew_after_an_alarm_that_is_sent_alarms_again(parts: Parts) -> None:
    await parts.say("anna", *ALARM, "2", "Komoran", "1")
    await parts.say("anna", "start", "2")
    forget_mails(parts)
    await parts.say("anna", "1")
    first, second = await parts.cases()
    assert (second.danger, second.urgency) == ("said_now", Urgency.EMERGENCY) and first.danger == "said_now"
    assert parts.mail.take() or parts.chats.take(), "whoever is on call hears of the second one too"


LATE = "Nobody on duty has opened the alert yet."


@pytest.mark.parametrize("before", ["", "received", "done"])
async def test_an_alarm_after_the_report_is_chased_as_one_before_it(parts: Parts, before: str) -> None:
    """Minutes count from the alarm, whatever was due before, and whoever had taken on what was known until then."""
    await parts.say("anna", *VIOLENCE)
    if before:
        outcome = "help_began" if before == "done" else ""
        await parts.responses.answer(await link(parts, "police"), Answer(before), outcome=outcome)
    parts.clock.forward(90 * MINUTE)
    await parts.say("anna", "he has a knife", "yes")
    alarmed = parts.clock.now()
    told: dict[int, list[str]] = {}
    for minutes in (9, 10, 29, 30):
        forget_mails(parts)
        parts.phones.sent.clear()
        await parts.tick(alarmed + minutes * MINUTE)
        told[minutes] = [who for who, _ in (*parts.mail.take(), *parts.chats.take())]
        assert any(LATE in text for text in parts.phones.told("anna")) is (minutes == 10)
    assert told[9] == told[29] == []
    assert {"police", "duty", "-1001"} <= set(told[10]) and {"duty_deputy", "coordinator"} <= set(told[30])


async def test_an_alarm_that_somebody_takes_on_is_chased_no_further(parts: Parts) -> None:
    await parts.say("anna", *VIOLENCE)
    await parts.responses.answer(await link(parts, "police"), Answer.RECEIVED)
    parts.clock.forward(5 * MINUTE)
    await parts.say("anna", "he has a knife", "yes")
    await parts.responses.answer(await link(parts, "duty"), Answer.RECEIVED)
    parts.phones.sent.clear()
    forget_mails(parts)
    await parts.tick(parts.clock.now() + 40 * MINUTE)
    assert {who for who, _ in parts.mail.take()} <= {"police"} and parts.phones.told("anna") == []


async def test_what_becomes_urgent_is_due_sooner(parts: Parts) -> None:
    await parts.say("anna", *WASTE, "yes", "skip")
    parts.clock.forward(60 * MINUTE)
    await parts.say("anna", "There is an open pit near the school too", "1")
    (case,) = await parts.cases()
    assert case.urgency is Urgency.URGENT
    (due,) = (await page(parts)).dues
    assert due.due_at == parts.clock.now() + 120 * MINUTE
