"""What the chat page shows: the bubbles of both sides, and what can be answered to the last of them."""

from collections.abc import Sequence
from dataclasses import dataclass

from reportbot.core.messages import Choice, Text
from reportbot.web import words
from reportbot.web.parts import Bubble

_ATTACHED = {
    "photo": words.SENT_PHOTO,
    "file": words.SENT_FILE,
    "location": words.SENT_LOCATION,
    "unreadable": words.UNREADABLE,
}


@dataclass(frozen=True, slots=True)
class Thread:
    """`choices` are the answers to what was asked last, `commands` the quiet extras of the last bubble."""

    bubbles: Sequence[Bubble]
    choices: Sequence[Choice] = ()
    commands: Sequence[Choice] = ()

    @property
    def last(self) -> int:
        return self.bubbles[-1].id if self.bubbles else 0


def thread(bubbles: Sequence[Bubble]) -> Thread:
    """Buttons only for what nobody has answered yet: old ones would only be in the way."""
    unanswered: list[Bubble] = []
    for bubble in reversed(bubbles):
        if bubble.from_reporter:
            break
        unanswered.append(bubble)
    choices = next((bubble.choices for bubble in unanswered if bubble.choices), ())
    commands = next((bubble.commands for bubble in unanswered if bubble.commands), ())
    return Thread(bubbles, choices, commands)


def label_of(pressed: str, bubbles: Sequence[Bubble]) -> str:
    """What stood on the button that was pressed, "" where it is gone."""
    for bubble in reversed(bubbles):
        for choice in (*bubble.choices, *bubble.commands):
            if choice.value == pressed:
                return choice.label
    return ""


def attached_words(bubble: Bubble) -> Text | None:
    """What is said of something that came with a message, or of a button whose label is gone."""
    if bubble.attached:
        return _ATTACHED.get(bubble.attached)
    return None if bubble.text else words.SENT_CHOICE
