"""A shorter wording for SMS, computed from a text that does not fit: which sentence or clause can be left out.

It only proposes; the author decides what a person can do without. Numbers and what an office promises always stay.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import combinations

from reportbot.core.errors import Problem
from reportbot.core.messages import Fill, Text
from reportbot.core.sms import letters
from reportbot.i18n.holes import holes_in
from reportbot.i18n.lengths import FIRST, Bubble, Length, as_sent
from reportbot.i18n.pofile import SOURCE
from reportbot.service.ports import Translator

_SENTENCE = re.compile(r"(?<=[.?!])\s+")
_CLAUSE = re.compile(r",\s+|;\s+")
_KEPT = re.compile(r"{(?:emergency|numbers|code|due)}|\?")
_NUMBER = re.compile(r"{(?:emergency|numbers)}")
_MOST_TRIED = 7  # sentences or clauses of one text: 2^7 ways to leave some out


class Proposals:
    """`fill`: what stands in the holes at its longest, by language; `languages`: those that one text is said in."""

    def __init__(
        self, translator: Translator, languages: Sequence[str], fill: Mapping[str, Mapping[str, Fill]]
    ) -> None:
        self._translator, self._languages, self._fill = translator, languages, fill

    def advise(self, length: Length) -> Problem | None:
        """Its problem with what the author sees and can paste: the SMS as it is, how long, how long it may be, and
        the shortest change that helps in that language. None where it fits.
        """
        problem = length.problem
        if problem is None:
            return None
        room = 160 if length.most == 1 else 153 * length.most
        advice = [
            f"as it leaves: “{length.body}”",
            f"{letters(length.body)} letters of at most {room}; a number to call within the first {FIRST}",
            *self._way_out(length),
        ]
        return replace(problem, message="\n    ".join([problem.message, *advice]))

    def _way_out(self, length: Length) -> list[str]:
        bubble, language = length.bubble, length.language.partition(" ")[0]
        if bubble.text.sms and not self._is_translated(bubble.text.sms, language):
            return [f"its variant for SMS has no translation in {language}: “{bubble.text.sms}”"]
        short = shorter(bubble.text.sms or bubble.text.msgid, lambda said: self._fits(said, length))
        if not short:
            return ["nothing can be left out of it: write a shorter ask_sms"]
        texts = [each.sms or each.msgid for each in bubble.beside] or [bubble.text.msgid]
        pasted = [short if text == (bubble.text.sms or bubble.text.msgid) else text for text in texts]
        return [
            "a wording that fits, if a person can do without the rest:",
            f"ask_sms = {json.dumps(pasted, ensure_ascii=False)}",
        ]

    def _fits(self, said: str, length: Length) -> bool:
        """In English, and where its sentences match those of the translation, in that language as well."""
        whole = length.bubble.text.sms or length.bubble.text.msgid
        rest = self._same_rest(whole, said, length.language)
        return all(
            Length(length.bubble, each, self._body(length.bubble, text, each)).problem is None
            for each, text in ((SOURCE, said), (length.language, rest))
            if text and each in self._fill
        )

    def _same_rest(self, whole: str, said: str, language: str) -> str:
        """The same sentences of the translation; "" where it has not as many."""
        theirs = _SENTENCE.split(self._translator.say(Text(whole, _open(whole)), language))
        ours, kept = _SENTENCE.split(whole), _SENTENCE.split(said)
        if len(theirs) != len(ours) or not set(kept) <= set(ours):
            return ""
        by_ours = dict(zip(ours, theirs, strict=True))
        return " ".join(by_ours[sentence] for sentence in kept)

    def _body(self, bubble: Bubble, said: str, language: str) -> str:
        own = replace(bubble, text=Text(said))
        return as_sent(own, self._translator, [language], self._fill[language])

    def _is_translated(self, msgid: str, language: str) -> bool:
        said, source = (self._translator.say(Text(msgid, _open(msgid)), each) for each in (language, SOURCE))
        return language == SOURCE or said != source


def shorter(msgid: str, fits: Callable[[str], bool]) -> str:
    """The longest wording that `fits`, with as little left out as can be; "" where leaving out does not help.

    What holds a number, a code, a deadline or the question stays.
    """
    ways = (said for text in _shortened(msgid) for said in (text, _number_first(text)))
    return next((said for said in ways if fits(said)), "")


def _number_first(text: str) -> str:
    return " ".join(sorted(_SENTENCE.split(text), key=lambda sentence: not _NUMBER.search(sentence)))


def _open(msgid: str) -> dict[str, Fill]:
    """Holes that stay holes."""
    return {hole: f"{{{hole}}}" for hole in holes_in(msgid)}


def _shortened(msgid: str) -> Iterator[str]:
    sentences = _SENTENCE.split(msgid)
    yield msgid
    yield from _without_some(sentences, " ", lambda left_out: sum(len(sentences[at]) for at in left_out))
    for at in sorted(range(len(sentences)), key=lambda at: -len(sentences[at])):
        clauses = _CLAUSE.split(sentences[at])
        for shorter_one in _without_some(clauses, ", ", lambda left_out: -sum(left_out)):
            ending = "" if shorter_one[-1:] in ".?!:" else sentences[at][-1:]
            whole = [*sentences[:at], shorter_one[:1].upper() + shorter_one[1:] + ending, *sentences[at + 1 :]]
            yield " ".join(whole)


def _without_some(parts: Sequence[str], glue: str, worth: Callable[[tuple[int, ...]], int]) -> Iterator[str]:
    """One part less, then two …; what is worth least is left out first: the shortest sentence, the last clause."""
    free = [at for at, part in enumerate(parts[:_MOST_TRIED]) if not _KEPT.search(part)]
    for count in range(1, min(len(free), len(parts) - 1) + 1):
        without = sorted(combinations(free, count), key=worth)
        for left_out in without:
            yield glue.join(part for at, part in enumerate(parts) if at not in left_out)
