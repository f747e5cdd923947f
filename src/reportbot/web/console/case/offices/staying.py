"""Offices that were to be released and stay: carried over to the next page, which says which, and why."""

from collections.abc import Mapping

from reportbot.core.cases.offices.withdrawing import Stays
from reportbot.core.messages import Text
from reportbot.service.towns import Town
from reportbot.web.console.case.offices.releasing_words import STAYS


def staying(stay: Mapping[str, Stays]) -> str:
    """For an address: `police:last,qps:leads`. Whoever has no part in it is not named."""
    return ",".join(f"{key}:{why}" for key, why in stay.items() if why in STAYS)


def with_staying(town: Town, note: Text | None, stay: str) -> Text | None:
    """What was done, and a sentence for each that stays. What nobody here could have written is passed over."""
    said = [note] if note else []
    for each in stay.split(","):
        key, _, why = each.partition(":")
        if key in town.rules.institutions and why in STAYS:
            said.append(Text(STAYS[Stays(why)].msgid, {"institution": town.name_of(key)}))
    fill = {f"said{place}": text for place, text in enumerate(said)}
    return Text(" ".join(f"{{{name}}}" for name in fill), fill) if said else None
