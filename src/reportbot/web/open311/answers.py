"""One answer in two formats: JSON, and XML that says the same. None is an empty element, a list wraps its items."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from xml.etree.ElementTree import Element, SubElement, tostring

from starlette.responses import Response

Value = str | int | float | bool | None | Sequence["Value"] | Mapping[str, "Value"]
FORMATS: Mapping[str, str] = {"json": "application/json", "xml": "text/xml"}
_ITEMS = {"attributes": "attribute", "values": "value", "endpoints": "endpoint", "formats": "format"}
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Answer:
    """`root` and `item` name the elements in XML; without an item the content is one object."""

    root: str
    item: str
    content: Value
    status: int = 200


def services(rows: Sequence[Value]) -> Answer:
    return Answer("services", "service", rows)


def requests(rows: Sequence[Value]) -> Answer:
    return Answer("service_requests", "request", rows)


def updates(rows: Sequence[Value]) -> Answer:
    return Answer("service_request_updates", "request_update", rows)


def refusal(status: int, description: str) -> Answer:
    """An error as the specification has it. The description is English: a programmer reads it."""
    return Answer("errors", "error", [{"code": status, "description": description}], status)


def response(answer: Answer, format: str, headers: Mapping[str, str] | None = None) -> Response:
    said = to_xml(answer) if format == "xml" else json.dumps(answer.content, ensure_ascii=False).encode()
    kind = f"{FORMATS.get(format, FORMATS['json'])}; charset=utf-8"
    return Response(said, answer.status, {"Content-Type": kind, **(headers or {})})


def to_xml(answer: Answer) -> bytes:
    root = Element(answer.root)
    if answer.item and isinstance(answer.content, Sequence):
        for each in answer.content:
            _fill(SubElement(root, answer.item), each)
    else:
        _fill(root, answer.content)
    said: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return said


def _fill(element: Element, value: Value) -> None:
    match value:
        case None:
            return
        case bool():
            element.text = "true" if value else "false"
        case str():
            element.text = _NOT_XML.sub("", value)
        case int() | float():
            element.text = repr(value)
        case Mapping():
            for name, inner in value.items():
                _fill(SubElement(element, name), inner)
        case _:
            for inner in value:
                _fill(SubElement(element, _ITEMS[element.tag]), inner)
