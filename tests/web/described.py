"""Requests that schemathesis makes of a description, the same ones every time; answers are held to the description."""

from collections.abc import Callable, Mapping
from typing import Any

import httpx
import requests
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import CHECKS
from schemathesis.core.result import Ok

HELD_TO = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_headers_conformance",
    "response_schema_conformance",
)
Sign = Callable[[bytes], Mapping[str, str]]
FITTING, UNFITTING = schemathesis.GenerationMode.POSITIVE, schemathesis.GenerationMode.NEGATIVE


def operations(described: Mapping[str, Any]) -> dict[str, Any]:
    """By "GET /path"."""
    schema = schemathesis.openapi.from_dict(dict(described))
    found: list[Any] = [result.ok() for result in schema.get_all_operations() if isinstance(result, Ok)]
    return {f"{each.method.upper()} {each.path}": each for each in found}


def cases_of(operation: Any, count: int) -> list[Any]:
    """Up to `count` that fit the description, and up to as many that do not. The same ones in every run."""
    found: list[Any] = []
    for mode in (FITTING, UNFITTING) if operation.body or operation.query or operation.headers else (FITTING,):

        @settings(
            max_examples=count,
            derandomize=True,
            database=None,
            deadline=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(operation.as_strategy(generation_mode=mode))
        def collect(case: Any) -> None:
            found.append(case)

        collect()
    return found


async def send(client: httpx.AsyncClient, case: Any, sign: Sign = lambda body: {}) -> httpx.Response:
    """`sign` adds headers for a body. Raises for an answer that the description does not have."""
    given = case.as_transport_kwargs()
    origin = f"{client.base_url.scheme}://{client.base_url.netloc.decode()}"
    asked = requests.Request(
        given["method"],
        origin + given["url"],
        params=given.get("params"),
        data=given.get("data"),
        json=given.get("json"),
        files=given.get("files"),
        headers=given["headers"],
    ).prepare()
    body = asked.body.encode() if isinstance(asked.body, str) else asked.body or b""
    assert isinstance(body, bytes)
    said = {name: str(value) for name, value in asked.headers.items()}
    answer = await client.request(str(asked.method), str(asked.url), content=body, headers={**said, **sign(body)})
    case.validate_response(answer, checks=[CHECKS.get_one(name) for name in HELD_TO])
    return answer
