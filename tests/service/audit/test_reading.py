"""Whether the chain holds, told to people: at the first look, afterwards, and once somebody has changed an entry."""

import sqlite3
from datetime import timedelta

import pytest

from reportbot.service.audit import reading as audit_reading
from reportbot.service.audit.notes import note_alone
from reportbot.service.audit.reading import AuditReading, line_of
from reportbot.service.records.audit import AuditEntry
from reportbot.service.tables.exports import AuditWanted
from reportbot.storage import Database
from tests.builders import CHAIN
from tests.storage.samples import NOW, a_case


class Clock:
    at = NOW

    def now(self) -> object:
        return self.at


def reading(store: Database) -> AuditReading:
    return AuditReading(store, CHAIN, Clock())  # type: ignore[arg-type]


async def note(store: Database, act: str = "read_case", **about: object) -> None:
    given = {"municipality": "drenas", "actor": "@ana", "subject": "2026-0001", "at": NOW, **about}
    await note_alone(store, lambda work: work.audit.note(act, **given))  # type: ignore[arg-type]


async def test_the_chain_of_an_untouched_log_holds(sqlite_store: Database) -> None:
    for _ in range(3):
        await note(sqlite_store)
    ours = reading(sqlite_store)
    assert ((await ours.checked()).whole, (await ours.checked()).wrong) == (3, "")
    await note(sqlite_store)
    assert (await ours.checked()).whole == 4


async def test_later_looks_walk_only_what_is_new(sqlite_store: Database) -> None:
    for _ in range(50):
        await note(sqlite_store)
    ours = reading(sqlite_store)
    walked: list[bytes] = []
    ours._chain = lambda before, entry: walked.append(entry) or CHAIN(before, entry)  # type: ignore[func-returns-value]
    await ours.checked()
    assert len(walked) == 50
    await note(sqlite_store)
    await ours.checked()
    assert len(walked) == 51


async def test_a_changed_entry_is_found_by_the_next_whole_check(sqlite_url: str) -> None:
    store = await Database.open(sqlite_url, chain=CHAIN)
    for _ in range(5):
        await note(store)
    ours = reading(store)
    assert (await ours.checked()).wrong == ""
    with sqlite3.connect(sqlite_url.removeprefix("sqlite:///")) as forger:
        forger.execute("DROP TRIGGER audit_entries_no_update")
        forger.execute("UPDATE audit_entries SET actor = '@ben' WHERE position = 2")
    forger.close()
    found = await ours.check_all()
    assert (found.whole, found.wrong) == (1, "entry 2: changed")
    assert (await ours.checked()).wrong == "entry 2: changed"
    await store.close()


async def test_a_page_does_not_wait_for_a_long_walk(sqlite_store: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    await note(sqlite_store)
    monkeypatch.setattr(audit_reading, "PATIENCE", 0)
    ours = reading(sqlite_store)
    assert (await ours.checked()).at is None
    assert ours._walk is not None
    await ours._walk
    assert (await ours.checked()).whole == 1


async def test_entries_come_newest_first_page_by_page_and_only_of_the_town(store: Database) -> None:
    for number in range(120):
        await note(store, subject=f"2026-{number:04}")
    await note(store, municipality="kamez")
    ours, before, seen = reading(store), audit_reading.NEWEST, []
    while True:
        page = await ours.page("drenas", AuditWanted(), before)
        seen += [each.subject for each in page.lines]
        if page.next is None:
            break
        before = page.next
    assert seen == [f"2026-{number:04}" for number in reversed(range(120))]


@pytest.mark.parametrize(
    ("wanted", "count"),
    [
        (AuditWanted(), 4),
        (AuditWanted(number="2026-0001"), 3),
        (AuditWanted(actor="ana"), 3),
        (AuditWanted(actor="qps"), 1),
        (AuditWanted(act="exported"), 1),
        (AuditWanted(since=NOW, until=NOW + timedelta(hours=1)), 3),
        (AuditWanted(number="2026-0001", actor="ana", act="read_case"), 2),
        (AuditWanted(number="' OR 1=1 --"), 0),
        (AuditWanted(office="police"), 1),
        (AuditWanted(office="polic"), 4),
    ],
)
async def test_what_is_looked_for_is_found(store: Database, wanted: AuditWanted, count: int) -> None:
    async with store.begin() as work:
        await work.cases.add([a_case(number="2026-0001", avoided=("qkmf", "police"))], [], [], [])
    await note(store)
    await note(store)
    await note(store, actor="qps")
    await note(store, "exported", subject="", at=NOW + timedelta(days=1))
    assert len((await reading(store).page("drenas", wanted)).lines) == count
    async with store.read() as work:
        assert await work.exports.count_entries("drenas", wanted) == count


@pytest.mark.parametrize("facts", [b"", b"\xff\xfe", b"[1]", b"null", b'"x"', b"{" * 5000])
def test_a_spoiled_entry_is_shown_as_such(facts: bytes) -> None:
    line = line_of(AuditEntry(1, -(2**62), b"drenas", b"\xff\x00", b"a\x1bb", b"", facts, b""))
    assert line.facts is None
    assert line.act == "a\N{REPLACEMENT CHARACTER}b" and line.actor.isprintable()
