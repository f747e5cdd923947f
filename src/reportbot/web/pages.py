"""Turn a template and its values into an answer in the reader's language. Templates hold no prose: they `say` words."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from types import CodeType
from typing import Any

from jinja2 import BytecodeCache, Environment, FileSystemLoader, StrictUndefined
from jinja2.bccache import Bucket
from starlette.requests import Request
from starlette.responses import HTMLResponse

from reportbot.core.languages import CYRILLIC, NAMES_ON_PAGES, SERBIAN, offered_as, tag
from reportbot.core.messages import Fill, Text
from reportbot.service.ports import Translator
from reportbot.web import words

HERE = Path(__file__).parent
STATIC = HERE / "static"
VENDOR = STATIC / "vendor"  # what `make assets` fetches; every page works without it
_MOMENT = Text("{when}")


class CompiledOnce(BytecodeCache):
    """What a template was compiled into, for every `Pages` of this process (each practice has its own). Another text of
    the same name has another checksum."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, str], CodeType] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        bucket.code = self._known.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        if bucket.code is not None:
            self._known[bucket.key, bucket.checksum] = bucket.code


_COMPILED = CompiledOnce()


class Pages:
    """`folders` hold templates of their own, beside those of web/templates; they may extend "base.html"."""

    def __init__(self, translator: Translator, folders: Sequence[Path] = ()) -> None:
        self._translator = translator
        self._templates = Environment(
            loader=FileSystemLoader([HERE / "templates", *folders]),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            bytecode_cache=_COMPILED,
        )
        self._templates.globals["words"] = words
        self._templates.globals["vendored"] = lambda name: (VENDOR / name).is_file()

    def show(
        self,
        template: str,
        language: str,
        *,
        title: Text,
        status: int = 200,
        zone: str = "UTC",
        headers: Mapping[str, str] | None = None,
        languages: Sequence[tuple[str, str]] = (),
        **values: Any,
    ) -> HTMLResponse:
        """In the template: `say(text, name=value…)`, `when(moment)`, `words`, `language`, `title`.

        `languages` are (code, address) pairs for the switch on top of the page; `zone` is that of the town.
        """
        values["title"] = self._translator.say(title, language, zone=zone)
        values["switch"] = [(code, NAMES_ON_PAGES.get(code, code), address) for code, address in languages]
        return HTMLResponse(self.piece(template, language, zone=zone, **values), status, headers=dict(headers or {}))

    def piece(self, template: str, language: str, *, zone: str = "UTC", **values: Any) -> str:
        """A part of a page as HTML, for a script that puts it in."""
        said = {
            "say": self._sayer(language, zone),
            "when": lambda moment: self.when(moment, language, zone),
            "language": language,
            "tag": tag,
        }
        return self._templates.get_template(template).render(said | values)

    def when(self, moment: datetime, language: str, zone: str) -> str:
        """A moment as people of that town say it."""
        return self._translator.say(Text(_MOMENT.msgid, {"when": moment}), language, zone=zone)

    def _sayer(self, language: str, zone: str) -> Callable[..., str]:
        def say(text: Text, **fill: Fill) -> str:
            filled = Text(text.msgid, {**text.fill, **fill}) if fill else text
            return self._translator.say(filled, language, zone=zone)

        return say


def language_of(request: Request, languages: Sequence[str]) -> str:
    """The one asked for with ?language=, else the browser's first that the town speaks, else the town's first."""
    asked = request.query_params.get("language", "")
    if found := offered_as(asked, languages):
        return found
    for wanted in _accepted(request.headers.get("accept-language", "")):
        if found := offered_as(wanted, languages) or offered_as(_RELATED.get(wanted, ""), languages):
            return found
    return languages[0]


def _accepted(header: str) -> list[str]:
    """Language codes by weight, "sr-Latn;q=0.8" as "sr"; what is not understood is left out."""
    weighed: list[tuple[float, str]] = []
    for part in header[:200].split(","):
        code, _, weight = part.partition(";q=")
        try:
            weighed.append((-float(weight or 1), _code(code.strip().lower())))
        except ValueError:
            continue
    return [code for weight, code in sorted(weighed, key=lambda pair: pair[0]) if weight < 0]


def _code(accepted: str) -> str:
    """Of its parts only those that change what we say: "sr-cyrl-rs" is sr_Cyrl, "sq-al" sq."""
    language, *parts = accepted.split("-")
    return CYRILLIC if language == SERBIAN and "cyrl" in parts else language


_RELATED = {"bs": "sr", "hr": "sr", "sh": "sr", "me": "sr", "cnr": "sr"}
