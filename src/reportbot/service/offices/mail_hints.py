"""How an office can answer a mail by answering it: one sentence below the link, in its own language."""

from collections.abc import Mapping

from reportbot.core.messages import Text
from reportbot.service.ports import Notice, Translator
from reportbot.service.towns import Town

BY_MAIL = Text(
    "Or answer this mail, with photos of the place if it is done. "
    "Its first line may be: RECEIVED, IN PROGRESS, NOT OURS or DONE REPAIRED."
)
"""Words that core/cases/offices/office_words.py knows, in each language."""
ASKS = frozenset({"forward", "reopened", "raised", "reminder"})
"""Kinds of notice that want an answer."""


class MailHints:
    def __init__(self, towns: Mapping[str, Town], translator: Translator) -> None:
        self._towns, self._translator = towns, translator

    def of(self, notice: Notice) -> str:
        """ "" for a notice that wants none."""
        town, institution = self._towns.get(notice.municipality), notice.facts.get("institution", "")
        if town is None or notice.facts.get("kind") not in ASKS or institution not in town.rules.institutions:
            return ""
        if not notice.facts.get("category"):
            return ""  # what is sealed is worked on behind its link: not every word of these would count
        return self._translator.say(BY_MAIL, town.language_of(institution))
