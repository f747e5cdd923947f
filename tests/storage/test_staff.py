"""Accounts, sessions, drafts and wrong answers as rows, on each database."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from reportbot.service.records.staff import AskKind, Draft, Outcome, StaffAsk, StaffMember, StaffPasskey, StaffSession
from reportbot.storage import Database

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)


def a_member(id: int = 1, key: str = "ana", town: str = "drenas") -> StaffMember:
    return StaffMember(
        *(id, town, key, key.title(), ("coordinator",), "", ("neglect", "child"), "sq", NOW, None, b"", None, 0),
        *(b"key", b"password", b"totp"),
    )


def a_session(id: int = 1, member: int = 1, token: bytes = b"token") -> StaffSession:
    return StaffSession(id, "drenas", member, token, NOW, NOW, NOW + HOUR, None, None, "Firefox", False, None)


async def test_a_member_is_found_in_their_town_alone(store: Database) -> None:
    async with store.begin() as work:
        await work.staff.add(a_member())
        await work.staff.add(a_member(2, "beni"))
        await work.staff.add(a_member(3, "ana", "kamez"))
    async with store.begin() as work:
        assert await work.staff.by_key("drenas", "ana") == a_member()
        assert await work.staff.get("kamez", 1) is None
        assert [each.id for each in await work.staff.all("drenas")] == [1, 2]


async def test_a_code_of_one_half_minute_is_used_once_by_whoever_is_first(store: Database) -> None:
    async with store.begin() as work:
        await work.staff.add(a_member())

    async def use(step: int) -> bool:
        async with store.begin() as work:
            return await work.staff.use_totp(1, step)

    assert sorted(await asyncio.gather(*(use(7) for _ in range(4)))) == [False, False, False, True]
    assert [await use(6), await use(7), await use(8)] == [False, False, True]


async def test_a_recovery_code_is_used_once_by_whoever_is_first(store: Database) -> None:
    async with store.begin() as work:
        await work.staff.replace_codes("drenas", 1, [b"a", b"b"])
        await work.staff.replace_codes("drenas", 2, [b"a"])

    async def use(digest: bytes) -> bool:
        async with store.begin() as work:
            return await work.staff.use_code(1, digest)

    assert sorted(await asyncio.gather(*(use(b"a") for _ in range(4)))) == [False, False, False, True]
    async with store.begin() as work:
        assert (await work.staff.codes_left(1), await work.staff.codes_left(2)) == (1, 1)
        await work.staff.replace_codes("drenas", 1, [b"c"])
    assert not await use(b"b")


async def test_tries_of_many_at_once_are_all_counted(store: Database) -> None:
    async def attempt() -> None:
        async with store.begin() as work:
            tries, _ = await work.staff.tries("drenas", b"ana", NOW)
            await work.staff.tried("drenas", b"ana", tries + 1, NOW + HOUR, NOW)

    await asyncio.gather(*(attempt() for _ in range(8)))
    async with store.begin() as work:
        assert await work.staff.tries("drenas", b"ana", NOW) == (8, NOW + HOUR)
        assert await work.staff.tries("kamez", b"ana", NOW) == (0, NOW)
        await work.staff.went_well("drenas", b"ana")
    async with store.begin() as work:
        assert (await work.staff.tries("drenas", b"ana", NOW))[0] == 0
        await work.staff.forget_tries(NOW + HOUR)


async def test_a_session_is_found_by_its_newest_token_alone(store: Database) -> None:
    async with store.begin() as work:
        await work.staff.add(a_member())
        await work.staff_sessions.open(a_session())
        await work.staff_sessions.confirmed(1, b"newer", NOW + HOUR, NOW + 12 * HOUR)
    async with store.read() as work:
        assert await work.staff_sessions.find(b"token") is None
        found = await work.staff_sessions.find(b"newer")
    assert found is not None
    session, staff = found
    assert staff == a_member()
    assert (session.second_at, session.stepped_at, session.expires_at) == (NOW + HOUR, NOW + HOUR, NOW + 12 * HOUR)


async def test_sessions_end_for_their_owner_alone_and_once(store: Database) -> None:
    async with store.begin() as work:
        for id in (1, 2, 3):
            await work.staff_sessions.open(a_session(id, 1, bytes((id,))))
        await work.staff_sessions.open(a_session(4, 2, b"4"))
        await work.staff_sessions.end(2, 1, NOW)
        await work.staff_sessions.end(1, 2, NOW)
        await work.staff_sessions.end_all(1, NOW + HOUR, but=3)
    async with store.begin() as work:
        assert [each.id for each in await work.staff_sessions.of_member(1, NOW)] == [3]
        ended = await work.staff_sessions.get(1, 2)
        assert ended is not None and ended.ended_at == NOW
        assert [each.id for each in await work.staff_sessions.of_member(2, NOW)] == [4]
        assert await work.staff_sessions.of_member(2, NOW + HOUR) == []
        await work.staff_sessions.forget(NOW + 2 * HOUR)
        assert await work.staff_sessions.get(2, 4) is None


async def test_passkeys_belong_to_their_member(store: Database) -> None:
    passkey = StaffPasskey(1, "drenas", 1, b"credential", b"public", 3, "phone", NOW, None)
    async with store.begin() as work:
        await work.staff.add_passkey(passkey)
    async with store.begin() as work:
        assert await work.staff.passkey("drenas", b"credential") == passkey
        assert await work.staff.passkey("kamez", b"credential") is None
        assert await work.staff.have_passkeys("drenas") == {1}
        await work.staff.passkey_used(1, 4, NOW + HOUR)
        assert not await work.staff.remove_passkey(2, 1)
        assert [(each.counted, each.used_at) for each in await work.staff.passkeys(1)] == [(4, NOW + HOUR)]
        assert await work.staff.remove_passkey(1, 1)


async def test_the_newest_draft_of_a_page_stays_and_the_oldest_of_too_many_goes(store: Database) -> None:
    async with store.begin() as work:
        for id in range(1, 6):
            await work.drafts.keep(Draft(id, "drenas", 1, f"/{id % 4}", b"words", NOW), 3)
        await work.drafts.keep(Draft(9, "drenas", 2, "/1", b"words", NOW), 3)
    async with store.begin() as work:
        kept = [id for id in range(1, 10) if await work.drafts.get("drenas", 1, id)]
        assert kept == [3, 4, 5]
        assert await work.drafts.get("kamez", 1, 5) is None and await work.drafts.get("drenas", 2, 5) is None
        await work.drafts.forget(1, "/1")
        assert await work.drafts.get("drenas", 1, 5) is None and await work.drafts.get("drenas", 2, 9) is not None
        await work.drafts.forget_before(NOW + HOUR)
        assert await work.drafts.get("drenas", 2, 9) is None


def an_ask(id: int = 1, town: str = "drenas") -> StaffAsk:
    who = (2, "ana", "Ana", ("coordinator",), "", ("neglect",), "")
    return StaffAsk(id, town, AskKind.LINK, *who, "mira", NOW, NOW + HOUR, b"link%d" % id)


async def test_what_awaits_somebody_is_found_until_whoever_it_is_about_has_read_it(store: Database) -> None:
    async with store.begin() as work:
        await work.staff_asks.add(an_ask())
        await work.staff_asks.add(an_ask(2))
        await work.staff_asks.add(an_ask(3, "kamez"))
    decided = replace(an_ask(), outcome=Outcome.CONFIRMED, decided_by="dita", decided_at=NOW, opened=b"opened")
    async with store.begin() as work:
        assert await work.staff_asks.unseen("drenas") == [an_ask(), an_ask(2)]
        assert await work.staff_asks.get("drenas", 3) is None
        await work.staff_asks.decide(decided)
        assert await work.staff_asks.get("drenas", 1) == decided
        assert await work.staff_asks.by_link("drenas", b"link1") == decided
        assert await work.staff_asks.by_link("kamez", b"link1") is None
        await work.staff_asks.decide(replace(decided, seen_at=NOW))
        assert await work.staff_asks.unseen("drenas") == [an_ask(2)]


async def test_an_ask_is_told_once_lapses_and_is_forgotten(store: Database) -> None:
    async with store.begin() as work:
        await work.staff_asks.add(an_ask())
        await work.staff_asks.add(an_ask(2))

    async def take() -> int:
        async with store.begin() as work:
            return len(await work.staff_asks.take_untold(NOW))

    assert sum(await asyncio.gather(take(), take())) == 2
    assert await take() == 0
    async with store.begin() as work:
        assert await work.staff_asks.overdue(NOW) == []
        assert [each.id for each in await work.staff_asks.overdue(NOW + HOUR)] == [1, 2]
        await work.staff_asks.decide(replace(an_ask(), outcome=Outcome.LAPSED, decided_at=NOW))
        assert [each.id for each in await work.staff_asks.overdue(NOW + HOUR)] == [2]
        await work.staff_asks.forget(NOW + HOUR)
        assert await work.staff_asks.get("drenas", 1) is None
        assert await work.staff_asks.get("drenas", 2) is not None
