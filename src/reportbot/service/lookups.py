"""What happened to my report? By receipt code from anywhere, or of the last report of this very conversation."""

from collections import deque
from datetime import datetime, timedelta

from reportbot.core.cases.case import Case
from reportbot.core.cases.workflow import Status
from reportbot.core.conversation.turn import LookUp
from reportbot.core.messages import Fill, Text
from reportbot.service.ports import Translator, Vault, Work
from reportbot.service.records import Conversation
from reportbot.service.sentences import Sentences
from reportbot.service.towns import Town

TRIES = 5  # codes that one sender may try in one hour; 15 random digits leave a guesser nothing
ALL_TRIES = 500  # of everybody together in one hour
HOUR = timedelta(hours=1)


class LookUps:
    def __init__(self, vault: Vault, sentences: Sentences, translator: Translator) -> None:
        self._vault, self._sentences, self._translator = vault, sentences, translator
        self._tries: dict[int, deque[datetime]] = {}
        self._all: deque[datetime] = deque()

    async def status(
        self, work: Work, town: Town, conversation: Conversation, look_up: LookUp, now: datetime
    ) -> tuple[str, dict[str, Fill]]:
        """The outcome (found, unknown, none, wait) and what fills its sentence."""
        if look_up.code:
            if self._too_many(conversation.id, now):
                return "wait", {}
            tag = self._vault.receipt_tag(look_up.code)
            case = (await work.cases.by_receipt(town.key, [tag])).get(tag)
            outcome = "unknown"
        else:
            found = await work.cases.get([conversation.case]) if conversation.case else {}
            case = found.get(conversation.case) if conversation.case else None
            outcome = "none"
        if case is None:
            return outcome, {}
        return "found", {"status": await self.describe(work, town, case, conversation.language, now)}

    async def describe(self, work: Work, town: Town, case: Case, language: str, now: datetime) -> str:
        """Where the case stands and what the office wrote last, in the person's language."""
        dues = await work.dues.of_case(case.id)
        coming = min((due.due_at for due in dues), default=None)
        key = f"status_{case.status}"
        late = any(event.kind == "reminded" for event in await work.cases.events(case.id))
        if case.status is Status.REFERRED and (late or coming is None or coming < now):
            key = "status_referred_late"
        fill: dict[str, Fill] = {
            "opened": case.opened_at.date(),
            "town": town.rules.name,
            "institution": Text(town.office(case.lead).name),
            "due": coming or now,
        }
        lines = [self._translator.say(self._sentences.reporter(key, fill), language, zone=town.rules.zone)]
        note = await self.last_note(work, case)
        if note:
            lines.append(self._translator.say(self._sentences.reporter("status_note", {"note": note}), language))
        return "\n".join(lines)

    async def last_note(self, work: Work, case: Case) -> str:
        events = [event for event in await work.cases.events(case.id) if event.note]
        if not events:
            return ""
        last = events[-1]
        return self._vault.open(last.note, f"case_events.note:{last.id}").decode()

    def _too_many(self, conversation: int, now: datetime) -> bool:
        """Counts this try. Looked at before anything is hashed."""
        mine = self._tries.setdefault(conversation, deque(maxlen=TRIES + 1))
        for tries in (mine, self._all):
            while tries and now - tries[0] > HOUR:
                tries.popleft()
            tries.append(now)
        if len(self._tries) > 10_000:
            self._tries = {key: tries for key, tries in self._tries.items() if tries and now - tries[-1] < HOUR}
        return len(mine) > TRIES or len(self._all) > ALL_TRIES
