"""What `reportbot check` says of SMS: messages that cost too much, words that never arrive, variants nobody needs."""

from collections.abc import Iterator, Mapping, Sequence

from reportbot.commands.sms_walk import Outgoing, SmsWalk
from reportbot.core.conversation.flows.flow import FlowBook
from reportbot.core.errors import Problem
from reportbot.core.messages import Fill, Text
from reportbot.core.swallowed import SWALLOWED, words_to_type
from reportbot.core.text import fold
from reportbot.i18n.lengths import FIRST, Bubble, as_sent, lengths, longest, mean
from reportbot.i18n.shorter import Proposals
from reportbot.service.outgoing.wording import Wording
from reportbot.service.ports import Translator
from reportbot.service.towns import Town

MEAN = 1.1  # SMS per message at most, issue 4


class SmsCheck:
    """The messages of all towns together: as they were written (`bubbles`), and as they leave, turn by turn."""

    def __init__(
        self,
        book: FlowBook,
        towns: Mapping[str, Town],
        translator: Translator,
        languages: Sequence[str],
        bubbles: Sequence[Bubble],
        filling: Mapping[str, Sequence[Fill]],
    ) -> None:
        self._translator, self._languages = translator, languages
        self._towns, self._filling = towns, filling
        self._fill = {language: self._longest(bubbles, language) for language in languages}
        walk = SmsWalk(book, Wording(translator), self._fill)
        self._leaving = [each for town in towns.values() for each in walk.through(town)]
        long_ones = {text.msgid for each in self._leaving for text in each.texts if text.sms}
        self._bubbles = [each for each in bubbles if each.text.sms or each.text.msgid not in long_ones]
        together = [town.rules.languages for town in towns.values()]
        self._written = lengths(self._bubbles, translator, languages, filling, together)

    def _longest(self, bubbles: Sequence[Bubble], language: str) -> dict[str, Fill]:
        """What fills the holes; `status` is where a case stands, as notices.toml says it, without an office's note."""
        fill = longest(self._translator, language, self._filling)
        told = [each for each in bubbles if "{opened}" in each.text.msgid]
        said = [as_sent(each, self._translator, [language], fill) for each in told]
        return {**fill, "status": max(said, key=len, default="")}

    def problems(self) -> Iterator[Problem]:
        """Each once, with what the author can do about it."""
        reported: set[tuple[str, str]] = set()
        proposals = Proposals(self._translator, self._languages, self._fill)
        for length in self._written:
            if problem := proposals.advise(length):
                reported.add((length.bubble.text.msgid, length.language))
                yield problem
        for each in self._leaving:
            said = (each.reply.text.msgid if each.reply else each.body, each.language)
            if said not in reported and (each.is_too_long or each.is_late):
                reported.add(said)
                yield _problem_of(each)
        yield from self._words()
        if mean(self._leaving) > MEAN:
            yield Problem("SMS", 0, f"{mean(self._leaving):.3f} SMS per message on average, at most {MEAN}")

    def hints(self) -> Iterator[str]:
        """Variants for SMS that nobody needs: the text itself fits into one, in every language."""
        for bubble in self._bubbles:
            alone = len(bubble.beside) == 1  # several may be short so that they leave together
            if alone and bubble.text.sms and not self._needs_variant(bubble.text):
                text = bubble.text.msgid.replace("\n", " ")
                yield f"{bubble.file}:{bubble.line}: no ask_sms is needed, this fits into one SMS: “{text}”"

    def figures(self) -> Iterator[str]:
        safety = [each for each in self._leaving if each.is_safety]
        yield (
            f"SMS per outgoing message: {_spread(self._leaving)} (of {len(self._leaving)}); "
            f"of those that say whom to call: {_spread(safety)} (of {len(safety)})"
        )
        for flow in dict.fromkeys(each.flow for each in self._leaving):
            of_flow = [each for each in self._leaving if each.flow == flow]
            means = [
                f"{language} {mean([each for each in of_flow if each.language == language]):.2f}"
                for language in dict.fromkeys(each.language for each in of_flow)
            ]
            yield f"  {flow}: {', '.join(means)}"

    def _words(self) -> Iterator[Problem]:
        """Where people are told to write a word that never arrives, or one that we do not know."""
        known = {word for town in self._towns.values() for word in town.around.words.commands}
        for text, (file, line) in self._texts().items():
            for language in self._languages:
                said = self._translator.say(Text(text), language)
                for word in sorted(words_to_type(said)):
                    if word in SWALLOWED:
                        yield Problem(file, line, f"{word} never arrives by SMS, in {language}: “{said}”")
                    elif fold(word) not in known:
                        yield Problem(file, line, f"{word} is no word that we know, in {language}: “{said}”")

    def _texts(self) -> dict[str, tuple[str, int]]:
        """What is said by SMS, and where it is written or said."""
        walked = {
            text.sms or text.msgid: (f"{each.flow}.{each.step}", 0) for each in self._leaving for text in each.texts
        }
        return walked | {each.text.sms or each.text.msgid: (each.file, each.line) for each in self._bubbles}

    def _needs_variant(self, text: Text) -> bool:
        """Also where it keeps somebody's own words out of an SMS."""
        whole = Bubble("", 0, Text(text.msgid))
        if whole.says_their_words:
            return True
        return any(
            length.segments > 1 or length.problem is not None
            for length in lengths([whole], self._translator, self._languages, self._filling)
        )


def _problem_of(each: Outgoing) -> Problem:
    file, line = each.at if each.at[0] else (f"{each.flow}.{each.step}", 0)
    what = f"{each.segments} SMS in {each.language}, at most {each.most}"
    if not each.is_too_long:
        what = f"the number comes after {FIRST} letters in {each.language}"
    return Problem(file, line, f"{what}, as it leaves in {each.town}: “{each.body}”")


def _spread(found: Sequence[Outgoing]) -> str:
    return f"{mean(found):.2f} on average, {max((each.segments for each in found), default=0)} at most"
