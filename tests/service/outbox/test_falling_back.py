"""A way to an office fails, and the next one is taken: only for that office, at the right time, and with proof."""

from dataclasses import replace
from datetime import timedelta

import pytest

from reportbot.core.access.reach import Reach
from reportbot.core.cases.offices.ways import PATIENCE
from reportbot.core.cases.referral import COPY, LEAD, Referral
from reportbot.core.urgency import Urgency
from reportbot.municipality.loading import with_contacts
from reportbot.service.outbox.dead_letters import DeadLetters, may_be_tried
from reportbot.service.outbox.falling_back import proof
from reportbot.service.outbox.falling_back_together import is_still_owed
from reportbot.service.outbox.retries import next_try
from reportbot.service.outgoing.notice_ways import patience
from reportbot.service.outgoing.notices import CODE
from reportbot.service.ports import DeliveryFailed, Notice
from reportbot.service.records import Delivery, DeliveryState
from reportbot.storage import Database
from tests.builders import TUESDAY, WASTE, a_case, a_municipality, parts_for
from tests.service.outbox.failing import (
    CHAT,
    DAY,
    DOWN,
    HOOK,
    HOUR,
    LAST_CHAT,
    MAIL,
    MINUTE,
    OFFICE,
    OTHER_MAIL,
    REFUSED,
    Server,
    came_back,
    events,
    parts_with,
    report,
    rows,
)


async def test_the_next_way_is_taken_and_nobody_else_gets_anything_twice(store: Database) -> None:
    parts, server = await parts_with(store, MAIL, CHAT, works=REFUSED)
    await report(parts)
    assert [who for who, _ in server.take()] == ["inspectorate", "waste_company"]
    assert [who for who, _ in parts.chats.take()] == ["-1002"]
    assert [(row.by, row.state, row.rank) for row in await rows(parts)] == [
        ("email", DeliveryState.CANCELLED, 0),
        ("telegram", DeliveryState.DONE, 1),
    ]
    assert len({row.notice for row in await rows(parts)}) == 1
    (event,) = await events(parts, "fell_back")
    assert dict(event.facts) == {"institution": OFFICE, "by": "email", "to": "telegram", "why": REFUSED.reason}
    assert await events(parts, "forward_failed") == []
    assert await parts.casework.dead_letters("drenas") == []


async def test_a_duty_chat_that_is_gone_falls_to_the_next_way(sqlite_store: Database) -> None:
    here, server = await parts_with(sqlite_store, replace(CHAT, group=0), replace(MAIL, group=1))
    here.chats.failures = [DeliveryFailed("Telegram: the chat is no more", retry=False, gone=True)]
    await report(here)
    assert "works" in [who for who, _ in server.take()]


async def test_the_other_way_says_the_same_with_buttons_and_a_link_that_opens(sqlite_store: Database) -> None:
    here, _ = await parts_with(sqlite_store, MAIL, CHAT, works=REFUSED)
    await report(here)
    (said,) = here.chats.sent
    assert "2026-0001" in said.subject and said.buttons
    link = here.vault.read_link(said.link.rsplit("/", 1)[1], here.clock.now())
    assert link.institution == OFFICE


async def test_where_the_last_way_fails_the_desk_is_told(store: Database) -> None:
    parts, server = await parts_with(store, MAIL, CHAT, works=REFUSED)
    parts.chats.failures = [REFUSED]
    await report(parts)
    assert "coordinator" in [who for who, _ in server.take()]
    assert len(await events(parts, "fell_back")) == 1
    (event,) = await events(parts, "forward_failed")
    assert event.facts["by"] == "telegram"


async def test_a_way_without_an_account_falls_to_the_next(sqlite_store: Database) -> None:
    here, _ = await parts_with(sqlite_store, MAIL, HOOK, LAST_CHAT, works=REFUSED)
    await report(here)
    assert [who for who, _ in here.chats.take()] == ["-1003"]
    assert [event.facts["why"] for event in await events(here, "fell_back")] == [
        REFUSED.reason,
        "no account for this way",
    ]


