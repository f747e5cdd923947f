"""The questions asked all day are answered by an index, however much history lies in the tables."""

import asyncio
import sqlite3
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from sqlalchemy.sql.expression import Executable

from reportbot.core.access.reach import Reach
from reportbot.core.cases.desk.queue import COUNTED, View
from reportbot.core.cases.referral import Answer
from reportbot.core.cases.retention import Expiry
from reportbot.core.cases.workflow import Status
from reportbot.service.records import DeliveryState, Outside, Sketch
from reportbot.storage import Database
from reportbot.storage.cases import case_rows as cases
from reportbot.storage.cases import history, letters, outside, queue_pages, referrals, sketches
from reportbot.storage.cases.reach import values_of
from reportbot.storage.keeping import dues, leftovers, retention
from reportbot.storage.outgoing import chat_numbers, dead_letters, outbox
from reportbot.storage.sql.postgresql import Postgresql
from reportbot.storage.sql.sqlite import Sqlite
from reportbot.storage.sql.statements import Statements
from reportbot.storage.talks import chat, conversations
from tests.builders import CHAIN
from tests.databases import PostgresqlDatabases
from tests.storage.samples import (
    HOUR,
    MINUTE,
    NOW,
    a_broken_message,
    a_case,
    a_conversation,
    a_delivery,
    a_due,
    a_letter,
    a_line,
    a_photo,
    a_referral,
    an_event,
)

MUCH = 20_000
PAGE = {"municipality": "drenas", "limit": 50}
AFTER = {"prio": 2, "opened_at": NOW, "id": 1}
WITHIN = dict(values_of(Reach(frozenset({"coordinator"}), "", frozenset({"neglect"}))))
WHO = {"municipality0": "drenas", "channel0": "telegram", "tag0": b"tag 7"}

IN_A_MONTH = {"municipality": "drenas", "lowest": 100, "highest": 200, "since": NOW - 700 * HOUR, "until": NOW}
KINDS = {f"category{place}": "manhole" for place in range(8)} | {"shown_before": NOW, "peer": "ndreqe"}

TEN = {
    "municipality": "drenas",
    "limit": 50,
    "now": 1,
    "member": "ana",
    "desk": "desk",
    "theirs": "",
    "looked_at": 9_999,
    "most": 100,
}
REACH = TEN | {"office0": "% police %", "hidden0": "neglect"}
AFTER_ROW = {"after_late_at": 1, "after_prio": 2, "after_id": 7, "end_late_at": 9, "end_prio": 3, "end_id": 8}
INDEXES = {
    View.OPEN: "ix_cases_open",
    View.LOOK: "ix_cases_look",
    View.DANGER: "ix_cases_danger",
    View.MINE: "ix_cases_taken",
    View.WAITING: "ix_cases_open",
    View.OVERDUE: "ix_cases_open",
    View.NEWS: "ix_cases_news",
    View.CLOSED: "ix_cases_over",
}
VIEWS: dict[str, tuple[Executable, dict[str, Any], set[str]]] = {
    f"{view}: {name}": (queue_pages.page_of(view, (1, theirs, 1), named, goes_on, ends), REACH | given, {INDEXES[view]})
    for view in View
    for name, theirs, named, goes_on, ends, given in (
        ("first page", False, (), False, False, {}),
        ("next page", False, (), True, False, AFTER_ROW),
        ("narrowed", True, ("lead", "place"), True, True, AFTER_ROW | {"want_lead": "qps", "want_place": "komoran"}),
    )
} | {
    f"{view}: how far one page looks": (queue_pages.end_of_page(view, goes_on), TEN | AFTER_ROW, {INDEXES[view]})
    for view in View
    for goes_on in (False, True)
}

