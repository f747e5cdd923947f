"""The published JSON schemas of GeoReport v2, where they lie beside the repository."""

import json
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema  # type: ignore[import-untyped]
import pytest
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT4

HERE = Path(__file__).resolve()


def check(name: str, said: Any) -> None:
    """Raises ValidationError. Skips the test, by name, where the schemas are not here."""
    found = _schemas()
    if not found:
        pytest.skip("../shared/specs/open311 is not here: the published schemas are not part of the repository")
    registry = Registry().with_resources(
        (each, Resource.from_contents(schema, default_specification=DRAFT4)) for each, schema in found.items()
    )
    jsonschema.Draft4Validator(found[name], registry=registry, format_checker=jsonschema.FormatChecker()).validate(said)


@cache
def _schemas() -> dict[str, Any]:
    for folder in HERE.parents:
        specs = folder / "shared" / "specs" / "open311"
        if specs.is_dir():
            return {path.name: json.loads(path.read_text(encoding="utf-8")) for path in specs.glob("*.json")}
    return {}
