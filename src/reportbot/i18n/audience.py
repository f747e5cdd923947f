"""Who reads a sentence, and so which languages must have it. The one place that knows.

Whoever writes to us reads every language that a town may offer. Offices and their desk read Albanian, Serbian and
English, so only those catalogues hold their sentences. What no rule here gives to offices is for everybody.
"""

from collections.abc import Iterable
from typing import Protocol, TypeVar

from reportbot.core.languages import OFFICES, base

OFFICE_SOURCES = (
    "reportbot/web/console/",
    "reportbot/web/leaving_words.py",
    "reportbot/web/told_words.py",
    "reportbot/web/institution/",
    "reportbot/web/asking_words.py",
    "reportbot/web/assigning_words.py",
    "reportbot/web/feedback_words.py",
    "reportbot/web/staff_limits.py",
    "reportbot/service/letters/",
    "reportbot/service/telling.py",
    "reportbot/service/offices/mail_hints.py",
    "reportbot/service/outgoing/notice",
    "reportbot/service/outgoing/buttons.py",
    "reportbot/service/due/roster_watch.py",
    "reportbot/core/cases/",
    "reportbot/core/hearing/",
    "reportbot/core/outgoing/",
    "reportbot/core/webaddress.py",
    "reportbot/municipality/",
    "reportbot/commands/checking_roster.py",
    "reportbot/town_files.py",
    "reportbot/service/settings/",
    "reportbot/lexicon/",
    "reportbot/demo/",
)
"""Code and word lists whose sentences only offices, the desk or the operator read."""

OFFICE_PARTS = frozenset({"office", "institutions.role", "rules.name", "rules.because", "ladder.because"})
"""Tables of notices.toml and keys of municipality files of which the same is true."""


class Placed(Protocol):
    @property
    def msgid(self) -> str: ...
    @property
    def file(self) -> str: ...
    @property
    def part(self) -> str: ...


Said = TypeVar("Said", bound=Placed)


def is_for_offices(message: Placed) -> bool:
    return message.part in OFFICE_PARTS or any(source in message.file for source in OFFICE_SOURCES)


def read_in(language: str, messages: Iterable[Said]) -> list[Said]:
    """What must stand in the catalogue of this language: everything, or what the people who write to us read."""
    known = list(messages)
    if base(language) in OFFICES:
        return known
    spoken = {message.msgid for message in known if not is_for_offices(message)}
    return [message for message in known if message.msgid in spoken]
