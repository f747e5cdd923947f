"""Who must act: the first rule that fits wins, and it says why. The last rule is the coordinator, for everything."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from reportbot.core.cases.wayround import Detour
from reportbot.core.errors import RuleBroken
from reportbot.core.messages import Text

LED_ROUND = Text("The person asked that another office gets it.")


@dataclass(frozen=True, slots=True)
class RoutingRule:
    """Empty `categories` or `places` mean all of them. `lead` and `copies` are institution keys.

    `instead` are those who act where the lead is complained of; without any, those named by the lead itself.
    """

    name: str
    categories: frozenset[str]
    places: frozenset[str]
    lead: str
    copies: tuple[str, ...] = ()
    because: str = ""
    instead: tuple[str, ...] = ()

    @property
    def is_for_everything(self) -> bool:
        return not self.categories and not self.places

    def fits(self, category: str, place_key: str | None) -> bool:
        return (not self.categories or category in self.categories) and (not self.places or place_key in self.places)


@dataclass(frozen=True, slots=True)
class Route:
    """Where a case goes, and the rule that said so. `because` is an English msgid."""

    lead: str
    copies: tuple[str, ...]
    rule_name: str
    because: str


def route(rules: Sequence[RoutingRule], category: str, place_key: str | None, detour: Detour | None = None) -> Route:
    """`place_key` is None where the place is not known; `detour` leads round those who must hear nothing of it.

    Raises RuleBroken when the rules have no last one for all, or everybody is to be avoided.
    """
    for rule in rules:
        if rule.fits(category, place_key):
            plain = Route(rule.lead, rule.copies, rule.name, rule.because)
            return plain if detour is None or not detour.out else _led_round(plain, rule, detour)
    raise RuleBroken("no routing rule fits: the last rule must be the coordinator, for everything")


def _led_round(plain: Route, rule: RoutingRule, detour: Detour) -> Route:
    lead = detour.around(plain.lead, rule.instead)
    if not lead:
        raise RuleBroken("every office of the town is to be avoided")
    copies = tuple(key for key in detour.keep(plain.copies) if key != lead)
    return replace(plain, lead=lead, copies=copies, because=plain.because if lead == plain.lead else LED_ROUND.msgid)


def never_match(rules: Sequence[RoutingRule], categories: Iterable[str], places: Iterable[str]) -> list[RoutingRule]:
    """The rules that earlier ones leave nothing for. `categories` and `places` are all that exist."""
    kinds, spots = tuple(categories), (None, *places)
    winners = {
        next((index for index, rule in enumerate(rules) if rule.fits(category, spot)), None)
        for category in kinds
        for spot in spots
    }
    return [rule for index, rule in enumerate(rules) if index not in winners]
