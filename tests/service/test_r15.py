"""Whoever complains of the office that would get the report is heard by another one, and by that one never (R15)."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta

import pytest

from reportbot import paths
from reportbot.core.cases.case import Case
from reportbot.core.cases.referral import JOINT, Answer, Referral
from reportbot.core.cases.workflow import Status
from reportbot.core.conversation.flows.flow import FlowBook
from reportbot.core.conversation.flows.parse import parse
from reportbot.core.errors import OfficeAvoided, UnknownCode
from reportbot.core.mail.addresses import Purpose, with_token
from reportbot.municipality.loading import Municipality, TransportTarget, with_contacts
from reportbot.service.cases.casefile import CaseFile
from reportbot.service.desk.search import Wanted
from reportbot.service.ids import RisingIds
from reportbot.service.mailroom import Taken
from reportbot.service.outgoing.notices import Notices
from reportbot.service.ports import DeliveryFailed
from reportbot.service.records import Delivery, DeliveryState
from reportbot.service.reports.adding import Adding
from reportbot.service.reports.opening import Opener
from reportbot.service.turns.questions import Questions
from reportbot.storage import Database
from reportbot.surroundings import load_sentences
from tests.builders import (
    MAIL_REPLIES,
    PUBLIC_URL,
    TUESDAY,
    Parts,
    a_case,
    a_municipality,
    a_town,
    a_vault,
    catalogues,
    flows,
    listening,
    parts_for,
)
from tests.core.mail.mails import raw
from tests.members import coordinator
from tests.service.reaches import ALL

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
FLOW = """
name = "complaint"
version = 1
reports = "person"

[[step]]
id = "now"
kind = "yes_no"
ask = "Now?"
save = "now"
cases = { yes = "alarm", no = "category" }
next = "category"

[[step]]
id = "alarm"
kind = "alarm"
next = "category"

[[step]]
id = "category"
kind = "choice"
ask = "What?"
save = "category"
next = "place"
options = [
  { value = "school_violence", label = "A" },
  { value = "child_violence", label = "B" },
  { value = "sexual_abuse", label = "C" },
  { value = "waste", label = "D" },
  { value = "more", label = "E", next = "more", more = true },
]

[[step]]
id = "more"
kind = "choice"
ask = "Or?"
save = "category"
next = "place"
options = [
  { value = "mental_health", label = "F" },
  { value = "other_emergency", label = "G" },
  { value = "discrimination", label = "H" },
  { value = "other", label = "I" },
  { value = "service_complaint", label = "J" },
]

[[step]]
id = "place"
kind = "place"
ask = "Where?"
save = "place"
next = "description"

[[step]]
id = "description"
kind = "text"
ask = "Describe."
save = "description"
next = "summary"

[[step]]
id = "summary"
kind = "choice"
ask = "It goes to: {goes_to}."
save = "confirmed"
next = "send"
options = [
  { value = "send", label = "Send it" },
  { value = "elsewhere", label = "Send it, but not to them" },
  { value = "change", label = "Change", next = "description", more = true },
]

[[step]]
id = "send"
kind = "submit"
next = "received"

