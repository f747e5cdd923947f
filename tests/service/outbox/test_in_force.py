"""A way that the town has withdrawn gets no message that was written before: the way in force does, with proof."""

from dataclasses import replace

import pytest

from reportbot.core.urgency import Urgency
from reportbot.municipality.loading import TransportTarget, with_contacts
from reportbot.service.outbox.in_force import WITHDRAWN, has_way
from reportbot.service.outgoing.notices import CODE
from reportbot.service.records import DeliveryState
from reportbot.storage import Database
from tests.builders import TUESDAY, WASTE, Parts, a_municipality, parts_for
from tests.service.outbox.failing import CHAT, DAY, DOWN, MAIL, MINUTE, OFFICE, Server, events, parts_with, report, rows

NEW_MAIL = TransportTarget("email", "new@drenas.example", group=0)
OTHER_MAIL = TransportTarget("email", "roads@drenas.example", group=0)


async def after(parts: Parts, server: Server, *ways: TransportTarget) -> Parts:
    """The same database under a file with other ways, in a process that has just started; the mail server is up."""
    server.wrong, town = {}, with_contacts(a_municipality(), {OFFICE: ways})
    later = await parts_for(parts.store, parts.clock, town=town, smtp=server)
    server.take()
    parts.clock.forward(MINUTE)
    await later.deliver()
    return later


async def test_an_address_that_was_changed_gets_nothing_and_the_new_one_does(store: Database) -> None:
    parts, server = await parts_with(store, MAIL, CHAT, works=DOWN)
    await report(parts)
    later = await after(parts, server, NEW_MAIL, CHAT)
    assert [who for who, _ in server.take()] == ["new"]
    assert later.chats.take() == []
    assert [(row.target, row.state, row.failure) for row in await rows(later)] == [
        (MAIL.address, DeliveryState.CANCELLED, WITHDRAWN),
        (NEW_MAIL.address, DeliveryState.DONE, ""),
    ]
    (event,) = await events(later, "fell_back")
    assert dict(event.facts) == {"institution": OFFICE, "by": "email", "to": "email", "why": WITHDRAWN}
    assert await later.casework.dead_letters("drenas") == []
    await later.deliver()
    assert server.take() == []


async def test_without_an_address_in_its_place_the_next_way_is_taken(sqlite_store: Database) -> None:
    here, server = await parts_with(sqlite_store, MAIL, CHAT, works=DOWN)
    await report(here)
    later = await after(here, server, replace(CHAT, group=0))
    assert server.take() == []
    assert [who for who, _ in later.chats.take()] == ["-1002"]


async def test_an_office_without_any_way_left_is_told_to_the_desk(sqlite_store: Database) -> None:
    here, server = await parts_with(sqlite_store, MAIL, works=DOWN)
    await report(here)
    later = await after(here, server)
    assert {who for who, _ in server.take()} == {"coordinator"}
    assert [row.state for row in await rows(later) if row.target == MAIL.address] == [DeliveryState.CANCELLED]


async def test_an_address_that_was_only_written_otherwise_is_the_same(sqlite_store: Database) -> None:
    here, server = await parts_with(sqlite_store, MAIL, CHAT, works=DOWN)
    await report(here)
    later = await after(here, server, replace(MAIL, address="Works@Drenas.example"), CHAT)
    assert [who for who, _ in server.take()] == ["works"]
    assert await events(later, "fell_back") == []


async def test_where_another_of_the_group_has_it_nothing_is_doubled(sqlite_store: Database) -> None:
    here, server = await parts_with(sqlite_store, MAIL, OTHER_MAIL, CHAT, works=DOWN)
    await report(here)
    assert "roads" in [who for who, _ in server.take()]
    later = await after(here, server, OTHER_MAIL, CHAT)
    assert server.take() == [] and later.chats.take() == []
    assert [event.facts["why"] for event in await events(later, "forward_failed")] == [WITHDRAWN]


async def test_what_was_put_into_the_group_instead_gets_it_too(sqlite_store: Database) -> None:
    here, server = await parts_with(sqlite_store, MAIL, OTHER_MAIL, CHAT, works=DOWN)
    await report(here)
    server.take()
    later = await after(here, server, NEW_MAIL, OTHER_MAIL, CHAT)
    assert [who for who, _ in server.take()] == ["new"]
    assert later.chats.take() == []