QUESTIONS: dict[str, tuple[Executable, dict[str, Any], set[str]]] = {
    **VIEWS,
    "counts on the tabs": (queue_pages.counts((1, False, 1)), REACH, {INDEXES[view] for view in COUNTED}),
    **{
        f"counts of what is narrowed, {whose}": (
            queue_pages.narrowed_counts((1, theirs, 1), ("lead", "place", "since")),
            REACH | {"want_lead": "qps", "want_place": "komoran", "want_since": NOW},
            {INDEXES[view] for view in COUNTED},
        )
        for whose, theirs in (("the desk's", False), ("an office's", True))
    },
    "counts of an office": (queue_pages.counts((0, True, 1)), REACH, {"ix_cases_open"}),
    **{
        f"search by {name}": (queue_pages.search((1, theirs, 1), (name,)), REACH | {name: "qps"}, {index})
        for name, theirs, index in (
            ("place", False, "ix_cases_place"),
            ("category", True, "ix_cases_category"),
            ("lead", False, "ix_cases_lead"),
        )
    },
    "search by status": (
        queue_pages.search((1, False, 1), ("status",)),
        REACH | {"status": Status.REJECTED},
        {"ix_cases_status"},
    ),
    **{
        f"search by status and {name}": (
            queue_pages.search((1, False, 1), (name, "status")),
            REACH | {name: "qps", "status": Status.REFERRED},
            {f"ix_cases_{name}"},
        )
        for name in ("place", "category", "lead")
    },
    "cases for a replay": (cases._PAGE, PAGE | {"after": 1}, set()),
    "how cases were handed on": (history._routes(1), {"id0": 7}, {"ix_case_events_case"}),
    "open cases of an office's staff": (
        referrals._ASSIGNED,
        {"municipality": "drenas", "institution": "qps"},
        {"ix_referrals_assigned", "ix_referrals_case"},
    ),
    "what a duty phone may answer": (
        referrals._unfinished(2),
        {"municipality": "drenas", "of0": "qps", "of1": "police", "limit": 50},
        {"ix_referrals_unfinished"},
    ),
    "due dates": (dues._TAKE, {"now": NOW, "limit": 50}, {"ix_dues_due"}),
    "the cases of what is due": (cases._get(2, False), {"id0": 7, "id1": 8}, set()),
    "all referrals of these cases": (referrals._referrals_of(2, False), {"id0": 7, "id1": 8}, {"ix_referrals_case"}),
    "what falls due in a case": (dues._OF_CASE, {"of_case": 7}, {"ix_dues_case"}),
    "what falls due no more": (dues._CANCEL_REFERRAL, {"of_case": 7, "of_referral": 7, "at": NOW}, {"ix_dues_case"}),
    "nothing of a case falls due": (dues._CANCEL_CASE, {"of_case": 7, "at": NOW}, {"ix_dues_case"}),
    "next due date": (dues._NEXT, {}, {"ix_dues_due"}),
    "claim": (outbox._CLAIM, {"now": NOW, "until": NOW, "limit": 50}, {"ix_outbox_wake", "ix_outbox_lane"}),
    "next delivery": (outbox._NEXT_DUE, {}, {"ix_outbox_wake", "ix_outbox_lane"}),
    "forgetting": (outbox._cancel(False), {"of": 1}, {"ix_outbox_conversation"}),
    "numbers of a chat": (chat_numbers._NUMBERS, {"of": 7}, {"ix_outbox_conversation"}),
    "letting a chat go": (chat_numbers._LET_GO, {"of": 7, "below": 100}, {"ix_outbox_conversation"}),
    "forgetting numbers": (leftovers._FORGET_NUMBERS, {"above": 1, "below": 100, "limit": 500}, set()),
    "dead letters": (dead_letters._dead(True, False), PAGE, {"ix_outbox_dead"}),
    "older dead letters": (dead_letters._dead(True, True), PAGE | {"below": 2**62}, {"ix_outbox_dead"}),
    "dead letters by kind": (dead_letters._DEAD_COUNTS, {}, {"ix_outbox_dead"}),
    "rows of a notice": (outbox._of_notice(False), {"of": 7}, {"ix_outbox_notice"}),
    "trouble with offices": (dead_letters._TROUBLES, {"municipality": "drenas"}, {"ix_outbox_trouble"}),
    "trouble with one address": (
        dead_letters._TROUBLES_AT,
        {"municipality": "drenas", "target": "office7@example.org", "since": NOW, "limit": 2},
        {"ix_outbox_trouble"},
    ),
    "when an address last took something": (
        dead_letters._last_arrivals(2),
        {"municipality": "drenas", "target0": "office7@example.org", "target1": "office8@example.org"},
        {"ix_outbox_arrived"},
    ),
    "deliveries of a case": (outbox._OF_CASE, {"of": 7}, {"ix_outbox_case"}),
    "who writes": (conversations._by_who(1, False), WHO, {"uq_conversations"}),
    "silent sessions": (
        conversations._EXPIRED,
        {"before": NOW, "limit": 50, "since": NOW - HOUR, "last": 1},
        {"ix_conversations_silent"},
    ),
    "cases that run out": (
        retention._COMING,
        PAGE | WITHIN | {"until": NOW, "since": NOW - HOUR, "last": 1},
        {"ix_retention_purge"},
    ),
    "how many run out": (
        retention._COUNT,
        WITHIN | {"municipality": "drenas", "until": NOW, "most": 100},
        {"ix_retention_purge"},
    ),
    "cases to warn of": (retention._UNWARNED, PAGE | {"until": NOW, "now": NOW}, {"ix_retention_purge"}),
    "cases to erase": (retention._DUE, PAGE | {"now": NOW, "warned_before": NOW}, {"ix_retention_purge"}),
    "erased today": (
        retention._SHREDDED_SINCE,
        {"municipality": "drenas", "since": NOW, "until": NOW},
        {"ix_retention_purge"},
    ),
    "rows to remove": (retention._TO_REMOVE, {"before": NOW, "now": NOW, "limit": 10}, {"ix_retention_purge"}),
    "a page of all cases": (retention._STATES, {"after": 100, "limit": 500}, set()),
    "a page of who wrote": (leftovers._TALKS, {"after": 100, "limit": 500}, set()),
    "whose matter is over": (
        leftovers._over(1, False),
        {"id0": 7, "before": NOW},
        {"ix_cases_conversation", "ix_outbox_conversation"},
    ),
    "what was sent long ago": (leftovers._REMOVE_SENT, {"below": 100, "before": NOW, "limit": 500}, set()),
    "what was due long ago": (leftovers._REMOVE_DONE, {"below": 100, "before": NOW, "limit": 500}, set()),
    "what broke long ago": (leftovers._REMOVE_BROKEN, {"below": 100, "before": NOW, "limit": 500}, set()),
    "a page of what was seen": (leftovers._SEEN, {"after": b"", "limit": 500}, set()),
    "forgetting what was seen": (leftovers._FORGET_SEEN, {"of": b"key", "before": NOW}, set()),
    "what is alike": (
        sketches._near(2),
        {"municipality": "drenas", "since": NOW - 300 * HOUR, "limit": 40}
        | {"category0": "manhole", "place0": "komoran", "category1": "manhole", "place1": "arllat"},
        {"ix_sketches_alike"},
    ),
    "homes that are alike": (
        sketches._sealed(2),
        {"municipality": "drenas", "since": NOW - 300 * HOUR, "limit": 300}
        | {"category0": "neglect", "category1": "child_violence"},
        {"ix_sketches_sealed"},
    ),
    "what was put together": (cases._merged_into(2), {"id0": 7, "id1": 8}, {"ix_cases_merged"}),
    "what was put together, with its lead": (
        cases._groups(2),
        {"id0": 7, "id1": 8},
        {"ix_cases_merged", "PRIMARY KEY"},
    ),
    "what follows the one that leads": (
        cases._FOLLOW,
        {"of": 7, "new_status": Status.NEW, "new_updated_at": NOW, "new_lead": "police"},
        {"ix_cases_merged"},
    ),
    "erasing the messages of a case": (retention._SHRED[5], {"of": 7}, {"ix_outbox_case"}),
    "erasing the photos of a case": (retention._SHRED[4], {"of": 7}, {"ix_photos_case"}),
    "what is public": (outside._published(8), IN_A_MONTH | KINDS | {"skip": 0, "limit": 1000}, {"ix_outside_case"}),
    "what was opened that day": (outside._OPENED, IN_A_MONTH, set()),
    "what has changed": (outside._CHANGED, IN_A_MONTH, set()),
    "what another system has sent": (
        outside._NAMED,
        {"municipality": "drenas", "peer": "peer7", "remote": "r7", "sent": False},
        {"ix_outside_peer"},
    ),
    "what to ask another system": (
        outside._TO_CHECK,
        {"municipality": "drenas", "peer": "peer8", "sent": True, "limit": 50},
        {"ix_outside_peer"},
    ),
    "letters to hand over": (letters._TO_HAND_OVER, PAGE, {"ix_letters_waiting"}),
    "letters of a case": (letters._OF_CASE, {"of": 7}, {"ix_letters_case"}),
    "chat page": (
        chat._NEWEST,
        {"municipality": "drenas", "tag": b"tag", "after": 0, "limit": 9},
        {"ix_chat_lines_page"},
    ),
}


