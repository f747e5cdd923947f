"""What made us stumble of whoever the desk must hear nothing of (R15): not there for the desk, and not lost."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from reportbot.core.access.reach import Reach, reach_of
from reportbot.core.cases.case import Case
from reportbot.core.conversation.turns.session import Session
from reportbot.core.errors import UnknownCode
from reportbot.service.kept.avoiding import must_not_hear
from reportbot.service.kept.round import AGAIN, EVERY, RESTS
from reportbot.service.reports.adding_beside import AddingBeside
from reportbot.storage import Database
from tests.builders import (
    TUESDAY,
    WASTE,
    Parts,
    a_case,
    a_town,
    parts_for,
    turning_in_circles,
)
from tests.service.kept.test_messages import AT_THE_EDGE, _arrived, acts, stumble_with_a_photo
from tests.service.reaches import ALL, at_desk
from tests.service.test_r15 import check_nothing_went_to
from tests.tampering import flip

DESK = "coordinator"
AT_DESK = Reach(frozenset({DESK}))


@pytest.fixture
async def broken(sqlite_store: Database) -> AsyncIterator[Parts]:
    parts = await parts_for(sqlite_store, book=turning_in_circles())
    assert parts.towns["drenas"].rules.coordinator == DESK
    assert reach_of(at_desk(), DESK) == AT_DESK
    async with parts.taking():
        yield parts


async def withhold(parts: Parts, avoided: Sequence[str] = (DESK,)) -> Case:
    """The newest case is one that the desk must hear nothing of."""
    case = max(await parts.cases(), key=lambda each: each.id)
    async with parts.store.begin() as work:
        await work.cases.save([replace(case, avoided=tuple(avoided))])
    return replace(case, avoided=tuple(avoided))


async def stumble(parts: Parts, text: str = "about", value: str = "anna") -> int:
    """Their message breaks; the number under which it is kept, whoever may know of it."""
    known = {each.id for each in await parts.kept.waiting("drenas", ALL)}
    await parts.intake.receive([parts.message(value, text)])
    (new,) = {each.id for each in await parts.kept.waiting("drenas", ALL)} - known
    return new


async def is_there(parts: Parts, id: int, reach: Reach = AT_DESK) -> list[bool]:
    """Whether each way to it knows it: the list, and what opens, reports or removes it (none does)."""
    listed = id in [each.id for each in await parts.kept.waiting("drenas", reach)]
    async with parts.store.read() as work:
        return [listed, await work.messages.one_broken("drenas", id, reach) is not None]


async def count_events(parts: Parts, case: Case, kind: str = "reporter_added") -> int:
    async with parts.store.read() as work:
        return sum(each.kind == kind for each in await work.cases.events(case.id))


async def case_of(parts: Parts, number: str) -> Case:
    return next(each for each in await parts.cases() if each.number == number)


async def round_(parts: Parts, later: timedelta = EVERY) -> int:
    parts.clock.forward(later)
    return await parts.kept.round.run_due(parts.clock.now())


async def test_for_the_desk_it_does_not_exist(broken: Parts) -> None:
    await broken.say("anna", *WASTE, "yes")
    await withhold(broken)
    await broken.say("anna", "start", "5")
    id = await stumble(broken)
    assert await is_there(broken, id) == [False, False]
    assert await is_there(broken, id, ALL) == [True, True]
    assert await is_there(broken, id, Reach(frozenset({"police"}))) == [True, True]
    for refused in (broken.kept.open, broken.kept.remove, broken.kept.report):
        with pytest.raises(UnknownCode):
            await refused("drenas", id, AT_DESK, "@mira")
    assert await acts(broken) == []
    await broken.say("besa", *AT_THE_EDGE)
    other = await stumble(broken, value="besa")
    assert await is_there(broken, other) == [True, True], "somebody else's is there"


async def test_it_reaches_their_case_without_the_desk_and_its_office_is_told(broken: Parts) -> None:
    await broken.say("anna", *WASTE, "yes")
    case = await withhold(broken)
    await broken.say("anna", "start", "5")
    broken.clock.forward(timedelta(hours=2))
    await stumble(broken)
    before = len(broken.mail.sent)
    assert await round_(broken) == 1
    await broken.deliver()
    assert await broken.kept.waiting("drenas", ALL) == []
    assert await count_events(broken, case) == 1
    assert (await acts(broken), len(broken.mail.sent) > before) == ([b"reported_broken"], True)
    assert [each.number for each in await broken.cases()] == [case.number]
    assert broken.kept.round.stuck == {}


async def test_its_photos_go_with_it(broken: Parts) -> None:
    await broken.say("anna", *WASTE, "yes")
    case = await withhold(broken)
    await broken.say("anna", "start", "5")
    await stumble_with_a_photo(broken)
    await round_(broken)
    async with broken.store.read() as work:
        assert len(await work.conversations.photos(case=case.id)) == 1


async def test_it_goes_to_the_case_that_the_desk_must_not_know_of_also_if_they_are_on_another(broken: Parts) -> None:
    await broken.say("anna", *WASTE, "yes")
    case = await withhold(broken)
    await broken.say("anna", "start", "5")
    id = await stumble(broken)
    async with broken.store.begin() as work:
        theirs = await work.conversations.one(case.conversation or 0)
        await work.conversations.save([replace(theirs, case=None)])
    assert await is_there(broken, id) == [False, False]
    await round_(broken)
    assert await count_events(broken, case) == 1


async def test_what_we_stumble_over_again_is_added_as_it_is_and_told(
    broken: Parts, monkeypatch: pytest.MonkeyPatch
) -> None:
    await broken.say("anna", *WASTE, "yes")
    case = await withhold(broken)
    await broken.say("anna", "start", "5")
    await stumble(broken)
    monkeypatch.setattr(AddingBeside, "more", _stumbles)
    before = len(broken.mail.sent)
    assert await round_(broken) == 1
    await broken.deliver()
    assert (await count_events(broken, case), len(broken.mail.sent) > before) == (1, True)


async def test_where_their_case_is_over_it_becomes_one_of_its_own_that_goes_round_the_desk_too(broken: Parts) -> None:
    await broken.say("anna", *WASTE, "yes")
    case = await withhold(broken)
    async with broken.store.begin() as work:
        await work.cases.save([replace(case, status=case.status.__class__.CLOSED)])
    await broken.say("anna", "start", "5")
    await stumble(broken)
    sent = len(broken.mail.sent)
    assert await round_(broken) == 1
    await broken.deliver()
    own = await case_of(broken, "2026-0002")
    assert DESK in own.avoided and own.lead != DESK and len(broken.mail.sent) > sent


async def test_a_complaint_of_the_desk_that_is_told_in_a_draft_counts(broken: Parts) -> None:
    """Nothing was sent yet: they may still send it, and then it is theirs."""
    await broken.say("anna", *AT_THE_EDGE)
    id = await stumble(broken)
    async with broken.store.begin() as work:
        kept = await work.messages.one_broken("drenas", id, ALL)
        assert kept is not None and kept.avoided == ()
        await work.messages.remove_broken("drenas", id)
        await work.messages.keep_broken([replace(kept, avoided=(DESK,))])
    assert await is_there(broken, id) == [False, False]
    assert await round_(broken) == 0
    assert await round_(broken, RESTS) == 1
    (case,) = await broken.cases()
    assert DESK in case.avoided and case.lead != DESK
    await check_nothing_went_to(broken, DESK)


async def test_a_message_that_itself_complains_of_the_desk_is_not_there_for_the_desk(broken: Parts) -> None:
    """Whoever wrote it had told nothing before."""
    message = broken.message("anna", "Zyra e raportimeve i fsheh raportimet")
    await broken.intake._save(_arrived(message), "KeyError")
    (kept,) = await broken.kept.waiting("drenas", ALL)
    assert DESK in kept.avoided
    assert await is_there(broken, kept.id) == [False, False]
    assert await round_(broken) == 1
    (case,) = await broken.cases()
    assert DESK in case.avoided and case.lead != DESK
    await broken.deliver()
    await check_nothing_went_to(broken, DESK)


@pytest.mark.parametrize(
    ("answers", "words", "out"),
    [
        ({"category": "service_complaint", "about_office": DESK}, "they laughed", True),
        ({"category": "service_complaint"}, "zyra e raportimeve", True),
        ({"category": "waste"}, "old bottles", False),
        ({}, "", False),
    ],
)
async def test_what_the_draft_and_the_message_say_together_counts(
    broken: Parts, answers: dict[str, Any], words: str, out: bool
) -> None:
    draft, town = Session("en", answers=answers), broken.towns["drenas"]
    found = must_not_hear(broken.kept.round._reporting._opener, town, draft, words, [], TUESDAY)
    assert (DESK in found) is out


def test_where_nothing_can_be_decided_every_office_that_is_named_hears_nothing() -> None:
    class Stumbles:
        def decide(self, *_: object) -> None:
            raise RuntimeError("again")

    words, theirs = "zyra e raportimeve u tall me mua", [a_case(avoided=("qps",))]
    found = must_not_hear(Stumbles(), a_town(), Session("sq"), words, theirs, TUESDAY)  # type: ignore[arg-type]
    assert found == (DESK, "qps")


async def test_what_nobody_can_read_is_counted_and_stays_hidden(broken: Parts, sqlite_url: str) -> None:
    await broken.say("anna", *WASTE, "yes")
    await withhold(broken)
    await broken.say("anna", "start", "5")
    id = await stumble(broken)
    flip(sqlite_url, "broken_messages", "sealed_key")
    assert await round_(broken) == 0
    assert broken.kept.round.stuck == {"drenas": 1}
    assert await round_(broken) == 0, "it is tried again later"
    assert broken.kept.round.stuck == {"drenas": 1}
    flip(sqlite_url, "broken_messages", "sealed_key")
    assert await round_(broken, AGAIN) == 1
    assert broken.kept.round.stuck == {}
    assert await is_there(broken, id, ALL) == [False, False]


async def test_one_that_cannot_be_reported_does_not_hold_up_the_others(
    broken: Parts, caplog: pytest.LogCaptureFixture
) -> None:
    for who in ("anna", "besa"):
        await broken.say(who, *WASTE, "yes")
        await withhold(broken)
        await broken.say(who, "start", "5")
        await stumble(broken, value=who)
    broken_case = min(await broken.cases(), key=lambda each: each.id)
    reporting = broken.kept.round._reporting
    whole = reporting._tell

    async def failing(work, town, case, *rest):  # type: ignore[no-untyped-def]
        if case.id == broken_case.id:
            raise RuntimeError("secret words")
        return await whole(work, town, case, *rest)

    reporting._tell = failing  # type: ignore[method-assign]
    assert await round_(broken) == 1
    assert broken.kept.round.stuck == {"drenas": 1}
    assert "could not be reported" in caplog.text and "secret words" not in caplog.text


async def test_where_there_is_nothing_a_look_is_one_statement_a_minute(broken: Parts) -> None:
    await round_(broken)
    before = broken.store.statements
    await round_(broken)
    assert broken.store.statements - before == 1
    await round_(broken, EVERY / 2)
    assert broken.store.statements - before == 1


async def test_a_message_that_keeps_another_office_out_is_the_desk_s(broken: Parts) -> None:
    await broken.say("anna", *WASTE, "yes")
    await withhold(broken, ("police",))
    await broken.say("anna", "start", "5")
    id = await stumble(broken)
    assert await is_there(broken, id) == [True, True]
    assert (await round_(broken), broken.kept.round.stuck) == (0, {})


def _stumbles(*_: object) -> None:
    raise RuntimeError("again")
