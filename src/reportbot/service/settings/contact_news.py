"""Whoever an office was reached by hears that its contact changes: a neutral sentence to the old addresses, no link.

Somebody who writes their own address below an office is then noticed by that office, whoever agreed to it. And an
office hears that other kinds of reports are passed to it than before, by its ordinary way: else it would wait for what
does not come.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from reportbot.core.cases.offices.ways import in_order
from reportbot.core.messages import Fill, Text
from reportbot.core.urgency import Urgency
from reportbot.service.outgoing.notice_words import OfficeNotice, host_of
from reportbot.service.outgoing.rows import office_row
from reportbot.service.outgoing.sentences import Sentences
from reportbot.service.ports import Ids, Translator, Vault
from reportbot.service.records import Delivery
from reportbot.service.settings.ears import targets
from reportbot.service.settings.hearing import Difference
from reportbot.service.settings.hearing_words import offices_said, passed_said
from reportbot.service.towns import Office, Target, Town

READ_BY_PEOPLE = ("email", "telegram", "sms")
ASKED, CHANGED = "contact_asked", "contact_changed"
TO_FORMER = frozenset((ASKED, CHANGED))
"""Kinds of messages that go to an address although it is no contact any more."""
PASSED = "passed"


@dataclass(frozen=True, slots=True)
class ContactNews:
    """`public_url` names our messages."""

    translator: Translator
    vault: Vault
    sentences: Sentences
    ids: Ids
    public_url: str

    def write(self, kind: str, before: Town, after: Town, now: datetime, heard: Difference) -> list[Delivery]:
        """To every address of an office that would have one less, or another one. `kind`: ASKED or CHANGED. `heard`:
        who would hear of more, or of less."""
        rules = after.rules.institutions
        return [
            self._delivery(kind, before, office, by, address, now, offices_said(heard, after))
            for key, office in before.rules.institutions.items()
            if _addresses(office) != _addresses(rules.get(key))
            for by, address in _addresses(office)
            if by in READ_BY_PEOPLE
        ]

    def passed(self, town: Town, now: datetime, otherwise: Mapping[str, Difference]) -> list[Delivery]:
        """To each office that other kinds of reports are passed to from `now` on, where people read its first way."""
        found = []
        for key, difference in otherwise.items():
            office = town.rules.institutions.get(key)
            if office is None:
                continue
            for way in _ordinary(office, now):
                fill: dict[str, Fill] = {"at": now, "changes": passed_said(difference, town)}
                found.append(self._row(PASSED, town, office, way.kind, way.address, now, fill))
        return found

    def _delivery(
        self, kind: str, town: Town, office: Office, by: str, address: str, now: datetime, hearing: Text
    ) -> Delivery:
        return self._row(kind, town, office, by, address, now, {"hearing": hearing})

    def _row(
        self, kind: str, town: Town, office: Office, by: str, address: str, now: datetime, fill: Mapping[str, Fill]
    ) -> Delivery:
        id, desk = self.ids.new(), town.name_of(town.rules.coordinator)
        holes: dict[str, Fill] = {"institution": office.called, "town": town.rules.name, "desk": desk, **fill}

        def say(part: str) -> str:
            text = self.sentences.office(f"{kind}_{part}", holes)
            return self.translator.say(text, town.language_of(office.key), zone=town.rules.zone)

        message_id = f"<{kind}.{id}@{host_of(self.public_url)}>"
        notice = OfficeNotice(town.key, address, say("subject"), say("body"), "", message_id, short=say("short"))
        return office_row(self.vault, id, notice, kind, by, now, institution=office.key)


def _ordinary(office: Office, now: datetime) -> Iterable[Target]:
    """Of its first ways, as for a report that is not urgent."""
    first = next(iter(in_order(office.transports, Urgency.NORMAL, now)), ())
    return [way for way in first if way.kind in READ_BY_PEOPLE and way.address]


def _addresses(office: Office | None) -> Iterable[tuple[str, str]]:
    """In their order, each once."""
    return tuple(dict.fromkeys((target.kind, target.address) for target in targets(office) if target.address))
