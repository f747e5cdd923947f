"""A signed webhook over real HTTP, checked by the library of Standard Webhooks; where it never goes."""

import asyncio
import json
import ssl
import subprocess
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from standardwebhooks.webhooks import Webhook as Receiver
from standardwebhooks.webhooks import WebhookVerificationError
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from reportbot.core.secrets import secret_words
from reportbot.demo.serving import serve
from reportbot.service.outgoing.notices import OfficeNotice
from reportbot.service.ports import DeliveryFailed
from reportbot.transports.checked_address import checked
from reportbot.transports.webhook import Webhook, body

NOW = datetime.now(UTC)
SECRET, OTHER = b"s" * 32, b"o" * 32
FACTS = {
    "kind": "forward",
    "number": "2026-0042",
    "category": "",
    "urgency": "urgent",
    "referral": "7",
    "institution": "qps",
    "due": "2026-11-23T10:00:00+00:00",
}
NOTICE = OfficeNotice(
    "drenas",
    "",
    "Report 2026-0042: please answer",
    "Matter: a matter that concerns a person",
    "https://reports.drenas.example/r/abc",
    "<forward.77@reports.drenas.example>",
    facts=FACTS,
)


@dataclass
class System:
    """An office's own system: what it got, and what it answers next."""

    url: str = ""
    got: list[tuple[bytes, dict[str, str]]] = field(default_factory=list)
    answers: list[Response] = field(default_factory=list)

    async def take(self, request: Request) -> Response:
        self.got.append((await request.body(), dict(request.headers)))
        return self.answers.pop(0) if self.answers else Response(status_code=204)


@pytest.fixture
async def system() -> AsyncIterator[System]:
    taken = System()
    app = Starlette(routes=[Route("/hook", taken.take, methods=["POST"])])
    async with serve(app) as url:
        taken.url = f"{url}/hook"
        yield taken


def a_webhook(secrets: Sequence[bytes] = (SECRET,), now: datetime | None = None, here: bool = True) -> Webhook:
    """By the clock of this very moment: the receiver refuses what is older than five minutes."""
    return Webhook(lambda notice: secrets, lambda: now or datetime.now(UTC), here=here)


async def test_the_receiver_finds_signature_time_and_facts(system: System) -> None:
    evidence = await a_webhook().send(replace(NOTICE, target=system.url))
    ((content, headers),) = system.got
    said = Receiver(secret_words(SECRET)).verify(content, headers)
    assert said["type"] == "report.forward"
    assert said["data"] == {
        **FACTS,
        "subject": NOTICE.subject,
        "text": NOTICE.body,
        "link": NOTICE.link,
        "answer_url": "https://reports.drenas.example/hooks/webhook/drenas",
    }
    assert headers["webhook-id"] == "forward.77"
    assert headers["content-type"] == "application/json"
    assert evidence == "forward.77 204"


async def test_what_was_changed_on_the_way_or_signed_by_another_is_refused_there(system: System) -> None:
    await a_webhook().send(replace(NOTICE, target=system.url))
    ((content, headers),) = system.got
    for secret, sent in ((OTHER, content), (SECRET, content.replace(b"2026-0042", b"2026-0043"))):
        with pytest.raises(WebhookVerificationError):
            Receiver(secret_words(secret)).verify(sent, headers)


async def test_an_address_of_two_offices_carries_a_signature_for_each(system: System) -> None:
    await a_webhook((SECRET, OTHER)).send(replace(NOTICE, target=system.url))
    ((content, headers),) = system.got
    for secret in (SECRET, OTHER):
        assert Receiver(secret_words(secret)).verify(content, headers)


async def test_an_address_of_nobody_is_given_up(system: System) -> None:
    with pytest.raises(DeliveryFailed) as refused:
        await a_webhook(()).send(replace(NOTICE, target=system.url))
    assert (refused.value.retry, system.got) == (False, [])


async def test_every_attempt_has_the_same_id_and_a_time_of_its_own(system: System) -> None:
    system.answers = [Response(status_code=503)]
    with pytest.raises(DeliveryFailed):
        await a_webhook(now=NOW).send(replace(NOTICE, target=system.url))
    await a_webhook(now=NOW + timedelta(minutes=1)).send(replace(NOTICE, target=system.url))
    first, second = (headers for _, headers in system.got)
    assert first["webhook-id"] == second["webhook-id"]
    assert int(second["webhook-timestamp"]) - int(first["webhook-timestamp"]) == 60


