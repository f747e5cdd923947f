"""An empty database is filled from a backup in one transaction: nobody sees a row before all is there. Blocking."""

# ruff: noqa: S608 (names come from our own schema; every value is a parameter)

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, text
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from reportbot.service.records import DeliveryState
from reportbot.storage.backup.parts import Part
from reportbot.storage.backup.snapshot import count_of, quoted
from reportbot.storage.database import address_of
from reportbot.storage.migrate import engine_of, migrate
from reportbot.storage.schema import metadata
from reportbot.storage.schema.queue import SET_LATE
from reportbot.storage.sql.columns import Moment
from reportbot.storage.sql.errors import StorageFailed, bad_database

TO_REPORTERS = ("reply", "later", "receipt", "answer", "notice", "news", "picture", "quiet", "leave")
NUMBERS_LEFT_OUT = 100  # of each town and year: cases opened after an old backup had some, and offices know them
UNKNOWN = "may have left before the restore"
CANCELLED = "cancelled by a restore"


@contextmanager
def filling(url: str) -> Iterator["Filling"]:
    """Kept when the block ends well, else nothing is: no file either, if there was none before.

    Raises BadSetup for a database with rows in it; StorageFailed.
    """
    address = address_of(url)
    with _no_file_left_behind(address):
        migrate(address)
        with _filled(address) as fill:
            yield fill


@contextmanager
def _no_file_left_behind(address: URL) -> Iterator[None]:
    file = Path(address.database or "") if address.drivername == "sqlite" else None
    is_new = file is not None and not file.exists()
    try:
        yield
    except BaseException:
        if file and is_new:
            for ending in ("", "-wal", "-shm", "-journal"):
                file.with_name(file.name + ending).unlink(missing_ok=True)
        raise


@contextmanager
def _filled(address: URL) -> Iterator["Filling"]:
    engine = engine_of(address)
    try:
        with engine.begin() as connection:
            used = [name for name in metadata.tables if connection.execute(text(count_of(name))).scalar_one()]
            if used:
                raise bad_database(
                    address.render_as_string(),
                    f"there is something in it already ({', '.join(used[:3])}); a backup is only restored into an empty"
                    " database: stop reportbot and name a new one in REPORTBOT_DATABASE_URL",
                )
            yield Filling(connection)
    except DBAPIError as error:
        raise StorageFailed(f"the database does not take it: {type(error.orig).__name__}") from None
    except SQLAlchemyError as error:
        raise StorageFailed(f"the database does not take it: {type(error).__name__}") from None
    finally:
        engine.dispose()


