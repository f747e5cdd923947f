"""A closed case is warned of, loses its keys, and then its rows; whatever speaks for keeping it stops that."""

import re
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from reportbot.core.cases.case import Case
from reportbot.core.cases.desk.queue import View
from reportbot.core.cases.referral import Answer, leads
from reportbot.core.cases.workflow import Status
from reportbot.core.errors import UnknownCode
from reportbot.service.due.retention import RetentionService
from reportbot.storage import Database
from reportbot.storage.schema import metadata, retention
from tests.builders import ALARM, VIOLENCE, WASTE, Parts, a_municipality, parts_for, without_table
from tests.members import coordinator
from tests.service.turns.test_lookups import UNKNOWN, guess

DAY = timedelta(days=1)
EMPTY_AT_LAST = ("cases", "reports", "referrals", "case_events", "photos", "outbox", "dues", "retention")


async def test_a_case_goes_through_its_whole_end(parts: Parts) -> None:
    case, _ = await _closed(parts, "anna")
    await wait(parts, 365 - 14 - 1)
    parts.mail.take()
    await parts.days(1)
    ((whom, subject),) = parts.mail.take()
    assert (whom, subject) == ("coordinator", "Raportime që fshihen së shpejti: 1")
    await parts.days(13)
    assert parts.mail.take() == [] and await _is_readable(parts, case)
    await parts.days(1)
    assert await _keys(parts, case) == (b"", b"")
    await parts.days(1)
    assert await _rows(parts, "cases") == 0


async def test_nothing_is_left_of_it(here: Parts) -> None:
    await _closed(here, "anna")
    await wait(here, 365 + 3)
    await here.days(36)  # the mail with the warning is the last to go
    assert {table: await _rows(here, table) for table in EMPTY_AT_LAST} == dict.fromkeys(EMPTY_AT_LAST, 0)
    assert await _rows(here, "conversations") == 0


async def test_a_purged_case_answers_like_one_that_never_was(here: Parts) -> None:
    _, code = await _closed(here, "anna")
    assert "is closed" in (await here.say("beni", code))[-1]
    await wait(here, 365)
    for asked in range(2):  # without keys, and then without rows
        asks = [(f"{who} {asked}", said) for who, said in (("cana", code), ("dea", guess(1)))]
        answers = [await here.say(who, said) for who, said in asks]
        assert answers[0] == answers[1] and UNKNOWN in answers[0][-1]
        assert "no report from this chat" in (await here.say(f"cana {asked}", "status"))[-1]
        await here.days(1)


async def test_the_warning_and_its_mark_are_kept_together_or_not_at_all(here: Parts, sqlite_url: str) -> None:
    await _closed(here, "anna")
    await wait(here, 365 - 15)
    here.clock.forward(DAY)
    await here.upkeep.keep()
    async with without_table(sqlite_url, "outbox"):
        with pytest.raises(Exception, match="outbox"):
            await here.retention.run_due(here.clock.now())
    assert await _warned(here) == []
    here.clock.forward(timedelta(minutes=11))
    await here.retention.run_due(here.clock.now())
    assert len(await _warned(here)) == 1
    await here.deliver()
    assert ("coordinator", "Raportime që fshihen së shpejti: 1") in here.mail.take()


async def test_two_cases_make_one_mail_that_names_neither(here: Parts) -> None:
    for who in ("anna", "beni"):
        await _closed(here, who)
    await wait(here, 365 - 14 - 1)
    here.mail.take()
    await here.days(1)
    (notice,) = here.mail.sent
    assert notice.subject == "Raportime që fshihen së shpejti: 2"
    assert notice.link.endswith("/console/drenas/erasures")
    assert not any(case.number in notice.body for case in await here.cases())


async def test_a_new_message_of_the_person_starts_its_clock_anew(here: Parts) -> None:
    """The session of an alarm is still open when the case is closed."""
    await here.say("anna", *ALARM)
    (case,) = await here.cases()
    await _close(here, case)
    assert await _rows(here, "retention") == 1
    await here.say("anna", "He is hitting her again")
    (again,) = await here.cases()
    assert again.status.is_open or await _rows(here, "retention") == 0
    assert await _rows(here, "retention") == 0


