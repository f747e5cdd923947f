"""How the town's institutions do, and which routing rules they would change: numbers alone, and nothing is changed."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from starlette.responses import Response

from reportbot.core.access.actions import Action
from reportbot.core.access.counting import counted_for
from reportbot.core.cases.closing import OUTCOMES
from reportbot.core.cases.desk.figures import COUNTED_BACK, ENOUGH, PROPOSED_BACK, OfficeFigures, Proposal
from reportbot.core.cases.desk.measures import FEWEST
from reportbot.core.categories import CATEGORIES
from reportbot.core.messages import Text
from reportbot.service.towns import Town
from reportbot.web.console import times
from reportbot.web.console.desk import Desk
from reportbot.web.console.oversight import institution_words as words
from reportbot.web.console.oversight.pictures import few
from reportbot.web.console.settings import words as settings_words


@dataclass(frozen=True, slots=True)
class Bar:
    """One part of the picture, in hundredths of its width; `kind` names its colour."""

    kind: str
    start: int
    width: int


@dataclass(frozen=True, slots=True)
class Line:
    name: Text
    figures: OfficeFigures
    answered_after: Text | None
    done: int
    outcomes: Sequence[tuple[Text, int]]
    bars: Sequence[Bar]


@dataclass(frozen=True, slots=True)
class ProposalLine:
    matter: Text
    was: Text
    became: Text
    count: int
    newest: str
    toml: str
    address: str


async def show_institutions(desk: Desk) -> Response:
    """GET …/institutions. Who reads the cases sees every number; for others those of few are not said."""
    within = counted_for(desk.member, desk.town.rules.coordinator)
    counted = await desk.parts.casework.counts.figures(desk.visit.municipality, within)
    proposed = await desk.parts.casework.counts.proposals(desk.visit.municipality)
    return desk.show(
        "console/institutions.html",
        words.INSTITUTIONS,
        lines=[line_of(each, desk.town) for each in counted],
        fewest=0 if desk.may(Action.READ_STORY) else FEWEST,
        few=few(),
        figures=words,
        days=COUNTED_BACK.days,
        proposed=len(proposed),
    )


async def show_proposals(desk: Desk) -> Response:
    """GET …/routing-proposals"""
    proposed = await desk.parts.casework.counts.proposals(desk.visit.municipality)
    return desk.show(
        "console/proposals.html",
        words.PROPOSALS,
        lines=[proposal_of(each, desk.town) for each in proposed],
        proposals=words,
        settings=settings_words,
        days=PROPOSED_BACK.days,
        enough=ENOUGH,
        file=f"{desk.visit.municipality}.toml",
        command=f"{words.REPLAY} {desk.visit.municipality} --file {words.CHANGED}",
    )


def line_of(of: OfficeFigures, town: Town) -> Line:
    done = sum(of.done.values())
    outcomes = [(each.label, of.done[code]) for code, each in OUTCOMES.items() if of.done.get(code)]
    after = times.span(of.answered_after) if of.answered_after is not None else None
    return Line(town.name_of(of.institution), of, after, done, outcomes, bars_of(of))


def bars_of(of: OfficeFigures) -> list[Bar]:
    """Done, at work, late, everything else: side by side, as parts of all that it was given."""
    bars, start = [], 0
    done = sum(of.done.values()) + of.not_ours
    at_work = min(of.in_progress, of.referrals - done)
    late = min(of.late, of.referrals - done - at_work)
    for kind, count in (("done", done), ("work", at_work), ("late", late)):
        width = round(100 * count / of.referrals) if of.referrals else 0
        if width:
            bars.append(Bar(kind, start, min(width, 100 - start)))
            start += width
    return bars


def proposal_of(of: Proposal, town: Town) -> ProposalLine:
    label = CATEGORIES[of.category].label if of.category in CATEGORIES else of.category
    newest = times.day(of.newest, town.rules.zone)
    return ProposalLine(
        Text(label), town.name_of(of.was), town.name_of(of.became), of.count, newest, toml_of(of), address_of(of, town)
    )


def address_of(of: Proposal, town: Town) -> str:
    """Below the settings, filled in: the rule that sends such reports there, if it is about nothing else; or else a new
    rule right before it.
    """
    about = [rule for rule in town.rules.rules if rule.is_about(of.category)]
    now = next((rule for rule in about if rule.lead == of.was), about[0])
    kept_out = {f"{field}.{of.became}": "off" for field in ("copies", "together", "instead")}
    if now.categories == {of.category}:
        return "rules/one?" + urlencode({"kind": "rule", "of": now.name, "lead": of.became, **kept_out})
    filled = {"name": f"{of.category.replace('_', ' ')}, handed on", "lead": of.became, "because": words.BECAUSE.msgid}
    return "rules/one?" + urlencode({"kind": "rule", **filled, f"categories.{of.category}": "on", "before": now.name})


def toml_of(of: Proposal) -> str:
    """A rule for the top of the file's rules: the first that fits wins."""
    return "\n".join(
        (
            "[[rules]]",
            f'name = "{of.category.replace("_", " ")}, handed on"',
            f'categories = ["{of.category}"]',
            f'lead = "{of.became}"',
            f'because = "{words.BECAUSE.msgid}"',
        )
    )
