"""Alembic runs this; the connection comes from storage/migrate.py, already inside a transaction."""

from alembic import context

from reportbot.storage.migrate import VERSION_TABLE
from reportbot.storage.schema import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    version_table=VERSION_TABLE,
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
