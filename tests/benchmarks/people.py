"""Who writes in the benchmark and what they want to report: neutral words, and Telegram updates made of them."""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypedDict

Json = dict[str, Any]

FIRST_NAMES = ("Arta", "Besim", "Drita", "Flamur", "Jelena", "Liridona", "Milan", "Shqipe")
LAST_NAMES = ("Berisha", "Gashi", "Hoxha", "Krasniqi", "Petrović", "Shala")
LANGUAGES = ("sq", "sr", "en")
CATEGORIES = ("manhole", "sidewalk_traffic", "waste", "water_sewage")  # those that take one message to choose
PLACES = ("Arllat", "Gllobar", "Komoran", "Likoshan", "Nekoc", "Vasilevë")  # villages of Drenas with one meaning each
BOT: Json = {"id": 7_000_000_001, "is_bot": True, "first_name": "Raporto", "username": "raporto_bot"}


class Answer(TypedDict, total=False):
    """What a person does next: types `text`, or presses the button that carries `data`."""

    text: str
    data: str


@dataclass(frozen=True, slots=True)
class Report:
    """What one person wants to say. `description` is different for each report, so that it names the report."""

    language: str
    what: str
    category: str
    place: str
    description: str


@dataclass(frozen=True, slots=True)
class Person:
    """One Telegram user in a private chat with the bot."""

    chat_id: int
    first_name: str
    last_name: str
    username: str
    language_code: str

    def update(self, number: int, answer: Answer, reply: Mapping[str, Any] | None) -> Json:
        """The update that Telegram would send: `number` is its update_id, `reply` the bot's message with the button."""
        if "text" in answer:
            return {"update_id": number, "message": self._message(number, answer["text"])}
        assert reply is not None, "a button is pressed under a message"
        return {"update_id": number, "callback_query": self._press(number, answer["data"], reply)}

    def _message(self, number: int, text: str) -> Json:
        message = {"message_id": number, "from": self._user(), "chat": self._chat(), "date": _now(), "text": text}
        if text.startswith("/"):
            message["entities"] = [{"offset": 0, "length": len(text.split()[0]), "type": "bot_command"}]
        return message

    def _press(self, number: int, data: str, reply: Mapping[str, Any]) -> Json:
        under = {
            "message_id": reply["message_id"],
            "from": BOT,
            "chat": self._chat(),
            "date": _now(),
            "text": reply["text"],
            "reply_markup": reply["reply_markup"],
        }
        return {
            "id": str(4_000_000_000_000_000 + number),
            "from": self._user(),
            "message": under,
            "chat_instance": str(-7_000_000_000_000_000 - self.chat_id),
            "data": data,
        }

    def _user(self) -> Json:
        names = {"first_name": self.first_name, "last_name": self.last_name, "username": self.username}
        return {"id": self.chat_id, "is_bot": False, **names, "language_code": self.language_code}

    def _chat(self) -> Json:
        names = {"first_name": self.first_name, "last_name": self.last_name, "username": self.username}
        return {"id": self.chat_id, **names, "type": "private"}


def a_person(number: int) -> Person:
    first, last = FIRST_NAMES[number % len(FIRST_NAMES)], LAST_NAMES[number % len(LAST_NAMES)]
    return Person(5_000_000_000 + number, first, last, f"{first.lower()}_{number}", LANGUAGES[number % 2])


def a_report(number: int) -> Report:
    return Report(
        language=LANGUAGES[number % len(LANGUAGES)],
        what="hazard",
        category=CATEGORIES[number % len(CATEGORIES)],
        place=PLACES[number % len(PLACES)],
        description=f"Prej dy javësh askush nuk e ka rregulluar, dhe është në rrugën për në shkollë. Shenja {number}.",
    )


def press(reply: Mapping[str, Any], wanted: str) -> Answer | None:
    """The button under `reply` whose data or label is `wanted`; else the first whose data ends in it; else None."""
    buttons = [button for row in reply.get("reply_markup", {}).get("inline_keyboard", ()) for button in row]
    for button in buttons:
        if wanted in (button["callback_data"], button["text"]):
            return {"data": button["callback_data"]}
    for button in buttons:
        if button["callback_data"].endswith(wanted):
            return {"data": button["callback_data"]}
    return None


def _now() -> int:
    return int(time.time())
