"""What the page of a case says of its place: it can be corrected; what the rules make of it since it was. Pure."""

from dataclasses import dataclass
from datetime import datetime

from reportbot.core.messages import Text
from reportbot.service.desk.reading import CasePage
from reportbot.service.desk.rerouting import Rerouted, rerouted
from reportbot.service.towns import Town
from reportbot.web.console.case.story import place_words
from reportbot.web.console.place_names import place_name


@dataclass(frozen=True, slots=True)
class PlacingView:
    """On the page of a case. `lead` is the key of whom the rules would choose now, "" where that is who has it."""

    may_correct: bool
    lead: str = ""
    reason: Text | None = None
    would: tuple[Text, ...] = ()
    left: Text | None = None


def placing_of(page: CasePage, now: datetime) -> PlacingView:
    may_correct = page.case.is_worked_on and not page.is_outline
    found = rerouted(page.town, page.case, page.events, page.referrals, now)
    if found is None:
        return PlacingView(may_correct)
    place = place_name(page.town, page.case.place)
    return PlacingView(
        may_correct,
        lead=found.lead,
        reason=Text(place_words.WHY_PASSED.msgid, {"place": place}),
        would=tuple(_would(page.town, found)),
        left=_institutions(page.town, place_words.WOULD_NOT_ASK, found.left),
    )


def _would(town: Town, found: Rerouted) -> list[Text]:
    lead = Text(place_words.WOULD_GO.msgid, {"institution": town.name_of(found.lead)}) if found.lead else None
    return [each for each in (lead, _institutions(town, place_words.WOULD_TELL, found.others)) if each]


def _institutions(town: Town, sentence: Text, keys: tuple[str, ...]) -> Text | None:
    return Text(sentence.msgid, {"institutions": town.names_of(keys)}) if keys else None
