"""Logs name events, never people: one line of JSON each, fields from a list, values of a known shape.

The one place where words are let go is `_Record`: what a library has to say, the arguments of a message, the text of
an exception never enter a record, so that no handler can print them, ours or one that a library brings along. What
remains of an exception is its class and where in the code it was raised.
"""

import json
import logging
import re
import sys
import threading
import traceback
import warnings
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any

_WORD = re.compile(r"[A-Za-z_](?:[A-Za-z_.-]|[0-9]{1,4}(?![0-9])){0,63}", re.ASCII)  # no telephone number is one
_COUNT = re.compile(r"[0-9]{1,9}", re.ASCII)

FIELDS: Mapping[str, re.Pattern[str]] = {
    "municipality": _WORD,
    "channel": _WORD,
    "case": re.compile(r"[0-9]{4}-[0-9]{4,6}", re.ASCII),
    "institution": _WORD,
    "kind": _WORD,
    "by": _WORD,
    "failure": _WORD,
    "error": _WORD,
    "reason": re.compile(r"(?:[A-Za-z' ():,./_-]|[0-9]{1,5}(?![0-9])){1,100}", re.ASCII),
    "hook": re.compile(r"[a-z-]{1,20}/[a-z_]{1,40}", re.ASCII),
    "where": re.compile(r"(?:(?:[A-Za-z_<>./-]|[0-9]{1,4}(?![0-9])){1,80}:[0-9]{1,5} ?){1,5}", re.ASCII),
    "place": re.compile(r"[a-z_]{1,30}\.[a-z_]{1,30}", re.ASCII),  # a table and its column
    "count": _COUNT,
    "status": re.compile(rf"{_WORD.pattern}|[0-9]{{3}}", re.ASCII),
}
"""What a line may hold, and the shape of each; a value of another shape is shown as "?".

`reason` is DeliveryFailed.reason: our own words for what another side answered, never its words.
"""
LOUD = (
    "aiohttp", "aiosqlite", "apscheduler", "asyncio.events", "httpcore", "httpx", "PIL", "psycopg", "sqlalchemy",
    "telegram", "twilio", "urllib3", "uvicorn.access",
)  # fmt: skip
"""They have nothing to tell a keeper unless it burns, and then only their name is shown."""
FRAMES = 3  # places in our own code that are shown of an exception
_HOME = Path(__file__).resolve().parent

_Info = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


def set_up(level: str) -> None:
    """One handler on standard error for everything that runs in this process, from now on."""
    logging.raiseExceptions = False  # else a message that cannot be put together is printed with its arguments
    logging.setLogRecordFactory(_Record)
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(Plain())
    logging.basicConfig(level=level, handlers=[handler], force=True)
    logging.lastResort = handler
    for known in list(logging.Logger.manager.loggerDict.values()):
        if isinstance(known, logging.Logger):
            known.handlers.clear()
    for name in LOUD:
        logging.getLogger(name).setLevel(logging.CRITICAL)
    _catch_what_nobody_catches()


class Plain(logging.Formatter):
    """Time, level, event and the allowed fields."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "event": record.msg if _is_ours(record.name) and isinstance(record.msg, str) else _library(record.name),
        }
        if failure := getattr(record, "raised", ""):
            line |= {"failure": failure, "where": getattr(record, "raised_in", "")}
        elif record.exc_info and record.exc_info[0]:  # a record of somebody else's factory
            line["failure"] = _name(record.exc_info[0].__name__)
        line |= {name: _shown(name, getattr(record, name)) for name in FIELDS if hasattr(record, name)}
        return json.dumps({name: value for name, value in line.items() if value != ""}, ensure_ascii=False)


class _Record(logging.LogRecord):
    """A record that never held anything but constants of our own code, and names of classes and places."""

    def __init__(
        self,
        name: str,
        level: int,
        pathname: str,
        lineno: int,
        msg: object,
        args: Any,
        exc_info: _Info | None,
        func: str | None = None,
        sinfo: str | None = None,
        **more: Any,
    ) -> None:
        constant = msg if _is_ours(name) and isinstance(msg, str) else ""
        super().__init__(name, level, pathname, lineno, constant, (), None, func, None)
        self.raised, self.raised_in = "", ""
        if isinstance(exc_info, tuple) and exc_info[0] is not None:
            self.raised, self.raised_in = _name(exc_info[0].__name__), _places(exc_info[2])


def _is_ours(name: str) -> bool:
    return name == "reportbot" or name.startswith("reportbot.")


def _library(name: str) -> str:
    """A logger may be named after anything; a package that is loaded is named by its makers."""
    package = name.partition(".")[0]
    return package if package in sys.modules else "?"


def _name(text: str) -> str:
    return text if _WORD.fullmatch(text) else "?"


def _shown(field: str, value: object) -> str:
    text = str(value) if isinstance(value, str | int) else ""
    return text if FIELDS[field].fullmatch(text) else "?"


def _places(where: TracebackType | None) -> str:
    """`service/intake.py:94 service/turns/batch.py:60`: the innermost places of our own. Never a line of source."""
    ours = [
        f"{Path(frame.f_code.co_filename).relative_to(_HOME).as_posix()}:{line}"
        for frame, line in traceback.walk_tb(where)
        if Path(frame.f_code.co_filename).is_relative_to(_HOME)
    ]
    return " ".join(ours[-FRAMES:])


def _catch_what_nobody_catches() -> None:
    """Python's own answers print the exception's text, the object that broke, or the source line of a warning.

    asyncio's handler logs, and so is covered by the record.
    """
    sys.excepthook = _at_the_end
    threading.excepthook = lambda args: _tell("a thread broke", args.exc_type, args.exc_traceback)
    sys.unraisablehook = lambda args: _tell("something could not be cleaned up", args.exc_type, args.exc_traceback)
    warnings.showwarning = _warned


def _at_the_end(kind: type[BaseException], error: BaseException, where: TracebackType | None) -> None:
    if not issubclass(kind, KeyboardInterrupt):
        _tell("the program broke", kind, where)


def _warned(message: Warning | str, category: type[Warning], *_: object, **__: object) -> None:
    logging.getLogger("reportbot.logs").warning("a library warned", extra={"failure": category.__name__})


def _tell(event: str, kind: type[BaseException], where: TracebackType | None) -> None:
    about = {"failure": kind.__name__, "where": _places(where)}
    logging.getLogger("reportbot.logs").critical(event, extra=about)
