"""Every column is in exactly one half, and a new one without a word on its privacy is in neither: it is refused."""

import pytest
from sqlalchemy import Column, Integer, LargeBinary, MetaData, Table

from reportbot.core.errors import RuleBroken
from reportbot.storage.backup.parts import content_parts, keys_parts
from reportbot.storage.schema import metadata


def test_every_column_is_in_exactly_one_half_and_the_primary_key_in_both() -> None:
    content = {(part.table, name) for part in content_parts() for name in part.names}
    keys = {(part.table, name) for part in keys_parts() for name in part.names}
    columns = [column for table in metadata.tables.values() for column in table.c]
    assert content | keys == {(column.table.name, column.name) for column in columns}
    assert {column for column in columns if (column.table.name, column.name) in content & keys} <= {
        column for column in columns if column.primary_key
    }


def test_no_key_is_in_the_content() -> None:
    for part in content_parts():
        for name in part.names:
            assert metadata.tables[part.table].c[name].info["privacy"] != "key"


def test_the_keys_hold_no_content() -> None:
    for part in keys_parts():
        for name in set(part.names) - set(part.row_names):
            assert metadata.tables[part.table].c[name].info["privacy"] == "key"


@pytest.mark.parametrize("info", [{}, {"privacy": "unclear"}])
def test_a_new_column_that_does_not_say_how_private_it_is_is_refused(info: dict[str, str]) -> None:
    planted = MetaData()
    Table(
        "diaries",
        planted,
        Column("id", Integer, primary_key=True, info={"privacy": "none"}),
        Column("text", LargeBinary, info=info),
    )
    for parts in (content_parts, keys_parts):
        with pytest.raises(RuleBroken, match=r"diaries\.text"):
            parts(planted)
