"""Where platforms post to us."""

from collections.abc import AsyncIterator, Mapping
from dataclasses import replace

import httpx
import pytest

from reportbot.core.errors import BadInput, BadSignature, TooLarge
from reportbot.web.parts import HookResult
from tests.web.house import House


class Posted:
    """A hook that remembers what came, and raises what it is told to."""

    def __init__(self, trouble: Exception | None = None) -> None:
        self.trouble = trouble
        self.came: list[tuple[Mapping[str, str], bytes, Mapping[str, str] | None]] = []

    async def __call__(self, headers: Mapping[str, str], body: bytes, form: Mapping[str, str] | None) -> HookResult:
        self.came.append((headers, body, form))
        if self.trouble:
            raise self.trouble
        return HookResult(200, b"<Response/>", "application/xml")


async def post(house: House, hook: Posted, path: str = "/hooks/telegram/drenas", **sent: object) -> httpx.Response:
    house.web = replace(house.web, hooks={"telegram/drenas": hook})
    async with house.browser() as browser:
        return await browser.post(path, **sent)  # type: ignore[arg-type]


async def test_a_hook_gets_headers_and_body_and_its_words_go_back(house: House) -> None:
    hook = Posted()
    answer = await post(house, hook, content=b'{"update_id":1}', headers={"X-Telegram-Bot-Api-Secret-Token": "s"})
    ((headers, body, form),) = hook.came
    assert (headers["x-telegram-bot-api-secret-token"], body, form) == ("s", b'{"update_id":1}', None)
    assert (answer.status_code, answer.text, answer.headers["content-type"]) == (200, "<Response/>", "application/xml")


async def test_a_form_comes_with_its_empty_fields(house: House) -> None:
    hook = Posted()
    await post(house, hook, data={"From": "+38344000000", "Body": "", "City": "Drenas ë"})
    assert hook.came[0][2] == {"From": "+38344000000", "Body": "", "City": "Drenas ë"}


@pytest.mark.parametrize(
    ("trouble", "status"),
    [
        (OSError("disk full"), 503),
        (KeyError("who"), 503),
        (BadSignature("secret of Ana"), 403),
        (BadInput("words of Ana"), 400),
        (TooLarge("bytes of Ana"), 413),
    ],
)
async def test_our_own_trouble_asks_for_the_message_again(house: House, trouble: Exception, status: int) -> None:
    answer = await post(house, Posted(trouble), content=b"{}")
    assert answer.status_code == status
    assert answer.headers["content-type"].startswith("text/plain")
    assert str(trouble) not in answer.text


@pytest.mark.parametrize("path", ["/hooks/telegram/kamez", "/hooks/twilio/drenas", "/hooks/telegram/ë", "/hooks/x/%00"])
async def test_nobodys_address_is_a_404(house: House, path: str) -> None:
    hook = Posted()
    assert (await post(house, hook, path, content=b"{}")).status_code == 404
    assert hook.came == []


async def test_an_announced_megabyte_is_refused_before_it_is_read(house: House) -> None:
    hook = Posted()
    assert (await post(house, hook, content=b"x" * 1024 * 1024 + b"x")).status_code == 413
    assert hook.came == []


@pytest.mark.parametrize("length", ["-1", "x", "1e9"])
async def test_a_length_that_is_none_is_refused(house: House, length: str) -> None:
    hook = Posted()
    assert (await post(house, hook, content=b"{}", headers={"content-length": length})).status_code == 413


async def test_an_unannounced_megabyte_is_counted_while_it_is_read(house: House) -> None:
    async def stream() -> AsyncIterator[bytes]:
        for _ in range(20):
            yield b"x" * 100_000

    hook = Posted()
    assert (await post(house, hook, content=stream())).status_code == 413
    assert hook.came == []


@pytest.mark.parametrize("body", [b"a=%ff", b"\xff=1", b"&".join(b"a%d=1" % n for n in range(500))])
async def test_a_form_that_is_rubbish_must_not_come_again(house: House, body: bytes) -> None:
    hook = Posted()
    answer = await post(house, hook, content=body, headers={"content-type": "application/x-www-form-urlencoded"})
    assert (answer.status_code, hook.came) == (400, [])


async def test_a_hook_is_only_posted_to(house: House) -> None:
    house.web = replace(house.web, hooks={"telegram/drenas": Posted()})
    async with house.browser() as browser:
        assert (await browser.get("/hooks/telegram/drenas")).status_code == 405
