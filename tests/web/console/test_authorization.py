"""Every route of the console, as the router has it, for everybody who might ask: what is not allowed is refused."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import httpx
import pytest
import pytest_asyncio
from starlette.routing import BaseRoute, Mount

from reportbot.core.access.actions import Action, Role
from reportbot.core.access.member import SENSITIVE, Member, may
from reportbot.web.policy import Page, Policy
from tests.web.console.house import SAME_SITE, House, browser_for, carried, form_token, open_house, words_of
from tests.web.console.people import a_person

REFUSED = "Your account does not allow this."
NO_FORM = "This form was not sent from this page"
CHANGED = ("case_events", "outbox", "dues", "referrals", "staff_members", "staff_asks", "town_changes", "saved_filters")
SIGNED_OUT = (401, 303)
"""A page that asks to sign in, or the way there."""

STREAMS = ("/console/{municipality}/queue/events",)
FILLED: Mapping[str, str] = {
    "municipality": "drenas",
    "number": "2026-0001",
    "photo": "1",
    "id": "1",
    "institution": "qps",
    "letter": "2026-0001",
    "filter": "1",
    "task": "1",
    "token": "none",
}
"""What stands for each part of an address."""


def routes_of(routes: list[BaseRoute] | tuple[BaseRoute, ...]) -> Iterator[BaseRoute]:
    for route in routes:
        if isinstance(route, Mount) and route.routes and not hasattr(route, "policy"):
            yield from routes_of(list(route.routes))
        else:
            yield route


@dataclass(frozen=True, slots=True)
class Door:
    """One route by one method."""

    path: str
    method: str
    action: str

    def at(self, **filled: str) -> str:
        values = {**FILLED, **filled}
        path = self.path
        for part in self.parts:
            path = path.replace(f"{{{part}}}", values.get(part.split(":")[0], "1"))
        return path

    @property
    def parts(self) -> list[str]:
        return [piece.split("}")[0] for piece in self.path.split("{")[1:]]

    @property
    def names(self) -> set[str]:
        return {part.split(":")[0] for part in self.parts}


def doors_of(house: House) -> list[Door]:
    """All that need somebody who is signed in."""
    found = []
    for route in routes_of(house.app.routes):
        if isinstance(route, Page) and route.policy is Policy.STAFF:
            found += [Door(route.path, method, route.action) for method in sorted((route.methods or set()) - {"HEAD"})]
    return found


@asynccontextmanager
async def signed_in(house: House, role: str, town: str = "drenas") -> AsyncIterator[httpx.AsyncClient]:
    async with browser_for(house.app, house.url) as browser:
        answer = await browser.post(house.login_path(town, role), headers=SAME_SITE)
        assert answer.status_code == 303
        await browser.get(f"/console/{town}/account", params={"language": "en"})
        yield browser


async def ask(browser: httpx.AsyncClient, door: Door, path: str, **fields: Any) -> httpx.Response:
    """Without following. Of a stream that does not end, the head alone."""
    if door.path in STREAMS:
        return await head_of(browser, path)
    sent: dict[str, Any] = {} if door.method == "GET" else {"headers": SAME_SITE}
    return await asyncio.wait_for(browser.request(door.method, path, **sent, **fields), 20)


async def head_of(browser: httpx.AsyncClient, path: str) -> httpx.Response:
    """How the app begins to answer somebody who goes away at once; a refusal is told whole."""
    request, started, body = browser.build_request("GET", path), asyncio.Event(), bytearray()
    found: dict[str, Any] = {}
    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "GET",
        "headers": [(name.lower(), value) for name, value in request.headers.raw],
        "scheme": request.url.scheme,
        "path": request.url.path,
        "raw_path": request.url.raw_path,
        "query_string": request.url.query,
        "server": (request.url.host, 80),
        "client": ("127.0.0.1", 1),
        "root_path": "",
        "extensions": {},
    }

    async def receive() -> dict[str, Any]:
        await started.wait()
        return {"type": "http.disconnect"}

    async def send(message: Any) -> None:
        if message["type"] == "http.response.start":
            found.update(status=message["status"], headers=message["headers"])
            if b"event-stream" in dict(message["headers"]).get(b"content-type", b""):
                started.set()
        else:
            body.extend(message.get("body", b""))

    transport = browser._transport
    assert isinstance(transport, httpx.ASGITransport)
    await asyncio.wait_for(transport.app(scope, receive, send), 20)
    return httpx.Response(found["status"], headers=found["headers"], content=bytes(body), request=request)


def text_of(answer: httpx.Response) -> str:
    return words_of(answer)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def town_hall(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[House]:
    path = tmp_path_factory.mktemp("matrix") / "reportbot.db"
    async with open_house(f"sqlite:///{path}") as house:
        await house.report()
        await house.report()
        for _ in range(3):
            await house.report(town="vushtrri")
        yield house


pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_every_route_declares_a_policy_and_every_page_of_staff_an_action(town_hall: House) -> None:
    for route in routes_of(town_hall.app.routes):
        policy = getattr(route, "policy", None)
        assert isinstance(policy, Policy), route
        if policy is Policy.STAFF:
            assert Action(getattr(route, "action", ""))
    assert len(doors_of(town_hall)) > 40


async def test_every_part_of_an_address_has_a_value_here(town_hall: House) -> None:
    """So that no route escapes the tests below unseen."""
    assert {name for door in doors_of(town_hall) for name in door.names} <= FILLED.keys()


@pytest.mark.parametrize("role", list(Role))
async def test_a_role_opens_what_it_may_and_nothing_else(town_hall: House, role: Role) -> None:
    member = Member(role, "drenas", role, frozenset({role}), sensitive=SENSITIVE)
    async with signed_in(town_hall, role) as browser:
        for door in doors_of(town_hall):
            if door.path.endswith("/logout"):
                continue
            answer = await ask(browser, door, door.at())
            allowed = may(member, Action(door.action))
            said = text_of(answer)
            assert (REFUSED in said) is not allowed, (role, door, answer.status_code)
            assert answer.status_code < 500 and (allowed or answer.status_code == 403), (role, door, answer.status_code)


async def test_nobody_who_is_not_signed_in_opens_anything(town_hall: House) -> None:
    for door in doors_of(town_hall):
        async with browser_for(town_hall.app, town_hall.url) as stranger:
            answer = await ask(stranger, door, door.at())
            assert answer.status_code in SIGNED_OUT, door
            assert "cases/" not in answer.headers.get("location", "")


async def test_nobody_of_another_town_opens_anything(town_hall: House) -> None:
    async with signed_in(town_hall, Role.COORDINATOR, "vushtrri") as browser:
        for door in doors_of(town_hall):
            if "municipality" not in door.names:
                continue
            answer = await ask(browser, door, door.at())
            assert answer.status_code == 404, door


@pytest.mark.parametrize("role", list(Role))
async def test_a_case_of_another_town_does_not_exist_under_the_own_one(town_hall: House, role: Role) -> None:
    async with signed_in(town_hall, role) as browser:
        for door in doors_of(town_hall):
            if "number" in door.names:
                answer = await ask(browser, door, door.at(number="2026-0003"))
                assert answer.status_code in (403, 404), (role, door)


async def test_r15_the_accused_desk_opens_no_case_that_keeps_it_out(town_hall: House) -> None:
    number = await town_hall.report()
    async with town_hall.parts.database.begin() as work:
        case = await work.cases.by_number("drenas", number)
        assert case is not None
        await work.cases.save([replace(case, avoided=("coordinator",))])
    for role in Role:
        async with signed_in(town_hall, role) as browser:
            for door in doors_of(town_hall):
                if "number" in door.names:
                    assert (await ask(browser, door, door.at(number=number))).status_code in (403, 404), (role, door)
            for path in ("", "?show=all", "/search", "/erasures", "/letters", "/dead-letters"):
                shown = await browser.get(f"/console/drenas{path}")
                assert number not in shown.text, (role, path)


@asynccontextmanager
async def reaching(house: House, role: Role, **reach: Any) -> AsyncIterator[httpx.AsyncClient]:
    """Somebody in this role who reaches otherwise than the usual one."""
    async with signed_in(house, role) as browser:
        async with house.parts.database.begin() as work:
            staff = await work.staff.by_key("drenas", role)
            assert staff is not None
            await work.staff.update(replace(staff, **reach))
        yield browser
        async with house.parts.database.begin() as work:
            await work.staff.update(staff)


@pytest.mark.parametrize(
    ("role", "reach"),
    [
        (Role.COORDINATOR, {"sensitive": ()}),
        (Role.SUPERVISOR, {"sensitive": ("school",)}),
        (Role.CHILD_PROTECTION, {"sensitive": tuple(sorted(SENSITIVE)), "institution": "police"}),
        (Role.OFFICER, {"sensitive": tuple(sorted(SENSITIVE)), "institution": "police"}),
    ],
    ids=["not named", "named for others", "of an office that has not got it", "officer of that office"],
)
async def test_a_case_out_of_reach_does_not_exist_at_any_door(
    town_hall: House, role: Role, reach: dict[str, Any]
) -> None:
    number = await town_hall.report()
    async with town_hall.parts.database.begin() as work:
        case = await work.cases.by_number("drenas", number)
        assert case is not None
        await work.cases.save([replace(case, category="child_violence")])
    async with reaching(town_hall, role, **reach) as browser:
        member, before, opened = Member(role, "drenas", role, frozenset({role})), await traces(town_hall), 0
        for door in doors_of(town_hall):
            if "number" in door.names and may(member, Action(door.action)):
                assert (await ask(browser, door, door.at(number=number))).status_code == 404, door
                opened += 1
        assert opened and await traces(town_hall) == before


@pytest.mark.parametrize("verb", ["merger", "difference"])
async def test_a_form_that_names_a_case_out_of_reach_is_answered_as_if_there_were_none(
    town_hall: House, verb: str
) -> None:
    mine, other = [await town_hall.report() for _ in range(2)]
    async with town_hall.parts.database.begin() as work:
        case = await work.cases.by_number("drenas", other)
        assert case is not None
        await work.cases.save([replace(case, category="child_violence")])
    async with reaching(town_hall, Role.COORDINATOR, sensitive=()) as browser:
        here, before = f"/console/drenas/cases/{mine}", await traces(town_hall)
        fields = {**carried(await browser.get(here)), "other": other}
        assert (await browser.post(f"{here}/{verb}", data=fields, headers=SAME_SITE)).status_code == 404
        assert await traces(town_hall) == before


async def test_a_session_that_is_over_opens_nothing(tmp_path: Any) -> None:
    async with open_house(f"sqlite:///{tmp_path / 'over.db'}") as house:
        await house.report()
        async with signed_in(house, Role.COORDINATOR) as browser:
            house.clock.pass_(timedelta(hours=13))
            for door in doors_of(house):
                assert (await ask(browser, door, door.at())).status_code in SIGNED_OUT, door


async def test_a_password_without_its_second_step_opens_nothing(tmp_path: Any) -> None:
    async with open_house(f"sqlite:///{tmp_path / 'second.db'}") as house:
        number = await house.report()
        person = await a_person(house, "Besa", Role.COORDINATOR, Role.SUPERVISOR, Role.AUDITOR)
        browser = person.browser
        assert (await person.types_password()).status_code == 303
        for door in doors_of(house):
            answer = await ask(browser, door, door.at())
            assert answer.status_code in SIGNED_OUT and "Pus pa kapak" not in answer.text, door
        await person.types_code(await person.next_code())
        assert (await browser.get(f"/console/drenas/cases/{number}")).status_code == 200
        await browser.aclose()


async def changing(house: House) -> list[Door]:
    return [door for door in doors_of(house) if door.method != "GET"]


async def traces(house: House) -> list[Any]:
    """All that a change leaves behind. That something was read is noted too, in the log, which is not looked at."""
    await house.parts.delivery.drain()  # what was on its way before leaves its own traces
    address = house.parts.settings.database_url.removeprefix("sqlite:///")
    with closing(sqlite3.connect(address)) as connection:
        return [connection.execute(f"SELECT count(*), max(rowid) FROM {table}").fetchall() for table in CHANGED]


@pytest.mark.parametrize(
    ("headers", "keeps_token"),
    [
        (SAME_SITE, False),
        ({"sec-fetch-site": "cross-site"}, True),
        ({"sec-fetch-site": "same-site"}, True),
        ({"origin": "https://elsewhere.example"}, True),
    ],
)
async def test_a_form_from_elsewhere_changes_nothing(
    town_hall: House, headers: Mapping[str, str], keeps_token: bool
) -> None:
    before = await traces(town_hall)
    async with signed_in(town_hall, Role.COORDINATOR) as browser:
        token = form_token(await browser.get("/console/drenas"))
        for door in await changing(town_hall):
            fields = {"form_token": token if keeps_token else ""}
            answer = await browser.request(door.method, door.at(), data=fields, headers=dict(headers))
            assert answer.status_code in (403, 404), (door, answer.status_code)
        assert (await browser.get("/console/drenas")).status_code == 200, "nobody was signed out by it"
    assert await traces(town_hall) == before


async def test_the_token_of_another_session_is_worth_nothing(town_hall: House) -> None:
    before = await traces(town_hall)
    async with signed_in(town_hall, Role.COORDINATOR) as one, signed_in(town_hall, Role.COORDINATOR) as other:
        token = form_token(await one.get("/console/drenas"))
        for door in await changing(town_hall):
            answer = await other.request(door.method, door.at(), data={"form_token": token}, headers=SAME_SITE)
            assert answer.status_code in (403, 404), door
    assert await traces(town_hall) == before


async def test_nothing_is_changed_by_looking(town_hall: House) -> None:
    before = await traces(town_hall)
    async with signed_in(town_hall, Role.COORDINATOR) as browser:
        for door in doors_of(town_hall):
            if door.method == "GET":
                await ask(browser, door, door.at())
    assert await traces(town_hall) == before
