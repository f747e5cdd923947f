"""The turns of one batch: sessions in, engine, cases, everything that is to be written, in a handful of statements."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from reportbot.core.conversation.engine import advance
from reportbot.core.conversation.flow import FlowBook
from reportbot.core.conversation.turn import Reply, Submission, Turn
from reportbot.core.conversation.walk import resume
from reportbot.core.messages import Fill, InboundMessage, OutboundMessage, Text
from reportbot.core.receipt import in_fours
from reportbot.service.gathering import Gathering
from reportbot.service.lanes import Lanes
from reportbot.service.lookups import LookUps
from reportbot.service.opening import Opened, Opener, numbered
from reportbot.service.ports import Ids, Vault, Work
from reportbot.service.records import Conversation, Delivery, Photo, Who
from reportbot.service.sentences import Sentences
from reportbot.service.sessions import SessionSealer
from reportbot.service.speaking import Speaker
from reportbot.service.towns import Town


@dataclass(frozen=True, slots=True)
class Prepared:
    """A delivery that is committed as ours: it can be sent from memory, without reading it back."""

    delivery: Delivery
    messages: tuple[OutboundMessage, ...]


class TurnTaker:
    """One batch at a time; the caller owns the transaction."""

    def __init__(
        self,
        book: FlowBook,
        towns: Mapping[str, Town],
        vault: Vault,
        speaker: Speaker,
        opener: Opener,
        look_ups: LookUps,
        sentences: Sentences,
        ids: Ids,
        lanes: Lanes,
    ) -> None:
        self._book, self._towns, self._vault, self._speaker = book, towns, vault, speaker
        self._opener, self._look_ups, self._sentences, self._ids = opener, look_ups, sentences, ids
        self._lanes = lanes
        self._sessions = SessionSealer(vault)

    async def take(self, work: Work, messages: Sequence[InboundMessage], now: datetime) -> tuple[list[Prepared], bool]:
        """Writes everything these messages lead to. The caller commits, then hands over what is returned.

        The second value says whether rows were written that wait for the claim.
        """
        if not messages:
            return [], False
        gathering = await self._gather(work, messages)
        for message, who in zip(messages, gathering.whose, strict=True):
            await self._turn(work, gathering, message, who, now)
        await self._number(work, gathering)
        prepared = self._speak(gathering, now)
        await gathering.write(work, self._sessions)
        return prepared, len(gathering.deliveries) > len(prepared)

    async def apologize(self, work: Work, message: InboundMessage, now: datetime) -> tuple[list[Prepared], bool]:
        """The message could not be understood by us. It is saved, and we say so."""
        gathering = await self._gather(work, [message])
        (who,) = gathering.whose
        town = self._towns[who.municipality]
        saved = self._sentences.reporter("saved", {"emergency": town.around.emergency})
        gathering.say(who, message.address, Turn(gathering.sessions[who], (Reply(saved),)), {})
        prepared = self._speak(gathering, now)
        await gathering.write(work, self._sessions)
        return prepared, len(gathering.deliveries) > len(prepared)

    async def _gather(self, work: Work, messages: Sequence[InboundMessage]) -> Gathering:
        whose = [
            Who(message.address.municipality, message.address.channel, self._vault.tag(message.address))
            for message in messages
        ]
        known = await work.conversations.find(list(dict.fromkeys(whose)))
        gathering = Gathering(whose)
        for message, who in zip(messages, whose, strict=True):
            if who not in gathering.conversations:
                conversation = known.get(who) or self._stranger(who, message)
                gathering.add(conversation, self._sessions.open(conversation))
        return gathering

    def _stranger(self, who: Who, message: InboundMessage) -> Conversation:
        sealed = self._vault.seal_address(message.address)
        language = self._towns[who.municipality].rules.languages[0]
        return Conversation(self._ids.new(), who, sealed, language, None, b"", None, message.received_at, is_new=True)

    async def _turn(self, work: Work, gathering: Gathering, message: InboundMessage, who: Who, now: datetime) -> None:
        town = self._towns[who.municipality]
        turn = advance(self._book, gathering.sessions[who], message, town.around, now)
        fill: dict[str, Fill] = {}
        if turn.look_up:
            conversation = gathering.conversations[who]
            outcome, fill = await self._look_ups.status(work, town, conversation, turn.look_up, now)
            later = resume(self._book, turn.session, outcome, town.around, now)
            turn = replace(later, replies=(*turn.replies, *later.replies))
        if turn.erased:
            gathering.erased.append(gathering.conversations[who].id)
        if turn.alarm:
            opened = self._open(gathering, town, who, turn.alarm.answers, "citizen", turn.alarm.danger, now)
            turn = replace(turn, session=replace(turn.session, case=opened.case.id))
        if turn.submitted:
            fill |= await self._submit(work, gathering, town, who, turn, now)
        if turn.keep_photos:
            self._keep_photos(gathering, message, who)
        gathering.heard(who, turn, now)
        gathering.say(who, message.address, turn, fill)

    async def _submit(
        self, work: Work, gathering: Gathering, town: Town, who: Who, turn: Turn, now: datetime
    ) -> dict[str, Fill]:
        """A finished report: a new case, or more about the one that an alarm has opened."""
        assert turn.submitted is not None
        submitted = turn.submitted
        code = self._vault.new_code()
        if submitted.case is None:
            opened = self._open(gathering, town, who, submitted.answers, submitted.voice, "", now, code)
            lead, promised = opened.case.lead, opened.promised
        else:
            lead, promised = await self._complete(work, gathering, town, submitted, code, now)
        return {"code": in_fours(code), "institution": Text(town.office(lead).name), "due": promised}

    def _open(
        self,
        gathering: Gathering,
        town: Town,
        who: Who,
        answers: Mapping[str, object],
        voice: str,
        danger: str,
        now: datetime,
        code: str = "",
    ) -> Opened:
        tag = self._vault.receipt_tag(code or self._vault.new_code())
        opened = self._opener.open(town, gathering.conversations[who], answers, voice, danger, tag, now)
        gathering.open(who, opened)
        return opened

    async def _complete(
        self, work: Work, gathering: Gathering, town: Town, submitted: Submission, code: str, now: datetime
    ) -> tuple[str, datetime]:
        """An alarm has opened this case already: it gets the whole report and its receipt code, and stays one case."""
        assert submitted.case is not None
        opened = gathering.opened.get(submitted.case)
        case = opened.case if opened else (await work.cases.get([submitted.case]))[submitted.case]
        more = self._opener.complete(town, case, submitted.answers, self._vault.receipt_tag(code), now)
        gathering.complete(more)
        return more.case.lead, more.promised

    def _keep_photos(self, gathering: Gathering, message: InboundMessage, who: Who) -> None:
        conversation = gathering.conversations[who]
        for attachment in message.attachments:
            if attachment.kind != "photo":
                continue
            id = self._ids.new()
            handle = self._vault.seal(attachment.handle.encode(), f"photos.handle:{id}") if attachment.handle else b""
            image = self._vault.seal(attachment.data, f"photos.image:{id}") if attachment.data else b""
            photo = Photo(
                id, who.municipality, conversation.id, gathering.case_of(who), handle, image, message.received_at
            )
            gathering.photos.append(photo)
            if handle:
                gathering.deliveries.append(self._speaker.fetching(conversation, photo, message.received_at))

    async def _number(self, work: Work, gathering: Gathering) -> None:
        """Numbers for all new cases of the batch, one statement per municipality."""
        for municipality in dict.fromkeys(opened.case.municipality for opened in gathering.opened.values()):
            mine = [opened for opened in gathering.opened.values() if opened.case.municipality == municipality]
            first = await work.cases.take_numbers(municipality, mine[0].case.opened_at.year, len(mine))
            for offset, opened in enumerate(mine):
                gathering.opened[opened.case.id] = numbered(opened, first + offset)

    def _speak(self, gathering: Gathering, now: datetime) -> list[Prepared]:
        prepared: list[Prepared] = []
        for who, address, turn, fill in gathering.said:
            conversation = gathering.conversations[who]
            town = self._towns[who.municipality]
            messages = self._speaker.messages(town, conversation, address, turn.replies, fill)
            if not messages:
                continue
            kind = "receipt" if turn.submitted else "reply"
            mine = self._lanes.is_free(conversation.id)
            delivery = self._speaker.delivery(kind, conversation, messages, now, handed_over=mine)
            gathering.deliveries.append(delivery)
            if mine:
                prepared.append(Prepared(delivery, tuple(messages)))
            else:
                self._lanes.wait(conversation.id)
        for opened in gathering.opened.values():
            town = self._towns[opened.case.municipality]
            gathering.deliveries += self._opener.forwards(town, opened, now)
        return prepared
