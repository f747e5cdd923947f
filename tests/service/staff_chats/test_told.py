"""What chats hear of accounts: whose it is, and who could be the second person. Each once, and nothing of a case."""

import secrets
from datetime import UTC, datetime, timedelta

from reportbot import paths
from reportbot.service.ids import RisingIds
from reportbot.service.outgoing.notices import OfficeNotice
from reportbot.service.records.staff import AskKind, StaffAsk, StaffMember
from reportbot.service.staff_chats.people import StaffPeople
from reportbot.service.staff_chats.post import StaffPost
from reportbot.service.staff_chats.told import StaffTold
from reportbot.service.tables.staff_chats import StaffChat
from reportbot.storage import Database
from reportbot.surroundings import load_sentences
from tests.builders import PUBLIC_URL, Clock, Parts, catalogues, parts_for

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)


def told_by(parts: Parts) -> StaffTold:
    ids = RisingIds(parts.clock.now, secrets.randbits)
    post = StaffPost(catalogues(), parts.vault, load_sentences(paths.conversations()), ids, PUBLIC_URL)
    return StaffTold(parts.store, parts.towns, StaffPeople(), post)


async def linked(parts: Parts, key: str, role: str = "coordinator") -> None:
    id = RisingIds(parts.clock.now, secrets.randbits).new()
    usual = (NOW, None, b"", None, 0, b"key", b"", b"", NOW)
    async with parts.store.begin() as work:
        await work.staff.add(StaffMember(id, "drenas", key, key, (role,), "", (), "en", *usual))
        await work.staff_chats.add(StaffChat(id, "drenas", "telegram", key, key.encode(), b"sealed", NOW, 8, 0, NOW))


async def asked(parts: Parts, kind: AskKind, about: str, by: str = "mira") -> None:
    id = RisingIds(parts.clock.now, secrets.randbits).new()
    who = (7, about, about.title(), ("coordinator",), "", (), "")
    async with parts.store.begin() as work:
        await work.staff_asks.add(StaffAsk(id, "drenas", kind, *who, by, NOW, NOW + timedelta(days=3), b"link"))


async def heard(parts: Parts) -> dict[str, str]:
    """By whose chat."""
    now = parts.clock.now()
    await told_by(parts).run_due(now)
    async with parts.store.begin() as work:
        names = {str(chat.id): chat.member for chat in await work.staff_chats.every()}
        rows = [row for row in await work.outbox.claim(now, now + timedelta(hours=1), 50) if row.by == "staff_chat"]
    opened = [(row, parts.vault.open(row.payload, f"deliveries.payload:{row.id}")) for row in rows]
    return {names[row.target]: OfficeNotice.from_json(payload).body for row, payload in opened}


async def test_a_new_link_is_told_to_whoever_it_is_for_and_to_those_who_could_be_the_second_person(
    store: Database,
) -> None:
    parts = await parts_for(store, Clock(NOW))
    for key in ("ana", "dita", "beni"):
        await linked(parts, key, "officer" if key == "beni" else "coordinator")
    await asked(parts, AskKind.LINK, "ana")
    said = await heard(parts)
    assert set(said) == {"ana", "dita"}
    assert "A new sign-in link was asked for, for your account ana." in said["ana"]
    assert said["ana"].endswith("/console/drenas/account")
    assert said["dita"].endswith("/console/drenas/staff/asks")
    assert await heard(parts) == {}, "once"


async def test_whoever_asked_is_not_asked_to_confirm_and_what_is_over_is_told_to_its_owner_alone(
    sqlite_store: Database,
) -> None:
    parts = await parts_for(sqlite_store, Clock(NOW + timedelta(days=4)))
    await linked(parts, "ana")
    await linked(parts, "mira", "supervisor")
    await linked(parts, "dita")
    await asked(parts, AskKind.ROLES, "ana")
    said = await heard(parts)
    assert set(said) == {"ana"} and "Other rights were asked for" in said["ana"]


async def test_somebody_new_has_no_chat_to_be_told_in(sqlite_store: Database) -> None:
    parts = await parts_for(sqlite_store, Clock(NOW))
    await linked(parts, "dita")
    await asked(parts, AskKind.INVITE, "eve")
    assert set(await heard(parts)) == {"dita"}
