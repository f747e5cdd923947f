"""The list of messages as Twilio's API gives it: filtered, newest first, in pages."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from reportbot.demo.twilio_sms import Sms

Json = dict[str, Any]

PAGE_SIZE = 50
LARGEST_PAGE = 1000


def page_of(messages: Iterable[Sms], path: str, query: Mapping[str, str]) -> Json:
    """One page of the messages that fit To, From, DateSent, DateSent< (or before) and DateSent> (or after).

    Raises ValueError for a date or a number that is none.
    """
    found = sorted((sms for sms in messages if _fits(sms, query)), key=lambda sms: sms.sent or sms.created)[::-1]
    size = min(max(int(query.get("PageSize", PAGE_SIZE)), 1), LARGEST_PAGE)
    page = max(int(query.get("Page", 0)), 0)
    shown = found[page * size : (page + 1) * size]
    filters = {name: value for name, value in query.items() if name not in {"Page", "PageToken", "PageSize"}}

    def uri(number: int, token: str = "") -> str:
        more = {"PageToken": token} if token else {}
        return f"{path}?{urlencode({**filters, 'PageSize': size, 'Page': number, **more})}"

    return {
        "first_page_uri": uri(0),
        "end": page * size + max(len(shown) - 1, 0),
        "previous_page_uri": uri(page - 1, f"PB{shown[0].sid}") if page and shown else None,
        "messages": [sms.resource() for sms in shown],
        "uri": uri(page),
        "page_size": size,
        "start": page * size,
        "next_page_uri": uri(page + 1, f"PA{shown[-1].sid}") if len(found) > (page + 1) * size else None,
        "page": page,
    }


def media_page(sms: Sms, path: str) -> Json:
    """The files of one message: never more than one page."""
    files = [media.resource(sms) for media in sms.media.values()]
    return {
        "first_page_uri": path,
        "end": max(len(files) - 1, 0),
        "previous_page_uri": None,
        "media_list": files,
        "uri": path,
        "page_size": PAGE_SIZE,
        "start": 0,
        "next_page_uri": None,
        "page": 0,
    }


def _fits(sms: Sms, query: Mapping[str, str]) -> bool:
    when = sms.sent or sms.created
    return (
        query.get("To", sms.to) == sms.to
        and query.get("From", sms.sender) == sms.sender
        and ("DateSent" not in query or _first(query["DateSent"]) <= when <= _last(query["DateSent"]))
        and ("DateSent<" not in query or when <= _last(query["DateSent<"]))
        and ("DateSent>" not in query or when >= _first(query["DateSent>"]))
    )


def _first(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)


def _last(text: str) -> datetime:
    """A date alone means its whole day."""
    return _first(text) + (timedelta(days=1, seconds=-1) if len(text) == len("2026-01-31") else timedelta())
