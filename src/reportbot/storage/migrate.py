"""Brings a database up to date before it is opened, or says in one sentence why it cannot be used."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import URL, Connection, Engine, create_engine, event, inspect, text
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.pool import NullPool

from reportbot.storage.sql.errors import bad_database
from reportbot.storage.sql.sqlite import VISITOR, connect

VERSION_TABLE = "reportbot_version"
NEVER_RELEASED = ("0001",)  # sealed in a way that is no more
_ADVISORY_LOCK = 0x5265706F7274  # on PostgreSQL, processes that start together migrate one after the other


def migrate(address: URL, *, upgrade: bool = True) -> None:
    """Blocking. Raises BadSetup: unreachable, unreadable, not ours, too new; without `upgrade`, also too old."""
    where = address.render_as_string()
    engine = engine_of(address)
    try:
        with engine.begin() as connection:
            _lock(connection)
            found = _check(connection, where)
            if found == newest():
                return
            if not upgrade:
                raise bad_database(
                    where, f"the tables are of version {found or 'none'}, this reportbot needs {newest()}"
                )
            config = alembic_config()
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
    except DBAPIError as error:
        raise bad_database(where, f"the database cannot be used: {type(error.orig).__name__}") from None
    except SQLAlchemyError as error:
        raise bad_database(where, f"the database cannot be used: {type(error).__name__}") from None
    finally:
        engine.dispose()


def newest() -> str:
    """The version that this reportbot works with."""
    return ScriptDirectory.from_config(alembic_config()).get_current_head() or ""


def alembic_config() -> Config:
    """Finds the migrations beside this file, also inside an installed wheel."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
    return config


def engine_of(address: URL) -> Engine:
    """Each connection is opened for its use and closed after it. A transaction on SQLite is a writing one."""
    if address.drivername == "postgresql":
        return create_engine(address.set(drivername="postgresql+psycopg"), poolclass=NullPool, hide_parameters=True)
    path = Path(address.database or "")
    engine = create_engine(
        "sqlite://", creator=lambda: connect(path, VISITOR), poolclass=NullPool, hide_parameters=True
    )
    # The connection is in autocommit mode (see connect), so that CREATE TABLE is part of the transaction too.
    event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN IMMEDIATE"))
    return engine


def _lock(connection: Connection) -> None:
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _ADVISORY_LOCK})


def _check(connection: Connection, where: str) -> str | None:
    """The version found; None for an empty database."""
    tables = set(inspect(connection).get_table_names())
    if tables and VERSION_TABLE not in tables:
        raise bad_database(where, "this database belongs to something else: it has tables, but none of reportbot's")
    found = MigrationContext.configure(connection, opts={"version_table": VERSION_TABLE}).get_current_revision()
    known = {script.revision for script in ScriptDirectory.from_config(alembic_config()).walk_revisions()}
    if found in NEVER_RELEASED:
        raise bad_database(
            where, "an early reportbot wrote it, before cases had keys of their own; begin with a new one"
        )
    if found is not None and found not in known:
        raise bad_database(where, f"a newer reportbot wrote this database (version {found}, known here: {newest()})")
    return found