async def test_a_case_that_is_passed_on_again_is_not_erased(here: Parts) -> None:
    case, _ = await _closed(here, "anna")
    await wait(here, 360)
    await here.casework.refer("drenas", case.number, "inspectorate", "coordinator")
    await here.days(60)
    assert await _is_readable(here, case) and await _rows(here, "retention") == 0


async def test_a_word_that_nobody_stopped_the_clock_for_is_found_before_it_is_too_late(here: Parts) -> None:
    case, _ = await _closed(here, "anna")
    await wait(here, 355)
    async with here.store.begin() as work:
        await work.cases.add_events([_event(here, case, "reporter_added", "reporter")])
    await here.days(60)
    assert await _is_readable(here, case)
    await wait(here, 320)
    assert await _rows(here, "cases") == 0


async def test_a_clock_that_jumped_ahead_erases_nothing(here: Parts) -> None:
    case, _ = await _closed(here, "anna")
    here.clock.forward(3650 * DAY)
    for _ in range(10):
        await here.days(1)
    assert await _is_readable(here, case)


async def test_a_service_that_slept_waits_until_it_has_been_awake_long_enough(here: Parts) -> None:
    case, _ = await _closed(here, "anna")
    await wait(here, 365 - 14)
    here.clock.forward(40 * DAY)
    await here.days(12)
    assert await _is_readable(here, case)
    await here.days(1)
    assert not await _is_readable(here, case)


async def test_only_so_many_go_in_one_day(sqlite_store: Database) -> None:
    town = a_municipality()
    here = await parts_for(sqlite_store, town=replace(town, keeping=replace(town.keeping, purge_at_most=2)))
    async with here.taking():
        for who in ("anna", "beni", "cveta"):
            await _closed(here, who)
        await wait(here, 365)
        assert await _shredded(here) == 2
        fresh = RetentionService(here.store, here.towns, here.casework.passing._opener, here.casework.passing._notices)
        await fresh.run_due(here.clock.now())  # another process, on the same day
        assert await _shredded(here) == 2
        await here.days(1)
        assert (await _shredded(here), await _rows(here, "cases")) == (1, 1)


async def test_a_case_that_is_done_closes_by_itself(here: Parts) -> None:
    await here.say("anna", *WASTE)
    (case,) = await here.cases()
    await _answer(here, case, Answer.DONE)
    await here.days(29)
    assert (await here.cases())[0].status is Status.RESOLVED
    await here.days(2)
    assert (await here.cases())[0].status is Status.CLOSED
    assert await _rows(here, "retention") == 1


async def test_cases_that_were_closed_before_there_were_clocks_get_one(here: Parts) -> None:
    await _closed(here, "anna")
    async with here.store.begin() as work:
        await work.retention.stop([case.id for case in await here.cases()])
    await here.days(1)
    assert await _rows(here, "retention") == 1


async def test_an_office_that_comes_back_after_the_end_finds_nothing(here: Parts) -> None:
    case, _ = await _closed(here, "anna")
    async with here.store.read() as work:
        referral = (await work.cases.referrals(case.id))[0]
    token = here.vault.sign_link(referral.id, referral.institution, here.clock.now() + 900 * DAY)
    assert (await here.responses.page(token)).case.id == case.id
    await wait(here, 365)
    with pytest.raises(UnknownCode):
        await here.responses.page(token)
    with pytest.raises(UnknownCode):
        await here.casework.case("drenas", case.number, "coordinator")
    for view in View:
        assert (await here.queue.page(coordinator(), view)).rows == []


async def test_somebody_whose_case_is_gone_reports_anew(here: Parts) -> None:
    """An alarm's session is still open, and its case was erased by hand meanwhile."""
    await here.say("anna", *ALARM)
    (case,) = await here.cases()
    await _close(here, case)
    await here.erasures.erase("drenas", case.number, "by_mistake", "coordinator")
    await here.say("anna", *VIOLENCE)
    readable = [each for each in await here.cases() if each.sealed_key]
    assert readable and case.id not in {each.id for each in readable}