@pytest.mark.parametrize("question", QUESTIONS)
async def test_sqlite_walks_an_index(a_year_on_sqlite: str, question: str) -> None:
    statement, values, indexes = QUESTIONS[question]
    prepared = Statements(Sqlite.dialect).prepare(statement)
    connection = sqlite3.connect(a_year_on_sqlite)
    plan = [row[3] for row in connection.execute(f"EXPLAIN QUERY PLAN {prepared.sql}", prepared.arguments([values])[0])]
    connection.close()
    words = " ".join(plan).replace("sqlite_autoindex_conversations_1", "uq_conversations")
    assert all(index in words for index in indexes), plan
    assert not [step for step in plan if step.startswith("SCAN") and not _harmless(step)], plan


@pytest.mark.parametrize("question", [question for question in VIEWS if "narrowed" not in question])
async def test_no_view_of_the_queue_is_sorted_it_is_one_walk_along_its_index(
    a_year_on_sqlite: str, question: str
) -> None:
    statement, values, _ = VIEWS[question]
    prepared = Statements(Sqlite.dialect).prepare(statement)
    connection = sqlite3.connect(a_year_on_sqlite)
    plan = [row[3] for row in connection.execute(f"EXPLAIN QUERY PLAN {prepared.sql}", prepared.arguments([values])[0])]
    connection.close()
    assert not [step for step in plan if "TEMP B-TREE" in step], plan
    assert sum("cases" in step for step in plan) == 1, plan


