"""Tell the reporter what happened, on their channel, in their language, as loudly as they allowed."""

from datetime import datetime

from reportbot.core.cases.case import Case
from reportbot.core.cases.referral import Answer
from reportbot.core.categories import CATEGORIES
from reportbot.core.conversation.asking import commands
from reportbot.core.conversation.turn import Reply
from reportbot.core.messages import Address, Fill, Text
from reportbot.service.lanes import Lanes
from reportbot.service.ports import Work
from reportbot.service.records import Conversation
from reportbot.service.sentences import Sentences
from reportbot.service.speaking import Speaker
from reportbot.service.towns import Town


class News:
    def __init__(self, speaker: Speaker, sentences: Sentences, lanes: Lanes) -> None:
        self._speaker, self._sentences, self._lanes = speaker, sentences, lanes

    async def tell(
        self, work: Work, town: Town, case: Case, answer: Answer, institution: str, note: str, now: datetime
    ) -> None:
        """Of a sensitive matter only that there is news (R8), and only where writing is safe (R7)."""
        fill: dict[str, Fill] = {"institution": Text(town.office(institution).name)}
        texts = [self._sentences.reporter(f"answer_{answer}", fill)]
        if note:
            texts.append(self._sentences.reporter("status_note", {"note": note}))
        await self._push(work, town, case, texts, now)

    async def admit(self, work: Work, town: Town, case: Case, key: str, now: datetime) -> None:
        """An honest word about ourselves (nobody has opened the alert yet); said even where pushes are neutral."""
        text = self._sentences.reporter(key, {"emergency": town.around.emergency})
        await self._push(work, town, case, [text], now)

    async def _push(self, work: Work, town: Town, case: Case, texts: list[Text], now: datetime) -> None:
        if case.conversation is None:
            return
        conversation = (await work.conversations.get([case.conversation])).get(case.conversation)
        if conversation is None or not self._may_push(case, conversation):
            return
        if CATEGORIES[case.category].sensitive:
            texts = [self._sentences.reporter("news", {})]
        replies = [Reply(text) for text in texts[:-1]] + [Reply(texts[-1], commands=commands("status"))]
        nowhere = Address(town.key, conversation.who.channel, "")  # delivery alone opens the sealed address
        messages = self._speaker.messages(town, conversation, nowhere, replies, {})
        self._lanes.wait(conversation.id)
        await work.outbox.add([self._speaker.delivery("notice", conversation, messages, now, case=case.id)])

    def _may_push(self, case: Case, conversation: Conversation) -> bool:
        """A no is obeyed. Without an answer: of a public matter yes, of a person's never."""
        if conversation.may_push is None:
            return not CATEGORIES[case.category].sensitive
        return conversation.may_push
