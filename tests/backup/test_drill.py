"""The drill: the server is gone, and comes back from two files. Each database into each."""

from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
from sqlalchemy import bindparam

from reportbot.backup.restoring import PATIENCE
from reportbot.commands import keys_command
from reportbot.config import Settings
from reportbot.service.records import ChatLine, DeliveryState
from reportbot.service.upkeep import canaries
from reportbot.storage import Database, schema
from reportbot.storage.backup.filling import NUMBERS_LEFT_OUT
from reportbot.vault.keys import Keys
from tests.backup.house import DAY, HOUR, Safe, backed_up, opened, purge, put_back, readable, said
from tests.builders import AGAIN, KEYS, TUESDAY, VIOLENCE, WASTE, Clock, parts_for
from tests.service.lettering import Press, lettering
from tests.service.reaches import ALL
from tests.storage.samples import a_broken_message, a_delivery, a_photo


async def test_everything_comes_back_in_another_database(
    store: Database, database_url: str, empty_url: str, keys: Path, safe: Safe, tmp_path: Path
) -> None:
    parts = await parts_for(store)
    await said(parts, "anna", *WASTE)
    await said(parts, "berta", *VIOLENCE)
    before = await readable(database_url, keys)

    done = put_back(safe, safe.source(backed_up(safe, database_url, keys)), empty_url, tmp_path / "new")

    assert await readable(empty_url, tmp_path / "new") == before
    assert "Old bottles" in before["2026-0001"]
    assert (done.readable, done.purged, done.unreadable) == (2, 0, 0)
    assert await whole(empty_url) == await whole(database_url)


async def test_the_service_goes_on_after_a_restore(
    store: Database, database_url: str, empty_url: str, keys: Path, safe: Safe, tmp_path: Path
) -> None:
    parts = await parts_for(store)
    await said(parts, "anna", *WASTE)
    written = backed_up(safe, database_url, keys)
    put_back(safe, safe.source(written), empty_url, tmp_path / "new", TUESDAY + DAY)

    again = await opened(empty_url)
    parts = await parts_for(again, Clock(TUESDAY + DAY))
    await said(parts, "anna", *AGAIN)  # recognised: she is not asked for her language
    numbers = [case.number for case in await parts.cases()]
    await again.close()
    assert numbers == ["2026-0001", f"2026-{NUMBERS_LEFT_OUT + 2:04}"], "no number is given twice"


async def test_a_purged_case_stays_unreadable_with_an_old_content_and_the_newest_keys(
    store: Database, database_url: str, empty_url: str, keys: Path, safe: Safe, tmp_path: Path
) -> None:
    parts = await parts_for(store)
    await said(parts, "anna", *WASTE)
    await said(parts, "berta", *VIOLENCE)
    old = backed_up(safe, database_url, keys, TUESDAY + HOUR)
    await purge(database_url, "2026-0002")
    new = backed_up(safe, database_url, keys, TUESDAY + DAY)

    done = put_back(safe, safe.source(old, keys=new), empty_url, tmp_path / "new", TUESDAY + 2 * DAY)

    assert (done.readable, done.purged, done.unreadable) == (1, 1, 0)
    found = await readable(empty_url, tmp_path / "new")
    assert "Old bottles" in found["2026-0001"]
    assert found["2026-0002"] == ""
    rows = await whole(empty_url)
    assert [row for row in rows["retention"] if row[-1] is not None], "its rows go too, as after every purge"
    assert not [row for row in rows["dues"] if row[-1] is None and row[2] == rows["retention"][0][0]]


async def test_an_older_content_with_the_keys_of_after_a_rotation_gives_its_cases_and_no_address(
    sqlite_store: Database, sqlite_url: str, empty_file: str, keys: Path, safe: Safe, tmp_path: Path
) -> None:
    """Retiring a key closes the addresses in old contents for good; the check says that rotating brings none back."""
    parts = await parts_for(sqlite_store)
    await said(parts, "anna", *WASTE)
    old = backed_up(safe, sqlite_url, keys)
    settings, out = Settings(database_url=sqlite_url, keys=str(keys)), StringIO()
    assert await keys_command.rotate(settings, out, settled=0) == 0, out.getvalue()
    assert await keys_command.retire(settings, StringIO("retire\n"), out, settled=0) == 0, out.getvalue()
    new = backed_up(safe, sqlite_url, keys, TUESDAY + HOUR)

    done = put_back(safe, safe.source(old, keys=new), empty_file, tmp_path / "new")

    assert (done.readable, done.purged, done.unreadable, done.unreachable) == (1, 0, 0, 1)
    assert "Old bottles" in (await readable(empty_file, tmp_path / "new"))["2026-0001"]
    here, out = Settings(database_url=empty_file, keys=str(tmp_path / "new")), StringIO()
    assert await keys_command.check(here, out) == 0
    assert "conversations.sealed_address: 1 still sealed with an older key\nThat key is not here" in out.getvalue()
    out = StringIO()
    assert await keys_command.rotate(here, out, settled=0) == 1
    assert "1 value(s) cannot be read" in out.getvalue() and "Everything else is sealed with key 3." in out.getvalue()
    assert "Old bottles" in (await readable(empty_file, tmp_path / "new"))["2026-0001"]