class Filling:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._knows_the_kept = False

    def add(self, part: Part, rows: Sequence[Sequence[Any]]) -> None:
        """Their keys are empty until `set_keys`."""
        left_out: dict[str, Any] = {field.name: None if field.null else b"" for field in part.left_out}
        names = (*part.names, *left_out)
        columns, values = ", ".join(map(quoted, names)), ", ".join(f":{name}" for name in names)
        statement = f"INSERT INTO {quoted(part.table)} ({columns}) VALUES ({values})"
        self._each(statement, [dict(zip(part.names, row, strict=True)) | left_out for row in rows])

    def set_keys(self, part: Part, rows: Sequence[Sequence[Any]]) -> None:
        """Keys of rows that are not there are ignored."""
        keys = [name for name in part.names if name not in part.row_names]
        if not keys:
            return
        values = ", ".join(f"{quoted(name)} = :{name}" for name in keys)
        here = " AND ".join(f"{quoted(name)} = :{name}" for name in part.row_names)
        statement = f"UPDATE {quoted(part.table)} SET {values} WHERE {here}"
        self._each(statement, [dict(zip(part.names, row, strict=True)) for row in rows])

    def keep_conversations(self, ids: Sequence[int]) -> None:
        """`forget_others` forgets all but these."""
        if not self._knows_the_kept:
            self._connection.execute(text("CREATE TEMPORARY TABLE kept_conversations (id BIGINT PRIMARY KEY)"))
            self._knows_the_kept = True
        self._each("INSERT INTO kept_conversations VALUES (:id)", [{"id": id} for id in ids])

    def in_common(self) -> int:
        """Cases that have their key, and conversations that are kept: none when the two halves are strangers."""
        self.keep_conversations(())
        return sum(
            self._connection.execute(text(f"SELECT count(*) FROM {which}")).scalar_one()
            for which in (
                "cases WHERE length(sealed_key) > 0",
                "conversations WHERE id IN (SELECT id FROM kept_conversations)",
            )
        )

    def canaries(self) -> dict[str, bytes]:
        """What each key has left in this database, by the key's name."""
        rows = self._connection.execute(text("SELECT name, value FROM canaries"))
        return {name: bytes(value) for name, value in rows}

    def drop_canaries(self, names: Sequence[str]) -> None:
        """Of keys that are no more: nothing here opens with them, and nobody shall look for them."""
        self._each("DELETE FROM canaries WHERE name = :name", [{"name": name} for name in names])

    def forget_others(self, now: datetime) -> int:
        """Who was forgotten after the content was written stays forgotten. Returns how many."""
        self.keep_conversations(())
        others = "(SELECT id FROM conversations WHERE id NOT IN (SELECT id FROM kept_conversations))"
        theirs = f"(SELECT id FROM cases WHERE conversation IN {others})"
        self._say(f'UPDATE corrections SET sealed_text = :empty WHERE "case" IN {theirs}', empty=b"")
        self._say(f"UPDATE cases SET conversation = NULL WHERE conversation IN {others}")
        self._say(f'DELETE FROM photos WHERE "case" IS NULL AND conversation IN {others}')
        self._say(f"UPDATE photos SET conversation = 0 WHERE conversation IN {others}")
        self._say(f"UPDATE broken_messages SET conversation = NULL WHERE conversation IN {others}")
        self._cancel(f"conversation IN {others}", now)
        self._say(f"UPDATE outbox SET payload = :empty WHERE conversation IN {others}", empty=b"")
        gone = self._say(f"DELETE FROM conversations WHERE id IN {others}")
        if gone:  # whose bubbles are whose nobody can tell; they would live for a day
            self._say("DELETE FROM chat_lines")
        return gone

    def drop_empty(self, part: Part) -> None:
        """Rows that are nothing without their keys."""
        empty = " AND ".join(f"length({quoted(field.name)}) = 0" for field in part.left_out)
        self._say(f"DELETE FROM {quoted(part.table)} WHERE {empty}")

    def shred_again(self, before: datetime, now: datetime) -> int:
        """Cases opened before that moment whose key is no more were purged: their rows follow. Returns how many."""
        gone = "length(sealed_key) = 0 AND opened_at < :before"
        of_them = f"(SELECT id FROM cases WHERE {gone})"
        then = {"before": Moment.into(before)}
        self._say(
            'INSERT INTO retention ("case", municipality, purge_at, warned_at, held, shredded_at)'
            f" SELECT id, municipality, :now, NULL, 0, :now FROM cases WHERE {gone}"
            ' ON CONFLICT ("case") DO UPDATE SET held = 0, shredded_at = :now',
            now=Moment.into(now),
            **then,
        )
        self._say(
            f'UPDATE dues SET done_at = :now WHERE done_at IS NULL AND "case" IN {of_them}',
            now=Moment.into(now),
            **then,
        )
        self._cancel(f'"case" IN {of_them}', now, **then)
        # As storage/keeping/retention.py does: no letter of it can be opened, and no office's link leads to it.
        self._say(
            "UPDATE outbox SET payload = :empty, target = '', evidence = '', conversation = NULL"
            f' WHERE "case" IN {of_them}',
            empty=b"",
            **then,
        )
        self._say(f'DELETE FROM referrals WHERE "case" IN {of_them}', **then)
        forgets = f"UPDATE cases SET receipt_tag = :empty, conversation = NULL WHERE {gone}"
        return self._say(forgets, empty=b"", **then)

    def settle_queue(self) -> None:
        """When the next promise runs out follows from dues and referrals, which came in one after the other."""
        self._say(f'{SET_LATE} WHERE id IN (SELECT "case" FROM dues WHERE done_at IS NULL)')

    def settle_outbox(self, now: datetime, patience: timedelta) -> tuple[int, int]:
        """(how many that must not leave twice are given up, how many to reporters are cancelled).

        The first are left as claimed, with a claim that has run out: delivery makes dead letters of them, with all that
        follows from it. The second were written longer than `patience` ago. Everything else leaves, perhaps again.
        """
        given_up = self._say(
            "UPDATE outbox SET state = :sending, claimed_until = :now, wake_at = :now, failure = :why"
            f" WHERE {_UNFINISHED} AND at_most_once = 1",
            sending=int(DeliveryState.SENDING),
            now=Moment.into(now),
            why=UNKNOWN,
        )
        kinds = ", ".join(f"'{kind}'" for kind in TO_REPORTERS)
        return given_up, self._cancel(f"kind IN ({kinds}) AND created_at < :old", now, old=Moment.into(now - patience))

    def forget_agreements(self) -> None:
        """Who said that writing to them is safe may have said since that it is not: they are asked again."""
        self._say("UPDATE conversations SET may_push = NULL WHERE may_push = 1")

    def leave_numbers_out(self) -> None:
        for numbers in ("case_numbers", "letter_numbers"):
            self._say(f"UPDATE {numbers} SET taken = taken + :gap", gap=NUMBERS_LEFT_OUT)

    def cases(self) -> Iterator[tuple[int, bytes, datetime]]:
        """(id, wrapped key, when it was opened) of each."""
        rows = self._connection.execute(
            text("SELECT id, sealed_key, opened_at FROM cases"), execution_options={"yield_per": 500}
        )
        for id, sealed_key, opened_at in rows:
            yield id, bytes(sealed_key), Moment.out(opened_at)

    def keys_of_addresses(self) -> Iterator[int]:
        """The number of the key that each address was sealed with."""
        rows = self._connection.execute(
            text("SELECT sealed_address FROM conversations"), execution_options={"yield_per": 500}
        )
        yield from (bytes(sealed)[1] for (sealed,) in rows if len(sealed) > 1)

    def _cancel(self, which: str, now: datetime, **values: Any) -> int:
        return self._say(
            "UPDATE outbox SET state = :cancelled, claimed_until = NULL, payload = :empty, failure = :why,"
            f" finished_at = :now WHERE {_UNFINISHED} AND {which}",
            cancelled=int(DeliveryState.CANCELLED),
            empty=b"",
            why=CANCELLED,
            now=Moment.into(now),
            **values,
        )

    def _say(self, statement: str, **values: Any) -> int:
        return self._connection.execute(text(statement), values).rowcount

    def _each(self, statement: str, rows: Sequence[Mapping[str, Any]]) -> None:
        if rows:
            self._connection.execute(text(statement), rows)


_UNFINISHED = f"state IN ({int(DeliveryState.WAITING)}, {int(DeliveryState.SENDING)})"
