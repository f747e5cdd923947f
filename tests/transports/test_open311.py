"""Another city's server: it takes, refuses, hangs up and talks rubbish; nobody's words go there, and nothing twice."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from reportbot.demo.serving import serve
from reportbot.service.open311.handing import Handover, Way
from reportbot.service.ports import DeliveryFailed, Notice
from reportbot.transports.open311 import Open311
from reportbot.transports.open311_remote import Remote, State
from tests.transports.test_email import Letter

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
ANSWER = '[{"service_request_id": 638344}]'
IN_XML = """<?xml version='1.0'?><service_requests>
    <request><service_request_id>638344</service_request_id></request></service_requests>"""


@dataclass
class City:
    """Answers each path with what is laid ready for it, the last one again and again; `asked` is what came."""

    answers: dict[str, list[tuple[int, str]]] = field(default_factory=dict)
    asked: list[tuple[str, str, dict[str, str]]] = field(default_factory=list)
    headers: dict[str, str] = field(default_factory=dict)
    hangs_up: bool = False
    url: str = ""

    async def take(self, request: Request) -> Response:
        what = request.url.path.rpartition("/")[2]
        raw = (await request.body()).decode() if request.method == "POST" else request.url.query
        self.asked.append((request.method, what, {name: values[0] for name, values in parse_qs(raw).items()}))
        if self.hangs_up and request.method == "POST":
            raise OSError("gone")
        ready = self.answers.get(f"{request.method} {what}", [(404, "[]")])
        status, body = ready.pop(0) if len(ready) > 1 else ready[0]
        return Response(body, status, self.headers)


@asynccontextmanager
async def a_city() -> AsyncIterator[City]:
    city = City()
    app = Starlette(routes=[Route("/{path:path}", city.take, methods=["GET", "POST"])])
    async with serve(app) as url:
        city.url = url
        yield city


class Notes:
    """What service/open311/handing.py keeps in the store."""

    def __init__(self, handover: Handover) -> None:
        self.handover, self.begun, self.ends = handover, 0, list[tuple[str, str, bool]]()

    async def begin(self, notice: Notice) -> Handover:
        self.begun += 1
        return self.handover

    async def arrived(self, handover: Handover, remote: str, *, is_token: bool = False) -> None:
        self.ends.append(("arrived", remote, is_token))

    async def refused(self, handover: Handover) -> None:
        self.ends.append(("refused", "", False))


def a_handover(url: str, **changes: Any) -> Handover:
    traits = {name: changes.pop(name) for name in ("format", "repeats") if name in changes}
    way = Way("city", f"{url}/v2", "city.example", **traits)
    usual = Handover(
        municipality="drenas",
        way=way,
        row=1,
        service_code="006",
        description="Open manhole or pit. Komoran, Drenas. (20261122-ABCDEFGH)",
        reference="20261122-ABCDEFGH",
        address="Komoran, Drenas",
        point=(42.5789, 20.9039),
        is_repeat=False,
        is_update=False,
        noted_at=NOW,
    )
    return replace(usual, **changes)


async def send(notes: Notes) -> str:
    return await Open311(notes, {"drenas": {"city": "our-key-with-the-city"}}, lambda: NOW, here=True).send(Letter())


async def test_a_request_is_made_and_its_number_is_the_evidence() -> None:
    async with a_city() as city:
        city.answers["POST requests.json"] = [(200, ANSWER)]
        notes = Notes(a_handover(city.url))
        assert await send(notes) == "638344"
    assert city.asked == [
        (
            "POST",
            "requests.json",
            {
                "jurisdiction_id": "city.example",
                "api_key": "our-key-with-the-city",
                "service_code": "006",
                "description": "Open manhole or pit. Komoran, Drenas. (20261122-ABCDEFGH)",
                "address_string": "Komoran, Drenas",
                "attribute[external_id]": "20261122-ABCDEFGH",
                "lat": "42.5789",
                "long": "20.9039",
            },
        )
    ]
    assert notes.ends == [("arrived", "638344", False)]


@asynccontextmanager
async def posted_to(*answers: tuple[int, str], **changes: Any) -> AsyncIterator[tuple[City, Notes]]:
    async with a_city() as city:
        city.answers[f"POST requests.{changes.get('format', 'json')}"] = list(answers)
        yield city, Notes(a_handover(city.url, **changes))


@pytest.mark.parametrize(("answer", "format", "end"), [
    ('[{"service_request_id": "A-1"}]', "json", ("arrived", "A-1", False)),
    ('{"service_request_id": "A-1"}', "json", ("arrived", "A-1", False)),
    ('[{"token": "t-9"}]', "json", ("arrived", "t-9", True)),
    ("[]", "json", ("arrived", "", False)),
    (IN_XML, "xml", ("arrived", "638344", False)),
])  # fmt: skip
async def test_every_way_to_say_yes_is_understood(answer: str, format: str, end: tuple[str, str, bool]) -> None:
    async with posted_to((201, answer), format=format) as (_, notes):
        assert await send(notes) == (end[1] or "taken, no number given")
        assert notes.ends == [end]


@pytest.mark.parametrize(("status", "retry", "ends"), [
    (400, False, [("refused", "", False)]),
    (403, False, [("refused", "", False)]),
    (404, False, [("refused", "", False)]),
    (429, True, [("refused", "", False)]),
    (503, True, [("refused", "", False)]),
    (500, True, []),
    (502, True, []),
    (302, True, []),
])  # fmt: skip
async def test_a_refusal_says_whether_it_may_be_there(status: int, retry: bool, ends: list[Any]) -> None:
    async with posted_to((status, "[]")) as (city, notes):
        city.headers["location"] = f"{city.url}/elsewhere"
        with pytest.raises(DeliveryFailed) as failed:
            await send(notes)
        assert (failed.value.retry, notes.ends, len(city.asked)) == (retry, ends, 1)
        assert "our-key" not in failed.value.reason


async def test_they_say_when_to_come_again() -> None:
    async with posted_to((429, "[]")) as (city, notes):
        city.headers["retry-after"] = "90"
        with pytest.raises(DeliveryFailed) as failed:
            await send(notes)
        assert failed.value.after == timedelta(seconds=90)


@pytest.mark.parametrize("rubbish", [
    "", "<html>", "{", "[[[]]]", "null", "[1, 2]", "[{\"service_request_id\": {\"a\": 1}}]", "\x00", "[" * 100_000,
])  # fmt: skip
async def test_rubbish_after_a_yes_is_no_number_and_no_crash(rubbish: str) -> None:
    async with posted_to((200, rubbish)) as (_, notes):
        try:
            assert await send(notes) == "taken, no number given"
        except DeliveryFailed as failed:
            assert failed.retry
            assert notes.ends == []


async def test_entities_are_not_unfolded() -> None:
    bomb = "<!DOCTYPE a [<!ENTITY b 'bbbb'>]><a><c>&b;</c></a>"
    async with posted_to((200, bomb), format="xml") as (_, notes):
        with pytest.raises(DeliveryFailed, match="cannot be read"):
            await send(notes)


async def test_an_answer_without_end_is_cut_off() -> None:
    async with posted_to((200, "x" * 3_000_000)) as (_, notes):
        with pytest.raises(DeliveryFailed, match="too much"):
            await send(notes)


async def test_nobody_at_home_is_certain_that_nothing_arrived() -> None:
    notes = Notes(a_handover("http://127.0.0.1:1"))
    with pytest.raises(DeliveryFailed, match="not reached") as failed:
        await send(notes)
    assert failed.value.retry
    assert notes.ends == [("refused", "", False)]


@pytest.mark.parametrize(("url", "leads_to", "reason"), [
    ("https://311.example.org", ["10.0.0.7"], "private network"),
    ("https://311.example.org", ["93.184.215.14", "127.0.0.1"], "private network"),
    ("https://311.example.org", [], "not known"),
    ("http://127.0.0.1:1", ["127.0.0.1"], "this very machine"),
    ("http://311.example.org", ["93.184.215.14"], "must begin with https"),
])  # fmt: skip
async def test_an_address_next_to_us_is_not_called(url: str, leads_to: list[str], reason: str) -> None:
    async def looked_up(host: str, port: int) -> list[str]:
        return leads_to

    notes = Notes(a_handover(url))
    with pytest.raises(DeliveryFailed, match=reason):
        await Open311(notes, {}, lambda: NOW, resolve=looked_up).send(Letter())
    assert notes.ends == [("refused", "", False)]


async def test_a_hang_up_leaves_the_note_since_it_may_have_arrived() -> None:
    async with a_city() as city:
        city.hangs_up = True
        notes = Notes(a_handover(city.url))
        with pytest.raises(DeliveryFailed) as failed:
            await send(notes)
        assert (failed.value.retry, notes.ends) == (True, [])


async def test_the_next_attempt_looks_for_ours_and_posts_nothing() -> None:
    async with a_city() as city:
        listed = [{"service_request_id": "7"}, {"service_request_id": "8", "description": "(20261122-ABCDEFGH)"}]
        city.answers["GET requests.json"] = [(200, json.dumps(listed))]
        notes = Notes(a_handover(city.url, is_repeat=True))
        assert await send(notes) == "8"
        assert [(method, what) for method, what, _ in city.asked] == [("GET", "requests.json")]
        assert city.asked[0][2]["start_date"] == "2026-11-21T09:00:00Z"
        assert notes.ends == [("arrived", "8", False)]


async def test_what_cannot_be_found_is_not_sent_again() -> None:
    async with a_city() as city:
        city.answers["GET requests.json"] = [(200, '[{"service_request_id": "7"}]')]
        with pytest.raises(DeliveryFailed, match="not sent again") as failed:
            await send(Notes(a_handover(city.url, is_repeat=True)))
        assert not failed.value.retry
        assert [method for method, _, _ in city.asked] == ["GET"]


async def test_while_nobody_can_look_it_waits() -> None:
    async with a_city() as city:
        city.answers["GET requests.json"] = [(500, "")]
        with pytest.raises(DeliveryFailed) as failed:
            await send(Notes(a_handover(city.url, is_repeat=True)))
        assert failed.value.retry


async def test_a_system_that_takes_the_same_once_is_sent_it_again() -> None:
    async with posted_to((200, ANSWER), repeats=True, is_repeat=True) as (city, notes):
        assert await send(notes) == "638344"
        assert [method for method, _, _ in city.asked] == ["POST"]


async def test_what_is_there_already_is_not_sent() -> None:
    notes = Notes(a_handover("http://127.0.0.1:1", remote="638344"))
    assert await send(notes) == "638344"


async def test_a_reminder_is_an_update_of_the_request_there() -> None:
    async with a_city() as city:
        city.answers["POST servicerequestupdates.json"] = [(200, '[{"update_id": "u1"}]')]
        assert await send(Notes(a_handover(city.url, remote="638344", is_update=True))) == "u1"
        (_, _, said) = city.asked[0]
        assert (said["service_request_id"], said["status"]) == ("638344", "open")
        assert said["updated_datetime"] == "2026-11-22T09:00:00Z"


STATES = (("OPEN", "open"), ("in_progress", "in progress"), ("", ""), ("Closed ", "closed"), ("x" * 5000, "x" * 100))


async def test_states_of_many_are_one_question() -> None:
    rows = ",".join(f'{{"service_request_id": {n}, "status": "{said}"}}' for n, (said, _) in enumerate(STATES))
    async with a_city() as city:
        city.answers["GET requests.json"] = [(200, f"[{rows}, 7, null]")]
        found = await Remote(Way("city", f"{city.url}/v2"), here=True).states(["1", "2"])
        assert [state.status for state in found] == [heard for _, heard in STATES]
        assert city.asked[0][2] == {"service_request_id": "1,2"}


async def test_updates_come_in_order_and_a_token_becomes_a_number() -> None:
    async with a_city() as city:
        city.answers["GET servicerequestupdates.xml"] = [(200, """<service_request_updates>
            <request_update><update_id>2</update_id><service_request_id>9</service_request_id><status>FIXED</status>
              <updated_datetime>2026-11-22T10:00:00Z</updated_datetime><description>Done</description></request_update>
            <request_update><update_id>1</update_id><service_request_id>9</service_request_id><status>open</status>
              <updated_datetime>2026-11-22T09:00:00Z</updated_datetime><description/></request_update>
            </service_request_updates>""")]  # fmt: skip
        city.answers["GET t-9.xml"] = [(200, IN_XML)]
        remote = Remote(Way("city", f"{city.url}/v2", format="xml"), here=True)
        assert await remote.updates(NOW, NOW) == [State("9", "open", "", "1"), State("9", "fixed", "Done", "2")]
        assert await remote.number_of("t-9") == "638344"


async def test_a_server_that_never_answers_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    async def silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(-1)  # until the other side hangs up
        writer.close()
        await writer.wait_closed()
        over.set()

    over = asyncio.Event()
    monkeypatch.setattr("reportbot.transports.open311_remote.TIMEOUT", 0.2)
    server = await asyncio.start_server(silent, "127.0.0.1", 0)
    async with server:
        port = server.sockets[0].getsockname()[1]
        notes = Notes(a_handover(f"http://127.0.0.1:{port}"))
        with pytest.raises(DeliveryFailed) as failed:
            await send(notes)
        await over.wait()
    assert (failed.value.retry, notes.ends) == (True, [])
