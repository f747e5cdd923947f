"""Who in an office could work on a case: ranked, with the reasons in words. It proposes, people decide.

Not away ─► in an urgent matter on call ─► knows the subject ─► speaks the language ─► fewest open cases ─► on call.
Whoever is complained of, or works in an office that must hear nothing of it, does not appear at all (R15).
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from zoneinfo import ZoneInfo

from reportbot.core.cases.case import Case
from reportbot.core.categories import CATEGORIES
from reportbot.core.hours import OpenPlan
from reportbot.core.languages import sounds_like
from reportbot.core.messages import Text
from reportbot.core.text import fold
from reportbot.core.urgency import Urgency

ON_CALL = Text("is on call now")
KNOWS = Text("knows this subject")
SPEAKS = Text("speaks the language of the report")
NO_CASE = Text("has no open case")
ONE_CASE = Text("has one open case")
SOME_CASES = Text("has {count} open cases")
AWAY = Text("is away until {until}")


@dataclass(frozen=True, slots=True)
class Staff:
    """One who works in an office: by a role ("First officer for children"), never by a person's name.

    `subjects` are codes of categories. `away` are days, both included, on the town's calendar. `on_call` are hours of
    their own; without any they are on call when their office is.
    """

    key: str
    name: str
    institution: str
    languages: tuple[str, ...] = ()
    subjects: frozenset[str] = frozenset()
    away: tuple[tuple[date, date], ...] = ()
    on_call: OpenPlan = field(default_factory=OpenPlan)

    def away_until(self, today: date) -> date | None:
        """The last day of an absence that today belongs to, None while they are there."""
        return max((last for first, last in self.away if first <= today <= last), default=None)


@dataclass(frozen=True, slots=True)
class Facts:
    """What is asked of a case. `about` are words that may name who is complained of, "" where it complains of none."""

    category: str
    urgency: Urgency
    language: str
    avoided: tuple[str, ...] = ()
    about: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Proposal:
    """`away`: they are not there now; people may choose them all the same."""

    staff: str
    name: str
    reasons: tuple[Text, ...]
    away: bool = False


def facts_of(case: Case, about: str = "") -> Facts:
    return Facts(case.category, case.urgency, case.language, case.avoided, about)


def proposals(
    staff: Iterable[Staff],
    case: Facts,
    open_counts: Mapping[str, int],
    on_call: Collection[str],
    now: datetime,
    zone: str = "UTC",
) -> tuple[Proposal, ...]:
    """Of these people, the best first. `open_counts` and `on_call` are by key of the staff; `zone` is the town's."""
    today = now.astimezone(ZoneInfo(zone)).date()
    known = [each for each in staff if may_have(each, case)]

    def rank(each: Staff) -> tuple[bool, bool, bool, bool, int, bool, str]:
        rests = each.key not in on_call
        return (
            each.away_until(today) is not None,
            rests and case.urgency >= Urgency.URGENT,
            case.category not in each.subjects,
            not _speaks(each, case.language),
            open_counts.get(each.key, 0),
            rests,
            each.key,
        )

    return tuple(_proposal(each, case, open_counts, on_call, today) for each in sorted(known, key=rank))


def may_have(staff: Staff, case: Facts) -> bool:
    """Neither complained of by the name of their role, nor of an office that must hear nothing of the case."""
    named = fold(staff.name)
    return staff.institution not in case.avoided and not (named and f" {named} " in f" {fold(case.about)} ")


def subjects_of(names: Iterable[str]) -> frozenset[str]:
    """Codes of categories from codes and names of groups."""
    wanted = frozenset(names)
    return frozenset(code for code, each in CATEGORIES.items() if code in wanted or each.group in wanted)


def _proposal(
    staff: Staff, case: Facts, open_counts: Mapping[str, int], on_call: Collection[str], today: date
) -> Proposal:
    reasons = [Text(AWAY.msgid, {"until": until})] if (until := staff.away_until(today)) else []
    reasons += [ON_CALL] if staff.key in on_call else []
    reasons += [KNOWS] if case.category in staff.subjects else []
    reasons += [SPEAKS] if _speaks(staff, case.language) else []
    count = open_counts.get(staff.key, 0)
    reasons.append(Text(SOME_CASES.msgid, {"count": count}) if count > 1 else ONE_CASE if count else NO_CASE)
    return Proposal(staff.key, staff.name, tuple(reasons), until is not None)


def _speaks(staff: Staff, language: str) -> bool:
    return any(sounds_like(language, each) for each in staff.languages)