[[step]]
id = "received"
kind = "say"
ask = "It goes to: {institution}. Code: {code}"
"""
BOOK = FlowBook({**flows().flows, ("complaint", 1): parse("complaint.toml", FLOW)}, start="complaint")
NOT_TO_THEM = "2"
ALERT = ("duty_deputy", "Alarm: raportimi 2026-0001 kërkon dikë tani")
NOT_FOLLOWED_UP = "could not be followed up"
LEADS = [
    ("school_violence", "dka"),
    ("child_violence", "qps"),
    ("sexual_abuse", "police"),
    ("waste", "public_services"),
    ("mental_health", "qkmf"),
    ("other_emergency", "duty"),
    ("discrimination", "human_rights"),
    ("other", "coordinator"),
]


@pytest.fixture
async def parts(store: Database, database_url: str) -> AsyncIterator[Parts]:
    parts = await parts_for(store, direct=database_url.startswith("sqlite"), book=BOOK)
    async with parts.taking():
        yield parts


@pytest.fixture
async def here(sqlite_store: Database) -> AsyncIterator[Parts]:
    parts = await parts_for(sqlite_store, book=BOOK)
    async with parts.taking():
        yield parts


def script(category: str, now: str = "no", words: str = "They do nothing about it") -> tuple[str, ...]:
    """The category by its button: its name would itself be heard as danger."""
    chosen = 1 + [*(category for category, _ in LEADS), "service_complaint"].index(category)
    return ("hello", now, *([str(chosen)] if chosen < 5 else ["5", str(chosen - 4)]), "Komoran", words)


async def complain(parts: Parts, category: str, now: str = "no", sends: str = NOT_TO_THEM) -> Case:
    await parts.say("anna", *script(category, now), sends)
    (case,) = await parts.cases()
    return case


async def referrals_of(parts: Parts, case: Case) -> list[Referral]:
    async with parts.store.read() as work:
        return await work.cases.referrals(case.id)


async def deliveries_of(parts: Parts, case: Case) -> list[Delivery]:
    async with parts.store.read() as work:
        return [each for each in await work.outbox.of_case(case.id) if each.referral is not None]


async def waiting(parts: Parts, case: Case) -> list[Delivery]:
    return [
        row for row in await deliveries_of(parts, case) if row.state in (DeliveryState.WAITING, DeliveryState.SENDING)
    ]


async def check_nothing_went_to(parts: Parts, office: str) -> None:
    """No page, no row of the outbox, no mail: not to them, not to who works for them."""
    (case,) = await parts.cases()
    out = parts.towns["drenas"].rules.without([office]).out
    assert office in case.avoided
    pages = {each.id: each.institution for each in await referrals_of(parts, case)}
    assert not out & set(pages.values())
    for row in await deliveries_of(parts, case):
        assert pages[row.referral or 0] not in out
        assert row.target.split("@")[0] not in out
    assert not out & {notice.target.split("@")[0] for notice in (*parts.mail.sent, *parts.chats.sent)}


@pytest.mark.parametrize(("category", "office"), LEADS)
async def test_r15_an_avoided_office_hears_of_nothing_for_two_months_of_silence(
    parts: Parts, category: str, office: str, caplog: pytest.LogCaptureFixture
) -> None:
    case = await complain(parts, category)
    assert case.lead != office
    for _ in range(40):
        await parts.tick(parts.clock.now() + 36 * HOUR)
    assert len(parts.mail.sent) > 1, "somebody was reminded, and somebody was told"
    await check_nothing_went_to(parts, office)
    assert NOT_FOLLOWED_UP not in caplog.text, "no deadline breaks for it"


@pytest.mark.parametrize(("category", "office"), LEADS)
async def test_r15_nor_does_it_get_what_other_offices_hand_back(parts: Parts, category: str, office: str) -> None:
    await complain(parts, category)
    for _ in range(4):
        (case,) = await parts.cases()
        leading = next(each for each in reversed(await referrals_of(parts, case)) if each.institution == case.lead)
        await parts.responses.answer_as(case.lead, leading.id, Answer.NOT_OURS, "Not our task")
        await parts.deliver()
        await parts.tick(parts.clock.now() + 2 * DAY)
    await check_nothing_went_to(parts, office)


@pytest.mark.parametrize(("category", "office"), LEADS)
async def test_r15_the_summary_names_who_would_get_it_and_who_gets_it_is_who_was_named(
    here: Parts, category: str, office: str
) -> None:
    (summary,) = await here.say("anna", *script(category))
    known = {key: here.towns["drenas"].office(key).name for key in here.towns["drenas"].rules.institutions}
    route = here.towns["drenas"].rules.route(category, "komoran", "citizen", here.clock.now())
    acting = ", ".join(known[key] for key in (route.lead, *route.together))
    assert route.lead == office and f"It goes to: {acting}." in summary
    said = "\n".join(await here.say("anna", NOT_TO_THEM))
    (case,) = await here.cases()
    assert said.startswith(f"Your report does not go to: {acting}.")
    assert {route.lead, *route.together} <= set(case.avoided)
    assert "038 223 782 Ombudsperson" in said, "and somebody outside of all our offices"
    assert f"It goes to: {known[case.lead]}" in said


async def test_whoever_asks_for_nothing_is_routed_as_always_and_told_nothing_of_it(here: Parts) -> None:
    replies = await here.say("anna", *script("child_violence"), "1")
    (case,) = await here.cases()
    assert (case.lead, case.avoided) == ("qps", ())
    assert not any("does not go to" in reply or "038 223 782" in reply for reply in replies)


@pytest.mark.parametrize("office", ["dka", "public_services", "inspectorate"])
async def test_the_desk_cannot_pass_it_on_to_them(here: Parts, office: str) -> None:
    category = {"dka": "school_violence"}.get(office, "waste")
    await here.say("anna", *script(category), NOT_TO_THEM)
    (case,) = await here.cases()
    if office in case.avoided:
        with pytest.raises(OfficeAvoided):
            await here.casework.refer("drenas", case.number, office, "coordinator")
        assert office not in {each.institution for each in await referrals_of(here, case)}
    else:
        await here.casework.refer("drenas", case.number, office, "coordinator")
    (after,) = await here.cases()
    assert after.avoided == case.avoided


def test_no_way_leads_a_notice_to_them_even_by_mistake_of_ours() -> None:
    now, ids = TUESDAY, RisingIds(lambda: TUESDAY, lambda bits: 1)
    notices = Notices(catalogues(), a_vault(), load_sentences(paths.conversations()), ids, PUBLIC_URL)
    case = a_case(avoided=("qps",))
    for kind in ("forward", "copy", "reminder", "escalation", "alert", "answered", "added", "failed", "not_ours"):
        with pytest.raises(OfficeAvoided):
            notices.write(kind, a_town(), case, Referral(1, case.id, "drenas", "qps", "lead", now), now)


async def test_r15_a_complaint_of_the_desk_is_not_on_the_console(parts: Parts) -> None:
    case = await complain(parts, "other")
    assert case.lead == "mayor"
    assert (await parts.queue.page(coordinator())).rows == []
    assert (await parts.search.find("drenas", Wanted(words="nothing"), "coordinator", ALL)).hits == []
    for look in (
        parts.casework.case("drenas", case.number, "coordinator"),
        parts.casework.refer("drenas", case.number, "police", "coordinator"),
        parts.casework.close("drenas", case.number, "coordinator"),
        parts.asking.ask("drenas", case.number, "What happened?", "coordinator"),
        parts.erasures.end_of("drenas", case.number),
    ):
        with pytest.raises(UnknownCode):
            await look


async def test_r15_who_acts_for_the_desk_hands_it_to_the_next_and_not_to_itself(here: Parts) -> None:
    case = await complain(here, "other")
    (page,) = await referrals_of(here, case)
    await here.responses.answer_as("mayor", page.id, Answer.NOT_OURS)
    (case,) = await here.cases()
    assert (case.lead, case.status) == ("ombudsperson", Status.REFERRED), "no desk decides on it"
    await here.deliver()
    assert any("It now goes to: Ombudsperson." in text for text in here.phones.told("anna"))


async def test_r15_an_office_that_had_the_alarm_already_loses_it(parts: Parts) -> None:
    await parts.say("anna", *script("other_emergency", "yes")[:2])
    (case,) = await parts.cases()
    before = await referrals_of(parts, case)
    duty = next(each for each in before if each.institution == "duty")
    token = parts.vault.sign_link(duty.id, "duty", parts.clock.now() + DAY)
    await parts.responses.page(token)
    parts.mail.take(), parts.chats.take()
    await parts.say("anna", *script("other_emergency", "yes")[2:], NOT_TO_THEM)
    (case,) = await parts.cases()
    assert "duty" in case.avoided and case.lead == "duty_deputy"
    with pytest.raises(UnknownCode):
        await parts.responses.page(token)
    with pytest.raises(UnknownCode):
        await parts.responses.answer_as("duty", duty.id, Answer.RECEIVED)
    assert "duty_deputy" in {to for to, _ in parts.mail.take()}, "the deputy is told at once"
    for _ in range(30):
        await parts.tick(parts.clock.now() + HOUR)
    assert not {"duty", "-1001"} & {to for to, _ in (*parts.mail.take(), *parts.chats.take())}


async def test_r15_an_alert_that_still_waits_to_leave_does_not_leave(parts: Parts) -> None:
    parts.mail.failures, parts.chats.failures = [OSError("down")] * 9, [OSError("down")] * 9
    await parts.say("anna", *script("other_emergency", "yes")[:2])
    (case,) = await parts.cases()
    assert {row.target for row in await waiting(parts, case)} >= {"duty@drenas.example", "-1001"}
    await parts.say("anna", *script("other_emergency", "yes")[2:], NOT_TO_THEM)
    still = {row.target.split("@")[0] for row in await waiting(parts, case)}
    assert "duty_deputy" in still and not {"duty", "-1001"} & still
    parts.mail.failures, parts.chats.failures = [], []
    for _ in range(3):
        await parts.tick(parts.clock.now() + HOUR)
    assert not {"duty", "-1001"} & {to for to, _ in (*parts.mail.take(), *parts.chats.take())}


@pytest.mark.parametrize(("category", "office"), [("waste", "public_services"), ("other_emergency", "duty")])
async def test_r15_what_they_add_later_does_not_bring_it_back_to_them(here: Parts, category: str, office: str) -> None:
    case = await complain(here, category)
    town, opener = here.towns["drenas"], an_opener(here)
    adding = Adding(opener, RisingIds(here.clock.now, lambda bits: 1), here.damage)
    file = CaseFile(case, case.opened_at, known=tuple(await referrals_of(here, case)))
    for answers in ({"category": "manhole"}, {"description": "more of it"}, {"place": {"key": "arllat"}}):
        file = adding.more(town, file, answers, here.clock.now() + DAY)
    file = adding.alarm_again(town, file, {}, "violence", here.clock.now() + DAY)
    assert {"added", "alert"} <= {kind for kind, _ in file.notices}
    assert office not in {each.institution for each in file.everybody}
    assert file.case.avoided == (office,)


async def test_r15_an_answer_to_a_question_of_theirs_goes_to_the_desk(here: Parts) -> None:
    """They asked before the person wanted them out of it."""
    case = await complain(here, "child_violence", sends="1")
    pages = await referrals_of(here, case)
    theirs = next(each for each in pages if each.institution == "qps")
    token = here.vault.sign_link(theirs.id, "qps", here.clock.now() + DAY)
    await here.asking.ask_by_link(token, "What happened?")
    async with here.store.begin() as work:
        asked = next(event for event in await work.cases.events(case.id) if event.kind == "asked")
        file = CaseFile(replace(case, avoided=("qps",)), case.opened_at, known=tuple(pages))
        questions = Questions(here.vault, an_opener(here), here.damage)
        file = await questions.answered(work, here.towns["drenas"], file, asked.id, "No", here.clock.now())
    assert [page.institution for _, page in file.notices] == ["coordinator"]


async def test_r15_a_deadline_that_they_had_comes_to_nothing(here: Parts, caplog: pytest.LogCaptureFixture) -> None:
    case = await complain(here, "waste", sends="1")
    here.mail.take()
    async with here.store.begin() as work:
        await work.cases.save([replace(case, avoided=("public_services",))])
    for _ in range(10):
        await here.tick(here.clock.now() + 2 * DAY)
    assert "public_services" not in {to for to, _ in here.mail.take()}
    assert NOT_FOLLOWED_UP not in caplog.text


async def test_r15_where_the_duty_contact_is_complained_of_the_deputy_is_called(here: Parts) -> None:
    await here.say("anna", *script("service_complaint", "yes")[:2])
    here.mail.take(), here.chats.take()
    words = "Duty contact of the municipality was drunk"
    await here.say("anna", *script("service_complaint", "yes", words)[2:], "1")
    (case,) = await here.cases()
    assert (case.lead, case.avoided) == ("coordinator", ("duty",))
    assert ALERT in here.mail.take()


async def test_r15_that_something_could_not_be_delivered_is_not_told_to_the_desk_complained_of(here: Parts) -> None:
    case = await complain(here, "other")
    (page,) = await referrals_of(here, case)
    here.mail.take()
    here.mail.failures = [DeliveryFailed("no such mailbox", retry=False)]
    await here.responses.answer_as("mayor", page.id, Answer.NOT_OURS)
    await here.deliver()
    await here.tick(here.clock.now() + HOUR)
    told = here.mail.take()
    assert [to for to, _ in told] == ["mayor"], "who acts for the desk hears that the Ombudsperson was not reached"


@pytest.mark.parametrize("without", [(), ("police",), ("qps",), ("police", "qps")])
async def test_r15_an_office_without_a_contact_is_not_reached_through_the_one_complained_of(
    sqlite_store: Database, without: tuple[str, ...]
) -> None:
    parts = await parts_for(sqlite_store, book=BOOK, town=a_municipality(without))
    async with parts.taking():
        await complain(parts, "child_violence")
        await parts.tick(parts.clock.now() + 30 * DAY)
        await check_nothing_went_to(parts, "qps")


async def test_r15_one_mailbox_for_two_offices_is_closed_for_both(sqlite_store: Database) -> None:
    parts = await parts_for(sqlite_store, book=BOOK, town=sharing(a_municipality(), "qps", "police", "coordinator"))
    async with parts.taking():
        case = await complain(parts, "child_violence")
        assert case.lead == "victim_advocate"
        for _ in range(10):
            await parts.tick(parts.clock.now() + DAY)
        assert all(notice.target != "shared@drenas.example" for notice in parts.mail.sent)
        assert await parts.casework.dead_letters("drenas"), "what could not be sent anywhere waits for a person"


async def test_r15_a_complaint_goes_to_none_of_the_offices_that_it_names(here: Parts) -> None:
    await here.say("anna", *script("service_complaint", words="Qendra për Punë Sociale nuk më pranoi"), "1")
    (case,) = await here.cases()
    assert (case.lead, case.avoided) == ("coordinator", ("qps",))
    with pytest.raises(OfficeAvoided):
        await here.casework.refer("drenas", case.number, "qps", "coordinator")
    for _ in range(20):
        await here.tick(here.clock.now() + 2 * DAY)
    await check_nothing_went_to(here, "qps")


async def test_a_complaint_of_the_desk_by_name_is_led_round_it(here: Parts) -> None:
    (summary,) = await here.say("anna", *script("service_complaint", words="Zyra e raportimeve nuk përgjigjet"))
    assert "It goes to: Zyra e kryetarit." in summary  # answered in the language of their words
    await here.say("anna", "1")
    (case,) = await here.cases()
    assert case.lead == "mayor"


async def test_a_draft_that_falls_silent_keeps_what_they_asked(here: Parts) -> None:
    """The answer stands in the report too, so that whoever opens it later goes round them again."""
    await complain(here, "child_violence")
    page = await here.casework.case("drenas", (await here.cases())[0].number, "coordinator")
    assert (page.story.reports[0].answers or {}).get("avoid") == "yes"


async def test_the_office_that_gets_it_is_told_not_to_tell_them(here: Parts) -> None:
    case = await complain(here, "child_violence")
    lead = next(each for each in await referrals_of(here, case) if each.institution == case.lead)
    shown = await here.responses.page(here.vault.sign_link(lead.id, case.lead, here.clock.now() + DAY))
    assert shown.case.avoided == ("police", "qps"), "both were to act, and both were named to the person"
    assert shown.town.rules.out == {"police", "qps"}


async def test_r15_what_an_office_writes_by_mail_is_read_by_who_leads_and_leads_nobody_to_the_console(
    here: Parts,
) -> None:
    """Free words go to the desk as a rule. Where it is complained of, whoever leads reads them on its own page."""
    case = await complain(here, "other")
    (lead,) = await referrals_of(here, case)
    beside = Referral(lead.id + 1, case.id, "drenas", "police", JOINT, here.clock.now())
    async with here.store.begin() as work:
        await work.cases.add_referrals([beside])
    here.mail.take()
    for line, by in (("We were there and found nobody.", beside), ("Whose is it?", lead)):
        token = here.vault.sign_mail(Purpose.ANSWER, by.id, here.clock.now() + DAY)
        mail = raw(line, To=with_token(MAIL_REPLIES, Purpose.ANSWER, token))
        assert await here.mailroom.take(mail) is Taken.WORDS
    await here.deliver()
    (told,) = [each for each in here.mail.sent if f"raportimin {case.number}" in each.subject]
    assert told.target == "mayor@drenas.example" and "/console/" not in told.link
    shown = await here.responses.page(told.link.rsplit("/", 1)[1], lambda *_: True)
    assert list(shown.notes.values()) == ["We were there and found nobody.", "Whose is it?"]
    link = here.vault.sign_link(beside.id, beside.institution, here.clock.now() + DAY)
    theirs = await here.responses.page(link, lambda *_: True)
    assert list(theirs.notes.values()) == ["We were there and found nobody."]


async def test_r15_a_part_that_is_handed_back_is_told_to_who_leads(here: Parts) -> None:
    case = await complain(here, "other")
    (lead,) = await referrals_of(here, case)
    async with here.store.begin() as work:
        await work.cases.add_referrals([Referral(lead.id + 1, case.id, "drenas", "police", JOINT, here.clock.now())])
    here.mail.take()
    await here.responses.answer_as("police", lead.id + 1, Answer.NOT_OURS)
    await here.deliver()
    assert [each.target for each in here.mail.sent if case.number in each.subject][-1:] == ["mayor@drenas.example"]
    await check_nothing_went_to(here, "coordinator")


def test_r15_nothing_of_it_is_written_to_the_desk_even_by_mistake_of_ours() -> None:
    notices = Notices(
        catalogues(),
        a_vault(),
        load_sentences(paths.conversations()),
        RisingIds(lambda: TUESDAY, lambda bits: 1),
        PUBLIC_URL,
    )
    assert notices.to_desk("mail_received", a_town(), a_case(avoided=("coordinator",)), TUESDAY, institution="x") == []


def an_opener(parts: Parts) -> Opener:
    ids, sentences = RisingIds(parts.clock.now, lambda bits: 1), load_sentences(paths.conversations())
    notices = Notices(catalogues(), parts.vault, sentences, ids, PUBLIC_URL)
    return Opener(listening().triage, parts.vault, notices, ids)


def sharing(town: Municipality, *offices: str) -> Municipality:
    """With one mailbox for all of these."""
    mailbox = (TransportTarget("email", "shared@drenas.example"),)
    return replace(with_contacts(town, dict.fromkeys(offices, mailbox)))
