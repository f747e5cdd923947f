"""Many new visitors from one range of addresses wait for their answers; nobody else does, and danger never."""

import logging
import re
from typing import Any

import httpx
import pytest
from starlette.requests import Request

from reportbot.core.pace import Limit
from reportbot.service.turns.limits import MINUTE
from reportbot.web.app import build
from reportbot.web.chat.crowds import MOST_RANGES, Crowds, range_of
from tests.web.house import HOST, House, OurClock, bubbles_of, say

SLOW = "We got your messages. We answer in a minute."


def visitor(house: House, app: Any, address: str, **headers: str) -> httpx.AsyncClient:
    transport = httpx.ASGITransport(app, client=(address, 50_000))
    return httpx.AsyncClient(transport=transport, base_url=HOST, headers={"accept-language": "en"} | headers)


def asked_from(address: str | None, port: int = 50_000, **headers: str) -> Request:
    sent = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    client = (address, port) if address else None
    return Request({"type": "http", "method": "POST", "path": "/", "headers": sent, "client": client})


@pytest.mark.parametrize(
    ("address", "port", "headers", "found"),
    [
        ("203.0.113.7", 50_000, {}, "203.0.113.0/24"),
        ("203.0.113.200", 50_000, {}, "203.0.113.0/24"),
        ("2001:db8:1:2::7", 50_000, {}, "2001:db8:1::/48"),
        ("203.0.113.7", 0, {"x_forwarded_for": "203.0.113.7"}, "203.0.113.0/24"),  # a proxy on this machine has told
        ("10.0.0.1", 50_000, {"x_forwarded_for": "203.0.113.7"}, ""),  # one on another machine hides them
        ("10.0.0.1", 50_000, {"via": "1.1 proxy"}, ""),
        ("127.0.0.1", 50_000, {}, ""),  # one that adds no header, or ourselves
        ("::1", 50_000, {}, ""),
        ("testclient", 50_000, {}, ""),
        (None, 0, {}, ""),
    ],
)
def test_where_somebody_comes_from(address: str | None, port: int, headers: dict[str, str], found: str) -> None:
    assert range_of(asked_from(address, port, **headers)) == found


def test_thirty_newcomers_a_minute_are_no_crowd_and_the_next_one_is() -> None:
    crowds, request = Crowds(OurClock()), asked_from("203.0.113.7")
    assert [crowds.is_over(request, newcomer=True) for _ in range(31)] == [False] * 30 + [True]
    assert not crowds.is_over(asked_from("203.0.114.7"), newcomer=True), "the neighbours are no part of it"


def test_a_minute_later_it_is_over() -> None:
    clock = OurClock()
    crowds, request = Crowds(clock), asked_from("203.0.113.7")
    for _ in range(40):
        crowds.is_over(request, newcomer=True)
    clock.pass_(minutes=2)
    assert not crowds.is_over(request, newcomer=True)


def test_addresses_are_kept_as_nothing_that_leads_back_and_no_more_than_fit() -> None:
    crowds = Crowds(OurClock(), Limit(1, MINUTE, MINUTE))
    for number in range(MOST_RANGES + 10):
        crowds.is_over(asked_from(f"10.{number // 256}.{number % 256}.1"), newcomer=True)
    assert len(crowds._ranges) == MOST_RANGES
    assert not re.search(rb"10\.\d", b"".join(crowds._ranges))


async def test_a_crowd_is_told_that_it_takes_a_minute_and_its_reports_are_stored(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    app = build(house.web)
    for number in range(30):
        async with visitor(house, app, f"203.0.113.{number}") as browser:
            assert SLOW not in str(bubbles_of(await say(browser, "start")))
    async with visitor(house, app, "203.0.113.99") as late, visitor(house, app, "198.51.100.1") as other:
        assert SLOW in bubbles_of(await say(late, "start"))[-1]
        assert SLOW not in str(bubbles_of(await say(other, "start"))), "nobody else waits"
        for text in ("English", "1", "An open manhole at the school gate.", "Komoran", "1"):
            page = await say(late, text)
        assert any("Your code:" in bubble for bubble in bubbles_of(page)), "a report is a report"
        house.clock.pass_(minutes=1)
        await house.parts.delivery.run_due(house.clock.now())
        assert SLOW not in str(bubbles_of(await say(other, "English")))
    assert "203.0.113" not in caplog.text


async def test_danger_out_of_a_crowd_is_answered_at_once(house: House) -> None:
    app = build(house.web)
    for number in range(31):
        async with visitor(house, app, f"203.0.113.{number}") as browser:
            await say(browser, "start")
    async with visitor(house, app, "203.0.113.99") as late:
        page = await say(late, "my husband is beating me now")
        assert any("112" in bubble for bubble in bubbles_of(page)) and SLOW not in str(bubbles_of(page))
