"""A case goes to an office's own system as a webhook, and that system answers by a signed POST: over real HTTP."""

import asyncio
import base64
import io
import json
import secrets
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from standardwebhooks.webhooks import Webhook as Standard
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from reportbot.app import Parts, open_parts
from reportbot.commands.webhook_command import webhook_secret
from reportbot.config import Settings
from reportbot.core.cases.referral import Referral
from reportbot.core.errors import BadInput, BadSetup
from reportbot.core.messages import Address, InboundMessage
from reportbot.demo.serving import serve
from reportbot.municipality.loading import Municipality, TransportTarget, with_contacts
from reportbot.service.offices.webhook_answers import read_answer
from reportbot.service.records import DeliveryState
from reportbot.vault.keys import Keys
from reportbot.wiring import Edges
from tests.builders import WASTE
from tests.cases import cases_of
from tests.ports import free_port

LEAD, OTHER = "public_services", "police"


@dataclass
class Service:
    parts: Parts
    client: httpx.AsyncClient
    url: str
    got: list[tuple[bytes, dict[str, str]]] = field(default_factory=list)

    def standard(self, institution: str = LEAD) -> Standard:
        secret = self.parts.vault.webhook_secret("drenas", institution)
        return Standard("whsec_" + base64.b64encode(secret).decode())

    async def reported(self) -> dict[str, Any]:
        """Somebody reports old bottles; what the office's system reads."""
        for text in WASTE:
            address = Address("drenas", "web", "somebody")
            now = self.parts.clock.now()
            await self.parts.intake.receive([InboundMessage(address, now, (secrets.token_hex(8),), text)])
            await self.parts.delivery.drain()
        await self.parts.delivery.run_due(self.parts.clock.now())
        content, headers = self.got[-1]
        return dict(self.standard().verify(content, headers)["data"])

    async def posts(self, said: Any, by: str = LEAD, id: str = "", at: datetime | None = None) -> int:
        body = said if isinstance(said, str) else json.dumps(said)
        id, at = id or secrets.token_hex(8), at or datetime.now(UTC)
        headers = {"webhook-id": id, "webhook-timestamp": str(int(at.timestamp()))}
        headers["webhook-signature"] = self.standard(by).sign(id, at, body)
        return (await self.client.post("/hooks/webhook/drenas", content=body, headers=headers)).status_code

    async def referral(self) -> Referral:
        async with self.parts.database.read() as work:
            (case,) = await cases_of(work)
            return next(each for each in await work.cases.referrals(case.id) if each.institution == LEAD)


@pytest.fixture
async def service(tmp_path: Path) -> AsyncIterator[Service]:
    got: list[tuple[bytes, dict[str, str]]] = []

    async def take(request: Request) -> Response:
        got.append((await request.body(), dict(request.headers)))
        return Response(status_code=202)

    port = free_port()
    url = f"http://127.0.0.1:{port}"
    async with AsyncExitStack() as stack:
        system = await stack.enter_async_context(serve(Starlette(routes=[Route("/in", take, methods=["POST"])])))

        def contacts(municipality: Municipality) -> Municipality:
            ways = {key: (TransportTarget("nowhere"),) for key in municipality.institutions}
            ways |= {LEAD: (TransportTarget("webhook", f"{system}/in"),)} if LEAD in ways else {}
            return replace(with_contacts(municipality, ways), gate=0.0)

        database = f"sqlite:///{tmp_path / 'reportbot.db'}"
        settings = Settings(codes_ready="0", model="off", public_url=url, database_url=database)
        parts = await open_parts(settings, keys=Keys.for_tests(), change=contacts)
        stack.push_async_callback(parts.close)
        edges = Edges(parts)
        stack.push_async_callback(edges.close)
        taking = asyncio.create_task(parts.intake.run())
        stack.callback(taking.cancel)
        await stack.enter_async_context(serve(edges.pages(), port))
        client = await stack.enter_async_context(httpx.AsyncClient(base_url=url))
        yield Service(parts, client, url, got)


async def test_there_and_back(service: Service) -> None:
    facts = await service.reported()
    assert facts["answer_url"] == f"{service.url}/hooks/webhook/drenas"
    assert facts["institution"] == LEAD
    async with service.parts.database.read() as work:
        rows = await work.outbox.of_case((await service.referral()).case)
    (row,) = [row for row in rows if row.kind == "forward"]
    assert (row.state, row.evidence.rpartition(" ")[2]) == (DeliveryState.DONE, "202")
    answer = {"institution": LEAD, "referral": facts["referral"], "answer": "received"}
    assert await service.posts(answer) == 204
    assert str((await service.referral()).answer) == "received"
    tomorrow = (datetime.now(UTC).date() + timedelta(days=2)).isoformat()
    assert await service.posts({**answer, "answer": "in_progress", "until": tomorrow}) == 204
    assert str((await service.referral()).answer) == "in_progress"
    assert await service.posts({**answer, "answer": "done"}) == 400, "what came of it?"
    assert await service.posts({**answer, "answer": "done", "outcome": "repaired"}) == 204
    assert (str((await service.referral()).answer), (await service.referral()).outcome) == ("done", "repaired")


