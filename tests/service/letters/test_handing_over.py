"""A notice whose way is paper waits for somebody who carries it, or reads it out; and the case shows that they did."""

import asyncio
from dataclasses import replace
from datetime import date, timedelta

import pytest

from reportbot.core.cases.referral import Answer
from reportbot.core.errors import AlreadySent, BadSetup, OfficeAvoided, TransitionRefused, UnknownCode
from reportbot.core.languages import CYRILLIC
from reportbot.municipality.loading import TransportTarget, with_contacts
from reportbot.service.letters.handing_over import BadDate
from reportbot.service.outgoing.notices import OfficeNotice
from reportbot.service.ports import DeliveryFailed
from reportbot.storage import Database
from reportbot.transports.paper import Paper
from tests.builders import VIOLENCE, WASTE, Parts, a_municipality, parts_for
from tests.letters.reading import pages_of
from tests.service.lettering import Lettering, Press, lettering
from tests.service.reaches import ALL

SERVICES = "public_services"
TODAY, DAY = date(2026, 4, 7), timedelta(days=1)


async def notice_for(desk: Lettering, office: str = SERVICES, kind: str = "forward") -> OfficeNotice:
    """What the outbox holds for this office of the newest case, as a transport gets it."""
    case, referrals = await desk.newest()
    town = desk.parts.towns["drenas"]
    (row, *_) = desk.notices.write(
        kind, town, case, referrals[office], desk.parts.clock.now(), "email", due="soon", institution="x"
    )
    return OfficeNotice.from_json(desk.parts.vault.open(row.payload, f"deliveries.payload:{row.id}"))


async def test_a_notice_becomes_one_page_that_waits(parts: Parts) -> None:
    desk = lettering(parts)
    case, _ = await desk.reported(*WASTE)
    notice = await notice_for(desk)
    assert await Paper(desk.paper.keep).send(notice) == "L-2026-0001"
    (waiting,) = await desk.handing_over.waiting("drenas", ALL)
    assert (waiting.letter.number, waiting.letter.institution, waiting.case.id) == ("L-2026-0001", SERVICES, case.id)
    (page,) = pages_of(await desk.letters.pdf("drenas", "L-2026-0001", "coordinator"))
    for words in ("Report 2026-0001 waits for you", "Raportimi 2026-0001 ju pret", "Prijava 2026-0001 čeka na Vas"):
        assert words in page
    assert notice.link in page.replace(" ", ""), "it can be copied"
    assert "bottles" not in page


async def test_the_same_notice_again_is_the_same_letter(parts: Parts) -> None:
    """The outbox tries again when it could not write down that a notice had left."""
    desk = lettering(parts, Press())
    await desk.reported(*WASTE)
    notice = await notice_for(desk)
    assert [await desk.paper.keep(notice) for _ in range(3)] == ["L-2026-0001"] * 3
    together = await asyncio.gather(*(desk.paper.keep(notice) for _ in range(3)))
    assert together == ["L-2026-0001"] * 3
    assert await desk.paper.keep(await notice_for(desk)) == "L-2026-0002"
    assert len(await desk.handing_over.waiting("drenas", ALL)) == 2


@pytest.mark.parametrize(
    ("kind", "office", "title"),
    [
        ("forward", SERVICES, "Report 2026-0001 waits for you"),
        ("added", SERVICES, "Report 2026-0001 waits for you"),
        ("reminder", SERVICES, "Reminder: report 2026-0001 is still open"),
        ("copy", "inspectorate", "For your information: report 2026-0001"),
    ],
)
async def test_the_letter_says_whether_it_asks_reminds_or_informs(
    here: Parts, kind: str, office: str, title: str
) -> None:
    press = Press()
    desk = lettering(here, press)
    await desk.reported(*WASTE)
    await desk.paper.keep(await notice_for(desk, office, kind))
    (english,) = [part for part in press.made[0]["parts"] if part["language"] == "en"]
    assert english["title"] == title


