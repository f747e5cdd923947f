"""Read a flow file. Everything wrong in it is found at once, each with file and line; nothing is guessed."""

import re
import tomllib
from collections.abc import Iterable, Mapping
from typing import Any, get_args

from reportbot.core.conversation.flow import END, Flow, FlowBook, Kind, Option, Sentence, Step
from reportbot.core.errors import BadSetup, Problem

KNOWN_HOLES = frozenset(
    {"town", "emergency", "category", "place", "description", "first_words", "numbers", "code", "institution", "due"}
    | {"status", "typed", "need"}
)
LONGEST_BUTTON = 64  # bytes of Telegram's callback_data
MOST_OPTIONS = 5  # choices a person can overlook at once (domain facts, section 3)
_FLOW_KEYS = frozenset({"name", "version", "first", "reports", "voice", "step"})
_STEP_KEYS = frozenset(
    {"id", "kind", "ask", "ask_sms", "save", "options", "options_from", "next", "on", "cases", "need", "again"}
    | {"append_to", "every_language"}
)
_OPTION_KEYS = frozenset({"value", "label", "next", "more", "forget"})
_NEEDS_SAVE = frozenset({"choice", "yes_no", "text", "place", "photo", "code"})
_SILENT = frozenset({"fork", "submit", "look_up", "alarm"})
_HEADER = re.compile(r"^\s*\[\[\s*step\s*\]\]")


def parse(file: str, text: str) -> Flow:
    """One flow. Raises BadSetup with every problem of this file; `check_book` finds those between files."""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        line = re.search(r"at line (\d+)", str(error))
        raise BadSetup(Problem(file, int(line[1]) if line else 0, f"not valid TOML: {error}")) from None
    reader = _Reader(file, text)
    flow = reader.flow(data)
    if reader.problems:
        raise BadSetup(*reader.problems)
    return flow


def check_book(flows: Iterable[Flow], start: str = "welcome") -> FlowBook:
    """All flows together. Raises BadSetup where one leads to a flow that is not there, or none can be the start."""
    book = FlowBook({(flow.name, flow.version): flow for flow in flows}, start)
    names = book.names()
    problems = [
        Problem(flow.file, step.line, f'step "{step.id}" leads to "{target}", and there is no such flow')
        for flow in book.flows.values()
        for step in flow.steps.values()
        for target in sorted(step.targets)
        if target.startswith("@") and target[1:] not in names
    ]
    if start not in names:
        problems.append(Problem("conversations", 0, f'there is no flow "{start}" to start with'))
    if problems:
        raise BadSetup(*problems)
    return book


