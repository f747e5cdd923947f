"""TOML values as JSON and back: dates and times are marked, since JSON has none."""

import json
from datetime import date, datetime, time
from typing import Any

_MARK = "@toml"
_READ = {"date": date.fromisoformat, "datetime": datetime.fromisoformat, "time": time.fromisoformat}


def to_json(value: Any) -> str:
    """Raises TypeError for what TOML does not have."""
    return json.dumps(_marked(value), ensure_ascii=False)


def from_json(text: str) -> Any:
    """What `to_json` was given. Raises ValueError."""
    return json.loads(text, object_hook=_unmarked)


def _marked(value: Any) -> Any:
    match value:
        case datetime():
            return {_MARK: "datetime", "is": value.isoformat()}
        case date():
            return {_MARK: "date", "is": value.isoformat()}
        case time():
            return {_MARK: "time", "is": value.isoformat()}
        case dict():
            return {key: _marked(each) for key, each in value.items()}
        case list() | tuple():
            return [_marked(each) for each in value]
        case None | bool() | int() | float() | str():
            return value
        case _:
            raise TypeError(f"TOML has no {type(value).__name__}")


def _unmarked(found: dict[str, Any]) -> Any:
    return _READ[found[_MARK]](found["is"]) if found.get(_MARK) in _READ else found
