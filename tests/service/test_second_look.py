"""A model reads along: it is never waited for, and where it speaks late the case is looked at once more."""

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from reportbot.core.cases.events import POSTED
from reportbot.core.cases.triage.opinion import Opinion
from reportbot.core.cases.workflow import Status
from reportbot.core.categories import CATEGORIES
from reportbot.core.urgency import Urgency
from reportbot.lexicons import load
from reportbot.listening import Listening
from reportbot.model.asking import Model
from reportbot.service.records import Correction
from reportbot.storage import Database
from tests.builders import Parts, a_municipality, parts_for

SAID = ("start", "1", "1", "qwrtz mnbvc plkjh gfdsa yxcvb", "Komoran", "1")
"""English, a danger in a public place, words that no rule knows, where, send."""
LEXICON = load()


def thinks(category: str = "child_violence", at_least: Urgency = Urgency.INFORMATION, share: float = 0.95) -> Opinion:
    rest = (1 - share) / (len(CATEGORIES) - 1)
    others = ((each, rest) for each in CATEGORIES if each != category)
    return Opinion(((category, share), *others), at_least, "test")


class Reader:
    """A model that says nothing until a test lets it speak."""

    def __init__(self) -> None:
        self.known: dict[str, Opinion | None] = {}
        self.asked: dict[str, asyncio.Future[Opinion | None]] = {}

    def ahead(self, town: str, text: str) -> asyncio.Future[Opinion | None]:
        return self.asked.setdefault(text, asyncio.get_running_loop().create_future())

    def opinion(self, town: str, text: str) -> Opinion | None:
        return self.known.get(text)

    def speak(self, opinion: Opinion | None) -> None:
        for text, answered in self.asked.items():
            if text.strip() and not answered.done():
                self.known[text] = opinion
                answered.set_result(opinion)


@asynccontextmanager
async def reading(store: Database, reader: Reader) -> AsyncIterator[Parts]:
    heard = Listening(lambda: LEXICON)
    heard.advised_by(reader.opinion)
    parts = await parts_for(store, adviser=reader, heard=heard, town=a_municipality(gate=0.7))
    async with parts.taking():
        yield parts


async def looked(parts: Parts) -> None:
    """The second look has done what it had to do."""
    look = parts.second_look
    assert look
    for _ in range(500):
        if not look.waiting:
            return
        await asyncio.sleep(0.01)
    raise AssertionError("the second look did not end")


async def events(parts: Parts) -> list[str]:
    async with parts.store.read() as work:
        happened = await work.cases.events((await parts.cases())[0].id)
        return [each.kind for each in happened if each.kind not in POSTED]


async def test_an_opinion_that_came_in_time_counts_when_the_case_is_opened(sqlite_store: Database) -> None:
    reader = Reader()
    async with reading(sqlite_store, reader) as parts:
        await parts.say("anna", *SAID[:-1])
        reader.speak(thinks("manhole", Urgency.URGENT))
        await parts.say("anna", SAID[-1])
        (case,) = await parts.cases()
        assert (case.category, case.urgency) == ("manhole", Urgency.URGENT)
        assert await events(parts) == ["opened", "referred"]


async def test_an_emergency_that_is_seen_late_alerts_whoever_is_on_call(sqlite_store: Database) -> None:
    reader = Reader()
    async with reading(sqlite_store, reader) as parts:
        await parts.say("anna", *SAID)
        (before,) = await parts.cases()
        assert before.urgency < Urgency.URGENT
        parts.mail.take(), parts.chats.take()
        reader.speak(thinks(at_least=Urgency.EMERGENCY))
        await looked(parts)
        await parts.deliver()
        (case,) = await parts.cases()
        assert case.urgency is Urgency.EMERGENCY
        assert not case.danger, "that is for the rules and for people"
        assert "read_again" in await events(parts)
        sent = parts.mail.take() + parts.chats.take()
        assert any(subject == "Alarm: raportimi 2026-0001 kërkon dikë tani" for _, subject in sent), sent


