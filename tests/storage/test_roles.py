"""deploy/postgresql-roles.sql: the service works with it, and nobody can do more than they need."""

from pathlib import Path
from typing import Any

import psycopg
import pytest

from reportbot.core.cases.referral import Answer
from reportbot.service.audit.verify import Verdict, verify
from reportbot.storage import Database
from tests.builders import CHAIN, TUESDAY, WASTE, parts_for

SQL = Path(__file__).parents[2] / "deploy/postgresql-roles.sql"


@pytest.fixture
def url(postgresql_url: str) -> str:
    for _ in range(2):  # to run it again changes nothing
        with psycopg.connect(postgresql_url, autocommit=True) as owner:
            owner.execute(SQL.read_bytes())
    return postgresql_url


def as_role(url: str, role: str) -> str:
    return f"{url}?options=-crole%3D{role}"


async def test_the_service_works_in_its_role_and_the_auditor_verifies_in_hers(url: str) -> None:
    service = await Database.open(as_role(url, "reportbot_purge"), chain=CHAIN)
    parts = await parts_for(service)
    async with parts.taking():
        await parts.say("anna", *WASTE)
    (case,) = await parts.cases()
    async with service.read() as work:
        referral = (await work.cases.referrals(case.id))[0]
    token = parts.vault.sign_link(referral.id, referral.institution, TUESDAY.replace(year=2027))
    await parts.responses.answer(token, Answer.RECEIVED, "on our way")
    await parts.tick(TUESDAY.replace(month=5))
    async with service.read() as work:
        head = await work.audit.head()
    await service.close()
    auditor = await Database.open(as_role(url, "reportbot_auditor"), upgrade=False)
    try:
        assert head
        assert await verify(auditor, CHAIN) == Verdict(0, head.position)
    finally:
        await auditor.close()


@pytest.mark.parametrize(
    ("role", "sql", "allowed"),
    [
        ("service", "UPDATE audit_entries SET actor = 'nobody'", False),
        ("service", "DELETE FROM audit_entries", False),
        ("service", "TRUNCATE audit_entries", False),
        ("service", "DELETE FROM audit_head", False),
        ("service", "DROP TRIGGER audit_entries_append_only ON audit_entries", False),
        ("service", "ALTER TABLE audit_entries DISABLE TRIGGER ALL", False),
        ("service", "UPDATE case_events SET kind = 'closed'", False),
        ("service", "DELETE FROM case_events", False),
        ("service", "DELETE FROM cases", False),
        ("service", "CREATE TABLE public.mine (id int)", False),
        ("service", "DELETE FROM chat_lines", True),
        ("service", "UPDATE audit_head SET position = position", True),
        ("purge", "DELETE FROM cases", True),
        ("purge", "DELETE FROM audit_entries", False),
        ("purge", "UPDATE audit_entries SET actor = 'nobody'", False),
        ("auditor", "SELECT * FROM audit_entries", True),
        ("auditor", "SELECT * FROM audit_head", True),
        *(("auditor", f"SELECT * FROM {table}", False) for table in ("cases", "reports", "conversations", "outbox")),
        ("auditor", "INSERT INTO audit_head VALUES (2, 0, '')", False),
        ("auditor", "UPDATE audit_head SET position = 0", False),
        ("backup", "SELECT * FROM conversations", True),
        ("backup", "DELETE FROM conversations", False),
        ("backup", "INSERT INTO audit_head VALUES (2, 0, '')", False),
    ],
)
def test_each_role_may_do_what_it_must_and_no_more(url: str, role: str, sql: str, allowed: bool) -> None:
    with psycopg.connect(url, options=f"-c role=reportbot_{role}") as connection:
        try:
            connection.execute(sql.encode())
        except psycopg.errors.InsufficientPrivilege:
            assert not allowed
        else:
            assert allowed


def test_every_table_of_content_is_closed_to_the_auditor(url: str) -> None:
    question = "SELECT tablename, has_table_privilege('reportbot_auditor', tablename::regclass, 'SELECT')"
    with psycopg.connect(url) as connection:
        rows: list[Any] = connection.execute(
            f"{question} FROM pg_tables WHERE schemaname = 'public'".encode()
        ).fetchall()
    assert {name for name, may in rows if may} == {"audit_entries", "audit_head", "reportbot_version"}
    assert len(rows) > 10
