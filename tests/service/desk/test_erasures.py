"""What a coordinator can do about the end of a case, each with a reason, in the history and in the log."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from reportbot.core.errors import BadInput, TransitionRefused, UnknownCode
from reportbot.service.desk.erasures import LONGEST_REASON, EnoughForToday, NoReason
from reportbot.service.records import DeliveryState
from tests.builders import WASTE, Parts
from tests.service.asking import ask, conversation_of, session_of
from tests.service.cases.test_photos import photos_of, send_photo
from tests.service.due.test_retention import _close, _closed, _is_readable, _rows, _warned, wait
from tests.service.reaches import ALL
from tests.storage.samples import a_delivery

DAY = timedelta(days=1)
CHANGES: dict[str, Callable[[Parts, str, str], Awaitable[None]]] = {
    "postpone": lambda here, number, why: here.erasures.postpone("drenas", number, 30, why, "coordinator"),
    "hold": lambda here, number, why: here.erasures.hold("drenas", number, why, "coordinator"),
    "release": lambda here, number, why: here.erasures.release("drenas", number, why, "coordinator"),
    "erase": lambda here, number, why: here.erasures.erase("drenas", number, "test" if why else why, "coordinator"),
}


async def test_a_postponement_keeps_it_and_is_warned_of_again(parts: Parts) -> None:
    case, _ = await _closed(parts, "anna")
    await wait(parts, 360)
    parts.mail.take()
    await parts.erasures.postpone("drenas", case.number, 30, "the court asked", "coordinator")
    await parts.days(25)
    assert (
        await _is_readable(parts, case) and ("coordinator", "Raportime që fshihen së shpejti: 1") in parts.mail.take()
    )
    await parts.days(12)
    assert await _rows(parts, "cases") == 0


async def test_a_hold_stops_everything_until_it_is_released(parts: Parts) -> None:
    case, _ = await _closed(parts, "anna")
    await wait(parts, 364)
    await parts.erasures.hold("drenas", case.number, "police", "coordinator")
    await parts.days(20)
    assert await _is_readable(parts, case)
    await parts.erasures.release("drenas", case.number, "police is done", "coordinator")
    await parts.days(14)
    assert await _is_readable(parts, case)  # warned of once more, the day after the release
    await parts.days(1)
    assert not await _is_readable(parts, case)


async def test_a_hold_outlives_reopening(here: Parts) -> None:
    case, _ = await _closed(here, "anna")
    await here.erasures.hold("drenas", case.number, "police", "coordinator")
    await here.casework.refer("drenas", case.number, "inspectorate", "coordinator")
    await _close(here, (await here.cases())[0])
    await wait(here, 400)
    assert await _is_readable(here, case)


async def test_erasing_now_destroys_the_keys_at_once_and_the_rows_the_day_after(here: Parts) -> None:
    case, _ = await _closed(here, "anna")
    await here.erasures.erase("drenas", case.number, "asked", "coordinator")
    assert not await _is_readable(here, case) and await _rows(here, "cases") == 1
    await here.days(1)
    assert await _rows(here, "cases") == 0


async def test_a_destroyed_key_is_in_no_file_of_the_database(here: Parts, sqlite_url: str) -> None:
    case, _ = await _closed(here, "anna")
    folder = Path(sqlite_url.removeprefix("sqlite:///")).parent
    assert any(case.sealed_key in file.read_bytes() for file in folder.iterdir())
    await here.erasures.erase("drenas", case.number, "asked", "coordinator")
    assert not any(case.sealed_key in file.read_bytes() for file in folder.iterdir() if file.suffix != ".db-shm")


async def test_what_is_held_is_not_erased_by_hand_either(here: Parts) -> None:
    case, _ = await _closed(here, "anna")
    await here.erasures.hold("drenas", case.number, "police", "coordinator")
    with pytest.raises(TransitionRefused):
        await here.erasures.erase("drenas", case.number, "asked", "coordinator")
    assert await _is_readable(here, case)


async def test_a_hold_that_is_set_while_it_is_open_keeps_it_until_it_is_released(parts: Parts) -> None:
    await parts.say("anna", *WASTE)
    (case,) = await parts.cases()
    await parts.erasures.hold("drenas", case.number, "police", "@mira")
    with pytest.raises(TransitionRefused):
        await parts.erasures.hold("drenas", case.number, "again", "@mira")
    await _close(parts, case)
    await wait(parts, 400)
    assert await _is_readable(parts, case) and await _warned(parts) == []
    await parts.erasures.release("drenas", case.number, "police is done", "@mira")
    await parts.days(16)
    assert not await _is_readable(parts, case)


async def test_one_that_was_released_before_it_is_closed_has_its_end(here: Parts) -> None:
    await here.say("anna", *WASTE)
    (case,) = await here.cases()
    await here.erasures.hold("drenas", case.number, "police", "@mira")
    await here.erasures.release("drenas", case.number, "police is done", "@mira")
    await _close(here, case)
    await wait(here, 400)
    assert not await _is_readable(here, case)


@pytest.mark.parametrize("change", [change for change in CHANGES if change != "hold"])
async def test_an_open_case_has_no_end(here: Parts, change: str) -> None:
    await here.say("anna", *WASTE)
    (case,) = await here.cases()
    with pytest.raises(TransitionRefused):
        await CHANGES[change](here, case.number, "because")


@pytest.mark.parametrize("change", CHANGES)
async def test_a_case_that_is_not_here_cannot_be_changed(here: Parts, change: str) -> None:
    case, _ = await _closed(here, "anna")
    await here.erasures.erase("drenas", case.number, "asked", "coordinator")
    for number in (case.number, "2026-9999", "'; --"):
        with pytest.raises(UnknownCode):
            await CHANGES[change](here, number, "because")


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("reason", ["", " \n ", "x" * (LONGEST_REASON + 1)])
async def test_without_a_reason_nothing_changes(here: Parts, change: str, reason: str) -> None:
    case, _ = await _closed(here, "anna")
    if change == "erase":
        reason = ""
    with pytest.raises(NoReason):
        await CHANGES[change](here, case.number, reason)
    assert await _is_readable(here, case)


async def test_only_the_times_that_are_offered(here: Parts) -> None:
    case, _ = await _closed(here, "anna")
    for days in (-30, 0, 31, 10**9):
        with pytest.raises(BadInput):
            await here.erasures.postpone("drenas", case.number, days, "because", "coordinator")


async def test_a_day_has_a_limit_by_hand_too(here: Parts) -> None:
    town = here.towns["drenas"]
    small = replace(town.rules, keeping=replace(town.rules.keeping, purge_at_most=1))  # type: ignore[type-var]
    here.towns["drenas"] = replace(town, rules=small)  # type: ignore[index]
    one, two = (await _closed(here, "anna"))[0], (await _closed(here, "beni"))[0]
    await here.erasures.erase("drenas", one.number, "asked", "coordinator")
    with pytest.raises(EnoughForToday):
        await here.erasures.erase("drenas", two.number, "asked", "coordinator")
    here.clock.forward(DAY)
    await here.erasures.erase("drenas", two.number, "asked", "coordinator")


async def test_the_reason_is_sealed_in_the_case_and_the_log_says_the_rest(here: Parts) -> None:
    case, _ = await _closed(here, "anna")
    await here.erasures.postpone("drenas", case.number, 90, "the court asked", "coordinator")
    page = await here.casework.case("drenas", case.number, "coordinator")
    event = page.events[-1]
    assert (event.kind, event.facts["days"], page.notes[event.id]) == ("postponed", "90", "the court asked")
    assert b"court" not in event.note
    await here.erasures.erase("drenas", case.number, "by_mistake", "coordinator")
    async with here.store.read() as work:
        noted = [(each.act, each.subject, each.facts) for each in await work.audit.entries(0, 100)]
    acts = [act for act, subject, _ in noted if subject == case.number.encode()]
    assert acts.index(b"postponed") < acts.index(b"purged")
    assert not any(b"court" in facts for *_, facts in noted) and b"by_mistake" in noted[-1][2]


async def test_the_list_shows_what_runs_out_soon(here: Parts) -> None:
    case, _ = await _closed(here, "anna")
    assert (await here.erasures.coming("drenas", ALL)).rows == []
    await wait(here, 355)
    ((listed, expiry),) = (await here.erasures.coming("drenas", ALL)).rows
    assert (listed.number, await here.erasures.count("drenas", ALL)) == (case.number, 1)
    assert expiry.warned_at is not None


async def test_a_letter_that_repeats_their_words_goes_with_the_case(here: Parts) -> None:
    """An answer of the conversation belongs to no case; it would open for a month."""
    case, _ = await _closed(here, "anna")
    letter = a_delivery(1, kind="receipt", conversation=case.conversation, state=DeliveryState.DEAD, payload=b"words")
    async with here.store.begin() as work:
        await work.outbox.add([letter])
    await here.erasures.erase("drenas", case.number, "asked", "coordinator")
    async with here.store.read() as work:
        assert [each.payload for each in await work.outbox.dead("drenas")] == [b""]


async def test_once_a_day_the_log_of_sqlite_is_emptied_for_those_who_were_forgotten(
    here: Parts, sqlite_url: str
) -> None:
    await here.say("anna", "start", "1")
    anna = await conversation_of(here, "anna")
    assert anna is not None
    await here.say("anna", "forget me", "yes")
    file = sqlite_url.removeprefix("sqlite:///")
    assert anna.sealed_address in _bytes(f"{file}-wal")
    await here.days(1)
    assert not any(anna.sealed_address in _bytes(f"{file}{ending}") for ending in ("", "-wal"))


def _bytes(file: str) -> bytes:
    return Path(file).read_bytes()


async def test_what_the_session_still_holds_of_it_goes_too(parts: Parts) -> None:
    case, _ = await _closed(parts, "anna")
    before = await conversation_of(parts, "anna")
    assert before is not None and before.session
    await parts.erasures.erase("drenas", case.number, "asked", "coordinator")
    after = await conversation_of(parts, "anna")
    assert after is not None and (after.session, after.case) == (b"", None)


async def test_a_draft_about_something_else_stays(parts: Parts) -> None:
    case, _ = await _closed(parts, "anna")
    await parts.say("anna", "start", "1", "A deep hole in the road")
    await parts.erasures.erase("drenas", case.number, "asked", "coordinator")
    assert (await session_of(parts, "anna")).said["description"] == "A deep hole in the road"


async def test_a_session_that_cannot_be_read_goes_too(parts: Parts) -> None:
    case, _ = await _closed(parts, "anna")
    anna = await conversation_of(parts, "anna")
    assert anna is not None
    async with parts.store.begin() as work:
        await work.conversations.save([replace(anna, session=b"\x01\x02rubbish")])
    await parts.erasures.erase("drenas", case.number, "asked", "coordinator")
    assert (await conversation_of(parts, "anna") or anna).session == b""


async def _gone(parts: Parts) -> None:
    """The one case, behind the back of whoever is writing about it."""
    (case,) = await parts.cases()
    async with parts.store.begin() as work:
        await work.retention.shred([case.id], parts.clock.now())
        await work.retention.remove([case.id], [])


async def test_a_photo_for_a_case_that_was_erased_meanwhile_is_not_kept(parts: Parts) -> None:
    await parts.say("anna", *WASTE)
    await ask(parts, "Which side?")
    await parts.say("anna", "status")
    await _gone(parts)
    await send_photo(parts, "anna")
    assert await _rows(parts, "photos") == 0


async def test_a_photo_that_completes_an_erased_alarm_goes_into_the_new_report(parts: Parts) -> None:
    await parts.say("anna", "start", "1", "1", "somebody has a knife", "yes")
    await _gone(parts)
    await send_photo(parts, "anna")
    (photo,) = await photos_of(parts, "anna")
    assert photo.case is None
