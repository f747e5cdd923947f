"""Corrections, sketches and models: kept, found in order, and gone when their case goes."""

from datetime import timedelta

from reportbot.service.records import Correction, ModelState, Sketch, TrainedModel
from reportbot.storage import Database
from tests.storage.samples import NOW, a_case


def _correction(id: int, case: int = 1) -> Correction:
    return Correction(id, case, "drenas", NOW, "coordinator", "category", "other", "manhole", b"sealed")


def _sketch(case: int, days_ago: int = 0, place: str = "komoran", category: str = "manhole") -> Sketch:
    return Sketch(case, "drenas", category, place, NOW - timedelta(days=days_ago), b"words", b"")


async def test_corrections_are_read_by_case_and_page_by_page(store: Database) -> None:
    async with store.begin() as work:
        await work.cases.add([a_case(1), a_case(2, number="2026-0002")], [], [], [])
        await work.corrections.add([_correction(1), _correction(2, case=2), _correction(3)])
    async with store.read() as work:
        assert await work.corrections.of_case(1) == [_correction(1), _correction(3)]
        assert [each.id for each in await work.corrections.of_town("drenas", 1, 1)] == [2]
        assert await work.corrections.of_town("vushtrri", 0, 10) == []


async def test_sketches_are_found_by_kind_place_and_time_newest_first(store: Database) -> None:
    wanted = [_sketch(1, 3), _sketch(2, 1), _sketch(3, 2, place="arllat")]
    others = [_sketch(4, 90), _sketch(5, 1, place="globar"), _sketch(6, 1, category="waste")]
    async with store.begin() as work:
        await work.cases.add([a_case(id, number=f"2026-000{id}") for id in range(1, 7)], [], [], [])
        await work.sketches.save(wanted + others)
    async with store.read() as work:
        found = await work.sketches.near("drenas", ["manhole"], ["komoran", "arllat"], NOW - timedelta(days=30), 10)
        first = await work.sketches.near("drenas", ["manhole"], ["komoran"], NOW - timedelta(days=30), 1)
    assert [each.case for each in found] == [2, 3, 1]
    assert [each.case for each in first] == [2]


async def test_a_newer_sketch_takes_the_place_of_the_older(store: Database) -> None:
    async with store.begin() as work:
        await work.cases.add([a_case(1)], [], [], [])
        await work.sketches.save([_sketch(1)])
        await work.sketches.save([_sketch(1, category="waste")])
    async with store.read() as work:
        assert (await work.sketches.get([1, 99])) == {1: _sketch(1, category="waste")}


async def test_what_helps_triage_goes_with_the_keys_of_its_case(store: Database) -> None:
    async with store.begin() as work:
        await work.cases.add([a_case(1), a_case(2, number="2026-0002")], [], [], [])
        await work.corrections.add([_correction(1), _correction(2, case=2)])
        await work.sketches.save([_sketch(1), _sketch(2)])
    async with store.begin() as work:
        await work.retention.shred([1], NOW)
    async with store.read() as work:
        assert [each.case for each in await work.corrections.of_town("drenas", 0, 10)] == [2]
        assert list(await work.sketches.get([1, 2])) == [2]


def _model(id: int) -> TrainedModel:
    return TrainedModel(id, "drenas", NOW, ModelState.CANDIDATE, {"macro_f1": "0.9"}, None, "", b"key", b"head")


async def test_one_model_of_a_town_is_in_force_at_a_time(store: Database) -> None:
    async with store.begin() as work:
        await work.trained_models.add(_model(1))
        await work.trained_models.add(_model(2))
    async with store.begin() as work:
        assert await work.trained_models.active("drenas") is None
        await work.trained_models.switch("drenas", 1, "coordinator", NOW)
        await work.trained_models.switch("drenas", 2, "coordinator", NOW)
    async with store.begin() as work:
        active = await work.trained_models.active("drenas")
        assert active and (active.id, active.switched_by, active.switched_at) == (2, "coordinator", NOW)
        states = {each.id: each.state for each in await work.trained_models.of_town("drenas")}
        assert states == {1: ModelState.RETIRED, 2: ModelState.ACTIVE}
        await work.trained_models.switch("drenas", None, "coordinator", NOW)
    async with store.read() as work:
        assert await work.trained_models.active("drenas") is None
