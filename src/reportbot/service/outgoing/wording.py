"""From what the engine means to say to bubbles in the person's language, joined and ordered as their channel needs."""

from collections.abc import Mapping, Sequence
from functools import lru_cache

from reportbot.core.conversation.turns.turn import Offer, Reply
from reportbot.core.languages import as_read_by
from reportbot.core.messages import Address, Choice, Fill, OutboundMessage, Text
from reportbot.core.outgoing.as_sms import body, in_short, is_safety, joined, without_last_line
from reportbot.core.sms import segments
from reportbot.service.ports import Translator
from reportbot.service.towns import Town

SMS = "sms"
BUBBLE = 300  # letters that still read well in one bubble (domain facts, section 3)
LABELS = 2_000  # choices that are remembered in words; those of the flows are the same every time


class Wording:
    def __init__(self, translator: Translator) -> None:
        self._translator = translator
        self._fixed = lru_cache(LABELS)(self._of_label)

    def messages(
        self,
        town: Town,
        language: str,
        address: Address,
        replies: Sequence[Reply],
        fill: Mapping[str, Fill],
        *,
        short: bool = False,
    ) -> list[OutboundMessage]:
        """`fill` is what only the service knows: the code, the institution, the date. Short bubbles are joined.

        By SMS the number to call leaves first, and nothing is joined that would be billed as two. `short`:
        what is not about safety is cut to what costs least.
        """
        sms = address.channel == SMS
        said: list[OutboundMessage] = []
        for reply in _number_first(replies) if sms else replies:
            text = self._words(town, language, reply, fill, sms)
            choices = self._choices(reply.choices, language, sms)
            commands = self._choices(reply.commands, language, sms)
            stands_alone = bool(reply.picture or (said and said[-1].picture))
            before = said[-1] if said and not said[-1].choices and not stands_alone else None
            safety = is_safety(reply.text)
            if sms:
                both = joined(before.text, text, _labels(choices)) if before and not safety else ""
            else:
                both = f"{before.text}\n\n{text}" if before and len(before.text) + len(text) <= BUBBLE else ""
            if both:
                said.pop()
            text = both or text
            if short and sms and not safety:
                text = in_short(text, _labels(choices))
            said.append(OutboundMessage(address, text, choices, commands, picture=reply.picture))
        return said

    def _words(self, town: Town, language: str, reply: Reply, fill: Mapping[str, Fill], sms: bool) -> str:
        text = reply.text
        if fill:
            text = Text(text.msgid, {**text.fill, **fill}, text.sms)
        languages = as_read_by(language, town.rules.languages) if reply.every_language else (language,)
        said = self._in(languages, text, town.rules.zone, sms)
        while sms and is_safety(text) and segments(body(said)) > 1 and (shorter := without_last_line(text)):
            text, said = shorter, self._in(languages, shorter, town.rules.zone, sms)
        return said

    def _in(self, languages: Sequence[str], text: Text, zone: str, sms: bool) -> str:
        lines = [self._translator.say(text, language, zone=zone, sms=sms) for language in languages]
        return "\n".join(dict.fromkeys(lines))

    def _choices(self, offers: Sequence[Offer], language: str, sms: bool) -> tuple[Choice, ...]:
        return tuple(self._choice(offer, language, sms) for offer in offers)

    def _choice(self, offer: Offer, language: str, sms: bool) -> Choice:
        label = offer.label
        if label.fill:
            return Choice(offer.value, self._translator.say(label, language, sms=sms))
        return self._fixed(offer.value, label.msgid, label.sms, language, sms)

    def _of_label(self, value: str, msgid: str, short: str, language: str, sms: bool) -> Choice:
        return Choice(value, self._translator.say(Text(msgid, {}, short), language, sms=sms))


def _number_first(replies: Sequence[Reply]) -> list[Reply]:
    """What tells whom to call comes before everything else; a question stays where it is asked."""
    return sorted(replies, key=lambda reply: not (is_safety(reply.text) and not reply.choices))


def _labels(choices: Sequence[Choice]) -> list[str]:
    return [choice.label for choice in choices]
