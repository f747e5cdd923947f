"""The sentences that are said outside a flow, by key, as conversations/notices.toml gives them."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass

from reportbot.core.errors import BadSetup, Problem
from reportbot.core.messages import Fill, Text

_STATUSES = (
    *("new", "new_late", "referred", "referred_late", "acknowledged", "acknowledged_late"),
    *("resolved", "rejected", "resolved_stays", "closed", "closed_until"),
    *("reminded", "then_told", "then_reminded", "note", "unreadable"),
)
_MAILS = (
    "forward",
    "copy",
    "reopened",
    "reminder",
    "escalation",
    "alert",
    "not_ours",
    "answered",
    "added",
    "raised",
    "added_several",
    "failed",
    "unreadable",
    "erasing",
    "closing",
    "sms_warned",
    "sms_spent",
)
NEEDED = frozenset(
    {f"reporter.status_{status}" for status in _STATUSES}
    | {f"reporter.answer_{answer}" for answer in ("received", "not_ours", "passed_on", "done")}
    | {f"reporter.{key}" for key in ("news", "saved", "too_long", "not_a_photo", "alarm_late", "sms_spent")}
    | {f"reporter.{key}" for key in ("slow", "paused", "paused_danger", "paused_still")}
    | {f"office.{mail}_{part}" for mail in _MAILS for part in ("subject", "body")}
    | {"office.sensitive"}
)


@dataclass(frozen=True, slots=True)
class Sentences:
    """`spoken` maps "reporter.saved" or "office.forward_body" to a text without its fill."""

    spoken: Mapping[str, Text]

    def reporter(self, key: str, fill: Mapping[str, Fill]) -> Text:
        text = self.spoken[f"reporter.{key}"]
        return Text(text.msgid, fill, text.sms)

    def office(self, key: str, fill: Mapping[str, Fill]) -> Text:
        text = self.spoken[f"office.{key}"]
        return Text(text.msgid, fill, text.sms)


def parse_sentences(file: str, content: str) -> Sentences:
    """Raises BadSetup with every problem."""
    try:
        data = tomllib.loads(content)
    except tomllib.TOMLDecodeError as error:
        raise BadSetup(Problem(file, 0, f"not valid TOML: {error}")) from None
    spoken: dict[str, Text] = {}
    problems: list[Problem] = []
    for group, lines in data.items():
        for key, value in lines.items():
            if isinstance(value, str):
                spoken[f"{group}.{key}"] = Text(value)
            elif isinstance(value, dict) and isinstance(value.get("text"), str):
                spoken[f"{group}.{key}"] = Text(value["text"], {}, str(value.get("sms", "")))
            else:
                problems.append(Problem(file, 0, f'[{group}] "{key}" is not a sentence'))
    problems += [Problem(file, 0, f'"{key}" is missing') for key in sorted(NEEDED - set(spoken))]
    if problems:
        raise BadSetup(*problems)
    return Sentences(spoken)