async def test_what_waits_for_a_name_gets_one(sqlite_store: Database) -> None:
    reader = Reader()
    async with reading(sqlite_store, reader) as parts:
        await parts.say("anna", *SAID)
        (before,) = await parts.cases()
        assert before.needs_look
        reader.speak(thinks("waste"))
        await looked(parts)
        (case,) = await parts.cases()
        assert (case.category, case.needs_look) == ("waste", False)
        assert case.lead != before.lead


async def test_a_guess_of_the_model_below_the_gate_moves_nothing(sqlite_store: Database) -> None:
    reader = Reader()
    async with reading(sqlite_store, reader) as parts:
        await parts.say("anna", *SAID)
        (before,) = await parts.cases()
        reader.speak(thinks("waste", share=0.3))
        await looked(parts)
        (case,) = await parts.cases()
        assert case.needs_look and case.lead == before.lead


@pytest.mark.parametrize("opinion", [None, thinks("other", Urgency.INFORMATION, 0.2)])
async def test_a_model_with_nothing_to_add_leaves_no_trace(sqlite_store: Database, opinion: Opinion | None) -> None:
    reader = Reader()
    async with reading(sqlite_store, reader) as parts:
        await parts.say("anna", *SAID)
        before = await parts.cases()
        reader.speak(opinion)
        await looked(parts)
        assert [(case.category, case.urgency) for case in await parts.cases()] == [
            (case.category, case.urgency) for case in before
        ]
        assert "read_again" not in await events(parts) or opinion is not None


async def test_what_a_person_has_put_right_stays(sqlite_store: Database) -> None:
    reader = Reader()
    async with reading(sqlite_store, reader) as parts:
        await parts.say("anna", *SAID)
        (before,) = await parts.cases()
        key = parts.vault.case_key(before)
        row = Correction(
            1, before.id, "drenas", parts.clock.now(), "coordinator", "urgency", "urgent", "normal",
            key.seal(b"", "corrections.text:1"),
        )  # fmt: skip
        async with parts.store.begin() as work:
            await work.corrections.add([row])
        reader.speak(thinks("waste", Urgency.EMERGENCY))
        await looked(parts)
        assert await parts.cases() == [before]


async def test_a_case_that_was_ended_meanwhile_stays_ended(sqlite_store: Database) -> None:
    reader = Reader()
    async with reading(sqlite_store, reader) as parts:
        await parts.say("anna", *SAID)
        (before,) = await parts.cases()
        rejected = before.moved_to(Status.REJECTED, parts.clock.now())
        async with parts.store.begin() as work:
            await work.cases.save([rejected])
        reader.speak(thinks("waste", Urgency.EMERGENCY))
        await looked(parts)
        assert await parts.cases() == [rejected]


async def test_a_flood_of_one_sender_does_not_take_the_model_from_the_others(sqlite_store: Database) -> None:
    reader = Reader()
    async with reading(sqlite_store, reader) as parts:
        await parts.say("anna", *SAID[:-1])
        for number in range(60):
            await parts.say("anna", f"{SAID[3]} number{'x' * number}")
        flooded = len(reader.asked)
        assert flooded < 40
        await parts.say("besa", *SAID[:3], f"{SAID[3]} besa")
        assert f"{SAID[3]} besa" in reader.asked


async def test_a_child_that_hangs_is_in_nobodys_way(sqlite_store: Database) -> None:
    heard = Listening(lambda: LEXICON)
    script = str(Path(__file__).parents[1] / "model" / "scripted.py")
    model = Model(heard.features, b"head", command=(sys.executable, script, "hangs"), patience=1000.0)
    heard.advised_by(model.opinion)
    parts = await parts_for(sqlite_store, adviser=model, heard=heard)
    hanging = asyncio.create_task(model.run())
    async with parts.taking():
        for person in ("anna", "besa", "cana"):
            assert await parts.say(person, *SAID), "acknowledged, and answered"
        assert len(await parts.cases()) == 3
        assert model.answered == 0
    hanging.cancel()
    await asyncio.wait([hanging])
