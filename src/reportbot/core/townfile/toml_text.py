"""TOML values and pairs as text, on one line where they are short. Pure."""

import json
import re
from datetime import date, datetime, time
from typing import Any

LONGEST_LINE = 100  # letters


def value_in_toml(value: Any) -> str:
    """On one line where it is short. Raises TypeError for what TOML has no form for."""
    match value:
        case bool():
            return "true" if value else "false"
        case datetime():
            return value.isoformat(" ")
        case date() | time():
            return value.isoformat()
        case int() | float():
            return repr(value)
        case str():
            return _UNSEEN.sub(lambda found: f"\\u{ord(found[0]):04x}", json.dumps(value, ensure_ascii=False))
        case dict():
            return "{ " + ", ".join(pair_in_toml(*pair) for pair in value.items()) + " }" if value else "{}"
        case list() | tuple():
            each = [value_in_toml(one) for one in value]
            line = f"[{', '.join(each)}]"
            is_long = len(line) > LONGEST_LINE or any(isinstance(one, dict) for one in value)
            return "[\n" + "".join(f"  {one},\n" for one in each) + "]" if is_long and each else line
    raise TypeError(f"TOML has no {type(value).__name__}")


def pair_in_toml(key: str, value: Any) -> str:
    return f"{key_in_toml(key)} = {value_in_toml(value)}"


def key_in_toml(key: str) -> str:
    return key if re.fullmatch(r"[A-Za-z0-9_-]+", key) else value_in_toml(key)


_UNSEEN = re.compile("[\x7f\x85\u2028\u2029]")
"""What TOML does not take as it is, and what Python takes for the end of a line."""
