"""For the conversation: who would get a report with these answers, and who is outside of all the town's offices."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from reportbot.core.cases.gate import is_unsure
from reportbot.core.directory.entry import Need
from reportbot.core.messages import Text, TextList
from reportbot.listening import Listening
from reportbot.municipality import Municipality
from reportbot.numbers import numbers_of
from reportbot.service.destination import decide, destination, place_of
from reportbot.service.ports import Translator

Said = Mapping[str, Any]


def goes_to_of(
    town: Municipality, translator: Translator, listening: Listening
) -> Callable[[Said, str, datetime], Text]:
    """As a case with these answers would be routed."""

    def goes_to(said: Said, voice: str, now: datetime) -> Text:
        decision = decide(listening.triage, town, said, "")
        unsure, place = is_unsure(decision, town), place_of(said)
        goes = destination(town, decision.category, place, said, translator.known_as, voice, now, unsure)
        return Text(town.institutions[goes.route.lead].name)

    return goes_to


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
