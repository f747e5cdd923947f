"""Read a flow file. Everything wrong in it is found at once, each with file and line; nothing is guessed."""

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Literal, TypeVar, get_args

from reportbot.core.conversation.flows.flow import END, Flow, FlowBook, Kind, Option, Sentence, Step
from reportbot.core.conversation.flows.soundness import book_problems, flow_problems
from reportbot.core.errors import BadSetup, Problem

_FLOW_KEYS = frozenset({"name", "version", "first", "reports", "voice", "category", "step"})
_STEP_KEYS = frozenset(
    {"id", "kind", "ask", "ask_sms", "save", "options", "options_from", "next", "on", "cases", "need", "again"}
    | {"append_to", "every_language", "skip", "back"}
)
_OPTION_KEYS = frozenset({"value", "label", "next", "more", "means"})
_SAYS_NOTHING = frozenset({"fork", "submit", "look_up", "alarm", "hand_in", "add", "feedback"})
KINDS: tuple[Kind, ...] = get_args(Kind)
LISTS: tuple[Literal["", "languages"], ...] = ("", "languages")
MEANINGS: tuple[Literal["", "yes", "no"], ...] = ("", "yes", "no")
Choice = TypeVar("Choice", bound=str)
_HEADER = re.compile(r"^\s*\[\[\s*step\s*\]\]")


def parse(file: str, text: str) -> Flow:
    """One flow. Raises BadSetup with every problem of this file; `check_book` finds those between files."""
    try:
        data = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        line = re.search(r"at line (\d+)", str(error))
        raise BadSetup(Problem(file, int(line[1]) if line else 0, f"not valid TOML: {error}")) from None
    reader = _Reader(file, text)
    flow = reader.flow(data)
    problems = [*reader.problems, *flow_problems(flow)]
    if problems:
        raise BadSetup(*sorted(problems, key=lambda problem: problem.line))
    return flow


def check_book(flows: Iterable[Flow], start: str = "welcome") -> FlowBook:
    """All flows together, old versions too. Raises BadSetup with every problem between files."""
    known = tuple(flows)
    problems = book_problems(known, start)
    if problems:
        raise BadSetup(*problems)
    return FlowBook({(flow.name, flow.version): flow for flow in known}, start)


