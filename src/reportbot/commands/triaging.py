"""`reportbot triage`: one text per line on standard input, one JSON per line on standard output. Nothing is kept."""

import json
from datetime import UTC, datetime
from typing import TextIO

from reportbot import paths
from reportbot.core.cases.triage.deciding import to_json
from reportbot.core.errors import BadSetup, Problem
from reportbot.lexicons import load as load_lexicon
from reportbot.listening import Listening
from reportbot.model.asking import is_installed
from reportbot.municipality.loading import load as load_municipalities


def triage_lines(municipality: str, source: TextIO, out: TextIO, rules_only: bool = False) -> int:
    """Raises BadSetup."""
    towns = load_municipalities(paths.municipalities())
    if municipality not in towns:
        raise BadSetup(
            Problem("--municipality", 0, f'there is no "{municipality}"; there are {", ".join(sorted(towns))}')
        )
    town = towns[municipality]
    decide = listening(rules_only).triage
    for line in source:
        text = line.rstrip("\n")
        decision = decide(text, None, False, town.urgencies, municipality)
        places = town.gazetteer.mentioned_in(text)
        place = places[0].key if len(places) == 1 else None
        route = town.route(decision.category, place, "citizen", datetime.now(UTC))
        answer = to_json(decision) | {"institutions": [route.lead, *route.together, *route.copies]}
        out.write(json.dumps(answer, ensure_ascii=False) + "\n")
        out.flush()
    return 0


def listening(rules_only: bool = False) -> Listening:
    """What a command listens with: with the model in this process, where the extra `ml` is installed.

    Raises BadSetup.
    """
    heard = Listening(load_lexicon)
    if not rules_only and is_installed():
        from reportbot.model.directly import opinion_of  # numpy and 72 MB of model, only for those who have them

        heard.advised_by(opinion_of(heard.features))
    return heard