async def test_with_the_old_keys_it_could_still_be_read_so_these_are_removed_after_a_week(
    sqlite_store: Database, sqlite_url: str, empty_file: str, keys: Path, safe: Safe, tmp_path: Path
) -> None:
    parts = await parts_for(sqlite_store)
    await said(parts, "anna", *WASTE)
    old = backed_up(safe, sqlite_url, keys, TUESDAY + HOUR)
    await purge(sqlite_url, "2026-0001")
    assert put_back(safe, safe.source(old), empty_file, tmp_path / "new").readable == 1
    backed_up(safe, sqlite_url, keys, TUESDAY + 8 * DAY)
    assert old.content.exists()
    assert not old.keys.exists()
    backed_up(safe, sqlite_url, keys, TUESDAY + 31 * DAY)
    assert not old.content.exists()


async def test_a_case_that_is_younger_than_the_keys_is_said_to_be_unreadable_and_not_purged(
    store: Database, database_url: str, empty_url: str, keys: Path, safe: Safe, tmp_path: Path
) -> None:
    clock = Clock(TUESDAY)
    parts = await parts_for(store, clock)
    await said(parts, "anna", *WASTE)
    old = backed_up(safe, database_url, keys, TUESDAY + HOUR)
    clock.set(TUESDAY + DAY)
    await said(parts, "berta", *VIOLENCE)
    new = backed_up(safe, database_url, keys, TUESDAY + 2 * DAY)

    done = put_back(safe, safe.source(new, keys=old), empty_url, tmp_path / "new", TUESDAY + 3 * DAY)

    assert (done.readable, done.purged, done.unreadable) == (1, 0, 1)
    assert not [row for row in (await whole(empty_url))["retention"] if row[-1] is not None]


async def test_the_mark_of_a_key_that_was_retired_since_is_not_looked_for(
    sqlite_store: Database, sqlite_url: str, empty_file: str, keys: Path, safe: Safe, tmp_path: Path
) -> None:
    await said(await parts_for(sqlite_store), "anna", *WASTE)
    await canaries.check(sqlite_store, KEYS.canaries() | {"content.200": b"retired"}, "keys")
    put_back(safe, safe.source(backed_up(safe, sqlite_url, keys)), empty_file, tmp_path / "new")
    restored = await opened(empty_file)
    await canaries.check(restored, Keys.load(tmp_path / "new").canaries(), "keys")
    await restored.close()


async def test_who_was_forgotten_does_not_come_back(
    store: Database, database_url: str, empty_url: str, keys: Path, safe: Safe, tmp_path: Path
) -> None:
    parts = await parts_for(store)
    await said(parts, "anna", *WASTE)
    await said(parts, "berta", *VIOLENCE)
    old = backed_up(safe, database_url, keys, TUESDAY + HOUR)
    async with store.begin() as work:
        everyone = (await whole(database_url))["conversations"]
        gone = everyone[0][0]
        work.cases._transaction.write(
            schema.conversations.delete().where(schema.conversations.c.id == bindparam("of")), [{"of": gone}]
        )
    new = backed_up(safe, database_url, keys, TUESDAY + DAY)

    done = put_back(safe, safe.source(old, keys=new), empty_url, tmp_path / "new", TUESDAY + 2 * DAY)

    assert done.forgotten == 1
    rows = await whole(empty_url)
    assert [row[0] for row in rows["conversations"]] == [everyone[1][0]]
    assert gone not in [row[-2] for row in rows["cases"]], "no case leads to them"


async def test_nothing_of_who_was_forgotten_comes_back_beside_them(
    store: Database, database_url: str, empty_url: str, keys: Path, safe: Safe, tmp_path: Path
) -> None:
    """Two cases of one person shall not be known by a photo; a letter to them opens for a month."""
    parts = await parts_for(store)
    await said(parts, "anna", *WASTE)
    (gone,) = [int(str(row[0])) for row in (await whole(database_url))["conversations"]]
    async with store.begin() as work:
        await work.conversations.add_photos([a_photo(1, conversation=gone, case=1)])
        await work.messages.keep_broken([a_broken_message(1, conversation=gone)])
        await work.outbox.add([a_delivery(1, conversation=gone, state=DeliveryState.DEAD, payload=b"a letter")])
        await work.chat.add([ChatLine(1, "drenas", b"tag", True, TUESDAY, b"a bubble")])
    old = backed_up(safe, database_url, keys, TUESDAY + HOUR)
    async with store.begin() as work:
        await work.conversations.remove([gone])
    new = backed_up(safe, database_url, keys, TUESDAY + DAY)

    assert put_back(safe, safe.source(old, keys=new), empty_url, tmp_path / "new").forgotten == 1
    database = await opened(empty_url)
    async with database.read() as work:
        assert [photo.conversation for photo in await work.conversations.photos(case=1)] == [0]
        assert [kept.conversation for kept in await work.messages.broken("drenas", ALL)] == [None]
        assert [letter.payload for letter in await work.outbox.dead()] == [b""]
        assert await work.chat.lines("drenas", b"tag") == []
    await database.close()


