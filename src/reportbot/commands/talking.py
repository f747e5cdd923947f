"""`reportbot chat`: the same engine, intake and outbox in a terminal, on a database that is thrown away at the end."""

import asyncio
import secrets
import sys
import tempfile
from pathlib import Path

from reportbot.app import Parts, open_parts
from reportbot.channels.sms_twilio import request
from reportbot.channels.terminal import Terminal
from reportbot.config import Settings
from reportbot.core.errors import BadSetup, Problem
from reportbot.core.messages import Address, InboundMessage, OutboundMessage
from reportbot.transports.nowhere import Nowhere
from reportbot.vault.keys import Keys


class _Phone(Terminal):
    """Shows what an SMS would hold, letter by letter."""

    async def send(self, message: OutboundMessage) -> str:
        sys.stdout.write(request(message, "+38300000000")["Body"] + "\n")
        sys.stdout.flush()
        return ""


async def talk(municipality: str, language: str, channel: str) -> int:
    """Each line of standard input is one message; what was opened goes nowhere. Raises BadSetup."""
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(database_url=f"sqlite:///{Path(folder) / 'chat.db'}", codes_ready="1", model="off")
        parts = await open_parts(settings, keys=Keys.random())
        try:
            await _converse(parts, municipality, language, channel)
        finally:
            await parts.close()
    return 0


async def _converse(parts: Parts, municipality: str, language: str, channel: str) -> None:
    if municipality not in parts.towns:
        known = ", ".join(sorted(parts.towns))
        raise BadSetup(Problem("--municipality", 0, f'there is no "{municipality}"; there are {known}'))
    name = "sms" if channel == "sms" else "terminal"
    parts.channels[name] = _Phone() if name == "sms" else Terminal()
    parts.transports.update(email=Nowhere(), telegram=Nowhere(), sms=Nowhere())
    address = Address(municipality, name, "+38300000000" if name == "sms" else secrets.token_hex(8))
    async with parts.running():
        for text in ("/start", *([language] if language else [])):
            await _say(parts, address, text)
        while line := await asyncio.to_thread(sys.stdin.readline):
            await _say(parts, address, line.rstrip("\n"))


async def _say(parts: Parts, address: Address, text: str) -> None:
    key = f"terminal:{secrets.token_hex(8)}"
    await parts.intake.receive([InboundMessage(address, parts.clock.now(), (key,), text)])
    await parts.delivery.drain()