async def test_handing_over_is_an_event_of_the_case(parts: Parts) -> None:
    desk = lettering(parts, Press())
    await desk.reported(*WASTE)
    number = await desk.paper.keep(await notice_for(desk))
    parts.clock.forward(2 * DAY)
    await desk.handing_over.handed_over("drenas", number, TODAY + DAY, "handed_over", "coordinator")
    (event,) = await desk.events("handed_over")
    assert event.facts == {"number": number, "institution": SERVICES, "on": "2026-04-08"}
    assert (event.actor, event.at) == ("coordinator", parts.clock.now())
    assert await desk.handing_over.waiting("drenas", ALL) == []
    case, _ = await desk.newest()
    (kept,) = (await desk.letters.of_case(case)).made
    assert kept.handed_at is not None and kept.handed_at.date() == TODAY + DAY
    assert await desk.noted("handed_over") == [
        (b"2026-0001", b'{"institution": "public_services", "number": "L-2026-0001"}')
    ]
    with pytest.raises(AlreadySent):
        await desk.handing_over.handed_over("drenas", number, TODAY, "read_out", "coordinator")


@pytest.mark.parametrize("days", [-1, 3, -4000])
async def test_nobody_hands_over_before_the_letter_was_made_or_tomorrow(here: Parts, days: int) -> None:
    desk = lettering(here, Press())
    await desk.reported(*WASTE)
    number = await desk.paper.keep(await notice_for(desk))
    here.clock.forward(2 * DAY)
    with pytest.raises(BadDate):
        await desk.handing_over.handed_over("drenas", number, TODAY + days * DAY, "handed_over", "coordinator")
    assert await desk.events("handed_over") == []


@pytest.mark.parametrize("how", ["", "delivered", "purged", "letter_made"])
async def test_there_are_two_ways_to_hand_over(here: Parts, how: str) -> None:
    desk = lettering(here, Press())
    await desk.reported(*WASTE)
    number = await desk.paper.keep(await notice_for(desk))
    with pytest.raises(UnknownCode):
        await desk.handing_over.handed_over("drenas", number, TODAY, how, "coordinator")


async def test_what_is_only_kept_is_not_handed_over(here: Parts) -> None:
    desk = lettering(here, Press())
    await desk.reported(*WASTE)
    number = await desk.make("referral", SERVICES)
    assert await desk.handing_over.waiting("drenas", ALL) == []
    with pytest.raises(AlreadySent):
        await desk.handing_over.handed_over("drenas", number, TODAY, "handed_over", "coordinator")


async def test_a_letter_waits_no_longer_once_the_office_has_answered_for_good(here: Parts) -> None:
    desk = lettering(here, Press())
    await desk.reported(*WASTE)
    notice = await notice_for(desk)
    await desk.paper.keep(notice)
    assert await desk.handing_over.count_waiting("drenas", ALL) == 1
    token = notice.link.rpartition("/")[2]
    await here.responses.answer(token, Answer.NOT_OURS, "")
    assert await desk.handing_over.count_waiting("drenas", ALL) == 0


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "I have a report for you. Its number is 2026-0001."),
        ("sq", "Kam një raportim për ju. Numri i tij është 2026-0001."),
        ("sr", "Imam prijavu za Vas. Njen broj je 2026-0001."),
        (CYRILLIC, "Имам пријаву за Вас. Њен број је 2026-0001."),
    ],
)
async def test_the_script_is_read_word_by_word_and_says_nothing_of_the_story(
    here: Parts, language: str, words: str
) -> None:
    desk = lettering(here, Press())
    _, referrals = await desk.reported(*VIOLENCE)
    number = await desk.make("notice", next(iter(referrals)))
    script = await desk.handing_over.script("drenas", number, language, "coordinator")
    assert words in script.sentences
    assert all(len(sentence) <= 120 for sentence in script.sentences)
    told = " ".join(script.sentences)
    for secret in ("evening", "iolence", "Dhun", "asilj", "Komoran", "насиљ"):
        assert secret not in told
    assert "evening" not in repr(script) and words not in repr(script)
    assert await desk.noted("read_letter") == [(b"2026-0001", b'{"number": "L-2026-0001"}')]


async def test_an_office_that_must_hear_nothing_gets_no_paper(here: Parts) -> None:
    desk = lettering(here, Press())
    case, _ = await desk.reported(*WASTE)
    notice = await notice_for(desk)
    await _keep_out(here, case.id, SERVICES)
    with pytest.raises(OfficeAvoided):
        await desk.paper.keep(notice)
    with pytest.raises(DeliveryFailed) as failed:
        await Paper(desk.paper.keep).send(notice)
    assert not failed.value.retry


