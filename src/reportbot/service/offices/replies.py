"""What an office hears by SMS when it has answered by SMS: one row of the outbox each, in one SMS, in its language."""

from collections.abc import Mapping
from datetime import datetime

from reportbot.core.cases.case import Case
from reportbot.core.cases.closing import outcomes_for
from reportbot.core.messages import Fill, Text
from reportbot.service.outgoing.notices import OfficeNotice
from reportbot.service.outgoing.rows import office_row
from reportbot.service.outgoing.sentences import Sentences
from reportbot.service.outgoing.wording import SMS
from reportbot.service.ports import Ids, Translator, Vault
from reportbot.service.records import Delivery
from reportbot.service.towns import Office, Town

OFFICE_REPLY = "office_reply"


class OfficeReplies:
    def __init__(self, translator: Translator, vault: Vault, sentences: Sentences, ids: Ids) -> None:
        self._translator, self._vault, self._sentences, self._ids = translator, vault, sentences, ids

    def sms(
        self,
        town: Town,
        office: Office,
        phone: str,
        key: str,
        fill: Mapping[str, Fill],
        now: datetime,
        case: Case | None = None,
    ) -> Delivery:
        """`key` names a sentence sms_… of notices.toml. It waits for no other message of that office, and where it
        cannot be sent nobody else has to hear of it: so it belongs to no referral.
        """
        said = self._say(town, office, self._sentences.office(f"sms_{key}", fill))
        notice = OfficeNotice(town.key, phone, said, said, "", "", short=said)
        about, id = case.id if case else None, self._ids.new()
        return office_row(self._vault, id, notice, OFFICE_REPLY, SMS, now, case=about, institution=office.key)

    def outcomes(self, town: Town, office: Office, case: Case) -> str:
        """The short list with its numbers: what came of a matter of this kind."""
        offered = enumerate(outcomes_for(case.concerns_a_person), 1)
        texts = ((number, self._sentences.office(f"outcome_{each.code}", {})) for number, each in offered)
        return ", ".join(f"{number} {self._say(town, office, text)}" for number, text in texts)

    def _say(self, town: Town, office: Office, text: Text) -> str:
        return self._translator.say(text, town.language_of(office.key), zone=town.rules.zone)
