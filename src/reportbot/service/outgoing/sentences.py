"""The sentences that are said outside a flow, by key, as conversations/notices.toml gives them."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass

from reportbot.core.cases.closing import OUTCOMES
from reportbot.core.errors import BadSetup, Problem
from reportbot.core.messages import Fill, Text

_STATUSES = (
    *("new", "new_late", "referred", "referred_late", "acknowledged", "acknowledged_late"),
    *("resolved", "rejected", "resolved_stays", "ended", "ended_stays", "closed", "closed_until"),
    *("partly", "reminded", "then_told", "then_reminded", "note", "unreadable", "reply"),
)
_ANSWERS = ("received", "in_progress", "in_progress_until", "not_ours", "passed_on", "done", "done_asked")
_MAILS = (
    "forward",
    "copy",
    "reopened",
    "reminder",
    "escalation",
    "not_reminded",
    "alert",
    "not_ours",
    "handed_on",
    "put_off",
    "link",
    "code",
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
    "roster_gap",
    "mail_received",
    "mail_received_led",
    "dead_address",
    "outside_note",
    "outside_note_led",
    "part_back_led",
    "withdrawn",
    "photos_lapsed",
)
_SHORT = ("forward", "copy", "reopened", "reminder", "escalation", "alert", "not_ours", "raised", "failed")
"""What fits an SMS; of any other kind its subject leaves."""
_SETTINGS = ("contact_asked", "contact_changed", "passed")
_SMS_REPLIES = ("noted", "noted_until", "unknown", "which", "outcome", "words", "code_first", "both_codes", "over")
_PHOTO_SAYS = ("public", "person", "kept", "first", "enough", "unreadable")
_CHAT_SAYS = ("noted", "over", "stale", "open_link", "recorded", "recorded_until", "recorded_outcome")
_STAFF_SAYS = (
    *("linked", "link_wrong", "link_wait", "link_group", "link_taken", "unlinked", "help", "not_here"),
    *("alert", "seen", "taken_by_you", "taken", "over", "hidden", "digest", "digest_none"),
    *("late", "late_none", "late_line", "late_line_at", "late_more", "button_seen", "button_take", "button_late"),
    *("press_unlinked", "press_stale", "press_noted", "press_yours", "press_taken", "press_over"),
)
NEEDED = frozenset(
    {f"reporter.status_{status}" for status in _STATUSES}
    | {f"reporter.answer_{answer}" for answer in _ANSWERS}
    | {
        f"reporter.{key}"
        for key in ("news", "saved", "too_long", "not_a_photo", "alarm_late", "alarm_still", "sms_spent")
    }
    | {f"reporter.{key}" for key in ("picture", "picture_elsewhere")}
    | {f"reporter.{key}" for key in ("slow", "paused", "paused_danger", "paused_still")}
    | {f"office.{mail}_{part}" for mail in _MAILS for part in ("subject", "body")}
    | {f"office.{kind}_short" for kind in _SHORT}
    | {f"office.chat_{said}" for said in _CHAT_SAYS}
    | {f"office.chat_photo_{said}" for said in _PHOTO_SAYS}
    | {f"office.button_{label}" for label in ("until_tomorrow", "until_days")}
    | {f"office.sms_{reply}" for reply in _SMS_REPLIES}
    | {f"office.outcome_{code}" for code in OUTCOMES}
    | {f"office.wrong_codes_{part}" for part in ("subject", "body")}
    | {f"office.{kind}_{part}" for kind in _SETTINGS for part in ("subject", "body", "short")}
    | {"office.sensitive"}
    | {f"office.staff_{said}" for said in _STAFF_SAYS}
    | {f"office.reminders_{part}" for part in ("subject", "body", "line", "line_of", "short")}
    | {f"reporter.{each.told}" for each in OUTCOMES.values()}
)


@dataclass(frozen=True, slots=True)
class Sentences:
    """`spoken` maps "reporter.saved" or "office.forward_body" to a text without its fill."""

    spoken: Mapping[str, Text]

    def reporter(self, key: str, fill: Mapping[str, Fill]) -> Text:
        text = self.spoken[f"reporter.{key}"]
        return Text(text.msgid, fill, text.sms)

    def has_office(self, key: str) -> bool:
        return f"office.{key}" in self.spoken

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
