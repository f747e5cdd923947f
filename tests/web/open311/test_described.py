"""Whatever a machine can ask us answers as /openapi.json says, whether it was asked rightly or not (schemathesis)."""

import json
from collections import defaultdict
from collections.abc import Mapping
from typing import Any

import pytest

from reportbot.core.cases.referral import Answer, Referral
from reportbot.transports.webhook import signed
from reportbot.web.describing import FILE
from tests.web.described import Sign, cases_of, operations, send
from tests.web.open311.published import check
from tests.web.open311.towns import KEY, Service

OPERATIONS = [
    f"{method.upper()} {path}" for path, said in json.loads(FILE.read_text())["paths"].items() for method in said
]
EXAMPLES = 8
SAID = "Old bottles everywhere"
TAKEN = {"POST /hooks/webhook/{municipality}", "POST /open311/v2/{municipality}/servicerequestupdates.json"}
"""What can only be said of something that is there."""
METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"}


@pytest.fixture
async def ours(town: Service) -> Mapping[str, Any]:
    """What the running service says of itself. Somebody has reported there yesterday."""
    case = await town.report("start", "1", "1", SAID, "Komoran", "1")
    town.clock.forward(days=1)
    await town.answer(case, Answer.RECEIVED)
    await town.send()
    return operations((await town.client.get("http://127.0.0.1:8000/openapi.json")).json())


async def test_every_answer_is_as_described_and_repeats_nothing(town: Service, ours: Mapping[str, Any]) -> None:
    (case,) = await town.cases()
    secrets = (SAID, case.number, str(case.id), KEY, "Traceback")
    async with town.parts.database.read() as work:
        (lead, *_) = await work.cases.referrals(case.id)
    seen: dict[str, set[int]] = defaultdict(set)
    asked = 0
    for name in OPERATIONS:
        for example in cases_of(ours[name], EXAMPLES):
            town.clock.forward(minutes=1)  # never too often
            asked += 1
            sign: Sign = _let_in(town, example, lead) if asked % 2 else lambda body: {}
            answer = await send(town.client, example, sign)
            seen[name].add(answer.status_code)
            said = answer.text
            assert not [secret for secret in secrets if secret in said], name
            if answer.is_error:
                assert not [each for each in _strings(example) if len(each) > 12 and each in said], name
    assert asked > 100
    reached = {name for name, codes in seen.items() if min(codes) < 300}
    assert {name for name in OPERATIONS if "{id}" not in name and "{token}" not in name} - reached <= TAKEN


async def test_what_is_there_is_as_described_and_as_published(town: Service, ours: Mapping[str, Any]) -> None:
    (request,) = await town.says("requests")
    check("request.json", request)
    for name, parameter in (("requests/{id}", "id"), ("tokens/{token}", "token")):
        path = {"municipality": "drenas", parameter: request["service_request_id"]}
        example = ours[f"GET /open311/v2/{{municipality}}/{name}.json"].Case(path_parameters=path)
        assert (await send(town.client, example)).status_code == 200
    for query in ({}, {"api_key": KEY, "status": "open", "page": 1, "language": "sr"}):
        example = ours["GET /open311/v2/{municipality}/requests.json"].Case(
            path_parameters={"municipality": "drenas"}, query=query
        )
        assert (await send(town.client, example)).status_code == 200


async def test_what_is_taken_is_as_described(town: Service, ours: Mapping[str, Any]) -> None:
    (case,) = await town.cases()
    async with town.parts.database.read() as work:
        (lead, *_) = await work.cases.referrals(case.id)
    body = {"institution": lead.institution, "referral": str(lead.id), "answer": "done", "outcome": "repaired"}
    path = {"municipality": "drenas"}
    example = ours["POST /hooks/webhook/{municipality}"].Case(
        path_parameters=path, body=body, media_type="application/json"
    )
    assert (await send(town.client, example, _let_in(town, example, lead))).status_code == 204
    (sent,) = await town.post()
    told = {"api_key": KEY, "service_request_id": sent["service_request_id"], "description": "It is fenced off."}
    example = ours["POST /open311/v2/{municipality}/servicerequestupdates.json"].Case(
        path_parameters=path, body=told, media_type="application/x-www-form-urlencoded"
    )
    assert (await send(town.client, example)).status_code == 200


@pytest.mark.parametrize("path", sorted({name.split()[1] for name in OPERATIONS}))
async def test_what_an_address_does_not_do_is_answered_405_with_what_it_does(town: Service, path: str) -> None:
    does = {name.split()[0] for name in OPERATIONS if name.split()[1] == path}
    address = path.format(municipality="drenas", code="waste", id="20260407-AAAAAAAA", token="20260407-AAAAAAAA")
    for method in METHODS - does - ({"HEAD"} if "GET" in does else set()):
        answer = await town.client.request(method, f"http://127.0.0.1:8000{address}")
        assert answer.status_code == 405, f"{method} {path}"
        assert {each.strip() for each in answer.headers["allow"].split(",")} - {"HEAD"} == does, f"{method} {path}"
        if "open311" in path:
            assert answer.json() == [{"code": 405, "description": "this address does something else"}]


def _let_in(town: Service, example: Any, lead: Referral) -> Sign:
    """As somebody who may: with a key, or signed. Else nothing that was sent would be looked at."""
    if not isinstance(example.body, dict):
        return lambda body: {}
    if not example.operation.path.startswith("/hooks/"):
        example.body |= {"api_key": KEY, "lat": "42.6167", "long": "20.8833"}
        return lambda body: {}
    example.body |= {"institution": lead.institution, "referral": str(lead.id)}
    secret = town.parts.vault.webhook_secret("drenas", lead.institution)
    return lambda body: signed(str(len(body)), town.clock.now(), body, [secret])


def _strings(example: Any) -> list[str]:
    """All that was sent and is a text."""
    waiting: list[Any] = [example.body, example.query, example.headers, example.path_parameters]
    found: list[str] = []
    while waiting:
        match waiting.pop():
            case str(text):
                found.append(text)
            case dict(fields):
                waiting += [*fields.values()]
            case list(items):
                waiting += items
            case _:
                pass
    return found
