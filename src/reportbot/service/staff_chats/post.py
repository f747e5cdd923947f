"""Put what staff read in their chats into rows of the outbox: numbers, counts and links, never a word of a case.

A linked chat stands there as the number of its row, anybody else's chat as an address sealed for delivery alone.
"""

from base64 import b64decode, b64encode
from collections.abc import Mapping, Sequence
from datetime import datetime

from reportbot.core.access.member import Member
from reportbot.core.messages import Address, Fill
from reportbot.service.outgoing.notices import OfficeNotice
from reportbot.service.outgoing.rows import sealed_row
from reportbot.service.outgoing.sentences import Sentences
from reportbot.service.ports import Ids, Notice, Translator, Vault
from reportbot.service.records import Delivery
from reportbot.service.tables.staff_chats import StaffChat
from reportbot.service.towns import Town, chat_page

STAFF_CHAT = "staff_chat"  # the transport
ALERT, EDIT, DIGEST, ANSWER = "staff_alert", "staff_edit", "staff_digest", "staff_answer"  # kinds of rows
CHAT, SEALED, ROW = "chat", "sealed", "row"  # facts: to whom
CASE = "case"  # fact: what it is about; looked at once more before it leaves
EDITS = "edits"  # fact: the row of the outbox whose message is changed
SILENT = "silent"  # fact: makes no sound
TELEGRAM = "telegram"
Buttons = Sequence[tuple[str, str]]


class StaffPost:
    def __init__(self, translator: Translator, vault: Vault, sentences: Sentences, ids: Ids, public_url: str) -> None:
        self._translator, self._vault, self._sentences, self._ids = translator, vault, sentences, ids
        self._url = public_url.rstrip("/")

    def say(self, town: Town, language: str, key: str, **fill: Fill) -> str:
        """A sentence of notices.toml [office], which begins with staff_ there."""
        text = self._sentences.office(f"staff_{key}", {"town": town.rules.name, **fill})
        return self._translator.say(text, language, zone=town.rules.zone)

    def console(self, town: Town, number: str = "") -> str:
        return f"{self._url}/console/{town.key}{f'/cases/{number}' if number else ''}"

    def chat_page(self, town: Town) -> str:
        return chat_page(self._url, town)

    def to_chat(
        self,
        chat: StaffChat,
        kind: str,
        text: str,
        now: datetime,
        buttons: Buttons = (),
        *,
        case: int | None = None,
        silent: bool = False,
    ) -> Delivery:
        """A row of the outbox, for a linked chat. `silent`: it makes no sound there."""
        facts = {CHAT: str(chat.id)} | ({SILENT: "yes"} if silent else {})
        facts |= {CASE: str(case)} if case is not None else {}
        return self._row(chat.municipality, kind, text, now, buttons, facts, case, str(chat.id))

    def edit(self, chat: StaffChat, earlier: Delivery, text: str, now: datetime, buttons: Buttons = ()) -> Delivery:
        """Changes what the row `earlier` has said there, once that has left: both are of one lane."""
        facts = {CHAT: str(chat.id), EDITS: str(earlier.id)}
        return self._row(
            chat.municipality, EDIT, text, now, buttons, facts, earlier.case, str(chat.id), lane=earlier.lane
        )

    def to_stranger(self, municipality: str, chat: str, text: str, now: datetime) -> Delivery:
        """To a chat that is not linked, or not any more."""
        bound = self._ids.new()
        sealed = self._vault.seal_address(Address(municipality, TELEGRAM, chat), bound)
        return self._row(municipality, ANSWER, text, now, (), self._sealed(sealed, bound))

    def to_former(self, chat: StaffChat, text: str, now: datetime) -> Delivery:
        """The last word: its row is removed, so that nothing else comes there."""
        return self._row(chat.municipality, ANSWER, text, now, (), self._sealed(chat.sealed_chat, chat.id))

    def _sealed(self, sealed: bytes, bound: int) -> Mapping[str, str]:
        return {SEALED: b64encode(sealed).decode(), ROW: str(bound)}

    def _row(
        self,
        municipality: str,
        kind: str,
        text: str,
        now: datetime,
        buttons: Buttons,
        facts: Mapping[str, str],
        case: int | None = None,
        target: str = "",
        lane: int | None = None,
    ) -> Delivery:
        id = self._ids.new()
        notice = OfficeNotice(municipality, "", "", text, "", "", tuple(buttons), facts=facts)
        lane, said = -id if lane is None else lane, notice.to_json()
        return sealed_row(
            self._vault, id, municipality, kind, STAFF_CHAT, now, said, lane=lane, case=case, target=target
        )


def sealed_in(notice: Notice) -> tuple[bytes, int] | None:
    """The sealed address of a chat that is not linked, and what it is bound to."""
    sealed = notice.facts.get(SEALED, "")
    return (b64decode(sealed), int(notice.facts[ROW])) if sealed else None


def language_of(town: Town, member: Member | None, chat: StaffChat | None = None) -> str:
    """Chosen for the chat, else the account's, else the town's first."""
    offered = town.rules.office_languages
    wanted = (chat.language if chat else "", member.language if member else "")
    return next((each for each in wanted if each in offered), offered[0])
