"""Holds calls and answers against the published description of the Bot API, `../shared/specs/telegram/bot-api.json`.

`check_call(method, params)` and `check_answer(method, result)` give the problems found, in words; [] is good.
"""

import functools
import json
from pathlib import Path
from typing import Any

import pytest

Json = dict[str, Any]

_ROOT = Path(__file__).resolve().parents[2]


def spec_file(name: str) -> Path | None:
    """A file of the published descriptions; None where the folder is absent."""
    places = [_ROOT.parent / "shared" / "specs" / name, _ROOT.parent.parent / "shared" / "specs" / name]
    return next((place for place in places if place.exists()), None)


needs_bot_api = pytest.mark.skipif(
    spec_file("telegram/bot-api.json") is None, reason="the published Bot API description (../shared/specs) is absent"
)


def check_call(method: str, params: Json) -> list[str]:
    """What is wrong with a call: unknown method or parameter, one missing, a wrong type. Files may be any object."""
    described = _api()["methods"].get(method)
    if described is None:
        return [f"{method}: no such method"]
    return _check_fields(described.get("fields", []), params, method)


def check_answer(method: str, result: Any) -> list[str]:
    """What is wrong with the result of a method."""
    return _check_value(_api()["methods"][method]["returns"], result, method)


def check_update(update: Json) -> list[str]:
    """What is wrong with an update."""
    return _check_value(["Update"], update, "update")


@functools.cache
def _api() -> Json:
    place = spec_file("telegram/bot-api.json")
    if place is None:
        pytest.skip("the published Bot API description (../shared/specs) is absent")
    described: Json = json.loads(place.read_text(encoding="utf-8"))
    return described


def _check_fields(fields: list[Json], value: Json, where: str) -> list[str]:
    known = {field["name"]: field for field in fields}
    missing = [f"{where}.{name}: missing" for name, field in known.items() if field["required"] and name not in value]
    unknown = [f"{where}.{name}: unknown" for name in value if name not in known]
    wrong = [
        problem
        for name, one in value.items()
        if name in known
        for problem in _check_value(known[name]["types"], one, f"{where}.{name}")
    ]
    return missing + unknown + wrong


def _check_value(types: list[str], value: Any, where: str) -> list[str]:
    """The problems under the type that fits best."""
    return min((_check_type(name, value, where) for name in types), key=len)


def _check_type(name: str, value: Any, where: str) -> list[str]:
    if name.startswith("Array of "):
        if not isinstance(value, list):
            return _not(name, value, where)
        inner = [name.removeprefix("Array of ")]
        return [problem for n, one in enumerate(value) for problem in _check_value(inner, one, f"{where}[{n}]")]
    if name in _PLAIN:
        return [] if _PLAIN[name](value) else _not(name, value, where)
    described = _api()["types"][name]
    if described.get("subtypes"):
        return _check_value(described["subtypes"], value, where)
    if not isinstance(value, dict):
        return _not(name, value, where)
    return _check_fields(described.get("fields", []), value, where)


def _not(name: str, value: Any, where: str) -> list[str]:
    return [f"{where}: {type(value).__name__} is not {name}"]


_PLAIN = {
    "Integer": lambda value: isinstance(value, int) and not isinstance(value, bool),
    "Float": lambda value: isinstance(value, int | float) and not isinstance(value, bool),
    "String": lambda value: isinstance(value, str),
    "Boolean": lambda value: isinstance(value, bool),
    "True": lambda value: value is True,
    "InputFile": lambda value: value is not None and not isinstance(value, str | int | float | list | dict),
}
