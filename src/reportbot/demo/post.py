"""What has left the demo, for its pages to show: mails by reader, SMS, Telegram messages."""

import re
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from reportbot.core.messages import Text
from reportbot.demo.addresses import DUTY_CHAT, reader_of
from reportbot.demo.mailbox import Mail
from reportbot.demo.world import DemoWorld

MOST = 50  # of each kind
NEWEST = 3  # messages of the duty chat beside the mails
_LINK = re.compile(r"^https?://\S+$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Letter:
    """One mail. `link` is the path of the page it leads to, "" without one; `number` its place in the mailbox."""

    number: int
    town: str
    reader: Text
    subject: str
    text: str = field(repr=False)
    link: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Sent:
    """One SMS or Telegram message."""

    town: str
    to: str
    text: str = field(repr=False)


def letters(world: DemoWorld, town: str = "") -> list[Letter]:
    """Newest first; of one town, or of all."""
    found = (_letter(world, number, mail) for number, mail in enumerate(world.mailbox.messages))
    return [letter for letter in found if town in ("", letter.town)][::-1]


def texts(world: DemoWorld) -> list[Sent]:
    """SMS to people and offices, newest first."""
    sent = [
        Sent(town, call.params.get("To", ""), call.params.get("Body", ""))
        for town, server in world.twilio.items()
        for call in server.calls
        if call.method == "POST" and call.path.endswith("/Messages.json")
    ]
    return sent[::-1][:MOST]


def telegrams(world: DemoWorld) -> list[Sent]:
    """Telegram messages, newest first."""
    towns = {token: town for town, token in world.telegram_tokens.items()}
    calls = world.telegram.calls_of("sendMessage", "editMessageText")
    sent = [
        Sent(towns.get(call.token, ""), str(call.params.get("chat_id", "")), str(call.params.get("text", "")))
        for call in calls
    ]
    return sent[::-1][:MOST]


def duty_chat(world: DemoWorld, town: str) -> list[Sent]:
    """The newest messages in the pretend group of the offices, newest first."""
    return [each for each in telegrams(world) if (each.town, each.to) == (town, str(DUTY_CHAT))][:NEWEST]


def _letter(world: DemoWorld, number: int, mail: Mail) -> Letter:
    address = mail.recipients[0] if mail.recipients else ""
    town, institution = reader_of(address) or ("", "")
    known = world.towns[town].rules.institutions.get(institution) if town in world.towns else None
    link = _LINK.search(mail.body)
    text = _LINK.sub("", mail.body).strip()
    reader = Text(known.name) if known else Text("{address}", {"address": address})
    return Letter(number, town, reader, mail.subject, text, urlsplit(link[0]).path if link else "")
