"""Which language somebody is answered in: proposed by their words, chosen by them, Serbian in their own letters."""

from dataclasses import replace

from reportbot.core.conversation.questions.asking import commands as offers
from reportbot.core.conversation.turns.session import Session
from reportbot.core.conversation.turns.surroundings import Hint, Surroundings
from reportbot.core.conversation.turns.turn import Turn
from reportbot.core.cyrillic import is_cyrillic
from reportbot.core.languages import CYRILLIC, LATIN, SERBIAN, base, sounds_like
from reportbot.core.text import fold

SCRIPTS = {"cyrillic": CYRILLIC, "latin": LATIN}
"""The commands that change the letters, and what they change them to."""


def proposed(session: Session, text: str, hint: Hint, around: Surroundings) -> Session:
    """In the language that these words are in, if the town offers it and they do not speak it already.

    Only proposed: the question comes, also to somebody who is known to speak another language. Letters alone are no
    reason to ask somebody again. Serbian and Bosnian sound alike: where both are offered, neither is proposed, unless
    the letters are Cyrillic, or there is danger: then the first of them, which both understand.
    """
    guess = hint.language or ("" if session.language_known else hint.likely)
    found = [code for code in around.languages if sounds_like(code, guess)]
    if not found or sounds_like(session.language, guess):
        return session
    cyrillic = SERBIAN in found and is_cyrillic(text)
    if len(found) > 1 and not cyrillic and not hint.danger:
        return session
    language = CYRILLIC if cyrillic else found[0]
    return replace(session, language=language, language_known=False).without_answers("language")


def of_stranger(session: Session, text: str, around: Surroundings) -> Session:
    """Whose language nobody knows is answered in that of their words, already in the first reply."""
    if session.language_known or not text:
        return session
    return proposed(session, text, around.listen(text), around)


def chosen(code: str, session: Session) -> str:
    """Serbian, once chosen, stays in the letters that they have asked for or written."""
    return session.language if code == SERBIAN == base(session.language) else code


def names_of(code: str, around: Surroundings) -> frozenset[str]:
    """Every folded word by which somebody may choose this language."""
    name = around.language_names[code]
    return around.known_as(name) | around.words.languages.get(base(code), frozenset()) | {fold(name), fold(code)}


def switched(session: Session, command: str, around: Surroundings) -> Session:
    """In the letters that were asked for; unchanged where the town does not offer Serbian."""
    if SERBIAN not in around.languages:
        return session
    return replace(session, language=SCRIPTS[command], language_known=True).with_answer("language", SERBIAN)


def in_their_letters(before: Session, turn: Turn, text: str, channel: str) -> Turn:
    """Whoever writes Serbian in Cyrillic is answered so; who has just chosen Serbian is shown the other letters.

    Not on SMS: there every text is in Latin letters without marks.
    """
    session = turn.session
    if session.language == SERBIAN and is_cyrillic(text):
        session = replace(session, language=CYRILLIC)
    turn = replace(turn, session=session) if session is not turn.session else turn
    return turn if turn.look_up else other_letters(before, turn, channel)


def other_letters(before: Session, turn: Turn, channel: str) -> Turn:
    """With the other letters of Serbian as a choice below its last words, for who has just chosen it."""
    session = turn.session
    if channel == "sms" or not turn.replies or not _has_chosen_serbian(before, session):
        return turn
    *first, last = turn.replies
    other = offers("latin" if session.language == CYRILLIC else "cyrillic")
    return replace(turn, replies=(*first, replace(last, commands=(*last.commands, *other))))


def _has_chosen_serbian(before: Session, after: Session) -> bool:
    knew = before.language_known and base(before.language) == SERBIAN
    return after.language_known and base(after.language) == SERBIAN and not knew
