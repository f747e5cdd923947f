"""Staff chats, the codes that link them and the emergencies that are told, on both databases."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from reportbot.core.cases.workflow import Status
from reportbot.core.urgency import Urgency
from reportbot.service.ids import id_at
from reportbot.service.tables.staff_chats import StaffAlert, StaffChat, StaffChatCode
from reportbot.storage import Database, StorageFailed
from tests.storage.samples import a_case

NOW = datetime(2026, 4, 7, 8, tzinfo=UTC)
CHAT = StaffChat(1, "drenas", "telegram", "arta", b"t" * 16, b"sealed", NOW, 8, 20_550, NOW)
DAYS = [NOW + timedelta(days=days) for days in range(3)]
BEFORE = NOW - timedelta(seconds=1)
CODE = StaffChatCode(b"c" * 16, "drenas", "arta", NOW + timedelta(minutes=15))


async def test_a_chat_is_found_by_its_member_by_its_tag_and_by_its_number(store: Database) -> None:
    async with store.begin() as work:
        await work.staff_chats.add(CHAT)
    async with store.read() as work:
        assert await work.staff_chats.get(1) == CHAT
        assert await work.staff_chats.of_member("drenas", "arta") == CHAT
        assert await work.staff_chats.by_tag("drenas", CHAT.tag) == CHAT
        assert await work.staff_chats.by_tag("kamez", CHAT.tag) is None
        assert await work.staff_chats.every() == [CHAT]


@pytest.mark.parametrize("second", [replace(CHAT, id=2, tag=b"u" * 16), replace(CHAT, id=2, member="besa")])
async def test_one_account_has_one_chat_and_one_chat_one_account(store: Database, second: StaffChat) -> None:
    async with store.begin() as work:
        await work.staff_chats.add(CHAT)
    with pytest.raises(StorageFailed):
        async with store.begin() as work:
            await work.staff_chats.add(second)


async def test_hour_and_language_can_be_changed_and_the_chat_removed(store: Database) -> None:
    async with store.begin() as work:
        await work.staff_chats.add(CHAT)
        await work.staff_chats.set(1, None, "sr")
        assert await work.staff_chats.get(1) == replace(CHAT, digest_hour=None, language="sr")
        await work.staff_chats.remove([1])
        assert await work.staff_chats.every() == []


async def test_a_days_digest_is_taken_once(store: Database) -> None:
    async with store.begin() as work:
        await work.staff_chats.add(CHAT)
    later = NOW + timedelta(days=1)
    async with store.begin() as work:
        assert await work.staff_chats.take_digest(1, 20_551, later)
    async with store.begin() as work:
        assert not await work.staff_chats.take_digest(1, 20_551, later)
        assert not await work.staff_chats.take_digest(1, 20_550, later)
        assert await work.staff_chats.get(1) == replace(CHAT, digest_day=20_551, digest_at=later)


async def test_a_code_is_taken_once_and_a_new_one_takes_its_place(store: Database) -> None:
    async with store.begin() as work:
        await work.staff_chats.add_code(CODE)
        await work.staff_chats.add_code(replace(CODE, tag=b"d" * 16))
    async with store.begin() as work:
        assert await work.staff_chats.take_code("drenas", CODE.tag, NOW) is None
        assert await work.staff_chats.take_code("kamez", b"d" * 16, NOW) is None
        assert await work.staff_chats.take_code("drenas", b"d" * 16, NOW) == replace(CODE, tag=b"d" * 16)
        assert await work.staff_chats.take_code("drenas", b"d" * 16, NOW) is None


async def test_a_code_that_is_over_is_none_and_can_be_removed(store: Database) -> None:
    async with store.begin() as work:
        await work.staff_chats.add_code(CODE)
        await work.staff_chats.remove_codes(CODE.expires_at - timedelta(seconds=1))
        assert await work.staff_chats.take_code("drenas", CODE.tag, CODE.expires_at) is None
        await work.staff_chats.add_code(CODE)
        await work.staff_chats.remove_codes(CODE.expires_at)
        assert await work.staff_chats.take_code("drenas", CODE.tag, NOW) is None


async def test_what_opens_as_an_emergency_or_becomes_one_is_told_once(store: Database) -> None:
    opened = replace(a_case(), urgency=Urgency.EMERGENCY)
    later = replace(a_case(), id=2, number="2026-0002", receipt_tag=b"", urgency=Urgency.NORMAL)
    async with store.begin() as work:
        await work.cases.add([opened, later], [], [], [])
    async with store.begin() as work:
        assert await work.staff_chats.take_alerts(NOW, 9) == [StaffAlert(1, "drenas", NOW)]
        await work.cases.save([replace(later, urgency=Urgency.EMERGENCY), opened])
    async with store.begin() as work:
        assert await work.staff_chats.take_alerts(NOW, 9) == [StaffAlert(2, "drenas", NOW)]
        await work.cases.save([opened, replace(later, urgency=Urgency.EMERGENCY)])
    async with store.begin() as work:
        assert await work.staff_chats.take_alerts(NOW, 9) == []
        assert [each.case for each in await work.staff_chats.told_since(NOW)] == [1, 2]
        assert await work.staff_chats.told_since(NOW + timedelta(seconds=1)) == []


async def test_one_report_more_of_another_case_and_one_that_is_over_are_not_told(store: Database) -> None:
    async with store.begin() as work:
        await work.cases.add([a_case()], [], [], [])
        merged = replace(a_case(), id=2, number="2026-0002", receipt_tag=b"", merged_into=1)
        await work.cases.add([replace(merged, urgency=Urgency.EMERGENCY)], [], [], [])
        assert await work.staff_chats.take_alerts(NOW, 9) == []


async def test_what_the_messages_show_is_changed_by_one(store: Database) -> None:
    async with store.begin() as work:
        await work.cases.add([replace(a_case(), urgency=Urgency.EMERGENCY)], [], [], [])
        await work.staff_chats.take_alerts(NOW, 9)
        assert await work.staff_chats.show(1, "", "|")
        assert not await work.staff_chats.show(1, "", "|")
        assert await work.staff_chats.alert_of(1) == StaffAlert(1, "drenas", NOW, "|")


async def test_cases_since_then_are_those_that_are_open_and_stand_alone(store: Database) -> None:
    opened = [replace(a_case(), id=id_at(at) + 1, opened_at=at, number=at.isoformat(), receipt_tag=b"") for at in DAYS]
    closed = replace(opened[2], status=Status.CLOSED)
    async with store.begin() as work:
        await work.cases.add([*opened[:2], closed], [], [], [])
    async with store.read() as work:
        assert await work.staff_chats.opened_since("drenas", DAYS[0], 5) == [opened[1]]
        assert await work.staff_chats.opened_since("drenas", BEFORE, 5) == opened[:2]
        assert await work.staff_chats.opened_since("drenas", BEFORE, 1) == opened[:1]
        assert await work.staff_chats.opened_since("kamez", BEFORE, 5) == []
