"""The turns of one batch: sessions in, engine, cases, everything that is to be written, in a handful of statements."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from reportbot.core.conversation.engine import advance
from reportbot.core.conversation.flow import FlowBook
from reportbot.core.conversation.leaving import OLDER_STAY
from reportbot.core.conversation.pacing import is_at_once
from reportbot.core.conversation.session import LAST_FOUR, SENT, Session
from reportbot.core.conversation.tongues import other_letters
from reportbot.core.conversation.turn import LookUp, Reply, Turn
from reportbot.core.conversation.walk import resume
from reportbot.core.languages import offered_as
from reportbot.core.messages import Fill, InboundMessage, OutboundMessage
from reportbot.core.receipt import SHOWN_DIGITS
from reportbot.service.adding_beside import AddingBeside
from reportbot.service.codechecks import Arrived
from reportbot.service.codes import Hand
from reportbot.service.contacts import Contacts, Found
from reportbot.service.copies import Copies
from reportbot.service.damage import Damage
from reportbot.service.feedback import Feedbacks
from reportbot.service.gathering import Gathering
from reportbot.service.lanes import Lanes
from reportbot.service.leaving import LeavingNotes
from reportbot.service.likenesses import Likenesses
from reportbot.service.limits import Limits
from reportbot.service.lookups import LookUps
from reportbot.service.news import LEAVE, QUIET
from reportbot.service.opening import Opener
from reportbot.service.pausing import PausedSenders
from reportbot.service.ports import Ids, Vault, Work
from reportbot.service.questions import Questions
from reportbot.service.recognising import doubles, recognised
from reportbot.service.records import Conversation, Delivery, Photo, Who
from reportbot.service.secondlook import Ahead, NoModel
from reportbot.service.sentences import Sentences
from reportbot.service.sessions import SessionSealer
from reportbot.service.slowing import Slowing
from reportbot.service.speaking import Speaker
from reportbot.service.spending import Spending
from reportbot.service.submitting import Submitting
from reportbot.service.towns import Town
from reportbot.service.wording import SMS


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
        damage: Damage,
        spending: Spending,
        limits: Limits | None = None,
        second_look: Ahead | None = None,
    ) -> None:
        self._spending, self._second_look = spending, second_look or NoModel()
        self._slowing, self._pauses = Slowing(limits or Limits(), speaker, sentences), PausedSenders(sentences)
        self._book, self._towns, self._vault, self._speaker = book, towns, vault, speaker
        self._opener, self._sentences, self._ids = opener, sentences, ids
        self._lanes = lanes
        self._cases = Submitting(opener, towns, vault, ids, damage)
        self._copies = Copies(vault, ids)
        feedbacks = Feedbacks(opener, AddingBeside(opener, ids, damage))
        self._contacts = Contacts(
            look_ups, self._cases, Questions(vault, opener, damage), feedbacks, Likenesses(vault, opener)
        )
        self._leaving = LeavingNotes(self._cases, opener)
        self._sessions = SessionSealer(vault, damage)

    async def take(
        self, work: Work, batch: Sequence[Arrived], hand: Hand, now: datetime
    ) -> tuple[list[Prepared], bool]:
        """Writes everything these messages lead to. The caller commits, then hands over what is returned.

        The second value says whether rows were written that wait for the claim. Raises ShortOfCodes when `hand` had
        too few for the reports of this batch; the caller takes it back and comes again with more.
        """
        if not batch:
            return [], False
        gathering = await self._gather(work, [each.message for each in batch])
        goodbyes: list[Prepared] = []
        for arrived, who in zip(batch, gathering.whose, strict=True):
            turn = await self._turn(work, gathering, arrived, who, hand, now)
            if turn.forget:
                work.audit.note("forgotten", at=now, municipality=who.municipality, actor="reporter")
                address, known = arrived.message.address, gathering.conversations[who]
                gathering.forgotten += [
                    (each, self._vault.chat_tag(address)) for each in await doubles(work, self._vault, address, known)
                ]
                self._slowing.limits.forget(known.id)
                goodbyes.append(self._goodbye(gathering, arrived.message, who, turn, now))
        hand.check()
        await self._cases.number(work, gathering)
        prepared, others_wait = await self._write(work, gathering, now)
        return [*prepared, *goodbyes], others_wait

    async def apologize(
        self, work: Work, message: InboundMessage, kept_as: int, now: datetime
    ) -> tuple[Conversation, list[Prepared], bool]:
        """The message could not be understood by us. It is saved, its photos too, and we say so.

        The photos belong to the message under its number, so that no draft takes them along or gives them up.
        """
        gathering = await self._gather(work, [message])
        (who,) = gathering.whose
        saved = self._sentences.reporter("saved", {"emergency": self._towns[who.municipality].around.emergency})
        gathering.heard(who, message.address, Turn(gathering.sessions[who], (Reply(saved),)), {}, now, message.number)
        fetched_in = self._keep_photos(gathering, message, who, kept_as)
        self._erase_copy(gathering, message, now, fetched_in)
        return gathering.conversations[who], *await self._write(work, gathering, now)

    async def _gather(self, work: Work, messages: Sequence[InboundMessage]) -> Gathering:
        whose = [
            Who(message.address.municipality, message.address.channel, self._vault.tag(message.address))
            for message in messages
        ]
        known = await recognised(
            work, self._vault, {who: each.address for who, each in zip(whose, messages, strict=True)}
        )
        gathering = Gathering(whose)
        for message, who in zip(messages, whose, strict=True):
            if who not in gathering.conversations:
                conversation = known.get(who) or self._stranger(who, message)
                gathering.add(conversation, self._sessions.open(conversation))
        return gathering

    def _stranger(self, who: Who, message: InboundMessage) -> Conversation:
        id = self._ids.new()
        sealed = self._vault.seal_address(message.address, id)
        offered = self._towns[who.municipality].rules.languages
        language = offered_as(message.language, offered) or offered[0]
        return Conversation(id, who, sealed, language, None, b"", None, message.received_at, is_new=True)

    async def _turn(
        self,
        work: Work,
        gathering: Gathering,
        arrived: Arrived,
        who: Who,
        hand: Hand,
        now: datetime,
    ) -> Turn:
        message = arrived.message
        if who not in gathering.conversations:  # forgotten a moment ago, in this very batch
            stranger = self._stranger(who, message)
            gathering.add(stranger, self._sessions.open(stranger))
        town, before = self._towns[who.municipality], gathering.sessions[who]
        turn = advance(self._book, before, message, town.around, now)
        turn, gathering.conversations[who] = self._pauses.instead(
            town, gathering.conversations[who], before, turn, message, now
        )
        turn = replace(turn, at_once=is_at_once(before, turn))
        if message.crowded:
            self._slowing.crowd(work, gathering.conversations[who], now)
        said = self._second_look.ahead(town.key, turn) if self._is_read(gathering.conversations[who], turn) else None
        fill: Mapping[str, Fill] = {}
        if turn.answered:
            await self._contacts.answer(work, gathering, town, turn.answered, now)
        asked = turn.look_up
        while asked:  # what was found may lead to the next question: their last report, then what is alike
            if asked.what != "alike":
                work.audit.note("asked_status", at=now, municipality=town.key, actor="reporter")
            found = await self._contacts.look_up(work, gathering, town, who, asked, arrived.tag, now)
            fill, (turn, asked) = {**fill, **found.fill}, self._resumed(turn, found, town, now)
        if turn.look_up:
            turn = other_letters(before, turn, who.channel)
        if turn.feedback:
            found = await self._contacts.feedback(work, gathering, town, turn.feedback, now)
            fill, (turn, _) = found.fill, self._resumed(turn, found, town, now)
        case = turn.session.case
        if turn.added:
            case = await self._cases.add(work, gathering, town, who, turn.added.answers, now)
        if turn.alarm:
            was_sent = SENT in before.answers
            last = gathering.conversations[who].case if was_sent else before.case
            case = await self._cases.alarm(work, gathering, town, who, turn.alarm, last, now)
            if not turn.session.is_idle and not was_sent:
                turn = replace(turn, session=replace(turn.session, case=case))
        if turn.submitted:
            submitted = replace(turn.submitted, case=turn.submitted.case or case)
            case, fill = await self._cases.submit(work, gathering, town, who, submitted, hand, now)
            turn = replace(turn, session=_with_last_four(turn.session, who, fill))
        if turn.leave or turn.session.left:
            opened = case if turn.alarm or turn.submitted else None
            turn = await self._leaving.note(work, gathering, who, turn, opened, now)
        self._second_look.later(case, said)
        fetched_in = await self._photos(work, gathering, message, who, turn, case)
        self._erase_copy(gathering, message, now, fetched_in)
        gathering.heard(who, message.address, turn, fill, now, message.number)
        return turn

    def _is_read(self, conversation: Conversation, turn: Turn) -> bool:
        """Whoever writes faster than we answer has only reports read by the model: the others wait for it too."""
        return bool(turn.submitted or turn.added or turn.alarm) or not self._slowing.limits.has_waiting(conversation.id)

    def _resumed(self, turn: Turn, found: Found, town: Town, now: datetime) -> tuple[Turn, LookUp | None]:
        """The turn as it goes on, and what is to be looked up next."""
        later = resume(self._book, turn.session, found.outcome, town.around, now, found.known)
        replies, begins = (*turn.replies, *later.replies), turn.begins or later.begins
        return replace(turn, session=later.session, replies=replies, begins=begins), later.look_up

    def _goodbye(self, gathering: Gathering, message: InboundMessage, who: Who, turn: Turn, now: datetime) -> Prepared:
        """The last word leaves from memory, where their address still is: once committed, nobody can reach them.

        In a lane of its own, since nothing of the old one waits any more. If it fails it is not tried again.
        """
        conversation, address, *_ = gathering.said.pop()
        messages = self._speaker.messages(self._towns[who.municipality], conversation, address, turn.replies, {})
        row = self._speaker.delivery("reply", conversation, messages, now, handed_over=True)
        row = replace(row, lane=row.id)
        gathering.deliveries.append(row)
        gathering.forget(who, self._vault.chat_tag(address))
        return Prepared(row, tuple(messages))

    def _erase_copy(
        self, gathering: Gathering, message: InboundMessage, now: datetime, after_lane: int | None = None
    ) -> None:
        """The provider's own copy goes once this is committed."""
        if message.copy:
            where, copy = message.address, message.copy
            errand = self._copies.errand(where.municipality, where.channel, copy, now, after_lane=after_lane)
            gathering.deliveries.append(errand)

    async def _photos(
        self, work: Work, gathering: Gathering, message: InboundMessage, who: Who, turn: Turn, case: int | None
    ) -> int | None:
        """Keeps those of this message; those of the draft go with it, into its case or nowhere.

        Gives the lane in which they are fetched. What is sent to a case that was erased meanwhile is not kept; what
        completes one stays with the draft, which becomes a case of its own.
        """
        lane: int | None = None
        had_some = bool(gathering.sessions[who].answers.get("photos"))
        goes_with = bool(turn.submitted or turn.added)
        if turn.erased or (had_some and not goes_with and not turn.session.answers.get("photos")):
            gathering.give_up_photos(who)
        belongs_to = case if turn.photos_of is None else turn.photos_of
        belongs_to = gathering.conversations[who].case if turn.photos_of_last else belongs_to
        if belongs_to is not None and turn.keep_photos and not await self._cases.is_there(work, gathering, belongs_to):
            belongs_to = None
        is_draft = turn.photos_of is None and not turn.photos_of_last
        if turn.keep_photos and (is_draft or belongs_to is not None):
            lane = self._keep_photos(gathering, message, who, belongs_to)
        if case is not None and (turn.alarm or goes_with) and (had_some or turn.keep_photos):
            gathering.adopt_photos(who, case)
        return lane

    def _keep_photos(
        self, gathering: Gathering, message: InboundMessage, who: Who, belongs_to: int | None
    ) -> int | None:
        """The lane in which they are fetched: one for all of a message, so that its copy is erased after them."""
        lane: int | None = None
        conversation, at = gathering.conversations[who], message.received_at
        for attachment in message.attachments:
            if attachment.kind == "photo":
                id, handle, data = self._ids.new(), attachment.handle.encode(), attachment.data
                key, sealed_key = self._vault.new_data_key(f"photos.key:{id}")
                sealed_handle = key.seal(handle, f"photos.handle:{id}") if handle else b""
                image = key.seal(data, f"photos.image:{id}") if data else b""
                photo = Photo(id, who.municipality, conversation.id, belongs_to, sealed_handle, image, sealed_key, at)
                gathering.photos.append(photo)
                if handle:
                    fetching = self._speaker.fetching(conversation, photo, at, lane)
                    lane = fetching.lane
                    gathering.deliveries.append(fetching)
        return lane

    async def _write(self, work: Work, gathering: Gathering, now: datetime) -> tuple[list[Prepared], bool]:
        prepared = await self._speak(work, gathering, now)
        for file in gathering.files.values():
            gathering.deliveries += self._opener.notices(self._towns[file.case.municipality], file, now)
        await gathering.write(work, self._sessions)
        return prepared, sum(each.due_at <= now for each in gathering.deliveries) > len(prepared)

    async def _speak(self, work: Work, gathering: Gathering, now: datetime) -> list[Prepared]:
        by_sms = {said.who.municipality for said, *_ in gathering.said if said.who.channel == SMS}
        spent = await self._spending.spent_up(work, by_sms, now)
        prepared: list[Prepared] = []
        for conversation, address, turn, fill, number in gathering.said:
            town = self._towns[conversation.who.municipality]
            replies, short = turn.replies, False
            if town.key in spent:
                known = gathering.conversations.get(conversation.who, conversation)
                replies, told, short = self._spending.saved(town, known, address, turn, now)
                if conversation.who in gathering.conversations:
                    gathering.conversations[conversation.who] = told
            messages = self._speaker.messages(town, conversation, address, replies, fill, short=short)
            if not messages:
                continue
            if turn.leave:
                messages += self._speaker.messages(town, conversation, address, [OLDER_STAY], {})
            kind = LEAVE if turn.leave else QUIET if turn.session.quiet else "receipt" if turn.submitted else "reply"
            slowed, earlier = await self._slowing.ask(work, gathering, conversation, turn, now)
            number = f"{earlier} {number}".strip()
            if slowed:
                self._slowing.later(gathering, conversation, messages, slowed, number, now)
                if not slowed.is_news:
                    continue
                messages, number = self._slowing.told(town, conversation, address, turn), ""
            mine = self._lanes.is_free(conversation.id) and not turn.leave  # what the chat holds is read when it leaves
            delivery = self._speaker.delivery(kind, conversation, messages, now, handed_over=mine)
            gathering.deliveries.append(replace(delivery, target=number) if number else delivery)
            if mine:
                prepared.append(Prepared(delivery, tuple(messages)))
            else:
                self._lanes.wait_with(work, conversation.id)
        return prepared


def _with_last_four(session: Session, who: Who, said: Mapping[str, Fill]) -> Session:
    """The digits that they may type back, on channels where that costs nothing. More of the code is not kept."""
    return session if who.channel == "sms" else session.with_answer(LAST_FOUR, str(said["code"])[-SHOWN_DIGITS:])