@pytest.mark.parametrize("question", QUESTIONS)
async def test_postgresql_walks_an_index(a_year_on_postgresql: str, question: str) -> None:
    statement, values, _ = QUESTIONS[question]
    prepared = Statements(Postgresql.dialect).prepare(statement)
    with psycopg.connect(a_year_on_postgresql) as connection:
        rows = connection.execute(f"EXPLAIN {prepared.sql}".encode(), prepared.arguments([values])[0]).fetchall()
    plan = "\n".join(row[0] for row in rows)
    assert "Seq Scan" not in plan, plan  # which of its small indexes it likes best is its own affair


def _harmless(step: str) -> bool:
    """Walking a partial index in order, or the few values that were asked for."""
    return (
        "INDEX ix_" in step
        or "CONSTANT ROW" in step
        or step.startswith("SCAN anon_")
        or step
        in (
            "SCAN wanted",
            "SCAN due",
            "SCAN due_now",
        )
    )


@pytest.fixture(scope="module")
def a_year_on_sqlite(tmp_path_factory: pytest.TempPathFactory) -> str:
    file = tmp_path_factory.mktemp("year") / "reportbot.db"
    asyncio.run(_fill(f"sqlite:///{file}"))
    return str(file)


@pytest.fixture(scope="module")
def a_year_on_postgresql(postgresql_databases: PostgresqlDatabases) -> Iterator[str]:
    with postgresql_databases.fresh() as url:
        asyncio.run(_fill(url))
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute("ANALYZE")
        yield url


async def _fill(url: str) -> None:
    """Much that is over, a little that is not."""
    database = await Database.open(url, chain=CHAIN)
    numbers = range(1, MUCH + 1)
    async with database.begin() as work:
        await work.conversations.save(
            [a_conversation(id, session=b"" if id % 400 else b"open", last_at=NOW - id * MINUTE) for id in numbers]
        )
        await work.cases.add(
            [
                a_case(
                    id,
                    status=Status.CLOSED if id % 400 else Status.NEW,
                    opened_at=NOW - id * HOUR,
                    needs_look=id % 800 == 0,
                    merged_into=id - 1 if id % 40 == 1 and id > 1 else None,
                )
                for id in numbers
            ],
            [],
            [],
            [],
        )
        await work.cases.add_referrals(
            [
                a_referral(id, id, institution="qps", assigned="first", answer=Answer.DONE if id % 100 else None)
                for id in numbers
            ]
        )
        await work.cases.add_events([an_event(id, id, kind="opened" if id % 2 else "referred") for id in numbers])
        await work.sketches.save(
            [
                Sketch(id, "drenas", "neglect", "komoran", NOW - id * HOUR, b"", b"sealed")
                if id % 5 == 0
                else Sketch(id, "drenas", "manhole", f"place {id % 50}", NOW - id * HOUR, b"words", b"")
                for id in numbers
            ]
        )
        await work.dues.add([a_due(id, id, due_at=NOW - id * MINUTE) for id in numbers if id % 400])
        await work.dues.take(NOW, MUCH)
        await work.dues.add([a_due(id, id, due_at=NOW + (id - MUCH // 2) * MINUTE) for id in numbers if id % 400 == 0])
        await work.outbox.add(
            [
                a_delivery(
                    id,
                    case=id,
                    conversation=id,
                    due_at=NOW + (id - MUCH // 2) * MINUTE,
                    state=DeliveryState.DONE if id % 400 else DeliveryState.WAITING,
                )
                for id in numbers
            ]
        )
        await work.outbox.add([a_delivery(MUCH + id, state=DeliveryState.DEAD) for id in range(1, 9)])
        await work.retention.add([Expiry(id, "drenas", NOW + (id - 100) * HOUR) for id in numbers if id % 400])
        await work.outside.add(
            [
                Outside(id, "drenas", id, None, f"peer{id % 50}", id % 2 == 0, f"r{id}", "over", NOW - id * HOUR)
                for id in numbers
            ]
        )
        await work.messages.unseen([b"key %d" % id for id in numbers], NOW)
        await work.messages.keep_broken([a_broken_message(id) for id in numbers])
        await work.conversations.add_photos([a_photo(id, conversation=id, case=id) for id in numbers])
        kept = [a_letter(id, case=id, kind="notice", handed_at=NOW if id % 400 else None) for id in numbers]
        work.letters._transaction.write(letters._INSERT, [letters._LETTER.values(each) for each in kept])
        await work.chat.add([a_line(id, tag=b"tag" if id % 100 == 0 else b"tag %d" % id) for id in numbers])
    await database.close()
