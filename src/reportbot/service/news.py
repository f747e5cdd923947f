"""Tell the reporter what happened, on their channel, in their language, as loudly as they allowed.

Nobody is written to at night who has not just written, and nobody at all who said that writing here is not safe.
"""

from dataclasses import replace
from datetime import datetime, timedelta

from reportbot.core.cases.case import Case
from reportbot.core.cases.referral import Answer
from reportbot.core.cases.workflow import Status
from reportbot.core.conversation import safeguarding
from reportbot.core.conversation.asking import commands
from reportbot.core.conversation.turn import Reply
from reportbot.core.messages import Address, Fill, Text
from reportbot.core.outgoing import is_safety
from reportbot.service.lanes import Lanes
from reportbot.service.neutral import is_neutral
from reportbot.service.ports import Work
from reportbot.service.records import Conversation, Delivery
from reportbot.service.sentences import Sentences
from reportbot.service.speaking import Speaker
from reportbot.service.spending import Spending
from reportbot.service.towns import Town
from reportbot.service.traces import CLEAR
from reportbot.service.wording import SMS

STILL_THERE = timedelta(minutes=15)  # somebody who wrote so lately still has our chat before them
NEWS, NOTICE = PUSHES = ("news", "notice")  # needs a yes; is held back by a no
QUIET, LEAVE = "quiet", "leave"
WHILE_QUIET = (QUIET, LEAVE, CLEAR)  # all that is done for somebody who has left quickly


def is_wanted(row: Delivery, to: Conversation) -> bool:
    """Asked once more when it is about to leave: they may have said no since it was written, or left (R7, R3)."""
    if to.quiet:
        return row.kind in WHILE_QUIET
    if row.kind == NEWS:
        return to.may_push is True
    return row.kind != NOTICE or to.may_push is not False


class News:
    """By SMS no news is pushed once the month's budget is spent; a word about safety always is."""

    def __init__(self, speaker: Speaker, sentences: Sentences, lanes: Lanes, spending: Spending) -> None:
        self._speaker, self._sentences, self._lanes, self._spending = speaker, sentences, lanes, spending

    async def tell(
        self, work: Work, town: Town, case: Case, answer: Answer, institution: str, note: str, now: datetime
    ) -> None:
        """Of a sensitive matter only that there is news (R8), and only where writing is safe (R7). So too where the
        office's name or its words would tell what it is about."""
        if case.concerns_a_person or not is_neutral(town.office(institution).name, note):
            await self._neutral(work, town, case, now, everybody=True)
            return
        fill: dict[str, Fill] = {
            "institution": Text(town.office(institution).name),
            "goes_to": Text(town.office(case.lead).name),
        }
        went_on = answer is Answer.NOT_OURS and case.status is Status.REFERRED
        texts = [self._sentences.reporter("answer_passed_on" if went_on else f"answer_{answer}", fill)]
        texts += [self._sentences.reporter("status_note", {"note": note})] if note else []
        for theirs, conversation in await self._reporters(work, case):
            # A no is obeyed. Without an answer: of a public matter yes, of a person's never.
            if conversation.may_push is not False:
                await self._push(work, town, conversation, texts, now, self._morning(town, now), theirs)

    async def question(self, work: Work, town: Town, case: Case, now: datetime) -> None:
        """An office has asked something. Whatever it is about, only that there is news, and only where it is safe."""
        await self._neutral(work, town, case, now)

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
        known = (await work.conversations.get([conversation])).get(conversation)
        there = now - sent_at < STILL_THERE
        if known is not None and (known.may_push or (there and known.may_push is not False)):
            due_at = now if there else self._morning(town, now)
            await self._push(work, town, known, [self._sentences.reporter("not_a_photo", {})], now, due_at)

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
    ) -> None:
        spares = case is not None and to.who.channel == SMS and not any(map(is_safety, texts))
        if spares and await self._spending.spent_up(work, {town.key}, now):
            return  # STATUS still tells it
        replies = [Reply(text) for text in texts[:-1]]
        replies.append(Reply(texts[-1], commands=commands("status") if case else ()))
        nowhere = Address(town.key, to.who.channel, "")  # delivery alone opens the sealed address
        messages = self._speaker.messages(town, to, nowhere, replies, {})
        row = self._speaker.delivery(kind, to, messages, now, case=case)
        if due_at > now:  # in a lane of its own: who writes meanwhile is answered at once
            row = replace(row, due_at=due_at, lane=row.id)
        self._lanes.wait_with(work, row.lane)
        await work.outbox.add([row])
