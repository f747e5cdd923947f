"""The turns of one batch: sessions in, engine, cases, everything that is to be written, in a handful of statements."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from reportbot.core.conversation.danger.pacing import is_at_once
from reportbot.core.conversation.engine import advance
from reportbot.core.conversation.flows.flow import FlowBook
from reportbot.core.conversation.questions.tongues import other_letters
from reportbot.core.conversation.turns.session import LAST_FOUR, SENT, Session
from reportbot.core.conversation.turns.turn import LookUp, Reply, Turn
from reportbot.core.conversation.walking.walk import resume
from reportbot.core.languages import offered_as
from reportbot.core.messages import Fill, InboundMessage
from reportbot.core.receipt import SHOWN_DIGITS
from reportbot.service.cases.gathering import Gathering
from reportbot.service.cases.sessions import SessionSealer
from reportbot.service.kept.avoiding import must_not_hear
from reportbot.service.outgoing.sentences import Sentences
from reportbot.service.outgoing.spending import Spending
from reportbot.service.ports import Ids, Vault, Work
from reportbot.service.records import Conversation, Who
from reportbot.service.reports.adding_beside import AddingBeside
from reportbot.service.reports.codes import Hand
from reportbot.service.reports.opening import Opener
from reportbot.service.reports.submitting import Submitting
from reportbot.service.towns import Town
from reportbot.service.triage.likenesses import Likenesses
from reportbot.service.triage.secondlook import Ahead, NoModel
from reportbot.service.turns.codechecks import Arrived
from reportbot.service.turns.contacts import Contacts, Found
from reportbot.service.turns.feedback import Feedbacks
from reportbot.service.turns.lanes import Lanes
from reportbot.service.turns.leaving import LeavingNotes
from reportbot.service.turns.limits import Limits
from reportbot.service.turns.lookups import LookUps
from reportbot.service.turns.pausing import PausedSenders
from reportbot.service.turns.photos import TurnPhotos
from reportbot.service.turns.pictures import SendsPictures
from reportbot.service.turns.questions import Questions
from reportbot.service.turns.recognising import doubles, recognised
from reportbot.service.turns.saying import Prepared, Saying
from reportbot.service.turns.slowing import Slowing
from reportbot.service.turns.speaking import Speaker
from reportbot.service.upkeep.damage import Damage


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
        self._second_look = second_look or NoModel()
        self._slowing, self._pauses = Slowing(limits or Limits(), speaker, sentences), PausedSenders(sentences)
        self._book, self._towns, self._vault = book, towns, vault
        self._opener, self._sentences, self._ids = opener, sentences, ids
        self._cases = Submitting(opener, towns, vault, ids, damage)
        self._photos = TurnPhotos(vault, ids, speaker, self._cases)
        self._pictures = SendsPictures(speaker, sentences, lanes, spending)
        self._saying = Saying(towns, vault, speaker, lanes, spending, self._slowing, self._pictures)
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
                goodbyes.append(self._saying.goodbye(gathering, arrived.message, who, turn, now))
        hand.check()
        await self._cases.number(work, gathering)
        prepared, others_wait = await self._write(work, gathering, now)
        return [*prepared, *goodbyes], others_wait

    async def apologize(
        self, work: Work, message: InboundMessage, kept_as: int, now: datetime
    ) -> tuple[Conversation, tuple[str, ...], list[Prepared], bool]:
        """The message could not be understood by us. It is saved, its photos too, and we say so. Besides, the offices
        that must hear nothing of it.

        The photos belong to the message under its number, so that no draft takes them along or gives them up.
        """
        gathering = await self._gather(work, [message])
        (who,) = gathering.whose
        known, town = gathering.conversations[who], self._towns[who.municipality]
        cases = [] if known.is_new else await work.messages.cases_of_writer(known.id)
        out = must_not_hear(self._opener, town, gathering.sessions[who], message.text, cases, now)
        saved = self._sentences.reporter("saved", {"emergency": self._towns[who.municipality].around.emergency})
        gathering.heard(who, message.address, Turn(gathering.sessions[who], (Reply(saved),)), {}, now, message.number)
        fetched_in = self._photos.keep(gathering, message, who, kept_as)
        self._photos.erase_copy(gathering, message, now, fetched_in)
        return gathering.conversations[who], out, *await self._write(work, gathering, now)

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
        if is_at_once(before, turn):
            turn = replace(turn, at_once=True)
        if message.crowded:
            self._slowing.crowd(work, gathering.conversations[who], now)
        said = self._second_look.ahead(town.key, turn) if self._is_read(gathering.conversations[who], turn) else None
        turn, fill = await self._found(work, gathering, arrived, who, before, turn, now)
        turn, case, code = await self._reported(work, gathering, who, before, turn, hand, now)
        if turn.leave or turn.session.left:
            opened = case if turn.alarm or turn.submitted else None
            turn = await self._leaving.note(work, gathering, who, turn, opened, now)
        self._second_look.later(case, said)
        fetched_in = await self._photos.take(work, gathering, message, who, turn, case)
        self._photos.erase_copy(gathering, message, now, fetched_in)
        gathering.heard(who, message.address, turn, code or fill, now, message.number)
        return turn

    async def _found(
        self, work: Work, gathering: Gathering, arrived: Arrived, who: Who, before: Session, turn: Turn, now: datetime
    ) -> tuple[Turn, Mapping[str, Fill]]:
        """The turn as it goes on with what was looked up for it, and what that fills in."""
        town, asked = self._towns[who.municipality], turn.look_up
        fill: Mapping[str, Fill] = {}
        if turn.answered:
            await self._contacts.answer(work, gathering, town, turn.answered, now)
        while asked:  # what was found may lead to the next question: their last report, then what is alike
            if asked.what not in ("alike", "place"):
                work.audit.note("asked_status", at=now, municipality=town.key, actor="reporter")
            found = await self._contacts.look_up(work, gathering, town, who, asked, arrived.tag, now)
            fill, (turn, asked) = {**fill, **found.fill}, self._resumed(turn, found, town, now)
            turn = self._pictures.beside(gathering, town, who, turn, found.pictures)
        if turn.look_up:
            turn = other_letters(before, turn, who.channel)
        if turn.feedback:
            found = await self._contacts.feedback(work, gathering, town, turn.feedback, now)
            fill, (turn, _) = found.fill, self._resumed(turn, found, town, now)
        return turn, fill

    async def _reported(
        self, work: Work, gathering: Gathering, who: Who, before: Session, turn: Turn, hand: Hand, now: datetime
    ) -> tuple[Turn, int | None, Mapping[str, Fill]]:
        """What they added, the alarm, and what they sent. The case that this is about, and a new report's code."""
        town, case, code = self._towns[who.municipality], turn.session.case, dict[str, Fill]()
        if turn.added:
            case = await self._cases.add(work, gathering, town, who, turn.added.answers, now, turn.added.asked)
        if turn.alarm:
            was_sent = SENT in before.answers and SENT in turn.session.answers  # or it is a report of its own
            last = gathering.conversations[who].case if was_sent else before.case
            case = await self._cases.alarm(work, gathering, town, who, turn.alarm, last, now)
            if not turn.session.is_idle and not was_sent:
                turn = replace(turn, session=replace(turn.session, case=case))
        if turn.submitted:
            submitted = replace(turn.submitted, case=turn.submitted.case or case)
            case, code = await self._cases.submit(work, gathering, town, who, submitted, hand, now)
            turn = replace(turn, session=_with_last_four(turn.session, who, code))
        return turn, case, code

    def _is_read(self, conversation: Conversation, turn: Turn) -> bool:
        """Whoever writes faster than we answer has only reports read by the model: the others wait for it too."""
        return bool(turn.submitted or turn.added or turn.alarm) or not self._slowing.limits.has_waiting(conversation.id)

    def _resumed(self, turn: Turn, found: Found, town: Town, now: datetime) -> tuple[Turn, LookUp | None]:
        """The turn as it goes on, and what is to be looked up next."""
        later = resume(self._book, turn.session, found.outcome, town.around, now, found.known)
        replies, begins = (*turn.replies, *later.replies), turn.begins or later.begins
        return replace(turn, session=later.session, replies=replies, begins=begins), later.look_up

    async def _write(self, work: Work, gathering: Gathering, now: datetime) -> tuple[list[Prepared], bool]:
        prepared = await self._saying.say(work, gathering, now)
        for file in gathering.files.values():
            gathering.deliveries += self._opener.notices(self._towns[file.case.municipality], file, now)
        await gathering.write(work, self._sessions)
        return prepared, sum(each.due_at <= now for each in gathering.deliveries) > len(prepared)


def _with_last_four(session: Session, who: Who, said: Mapping[str, Fill]) -> Session:
    """The digits that they may type back, on channels where that costs nothing. More of the code is not kept."""
    return session if who.channel == "sms" else session.with_answer(LAST_FOUR, str(said["code"])[-SHOWN_DIGITS:])
