"""A field that cannot be read: the case stays usable, and somebody is told. On both databases, byte by byte."""

import logging
from datetime import timedelta

import pytest

from reportbot.core.cases.referral import Answer
from reportbot.core.cases.workflow import Status
from reportbot.core.errors import CannotBeRead, UnknownCode
from reportbot.service.desk.search import Wanted
from reportbot.service.records import DeliveryState
from tests.builders import ALARM, TUESDAY, WASTE, Parts, parts_for
from tests.service.reaches import ALL
from tests.service.test_responses import link
from tests.tampering import flip, keys, read, write

NUMBER = "2026-0001"
DAY = timedelta(days=1)


async def a_case_with_everything(parts: Parts) -> str:
    """A report, an answer with a note, a question; the link of the office that leads."""
    await parts.say("anna", *WASTE, "yes")
    token = await link(parts, "public_services")
    await parts.responses.answer(token, Answer.RECEIVED, "A truck comes on Friday.")
    await parts.asking.ask_by_link(token, "Which side of the road?")
    await parts.deliver()
    return token


async def test_one_mail_per_case_and_day_and_a_line_with_the_place_alone(
    parts: Parts, database_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    await a_case_with_everything(parts)
    flip(database_url, "reports", "sealed_answers")
    flip(database_url, "case_events", "note")
    with caplog.at_level(logging.ERROR, "reportbot.damage"):
        for _ in range(3):
            await parts.casework.case("drenas", NUMBER, "coordinator")
            await parts.tick(TUESDAY + timedelta(hours=1))
    places = [getattr(record, "place", "") for record in caplog.records]
    assert [place.partition(":")[0] for place in places] == ["reports.answers", "case_events.note", "case_events.note"]
    assert parts.damage.found == 3
    written = [notice for notice in parts.mail.sent if "unreadable" in notice.message_id]
    assert [(notice.target, NUMBER in notice.subject) for notice in written] == [("coordinator@drenas.example", True)]
    assert "bottles" not in written[0].body and "Waste" not in written[0].body
    assert written[0].link.endswith(f"/console/drenas/cases/{NUMBER}")
    parts.clock.set(TUESDAY + DAY)
    await parts.casework.case("drenas", NUMBER, "coordinator")
    await parts.tick(TUESDAY + DAY)
    assert len([notice for notice in parts.mail.sent if "unreadable" in notice.message_id]) == 2


@pytest.mark.parametrize(
    ("table", "column"), [("reports", "sealed_answers"), ("case_events", "note"), ("cases", "sealed_key")]
)
async def test_a_damaged_case_can_still_be_worked_on(parts: Parts, database_url: str, table: str, column: str) -> None:
    token = await a_case_with_everything(parts)
    assert flip(database_url, table, column)
    page = await parts.casework.case("drenas", NUMBER, "coordinator")
    if table != "case_events":
        assert [said.answers for said in page.story.reports] == [None]
    if table != "reports":
        assert set(page.notes.values()) == {None}
        assert [exchange.text for exchange in page.exchanges] == [None]
    seen = await parts.responses.page(token)
    assert seen.case.status is Status.ACKNOWLEDGED
    said = (await parts.say("anna", "status"))[0]
    assert said.startswith("Your report of")
    assert ("cannot be read" in said) is (table != "reports")
    done = await parts.responses.answer(token, Answer.DONE, "It is gone.", outcome="passed_on")
    assert done.referral.answer is Answer.DONE
    assert done.note_refused is (table == "cases")
    await parts.casework.close("drenas", NUMBER, "coordinator")
    await parts.casework.refer("drenas", NUMBER, "police", "coordinator")
    assert (await parts.casework.case("drenas", NUMBER, "coordinator")).case.lead == "police"
    await parts.tick(TUESDAY + DAY)


async def test_a_note_that_cannot_be_kept_is_not_told_either(parts: Parts, database_url: str) -> None:
    await parts.say("anna", *WASTE, "yes")
    parts.phones.sent.clear()
    flip(database_url, "cases", "sealed_key")
    await parts.responses.answer(await link(parts, "public_services"), Answer.RECEIVED, "A truck comes on Friday.")
    await parts.deliver()
    (told,) = parts.phones.told("anna")
    assert "Friday" not in told
    page = await parts.casework.case("drenas", NUMBER, "coordinator")
    assert page.events[-1].kind == "received" and page.events[-1].note == b""


async def test_danger_is_never_lost_in_a_damaged_case(parts: Parts, database_url: str) -> None:
    """What is said after it becomes a case of its own, and whoever is on call hears of it."""
    await parts.say("anna", *ALARM)
    flip(database_url, "cases", "sealed_key")
    parts.chats.sent.clear()
    await parts.say("anna", "zjarr, po digjet shtepia")
    await parts.say("anna", "2", "Komoran", "It happens every evening", "1")
    assert [case.number for case in await parts.cases()] == [NUMBER, "2026-0002"]
    assert parts.damage.found >= 1


async def test_what_was_destroyed_on_purpose_raises_no_alarm(parts: Parts, database_url: str) -> None:
    await a_case_with_everything(parts)
    write(database_url, "cases", "sealed_key", (await parts.cases())[0].id, b"")
    with pytest.raises(UnknownCode):
        await parts.casework.case("drenas", NUMBER, "coordinator")
    with pytest.raises(UnknownCode):
        await parts.asking.ask("drenas", NUMBER, "When?", "coordinator")
    assert (await parts.search.find("drenas", Wanted(words="bottles"), "coordinator", ALL)).hits == []
    assert parts.damage.found == 0


async def test_a_damaged_session_begins_again_and_a_damaged_address_ends_in_the_dead_letters(
    parts: Parts, database_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    await parts.say("anna", *WASTE[:4])
    assert flip(database_url, "conversations", "session") == 1
    assert "Choose" in " ".join(await parts.say("anna", "hello")) or parts.phones.told("anna")
    assert parts.damage.found == 1
    (line,) = [record for record in caplog.records if record.name == "reportbot.damage"]
    assert getattr(line, "place", "") == "conversations.session"  # without the number, which stands for somebody
    await parts.say("ben", *WASTE, "yes")
    flip(database_url, "conversations", "sealed_address")
    await parts.responses.answer(await link(parts, "public_services"), Answer.RECEIVED)
    await parts.deliver()
    assert [letter.failure for letter in await parts.casework.dead_letters("drenas")] == ["CannotBeRead"]
    assert parts.damage.found == 2


async def test_a_damaged_delivery_ends_in_the_dead_letters(parts: Parts, database_url: str) -> None:
    await parts.say("anna", *WASTE, "yes")
    await parts.casework.refer("drenas", NUMBER, "police", "coordinator")
    assert flip(database_url, "outbox", "payload") == 1
    await parts.deliver()
    async with parts.store.read() as work:
        (letter,) = await work.outbox.dead("drenas")
    assert (letter.state, letter.failure) == (DeliveryState.DEAD, "CannotBeRead")
    assert parts.damage.found == 1


@pytest.mark.parametrize(
    ("table", "column"),
    [
        ("reports", "sealed_answers"),
        ("case_events", "note"),
        ("cases", "sealed_key"),
        ("conversations", "session"),
        ("conversations", "sealed_address"),
        ("outbox", "payload"),
    ],
)
async def test_what_was_sealed_for_one_row_opens_in_no_other(
    parts: Parts, database_url: str, table: str, column: str
) -> None:
    """Whoever can write into the database cannot show one person's words, or news, to another's."""
    for who in ("anna", "ben"):
        await parts.say(who, *WASTE, "yes")
    for who in ("anna", "ben") if column == "session" else ():
        await parts.say(who, "start", "1")
    for number in (NUMBER, "2026-0002"):
        await parts.asking.ask("drenas", number, "Which side of the road?", "coordinator")
    rows = keys(database_url, table, column)
    first, second = rows[0], rows[-1]
    assert first != second
    one, other = (read(database_url, table, column, key) for key in (first, second))
    write(database_url, table, column, first, other)
    write(database_url, table, column, second, one)
    parts.phones.sent.clear()
    for number in (NUMBER, "2026-0002"):
        page = await parts.casework.case("drenas", number, "coordinator")
        if table in ("reports", "cases"):
            assert [said.answers for said in page.story.reports] == [None]
        if table in ("case_events", "cases"):
            assert set(page.notes.values()) == {None}
    await parts.deliver()
    if table in ("outbox", "conversations") and column != "session":
        assert parts.phones.told("anna") == parts.phones.told("ben") == []
    for who in ("anna", "ben"):
        await parts.say(who, "status")
    assert parts.damage.found >= 1


async def test_a_key_of_one_case_in_another_column_opens_nothing(parts: Parts, database_url: str) -> None:
    await a_case_with_everything(parts)
    case = (await parts.cases())[0]
    async with parts.store.read() as work:
        (report,) = await work.cases.reports(case.id)
        note = next(event for event in await work.cases.events(case.id) if event.note)
    write(database_url, "case_events", "note", note.id, report.sealed_answers)
    write(database_url, "reports", "sealed_answers", report.id, note.note)
    page = await parts.casework.case("drenas", NUMBER, "coordinator")
    assert [said.answers for said in page.story.reports] == [None]
    assert page.notes[note.id] is None


async def test_a_damaged_week_is_as_if_it_was_destroyed_and_this_weeks_is_said_at_start(
    parts: Parts, database_url: str
) -> None:
    for column in ("sealed_key", "sealed_pepper"):
        flip(database_url, "weeks", column, name="week")
        with pytest.raises(CannotBeRead, match="weeks"):
            await parts_for(parts.store)
        flip(database_url, "weeks", column, name="week")
    await parts_for(parts.store)
