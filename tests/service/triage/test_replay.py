"""Changed rules over the cases that there are: which ones would have gone elsewhere, and to whom."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from reportbot.core.cases.case import Case
from reportbot.core.cases.events import CaseEvent
from reportbot.core.cases.routing.rules import RoutingRule
from reportbot.core.cases.routing.when import OfficeTime
from reportbot.core.cases.triage.gate import LOOK
from reportbot.municipality.loading import Municipality
from reportbot.service.ids import id_at
from reportbot.service.triage import replay as replaying
from reportbot.service.triage.replay import Replayed, replay
from reportbot.storage import Database
from tests.builders import TUESDAY, a_case, a_municipality

TOWN = a_municipality()
HOUR = timedelta(hours=1)


def with_first(lead: str, categories: str = "", **fields: Any) -> Municipality:
    rule = RoutingRule("changed", frozenset(categories.split()), frozenset(), lead, **fields)
    return replace(TOWN, rules=(rule, *TOWN.rules))


async def stored(store: Database, *several: dict[str, Any], history: Sequence[dict[str, str]] = ()) -> list[Case]:
    """An hour apart, the first one on Tuesday at ten."""
    cases = [
        a_case(
            id=id_at(TUESDAY + number * HOUR) + 1,
            number=f"2026-{number:04}",
            receipt_tag=b"%d" % number,
            opened_at=TUESDAY + number * HOUR,
            **fields,
        )
        for number, fields in enumerate(several)
    ]
    async with store.begin() as work:
        await work.cases.add(cases, [], [], [])
        for number, facts in enumerate(history):
            kind = "opened" if "urgency" in facts else "referred"
            of = cases[int(facts.get("of", "0"))]
            event = CaseEvent(number + 1, of.id, "drenas", kind, TUESDAY, "reportbot", facts)
            await work.cases.add_events([event])
    return cases


async def replayed(store: Database, changed: Municipality, in_force: Municipality | None = TOWN) -> list[Replayed]:
    return [each async for each in replay(store, TUESDAY, changed, in_force)]


def elsewhere(found: Sequence[Replayed]) -> dict[str, tuple[str, str]]:
    return {
        each.case.number: (each.before.lead, each.after.lead) for each in found if each.before and each.goes_elsewhere
    }


async def test_the_same_rules_send_everything_the_same_way(store: Database) -> None:
    await stored(store, {}, {"category": "neglect"}, {"category": "other", "place": ""})
    found = await replayed(store, TOWN)
    assert [each.case.number for each in found] == ["2026-0000", "2026-0001", "2026-0002"]
    assert elsewhere(found) == {}


async def test_category_place_voice_hour_and_whom_it_must_not_reach_all_count(store: Database) -> None:
    night = OfficeTime(TOWN.institutions["coordinator"].hours, False)
    rows: list[dict[str, Any]] = [{"place": "komoran"}, {"voice": "child"}, {"avoided": ("inspectorate",)}]
    await stored(store, *rows, *[{} for _ in range(6)], {"category": "waste"})
    by = {"categories": "manhole"}
    there = with_first("inspectorate", **by)
    there = replace(there, rules=(replace(there.rules[0], places=frozenset({"komoran"})), *TOWN.rules))
    assert len(elsewhere(await replayed(store, there))) == 8, "the others are in Komoran too, but for who avoids it"
    child = with_first("inspectorate", **by, voices=frozenset({"child"}))
    assert list(elsewhere(await replayed(store, child))) == ["2026-0001"]
    late = with_first("inspectorate", **by, when=night)  # 10:00 is the first of them, 16:00 is the seventh
    assert list(elsewhere(await replayed(store, late))) == ["2026-0006", "2026-0007", "2026-0008"]
    everybody = with_first("inspectorate", **by)
    assert "2026-0002" not in elsewhere(await replayed(store, everybody)), "led round, to where it is"


async def test_another_copy_is_elsewhere_too(store: Database) -> None:
    await stored(store, {})
    found = await replayed(store, with_first("public_services", "manhole", copies=("inspectorate", "dka")))
    assert elsewhere(found) == {"2026-0000": ("public_services", "public_services")}
    same = await replayed(store, with_first("public_services", "manhole", copies=("inspectorate",)))
    assert elsewhere(same) == {} and same[0].after.rule_name == "changed"


async def test_without_other_rules_to_compare_the_history_says_what_was_done(store: Database) -> None:
    facts = [
        {"urgency": "normal", "rule": "dangers in public space"},
        {"lead": "public_services"},
        {"urgency": "normal", "rule": "of last year", "of": "1"},
        {"lead": "dka", "of": "1"},
        {"lead": "police", "of": "1"},  # the desk has passed it on: not what a rule did
        {"urgency": "normal", "rule": LOOK, "of": "2"},
        {"lead": "coordinator", "of": "2"},
        {"urgency": "normal", "of": "3"},
    ]
    await stored(store, {}, {}, {}, {}, history=facts)
    found = await replayed(store, TOWN, None)
    assert elsewhere(found) == {"2026-0001": ("dka", "public_services")}
    assert [each.before is None for each in found] == [False, False, True, True]


async def test_what_waits_for_a_look_went_nowhere_yet(store: Database) -> None:
    await stored(store, {"needs_look": True, "lead": "coordinator"})
    (found,) = await replayed(store, with_first("dka"))
    assert found.before is None and not found.goes_elsewhere


async def test_nobody_left_is_shown_and_stops_nothing(store: Database) -> None:
    everybody = tuple(sorted(TOWN.institutions))
    await stored(store, {"avoided": everybody}, {})
    found = await replayed(store, with_first("dka"))
    assert found[0].after.lead == "" and list(elsewhere(found)) == ["2026-0001"]


@pytest.mark.parametrize("count", [0, 1, 2, 3, 5])
async def test_it_reads_page_by_page_and_skips_and_repeats_none(
    store: Database, monkeypatch: pytest.MonkeyPatch, count: int
) -> None:
    monkeypatch.setattr(replaying, "AT_ONCE", 2)
    await stored(store, *[{} for _ in range(count)])
    assert [each.case.number for each in await replayed(store, TOWN)] == [f"2026-{n:04}" for n in range(count)]


async def test_older_cases_and_those_of_other_towns_are_left_out(store: Database) -> None:
    await stored(store, {}, {"municipality": "kamez"})
    async with store.begin() as work:
        old = a_case(id=id_at(TUESDAY - HOUR), number="2025-0009", receipt_tag=b"old", opened_at=TUESDAY - HOUR)
        await work.cases.add([old], [], [], [])
    assert [each.case.number for each in await replayed(store, TOWN)] == ["2026-0000"]


async def test_what_was_put_to_another_case_at_once_went_to_nobody_and_is_not_compared(store: Database) -> None:
    opened = {"urgency": "normal", "category": "manhole", "rule": TOWN.rules[0].name}
    await stored(store, {}, history=[opened])
    (found,) = await replayed(store, TOWN, None)
    assert (found.before, found.goes_elsewhere) == (None, False)
