"""Sessions sealed and opened. Those in use stay in memory; the database is the truth, byte for byte."""

import logging
from collections import OrderedDict
from dataclasses import replace

from reportbot.core.conversation.turns.session import DRAFT_LIVES, Session
from reportbot.core.errors import CannotBeRead
from reportbot.service.ports import Vault
from reportbot.service.records import Conversation
from reportbot.service.upkeep.damage import Damage

REMEMBERED = 5_000  # sessions; about 1 kB each
log = logging.getLogger("reportbot.sessions")


class SessionSealer:
    def __init__(self, vault: Vault, damage: Damage) -> None:
        self._vault, self._damage = vault, damage
        self._remembered: OrderedDict[int, tuple[bytes, Session]] = OrderedDict()

    def open(self, conversation: Conversation) -> Session:
        """The session under way, an idle one where there is none or where it cannot be read any more."""
        if not conversation.session:
            return Session(conversation.language, language_known=not conversation.is_new, quiet=conversation.quiet)
        sealed, session = self._remembered.get(conversation.id, (b"", None))
        if session is not None and sealed == conversation.session:
            return session
        try:
            return Session.from_json(self._vault.open(conversation.session, _place(conversation)))
        except CannotBeRead as failure:  # better to begin again than never to answer
            self._damage.note(failure)
            return Session(conversation.language, quiet=conversation.quiet)
        except (ValueError, KeyError, TypeError) as failure:
            log.error("a session could not be read", extra={"failure": type(failure).__name__})
            return Session(conversation.language, quiet=conversation.quiet)

    def close(self, conversation: Conversation, session: Session) -> Conversation:
        """The conversation with its session sealed into it; nothing is kept of an idle one."""
        if session.is_blank:
            self._remembered.pop(conversation.id, None)
            sealed = b""
        else:
            sealed = self._seal(conversation, session)
        return replace(conversation, session=sealed, language=session.language, quiet=session.quiet)

    def forget(self, conversation: int) -> None:
        self._remembered.pop(conversation, None)

    def _seal(self, conversation: Conversation, session: Session) -> bytes:
        sealed = self._vault.seal(session.to_json().encode(), _place(conversation))
        self._remembered[conversation.id] = (sealed, session)
        self._remembered.move_to_end(conversation.id)
        self._drop_old(session)
        return sealed

    def _drop_old(self, newest: Session) -> None:
        """The oldest, when there are too many; and what was erased from the database meanwhile."""
        while True:
            _, oldest = next(iter(self._remembered.values()))
            if len(self._remembered) <= REMEMBERED and newest.at - oldest.at <= DRAFT_LIVES:
                return
            self._remembered.popitem(last=False)


def _place(conversation: Conversation) -> str:
    return f"conversations.session:{conversation.id}"
