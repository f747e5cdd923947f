"""The child is asked in the background; whatever it does, nobody waits for it, and no word enters a log."""

import asyncio
import logging
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from reportbot.core.urgency import Urgency
from reportbot.lexicons import load
from reportbot.listening import Listening
from reportbot.model import asking
from reportbot.model.asking import Model, model_of
from reportbot.model.frames import LARGEST, BadFrame, frame, length_of, opinion_in, unframe
from tests.model.scripted import STEADY

SCRIPT = str(Path(__file__).with_name("scripted.py"))


@asynccontextmanager
async def running(how: str, patience: float = 60.0, pause: float = 1000.0) -> AsyncIterator[Model]:
    """`patience`, `pause`: as short as the script needs them."""
    command = (sys.executable, SCRIPT, how)
    model = Model(lambda text: {"words": 0.1}, b"head", command=command, patience=patience, pauses=(pause,))
    task = asyncio.create_task(model.run())
    try:
        yield model
    finally:
        task.cancel()
        await asyncio.wait([task])


async def test_an_opinion_is_there_after_the_child_has_spoken() -> None:
    async with running("steady") as model:
        assert model.opinion("drenas", "gropë") is None
        assert await model.ahead("drenas", "gropë") == STEADY
        assert model.opinion("drenas", "gropë") == STEADY
        assert model.opinion("drenas", "gropë te shkolla") is None


async def test_a_text_is_asked_for_once() -> None:
    async with running("steady") as model:
        first, second = model.ahead("drenas", "gropë"), model.ahead("vushtrri", "gropë")
        assert first is second
        await first
        await model.ahead("drenas", "gropë")
        assert model.answered == 1


async def test_nothing_is_asked_about_nothing() -> None:
    async with running("steady") as model:
        assert await model.ahead("drenas", " \n") is None
        assert (model.answered, model.unanswered) == (0, 0)


@pytest.mark.parametrize("how", ["dies_at_once", "dies", "rubbish", "lies", "nests", "counts"])
async def test_a_child_that_breaks_leaves_no_opinion(how: str, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        async with running(how) as model:
            assert await model.ahead("drenas", "xhamadani i kuq") is None
            assert await model.ahead("drenas", "xhamadani i zi") is None, "while it rests there is none, at once"
            assert (model.failures, model.unanswered) == (1, 2)
    (told,) = [each for each in caplog.records if each.name == "reportbot.model"]
    assert told.getMessage() == "the model is gone, rules decide alone"
    assert "xhamadani" not in caplog.text and "xhamadani" not in str(told.__dict__)


async def test_a_child_that_hangs_is_ended_after_the_patience() -> None:
    async with running("hangs", patience=0.05) as model:
        assert await model.ahead("drenas", "gropë") is None
        assert model.failures == 1


async def test_a_fault_of_our_own_ends_no_service() -> None:
    def features(text: str) -> dict[str, float]:
        raise RuntimeError("a fault")

    model = Model(features, b"head", command=(sys.executable, SCRIPT, "steady"), pauses=(1000.0,))
    task = asyncio.create_task(model.run())
    assert await model.ahead("drenas", "gropë") is None
    assert await model.ahead("drenas", "gropë te shkolla") is None
    assert not task.done()
    task.cancel()
    await asyncio.wait([task])


async def test_after_a_pause_there_is_another_child_and_the_text_that_broke_one_is_not_read_again() -> None:
    async with running("steady", pause=0.0) as model:
        assert await model.ahead("drenas", "please die") is None
        answers = [await model.ahead("drenas", f"gropë {number}") for number in range(20)]
        assert answers[-1] == STEADY
        assert await model.ahead("drenas", "please die") is None
        assert model.failures == 1


async def test_what_waits_beyond_the_limit_has_no_opinion_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asking, "WAITING", 2)
    async with running("never_starts") as model:
        asked = [model.ahead("drenas", f"gropë {number}") for number in range(5)]
        assert [each.done() for each in asked] == [False, False, True, True, True]


async def test_who_waits_when_the_service_stops_is_told_that_there_is_none() -> None:
    async with running("hangs") as model:
        asked = [model.ahead("drenas", "gropë"), model.ahead("drenas", "pusetë")]
        await asyncio.sleep(0)
    assert [each.result() for each in asked] == [None, None]


async def test_opinions_are_remembered_up_to_a_limit_and_never_with_the_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asking, "REMEMBERED", 3)
    async with running("steady") as model:
        for number in range(6):
            await model.ahead("drenas", f"xhamadani {number}")
        assert model.opinion("drenas", "xhamadani 0") is None
        assert model.opinion("drenas", "xhamadani 5") == STEADY
        assert "xhamadani" not in repr(vars(model))


async def test_a_town_has_a_head_of_its_own_until_it_gives_it_back() -> None:
    async with running("steady") as model:
        await model.ahead("drenas", "gropë")
        model.use("drenas", b"own")
        assert model.opinion("drenas", "gropë") is None, "another head, another opinion"
        assert await model.ahead("drenas", "gropë") == STEADY
        model.use("drenas", None)
        assert await model.ahead("drenas", "gropë") == STEADY
        assert model.answered == 3


async def test_a_towns_head_that_is_refused_gives_way_to_the_shipped_one() -> None:
    async with running("steady") as model:
        model.use("drenas", b"bad")
        assert await model.ahead("drenas", "gropë") == STEADY
        assert model.failures == 0


async def test_the_real_child_reads_whatever_people_write() -> None:
    listening = Listening(load)
    model = model_of(listening, patience=60.0)
    assert model
    task = asyncio.create_task(model.run())
    calm = "Plehrat nuk janë marrë qe dy javë te rruga e tregut."
    for text in (calm, "\x00\ud800\x07", "😀" * 4000, "ا" * 500, "'; DROP TABLE cases; --", "x"):
        opinion = await model.ahead("drenas", text)
        assert opinion and opinion.shares
    decided = listening.triage(calm, None, False, {}, "drenas")
    assert (decided.category, decided.urgency) == ("waste", Urgency.NORMAL)
    assert model.failures == 0
    task.cancel()
    await asyncio.wait([task])


@pytest.mark.parametrize("said", [b"", b"[1]", b"{", b"\xff", b"null"])
def test_a_frame_holds_an_object(said: bytes) -> None:
    with pytest.raises(BadFrame):
        unframe(said)


@pytest.mark.parametrize("start", [b"", b"\x00\x00", (LARGEST + 1).to_bytes(4, "big")])
def test_a_frame_says_its_length(start: bytes) -> None:
    with pytest.raises(BadFrame):
        length_of(start)


def test_a_frame_that_is_too_long_is_not_sent() -> None:
    with pytest.raises(BadFrame):
        frame({"text": "x" * LARGEST})


@pytest.mark.parametrize(
    "said",
    [{}, {"shares": [], "at_least": 0, "model": ""}, {"shares": 5, "at_least": 0, "model": ""},
     {"shares": [["waste", "much"]], "at_least": 0, "model": ""}],
)  # fmt: skip
def test_what_is_no_opinion_is_refused(said: dict[str, object]) -> None:
    with pytest.raises(BadFrame):
        opinion_in(said)
