"""The pretend phones as their owner sees them: who said what, and what can be pressed. Knows nothing of HTTP."""

from collections.abc import Callable
from dataclasses import dataclass, field

from reportbot.demo.addresses import PHONE, TELEGRAM_PERSON
from reportbot.demo.telegram_chat import Button, buttons_of
from reportbot.demo.telegram_people import Person
from reportbot.demo.twilio_phones import Phone
from reportbot.demo.waiting import Bell
from reportbot.demo.world import DemoWorld

PATIENCE = 3.0  # seconds that we wait for the bot's answer before the page is shown without it
QUIET = 0.3  # seconds without another bubble: the answer is complete


@dataclass(frozen=True, slots=True)
class Bubble:
    """`on` is the message's number, for its buttons."""

    mine: bool
    text: str = field(repr=False)
    on: int = 0
    buttons: tuple[Button, ...] = ()
    is_photo: bool = False


class TelegramPhone:
    """One person at the bot of each municipality."""

    def __init__(self, world: DemoWorld) -> None:
        self._world = world

    def bubbles(self, town: str) -> list[Bubble]:
        return [
            Bubble(
                not message["from"]["is_bot"],
                message.get("text") or message.get("caption") or "",
                message["message_id"],
                buttons_of(message.get("reply_markup", {})),
                "photo" in message,
            )
            for message in self._person(town).chat.messages.values()
        ]

    def keys(self, town: str) -> tuple[Button, ...]:
        """The keyboard that the bot put in place of the letters."""
        return self._person(town).keyboard

    async def start(self, town: str) -> None:
        person = self._person(town)
        await self._and_wait(person, person.starts)

    async def say(self, town: str, text: str) -> None:
        person = self._person(town)
        await self._and_wait(person, lambda: person.says(text))

    async def press(self, town: str, data: str, on: int) -> None:
        """Raises LookupError when the button is gone."""
        person = self._person(town)
        await self._and_wait(person, lambda: person.presses(data, on))

    async def _and_wait(self, person: Person, act: Callable[[], int]) -> None:
        before = len(person.heard)
        act()
        await _patiently(person.chat.changed, lambda: len(person.heard), before)

    def _person(self, town: str) -> Person:
        return self._world.telegram.person(TELEGRAM_PERSON, token=self._world.telegram_tokens[town])


class SmsPhone:
    """One phone. Remembers what it sent: the other side may have deleted it."""

    def __init__(self, world: DemoWorld) -> None:
        self._world = world
        self._said: dict[str, list[tuple[int, str]]] = {town: [] for town in world.towns}

    def bubbles(self, town: str) -> list[Bubble]:
        heard = [Bubble(False, text) for text in self._phone(town).heard]
        for offset, (place, text) in enumerate(self._said[town]):
            heard.insert(place + offset, Bubble(True, text))
        return heard

    async def say(self, town: str, text: str) -> None:
        phone = self._phone(town)
        before = len(phone.heard)
        self._said[town].append((before, text))
        await phone.says(text)
        await _patiently(phone.changed, lambda: len(phone.heard), before)

    def _phone(self, town: str) -> Phone:
        return self._world.twilio[town].phone(PHONE)


async def _patiently(bell: Bell, count: Callable[[], int], before: int) -> None:
    """Until the bot has said something more and then was quiet: its bubbles come one by one."""
    patience = PATIENCE
    while await _grows(bell, count, before, patience):
        before, patience = count(), QUIET


async def _grows(bell: Bell, count: Callable[[], int], before: int, seconds: float) -> bool:
    try:
        await bell.until(lambda: count() > before or None, seconds)
    except TimeoutError:
        return False  # the page looks again by itself
    return True
