"""The tables keep their promises: privacy tags, municipalities, and migrations that lead to the same place."""

import sqlite3
from dataclasses import fields
from pathlib import Path
from typing import Any

import psycopg
import pytest
from sqlalchemy import Column, Table, create_engine

from reportbot.core.cases.case import Case
from reportbot.core.cases.desk.notes import CaseNote, CaseTask
from reportbot.core.cases.events import CaseEvent
from reportbot.core.cases.referral import Referral
from reportbot.service.records import (
    BrokenMessage,
    ChatLine,
    Correction,
    Delivery,
    Due,
    Letter,
    Outside,
    Photo,
    Report,
    Sketch,
    TrainedModel,
    WeekSecrets,
)
from reportbot.service.records.settings import TownAsk, TownChange
from reportbot.service.records.staff import Draft, StaffAsk, StaffMember, StaffPasskey, StaffSession
from reportbot.service.tables.practice import PracticeRoom
from reportbot.service.tables.queue import SavedFilter
from reportbot.service.tables.staff_chats import StaffAlert, StaffChat, StaffChatCode
from reportbot.storage import Database, StorageFailed, schema
from reportbot.storage.schema import metadata
from tests.databases import PostgresqlDatabases
from tests.storage.samples import a_case, an_event

RECORDS = {
    "broken_messages": BrokenMessage,
    "photos": Photo,
    "weeks": WeekSecrets,
    "cases": Case,
    "reports": Report,
    "referrals": Referral,
    "case_events": CaseEvent,
    "outbox": Delivery,
    "dues": Due,
    "chat_lines": ChatLine,
    "corrections": Correction,
    "sketches": Sketch,
    "trained_models": TrainedModel,
    "letters": Letter,
    "outside": Outside,
    "staff_chats": StaffChat,
    "staff_chat_codes": StaffChatCode,
    "staff_alerts": StaffAlert,
    "staff_members": StaffMember,
    "staff_passkeys": StaffPasskey,
    "staff_sessions": StaffSession,
    "drafts": Draft,
    "practice_rooms": PracticeRoom,
    "saved_filters": SavedFilter,
    "case_notes": CaseNote,
    "case_tasks": CaseTask,
    "town_changes": TownChange,
    "town_asks": TownAsk,
    "staff_asks": StaffAsk,
}


@pytest.mark.parametrize("column", [column for table in metadata.tables.values() for column in table.c], ids=str)
def test_every_column_says_how_private_it_is(column: Column[Any]) -> None:
    assert column.info.get("privacy") in ("none", "pseudonym", "sealed", "key")
    assert column.name.startswith("sealed_") <= (column.info["privacy"] in ("sealed", "key"))


OF_THE_HOUSE = {"seen_messages", "weeks", "observed_days", "canaries", "audit_head"}


@pytest.mark.parametrize(
    "table", [table for table in metadata.tables.values() if table.name not in OF_THE_HOUSE], ids=str
)
def test_every_row_carries_its_municipality(table: Table) -> None:
    assert not table.c.municipality.nullable


@pytest.mark.parametrize(("table", "record"), RECORDS.items())
def test_the_first_columns_are_the_fields_of_the_record(table: str, record: Any) -> None:
    names = [field.name for field in fields(record)]
    assert metadata.tables[table].c.keys()[: len(names)] == names


async def test_history_cannot_be_rewritten(store: Database, database_url: str) -> None:
    async with store.begin() as work:
        await work.cases.add([a_case()], [], [], [an_event()])
    with pytest.raises(StorageFailed):
        async with store.begin() as work:
            work.cases._transaction.write(schema.case_events.update().values(kind="closed"), [{}])
    async with store.read() as work:
        assert await work.cases.events(1) == [an_event()]


def test_migrations_lead_to_the_tables_of_the_schema_on_sqlite(migrated_file: Path, tmp_path: Path) -> None:
    fresh = tmp_path / "fresh.db"
    engine = create_engine(f"sqlite:///{fresh}")
    metadata.create_all(engine)
    engine.dispose()
    assert _sqlite(migrated_file) == _sqlite(fresh)


def test_migrations_lead_to_the_tables_of_the_schema_on_postgresql(
    postgresql_url: str, postgresql_databases: PostgresqlDatabases
) -> None:
    with postgresql_databases.fresh(migrated=False) as fresh:
        engine = create_engine(fresh.replace("postgresql:", "postgresql+psycopg:"))
        metadata.create_all(engine)
        engine.dispose()
        assert _postgresql(postgresql_url) == _postgresql(fresh)


def _sqlite(file: Path) -> dict[str, str]:
    connection = sqlite3.connect(file)
    rows = connection.execute("SELECT name, sql FROM sqlite_schema WHERE sql IS NOT NULL").fetchall()
    connection.close()
    return {name: " ".join(sql.split()) for name, sql in rows if name != "reportbot_version"}


def _postgresql(url: str) -> set[tuple[Any, ...]]:
    questions = (
        "SELECT table_name, column_name, ordinal_position, data_type, is_nullable, column_default"
        " FROM information_schema.columns WHERE table_schema = 'public'",
        "SELECT tablename, indexdef FROM pg_indexes WHERE schemaname = 'public'",
        "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint WHERE conrelid > 0",
        "SELECT tgrelid::regclass::text, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal",
        "SELECT proname, prosrc FROM pg_proc WHERE pronamespace = 'public'::regnamespace",
    )
    with psycopg.connect(url) as connection:
        found = {row for question in questions for row in connection.execute(question.encode()).fetchall()}
    return {row for row in found if row[0] != "reportbot_version"}
