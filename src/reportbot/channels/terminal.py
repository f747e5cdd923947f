"""A conversation in a terminal: standard input to standard output, for authors of flows and for trying things out."""

import sys
from typing import TextIO

from reportbot.core.errors import NotAPhoto
from reportbot.core.messages import Attachment, OutboundMessage


class Terminal:
    """Implements service.ports.Channel. Choices are numbered, as on a phone without buttons."""

    def __init__(self, out: TextIO | None = None) -> None:
        self._out = out or sys.stdout

    async def send(self, message: OutboundMessage) -> str:
        self._out.write(shown(message) + "\n")
        self._out.flush()
        return ""

    async def fetch(self, municipality: str, attachment: Attachment) -> bytes:
        """There are no photos here. Raises NotAPhoto."""
        raise NotAPhoto("a terminal sends no photos")


def shown(message: OutboundMessage) -> str:
    """The text, the numbered choices, and the quiet extras in brackets."""
    lines = [message.text]
    lines += [f"{number} {choice.label}" for number, choice in enumerate(message.choices, 1)]
    if message.commands:
        lines.append("[" + " · ".join(command.label for command in message.commands) + "]")
    return "\n".join(lines)
