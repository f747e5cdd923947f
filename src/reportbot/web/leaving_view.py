"""A text that is about to leave, with what was found in it: in pieces to be marked, and why it is not sent. Pure."""

from collections.abc import Collection
from dataclasses import dataclass, field

from reportbot.core.messages import Text
from reportbot.core.outgoing.checking import Found, confirmation_of
from reportbot.core.outgoing.personal import pieces_of, spans_of
from reportbot.web import leaving_words

Pieces = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Back:
    """Words that come back to their writer. `confirmation` is what their form may send with them, "" where they cannot
    leave as they are."""

    pieces: Pieces = field(repr=False)
    problems: tuple[Text, ...]
    confirmation: str


def back_of(text: str, found: Found) -> Back:
    text = text.strip()
    problems = [leaving_words.LINK] if found.links else []
    problems += [leaving_words.ASKS[kind] for kind in dict.fromkeys(span.kind for span in found.asks)]
    if found.personal:
        problems.append(Text(leaving_words.TELLS.msgid, {"kinds": kinds_of({span.kind for span in found.personal})}))
    return Back(pieces_of(text, found.spans), tuple(problems), "" if found.is_refused else confirmation_of(text))


def marked(text: str, known: Collection[str] = ()) -> Pieces:
    """For the macro of templates/leaving/marks.html: what tells who somebody is, in any text."""
    return pieces_of(text, spans_of(text, known))


def kinds_of(kinds: Collection[str]) -> Text:
    """One after another, each once."""
    said = {kind: name for kind, name in leaving_words.KINDS.items() if kind in kinds}
    return Text(", ".join(f"{{{kind}}}" for kind in said), said)