async def test_no_letter_and_no_link_of_a_purged_case_comes_back(
    store: Database, database_url: str, empty_url: str, keys: Path, safe: Safe, tmp_path: Path
) -> None:
    parts = await parts_for(store)
    await said(parts, "anna", *WASTE)
    (case,) = await parts.cases()
    async with store.begin() as work:
        await work.outbox.add([a_delivery(1, case=case.id, state=DeliveryState.DEAD, payload=b"what an office wrote")])
    old = backed_up(safe, database_url, keys, TUESDAY + HOUR)
    await purge(database_url, case.number)
    new = backed_up(safe, database_url, keys, TUESDAY + DAY)

    assert put_back(safe, safe.source(old, keys=new), empty_url, tmp_path / "new").purged == 1
    database = await opened(empty_url)
    async with database.read() as work:
        assert await work.cases.referrals(case.id) == []
        assert [letter.payload for letter in await work.outbox.dead()] == [b""]
    await database.close()


async def test_what_may_have_left_does_not_leave_twice_where_that_would_harm(
    store: Database, database_url: str, empty_url: str, keys: Path, safe: Safe, tmp_path: Path
) -> None:
    waiting = {
        1: a_delivery(1, kind="reply", created_at=TUESDAY, due_at=TUESDAY),
        2: a_delivery(2, kind="forward", by="email", conversation=None, created_at=TUESDAY, due_at=TUESDAY),
        3: a_delivery(
            3, kind="reminder", by="email", conversation=None, at_most_once=True, created_at=TUESDAY, due_at=TUESDAY
        ),
        4: a_delivery(4, kind="news", created_at=TUESDAY + 2 * HOUR, due_at=TUESDAY),
    }
    async with store.begin() as work:
        await work.outbox.add(list(waiting.values()))
    now = TUESDAY + PATIENCE + timedelta(minutes=1)
    done = put_back(safe, safe.source(backed_up(safe, database_url, keys)), empty_url, tmp_path / "new", now)

    assert (done.given_up, done.cancelled) == (1, 1)
    database = await opened(empty_url)
    async with database.begin() as work:
        claimed = {row.id: row.state for row in await work.outbox.claim(now, now + HOUR, 10)}
    await database.close()
    assert claimed == {2: DeliveryState.SENDING, 3: DeliveryState.DEAD, 4: DeliveryState.SENDING}


@pytest.mark.parametrize(("age", "may_push"), [(timedelta(minutes=5), 1), (PATIENCE + HOUR, None)])
async def test_who_said_yes_is_asked_again_unless_the_backup_is_of_just_now(
    sqlite_store: Database,
    sqlite_url: str,
    empty_file: str,
    keys: Path,
    safe: Safe,
    tmp_path: Path,
    age: timedelta,
    may_push: int | None,
) -> None:
    parts = await parts_for(sqlite_store)
    await said(parts, "anna", *WASTE)
    async with sqlite_store.begin() as work:
        work.cases._transaction.write(schema.conversations.update().values(may_push=True), [{}])
    put_back(safe, safe.source(backed_up(safe, sqlite_url, keys)), empty_file, tmp_path / "new", TUESDAY + age)
    ((*_, found, _, _, _, _, _, _, _),) = (await whole(empty_file))["conversations"]
    assert found == may_push


async def test_only_the_database_was_lost_and_the_same_keys_are_still_there(
    sqlite_store: Database, sqlite_url: str, empty_file: str, keys: Path, safe: Safe
) -> None:
    await said(await parts_for(sqlite_store), "anna", *WASTE)
    done = put_back(safe, safe.source(backed_up(safe, sqlite_url, keys)), empty_file, keys)
    assert done.readable == 1


async def whole(url: str) -> dict[str, list[tuple[object, ...]]]:
    """Every table as it is stored, but for what a restore changes on purpose."""
    from reportbot.storage.backup.parts import content_parts, keys_parts
    from reportbot.storage.backup.snapshot import snapshot

    with snapshot(url) as shot:
        found = {part.table: list(shot.rows(part)) for part in content_parts() if part.table != "case_numbers"}
        found |= {f"keys of {part.table}": list(shot.rows(part)) for part in keys_parts()}
    return found


async def test_letters_come_back_and_no_number_is_given_twice(
    store: Database, database_url: str, empty_url: str, keys: Path, safe: Safe, tmp_path: Path
) -> None:
    parts = await parts_for(store)
    await said(parts, "anna", *WASTE)
    number = await lettering(parts, Press()).make("referral", "public_services")
    put_back(safe, safe.source(backed_up(safe, database_url, keys)), empty_url, tmp_path / "new", TUESDAY + DAY)

    again = await opened(empty_url)
    parts = await parts_for(again, Clock(TUESDAY + DAY))
    desk = lettering(parts, Press())
    assert await desk.letters.pdf("drenas", number, "coordinator") == b"referral L-2026-0001"
    assert await desk.make("referral", "public_services") == f"L-2026-{NUMBERS_LEFT_OUT + 2:04}"
    await again.close()
