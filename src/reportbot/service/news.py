"""Tell the reporter what happened, on their channel, in their language, as loudly as they allowed."""

from datetime import datetime, timedelta

from reportbot.core.cases.case import Case
from reportbot.core.cases.referral import Answer
from reportbot.core.conversation.asking import commands
from reportbot.core.conversation.turn import Reply
from reportbot.core.messages import Address, Fill, Text
from reportbot.service.lanes import Lanes
from reportbot.service.ports import Work
from reportbot.service.records import Conversation
from reportbot.service.sentences import Sentences
from reportbot.service.speaking import Speaker
from reportbot.service.towns import Town

STILL_THERE = timedelta(minutes=15)  # somebody who wrote so lately still has our chat before them


class News:
    def __init__(self, speaker: Speaker, sentences: Sentences, lanes: Lanes) -> None:
        self._speaker, self._sentences, self._lanes = speaker, sentences, lanes

    async def tell(
        self, work: Work, town: Town, case: Case, answer: Answer, institution: str, note: str, now: datetime
    ) -> None:
        """Of a sensitive matter only that there is news (R8), and only where writing is safe (R7)."""
        sensitive = case.concerns_a_person
        conversation = await self._reporter(work, case)
        # A no is obeyed. Without an answer: of a public matter yes, of a person's never.
        if conversation is None or conversation.may_push is False or (sensitive and conversation.may_push is None):
            return
        texts = [self._sentences.reporter("news", {})]
        if not sensitive:
            fill: dict[str, Fill] = {"institution": Text(town.office(institution).name)}
            texts = [self._sentences.reporter(f"answer_{answer}", fill)]
            texts += [self._sentences.reporter("status_note", {"note": note})] if note else []
        await self._push(work, town, conversation, texts, now, case.id)

    async def admit(self, work: Work, town: Town, case: Case, key: str, now: datetime) -> None:
        """An honest word about ourselves, to somebody who is told that we have raised an alarm. It names no matter.

        Said unless they said no: whoever raised it wrote minutes ago, and must not wait for help that is not coming.
        """
        conversation = await self._reporter(work, case)
        if conversation is not None and conversation.may_push is not False:
            text = self._sentences.reporter(key, {"emergency": town.around.emergency})
            await self._push(work, town, conversation, [text], now, case.id)

    async def no_photo(self, work: Work, town: Town, conversation: int, sent_at: datetime, now: datetime) -> None:
        """What they sent is no picture. An answer while they are still there; later, only where writing is safe."""
        known = (await work.conversations.get([conversation])).get(conversation)
        if known is not None and (known.may_push or (now - sent_at < STILL_THERE and known.may_push is not False)):
            await self._push(work, town, known, [self._sentences.reporter("not_a_photo", {})], now)

    async def _reporter(self, work: Work, case: Case) -> Conversation | None:
        if case.conversation is None:
            return None
        return (await work.conversations.get([case.conversation])).get(case.conversation)

    async def _push(
        self, work: Work, town: Town, to: Conversation, texts: list[Text], now: datetime, case: int | None = None
    ) -> None:
        replies = [Reply(text) for text in texts[:-1]]
        replies.append(Reply(texts[-1], commands=commands("status") if case else ()))
        nowhere = Address(town.key, to.who.channel, "")  # delivery alone opens the sealed address
        messages = self._speaker.messages(town, to, nowhere, replies, {})
        self._lanes.wait_with(work, to.id)
        await work.outbox.add([self._speaker.delivery("notice", to, messages, now, case=case)])
