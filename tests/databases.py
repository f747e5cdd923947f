"""Real databases for tests: a SQLite file, and a PostgreSQL cluster of our own where its programs are installed."""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from itertools import count
from pathlib import Path

import psycopg
from psycopg import sql
from sqlalchemy import make_url

from reportbot.storage.migrate import migrate
from tests.ports import free_port

TEMPLATE = "reportbot_test_template"


class NoPostgresql(Exception):
    """Says why there is none; the tests that need it are skipped with that sentence."""


@contextmanager
def postgresql_server() -> Iterator[str]:
    """The URL of a server: REPORTBOT_TEST_POSTGRES, or one that lives as long as this block. Raises NoPostgresql."""
    given = os.environ.get("REPORTBOT_TEST_POSTGRES")
    if given:
        yield given
        return
    programs = _programs()
    home = Path(tempfile.mkdtemp(prefix="reportbot-postgresql-"))
    try:
        if os.geteuid() == 0:
            shutil.chown(home, "postgres")
        port = free_port()
        _run(programs / "initdb", "-D", home / "data", "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync")
        options = f"-p {port} -c listen_addresses=127.0.0.1 -k {home} -c fsync=on -c max_connections=100"
        _run(programs / "pg_ctl", "-D", home / "data", "-w", "-l", home / "log", "-o", options, "start")
        try:
            yield f"postgresql://postgres@127.0.0.1:{port}/postgres"
        finally:
            _run(programs / "pg_ctl", "-D", home / "data", "-m", "immediate", "-w", "stop")
    finally:
        shutil.rmtree(home, ignore_errors=True)


SHAPE = """
    SELECT md5(string_agg(part, ',' ORDER BY part)) FROM (
    SELECT concat_ws(' ', relname, relkind, relacl) AS part FROM pg_class
    WHERE relnamespace = 'public'::regnamespace
    UNION ALL SELECT concat_ws(' ', relname, attname, atttypid, attnum, attnotnull, attacl)
    FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid
    WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'
    UNION ALL SELECT concat_ws(' ', tgrelid::regclass, tgname, tgenabled) FROM pg_trigger WHERE NOT tgisinternal
    UNION ALL SELECT concat_ws(' ', proname, md5(prosrc)) FROM pg_proc WHERE pronamespace = 'public'::regnamespace
    UNION ALL SELECT concat_ws(' ', conrelid::regclass, conname) FROM pg_constraint
    WHERE connamespace = 'public'::regnamespace
    UNION ALL SELECT concat_ws(' ', nspname, nspacl) FROM pg_namespace WHERE nspname NOT LIKE 'pg_%'
    UNION ALL SELECT concat_ws(' ', datacl, setconfig)
    FROM pg_database LEFT JOIN pg_db_role_setting ON setdatabase = pg_database.oid WHERE datname = current_database()
    UNION ALL SELECT reportbot_version::text FROM reportbot_version
) AS parts
"""
"""A digest of whatever in a database is not the rows of reports."""


class PostgresqlDatabases:
    """Fresh databases on one server, each a copy of a migrated one."""

    def __init__(self, server: str) -> None:
        self._server = make_url(server)
        self._names = (f"reportbot_test_{os.getpid()}_{number}" for number in count())
        self.template = f"{TEMPLATE}_{os.getpid()}"
        self._create(self.template, "template0")
        migrate(self._server.set(database=self.template))
        with closing(self._inside(self.template)) as connection:
            self._shape = connection.execute(SHAPE).fetchone()
            tables = connection.execute("SELECT relname FROM pg_stat_user_tables").fetchall()
            filled = [sql.Identifier(table) for (table,) in tables if table != "reportbot_version"]
            self._deletes = sql.SQL("; ").join(sql.SQL("DELETE FROM {}").format(table) for table in filled)
        self._empty: list[psycopg.Connection] = []

    @contextmanager
    def emptied(self) -> Iterator[str]:
        """Migrated and without rows. Whoever asks next gets it too, if its shape is kept: in a fifth of the time."""
        if not self._empty:
            self._create(name := next(self._names), self.template)
            self._empty.append(self._inside(name))
        inside = self._empty.pop()
        try:
            yield self._server.set(database=inside.info.dbname).render_as_string(hide_password=False)
        finally:
            if self._empties(inside):
                self._empty.append(inside)
            else:
                self._drop_from(inside)

    @contextmanager
    def fresh(self, *, migrated: bool = True) -> Iterator[str]:
        name = next(self._names)
        self._create(name, self.template if migrated else "template0")
        try:
            yield self._server.set(database=name).render_as_string(hide_password=False)
        finally:
            self._drop(name)

    def close(self) -> None:
        for inside in self._empty:
            self._drop_from(inside)
        self._drop(self.template)

    def _empties(self, inside: psycopg.Connection) -> bool:
        """Whether it is as the template again."""
        inside.execute(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        if inside.execute(SHAPE).fetchone() != self._shape:
            return False
        inside.execute(self._deletes)
        return True

    def _drop_from(self, inside: psycopg.Connection) -> None:
        name = inside.info.dbname
        inside.close()
        self._drop(name)

    def _inside(self, name: str) -> psycopg.Connection:
        where = self._server.set(database=name).render_as_string(hide_password=False)
        connection = psycopg.connect(where, autocommit=True)
        connection.execute("SET session_replication_role = replica")  # no trigger keeps a row
        return connection

    def _create(self, name: str, template: str) -> None:
        """Copied as files: half the time of a copy through the log, which is the usual way since PostgreSQL 15."""
        create = sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), sql.Identifier(template))
        with psycopg.connect(self._server.render_as_string(hide_password=False), autocommit=True) as connection:
            by_files = sql.SQL(" STRATEGY = FILE_COPY" if connection.info.server_version >= 150_000 else "")
            connection.execute(create + by_files)

    def _drop(self, name: str) -> None:
        self._say(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))

    def _say(self, command: sql.Composed) -> None:
        with psycopg.connect(self._server.render_as_string(hide_password=False), autocommit=True) as connection:
            connection.execute(command)


def _programs() -> Path:
    """Debian keeps the programs of each version in a folder of its own; the newest is taken."""
    folders = sorted(
        Path("/usr/lib/postgresql").glob("*/bin"), key=lambda folder: int(folder.parent.name), reverse=True
    )
    on_path = shutil.which("pg_ctl")
    candidates = [*folders, *([Path(on_path).resolve().parent] if on_path else [])]
    for folder in candidates:
        if (folder / "initdb").exists() and (folder / "pg_ctl").exists():
            return folder
    raise NoPostgresql("PostgreSQL is not installed")


def _run(*command: str | Path) -> None:
    """PostgreSQL refuses to run as root, so root runs it as the user that its package made. Raises NoPostgresql."""
    who: dict[str, str | int | list[int]] = {}
    if os.geteuid() == 0:
        try:
            user = pwd.getpwnam("postgres")
        except KeyError:
            raise NoPostgresql("PostgreSQL is not installed: there is no user postgres") from None
        who = {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
    done = subprocess.run(  # type: ignore[call-overload]
        [str(part) for part in command],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd="/",
        check=False,
        **who,
    )
    if done.returncode != 0:
        raise NoPostgresql(f"PostgreSQL could not be started: {Path(command[0]).name} failed")
