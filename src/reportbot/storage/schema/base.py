"""What all tables share: one `metadata`, and a way to say what else belongs to a table on one kind of database.

Columns stand in the order of the record's fields (service/records/, core/cases), so that a row reads as a record.
Every column says how private it is; every row carries its municipality; ids are given by the caller.
"""

from sqlalchemy import DDL, MetaData, Table, event

metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s",
    }
)


def made_with(table: Table, dialect: str, statement: str) -> None:
    """A trigger, or a function that it calls: said once the table is there, in the order in which this was called."""
    event.listen(table, "after_create", DDL(statement).execute_if(dialect=dialect))  # type: ignore[no-untyped-call]
