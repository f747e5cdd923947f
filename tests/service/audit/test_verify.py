"""Whoever may write to the database and has no key can do nothing to the audit log that is not found."""

import sqlite3
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import psycopg
import pytest
from sqlalchemy import make_url

from reportbot.core.errors import BadInput
from reportbot.service.audit import verify as audit_verify
from reportbot.service.audit.verify import Verdict, verify
from reportbot.service.records.audit import AuditEntry, Head, head_in_words, read_head
from reportbot.storage import Database
from reportbot.vault.chain import chain_of
from tests.builders import CHAIN, TUESDAY

COUNT = 7
WORDS = ("municipality", "actor", "act", "subject", "facts")


@pytest.fixture
async def log(store: Database) -> Database:
    """Seven entries, in several units of work."""
    for number in range(1, COUNT + 1):
        async with store.begin() as work:
            work.audit.note(
                "read_case", at=TUESDAY, municipality="drenas", actor="kru", subject=f"2026-000{number}", photo="é"
            )
    return store


class Attacker:
    """The owner of the tables, who has dropped the triggers and has no key."""

    def __init__(self, url: str) -> None:
        self.is_sqlite = url.startswith("sqlite")
        self._url = url
        triggers = (
            ("audit_entries_no_update", "audit_entries_no_delete")
            if self.is_sqlite
            else ("audit_entries_append_only ON audit_entries",)
        )
        for trigger in triggers:
            self(f"DROP TRIGGER {trigger}")

    def __call__(self, sql: str, *values: Any) -> list[tuple[Any, ...]]:
        """Runs one statement; `?` stands for a value."""
        if self.is_sqlite:
            connection = sqlite3.connect(str(make_url(self._url).database), isolation_level=None)
            try:
                return connection.execute(sql, values).fetchall()
            finally:
                connection.close()
        with psycopg.connect(self._url, autocommit=True) as other:
            cursor = other.execute(sql.replace("?", "%s").encode(), values)
            return cursor.fetchall() if cursor.description else []

    def spoils(self, word: str, stored: bytes, where: int) -> bool:
        """Puts these bytes where a text was. Whether the database takes them: PostgreSQL wants text."""
        if self.is_sqlite:
            self(f"UPDATE audit_entries SET {word} = CAST(? AS TEXT) WHERE position = ?", stored, where)
            return True
        try:
            self(f"UPDATE audit_entries SET {word} = ? WHERE position = ?", stored.decode(), where)
        except (UnicodeDecodeError, psycopg.Error):
            return False
        return True


@pytest.fixture
def attacker(log: Database, database_url: str) -> Attacker:
    return Attacker(database_url)


async def found(store: Database, **given: Any) -> Verdict:
    return await verify(store, CHAIN, **given)


async def test_an_untouched_log_is_whole(log: Database) -> None:
    assert await found(log) == Verdict(0, COUNT)


async def test_a_log_is_walked_page_by_page(log: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(audit_verify, "PAGE", 2)
    told: list[int] = []
    assert await found(log, progress=told.append) == Verdict(0, COUNT)
    assert told == [2, 4, 6]


async def test_a_log_without_entries_is_not_whole(store: Database) -> None:
    assert await found(store) == Verdict(0, 0, "there is no entry at all")


async def test_another_key_fits_nothing(log: Database) -> None:
    verdict = await verify(log, chain_of(b"x" * 32))
    assert (verdict.whole, "key" in verdict.wrong) == (0, True)


@pytest.mark.parametrize("where", [1, 4, COUNT])
async def test_every_byte_of_a_row_counts(log: Database, attacker: Attacker, where: int) -> None:
    """Flipped where the database still takes it: PostgreSQL refuses what is no text, SQLite takes everything."""
    async with log.read() as work:
        (entry,) = await work.audit.entries(where - 1, 1)
    flips = 0
    for word in WORDS:
        stored = getattr(entry, word)
        for spoiled in flipped(stored):
            if attacker.spoils(word, spoiled, where):
                flips += 1
                assert await found(log) == Verdict(0, where - 1, f"entry {where}: changed"), (word, spoiled)
        attacker.spoils(word, stored, where)
    for at in (entry.at ^ 1, entry.at ^ 1 << 40, -entry.at):
        attacker("UPDATE audit_entries SET at = ? WHERE position = ?", at, where)
        assert (await found(log)).wrong == f"entry {where}: changed"
    attacker("UPDATE audit_entries SET at = ? WHERE position = ?", entry.at, where)
    for spoiled in flipped(entry.digest):
        attacker("UPDATE audit_entries SET digest = ? WHERE position = ?", spoiled, where)
        verdict = await found(log)
        assert (verdict.whole, bool(verdict.wrong)) == (where - 1, True)
    attacker("UPDATE audit_entries SET digest = ? WHERE position = ?", entry.digest, where)
    assert flips > 20
    assert await found(log) == Verdict(0, COUNT)


def flipped(data: bytes) -> list[bytes]:
    return [data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :] for place in range(len(data))]


