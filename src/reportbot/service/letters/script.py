"""What to say on the telephone to an office without a computer, word by word. Neutral: no more than a notice says."""

from collections.abc import Iterator

from reportbot.service.letters import words
from reportbot.service.letters.contents import Contents, Writer
from reportbot.service.outgoing.notices import URGENCIES
from reportbot.service.ports import Translator


def script_of(translator: Translator, contents: Contents) -> tuple[str, ...]:
    """Sentence by sentence, in the language of the contents."""
    return tuple(_sentences(Writer(translator, contents)))


def _sentences(write: Writer) -> Iterator[str]:
    about, referral = write.about, write.about.referral
    number = about.case.number
    yield write.say(words.CALL_GREETING, town=write.town)
    if referral:
        yield write.say(words.CALL_WHO, institution=write.office(referral.institution))
    yield write.say(words.CALL_CASE, number=number)
    yield write.say(words.CALL_AGAIN, number=number)
    yield write.say(words.CALL_MATTER, matter=about.matter)
    yield write.say(words.CALL_URGENCY, urgency=URGENCIES[about.case.urgency])
    if referral and referral.acknowledge_by:
        yield write.say(words.CALL_DUE, due=write.moment(referral.acknowledge_by))
    yield write.say(words.CALL_NO_MORE)
    yield from map(write.say, (words.CALL_ASK, words.CALL_YES, words.CALL_NOT))
    phone = about.town.rules.desk_phone
    yield write.say(words.CALL_DONE_AT, phone=phone) if phone else write.say(words.CALL_DONE)
    yield write.say(words.CALL_THANKS)
