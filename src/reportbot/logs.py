"""Logs name events, never people: allow-listed fields, one line of JSON each, no text from outside."""

import json
import logging
import sys
from datetime import UTC, datetime

FIELDS = frozenset(
    {"municipality", "channel", "case", "institution", "kind", "by", "failure", "error", "count", "status", "place"}
)
LOUD = ("httpx", "httpcore", "telegram", "twilio", "aiohttp", "uvicorn.access", "apscheduler")


class Plain(logging.Formatter):
    """Time, level, event and the allowed fields. An exception appears by its class name alone."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "event": record.getMessage() if record.name.startswith("reportbot") else record.name,
        }
        line |= {name: str(getattr(record, name)) for name in sorted(FIELDS) if hasattr(record, name)}
        if record.exc_info and record.exc_info[0]:
            line["failure"] = record.exc_info[0].__name__
        return json.dumps(line, ensure_ascii=False)


def set_up(level: str) -> None:
    """One handler on standard error for everything; the libraries that print addresses only speak when it burns."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(Plain())
    logging.basicConfig(level=level, handlers=[handler], force=True)
    for name in LOUD:
        logging.getLogger(name).setLevel(logging.CRITICAL)