async def test_bytes_that_are_no_text_are_found(log: Database, attacker: Attacker) -> None:
    whole = 2 if attacker.spoils("actor", b"\xff\x00\xfe", 3) else COUNT
    assert (attacker.is_sqlite, (await found(log)).whole) in ((True, 2), (False, COUNT))
    assert (await found(log)).whole == whole


async def test_facts_that_mean_the_same_and_are_spelled_differently_are_found(
    log: Database, attacker: Attacker
) -> None:
    attacker("UPDATE audit_entries SET facts = ? WHERE position = 2", '{"photo": "\\u00e9"}')
    assert await found(log) == Verdict(0, 1, "entry 2: changed")


async def test_a_digest_of_another_is_found(log: Database, attacker: Attacker) -> None:
    attacker("UPDATE audit_entries SET digest = ? WHERE position = 3", b"x" * 32)
    assert await found(log) == Verdict(0, 2, "entry 3: its digest was changed")


@pytest.mark.parametrize(
    ("dropped", "verdict"),
    [
        ("position = 1", Verdict(0, 0, "entry 1 is missing")),
        ("position = 4", Verdict(0, 3, "entry 4 is missing")),
        ("position IN (2, 3, 4)", Verdict(0, 1, "entries 2 to 4 are missing")),
    ],
    ids=str,
)
async def test_a_row_that_was_dropped_is_missed(
    log: Database, attacker: Attacker, dropped: str, verdict: Verdict
) -> None:
    attacker(f"DELETE FROM audit_entries WHERE {dropped}")
    assert await found(log) == verdict


async def test_a_row_that_was_dropped_is_missed_when_the_rest_is_moved_up(log: Database, attacker: Attacker) -> None:
    attacker("DELETE FROM audit_entries WHERE position = 3")
    for position in range(4, COUNT + 1):
        attacker("UPDATE audit_entries SET position = ? WHERE position = ?", position - 1, position)
    attacker("UPDATE audit_head SET position = ?", COUNT - 1)
    wrong = "entry 3: the one that stood here is missing, and those after it were moved up"
    assert await found(log) == Verdict(0, 2, wrong)


async def test_a_row_that_was_put_in_is_found(log: Database, attacker: Attacker) -> None:
    for position in range(COUNT, 2, -1):
        attacker("UPDATE audit_entries SET position = ? WHERE position = ?", position + 1, position)
    insert(attacker, 3)
    attacker("UPDATE audit_head SET position = ?", COUNT + 1)
    assert await found(log) == Verdict(0, 2, "entry 3: inserted")


@pytest.mark.parametrize("position", [0, -5])
async def test_a_row_before_the_first_is_found(log: Database, attacker: Attacker, position: int) -> None:
    insert(attacker, position)
    assert await found(log) == Verdict(0, 0, f"entry {position}: inserted")


async def test_a_row_after_the_end_is_found(log: Database, attacker: Attacker) -> None:
    insert(attacker, COUNT + 1)
    assert await found(log) == Verdict(0, COUNT, f"entry {COUNT + 1}: changed")
    attacker("UPDATE audit_head SET position = ?", COUNT + 1)
    assert await found(log) == Verdict(0, COUNT, f"entry {COUNT + 1}: changed")


@pytest.mark.parametrize("digests", ["stay", "move too"])
@pytest.mark.parametrize("first", [1, 4, COUNT - 1])
async def test_neighbours_that_were_swapped_are_found(
    log: Database, attacker: Attacker, first: int, digests: str
) -> None:
    if digests == "move too":
        for position, other in ((first, 99), (first + 1, first), (99, first + 1)):
            attacker("UPDATE audit_entries SET position = ? WHERE position = ?", other, position)
    else:
        ((one,),) = attacker("SELECT subject FROM audit_entries WHERE position = ?", first)
        ((other,),) = attacker("SELECT subject FROM audit_entries WHERE position = ?", first + 1)
        attacker("UPDATE audit_entries SET subject = ? WHERE position = ?", other, first)
        attacker("UPDATE audit_entries SET subject = ? WHERE position = ?", one, first + 1)
    verdict = await found(log)
    how = f"entry {first}: swapped with {first + 1}" if digests == "move too" else f"entry {first}:"
    assert (verdict.whole, verdict.wrong.startswith(how)) == (first - 1, True)


async def test_a_tail_that_was_cut_off_is_missed_by_the_head(log: Database, attacker: Attacker) -> None:
    attacker("DELETE FROM audit_entries WHERE position > 5")
    assert await found(log) == Verdict(0, 5, "cut off: the head says 7, found 5")


