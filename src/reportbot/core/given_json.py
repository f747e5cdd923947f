"""Reads JSON that others made: what is asked for has the shape that is asked for, or it is not there."""

from collections.abc import Mapping
from typing import Any, TypeGuard


def object_in(holder: object, name: str) -> Mapping[str, Any] | None:
    found = holder.get(name) if isinstance(holder, Mapping) else None
    return found if isinstance(found, Mapping) else None


def list_in(holder: Mapping[str, Any], name: str) -> list[Any]:
    found = holder.get(name)
    return found if isinstance(found, list) else []


def is_whole(value: object) -> TypeGuard[int]:
    """Python takes `true` for a number too."""
    return isinstance(value, int) and not isinstance(value, bool)


def is_number(value: object) -> TypeGuard[float]:
    return isinstance(value, float) or is_whole(value)
