"""For the conversation: who would get a report with these answers, and who is outside of all the town's offices."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from reportbot.core.cases.triage.gate import is_unsure
from reportbot.core.conversation.turns.surroundings import Refusal
from reportbot.core.directory.entry import Need
from reportbot.core.messages import Text, TextList
from reportbot.listening import Listening
from reportbot.municipality.loading import Municipality
from reportbot.numbers import line_of, numbers_of
from reportbot.service.ports import Translator
from reportbot.service.reports.destination import decide, destination, place_of

Said = Mapping[str, Any]


def goes_to_of(
    town: Municipality, translator: Translator, listening: Listening
) -> Callable[[Said, str, datetime], Text]:
    """As a case with these answers would be routed: all who must act. Copies are not named."""

    def goes_to(said: Said, voice: str, now: datetime) -> Text:
        decision = decide(listening.triage, town, said, "")
        unsure, place = is_unsure(decision, town), place_of(said)
        goes = destination(town, decision.category, place, said, translator.known_as, voice, now, unsure)
        acting = (goes.route.lead, *goes.route.together)
        names = {f"office{place}": town.institutions[key].called for place, key in enumerate(acting)}
        return Text(", ".join(f"{{{name}}}" for name in names), names)

    return goes_to


def refused_of(
    town: Municipality, translator: Translator, listening: Listening
) -> Callable[[Said, str, datetime], Refusal | None]:
    """Its number or page only where the directory has one that may be shown, which has a source."""
    if not any(each.refuses for each in town.institutions.values()):
        return lambda said, voice, now: None
    listed = {each.key: each for each in town.directory if each.may_be_shown}

    def refused(said: Said, voice: str, now: datetime) -> Refusal | None:
        decision = decide(listening.triage, town, said, "")
        unsure, place = is_unsure(decision, town), place_of(said)
        goes = destination(town, decision.category, place, said, translator.known_as, voice, now, unsure)
        if not goes.route.refused:
            return None
        office = town.institutions[goes.route.refused]
        entry = listed.get(office.hotline)
        return Refusal(office.key, office.called, line_of(entry, now) if entry else TextList(()))

    return refused


def outside_of(
    town: Municipality, translator: Translator, listening: Listening
) -> Callable[[Said, str, datetime], TextList]:
    """The Ombudsperson, say. Who watches over discrimination alone is named for discrimination alone."""

    def outside(said: Said, voice: str, now: datetime) -> TextList:
        decision, place = decide(listening.triage, town, said, ""), place_of(said)
        need: Need = "discrimination" if decision.category == "discrimination" else "rights"
        unsure, known_as = is_unsure(decision, town), translator.known_as
        avoided = destination(town, decision.category, place, said, known_as, voice, now, unsure).avoided
        others = [each for each in town.directory if need in each.needs and not each.general and each.may_be_shown]
        wanted = tuple(each for each in others if each.key not in avoided)
        return numbers_of(wanted)(need, now) if wanted else TextList(())

    return outside