class _Reader:
    """Turns tables into values; what does not fit is noted, and replaced so that reading can go on."""

    def __init__(self, file: str, text: str) -> None:
        self.file = file
        self.headers = [number for number, line in enumerate(text.splitlines(), 1) if _HEADER.match(line)]
        self.problems: list[Problem] = []

    def flow(self, data: Mapping[str, Any]) -> Flow:
        self._unknown(data, _FLOW_KEYS, 0, "a flow")
        version = data.get("version")
        if not isinstance(version, int) or isinstance(version, bool) or version < 1:
            self._problem(0, "version must be a whole number from 1")
            version = 1
        steps: dict[str, Step] = {}
        for index, fields in enumerate(self._tables(data, "step", 0)):
            step = self._step(fields, self.headers[index] if index < len(self.headers) else 0)
            if step.id in steps:
                self._problem(step.line, f'step "{step.id}" stands twice')
            steps[step.id] = step
        if not steps:
            self._problem(0, "a flow needs at least one [[step]]")
        return Flow(
            name=self._name(data, "name", 0),
            version=version,
            first=self._text(data, "first", 0) or next(iter(steps), ""),
            steps=steps,
            reports=self._text(data, "reports", 0),
            voice=self._text(data, "voice", 0) or "citizen",
            category=self._text(data, "category", 0),
            file=self.file,
        )

    def _step(self, fields: Mapping[str, Any], line: int) -> Step:
        self._unknown(fields, _STEP_KEYS, line, "a step")
        kind = self._one_of(fields, "kind", KINDS, line, "say")
        return Step(
            id=self._name(fields, "id", line),
            kind=kind,
            ask=self._sentences(fields, kind, line),
            save=self._text(fields, "save", line),
            options=tuple(self._option(raw, line) for raw in self._tables(fields, "options", line)),
            options_from=self._one_of(fields, "options_from", LISTS, line, ""),
            next=self._text(fields, "next", line) or END,
            on=self._text(fields, "on", line),
            cases=self._cases(fields, line),
            need=self._text(fields, "need", line),
            again=self._text(fields, "again", line),
            append_to=self._text(fields, "append_to", line),
            skip=self._text(fields, "skip", line),
            back=self._text(fields, "back", line),
            every_language=self._flag(fields, "every_language", line),
            line=line,
        )

    def _sentences(self, fields: Mapping[str, Any], kind: str, line: int) -> tuple[Sentence, ...]:
        said, short = self._list(fields, "ask", line), self._list(fields, "ask_sms", line)
        if not said and kind not in _SAYS_NOTHING:
            self._problem(line, 'it says nothing: "ask" is missing')
            said = ["?"]
        if short and len(short) != len(said):
            self._problem(line, "ask_sms needs as many sentences as ask")
            short = []
        return tuple(Sentence(text, short[at] if short else "") for at, text in enumerate(said))

    def _option(self, fields: Mapping[str, Any], line: int) -> Option:
        self._unknown(fields, _OPTION_KEYS, line, "an option")
        return Option(
            value=self._name(fields, "value", line),
            label=self._name(fields, "label", line),
            next=self._text(fields, "next", line),
            more=self._flag(fields, "more", line),
            means=self._one_of(fields, "means", MEANINGS, line, ""),
        )

    def _cases(self, fields: Mapping[str, Any], line: int) -> dict[str, str]:
        cases = fields.get("cases", {})
        if not isinstance(cases, dict) or not all(isinstance(target, str) for target in cases.values()):
            self._problem(line, '"cases" must be a table of answers and steps')
            return {}
        return cases

    def _tables(self, fields: Mapping[str, Any], key: str, line: int) -> Iterator[Mapping[str, Any]]:
        tables = fields.get(key, [])
        if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
            self._problem(line, f'"{key}" must be a list of tables')
            return iter(())
        return iter(tables)

    def _list(self, fields: Mapping[str, Any], key: str, line: int) -> list[str]:
        value = fields.get(key, [])
        lines = value if isinstance(value, list) else [value]
        if not all(isinstance(each, str) and each.strip() for each in lines):
            self._problem(line, f'"{key}" must be a sentence or a list of sentences')
            return []
        return lines

    def _one_of(
        self, fields: Mapping[str, Any], key: str, allowed: tuple[Choice, ...], line: int, otherwise: Choice
    ) -> Choice:
        value = fields.get(key, "")
        for each in allowed:
            if each == value:
                return each
        self._problem(line, f'{key} "{value}" is not one of {", ".join(filter(None, allowed))}')
        return otherwise

    def _name(self, fields: Mapping[str, Any], key: str, line: int) -> str:
        """A text that must be there."""
        value = self._text(fields, key, line)
        if not value.strip() and not (key in fields and not isinstance(fields[key], str)):
            self._problem(line, f'"{key}" is missing or empty')
        return value

    def _text(self, fields: Mapping[str, Any], key: str, line: int) -> str:
        value = fields.get(key, "")
        if isinstance(value, str):
            return value
        self._problem(line, f'"{key}" must be a text in quotes')
        return ""

    def _flag(self, fields: Mapping[str, Any], key: str, line: int) -> bool:
        value = fields.get(key, False)
        if not isinstance(value, bool):
            self._problem(line, f'"{key}" must be true or false')
        return value is True

    def _unknown(self, fields: Mapping[str, Any], known: frozenset[str], line: int, what: str) -> None:
        for key in sorted(set(fields) - known):
            self._problem(line, f'{what} has no "{key}"')

    def _problem(self, line: int, message: str) -> None:
        self.problems.append(Problem(self.file, line, message))
