"""Dialogues as files: read, replayed line by line, written anew.

municipality: drenas        header: who talks, where (language left out: nobody knows it yet)
language: sq
channel: telegram           telegram or sms
refuses: police, police_192  an office that takes no reports from us, and its number in the directory

> ka nje pus pa kapak       the person writes; [label] presses, (photo), (voice), (video) …, (pin 42.57,20.90) send
< E lexojnë vetëm …         a line that the bot says; … stands for anything within the line
= hazard · manhole · …      what was submitted: kind, category, place, description
= photo kept                what became of photos; "may write: yes", "erased"
! violence_now              an alarm was raised
= answered: …               what went to those who asked; "forgotten"
= added: …                  what was added to the report that is stored
@ 2 days pass               time goes by
@ they ask: …               an office asks the person something
@ it is done                an office says so; "of a person" where somebody was at risk; "long ago" when that was closed
@ it is open again          somebody else has opened it
@ 5 others have told it     what they are about to report
= says: solved no           what they said of it
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, get_args

from reportbot.core.conversation.turns.turn import Submission, Turn
from reportbot.core.messages import Attachment, Kind, Location
from tests.conversations.ending import Ending
from tests.conversations.world import MONDAY, Person, on_screen, place_name, refused_by

FOLDER = Path(__file__).parent
_HEADER = re.compile(r"(municipality|language|channel|at|refuses):\s*(\S.*)")
_PASS = re.compile(r"(\d+) (minute|hour|day)s? pass(?:es)?")
_ASKS = re.compile(r"they ask: (.+)")
_DONE = re.compile(r"it is done( of a person)?( long ago)?")
_OTHERS = re.compile(r"(\d+) others? ha(?:s|ve) told it")
_SENT = re.compile(rf"\(({'|'.join(kind.replace('_', ' ') for kind in get_args(Kind))})\)")
_PIN = re.compile(r"\(pin ([-\d.]+),\s*([-\d.]+)\)")


@dataclass
class Exchange:
    """One line of the person (or of time), the number of its line, and everything that should follow."""

    line: int
    said: str
    expected: list[str] = field(default_factory=list)


@dataclass
class Transcript:
    """`prose` holds the lines before each exchange and at the end: headers, comments, empty lines."""

    file: Path
    header: dict[str, str] = field(default_factory=dict)
    exchanges: list[Exchange] = field(default_factory=list)
    prose: list[list[str]] = field(default_factory=lambda: [[]])

    @classmethod
    def read(cls, file: Path) -> "Transcript":
        """Raises ValueError with file and line."""
        self = cls(file)
        for number, line in enumerate(file.read_text("utf-8").splitlines(), 1):
            if line.startswith((">", "@")):
                self.exchanges.append(Exchange(number, line))
                self.prose.append([])
            elif line.startswith(("<", "=", "!")) and self.exchanges:
                self.exchanges[-1].expected.append(line)
            elif not line.strip() or line.startswith("#"):
                self.prose[-1].append(line)
            elif (match := _HEADER.fullmatch(line)) and not self.exchanges:
                self.header[match[1]] = match[2].strip()
                self.prose[-1].append(line)
            else:
                raise ValueError(f"{file.name}:{number}: cannot be read: {line}")
        return self

    def replayed(self) -> Iterator[tuple[Exchange, list[str]]]:
        """Each exchange with what really follows. Raises ValueError for a line that cannot be played."""
        at = self.header.get("at")
        now = datetime.fromisoformat(at).replace(tzinfo=UTC) if at else MONDAY
        header = self.header
        person = Person.in_(header["municipality"], header.get("language", ""), header.get("channel", "telegram"), now)
        if "refuses" in header:
            office, _, hotline = header["refuses"].partition(",")
            person.town = refused_by(person.town.key, office, hotline.strip())
        for exchange in self.exchanges:
            yield exchange, _play(person, exchange, f"{self.file.name}:{exchange.line}")


def fits(expected: list[str], real: list[str]) -> bool:
    return len(expected) == len(real) and all(map(_line_fits, expected, real))


def written(transcript: Transcript) -> str:
    """The transcript with what the bot says now; lines with … stay where they still fit."""
    lines: list[str] = list(transcript.prose[0])
    for (exchange, real), prose in zip(transcript.replayed(), transcript.prose[1:], strict=True):
        kept = exchange.expected if fits(exchange.expected, real) else real
        gap = prose or ([""] if exchange is not transcript.exchanges[-1] else [])
        lines += [exchange.said, *kept, *gap]
    return "\n".join(lines).rstrip() + "\n"


def _line_fits(expected: str, real: str) -> bool:
    return re.fullmatch(".*".join(map(re.escape, expected.split("…"))), real) is not None


def _play(person: Person, exchange: Exchange, where: str) -> list[str]:
    said = exchange.said[1:].strip()
    if exchange.said.startswith("@"):
        if asks := _ASKS.fullmatch(said):
            person.asked.append(asks[1])
            return []
        if done := _DONE.fullmatch(said):
            person.ending = Ending("helped" if done[1] else "solved", late=bool(done[2]))
            return []
        if told := _OTHERS.fullmatch(said):
            person.others = int(told[1])
            return []
        if said == "it is open again":
            person.ending = Ending()
            return []
        match = _PASS.fullmatch(said)
        if not match:
            raise ValueError(f'{where}: time passes so: "@ 2 days pass"')
        person.waits(timedelta(**{f"{match[2]}s": int(match[1])}))
        return []
    before = len(person.seen)
    try:
        turn = _say(person, said)
    except LookupError as error:
        raise ValueError(f"{where}: {error}") from None
    spoken = [line for message in person.seen[before:] for line in on_screen(message).splitlines() if line.strip()]
    return [*(f"< {line}" for line in spoken), *_done(person, turn)]


def _say(person: Person, said: str) -> Turn:
    if pin := _PIN.fullmatch(said):
        return person.says(location=Location(float(pin[1]), float(pin[2])))
    if sent := _SENT.match(said):
        kind: Any = sent[1].replace(" ", "_")
        return person.says(said[sent.end() :].strip(), attachments=(Attachment(kind),))
    if said.startswith("[") and said.endswith("]"):
        return person.says(pressed=person.button(said[1:-1]))
    return person.says(said.replace("\\n", "\n"))


def _done(person: Person, turn: Turn) -> Iterator[str]:
    if turn.alarm:
        yield f"! {turn.alarm.danger}"
    if turn.submitted:
        yield f"= {_report(person, turn.submitted)}"
    if turn.added:
        said = (f"{name}: {value}" for name, value in turn.added.answers.items())
        yield f"= added: {' · '.join(said)}".replace("\n", " / ")
    if turn.answered:
        yield f"= answered: {turn.answered.text}".replace("\n", " / ")
    if turn.feedback:
        yield f"= says: {turn.feedback.what} {turn.feedback.said}".rstrip()
    if turn.may_push is not None:
        yield f"= may write: {'yes' if turn.may_push else 'no'}"
    if turn.keep_photos:
        yield "= photo kept for that report" if turn.photos_of else "= photo kept"
    if turn.erased:
        yield "= erased"
    if turn.forget:
        yield "= forgotten"


def _report(person: Person, submitted: Submission) -> str:
    answers = submitted.answers
    parts = [
        submitted.kind,
        str(answers.get("category", "none")),
        place_name(answers, person.town.around.gazetteer.by_key),
    ]
    parts.append(str(answers.get("description", "")).replace("\n", " / "))
    parts += ["danger now"] if answers.get("now") == "yes" else []
    parts += [f"{answers['photos']} photo"] if answers.get("photos") else []
    parts += ["completes the case of the alarm"] if submitted.case else []
    return " · ".join(parts)
