"""Cases are found by what stands in the open, and by words that only this town's desk may open."""

import asyncio
from dataclasses import replace

import pytest

from reportbot.core.cases.workflow import Status
from reportbot.service.desk import search
from reportbot.service.desk.calling import Call
from reportbot.service.desk.search import Found, Wanted
from tests.builders import Parts
from tests.service.reaches import ALL
from tests.tampering import flip

HOLE = Call("Pus pa kapak te shkolla e vjetër", "manhole", {"key": "komoran"}, False, "sq", "citizen")
DOGS = Call("Qen endacakë te Shkolla, çdo mëngjes", "stray_dogs", {"text": "te ura"}, False, "sq", "citizen")


async def some_cases(parts: Parts) -> None:
    for number, call in enumerate((HOLE, DOGS)):
        await parts.calling.report("drenas", call, f"form {number}", "coordinator")


async def find(parts: Parts, **wanted: str) -> Found:
    return await parts.search.find("drenas", Wanted(**wanted), "coordinator", ALL)


@pytest.mark.parametrize(
    ("wanted", "numbers"),
    [
        ({"number": "2026-0001"}, ["2026-0001"]),
        ({"number": "2026-0009"}, []),
        ({"category": "stray_dogs"}, ["2026-0002"]),
        ({"place": "komoran"}, ["2026-0001"]),
        ({"lead": "public_services"}, ["2026-0002", "2026-0001"]),
        ({"lead": "police"}, []),
        ({"status": "referred"}, ["2026-0002", "2026-0001"]),
        ({"status": "closed"}, []),
        ({"words": "shkolle"}, ["2026-0002", "2026-0001"]),
        ({"words": "URA"}, ["2026-0002"]),
        ({"words": "mengjes shkolla"}, ["2026-0002"]),
        ({"words": "shkolla", "category": "manhole"}, ["2026-0001"]),
        ({"words": "autobus"}, []),
        ({"words": "%"}, []),
        ({"words": "' OR 1=1 --"}, []),
    ],
)
async def test_what_is_found(parts: Parts, wanted: dict[str, str], numbers: list[str]) -> None:
    await some_cases(parts)
    assert [hit.case.number for hit in (await find(parts, **wanted)).hits] == numbers


async def test_words_are_shown_as_they_were_said(here: Parts) -> None:
    await some_cases(here)
    assert [hit.said for hit in (await find(here, words="mengjes")).hits] == [
        "Qen endacakë te Shkolla, çdo mëngjes te ura"
    ]
    assert [hit.said for hit in (await find(here, category="manhole")).hits] == [""]


async def test_another_towns_cases_are_not_even_opened(here: Parts) -> None:
    await some_cases(here)
    elsewhere = await here.search.find("vushtrri", Wanted(words="shkolla"), "coordinator", ALL)
    assert (elsewhere.hits, elsewhere.opened) == ([], 0)


async def test_a_search_is_noted_with_how_many_were_opened_and_not_with_its_words(here: Parts) -> None:
    await some_cases(here)
    await find(here, words="shkolla")
    await find(here, category="manhole")
    async with here.store.read() as work:
        noted = [entry for entry in await work.audit.entries(0, 100) if entry.act == b"searched"]
    assert [entry.facts for entry in noted] == [b'{"opened": "2"}', b'{"opened": "0"}']
    assert all(b"shkoll" not in entry.chained for entry in noted)


async def test_only_the_newest_are_opened_and_it_says_so(here: Parts, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search, "MOST_OPENED", 2)
    await some_cases(here)
    assert not (await find(here, words="shkolla")).more
    await here.calling.report("drenas", replace(DOGS, words="Tjetër"), "form 3", "coordinator")
    found = await find(here, words="shkolla")
    assert ([hit.case.number for hit in found.hits], found.opened, found.more) == (["2026-0002"], 2, True)


async def test_a_search_through_many_cases_is_a_few_statements_and_lets_others_in(here: Parts) -> None:
    for number in range(60):
        await here.calling.report("drenas", HOLE, f"form {number}", "coordinator")
    before, turns = here.store.statements, 0

    async def count() -> None:
        nonlocal turns
        while True:
            turns += 1
            await asyncio.sleep(0)

    other = asyncio.create_task(count())
    found = await find(here, words="kapak")
    other.cancel()
    assert (found.opened, len(found.hits), found.more) == (60, 50, True)
    assert here.store.statements - before <= 5
    assert turns >= 6


async def test_a_case_that_cannot_be_read_is_left_out_and_hides_no_other(here: Parts, sqlite_url: str) -> None:
    await some_cases(here)
    first = min(case.id for case in await here.cases())
    flip(sqlite_url, "cases", "sealed_key", first)
    assert [hit.case.number for hit in (await find(here, words="shkolla")).hits] == ["2026-0002"]
    assert here.damage.found == 1


async def test_the_status_is_one_of_ours(here: Parts) -> None:
    assert Wanted(status="closed").columns == {"status": Status.CLOSED}
    with pytest.raises(ValueError, match="asleep"):
        await find(here, status="asleep")
