"""Who must act: the first rule that fits wins, and says why; and the rule that nearly won, and why it lost.

A rule asks for a category, a place, a voice and a time; what it leaves out it does not ask for. The last rule is the
coordinator, for everything.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from reportbot.core.cases.routing.wayround import Detour
from reportbot.core.cases.routing.when import When
from reportbot.core.categories import CATEGORIES
from reportbot.core.errors import RuleBroken
from reportbot.core.messages import Text

VOICES = ("citizen", "child", "teacher")
"""Who may speak in a flow; a call that the desk takes down has one too."""

LED_ROUND = Text("The person asked that another office gets it.")
REFUSED = Text("The office that should act takes no reports from this service.")
BELOW = "below"
WHY_LOST: Mapping[str, Text] = {
    BELOW: Text("It stands below in the list."),
    "places": Text("It is only for other places."),
    "open": Text("It is only while the office is open."),
    "closed": Text("It is only while the office is closed."),
    "hours": Text("It is only for other hours."),
    "child": Text("It is only for reports by children."),
    "teacher": Text("It is only for reports by teachers."),
    "citizen": Text("It is only for reports by adults."),
    "voices": Text("It is only for reports by others."),
}
"""By the code that is kept in the history."""


@dataclass(frozen=True, slots=True)
class RoutingRule:
    """Empty `categories`, `places` or `voices` mean all of them, no `when` any time. `lead`, `copies` are institutions;
    those in `together` act too, each with deadlines of its own.

    `instead` are those who act where the lead is complained of; without any, those named by the lead itself.
    `by`: the transport by which the lead gets its first message, "" for the first one that it has.
    `line` is where the file has it.
    """

    name: str
    categories: frozenset[str]
    places: frozenset[str]
    lead: str
    copies: tuple[str, ...] = ()
    because: str = ""
    instead: tuple[str, ...] = ()
    voices: frozenset[str] = frozenset()
    when: When | None = None
    by: str = ""
    together: tuple[str, ...] = ()
    line: int = field(default=0, compare=False)

    @property
    def is_for_everything(self) -> bool:
        return not self.categories and not self.places and not self.voices and self.when is None

    def is_about(self, category: str) -> bool:
        return not self.categories or category in self.categories

    def fits(self, category: str, place_key: str | None, voice: str, at: datetime) -> bool:
        return self.is_about(category) and not any(self.unmet(place_key, voice, at))

    def unmet(self, place_key: str | None, voice: str, at: datetime) -> Iterator[str]:
        """The codes (of WHY_LOST) of what it asks for besides the category, and does not find."""
        if self.places and place_key not in self.places:
            yield "places"
        if self.voices and voice not in self.voices:
            yield next(iter(self.voices)) if len(self.voices) == 1 else "voices"
        if self.when is not None and not self.when.holds(at):
            yield self.when.lost


@dataclass(frozen=True, slots=True)
class RunnerUp:
    """The rule that nearly won, whom it would have led to, and why it lost: a code of WHY_LOST."""

    rule_name: str
    lead: str
    lost: str

    @property
    def why(self) -> Text:
        return WHY_LOST[self.lost]


@dataclass(frozen=True, slots=True)
class Route:
    """Where a case goes, and the rule that said so. `because` is an English msgid.

    `by` is the transport that the rule asks for. No `runner_up` where no other rule is near. `refused` is the office
    that should act and takes no reports from us, "" where there is none.
    """

    lead: str
    copies: tuple[str, ...]
    rule_name: str
    because: str
    by: str = ""
    runner_up: RunnerUp | None = None
    together: tuple[str, ...] = ()
    refused: str = ""


def past_refusals(plain: Route, refusing: Collection[str], desk: str) -> Route:
    """Offices that take no reports from us get none: not as a copy either. Where the lead is one, the desk acts."""
    together = tuple(key for key in plain.together if key not in refusing)
    copies = tuple(key for key in plain.copies if key not in refusing)
    if plain.lead not in refusing:
        return replace(plain, together=together, copies=copies)
    return replace(
        plain,
        lead=desk,
        together=tuple(key for key in together if key != desk),
        copies=tuple(key for key in copies if key != desk),
        because=REFUSED.msgid,
        by="",
        refused=plain.lead,
    )


def way_of(rules: Sequence[RoutingRule], category: str) -> tuple[object, ...]:
    """What decides who leads: the rules about it, in order, down to the first that asks for nothing else.

    A matter that concerns a person never goes the way of one that does not.
    """
    way: list[object] = [CATEGORIES[category].sensitive]
    for rule in rules:
        if rule.is_about(category):
            way.append((rule.lead, rule.places, rule.voices, rule.when))
            if not rule.places and not rule.voices and rule.when is None:
                break
    return tuple(way)


def route(
    rules: Sequence[RoutingRule],
    category: str,
    place_key: str | None,
    voice: str,
    at: datetime,
    detour: Detour | None = None,
) -> Route:
    """`place_key` is None where the place is not known; `detour` leads round those who must hear nothing of it.

    Raises RuleBroken when the rules have no last one for all, or everybody is to be avoided.
    """
    for index, rule in enumerate(rules):
        if rule.fits(category, place_key, voice, at):
            near = _runner_up(rules, index, category, place_key, voice, at, detour)
            plain = Route(rule.lead, rule.copies, rule.name, rule.because, rule.by, near, rule.together)
            return plain if detour is None or not detour.out else _led_round(plain, rule, detour)
    raise RuleBroken("no routing rule fits: the last rule must be the coordinator, for everything")


def _runner_up(
    rules: Sequence[RoutingRule],
    winner: int,
    category: str,
    place_key: str | None,
    voice: str,
    at: datetime,
    detour: Detour | None,
) -> RunnerUp | None:
    """Above the winner: what failed on one condition alone, best one that leads elsewhere. Else the next that fits."""
    above = [(rule, list(rule.unmet(place_key, voice, at))) for rule in rules[:winner] if rule.is_about(category)]
    near = [(rule, unmet[0]) for rule, unmet in above if len(unmet) == 1]
    near.sort(key=lambda each: each[0].lead == rules[winner].lead)  # stable: else as in the list
    below = (rule for rule in rules[winner + 1 :] if rule.fits(category, place_key, voice, at))
    found = next(iter(near), None) or next(((rule, BELOW) for rule in below), None)
    if found is None:
        return None
    rule, lost = found
    lead = detour.around(rule.lead, rule.instead) if detour else rule.lead
    return RunnerUp(rule.name, lead, lost) if lead else None


def _led_round(plain: Route, rule: RoutingRule, detour: Detour) -> Route:
    """The transport that the rule asks for is the lead's own, not that of whoever acts instead."""
    lead = detour.around(plain.lead, rule.instead)
    if not lead:
        raise RuleBroken("every office of the town is to be avoided")
    together = tuple(key for key in detour.keep(plain.together) if key != lead)
    copies = tuple(key for key in detour.keep(plain.copies) if key not in (lead, *together))
    if lead == plain.lead:
        return replace(plain, copies=copies, together=together)
    return replace(plain, lead=lead, copies=copies, together=together, because=LED_ROUND.msgid, by="")
