"""Styles and scripts go over the wire compressed; pages, which hold tokens beside what somebody typed, never do."""

import gzip
from pathlib import Path

import httpx
import pytest
from starlette.applications import Starlette
from starlette.routing import Mount

from reportbot.web.static_files import Packed
from tests.web.house import House

PLAIN = b".queue { color: black; }\n" * 50


@pytest.fixture
def browser(tmp_path: Path) -> httpx.AsyncClient:
    (tmp_path / "a.css").write_bytes(PLAIN)
    (tmp_path / "a.png").write_bytes(b"\x89PNG")
    app = Starlette(routes=[Mount("/static", Packed(tmp_path))])
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://static.test")


async def test_a_style_is_sent_compressed_to_whoever_can_unpack_it(browser: httpx.AsyncClient) -> None:
    async with browser.stream("GET", "/static/a.css", headers={"accept-encoding": "gzip, br"}) as answer:
        sent = b"".join([piece async for piece in answer.aiter_raw()])
    assert answer.headers["content-encoding"] == "gzip" and answer.headers["content-type"].startswith("text/css")
    assert answer.headers["vary"] == "Accept-Encoding" and int(answer.headers["content-length"]) == len(sent)
    assert gzip.decompress(sent) == PLAIN and len(sent) < len(PLAIN) // 4


async def test_whoever_cannot_gets_it_plain(browser: httpx.AsyncClient) -> None:
    answer = await browser.get("/static/a.css", headers={"accept-encoding": "identity"})
    assert answer.content == PLAIN and "content-encoding" not in answer.headers
    assert answer.headers["vary"] == "Accept-Encoding"


async def test_a_picture_is_left_as_it_is(browser: httpx.AsyncClient) -> None:
    answer = await browser.get("/static/a.png", headers={"accept-encoding": "gzip"})
    assert answer.content == b"\x89PNG" and "content-encoding" not in answer.headers


async def test_what_the_browser_has_already_is_not_sent_again(browser: httpx.AsyncClient) -> None:
    first = await browser.get("/static/a.css", headers={"accept-encoding": "gzip"})
    again = await browser.get(
        "/static/a.css", headers={"accept-encoding": "gzip", "if-none-match": first.headers["etag"]}
    )
    assert (again.status_code, again.content) == (304, b"")


async def test_a_changed_file_is_sent_anew(browser: httpx.AsyncClient, tmp_path: Path) -> None:
    await browser.get("/static/a.css")
    (tmp_path / "a.css").write_bytes(b"other")
    assert (await browser.get("/static/a.css")).content == b"other"


@pytest.mark.parametrize("path", ["/static/none.css", "/static/..%2fa.css", "/static/%00.css"])
async def test_what_is_not_there_is_not_there(browser: httpx.AsyncClient, path: str) -> None:
    assert (await browser.get(path, headers={"accept-encoding": "gzip"})).status_code == 404


async def test_no_page_is_compressed(house: House) -> None:
    for path in ("/", "/chat/drenas"):
        answer = await house.browser().get(path, headers={"accept-encoding": "gzip"})
        assert answer.status_code == 200 and "content-encoding" not in answer.headers
