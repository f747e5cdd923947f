"""A case is erased by hand within the day: what a conversation and the chat's page still hold of it goes too.

Only delivery may open an address, and bubbles are found by address: so emptying the page is an errand of the outbox.
"""

from datetime import datetime

from reportbot.core.cases.case import Case
from reportbot.core.conversation.turns.session import SENT, Session
from reportbot.core.errors import CannotBeRead
from reportbot.service.outgoing.rows import errand
from reportbot.service.ports import Ids, Vault, Work
from reportbot.service.records import Conversation, Delivery

CLEAR = "clear"
PAGES = frozenset({"web"})  # channels where we are the platform too


async def erase_traces(work: Work, vault: Vault, ids: Ids, case: Case, now: datetime) -> None:
    """Of everybody whose last case this is. A draft about something else stays."""
    known = {case.conversation, *await work.retention.pointing_at(case.id)} - {None}
    people = (await work.conversations.get([id for id in known if id is not None])).values()
    held = await work.conversations.by_who([each.who for each in people])
    for each in held.values():
        if each.session and _tells_of(vault, each, case):
            await work.conversations.save([each.without_session()])
    clearing = [_clearing(each, ids.new(), now) for each in held.values() if each.who.channel in PAGES]
    if clearing:
        await work.outbox.add(clearing)


def _tells_of(vault: Vault, conversation: Conversation, case: Case) -> bool:
    """Also when nobody can tell."""
    try:
        session = Session.from_json(vault.open(conversation.session, f"conversations.session:{conversation.id}"))
    except (CannotBeRead, ValueError, KeyError, TypeError):
        return True
    named = [value for value in session.answers.values() if isinstance(value, str | int)]
    return session.case == case.id or SENT in session.answers or case.id in named or case.number in named


def _clearing(conversation: Conversation, id: int, now: datetime) -> Delivery:
    who = conversation.who
    return errand(id, who.municipality, CLEAR, who.channel, now, conversation=conversation.id)