async def test_one_refused_address_of_a_group_is_noted_and_nothing_more(store: Database) -> None:
    parts, server = await parts_with(store, MAIL, OTHER_MAIL, CHAT, works=REFUSED)
    await report(parts)
    assert "roads" in [who for who, _ in server.take()]
    assert parts.chats.take() == []
    assert len(await events(parts, "forward_failed")) == 1
    assert await events(parts, "fell_back") == []


async def test_a_group_that_is_refused_as_a_whole_falls_back_once(store: Database) -> None:
    parts, server = await parts_with(store, MAIL, OTHER_MAIL, CHAT, works=REFUSED, roads=REFUSED)
    await report(parts)
    assert [who for who, _ in parts.chats.take()] == ["-1002"]
    assert "coordinator" not in [who for who, _ in server.take()]
    assert len(await events(parts, "fell_back")) == 1


async def test_a_server_that_is_down_has_four_hours_for_a_normal_report(sqlite_store: Database) -> None:
    here, _ = await parts_with(sqlite_store, MAIL, CHAT, works=DOWN)
    await report(here)
    for _ in range(40):
        here.clock.forward(6 * MINUTE - timedelta(seconds=2))
        await here.deliver()
    assert here.chats.take() == []
    here.clock.set(TUESDAY + 4 * HOUR)
    await here.deliver()
    assert [who for who, _ in here.chats.take()] == ["-1002"]


async def test_a_server_that_is_left_alone_for_a_moment_is_waited_for_no_longer_than_any_other(
    sqlite_store: Database,
) -> None:
    here, _ = await parts_with(sqlite_store, MAIL, CHAT, works=DOWN, inspectorate=DOWN, waste_company=DOWN)
    await report(here)
    here.clock.set(TUESDAY + 4 * HOUR - timedelta(seconds=10))
    for who in ("beni", "drita"):  # their six mails are refused in a row
        async with here.taking():
            await here.say(who, *WASTE)
    assert here.chats.take() == []
    here.clock.set(TUESDAY + 4 * HOUR)
    await here.deliver()
    assert [who for who, _ in here.chats.take()] == ["-1002"]


def test_an_emergency_gives_up_after_two_minutes_and_the_last_way_never() -> None:
    assert patience((CHAT, MAIL), Urgency.EMERGENCY, TUESDAY) == TUESDAY + 2 * MINUTE
    assert patience((CHAT,), Urgency.EMERGENCY, TUESDAY) is None


async def test_where_there_is_no_other_way_it_is_tried_for_days(sqlite_store: Database) -> None:
    here, server = await parts_with(sqlite_store, MAIL, works=DOWN)
    await report(here)
    here.clock.forward(2 * DAY)
    await here.deliver()
    assert [row.state for row in await rows(here)] == [DeliveryState.WAITING]
    server.wrong = {}
    here.clock.forward(HOUR)
    await here.deliver()
    assert "works" in [who for who, _ in server.take()]


async def test_a_way_that_belongs_to_an_office_to_avoid_is_never_taken(sqlite_store: Database) -> None:
    town = with_contacts(a_municipality(), {OFFICE: (MAIL, CHAT), "inspectorate": (CHAT,)})
    server = Server()
    here = await parts_for(sqlite_store, town=town, smtp=server)
    server.wrong = {MAIL.address: DOWN}
    await report(here)
    here.chats.take()
    async with here.store.begin() as work:
        case = await work.cases.by_number("drenas", "2026-0001")
        assert case is not None
        await work.cases.save([replace(case, avoided=("inspectorate",))])
    server.wrong = {MAIL.address: REFUSED}
    here.clock.forward(MINUTE)
    await here.deliver()
    assert here.chats.take() == []
    assert len(await events(here, "forward_failed")) == 1


