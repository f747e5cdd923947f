"""Holes of the ladder: a step that waits behind a dead way, tells the same one twice, or is lost with a file."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from reportbot.core.cases.events import CLOCK_STARTED
from reportbot.core.urgency import Urgency
from reportbot.municipality.loading import Municipality, TransportTarget, with_contacts
from reportbot.storage import Database
from tests.builders import WASTE, Parts, a_municipality, parts_for
from tests.service.outbox.failing import CHAT, DOWN, MAIL, OFFICE, Server

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
DUE = datetime(2026, 4, 14, 8, tzinfo=UTC)  # the first rung; 10:00 in Drenas


def climbing(*to: str, second: TransportTarget) -> Municipality:
    town = with_contacts(a_municipality(), {OFFICE: (MAIL,)})
    office = replace(town.institutions[OFFICE], second=(replace(second, group=0),))
    rungs = tuple(replace(rung, to=to) for rung in town.ladder[Urgency.NORMAL])
    ladder = {**town.ladder, Urgency.NORMAL: rungs}
    return replace(town, institutions={**town.institutions, OFFICE: office}, ladder=ladder)


async def climbed(store: Database, town: Municipality, server: Server, due: datetime = DUE) -> Parts:
    parts = await parts_for(store, town=town, smtp=server)
    async with parts.taking():
        await parts.say("anna", *WASTE)
    server.take()
    while parts.clock.now() < due:
        await parts.tick(min(parts.clock.now() + 12 * HOUR, due))
    return parts


async def test_the_second_contact_does_not_wait_behind_what_cannot_leave_to_the_first(sqlite_store: Database) -> None:
    server = Server()
    server.wrong = {MAIL.address: DOWN}
    town = climbing("@lead_second", second=CHAT)
    soon = (replace(town.ladder[Urgency.NORMAL][0], after=DAY),)  # while what was passed on is still tried
    town = replace(town, ladder={**town.ladder, Urgency.NORMAL: soon})
    parts = await climbed(sqlite_store, town, server, DUE - 5 * DAY)
    assert [who for who, _ in parts.chats.take()] == ["-1002"]


@pytest.mark.parametrize(
    ("second", "told"),
    [(MAIL, ["works", "works"]), (replace(MAIL, address="other@drenas.example"), ["other", "works", "works"])],
)
async def test_a_second_contact_with_the_address_of_the_first_is_told_once(
    sqlite_store: Database, second: TransportTarget, told: list[str]
) -> None:
    server = Server()
    await climbed(sqlite_store, climbing("@lead", "@lead_second", second=second), server)
    assert sorted(who for who, _ in server.take()) == told, "the first answer is asked for, then comes the rung"


async def test_a_clock_whose_town_has_no_file_for_a_while_goes_on_when_it_is_back(here: Parts) -> None:
    await here.say("anna", *WASTE)
    (case,) = await here.cases()
    async with here.store.read() as work:
        lead = next(each for each in await work.cases.referrals(case.id) if each.institution == OFFICE)
    token = here.vault.sign_link(lead.id, OFFICE, here.clock.now() + 30 * DAY)
    await here.asking.ask_by_link(token, "Which side?")
    towns = dict(here.towns)
    here.towns.pop("drenas")  # type: ignore[attr-defined]
    here.clock.forward(8 * DAY)
    await here.follow_ups.run_due(here.clock.now())
    here.towns.update(towns)  # type: ignore[attr-defined]
    here.clock.forward(2 * HOUR)
    await here.follow_ups.run_due(here.clock.now())
    async with here.store.read() as work:
        assert [e.facts["why"] for e in await work.cases.events(case.id) if e.kind == CLOCK_STARTED] == ["waited"]
