"""Sentences in the reader's language. The .po files are read once at start; from then on it is plain dictionaries."""

from collections.abc import Mapping
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path

from babel.messages.catalog import Catalog

from reportbot.core.cyrillic import to_cyrillic
from reportbot.core.errors import BadSetup, Problem
from reportbot.core.languages import CYRILLIC, SERBIAN, base
from reportbot.core.messages import Fill, Named, Text, TextList
from reportbot.core.text import fold
from reportbot.i18n.dates import say_day, say_moment
from reportbot.i18n.holes import Template, fill, template_of
from reportbot.i18n.pofile import SOURCE, catalogue_path, languages_in, read_catalogue

Sentences = Mapping[str, str]
"""Translation by msgid."""


class Catalogues:
    """The `Translator` of service/ports. What has no translation is said in English, the language of the msgids.

    A country variant (sq_AL) holds only what differs; the rest comes from its language (sq). Serbian in Cyrillic
    letters has no file: it is the Latin one, letter by letter.
    """

    def __init__(self, sentences: Mapping[str, Sentences]) -> None:
        msgids = frozenset(msgid for of_language in sentences.values() for msgid in of_language)
        if SERBIAN in sentences:
            cyrillic = {msgid: to_cyrillic(said) for msgid, said in sentences[SERBIAN].items()}
            sentences = {**sentences, CYRILLIC: {**cyrillic, **sentences.get(CYRILLIC, {})}}
        self.languages = tuple(sorted({SOURCE, *sentences}))
        self._sentences = {code: _with_base(code, sentences) for code in self.languages}
        self._templates: dict[str, dict[str, Template]] = {code: {} for code in self.languages}
        self._msgids = msgids
        self._known: dict[str, frozenset[str]] = {}

    @classmethod
    def load(cls, folder: Path) -> "Catalogues":
        """Every <language>/LC_MESSAGES/reportbot.po. Raises BadSetup with the problems of all of them."""
        sentences: dict[str, Sentences] = {}
        problems: list[Problem] = []
        for language in languages_in(folder):
            try:
                sentences[language] = _finished(read_catalogue(catalogue_path(folder, language), language))
            except BadSetup as setup:
                problems += setup.problems
        if problems:
            raise BadSetup(*problems)
        return cls(sentences)

    def has(self, msgid: str) -> bool:
        """Whether any of them knows this sentence."""
        return msgid in self._msgids

    def say(self, text: Text, language: str, *, zone: str = "UTC", sms: bool = False) -> str:
        """The sentence, filled in. A hole that nothing fills is left out. Raises ZoneInfoNotFoundError alone."""
        msgid = text.sms if sms and text.sms else text.msgid
        code = language if language in self._templates else self._nearest(language)
        template = self._templates[code].get(msgid) or self._template(msgid, code)
        if len(template) == 1:
            return template[0]
        given = text.fill
        holes = template[1::2]
        return fill(template, {hole: self._filling(given[hole], code, zone, sms) for hole in holes if hole in given})

    def known_as(self, msgid: str) -> frozenset[str]:
        """Every folded form of this label in every language, and in English."""
        if msgid not in self._msgids:
            return frozenset({fold(msgid)} - {""})
        if msgid not in self._known:
            forms = {msgid, *(said[msgid] for said in self._sentences.values() if msgid in said)}
            self._known[msgid] = frozenset(map(fold, forms)) - {""}
        return self._known[msgid]

    def _template(self, msgid: str, code: str) -> Template:
        """Taken apart when it is said for the first time: a command says a few sentences, not six thousand."""
        if msgid not in self._msgids:
            return _spare_template(msgid)
        template = self._templates[code][msgid] = template_of(self._sentences[code].get(msgid, msgid))
        return template

    def _filling(self, value: Fill, language: str, zone: str, sms: bool) -> str:
        match value:
            case str():
                return value
            case Text():
                return self.say(value, language, zone=zone, sms=sms)
            case TextList():
                value = value.sms if sms and value.sms else value
                return value.between.join(self.say(item, language, zone=zone, sms=sms) for item in value.items)
            case Named():
                return value.in_(language)
            case datetime():
                return say_moment(value, language, zone)
            case date():
                return say_day(value, language)
            case _:
                return str(value)

    def _nearest(self, language: str) -> str:
        whole = base(language)
        return whole if whole in self._templates else SOURCE


def _finished(catalogue: Catalog) -> Sentences:
    """Without what is empty or fuzzy: an unsure translation is worse than English."""
    return {
        message.id: message.string
        for message in catalogue
        if isinstance(message.id, str) and isinstance(message.string, str)
        if message.id and message.string and not message.fuzzy
    }


def _with_base(code: str, sentences: Mapping[str, Sentences]) -> Sentences:
    return {**sentences.get(base(code), {}), **sentences.get(code, {})}


_spare_template = lru_cache(maxsize=512)(template_of)
"""For a msgid that no catalogue knows: the name of a language, or an operator's own institution."""
