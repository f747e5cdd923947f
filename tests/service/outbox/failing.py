"""Offices with several ways, a mail server that fails as it is told, and a look at what became of one report."""

from datetime import timedelta

from reportbot.core.cases.events import CaseEvent
from reportbot.municipality.loading import TransportTarget, with_contacts
from reportbot.service.ports import DeliveryFailed, Notice
from reportbot.service.records import Delivery
from reportbot.service.records.outbox import CAME_BACK
from reportbot.storage import Database
from tests.builders import WASTE, Parts, Post, a_municipality, parts_for

REFUSED = DeliveryFailed("mail server: address refused (550)", retry=False)
DOWN = DeliveryFailed("mail server: not reached", retry=True)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
OFFICE = "public_services"
MAIL = TransportTarget("email", "works@drenas.example", group=0)
OTHER_MAIL = TransportTarget("email", "roads@drenas.example", group=0)
CHAT = TransportTarget("telegram", "-1002", group=1)
HOOK = TransportTarget("webhook", "https://works.example/hook", group=1)
LAST_CHAT = TransportTarget("telegram", "-1003", group=2)


class Server(Post):
    """A mail server that refuses some addresses for good, or is down for them."""

    def __init__(self) -> None:
        super().__init__()
        self.wrong: dict[str, DeliveryFailed] = {}

    async def send(self, notice: Notice) -> str:
        if failure := self.wrong.get(notice.target):
            raise failure
        return await super().send(notice)


async def parts_with(store: Database, *ways: TransportTarget, **wrong: DeliveryFailed) -> tuple[Parts, Server]:
    server = Server()
    server.wrong = {f"{name}@drenas.example": failure for name, failure in wrong.items()}
    parts = await parts_for(store, town=with_contacts(a_municipality(), {OFFICE: ways}), smtp=server)
    return parts, server


async def report(parts: Parts, *said: str) -> None:
    async with parts.taking():
        await parts.say("anna", *(said or WASTE))


async def rows(parts: Parts) -> list[Delivery]:
    page = await parts.casework.case("drenas", "2026-0001", "coordinator")
    return [row for row in page.deliveries if row.institution == OFFICE]


async def events(parts: Parts, kind: str) -> list[CaseEvent]:
    page = await parts.casework.case("drenas", "2026-0001", "coordinator")
    return [event for event in page.events if event.kind == kind]


async def came_back(parts: Parts, row: Delivery) -> None:
    async with parts.store.begin() as work:
        assert await work.outbox.came_back(row.id, CAME_BACK, parts.clock.now())
        await parts.falling_back.lost(work, row, CAME_BACK, parts.clock.now())
    await parts.deliver()