async def test_an_address_that_was_withdrawn_is_not_called_dead(sqlite_store: Database) -> None:
    here, server = await parts_with(sqlite_store, MAIL, works=DOWN)
    async with here.taking():
        for person in ("anna", "beni", "cana"):
            await here.say(person, *WASTE)
    later = await after(here, server, NEW_MAIL)
    assert [who for who, _ in server.take()] == ["new"] * 3
    async with later.store.read() as work:
        assert await work.outbox.troubles_at("drenas", MAIL.address, TUESDAY - DAY, 5) == 0


async def test_several_reminders_in_one_message_go_to_the_new_address(sqlite_store: Database) -> None:
    here, server = await parts_with(sqlite_store, MAIL, CHAT)
    async with here.taking():
        for person in ("anna", "beni"):
            await here.say(person, *WASTE)
    await here.follow_ups.run_due(here.clock.forward(2 * DAY))
    later = await after(here, server, NEW_MAIL, CHAT)
    assert [who for who, subject in server.take() if "2" in subject] == ["new"]
    (event,) = await events(later, "fell_back")
    assert event.facts["why"] == WITHDRAWN


async def test_whoever_hears_in_place_of_the_desk_is_in_force_for_a_complaint_of_it_alone(
    sqlite_store: Database,
) -> None:
    """The office has no contact, so the desk would hear for it; of this case the desk must hear nothing (R15)."""
    here, server = await parts_with(sqlite_store)
    await report(here)
    server.take()
    async with here.store.begin() as work:
        case = await work.cases.by_number("drenas", "2026-0001")
        assert case is not None
        await work.cases.save([replace(case, avoided=("coordinator",))])
    await here.follow_ups.run_due(here.clock.forward(2 * DAY))
    await here.deliver()
    told = {who for who, _ in server.take()}
    assert told and "coordinator" not in told


async def test_a_second_contact_that_was_changed_is_replaced_by_the_new_one(sqlite_store: Database) -> None:
    def town(second: str):  # type: ignore[no-untyped-def]
        known = with_contacts(a_municipality(), {OFFICE: (MAIL,)})
        office = replace(known.institutions[OFFICE], second=(TransportTarget("email", second),))
        rungs = tuple(replace(rung, to=("@lead_second",)) for rung in known.ladder[Urgency.NORMAL])
        ladder = {**known.ladder, Urgency.NORMAL: rungs}
        return replace(known, institutions={**known.institutions, OFFICE: office}, ladder=ladder)

    server = Server()
    here = await parts_for(sqlite_store, town=town("old@x.example"), smtp=server)
    await report(here)
    while not any(row.target == "old@x.example" for row in await rows(here)):
        server.take()
        await here.follow_ups.run_due(here.clock.forward(DAY))
        if not any(row.target == "old@x.example" for row in await rows(here)):
            await here.deliver()
    later = await parts_for(sqlite_store, here.clock, town=town("new@x.example"), smtp=server)
    await later.deliver()
    assert "new" in [who for who, _ in server.take()]
    assert not any(row.target == "old@x.example" and row.state is DeliveryState.DONE for row in await rows(later))


async def test_a_code_whose_way_was_withdrawn_goes_by_no_other(sqlite_store: Database) -> None:
    here, server = await parts_with(sqlite_store, MAIL, CHAT)
    await report(here)
    async with here.store.begin() as work:
        (case,) = await here.cases()
        lead = next(each for each in await work.cases.referrals(case.id) if each.institution == OFFICE)
        notices = here.falling_back._notices
        await work.outbox.add([notices.write_code(here.towns["drenas"], case, lead, CHAT, "123456", here.clock.now())])
    later = await after(here, server, MAIL)
    assert later.chats.take() == []
    assert [row.state for row in await rows(later) if row.kind == CODE] == [DeliveryState.CANCELLED]
    assert "works" not in [who for who, _ in server.take()]


@pytest.mark.parametrize(
    ("by", "written", "in_force", "stands"),
    [
        ("sms", "whatsapp:+38344000001", "+38344000001", True),
        ("sms", "+38344000002", "+38344000001", False),
        ("telegram", "-100A", "-100a", False),
    ],
)
async def test_which_addresses_are_one(
    sqlite_store: Database, by: str, written: str, in_force: str, stands: bool
) -> None:
    here, _ = await parts_with(sqlite_store, MAIL)
    await report(here)
    (row, *_) = await rows(here)
    town = with_contacts(a_municipality(), {OFFICE: (TransportTarget(by, in_force),)})  # type: ignore[arg-type]
    now = replace(here.towns["drenas"], rules=town)
    assert has_way(now, replace(row, by=by, target=written)) is stands