class _Reader:
    def __init__(self, file: str, text: str) -> None:
        self.file = file
        self.lines = text.splitlines()
        self.headers = [number for number, line in enumerate(self.lines, 1) if _HEADER.match(line)]
        self.problems: list[Problem] = []

    def flow(self, data: Mapping[str, Any]) -> Flow:
        self._unknown(data, _FLOW_KEYS, 0, "a flow")
        name = self._string(data, "name", 0)
        version = data.get("version")
        if not isinstance(version, int) or version < 1:
            self._problem(0, "version must be a whole number from 1")
            version = 1
        raw = data.get("step", [])
        if not isinstance(raw, list) or not raw:
            self._problem(0, "a flow needs at least one [[step]]")
            raw = []
        steps: dict[str, Step] = {}
        for index, fields in enumerate(raw):
            step = self._step(fields if isinstance(fields, dict) else {}, name, self._line(index))
            if step.id in steps:
                self._problem(step.line, f'step "{step.id}" stands twice')
            steps[step.id] = step
        first = str(data.get("first", next(iter(steps), "")))
        if first not in steps:
            self._problem(0, f'first step "{first}" does not exist')
        self._targets(steps)
        self._reachable(steps, first)
        return Flow(
            name, version, first, steps, str(data.get("reports", "")), str(data.get("voice", "citizen")), self.file
        )

    def _step(self, fields: Mapping[str, Any], flow: str, line: int) -> Step:
        self._unknown(fields, _STEP_KEYS, line, "a step")
        kind = str(fields.get("kind", ""))
        if kind not in get_args(Kind):
            self._problem(line, f'kind "{kind}" is not one of {", ".join(get_args(Kind))}')
            kind = "say"
        step = Step(
            id=self._string(fields, "id", line),
            kind=kind,  # type: ignore[arg-type]  # checked above
            ask=self._sentences(fields, kind, line),
            save=str(fields.get("save", "")),
            options=self._options(fields, flow, line),
            options_from=fields.get("options_from", ""),
            next=str(fields.get("next", END)),
            on=str(fields.get("on", "")),
            cases={str(value): str(target) for value, target in dict(fields.get("cases", {})).items()},
            need=str(fields.get("need", "")),
            again=str(fields.get("again", "")),
            append_to=str(fields.get("append_to", "")),
            every_language=bool(fields.get("every_language", False)),
            line=line,
        )
        if kind in _NEEDS_SAVE and not step.save:
            self._problem(line, f'step "{step.id}" asks something and does not say where to save it')
        if kind == "choice" and not step.options and step.options_from != "languages":
            self._problem(line, f'step "{step.id}" is a choice without options')
        if kind == "fork" and not (step.on and step.cases):
            self._problem(line, f'step "{step.id}" is a fork and needs "on" and "cases"')
        return step

    def _sentences(self, fields: Mapping[str, Any], kind: str, line: int) -> tuple[Sentence, ...]:
        said, short = _as_list(fields.get("ask", [])), _as_list(fields.get("ask_sms", []))
        if not said and kind not in _SILENT:
            self._problem(line, f'step "{fields.get("id", "")}" says nothing: "ask" is missing')
            said = ["?"]
        if short and len(short) != len(said):
            self._problem(line, "ask_sms needs as many sentences as ask")
            short = []
        sentences = tuple(Sentence(text, short[at] if short else "") for at, text in enumerate(said))
        for sentence in sentences:
            for hole in sorted(sentence.holes - KNOWN_HOLES):
                self._problem(line, f'nothing fills "{{{hole}}}" in: {sentence.msgid}')
        return sentences

    def _options(self, fields: Mapping[str, Any], flow: str, line: int) -> tuple[Option, ...]:
        options: list[Option] = []
        for raw in fields.get("options", []):
            self._unknown(raw, _OPTION_KEYS, line, "an option")
            option = Option(
                self._string(raw, "value", line),
                self._string(raw, "label", line),
                str(raw.get("next", "")),
                bool(raw.get("more", False)),
                tuple(raw.get("forget", ())),
            )
            if len(f"{flow}.{fields.get('id', '')}:{option.value}".encode()) > LONGEST_BUTTON:
                self._problem(line, f'option "{option.value}" makes a button name longer than {LONGEST_BUTTON} bytes')
            if any(option.value == other.value or option.label == other.label for other in options):
                self._problem(line, f'option "{option.value}" stands twice')
            options.append(option)
        if len(options) > MOST_OPTIONS:
            self._problem(line, f"{len(options)} options are more than {MOST_OPTIONS}")
        return tuple(options)

    def _targets(self, steps: Mapping[str, Step]) -> None:
        for step in steps.values():
            for target in sorted(step.targets):
                if target != END and not target.startswith("@") and target not in steps:
                    self._problem(step.line, f'step "{step.id}" leads to "{target}", and there is no such step')

    def _reachable(self, steps: Mapping[str, Step], first: str) -> None:
        seen: set[str] = set()
        waiting = [first]
        while waiting:
            step = steps.get(waiting.pop())
            if step and step.id not in seen:
                seen.add(step.id)
                waiting.extend(step.targets)
        for step in steps.values():
            if step.id not in seen:
                self._problem(step.line, f'no answer leads to step "{step.id}"')

    def _string(self, fields: Mapping[str, Any], key: str, line: int) -> str:
        value = fields.get(key)
        if not isinstance(value, str) or not value.strip():
            self._problem(line, f'"{key}" is missing or empty')
            return ""
        return value

    def _unknown(self, fields: Mapping[str, Any], known: frozenset[str], line: int, what: str) -> None:
        for key in sorted(set(fields) - known):
            self._problem(line, f'{what} has no "{key}"')

    def _line(self, index: int) -> int:
        return self.headers[index] if index < len(self.headers) else 0

    def _problem(self, line: int, message: str) -> None:
        self.problems.append(Problem(self.file, line, message))


def _as_list(value: Any) -> list[str]:
    return [value] if isinstance(value, str) else [str(each) for each in value]