async def test_paper_is_no_way_where_the_desk_itself_must_hear_nothing(here: Parts) -> None:
    """Whoever hands letters over sits at the desk."""
    desk = lettering(here, Press())
    case, _ = await desk.reported(*WASTE)
    notice = await notice_for(desk)
    await _keep_out(here, case.id, here.towns["drenas"].rules.coordinator)
    with pytest.raises(TransitionRefused):
        await desk.paper.keep(notice)
    assert await desk.handing_over.waiting("drenas", ALL) == []


async def test_a_broken_template_is_tried_again_and_repeats_no_value(here: Parts) -> None:
    press = Press(broken=True)
    desk = lettering(here, press)
    await desk.reported(*WASTE)
    notice = await notice_for(desk)
    with pytest.raises(DeliveryFailed, match=r"the template is broken \(notice\.typ:7\)") as failed:
        await Paper(desk.paper.keep).send(notice)
    assert failed.value.retry
    with pytest.raises(BadSetup):
        await desk.paper.keep(notice)
    press.broken = False
    assert await Paper(desk.paper.keep).send(notice) == "L-2026-0001"


async def test_a_notice_that_names_no_case_of_ours_is_refused(here: Parts) -> None:
    desk = lettering(here, Press())
    await desk.reported(*WASTE)
    notice = await notice_for(desk)
    for facts in ({}, {"referral": "1"}, {"referral": str(2**62)}):
        with pytest.raises(DeliveryFailed) as failed:
            await Paper(desk.paper.keep).send(replace(notice, facts=facts, message_id="<x.77@y>"))
        assert not failed.value.retry


async def test_reminders_of_several_cases_are_a_letter_for_each(here: Parts) -> None:
    """None for a case whose letter still waits, nor where the office must hear nothing; and no second one."""
    press = Press()
    desk = lettering(here, press)
    cases = [(await desk.reported(*WASTE, value=who))[0] for who in ("anna", "berta", "cila", "doruntina")]
    waiting = await desk.paper.keep(await notice_for(desk))
    await _keep_out(here, cases[0].id, SERVICES)
    numbers = " ".join(each.number for each in cases)
    facts = {"kind": "reminders", "institution": SERVICES, "numbers": f"{numbers} 2026-0999"}
    notice = replace(await notice_for(desk), facts=facts, message_id="<reminders.77@desk>")
    assert waiting == "L-2026-0001"
    for _ in range(2):
        assert await Paper(desk.paper.keep).send(notice) == "L-2026-0002, L-2026-0003, L-2026-0001"
    english = [part["title"] for values in press.made for part in values["parts"] if part["language"] == "en"]
    assert english == [
        "Report 2026-0004 waits for you",
        "Reminder: report 2026-0002 is still open",
        "Reminder: report 2026-0003 is still open",
    ]


@pytest.mark.parametrize("numbers", ["", "2026-0999", "rubbish rubbish"])
async def test_reminders_that_concern_nobody_are_no_letter(here: Parts, numbers: str) -> None:
    desk = lettering(here, Press())
    await desk.reported(*WASTE)
    facts = {"kind": "reminders", "institution": SERVICES, "numbers": numbers}
    with pytest.raises(TransitionRefused):
        await desk.paper.keep(replace(await notice_for(desk), facts=facts))


async def test_a_code_that_works_for_minutes_does_not_go_on_paper(here: Parts) -> None:
    desk = lettering(here, Press())
    await desk.reported(*WASTE)
    with pytest.raises(TransitionRefused):
        await desk.paper.keep(replace(await notice_for(desk), link=""))


async def test_a_town_that_writes_on_paper_gets_letters_through_the_outbox(sqlite_store: Database) -> None:
    """The whole way: a report, the outbox, the letter, the evidence in the outbox."""
    town = with_contacts(a_municipality(), {SERVICES: (TransportTarget("paper"),)})
    parts = await parts_for(sqlite_store, town=town)
    desk = lettering(parts)
    parts.delivery._attempts._transports["paper"] = Paper(desk.paper.keep)  # type: ignore[index]
    async with parts.taking():
        case, _ = await desk.reported(*WASTE)
        await parts.deliver()
    async with parts.store.read() as work:
        rows = [row for row in await work.outbox.of_case(case.id) if row.by == "paper"]
    assert [(row.kind, row.evidence) for row in rows] == [("forward", "L-2026-0001")]
    assert await desk.handing_over.count_waiting("drenas", ALL) == 1


async def _keep_out(parts: Parts, case: int, office: str) -> None:
    async with parts.store.begin() as work:
        found = await work.cases.one(case)
        await work.cases.save([replace(found, avoided=(office,))])
