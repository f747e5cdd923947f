"""A municipality as it is practised in: its own offices and rules, invented places, and no way to reach anybody."""

from dataclasses import replace

from reportbot.core.messages import Named
from reportbot.core.peers import Open311Rules
from reportbot.core.practice import practice_key
from reportbot.municipality.loading import Institution, Municipality, TransportTarget
from reportbot.practice.stories import Stories

NOWHERE = (TransportTarget("nowhere"),)


def practised(municipality: Municipality, stories: Stories) -> Municipality:
    """Every office is reached by `nowhere`, its second contact and its head too. What a person chose goes at once."""
    said = stories.town
    name = Named({code: f"{each} · {said.in_(code)}" for code, each in municipality.name.names.items()})
    return replace(
        municipality,
        key=practice_key(municipality.key),
        name=name,
        gazetteer=stories.gazetteer(),
        institutions={key: _unreachable(each) for key, each in municipality.institutions.items()},
        rules=tuple(rule for rule in municipality.rules if not rule.places),
        staff=(),
        open311=Open311Rules(),
        learn_from_sensitive=False,
    )


def _unreachable(institution: Institution) -> Institution:
    return replace(institution, transports=NOWHERE, second=NOWHERE, head=NOWHERE)
