"""Who may open what, what every answer carries, and what happens when a page breaks."""

import logging
from collections.abc import Sequence
from dataclasses import replace

import httpx
import pytest
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from reportbot.core.errors import BadSetup, RuleBroken
from reportbot.web.app import build
from reportbot.web.policy import Policy, page
from tests.web.house import House, say


async def hello(request: Request) -> Response:
    return PlainTextResponse("hello")


@pytest.mark.parametrize(
    ("routes", "named"),
    [
        ([Route("/secret", hello)], "/secret"),
        ([Mount("/inner", routes=[page("/a", hello, Policy.PUBLIC), Route("/b", hello)])], "/inner/b"),
        ([Mount("/files", app=StaticFiles())], "/files"),
    ],
)
async def test_a_route_without_a_policy_keeps_the_app_from_starting(
    house: House, routes: Sequence[BaseRoute], named: str
) -> None:
    with pytest.raises(BadSetup, match=named):
        build(replace(house.web, extra_routes=routes))


def test_a_staff_page_without_a_guard_is_a_programming_error() -> None:
    with pytest.raises(RuleBroken):
        page("/console", hello, Policy.STAFF)


@pytest.mark.parametrize(("let_in", "status"), [(True, 200), (False, 401)])
async def test_a_staff_page_asks_its_guard(house: House, let_in: bool, status: int) -> None:
    async def guard(request: Request) -> Response | None:
        return None if let_in else PlainTextResponse("who are you?", 401)

    house.web = replace(house.web, extra_routes=[page("/staff-room", hello, Policy.STAFF, guard=guard, action="rest")])
    async with house.browser() as browser:
        answer = await browser.get("/staff-room")
    assert (answer.status_code, answer.headers["cache-control"]) == (status, "no-store")


@pytest.mark.parametrize(
    "path", ["/", "/chat", "/chat/drenas", "/r/x", "/nowhere", "/static/style.css", "/static/no", "/healthz"]
)
async def test_every_answer_carries_the_headers(browser: httpx.AsyncClient, path: str) -> None:
    headers = (await browser.get(path)).headers
    assert headers["content-security-policy"].startswith("default-src 'none'; ")
    assert "frame-ancestors 'self'" in headers["content-security-policy"]
    policy = dict(each.split(" ", 1) for each in headers["content-security-policy"].split("; "))
    assert set(policy.values()) <= {"'none'", "'self'"} and policy["img-src"] == "'self'", (
        "no other host, nothing inline"
    )
    assert (headers["referrer-policy"], headers["x-content-type-options"]) == ("no-referrer", "nosniff")


@pytest.mark.parametrize("path", ["/chat/drenas", "/chat/drenas/messages", "/r/x"])
async def test_personal_pages_are_stored_nowhere(browser: httpx.AsyncClient, path: str) -> None:
    assert (await browser.get(path)).headers["cache-control"] == "no-store"


async def test_a_broken_page_says_so_plainly_and_the_log_names_the_class_alone(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    async def broken(request: Request) -> Response:
        raise ValueError("Ana, +383 44 000 000")

    house.web = replace(house.web, extra_routes=[page("/broken/{token}", broken, Policy.PUBLIC)])
    with caplog.at_level(logging.DEBUG):
        async with house.browser() as browser:
            answer = await browser.get("/broken/s3cr3t")
    assert answer.status_code == 500
    assert "Something broke on our side" in answer.text
    assert "112" in answer.text
    (record,) = [record for record in caplog.records if record.name == "reportbot.web"]
    assert vars(record)["failure"] == "ValueError"
    logged = " ".join(str(vars(record)) for record in caplog.records if record.name.startswith("reportbot"))
    assert "Ana" not in logged
    assert "s3cr3t" not in logged


async def test_nothing_that_a_person_writes_is_logged(
    house: House, browser: httpx.AsyncClient, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG, logger="reportbot"):
        await say(browser, "Canary of Komoran")
        house.closed = True
        await say(browser, "Canary of Komoran")
    logged = " ".join(str(vars(record)) for record in caplog.records if record.name.startswith("reportbot"))
    assert "not saved" in logged
    assert "Canary" not in logged
    assert browser.cookies["chat"] not in logged


@pytest.mark.parametrize(
    ("method", "path", "status"), [("GET", "/no", 404), ("DELETE", "/chat/drenas", 405), ("POST", "/", 405)]
)
async def test_errors_are_one_page_in_the_readers_language(house: House, method: str, path: str, status: int) -> None:
    async with house.browser(**{"accept-language": "sr"}) as browser:
        answer = await browser.request(method, path)
    assert answer.status_code == status
    assert '<html lang="sr">' in answer.text


async def test_a_script_gets_its_errors_as_json(browser: httpx.AsyncClient) -> None:
    answer = await browser.get("/no", headers={"accept": "application/json"})
    assert (answer.status_code, answer.json()) == (404, {"error": "There is no such page"})
