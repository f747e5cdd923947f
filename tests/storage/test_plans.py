"""The questions asked all day are answered by an index, however much history lies in the tables."""

import asyncio
import sqlite3
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from sqlalchemy.sql.expression import Executable

from reportbot.core.cases.referral import Answer
from reportbot.core.cases.retention import Expiry
from reportbot.core.cases.workflow import Status
from reportbot.service.records import DeliveryState, Sketch
from reportbot.storage import Database, cases, chat, conversations, dues, leftovers, outbox, retention, sketches
from reportbot.storage.postgresql import Postgresql
from reportbot.storage.sqlite import Sqlite
from reportbot.storage.statements import Statements
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
    a_line,
    a_photo,
    a_referral,
    an_event,
)

MUCH = 20_000
PAGE = {"municipality": "drenas", "limit": 50}
AFTER = {"prio": 2, "opened_at": NOW, "id": 1}
WHO = {"municipality0": "drenas", "channel0": "telegram", "tag0": b"tag 7"}

QUESTIONS: dict[str, tuple[Executable, dict[str, Any], set[str]]] = {
    "queue": (cases._queue(True, False), PAGE, {"ix_cases_open", "ix_dues_case"}),
    "next page of the queue": (cases._queue(True, True), PAGE | AFTER, {"ix_cases_open", "ix_dues_case"}),
    "what needs a look": (cases._queue(True, False, True), PAGE, {"ix_cases_unsure", "ix_dues_case"}),
    "more that needs a look": (cases._queue(True, True, True), PAGE | AFTER, {"ix_cases_unsure", "ix_dues_case"}),
    "how many need a look": (cases._COUNT_UNSURE, {"municipality": "drenas"}, {"ix_cases_unsure"}),
    "cases for a replay": (cases._PAGE, PAGE | {"after": 1}, set()),
    "how cases were handed on": (cases._routes(1), {"id0": 7}, {"ix_case_events_case"}),
    "counts": (cases._COUNTS, {"municipality": "drenas"}, {"ix_cases_open"}),
    "open cases of an office's staff": (
        cases._ASSIGNED,
        {"municipality": "drenas", "institution": "qps"},
        {"ix_referrals_assigned", "ix_referrals_case"},
    ),
    "due dates": (dues._TAKE, {"now": NOW, "limit": 50}, {"ix_dues_due"}),
    "next due date": (dues._NEXT, {}, {"ix_dues_due"}),
    "claim": (outbox._CLAIM, {"now": NOW, "until": NOW, "limit": 50}, {"ix_outbox_wake", "ix_outbox_lane"}),
    "next delivery": (outbox._NEXT_DUE, {}, {"ix_outbox_wake", "ix_outbox_lane"}),
    "forgetting": (outbox._cancel(False), {"of": 1}, {"ix_outbox_conversation"}),
    "numbers of a chat": (outbox._NUMBERS, {"of": 7}, {"ix_outbox_conversation"}),
    "letting a chat go": (outbox._LET_GO, {"of": 7, "below": 100}, {"ix_outbox_conversation"}),
    "forgetting numbers": (leftovers._FORGET_NUMBERS, {"above": 1, "below": 100, "limit": 500}, set()),
    "dead letters": (outbox._dead(True), PAGE, {"ix_outbox_dead"}),
    "deliveries of a case": (outbox._OF_CASE, {"of": 7}, {"ix_outbox_case"}),
    "who writes": (conversations._find(1, False), WHO, {"uq_conversations"}),
    "silent sessions": (
        conversations._EXPIRED,
        {"before": NOW, "limit": 50, "since": NOW - HOUR, "last": 1},
        {"ix_conversations_silent"},
    ),
    "cases that run out": (
        retention._COMING,
        PAGE | {"until": NOW, "since": NOW - HOUR, "last": 1},
        {"ix_retention_purge"},
    ),
    "how many run out": (retention._COUNT, {"municipality": "drenas", "until": NOW}, {"ix_retention_purge"}),
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
    "what follows the one that leads": (
        cases._FOLLOW,
        {"of": 7, "new_status": Status.NEW, "new_updated_at": NOW, "new_lead": "police"},
        {"ix_cases_merged"},
    ),
    "erasing the messages of a case": (retention._SHRED[4], {"of": 7}, {"ix_outbox_case"}),
    "erasing the photos of a case": (retention._SHRED[3], {"of": 7}, {"ix_photos_case"}),
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
        or step
        in (
            "SCAN wanted",
            "SCAN due",
            "SCAN due_now",
            "SCAN anon_1",
            "SCAN anon_2",
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
        await work.messages.unseen([b"key %d" % id for id in numbers], NOW)
        await work.messages.keep_broken([a_broken_message(id) for id in numbers])
        await work.conversations.add_photos([a_photo(id, conversation=id, case=id) for id in numbers])
        await work.chat.add([a_line(id, tag=b"tag" if id % 100 == 0 else b"tag %d" % id) for id in numbers])
    await database.close()