async def test_a_tail_that_was_cut_off_with_its_head_is_missed_by_a_mailed_head(
    log: Database, attacker: Attacker
) -> None:
    async with log.read() as work:
        mailed = await work.audit.head()
        entries = await work.audit.entries(0, 10)
    assert mailed
    attacker("DELETE FROM audit_entries WHERE position > 5")
    attacker("UPDATE audit_head SET position = 5, digest = ?", entries[4].digest)
    assert await found(log) == Verdict(0, 5)
    assert await found(log, known=[short(mailed)]) == Verdict(0, 5, "cut off: a known head says 7, found 5")


async def test_a_head_that_was_changed_is_found(log: Database, attacker: Attacker) -> None:
    attacker("UPDATE audit_head SET digest = ?", b"y" * 32)
    assert await found(log) == Verdict(0, COUNT, "the digest of the head was changed")
    attacker("UPDATE audit_head SET position = 3")
    assert (await found(log)).wrong == "entry 4: after the end, the head says 3, found 7"
    attacker("DELETE FROM audit_head")
    assert (await found(log)).wrong == "the row of the head is missing"


async def test_a_log_that_was_written_anew_with_the_stolen_key_is_found_by_a_mailed_head(
    log: Database, attacker: Attacker
) -> None:
    async with log.read() as work:
        mailed, entries = await work.audit.head(), await work.audit.entries(0, 10)
    assert mailed
    digest = b""
    for entry in entries:
        forged = replace(entry, actor=b"nobody", digest=b"")
        digest = CHAIN(digest, forged.chained)
        attacker("UPDATE audit_entries SET actor = 'nobody', digest = ? WHERE position = ?", digest, entry.position)
    attacker("UPDATE audit_head SET digest = ?", digest)
    assert await found(log) == Verdict(0, COUNT)
    verdict = await found(log, known=[short(mailed)])
    assert verdict == Verdict(0, COUNT - 1, "entry 7: not as the known head has it; the log was written anew")


async def test_one_may_begin_behind_a_known_entry(log: Database, attacker: Attacker) -> None:
    async with log.read() as work:
        entries = await work.audit.entries(0, 10)
    attacker("UPDATE audit_entries SET actor = 'nobody' WHERE position = 2")
    known = Head(3, entries[2].digest)
    assert await found(log, since=short(known)) == Verdict(3, COUNT)
    assert await found(log, since=Head(3, b"")) == Verdict(3, COUNT)
    wrong = "entry 3: not as the known head has it; the log was written anew"
    assert await found(log, since=Head(3, b"z" * 16)) == Verdict(3, 3, wrong)
    assert (await found(log, since=Head(20, b""))).wrong == "there is no entry 20 to begin behind"


async def test_nothing_can_be_noted_behind_a_head_that_was_turned_back(log: Database, attacker: Attacker) -> None:
    attacker("UPDATE audit_head SET position = 3")
    with pytest.raises(Exception, match=r"Integrity|Unique"):
        async with log.begin() as work:
            work.audit.note("read_case", at=TUESDAY)


@pytest.mark.parametrize("typed", ["7:{}", " 7 : {} ", "7:{upper}", "7:{spaced}"])
def test_a_head_can_be_typed_as_the_mail_has_it(typed: str) -> None:
    head = Head(7, bytes(range(32)))
    words = head_in_words(head).partition(":")[2]
    assert words == "0001-0203-0405-0607-0809-0a0b-0c0d-0e0f"
    said = typed.format(words, upper=words.upper(), spaced=words.replace("-", " "))
    assert read_head(said) == Head(7, bytes(range(16)))


@pytest.mark.parametrize("typed", ["", ":", "0", "-3", "x:0011", "7:00", "7:" + "g" * 32, "7:" + "0" * 31, "9" * 30])
def test_what_is_no_head_is_refused(typed: str) -> None:
    with pytest.raises(BadInput):
        read_head(typed)


def short(head: Head) -> Head:
    return read_head(head_in_words(head))


def insert(attacker: Attacker, position: int) -> None:
    words: Sequence[Any] = (position, 0, "drenas", "kru", "read_case", "2026-0009", "{}", b"d" * 32)
    names = "position, at, municipality, actor, act, subject, facts, digest"
    attacker(f"INSERT INTO audit_entries ({names}) VALUES (?, ?, ?, ?, ?, ?, ?, ?)", *words)


def test_no_two_entries_are_chained_alike() -> None:
    one = AuditEntry(1, 2, b"ab", b"c", b"", b"", b"", b"")
    assert one.chained != replace(one, municipality=b"a", actor=b"bc").chained