@pytest.mark.parametrize(
    ("status", "header", "retry", "after"),
    [
        (410, "", False, None),
        (400, "", False, None),
        (401, "", False, None),
        (404, "", False, None),
        (301, "", False, None),
        (307, "", False, None),
        (408, "", True, None),
        (429, "120", True, timedelta(minutes=2)),
        (503, "999999999", True, timedelta(hours=6)),
        (503, "9" * 40, True, None),
        (503, "-5", True, None),
        (503, "soon", True, None),
        (500, "", True, None),
        (503, "Thu, 01 Jan 1970 00:00:00 GMT", True, None),
        (503, "Fri, 31 Dec 2100 00:00:00 GMT", True, timedelta(hours=6)),
    ],
)
async def test_what_the_other_side_answers_decides_what_comes_next(
    system: System, status: int, header: str, retry: bool, after: timedelta | None
) -> None:
    headers = {"retry-after": header} if header else {}
    system.answers = [Response(status_code=status, headers={**headers, "location": system.url})]
    with pytest.raises(DeliveryFailed) as failed:
        await a_webhook().send(replace(NOTICE, target=system.url))
    assert (failed.value.retry, failed.value.after, failed.value.gone) == (retry, after, False)
    assert len(system.got) == 1, "a redirect is not followed"
    assert "127.0.0.1" not in failed.value.reason


@pytest.mark.parametrize("status", [200, 201, 202, 204, 299])
async def test_every_status_of_success_is_one(system: System, status: int) -> None:
    system.answers = [Response(b"x" * 100 if status == 200 else b"", status_code=status)]
    assert (await a_webhook().send(replace(NOTICE, target=system.url))).endswith(f" {status}")