async def test_a_message_that_comes_again_is_one_answer(service: Service) -> None:
    facts = await service.reported()
    answer = {"institution": LEAD, "referral": facts["referral"], "answer": "received"}
    assert await service.posts(answer, id="first") == 204
    assert await service.posts({**answer, "answer": "done", "outcome": "repaired"}, id="second") == 204
    assert await service.posts(answer, id="first") == 204, "a late repetition does not undo what came after it"
    assert str((await service.referral()).answer) == "done"


async def test_only_the_secret_of_that_institution_counts_and_only_now(service: Service) -> None:
    facts = await service.reported()
    answer = {"institution": LEAD, "referral": facts["referral"], "answer": "received"}
    assert await service.posts(answer, by=OTHER) == 403
    assert await service.posts(answer, at=datetime.now(UTC) - timedelta(minutes=6)) == 403
    assert await service.posts(answer, at=datetime.now(UTC) + timedelta(minutes=6)) == 403
    assert await service.posts({**answer, "institution": "nobody"}) == 403
    assert await service.posts({**answer, "institution": OTHER}, by=OTHER) == 404, "the referral is not theirs"
    assert await service.posts({**answer, "referral": 1}) == 404
    assert (await service.client.post("/hooks/webhook/drenas", json=answer)).status_code == 403
    assert (await service.client.post("/hooks/webhook/atlantis", json=answer)).status_code == 404
    assert (await service.referral()).answer is None


async def test_a_note_by_machine_is_looked_at_before_a_person_reads_it(service: Service) -> None:
    facts = await service.reported()
    answer = {"institution": LEAD, "referral": facts["referral"], "answer": "received"}
    for confirmed in (False, True):
        assert await service.posts({**answer, "note": "www.evil.example", "confirmed": confirmed}) == 400
        assert await service.posts({**answer, "note": "Si quheni?", "confirmed": confirmed}) == 400
    assert await service.posts({**answer, "note": "Call 044 123 456."}) == 400
    assert (await service.referral()).answer is None
    assert await service.posts({**answer, "note": "Call 044 123 456. ", "confirmed": True}) == 204
    assert str((await service.referral()).answer) == "received"


@pytest.mark.parametrize(
    "said",
    [
        "",
        "[]",
        "{",
        "[" * 10_000,
        '{"institution": "public_services"}',
        {"institution": LEAD, "referral": "x", "answer": "received"},
        {"institution": LEAD, "referral": -1, "answer": "received"},
        {"institution": LEAD, "referral": 10**400, "answer": "received"},
        {"institution": LEAD, "referral": 1, "answer": "accept"},
        {"institution": LEAD, "referral": 1, "answer": ["received"]},
        {"institution": LEAD, "referral": 1, "answer": "in_progress", "until": "tomorrow"},
        {"institution": LEAD, "referral": 1, "answer": "received", "note": "x" * 3000},
        {"institution": LEAD, "referral": 1, "answer": "not_ours", "suggested": "nobody"},
        {"institution": LEAD, "referral": 1, "answer": "received", "confirmed": "yes"},
    ],
    ids=str,
)
async def test_rubbish_is_refused_and_hurts_nobody(service: Service, said: Any) -> None:
    assert await service.posts(said) == 400


async def test_more_than_an_answer_needs_is_not_read(service: Service) -> None:
    assert await service.posts("x" * 30_000) == 413


@given(st.binary(max_size=200))
def test_whatever_comes_is_an_answer_or_bad_input(body: bytes) -> None:
    with pytest.raises(BadInput):
        read_answer(body)


async def test_the_operator_reads_and_exchanges_the_secret_of_one_institution(service: Service) -> None:
    facts = await service.reported()

    async def told(institution: str = LEAD, **how: bool) -> str:
        out = io.StringIO()
        assert await webhook_secret(service.parts, "drenas", institution, out, **how) == 0
        return out.getvalue().strip()

    first, other = await told(), await told(OTHER)
    assert first == await told() != other
    assert len(base64.b64decode(first.removeprefix("whsec_"))) == 32
    second = await told(exchange=True)
    assert second != first and second == await told() and other == await told(OTHER)
    again = await service.reported()
    content, headers = service.got[-1]
    for secret in (first, second):  # each finds a signature of its own
        assert Standard(secret).verify(content, headers)["data"] == again
    answer = {"institution": LEAD, "referral": facts["referral"], "answer": "received"}
    assert await service.posts(answer) == 204, "the one before answers too"
    third = await told(leaked=True)
    assert third not in (first, second)
    assert await service.posts({**answer, "answer": "in_progress", "until": "2099-01-01"}) == 403
    for town, institution in (("atlantis", LEAD), ("drenas", "nobody")):
        with pytest.raises(BadSetup):
            await webhook_secret(service.parts, town, institution, io.StringIO())
