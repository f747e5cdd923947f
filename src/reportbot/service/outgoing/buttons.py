"""The buttons below a message in a duty chat: four answers, and a second row where one of them asks for more.

Their data is short (Telegram carries 64 bytes, and "office:" stands in front): what it says, the referral, and what
was chosen. Below "done" and "in progress" alone there is a second row; pressing it is the answer.
"""

from collections.abc import Mapping
from urllib.parse import urlsplit

from reportbot.core.cases.case import Case
from reportbot.core.cases.closing import outcomes_for
from reportbot.core.cases.offices.sayable import sayable
from reportbot.core.cases.referral import Answer, Referral
from reportbot.core.messages import Fill, Text
from reportbot.service.outgoing.sentences import Sentences
from reportbot.service.ports import Translator

ANSWERS: Mapping[Answer, Text] = {
    Answer.RECEIVED: Text("We have it"),
    Answer.IN_PROGRESS: Text("We are working on it"),
    Answer.NOT_OURS: Text("Not ours"),
    Answer.DONE: Text("Done"),
}
DAYS = (1, 3, 7, 14)  # from today; "in progress" until then
BACK = "back"
Buttons = tuple[tuple[str, str], ...]
"""(label, data or the address of a page)."""


class OfficeButtons:
    def __init__(self, translator: Translator, sentences: Sentences) -> None:
        self._translator, self._sentences = translator, sentences

    def answers(self, case: Case, referral: Referral, link: str, language: str) -> Buttons:
        """What this office may still say; nothing once it is over for it. Who says "not ours" must choose who else, so
        that button opens the page, where Telegram takes its address (a public one, encrypted).
        """
        page = {Answer.NOT_OURS: link} if is_public(link) else {}
        return tuple(
            (self._translator.say(ANSWERS[each], language), page.get(each) or f"{each}:{referral.id}")
            for each in sayable(case, referral)
        )

    def until(self, referral: Referral, language: str) -> Buttons:
        said = (
            (self._say("until_tomorrow" if days == 1 else "until_days", language, days=days), days) for days in DAYS
        )
        chosen = tuple((label, f"{Answer.IN_PROGRESS}:{referral.id}:{days}") for label, days in said)
        return (*chosen, self._back(referral, language))

    def outcomes(self, referral: Referral, concerns_a_person: bool, language: str) -> Buttons:
        chosen = tuple(
            (self._translator.say(each.label, language), f"{Answer.DONE}:{referral.id}:{each.code}")
            for each in outcomes_for(concerns_a_person)
        )
        return (*chosen, self._back(referral, language))

    def _back(self, referral: Referral, language: str) -> tuple[str, str]:
        return self._translator.say(Text("Back"), language), f"{BACK}:{referral.id}"

    def _say(self, key: str, language: str, **fill: Fill) -> str:
        return self._translator.say(self._sentences.office(f"button_{key}", fill), language)


def is_public(link: str) -> bool:
    """Telegram refuses the whole message for a button that leads to a machine of one's own."""
    parts = urlsplit(link)
    return parts.scheme == "https" and "." in (parts.hostname or "") and not (parts.hostname or "")[-1:].isdigit()
