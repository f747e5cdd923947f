"""Reads the parameters of a Bot API call, however they were sent: query, form, multipart or JSON."""

import json
from dataclasses import dataclass, field
from typing import Any

from starlette.datastructures import UploadFile
from starlette.requests import Request

Params = dict[str, Any]

_NUMBERS = {
    *("chat_id", "message_id", "message_thread_id", "user_id", "offset", "limit", "timeout", "max_connections"),
    "cache_time",
}
_SWITCHES = {
    *("drop_pending_updates", "disable_notification", "protect_content", "show_alert", "allow_paid_broadcast"),
    *("disable_content_type_detection", "has_spoiler", "show_caption_above_media"),
}
_OBJECTS = {
    *("reply_markup", "allowed_updates", "commands", "scope", "menu_button", "message_ids", "reply_parameters"),
    *("link_preview_options", "entities", "caption_entities"),
}


class ApiError(Exception):
    """An answer with ok=false: `status` is HTTP's and `error_code`; `retry_after` in seconds goes with 429."""

    def __init__(self, status: int, description: str, retry_after: int | None = None) -> None:
        super().__init__(description)
        self.status = status
        self.description = description
        self.retry_after = retry_after


@dataclass(frozen=True, slots=True)
class Upload:
    """A file sent along with a call."""

    filename: str
    content_type: str
    data: bytes = field(repr=False)


async def read_params(request: Request) -> Params:
    """The parameters with their types, files as `Upload`. Raises ApiError 400 when they cannot be read."""
    sent: Params = dict(request.query_params)
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind == "application/json":
        sent |= _json_object(await request.body())
    elif kind in {"application/x-www-form-urlencoded", "multipart/form-data"}:
        async with request.form() as form:
            for name, value in form.multi_items():
                sent[name] = await _upload(value) if isinstance(value, UploadFile) else value
    return _attached({name: _typed(name, value) for name, value in sent.items()})


def _json_object(body: bytes) -> Params:
    try:
        found = json.loads(body or b"{}")
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise ApiError(400, "Bad Request: can't parse request: JSON object expected")
    return found


async def _upload(file: UploadFile) -> Upload:
    return Upload(file.filename or "", file.content_type or "application/octet-stream", await file.read())


def _typed(name: str, value: object) -> object:
    """Forms carry everything as text; give numbers, switches and objects their type back."""
    if not isinstance(value, str):
        return value
    if name in _NUMBERS:
        return int(value) if value.removeprefix("-").isdecimal() else value
    if name in _SWITCHES:
        return value.strip().lower() in {"true", "yes", "t", "y", "1"}
    if name in _OBJECTS:
        return _parsed(name, value) if value else None
    return value


def _parsed(name: str, value: str) -> object:
    try:
        return json.loads(value)
    except ValueError:
        raise ApiError(400, f"Bad Request: can't parse {name} JSON object") from None


def _attached(params: Params) -> Params:
    """Put each upload where `attach://name` points to it."""
    used = {value.removeprefix("attach://") for value in params.values() if _points(value)}
    return {
        name: params.get(value.removeprefix("attach://")) if _points(value) else value
        for name, value in params.items()
        if name not in used
    }


def _points(value: object) -> bool:
    return isinstance(value, str) and value.startswith("attach://")