async def test_what_concerns_a_person_waits_for_a_person_to_close_it(parts: Parts) -> None:
    """The desk is told on the day on which anything else would close, and every week; waste closes by itself."""
    for who, script in (("anna", VIOLENCE), ("beni", WASTE)):
        await parts.say(who, *script)
    for case in await parts.cases():
        await _answer(parts, case, Answer.DONE)
    parts.mail.take()
    await parts.days(29)
    assert parts.mail.take() == []
    told = []
    for _ in range(15):
        await parts.days(1)
        told.append([subject for _, subject in parts.mail.take()])
    mail = ["Raportime që mund t'i mbyllë vetëm një njeri: 1"]
    assert told == [mail, *[[]] * 6, mail, *[[]] * 6, mail]
    assert [case.status for case in await parts.cases()] == [Status.RESOLVED, Status.CLOSED]
    said = await parts.say("anna", "status")
    assert "If that is not so, write to us here." in said[0] and "We close it" not in said[0]
    (violence, _) = await parts.cases()
    await parts.casework.close("drenas", violence.number, "coordinator")
    await parts.days(15)
    assert parts.mail.take() == []


async def wait(parts: Parts, days: int) -> None:
    """Jumps over the time in which nothing happens, and sees each of the last days."""
    parts.clock.forward((days - 20) * DAY)
    await parts.days(20)


async def _closed(parts: Parts, who: str) -> tuple[Case, str]:
    """A report of waste with a photo, called done by its office and closed. And its receipt code."""
    before = {case.id for case in await parts.cases()}
    said = await parts.say(who, *WASTE)
    code = re.search(r"\d{4} \d{4} \d{4} \d{4}", " ".join(said))
    (case,) = [case for case in await parts.cases() if case.id not in before]
    await _close(parts, case)
    assert code is not None
    return case, code[0]


async def _close(parts: Parts, case: Case) -> None:
    await _answer(parts, case, Answer.DONE)
    await parts.casework.close("drenas", case.number, "coordinator")
    await parts.deliver()


async def _answer(parts: Parts, case: Case, answer: Answer) -> None:
    async with parts.store.read() as work:
        lead = [each for each in await work.cases.referrals(case.id) if leads(case, each)][-1]
    outcome = "passed_on" if answer is Answer.DONE else ""
    await parts.responses.answer_as(case.lead, lead.id, answer, "It is done.", outcome=outcome)
    await parts.deliver()


def _event(parts: Parts, case: Case, kind: str, actor: str) -> Any:
    return parts.casework.passing._opener.event(case, kind, actor, parts.clock.now())


async def _is_readable(parts: Parts, case: Case) -> bool:
    async with parts.store.read() as work:
        known = await work.cases.find(case.id)
        if known is None or not known.sealed_key:
            return False
        story = await parts.casework._dossier.story(work, known)
    return all(said.answers for said in story.reports)


async def _keys(parts: Parts, case: Case) -> tuple[bytes, bytes]:
    async with parts.store.read() as work:
        known = await work.cases.one(case.id)
    return known.sealed_key, known.receipt_tag


async def _rows(parts: Parts, table: str) -> int:
    async with parts.store.read() as work:
        counted = select(func.count()).select_from(metadata.tables[table])
        ((count,),) = await work.cases._transaction.fetch(counted)
    return int(count)


async def _warned(parts: Parts) -> list[int]:
    return await _of_retention(parts, retention.c.warned_at.is_not(None))


async def _shredded(parts: Parts) -> int:
    return len(await _of_retention(parts, retention.c.shredded_at.is_not(None)))


async def _of_retention(parts: Parts, condition: Any) -> list[int]:
    async with parts.store.read() as work:
        rows = await work.cases._transaction.fetch(select(retention.c.case).where(condition))
    return [case for (case,) in rows]