async def test_an_office_to_avoid_is_not_tried_again_itself(sqlite_store: Database) -> None:
    here, server = await parts_with(sqlite_store, MAIL, CHAT, works=DOWN)
    await report(here)
    async with here.store.begin() as work:
        case = await work.cases.by_number("drenas", "2026-0001")
        assert case is not None
        await work.cases.save([replace(case, avoided=(OFFICE,))])
    server.wrong = {MAIL.address: REFUSED}
    here.clock.forward(MINUTE)
    await here.deliver()
    assert here.chats.take() == []


async def test_a_released_office_hears_by_no_other_way_but_that_it_is_released(sqlite_store: Database) -> None:
    parts, _ = await parts_with(sqlite_store, MAIL, CHAT)
    await report(parts)
    (forward,) = await rows(parts)
    await parts.casework.passing.transfer("drenas", "2026-0001", "inspectorate", "It is theirs.", "coordinator")
    await parts.casework.withdrawing.withdraw("drenas", "2026-0001", OFFICE, "It is not theirs.", "coordinator")
    await parts.deliver()
    told = next(row for row in await rows(parts) if row.kind == "withdrawn")
    for row, heard in ((forward, 0), (told, 1)):
        await came_back(parts, row)
        assert len(parts.chats.sent) == heard
    assert not await parts.casework.dead_letters("drenas"), "nobody has to look after either"


def test_a_reminder_is_not_said_again_to_whoever_was_released() -> None:
    owes = Referral(1, 1, "drenas", OFFICE, LEAD, TUESDAY)
    boss = Referral(2, 1, "drenas", "mayor", COPY, TUESDAY)
    case = a_case(sealed_key=b"key")
    assert is_still_owed(case, boss, owes, TUESDAY) and not is_still_owed(case, boss.withdrawn(), owes, TUESDAY)


async def test_of_a_case_that_is_erased_while_its_mail_is_under_way_nothing_more_leaves(sqlite_store: Database) -> None:
    here, server = await parts_with(sqlite_store, MAIL, CHAT, works=DOWN)
    await report(here)
    refuse, server.wrong = server.send, {MAIL.address: REFUSED}
    server.take()

    async def erased_meanwhile(notice: Notice) -> str:
        async with here.store.begin() as work:
            case = await work.cases.by_number("drenas", "2026-0001")
            assert case is not None
            await work.retention.shred([case.id], here.clock.now())
        return await refuse(notice)

    server.send = erased_meanwhile  # type: ignore[method-assign]
    here.clock.forward(MINUTE)
    await here.deliver()
    assert (server.take(), here.chats.take()) == ([], [])


async def test_a_reminder_that_may_have_left_goes_no_other_way(sqlite_store: Database) -> None:
    here, _ = await parts_with(sqlite_store, MAIL, CHAT)
    await report(here)
    await here.follow_ups.run_due(here.clock.forward(2 * DAY))
    async with here.store.begin() as work:
        await work.outbox.claim(here.clock.now(), here.clock.now() + MINUTE, 50)
    here.clock.forward(3 * MINUTE)
    await here.deliver()
    assert "-1002" not in [who for who, _ in here.chats.take()]
    assert [event.facts["why"] for event in await events(here, "forward_failed")] == ["unknown outcome"]


async def test_an_office_that_the_file_no_longer_has_stops_nothing(sqlite_store: Database) -> None:
    here, server = await parts_with(sqlite_store, MAIL, CHAT, works=DOWN)
    await report(here)
    rest = {key: each for key, each in a_municipality().institutions.items() if key != OFFICE}
    later = await parts_for(sqlite_store, here.clock, town=replace(a_municipality(), institutions=rest), smtp=server)
    server.wrong = {MAIL.address: REFUSED}
    later.clock.forward(MINUTE)
    await later.deliver()
    assert "coordinator" in [who for who, _ in server.take()]


