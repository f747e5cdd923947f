"""An office asks the person something, as the office's side writes it down; and looks at what became of people."""

import secrets
from dataclasses import replace
from datetime import timedelta

from reportbot import paths
from reportbot.core.cases.events import CaseEvent
from reportbot.core.conversation.turns.session import Session
from reportbot.service.cases.sessions import SessionSealer
from reportbot.service.ids import RisingIds
from reportbot.service.records import Conversation, Who
from reportbot.service.turns.news import News
from reportbot.service.turns.speaking import Speaker
from reportbot.surroundings import load_sentences
from tests.builders import Parts, catalogues

MOMENT = timedelta(milliseconds=1)  # so that ids of different makers stand in order


def news_of(parts: Parts) -> News:
    speaker = Speaker(catalogues(), parts.vault, _ids(parts))
    return News(speaker, load_sentences(paths.conversations()), parts.lanes, parts.spending)


async def ask(
    parts: Parts, words: str, by: str = "public_services", number: str = "2026-0001", **facts: str
) -> CaseEvent:
    """Writes the question and tells the person that there is news."""
    now = parts.clock.forward(MOMENT)
    async with parts.store.begin() as work:
        case = await work.cases.by_number("drenas", number)
        assert case is not None
        id = _ids(parts).new()
        note = parts.vault.case_key(case).seal(words.encode(), f"case_events.note:{id}")
        event = replace(CaseEvent(id, case.id, "drenas", "asked", now, by, facts), note=note)
        await work.cases.add_events([event])
        await news_of(parts).question(work, parts.towns["drenas"], case, now)
    parts.clock.forward(MOMENT)
    return event


async def conversation_of(parts: Parts, value: str, channel: str = "telegram") -> Conversation | None:
    who = Who("drenas", channel, parts.vault.tag(parts.message(value, channel=channel).address))
    async with parts.store.read() as work:
        return (await work.conversations.by_who([who])).get(who)


async def session_of(parts: Parts, value: str, channel: str = "telegram") -> Session:
    conversation = await conversation_of(parts, value, channel)
    assert conversation is not None
    return SessionSealer(parts.vault, parts.damage).open(conversation)


def _ids(parts: Parts) -> RisingIds:
    return RisingIds(parts.clock.now, secrets.randbits)


def code_in(texts: list[str]) -> str:
    """The receipt code as they were shown it: in fours."""
    return next(text for text in texts if "Your code" in text).partition("Your code: ")[2][:19]
