"""How long things took, counted by the database and by hand over random histories; and who must not be counted."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import count

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reportbot.core.access.reach import Reach
from reportbot.core.cases.case import Case
from reportbot.core.cases.desk.measures import Measured, Times, rank
from reportbot.core.cases.events import CaseEvent
from reportbot.core.cases.referral import Answer
from reportbot.core.cases.workflow import Status
from reportbot.service.ids import id_at
from reportbot.storage import Database
from tests.storage.samples import HOUR, NOW, a_case, a_referral

EVERYTHING = Reach(frozenset(("coordinator",)))
START = NOW - timedelta(days=60)
SINCE, UNTIL = id_at(START - timedelta(days=1)), id_at(NOW + timedelta(days=1))


@dataclass(frozen=True)
class Story:
    """One report with one referral to whoever leads. Times are hours: of the first answer and of the end since it was
    opened; `stops` are (from, for how long) while the person was asked."""

    office: str
    language: str
    place: str
    opened: int
    answered: int | None
    done: int | None
    answer_by: int
    done_by: int
    stops: tuple[tuple[int, int], ...] = ()
    is_asked_now: bool = False
    first: Answer = Answer.RECEIVED

    @property
    def began(self) -> datetime:
        return START + self.opened * HOUR

    def at(self, hours: int | None) -> datetime | None:
        return None if hours is None else self.began + hours * HOUR


STORIES = st.builds(
    Story,
    office=st.sampled_from(["police", "public_services", "qps"]),
    language=st.sampled_from(["sq", "sr", "tr"]),
    place=st.sampled_from(["komoran", "arllat", "school_in_komoran"]),
    opened=st.integers(0, 1439),
    answered=st.none() | st.integers(0, 60),
    done=st.none() | st.integers(60, 130),
    answer_by=st.integers(1, 200),
    done_by=st.integers(1, 300),
    stops=st.lists(st.tuples(st.integers(0, 10), st.integers(0, 10)), max_size=3).map(
        lambda pairs: tuple((12 * place + since % 6, length % 6) for place, (since, length) in enumerate(pairs))
    ),
    is_asked_now=st.booleans(),
    first=st.sampled_from([Answer.RECEIVED, Answer.IN_PROGRESS]),
).map(lambda story: replace(story, answered=story.done) if story.answered is None else story)
_ids = count(0, 64)


async def keep(database: Database, stories: Sequence[Story], town: str = "drenas") -> list[Case]:
    """Oldest first."""
    kept = []
    async with database.begin() as work:
        for number, story in enumerate(stories, 1):
            id = id_at(story.began) + next(_ids)
            status = Status.RESOLVED if story.done is not None else Status.REFERRED
            answer = Answer.DONE if story.done is not None else story.first if story.answered is not None else None
            case = a_case(
                id,
                municipality=town,
                receipt_tag=b"receipt %d" % id,
                number=f"2026-{number:04}",
                status=status,
                opened_at=story.began,
                language=story.language,
                place=story.place,
                lead=story.office,
            )
            last = story.done if story.done is not None else story.answered
            referral = a_referral(
                id,
                id,
                municipality=town,
                institution=story.office,
                created_at=story.began,
                answer=answer,
                answered_at=story.at(last),
                acknowledge_by=story.at(story.answer_by),
                act_by=story.at(story.done_by),
                close_by=story.at(story.done_by),
                stopped_at=story.began if story.is_asked_now and story.done is None else None,
                outcome="repaired" if answer is Answer.DONE else "",
            )
            await work.cases.add([case], [], [referral], events_of(id, story))
            kept.append(case)
    return kept


def events_of(id: int, story: Story) -> list[CaseEvent]:
    facts = {"institution": story.office}
    found: list[CaseEvent] = []
    for place, (since, length) in enumerate(story.stops):
        for kind, at in (("clock_stopped", since), ("clock_started", since + length)):
            moment = story.began + at * HOUR
            found.append(CaseEvent(id + 10 + len(found), id, "drenas", kind, moment, "reportbot", facts))
        assert place < 3
    if story.answered is not None and (story.done is None or story.answered < story.done):
        moment = story.began + story.answered * HOUR
        found.append(CaseEvent(id + 30, id, "drenas", str(story.first), moment, story.office, facts))
    if story.done is not None:
        found.append(CaseEvent(id + 31, id, "drenas", "done", story.began + story.done * HOUR, story.office, facts))
    return found


def by_hand(stories: Iterable[Story], key: str, now: datetime) -> list[Measured]:
    """The rules of core/cases/desk/measures.py, in plain Python."""
    groups: dict[str, list[Story]] = defaultdict(list)
    for story in stories:
        groups[{"school_in_komoran": "komoran"}.get(getattr(story, key), getattr(story, key))].append(story)
    return [
        Measured(
            name,
            len(group),
            times(
                [
                    (each.answered, each.answered, each.answer_by, waits(each, each.answer_by, each.answered, now))
                    for each in group
                ]
            ),
            times(
                [
                    (each.done, without_stops(each), each.done_by, waits(each, each.done_by, each.done, now))
                    for each in group
                ]
            ),
        )
        for name, group in sorted(groups.items())
    ]


def waits(story: Story, by: int, ended: int | None, now: datetime) -> bool:
    due = story.at(by)
    assert due is not None
    return ended is None and story.done is None and not story.is_asked_now and due < now


def without_stops(story: Story) -> int | None:
    if story.done is None:
        return None
    return story.done - sum(min(length, story.done - since) for since, length in story.stops if since <= story.done)


def times(rows: list[tuple[int | None, int | None, int, bool]]) -> Times:
    """Of (when it ended, what counts of that, by when it was promised, whether it is overdue)."""
    took = sorted(counts for _, counts, _, _ in rows if counts is not None)
    counted = len(took) + sum(is_overdue for *_, is_overdue in rows)
    kept = sum(ended is not None and ended <= by for ended, _, by, _ in rows)

    def at(tenths: int) -> timedelta | None:
        place = rank(counted, tenths)
        return took[place - 1] * HOUR if 0 < place <= len(took) else None

    return Times(counted, at(5), at(9), counted, kept)


@given(st.lists(STORIES, max_size=40))
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
async def test_the_database_counts_as_one_does_by_hand(store: Database, stories: list[Story]) -> None:
    town = f"town{next(_ids)}"
    await keep(store, stories, town)
    async with store.read() as work:
        offices = await work.measures.by_institution(town, EVERYTHING, SINCE, UNTIL, NOW)
        languages = await work.measures.by_language(town, EVERYTHING, SINCE, UNTIL, NOW)
        places = await work.measures.by_place(town, EVERYTHING, SINCE, UNTIL, NOW, {"school_in_komoran": "komoran"})
    assert offices == by_hand(stories, "office", NOW)
    assert languages == by_hand(stories, "language", NOW)
    assert places == by_hand(stories, "place", NOW)


USUAL = Story("police", "sq", "komoran", 0, 2, 70, 10, 100)


@pytest.mark.parametrize(
    ("reach", "counted"),
    [
        (EVERYTHING, 3),
        (Reach(frozenset(("coordinator", "police"))), 2),
        (Reach(frozenset(("coordinator", "polic"))), 3),
        (Reach(frozenset(("coordinator",)), theirs="qps"), 0),
        (Reach(frozenset(("coordinator",)), theirs="police"), 3),
        (Reach(frozenset(("coordinator",)), hidden=frozenset(("public_risk", "neglect"))), 0),
        (Reach(frozenset(("coordinator",)), hidden=frozenset(("public_ris",))), 3),
    ],
)
async def test_what_is_out_of_reach_is_not_counted(store: Database, reach: Reach, counted: int) -> None:
    one, *_ = await keep(store, [USUAL] * 3)
    async with store.begin() as work:
        await work.cases.save([replace(one, avoided=("qps", "police"))])
    async with store.read() as work:
        for found in (
            await work.measures.by_institution("drenas", reach, SINCE, UNTIL, NOW),
            await work.measures.by_language("drenas", reach, SINCE, UNTIL, NOW),
            await work.measures.by_place("drenas", reach, SINCE, UNTIL, NOW, {}),
        ):
            assert sum(each.count for each in found) == counted


async def test_other_towns_other_times_and_reports_that_follow_another_do_not_count(store: Database) -> None:
    oldest, newest = await keep(store, [USUAL, replace(USUAL, opened=1000)])
    await keep(store, [USUAL], "kamez")
    late = id_at(START + timedelta(days=20))
    async with store.read() as work:
        assert [each.count for each in await work.measures.by_language("drenas", EVERYTHING, late, UNTIL, NOW)] == [1]
        assert [each.count for each in await work.measures.by_language("drenas", EVERYTHING, SINCE, late, NOW)] == [1]
    async with store.begin() as work:
        await work.cases.save([replace(newest, merged_into=oldest.id)])
    async with store.read() as work:
        assert [each.count for each in await work.measures.by_language("drenas", EVERYTHING, SINCE, UNTIL, NOW)] == [1]


async def test_a_matter_that_was_handed_on_is_late_at_the_new_one_alone(store: Database) -> None:
    (case,) = await keep(store, [replace(USUAL, answered=None, done=None)])
    async with store.begin() as work:
        await work.cases.save([replace(case, lead="qps")])
    async with store.read() as work:
        (found,) = await work.measures.by_institution("drenas", EVERYTHING, SINCE, UNTIL, NOW)
    assert (found.count, found.answered.counted, found.done.counted) == (1, 0, 0)
