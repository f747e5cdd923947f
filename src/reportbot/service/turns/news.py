"""Tell the reporter what happened, on their channel, in their language, as loudly as they allowed.

Nobody is written to at night who has not just written, and nobody at all who said that writing here is not safe.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from reportbot.core.cases.case import Case
from reportbot.core.cases.closing import OUTCOMES
from reportbot.core.cases.referral import Answer, Answering
from reportbot.core.cases.telling import replies
from reportbot.core.cases.workflow import Status
from reportbot.core.conversation.danger import safeguarding
from reportbot.core.conversation.questions.asking import commands
from reportbot.core.conversation.turns.turn import Reply
from reportbot.core.messages import Address, Fill, Text
from reportbot.core.outgoing.as_sms import is_safety
from reportbot.service.outgoing.neutral import is_neutral
from reportbot.service.outgoing.sentences import Sentences
from reportbot.service.outgoing.spending import Spending
from reportbot.service.outgoing.wording import SMS
from reportbot.service.ports import Work
from reportbot.service.records import Conversation, Delivery, Photo
from reportbot.service.towns import Town
from reportbot.service.turns.lanes import Lanes
from reportbot.service.turns.pictures import PICTURE, SHOW_PICTURES, TAKE_BACK, SendsPictures
from reportbot.service.turns.speaking import Speaker
from reportbot.service.turns.traces import CLEAR

STILL_THERE = timedelta(minutes=15)  # somebody who wrote so lately still has our chat before them
NEWS, NOTICE = "news", "notice"  # needs a yes; is held back by a no
PUSHES = (NEWS, NOTICE, PICTURE)
QUIET, LEAVE = "quiet", "leave"
WHILE_QUIET = (QUIET, LEAVE, CLEAR, TAKE_BACK)  # all that is done for somebody who has left quickly


def is_wanted(row: Delivery, to: Conversation) -> bool:
    """Asked once more when it is about to leave: they may have said no since it was written, or left (R7, R3)."""
    if to.quiet:
        return row.kind in WHILE_QUIET
    if row.kind == NEWS:
        return to.may_push is True
    return row.kind not in PUSHES or to.may_push is not False


class News:
    """By SMS no news is pushed once the month's budget is spent; a word about safety always is."""

    def __init__(self, speaker: Speaker, sentences: Sentences, lanes: Lanes, spending: Spending) -> None:
        self._speaker, self._sentences, self._lanes, self._spending = speaker, sentences, lanes, spending
        self._pictures = SendsPictures(speaker, sentences, lanes, spending)

    async def tell(
        self,
        work: Work,
        town: Town,
        case: Case,
        said: Answering,
        institution: str,
        now: datetime,
        picture: Photo | None = None,
    ) -> None:
        """Of a sensitive matter only that there is news (R8), and only where writing is safe (R7). So too where the
        office's name or its words would tell what it is about: then a `picture` is shown to whoever asks, and to nobody
        where the matter concerns a person."""
        if case.concerns_a_person or not is_neutral(town.office(institution).name, said.note):
            await self._neutral(work, town, case, now, everybody=True)
            return
        fill: dict[str, Fill] = {
            "institution": town.name_of(institution),
            "goes_to": town.name_of(case.lead),
        }
        texts = [*self._answer(case, said, fill)]
        texts += [self._sentences.reporter("status_note", {"note": said.note})] if said.note else []
        for theirs, conversation in await self._reporters(work, case):
            # A no is obeyed. Without an answer: of a public matter yes, of a person's never.
            if conversation.may_push is not False:
                await self._push(
                    work, town, conversation, texts, now, self._morning(town, now), theirs, picture=picture
                )

    async def picture(self, work: Work, town: Town, case: Case, picture: Photo, now: datetime) -> None:
        """One that came after the answer: the same rules as `tell`."""
        if case.concerns_a_person or not is_neutral(town.office(picture.by).name):
            return
        for theirs, conversation in await self._reporters(work, case):
            if conversation.may_push is not False:
                await self._push(work, town, conversation, [], now, self._morning(town, now), theirs, picture=picture)

    def _answer(self, case: Case, said: Answering, fill: dict[str, Fill]) -> Iterator[Text]:
        """What the office says, in plain words; of a matter that is over what came of it, and whether it is so."""
        outcome = OUTCOMES.get(said.outcome)
        if said.answer is Answer.DONE and outcome:
            yield self._sentences.reporter(outcome.told, fill)
            if case.status is Status.RESOLVED:
                yield self._sentences.reporter("answer_done_asked", {})
        elif said.answer is Answer.NOT_OURS and case.status is Status.REFERRED:
            yield self._sentences.reporter("answer_passed_on", fill)
        elif said.answer is Answer.IN_PROGRESS and said.until:
            yield self._sentences.reporter("answer_in_progress_until", {**fill, "until": said.until})
        else:
            yield self._sentences.reporter(f"answer_{said.answer}", fill)

    async def question(self, work: Work, town: Town, case: Case, now: datetime) -> None:
        """An office has asked something. Whatever it is about, only that there is news, and only where it is safe."""
        await self._neutral(work, town, case, now)

    async def rejected(self, work: Work, town: Town, case: Case, now: datetime) -> None:
        """Nobody goes on with it. Only that there is news, and only where it is safe."""
        await self._neutral(work, town, case, now, everybody=True)

    async def reply(self, work: Work, town: Town, case: Case, now: datetime) -> str:
        """The desk has written to them. Whatever it is about, only that there is news, and only where it is safe. How
        they hear of it: a word of core/cases/telling/replies.py."""
        mine = [each for theirs, each in await self._reporters(work, case) if theirs == case.id]
        if not mine or not mine[0].may_push:
            safe = mine[0].may_push if mine else None
            return replies.NOBODY if not mine else replies.NOT_KNOWN_SAFE if safe is None else replies.NOT_SAFE
        news = [self._sentences.reporter("news", {})]
        morning = self._morning(town, now)
        told = await self._push(work, town, mine[0], news, now, morning, case.id, NEWS)
        return replies.TOLD if told else replies.SPENT

    async def admit(self, work: Work, town: Town, case: Case, key: str, now: datetime) -> None:
        """An honest word about ourselves, to somebody who is told that we have raised an alarm. It names no matter, and
        gives the numbers that answer now in digits alone.

        Said unless they said no, and at any hour: whoever raised it wrote minutes ago, and must not wait for help that
        is not coming.
        """
        for theirs, conversation in await self._reporters(work, case, only_alarmed=True):
            if conversation.may_push is False:
                continue
            text = safeguarding.admission(case.danger, self._sentences.reporter(key, {}), town.around, now)
            await self._push(work, town, conversation, [text], now, now, theirs)

    async def no_photo(self, work: Work, town: Town, conversation: int, sent_at: datetime, now: datetime) -> None:
        """What they sent is no picture. An answer while they are still there; later, only where writing is safe."""
        known = await work.conversations.find(conversation)
        there = now - sent_at < STILL_THERE
        if known is not None and (known.may_push or (there and known.may_push is not False)):
            due_at = now if there else self._morning(town, now)
            await self._push(work, town, known, [self._sentences.reporter("not_a_photo", {})], now, due_at)

    async def no_picture(self, work: Work, town: Town, conversation: int, case: int, now: datetime) -> None:
        """Their platform would not take an office's picture: they hear where they can see it."""
        known = await work.conversations.find(conversation)
        if known is not None and known.may_push is not False:
            texts = [self._pictures.elsewhere(town)]
            await self._push(work, town, known, texts, now, self._morning(town, now), case)

    async def _neutral(self, work: Work, town: Town, case: Case, now: datetime, everybody: bool = False) -> None:
        texts = [self._sentences.reporter("news", {})]
        for theirs, conversation in await self._reporters(work, case):
            if conversation.may_push and (everybody or theirs == case.id):
                await self._push(work, town, conversation, texts, now, self._morning(town, now), theirs, NEWS)

    async def _reporters(self, work: Work, case: Case, only_alarmed: bool = False) -> list[tuple[int, Conversation]]:
        """Whoever reported it, and whoever reported it too: each once, with the case that is theirs.

        `only_alarmed`: of the others those who have told of a danger.
        """
        others = [each for each in await work.cases.merged_into([case.id]) if each.danger or not only_alarmed]
        mine = {each.conversation: each.id for each in reversed((case, *others)) if each.conversation is not None}
        known = await work.conversations.get(list(mine))
        return [(theirs, known[id]) for id, theirs in reversed(mine.items()) if id in known]

    def _morning(self, town: Town, now: datetime) -> datetime:
        """Now, or when the quiet hours are over."""
        return town.rules.quiet_hours.over(now, town.rules.zone)

    async def _push(
        self,
        work: Work,
        town: Town,
        to: Conversation,
        texts: list[Text],
        now: datetime,
        due_at: datetime,
        case: int | None = None,
        kind: str = NOTICE,
        picture: Photo | None = None,
    ) -> bool:
        """Whether it leaves. A picture follows in a row of its own, or in words where their channel shows none."""
        if picture and to.who.channel not in SHOW_PICTURES:
            texts, picture = [*texts, self._pictures.elsewhere(town)], None
        spares = case is not None and to.who.channel == SMS and not any(map(is_safety, texts))
        if spares and await self._spending.spent_up(work, {town.key}, now):
            return False  # STATUS still tells it
        rows: list[Delivery] = []
        lane = to.id if due_at <= now else None
        if texts:
            replies = [Reply(text) for text in texts[:-1]]
            replies.append(Reply(texts[-1], commands=commands("status") if case else ()))
            nowhere = Address(town.key, to.who.channel, "")  # delivery alone opens the sealed address
            messages = self._speaker.messages(town, to, nowhere, replies, {})
            row = self._speaker.delivery(kind, to, messages, now, case=case)
            if due_at > now:  # in a lane of its own: who writes meanwhile is answered at once
                row = replace(row, due_at=due_at, lane=row.id)
            self._lanes.wait_with(work, row.lane)
            lane = row.lane
            rows.append(row)
        if picture:
            rows.append(self._pictures.row(work, town, to, picture, now, lane=lane, due_at=due_at, case=case))
        await work.outbox.add(rows)
        return True
