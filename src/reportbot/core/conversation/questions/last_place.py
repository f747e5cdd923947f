"""A danger told after the end of a report: where that report was is offered, so that one tap says where help must come.

The service knows it, and says it only of a report that they have just made; nothing of it waits here.
"""

from collections.abc import Mapping
from typing import Any

from reportbot.core.conversation.questions import places
from reportbot.core.conversation.turns.session import LAST_PLACE, Session
from reportbot.core.conversation.turns.turn import LookUp
from reportbot.core.messages import Named, Text
from reportbot.core.places import Gazetteer

LOOK_UP = LookUp("place")
_SAME = Text("The same place: {place}", sms="Same place: {place}")


def unless_told(session: Session) -> Session:
    return session if {"place", LAST_PLACE} & session.answers.keys() else session.with_answer(LAST_PLACE, "")


def is_open(session: Session) -> bool:
    """Whether the service is asked for it."""
    return session.answers.get(LAST_PLACE) == ""


def found(session: Session, known: Mapping[str, Any]) -> Session:
    return session if known.get(LAST_PLACE) else session.without_answers(LAST_PLACE)


def listed(session: Session, gazetteer: Gazetteer) -> tuple[str, ...]:
    """The list of places, with that one before the others."""
    key = _key(session)
    return places.with_first(key, gazetteer) if key in gazetteer.by_key else places.page(gazetteer)


def label(value: str, name: Named, session: Session) -> Text:
    if value != _key(session):
        return Text("{name}", {"name": name})
    return Text(_SAME.msgid, {"place": name}, _SAME.sms)


def _key(session: Session) -> str:
    return str(session.answers.get(LAST_PLACE, ""))