async def test_a_receiver_that_never_ends_is_left_alone() -> None:
    ended = asyncio.Event()

    async def mute(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()  # until the other side gives up
        writer.close()
        ended.set()

    server = await asyncio.start_server(mute, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    webhook = Webhook(lambda notice: [SECRET], lambda: NOW, here=True, timeout=0.2)
    async with server:
        with pytest.raises(DeliveryFailed) as failed:
            await webhook.send(replace(NOTICE, target=f"http://127.0.0.1:{port}/"))
        await ended.wait()
    assert failed.value.retry


async def test_nobody_at_home_is_tried_again() -> None:
    with pytest.raises(DeliveryFailed) as failed:
        await a_webhook().send(replace(NOTICE, target="http://127.0.0.1:1/hook"))
    assert failed.value.retry


async def test_an_answer_of_any_size_is_not_read() -> None:
    ended = asyncio.Event()

    async def endless(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: 99999999999\r\n\r\n")
        with suppress(ConnectionError):
            while True:
                writer.write(b"x" * 65536)
                await writer.drain()
        writer.close()
        ended.set()

    server = await asyncio.start_server(endless, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    async with server:
        evidence = await a_webhook().send(replace(NOTICE, target=f"http://127.0.0.1:{port}/"))
        await ended.wait()  # we have hung up
    assert evidence.endswith(" 200")


@pytest.mark.parametrize(
    "target",
    [
        "",
        "hook",
        "ftp://example.org/x",
        "http://reports.example.org/hook",
        "https://user:password@example.org/hook",
        "https://10.0.0.1/hook",
        "https://192.168.1.1/hook",
        "https://169.254.169.254/latest/meta-data",
        "https://[::1]:8000/",
        "https://[fe80::1]/",
        "https://[::ffff:10.0.0.1]/",
        "https://0x7f.1/",
        "https://2130706433/",
        "https://printer/",
        "https://db.internal/",
        "https://example.org/\r\nx: y",
        "http://localhost:8000/",
        "http://127.0.0.1:8000/",
    ],
)
async def test_no_machine_next_to_us_is_ever_called(target: str) -> None:
    with pytest.raises(DeliveryFailed) as refused:
        await a_webhook(here=False).send(replace(NOTICE, target=target))
    assert not refused.value.retry
    assert "password" not in refused.value.reason or "does" in refused.value.reason or "in it" in refused.value.reason


@pytest.mark.parametrize(
    "found",
    [
        ["127.0.0.1"],
        ["10.0.0.1"],
        ["169.254.169.254"],
        ["93.184.215.14", "192.168.0.1"],
        ["::1"],
        ["fd00::1"],
        ["::ffff:127.0.0.1"],
        ["0.0.0.0"],
        ["224.0.0.1"],
        ["100.64.0.1"],
    ],
)
async def test_a_name_that_leads_into_our_own_network_is_refused(found: list[str]) -> None:
    async def resolve(host: str, port: int) -> list[str]:
        return found

    webhook = Webhook(lambda notice: [SECRET], lambda: NOW, here=True, resolve=resolve)
    with pytest.raises(DeliveryFailed) as refused:
        await webhook.send(replace(NOTICE, target="https://hooks.example.org/x"))
    assert not refused.value.retry


@pytest.mark.parametrize("error", [OSError("no such name"), UnicodeError("no name at all"), None])
async def test_a_name_that_nobody_knows_now_may_be_known_later(error: Exception | None) -> None:
    async def resolve(host: str, port: int) -> list[str]:
        if error:
            raise error
        return []

    with pytest.raises(DeliveryFailed) as failed:
        await checked("https://hooks.example.org/x", resolve=resolve)
    assert failed.value.retry


@pytest.mark.parametrize(
    ("found", "url"),
    [
        ("93.184.215.14", "https://93.184.215.14:8443/hook?a=1"),
        ("2606:2800:21f:cb07:6820:80da:af6b:8b2c", "https://[2606:2800:21f:cb07:6820:80da:af6b:8b2c]:8443/hook?a=1"),
    ],
)
async def test_the_connection_goes_to_the_very_address_that_was_looked_at(found: str, url: str) -> None:
    asked = []

    async def resolve(host: str, port: int) -> list[str]:
        asked.append((host, port))
        return [found]

    at = await checked("https://hooks.example.org:8443/hook?a=1", resolve=resolve)
    assert (at.url, at.host, at.header) == (url, "hooks.example.org", "hooks.example.org:8443")
    assert asked == [("hooks.example.org", 8443)], "the name is asked for once, so it cannot lead elsewhere later"


async def test_the_certificate_must_be_that_of_the_name_although_we_connect_to_an_address(tmp_path: Path) -> None:
    authority = a_certificate(tmp_path, "localhost")
    trusted = ssl.create_default_context(cafile=str(authority))
    async with an_https_server(authority, tmp_path / "key.pem") as (port, asked):
        webhook = Webhook(lambda notice: [SECRET], lambda: NOW, here=True, tls=trusted)
        await webhook.send(replace(NOTICE, target=f"https://localhost:{port}/hook"))
        assert asked == [b"POST /hook HTTP/1.1", f"host: localhost:{port}".encode()]
        with pytest.raises(DeliveryFailed):
            await webhook.send(replace(NOTICE, target=f"https://127.0.0.1:{port}/hook"))
        with pytest.raises(DeliveryFailed):
            await a_webhook().send(replace(NOTICE, target=f"https://localhost:{port}/hook"))


def test_more_than_a_webhook_carries_is_given_up() -> None:
    with pytest.raises(DeliveryFailed) as refused:
        asyncio.run(a_webhook().send(replace(NOTICE, body="x" * 30_000, target="https://example.org/")))
    assert not refused.value.retry


@given(st.dictionaries(st.text(max_size=10), st.text(max_size=30), max_size=5), st.text(max_size=200))
def test_whatever_a_notice_says_is_json(facts: dict[str, str], text: str) -> None:
    said = json.loads(body(replace(NOTICE, facts=facts, body=text)))
    assert said["data"]["text"] == text


def a_certificate(folder: Path, name: str) -> Path:
    made = folder / "certificate.pem"
    subject = ["-subj", f"/CN={name}", "-addext", f"subjectAltName=DNS:{name}", "-days", "2"]
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", str(folder / "key.pem")]
    subprocess.run([*command, "-out", str(made), *subject], check=True, capture_output=True)
    return made


@asynccontextmanager
async def an_https_server(certificate: Path, key: Path) -> AsyncIterator[tuple[int, list[bytes]]]:
    """Its port, and the first line and the host of what it was asked."""
    asked: list[bytes] = []

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).split(b"\r\n")
        asked.extend([head[0], next(line for line in head if line.lower().startswith(b"host:")).lower()])
        writer.write(b"HTTP/1.1 204 No Content\r\n\r\n")
        await writer.drain()
        writer.close()

    tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    tls.load_cert_chain(certificate, key)
    server = await asyncio.start_server(answer, "127.0.0.1", 0, ssl=tls)
    async with server:
        yield server.sockets[0].getsockname()[1], asked
