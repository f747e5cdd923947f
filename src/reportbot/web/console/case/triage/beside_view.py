"""What stands beside a case, in the words of the desk: plain values for the template. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from reportbot.core.cases.case import Case
from reportbot.core.cases.triage.alike import Likeness
from reportbot.core.categories import CATEGORIES
from reportbot.core.messages import Text
from reportbot.service.casework import CasePage
from reportbot.service.towns import Town
from reportbot.service.triage.likenesses import Alike
from reportbot.web.console import times, words
from reportbot.web.console.case.triage import beside_words
from reportbot.web.console.place_names import place_name

_MUCH, _SOME = 0.5, 0.12  # shares of words that are worth saying


@dataclass(frozen=True, slots=True)
class BesideLine:
    """One other case. `evidence` says why it is shown, `reports` how many are in it where there are several."""

    number: str
    matter: Text
    place: Text
    age: Text
    status: Text
    evidence: tuple[Text, ...] = ()
    reports: Text | None = None


@dataclass(frozen=True, slots=True)
class BesideView:
    part_of: str
    members: tuple[BesideLine, ...]
    alike: tuple[BesideLine, ...]
    homes: tuple[BesideLine, ...]
    burst: Text | None
    may_merge: bool


def beside_of(page: CasePage, now: datetime) -> BesideView:
    beside, town = page.beside, page.town
    return BesideView(
        part_of=beside.part_of.number if beside.part_of else "",
        members=tuple(line_of(case, town, now) for case in beside.members),
        alike=tuple(_alike(each, town, now) for each in beside.alike),
        homes=tuple(_alike(each, town, now) for each in beside.homes),
        burst=beside_words.burst_in_words(beside.burst),
        may_merge=page.case.status.is_open and page.case.merged_into is None,
    )


def evidence_of(found: Likeness) -> Iterator[Text]:
    """Why two cases may be the same, one reason after the other."""
    yield beside_words.SAME_KIND if found.same_kind else beside_words.SIMILAR_KIND
    if found.place == "near":
        yield Text(beside_words.NEAR.msgid, {"metres": max(100, round(found.km * 10) * 100)})
    else:
        yield beside_words.SPOT if found.place == "spot" else beside_words.SAME_PLACE
    yield Text(beside_words.DAYS.msgid, {"days": found.days}) if found.days else beside_words.SAME_DAY
    if found.words >= _SOME:
        yield beside_words.SAME_WORDS if found.words >= _MUCH else beside_words.SIMILAR_WORDS


def _alike(each: Alike, town: Town, now: datetime) -> BesideLine:
    several = Text(beside_words.REPORTS.msgid, {"reports": each.reports}) if each.reports > 1 else None
    return line_of(each.case, town, now, tuple(evidence_of(each.likeness)), several)


def line_of(
    case: Case, town: Town, now: datetime, evidence: tuple[Text, ...] = (), reports: Text | None = None
) -> BesideLine:
    matter, place = Text(CATEGORIES[case.category].label), place_name(town, case.place)
    return BesideLine(
        case.number,
        matter,
        place,
        times.age(case.opened_at, now),
        words.status_word(case, town.rules.coordinator),
        evidence,
        reports,
    )
