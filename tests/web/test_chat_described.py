"""The JSON between the chat's page and its script, asked rightly and wrongly (schemathesis). It is nobody else's: its
description stands here, and not in /openapi.json.
"""

from collections import defaultdict
from typing import Any

import httpx

from tests.web.described import cases_of, operations, send
from tests.web.house import House

_TEXT = {"type": "string"}
_NUMBER = {"type": "string", "pattern": "^[0-9]{1,19}$"}
_NEWS = {
    "known": {"const": True},
    "language": {"enum": ["sq", "sr", "sr_Cyrl", "tr", "bs", "en"]},
    "last": _NUMBER,
    "lines": {
        "type": "array",
        "items": {
            "type": "object",
            "properties": {"id": _NUMBER, "html": _TEXT},
            "required": ["id", "html"],
            "additionalProperties": False,
        },
    },
    "answers": _TEXT,
}


def _json(*schemas: Any) -> dict[str, Any]:
    return {"description": "-", "content": {"application/json": {"schema": {"anyOf": list(schemas)}}}}


def _all_of(**properties: Any) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "required": list(properties), "additionalProperties": False}


_NOBODY, _AWAY = _all_of(known={"const": False}), _all_of(known={"const": False}, away=_TEXT)
_POSTED, _WRONG = _all_of(**_NEWS, problem=_TEXT, nonce=_TEXT), _json(_all_of(error=_TEXT))
_TOWN = {"name": "municipality", "in": "path", "required": True, "schema": {"enum": ["drenas", "nowhere"]}}
_FORM = {
    "nonce": {"type": "string", "maxLength": 40},
    "text": {"type": "string", "maxLength": 5000},
    "pressed": {"type": "string", "maxLength": 250},
    "language": {"enum": ["sq", "sr", "en", "xx"]},
    "latitude": {"type": "string", "maxLength": 20},
    "longitude": {"type": "string", "maxLength": 20},
}
_HERE = "/chat/{municipality}"
DESCRIBED = {
    "openapi": "3.1.0",
    "info": {"title": "chat", "version": "1"},
    "paths": {
        f"{_HERE}/messages": {
            "get": {
                "parameters": [_TOWN, {"name": "after", "in": "query", "schema": _NUMBER}],
                "responses": {"200": _json(_all_of(**_NEWS), _NOBODY), "404": _WRONG},
            }
        },
        **{
            f"{_HERE}{path}": {
                "post": {
                    "parameters": [_TOWN],
                    "requestBody": {
                        "required": True,
                        "content": {
                            "application/x-www-form-urlencoded": {"schema": {"type": "object", "properties": form}}
                        },
                    },
                    "responses": {"200": _json(answer), "400": _WRONG, "404": _WRONG, "413": _json(_POSTED)},
                }
            }
            for path, form, answer in (("", _FORM, {"anyOf": [_POSTED, _AWAY]}), ("/exit", {}, _AWAY))
        },
    },
}


async def test_the_chat_answers_its_script_as_described_whatever_comes(
    house: House, browser: httpx.AsyncClient
) -> None:
    browser.headers["Accept"] = "application/json"
    seen: dict[str, set[int]] = defaultdict(set)
    for name, operation in operations(DESCRIBED).items():
        for case in cases_of(operation, 8):
            case.headers = {**(case.headers or {}), "Accept": "application/json"}
            answer = await send(browser, case)
            seen[name].add(answer.status_code)
            assert answer.is_error or answer.headers["cache-control"] == "no-store"
            sent = case.body.get("text", "") if isinstance(case.body, dict) else ""
            assert not answer.is_error or len(str(sent)) < 12 or str(sent) not in answer.text
    assert all(200 in codes for codes in seen.values()), seen