async def test_every_delivery_to_an_office_leaves_its_proof_in_the_case(store: Database) -> None:
    parts, server = await parts_with(store, MAIL, CHAT)
    await report(parts)
    sent = {notice.target.split("@")[0]: notice.message_id for notice in server.sent}
    proofs = {event.facts["institution"]: dict(event.facts) for event in await events(parts, "delivered")}
    assert set(proofs) == {OFFICE, "inspectorate", "waste_company"}
    assert proofs[OFFICE] == {
        "institution": OFFICE,
        "by": "email",
        "kind": "forward",
        "evidence": sent["works"],
    }


def test_a_proof_is_short_and_holds_no_address() -> None:
    row = Delivery(1, "drenas", 1, "forward", "email", TUESDAY, TUESDAY, b"", target="works@drenas.example")
    assert proof(row, "<forward.1@host>") == "<forward.1@host>"
    assert proof(row, "250 ok for works@drenas.example") == ""
    assert len(proof(row, "x" * 900)) == 200
    assert proof(row, "SM1\r\nX: 2\x00\u202e") == "SM1X: 2"


@pytest.mark.parametrize(
    ("wait", "asked", "again"),
    [
        (timedelta(0), None, timedelta(seconds=1)),
        (timedelta(seconds=119), None, timedelta(seconds=1)),  # the last try is when the patience ends
        (timedelta(seconds=120), None, None),
        (timedelta(0), HOUR, None),  # they ask for more time than there is
    ],
)
def test_patience_ends_at_its_hour(wait: timedelta, asked: timedelta | None, again: timedelta | None) -> None:
    row = Delivery(1, "drenas", 1, "alert", "email", TUESDAY, TUESDAY, b"", gives_up_at=TUESDAY + 2 * MINUTE)
    now = TUESDAY + wait
    when = next_try(row, DeliveryFailed("busy", retry=True, after=asked), now, 0.5)
    assert when == (now + again if again else None)


def test_patience_is_shorter_the_more_urgent_it_is() -> None:
    assert [PATIENCE[each] for each in sorted(Urgency)] == sorted(PATIENCE.values(), reverse=True)


async def test_a_note_to_the_desk_takes_the_next_way_too(sqlite_store: Database) -> None:
    desk = (replace(MAIL, address="desk@drenas.example"), CHAT)
    server = Server()
    town = with_contacts(a_municipality(), {"coordinator": desk, OFFICE: (MAIL,)})
    here = await parts_for(sqlite_store, town=town, smtp=server)
    server.wrong = {MAIL.address: REFUSED, desk[0].address: REFUSED}
    for who in ("anna", "beni"):
        async with here.taking():
            await here.say(who, *WASTE)
    links = [notice.link for notice in here.chats.sent]
    assert [link for link in links if link.endswith("/dead-letters")], "that an address is dead"
    assert len(links) == 3, "and that two reports could not be delivered"


async def test_by_hand_only_those_of_a_group_are_tried_again_that_were_not_reached(sqlite_store: Database) -> None:
    here, server = await parts_with(sqlite_store, MAIL, OTHER_MAIL, CHAT, works=REFUSED)
    await report(here)
    server.take()
    server.wrong = {}
    (dead,) = [row for row in await rows(here) if row.state is DeliveryState.DEAD]
    writes = here.falling_back
    by_hand = DeadLetters(
        here.store, here.towns, writes._opener, writes._notices, here.clock, writes._ids, here.delivery.wake.set
    )
    assert await by_hand.try_again("drenas", dead.id, "coordinator", Reach(frozenset()))
    await here.deliver()
    assert [who for who, _ in server.take()] == ["works"]


async def test_a_code_is_never_tried_by_hand(sqlite_store: Database) -> None:
    here, _ = await parts_with(sqlite_store, MAIL, CHAT)
    await report(here)
    (row,) = await rows(here)
    assert may_be_tried(row) and not may_be_tried(replace(row, kind=CODE))
