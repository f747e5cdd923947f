"""Sessions sealed and opened. Those in use stay in memory; the database is the truth, byte for byte."""

from collections import OrderedDict
from dataclasses import replace

from reportbot.core.conversation.session import Session
from reportbot.service.ports import Vault
from reportbot.service.records import Conversation

REMEMBERED = 5_000  # sessions; about 1 kB each


class SessionSealer:
    def __init__(self, vault: Vault) -> None:
        self._vault = vault
        self._remembered: OrderedDict[int, tuple[bytes, Session]] = OrderedDict()

    def open(self, conversation: Conversation) -> Session:
        """The session under way, an idle one where there is none."""
        if not conversation.session:
            return Session(conversation.language)
        sealed, session = self._remembered.get(conversation.id, (b"", None))
        if session is not None and sealed == conversation.session:
            return session
        return Session.from_json(self._vault.open(conversation.session, _place(conversation)))

    def close(self, conversation: Conversation, session: Session) -> Conversation:
        """The conversation with its session sealed into it; nothing is kept of an idle one."""
        sealed = b"" if session.is_idle and not session.waiting_for else self._seal(conversation, session)
        return replace(conversation, session=sealed, language=session.language)

    def _seal(self, conversation: Conversation, session: Session) -> bytes:
        sealed = self._vault.seal(session.to_json().encode(), _place(conversation))
        self._remembered[conversation.id] = (sealed, session)
        self._remembered.move_to_end(conversation.id)
        if len(self._remembered) > REMEMBERED:
            self._remembered.popitem(last=False)
        return sealed


def _place(conversation: Conversation) -> str:
    return f"conversations.session:{conversation.id}"
