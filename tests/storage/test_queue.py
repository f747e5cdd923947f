"""The queue: which case is in which view, in which order, and for whom it is there at all."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from reportbot.core.access.reach import Reach
from reportbot.core.cases.desk.queue import COUNTED, Narrowed, Turn, View
from reportbot.core.cases.referral import COPY, JOINT, Answer
from reportbot.core.cases.workflow import Status
from reportbot.core.urgency import Urgency
from reportbot.service.tables.queue import Asked, Count, Position, SavedFilter
from reportbot.storage import Database
from reportbot.storage.cases import queue
from tests.storage.samples import HOUR, MINUTE, NOW, a_case, a_due, a_referral, an_event

DAY = timedelta(days=1)


NOBODY_OUT: frozenset[str] = frozenset()


def asked(view: View = View.OPEN, *, within: Reach | None = None, now: datetime = NOW, **narrowed: Any) -> Asked:
    return Asked("drenas", view, within or Reach(NOBODY_OUT), "ana", now, Narrowed(**narrowed), "desk")


async def numbers(store: Database, what: Asked, limit: int = 50) -> list[int]:
    async with store.read() as work:
        found, _ = await work.queue.page(what, None, limit)
    return [each.case.id for each in found]


async def turn(store: Database, case: int = 1) -> Turn:
    async with store.read() as work:
        return (await work.queue.turns([case]))[case]


async def add(store: Database, *cases: Any, **others: Sequence[Any]) -> None:
    async with store.begin() as work:
        await work.cases.add(cases, [], others.get("referrals", ()), others.get("events", ()))
        await work.dues.add(others.get("dues", ()))


PROMISES = {"acknowledge_by": NOW + HOUR, "act_by": NOW + DAY, "close_by": NOW + 9 * DAY}


@pytest.mark.parametrize(
    ("referral", "status", "late_at"),
    [
        ({}, Status.REFERRED, NOW + HOUR),
        ({"answer": Answer.RECEIVED}, Status.ACKNOWLEDGED, NOW + DAY),
        ({"answer": Answer.IN_PROGRESS}, Status.ACKNOWLEDGED, NOW + DAY),
        ({"role": JOINT}, Status.ACKNOWLEDGED, NOW + HOUR),
        ({}, Status.ACKNOWLEDGED, NOW + DAY),  # whoever is on call has taken it on for the lead
    ],
)
async def test_what_is_late_next_is_what_the_office_owes_next(
    store: Database, referral: dict[str, Any], status: Status, late_at: datetime
) -> None:
    owes = a_referral(7, 1, **PROMISES, **referral)
    await add(store, a_case(status=status), referrals=[owes], dues=[a_due(1, referral=7, due_at=NOW + 2 * HOUR)])
    assert await turn(store) == Turn(late_at, None, "")


async def test_a_promise_that_ran_out_stays_late_while_reminders_go_out(store: Database) -> None:
    await add(store, a_case(status=Status.REFERRED), referrals=[a_referral(7, 1, **PROMISES)])
    async with store.begin() as work:
        await work.dues.add([a_due(1, referral=7, due_at=NOW + HOUR)])
        await work.dues.take(NOW + HOUR, 9)
        await work.dues.add([a_due(2, referral=7, kind="reminder", due_at=NOW + 9 * HOUR)])
    assert (await turn(store)).late_at == NOW + HOUR


async def test_a_promise_that_nobody_is_reminded_of_any_more_stays_late_too(store: Database) -> None:
    await add(store, a_case(status=Status.REFERRED), referrals=[a_referral(7, 1, **PROMISES)])
    async with store.begin() as work:
        await work.dues.add([a_due(1, referral=7, due_at=NOW + HOUR)])
    async with store.begin() as work:
        await work.dues.take(NOW + HOUR, 9)
    assert (await turn(store)).late_at == NOW + HOUR


@pytest.mark.parametrize("at", [NOW, NOW + HOUR, NOW + 9 * HOUR])
async def test_what_is_cancelled_is_owed_no_more_also_when_its_time_had_come(store: Database, at: datetime) -> None:
    await add(store, a_case(status=Status.REFERRED), referrals=[a_referral(7, 1, **PROMISES)])
    async with store.begin() as work:
        await work.dues.add([a_due(1, referral=7, due_at=NOW + HOUR)])
    async with store.begin() as work:
        await work.dues.cancel(case=1, referral=7, at=at)
    assert (await turn(store)).late_at is None


async def test_an_answer_moves_what_is_late_next(store: Database) -> None:
    waits = a_referral(7, 1, **PROMISES)
    await add(store, a_case(status=Status.REFERRED), referrals=[waits], dues=[a_due(1, referral=7)])
    async with store.begin() as work:
        await work.cases.save_referrals([replace(waits, answer=Answer.RECEIVED)])
    assert (await turn(store)).late_at == NOW + DAY
    async with store.begin() as work:
        await work.cases.save_referrals([replace(waits, answer=Answer.RECEIVED, act_by=NOW + 3 * DAY)])
    assert (await turn(store)).late_at == NOW + 3 * DAY


async def test_of_several_who_act_together_the_first_promise_counts(store: Database) -> None:
    together = [a_referral(7, 1, **PROMISES), a_referral(8, 1, role=JOINT, acknowledge_by=NOW + MINUTE)]
    dues = [a_due(1, referral=7, due_at=NOW + HOUR), a_due(2, referral=8, due_at=NOW + HOUR)]
    await add(store, a_case(status=Status.REFERRED), referrals=together, dues=dues)
    assert (await turn(store)).late_at == NOW + MINUTE
    async with store.begin() as work:
        await work.dues.cancel(case=1, referral=8, at=NOW)
    assert (await turn(store)).late_at == NOW + HOUR


async def test_a_clock_that_stands_still_is_late_when_it_goes_on_by_itself(store: Database) -> None:
    asks = a_referral(7, 1, answer=Answer.RECEIVED, stopped_at=NOW, **PROMISES)
    dues = [a_due(1, referral=7, kind="resume", due_at=NOW + 7 * DAY)]
    await add(store, a_case(status=Status.ACKNOWLEDGED), referrals=[asks], dues=dues)
    assert (await turn(store)).late_at == NOW + 7 * DAY


async def test_where_nobody_owes_anything_it_is_the_turn_of_the_desk(store: Database) -> None:
    await add(store, a_case(), dues=[a_due(1)])
    assert (await turn(store)).late_at == NOW
    async with store.begin() as work:
        await work.dues.cancel(case=1, at=NOW)
    assert (await turn(store)).late_at is None


async def test_a_word_of_the_reporter_is_news_until_somebody_at_the_desk_acts(store: Database) -> None:
    await add(store, a_case(), events=[an_event()])
    assert (await turn(store)).news_at is None  # the first report is none
    async with store.begin() as work:
        await work.cases.add_events([an_event(2, kind="reporter_added", at=NOW + HOUR)])
        await work.cases.add_events([an_event(3, kind="answered_question", at=NOW + 2 * HOUR)])
    assert (await turn(store)).news_at == NOW + HOUR
    async with store.begin() as work:
        await work.cases.add_events([an_event(4, kind="received", actor="police", at=NOW + 3 * HOUR)])
    assert (await turn(store)).news_at == NOW + HOUR
    async with store.begin() as work:
        await work.cases.add_events([an_event(5, kind="seen", actor="@ana", at=NOW + 4 * HOUR)])
    assert (await turn(store)).news_at is None


@pytest.mark.parametrize(
    ("kind", "actor", "is_news"),
    [
        ("reporter_added", "reporter", True),
        ("reporter_added", "police", False),
        ("answered_question", "reporter", True),
        ("reopened", "reporter", True),
        ("reopened", "reportbot", False),
        ("opened", "reporter", False),
        ("status_asked", "reporter", False),
        ("left_quickly", "reporter", False),
    ],
)
async def test_news_is_what_the_reporter_has_said(store: Database, kind: str, actor: str, is_news: bool) -> None:
    await add(store, a_case(), events=[an_event(kind=kind, actor=actor)])
    assert (await turn(store)).news_at == (NOW if is_news else None)


async def test_news_of_one_more_report_is_news_of_its_lead_case(store: Database) -> None:
    await add(store, a_case(1), a_case(2, merged_into=1), events=[an_event(1, 2, kind="reporter_added")])
    assert (await turn(store, 1)).news_at == NOW
    assert await numbers(store, asked(View.NEWS)) == [1]


async def test_saving_a_case_leaves_alone_what_the_queue_knows_of_it(store: Database) -> None:
    added = an_event(kind="reporter_added")
    await add(store, a_case(), events=[added], dues=[a_due(1)])
    async with store.begin() as work:
        await work.queue.take(1, "ana")
    async with store.begin() as work:
        await work.cases.save([a_case(category="manhole")])
    assert await turn(store) == Turn(NOW, NOW, "ana")


async def test_a_case_is_taken_and_given_back(store: Database) -> None:
    await add(store, a_case())
    for member in ("ana", ""):
        async with store.begin() as work:
            await work.queue.take(1, member)
        assert await numbers(store, asked(View.MINE)) == ([1] if member else [])


@dataclass(frozen=True)
class Scene:
    """One case of each sort, and the views that it is in."""

    views: set[View]
    case: dict[str, Any] = field(default_factory=dict)
    due_at: datetime | None = None
    news: bool = False
    taken_by: str = ""


SCENES = {
    "the turn of the desk": Scene({View.OPEN}),
    "not sure": Scene({View.OPEN, View.LOOK}, {"needs_look": True}),
    "an emergency": Scene({View.OPEN, View.DANGER, View.OVERDUE}, {"urgency": Urgency.EMERGENCY}, NOW - MINUTE),
    "mine": Scene({View.OPEN, View.MINE, View.WAITING}, {"status": Status.REFERRED}, NOW + HOUR, taken_by="ana"),
    "somebody else's": Scene({View.OPEN, View.WAITING}, {"status": Status.REFERRED}, NOW + HOUR, taken_by="ben"),
    "the desk's own": Scene({View.OPEN}, {"status": Status.REFERRED, "lead": "desk"}, NOW + HOUR),
    "due this moment": Scene({View.OPEN, View.WAITING}, {}, NOW),
    "late": Scene({View.OPEN, View.OVERDUE}, {"status": Status.ACKNOWLEDGED}, NOW - DAY),
    "they wrote": Scene({View.OPEN, View.NEWS}, {}, news=True),
    "they wrote of what is closed": Scene({View.NEWS, View.CLOSED}, {"status": Status.CLOSED}, news=True),
    "done": Scene({View.CLOSED}, {"status": Status.RESOLVED}),
    "rejected": Scene({View.CLOSED}, {"status": Status.REJECTED}),
    "one more report": Scene(set(), {"merged_into": 1}),
    "erased": Scene(set(), {"sealed_key": b""}, NOW - DAY, news=True, taken_by="ana"),
    "another town's": Scene(set(), {"municipality": "kamez", "needs_look": True}, NOW - DAY, news=True),
}


@pytest.mark.parametrize("name", SCENES)
async def test_each_case_is_in_its_views_and_in_no_other(store: Database, name: str) -> None:
    scene = SCENES[name]
    await _play(store, 5, scene)
    found = {view for view in View if await numbers(store, asked(view)) == [5]}
    assert found == scene.views
    async with store.read() as work:
        counts = await work.queue.counts(asked(), 100)
    assert {view for view in COUNTED if counts[view]} == scene.views - {View.CLOSED}


async def _play(store: Database, id: int, scene: Scene, **changes: Any) -> None:
    dues = [a_due(id, id, due_at=scene.due_at)] if scene.due_at else []
    events = [an_event(id, id, kind="reporter_added")] if scene.news else []
    await add(store, replace(a_case(id, **scene.case), **changes), dues=dues, events=events)
    if scene.taken_by:
        async with store.begin() as work:
            await work.queue.take(id, scene.taken_by)


async def test_the_first_to_be_late_stands_first_and_the_turn_of_the_desk_before_all(store: Database) -> None:
    cases = [
        a_case(1),
        a_case(2, urgency=Urgency.EMERGENCY),
        a_case(3),
        a_case(4, urgency=Urgency.URGENT),
        a_case(5),
    ]
    dues = [a_due(1, 1, due_at=NOW + DAY), a_due(2, 2, due_at=NOW + 2 * DAY), a_due(3, 3, due_at=NOW - DAY)]
    await add(store, *cases, dues=dues)
    assert await numbers(store, asked()) == [4, 5, 3, 1, 2]


async def test_what_is_over_stands_with_the_newest_first(store: Database) -> None:
    over = [a_case(id, status=Status.CLOSED, updated_at=NOW + id % 3 * HOUR) for id in range(1, 7)]
    await add(store, *over)
    assert await numbers(store, asked(View.CLOSED)) == [5, 2, 4, 1, 6, 3]


async def test_pages_miss_none_where_the_newer_one_is_the_more_urgent(store: Database) -> None:
    """All of them wait for the desk, so only urgency and age tell them apart."""
    urgencies = (Urgency.INFORMATION, Urgency.NORMAL, Urgency.URGENT, Urgency.NORMAL, Urgency.EMERGENCY)
    await add(store, *(a_case(id=id, number=f"2026-{id:04d}", urgency=each) for id, each in enumerate(urgencies, 1)))
    seen, after = [], None
    for _ in urgencies:
        async with store.read() as work:
            ((one,), after) = await work.queue.page(asked(), after, 1)
        seen.append(one.case.id)
    assert (seen, after) == ([5, 3, 2, 4, 1], None)


@pytest.mark.parametrize("view", View)
async def test_pages_neither_miss_nor_repeat_also_where_all_are_alike(store: Database, view: View) -> None:
    scene = next(scene for scene in SCENES.values() if view in scene.views)
    for id in range(1, 24):
        await _play(store, id, scene)
    for size in (1, 5, 23):
        seen: list[int] = []
        after: Position | None = None
        async with store.read() as work:
            while True:
                found, after = await work.queue.page(asked(view), after, size)
                seen += [each.case.id for each in found]
                if after is None:
                    break
                assert len(found) == size
        assert seen == sorted(range(1, 24), reverse=view is View.CLOSED)


OUT_OF_REACH: dict[str, tuple[dict[str, Any], Reach]] = {
    "it keeps an office out": ({"avoided": ("police", "reporting_desk")}, Reach(offices=frozenset({"reporting_desk"}))),
    "of two offices one": ({"avoided": ("qps",)}, Reach(offices=frozenset({"reporting_desk", "qps"}))),
    "it is of a hidden category": (
        {"category": "neglect"},
        Reach(NOBODY_OUT, hidden=frozenset({"neglect"})),
    ),
    "it is not theirs": ({}, Reach(NOBODY_OUT, theirs="qps")),
}


@pytest.mark.parametrize("why", OUT_OF_REACH)
async def test_what_is_out_of_reach_is_in_no_view_and_in_no_count(store: Database, why: str) -> None:
    fields, within = OUT_OF_REACH[why]
    scenes = [scene for scene in SCENES.values() if scene.views]
    for id, scene in enumerate(scenes, 5):
        await _play(store, id, scene, **fields)
    async with store.begin() as work:
        await work.cases.add_referrals([a_referral(id, id, institution="police") for id in range(5, 5 + len(scenes))])
    for view in View:
        assert await numbers(store, asked(view))
        assert await numbers(store, asked(view, within=within)) == []
    async with store.read() as work:
        assert not any((await work.queue.counts(asked(within=within), 100)).values())


@pytest.mark.parametrize(
    ("fields", "within"),
    [
        ({"avoided": ("reporting_desk_two", "aXb")}, Reach(offices=frozenset({"reporting_desk", "a_b", "%"}))),
        ({"category": "manhole"}, Reach(NOBODY_OUT, hidden=frozenset({"neglect", "violence_home", "child_marriage"}))),
        ({}, Reach(NOBODY_OUT, theirs="police")),
    ],
)
async def test_what_only_looks_like_it_is_in_reach(store: Database, fields: dict[str, Any], within: Reach) -> None:
    await add(store, a_case(5, **fields), referrals=[a_referral(1, 5, role=COPY)])
    assert await numbers(store, asked(within=within)) == [5]


NARROWED = [
    ({"place": "komoran"}, [2]),
    ({"category": "neglect"}, [3]),
    ({"lead": "qps"}, [4]),
    ({"urgency": int(Urgency.URGENT)}, [5]),
    ({"since": NOW + HOUR}, [6]),
    ({"until": NOW}, [7]),
    ({"since": NOW, "until": NOW + HOUR, "urgency": int(Urgency.NORMAL), "place": "qendra"}, [1, 3, 4]),
]


@pytest.mark.parametrize(("narrowed", "found"), NARROWED)
@pytest.mark.parametrize("view", [View.OPEN, View.WAITING])
async def test_the_queue_is_narrowed(store: Database, view: View, narrowed: dict[str, Any], found: list[int]) -> None:
    cases = [
        a_case(1),
        a_case(2, place="komoran"),
        a_case(3, category="neglect"),
        a_case(4, lead="qps"),
        a_case(5, urgency=Urgency.URGENT),
        a_case(6, opened_at=NOW + HOUR),
        a_case(7, opened_at=NOW - HOUR),
    ]
    await add(store, *cases, dues=[a_due(case.id, case.id, due_at=NOW + HOUR) for case in cases])
    assert sorted(await numbers(store, asked(view, **narrowed))) == found


@pytest.mark.parametrize("view", [View.OPEN, View.CLOSED])
async def test_a_rare_thing_is_found_page_by_page_and_no_page_looks_too_far(
    store: Database, view: View, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queue, "LOOKED_AT", 10)
    status = Status.CLOSED if view is View.CLOSED else Status.NEW
    await add(store, *[a_case(id, status=status, place="komoran" if id == 35 else "qendra") for id in range(1, 51)])
    pages: list[list[int]] = []
    after: Position | None = None
    async with store.read() as work:
        while True:
            found, after = await work.queue.page(asked(view, place="komoran"), after, 5)
            pages.append([each.case.id for each in found])
            if after is None:
                break
    assert [id for page in pages for id in page] == [35]
    assert len(pages) == 6


async def test_counts_end_where_nobody_reads_on(store: Database) -> None:
    await add(store, *[a_case(id) for id in range(1, 31)])
    async with store.read() as work:
        assert (await work.queue.counts(asked(), 20))[View.OPEN] == 20


@pytest.mark.parametrize(("narrowed", "found"), NARROWED)
async def test_a_tab_counts_what_one_finds_behind_it(
    store: Database, narrowed: dict[str, Any], found: list[int]
) -> None:
    cases = [a_case(1), a_case(2, place="komoran"), a_case(3, category="neglect"), a_case(4, lead="qps")]
    cases += [a_case(5, urgency=Urgency.URGENT), a_case(6, opened_at=NOW + HOUR), a_case(7, opened_at=NOW - HOUR)]
    await add(store, *cases, dues=[a_due(case.id, case.id, due_at=NOW + HOUR) for case in cases])
    async with store.read() as work:
        counts = await work.queue.narrowed_counts(asked(**narrowed))
    assert set(counts) == set(COUNTED)
    assert counts[View.OPEN] == counts[View.WAITING] == Count(len(found)) and counts[View.OVERDUE] == Count(0)


async def test_where_not_all_were_looked_at_there_may_be_more(store: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    await add(store, *[a_case(id, place="komoran" if id % 10 == 0 else "qendra") for id in range(1, 31)])
    for most, count in ((31, Count(3)), (30, Count(3, more=True)), (25, Count(2, more=True))):
        monkeypatch.setattr(queue, "COUNTED_AMONG", most)
        async with store.read() as work:
            assert (await work.queue.narrowed_counts(asked(place="komoran")))[View.OPEN] == count


async def test_what_is_shown_is_the_due_that_fires_next(store: Database) -> None:
    dues = [a_due(1, due_at=NOW + HOUR), a_due(2, due_at=NOW + MINUTE)]
    await add(store, a_case(), dues=dues)
    async with store.read() as work:
        ((found,), _) = await work.queue.page(asked(), None, 5)
    assert (found.case, found.due, found.turn) == (a_case(), dues[1], Turn(NOW + MINUTE, None, ""))


async def test_filters_are_saved_for_each_member(store: Database) -> None:
    mine = [SavedFilter(id, "drenas", "ana", f"filter {id}", "view=overdue&place=komoran") for id in (1, 2)]
    others = [SavedFilter(3, "drenas", "ben", "his", ""), SavedFilter(4, "kamez", "ana", "elsewhere", "")]
    async with store.begin() as work:
        for each in mine + others:
            await work.queue.save(each)
    async with store.begin() as work:
        await work.queue.remove("drenas", "ana", 2)
        await work.queue.remove("drenas", "ana", 3)
    async with store.read() as work:
        assert await work.queue.saved("drenas", "ana") == mine[:1]
        assert await work.queue.saved("drenas", "ben") == others[:1]
