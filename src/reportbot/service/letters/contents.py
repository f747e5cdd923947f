"""What a letter is made of, and how it is put into the words and letters of one language."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from reportbot.core.cases.case import Case
from reportbot.core.cases.placing import ELSEWHERE
from reportbot.core.cases.referral import Referral
from reportbot.core.languages import base
from reportbot.core.messages import Fill, Text
from reportbot.service.cases.dossier import Exchange, Said
from reportbot.service.letters import words
from reportbot.service.letters.signs import SIGNS
from reportbot.service.ports import Translator
from reportbot.service.towns import Town

REFERRAL, NON_SCHOOLING, REMINDER, NOTICE = "referral", "non_schooling", "reminder", "notice"
KINDS = frozenset({REFERRAL, NON_SCHOOLING, REMINDER, NOTICE})
ONE_PAGE = frozenset({NOTICE})
"""Kinds that are handed over as one sheet."""
TELLING = frozenset({REFERRAL, NON_SCHOOLING})
"""Kinds for which the story is opened."""

FORWARD, REMINDS, FOR_READING = "forward", "reminds", "copy"

Values = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Contents:
    """What a letter is made of. `number` is the letter's own; `told` and `exchanges` are empty in neutral letters.

    `language` may be sr_Cyrl; `matter` is what a neutral letter may say of the kind of case (R8). `told_as`: whether
    a `notice` asks, reminds, or is a copy. `kept_out` are offices that the person asked to tell nothing, and
    `is_withheld` says that the reporting desk is one of them: then the letter leads nobody there.
    """

    town: Town
    case: Case
    referral: Referral | None
    referrals: Sequence[Referral]
    told: Sequence[Said]
    exchanges: Sequence[Exchange]
    matter: Text
    outcomes: Sequence[Text]
    number: str
    language: str
    link: str
    now: datetime
    told_as: str = FORWARD
    kept_out: Sequence[str] = ()
    is_withheld: bool = False


@dataclass(frozen=True, slots=True)
class Writer:
    """Says things in the language of one letter."""

    translator: Translator
    about: Contents
    language: str = ""

    def say(self, text: Text, /, **fill: Fill) -> str:
        filled = Text(text.msgid, {**text.fill, **fill}) if fill else text
        return self.translator.say(filled, self.language or self.about.language, zone=self.about.town.rules.zone)

    def day(self, at: datetime) -> str:
        """With the year, in figures: a letter is read for years."""
        return f"{self._local(at):%d.%m.%Y}"

    def moment(self, at: datetime) -> str:
        return f"{self._local(at):%d.%m.%Y, %H:%M}"

    def _local(self, at: datetime) -> datetime:
        return at.astimezone(ZoneInfo(self.about.town.rules.zone))

    def row(self, label: Text, value: Text | str) -> tuple[str, str]:
        return self.say(label), value if isinstance(value, str) else self.say(value)

    def office(self, key: str) -> str:
        known = self.about.town.rules.institutions.get(key)
        return self.say(Text(known.name)) if known else key

    @property
    def town(self) -> str:
        return self.say(Text("{town}", {"town": self.about.town.rules.name}))

    @property
    def place(self) -> str:
        key = self.about.case.place
        known = self.about.town.around.gazetteer.by_key.get(key)
        if key == ELSEWHERE:
            return self.say(words.ELSEWHERE)
        return self.say(Text("{place}", {"place": known.name})) if known else self.say(words.NOT_KNOWN)

    def frame(self, kind: str) -> Values:
        """Head, foot and words: the same in every kind."""
        about = self.about
        sentences = {**words.WORDS, **({"send_back": words.ANSWER_THERE} if about.is_withheld else {})}
        return {
            "kind": kind,
            "language": base(about.language),
            "title": self.say(words.TITLES[kind], case=about.case.number),
            "number": about.number,
            "date": self.day(about.now),
            "town": self.town,
            "office": "" if about.is_withheld else self.office(about.town.rules.coordinator),
            "phone": "" if about.is_withheld else about.town.rules.desk_phone,
            "to": self.office(about.referral.institution) if about.referral else "",
            "case": about.case.number,
            "link": about.link,
            "words": {name: self.say(text) for name, text in sentences.items()},
            "signs": {sign: self.say(word) for sign, word in SIGNS.items()},
        }
