"""What happened to my report? By receipt code from anywhere, or of the last report of this very conversation."""

from collections import deque
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from reportbot.core.cases.case import Case
from reportbot.core.cases.workflow import Status
from reportbot.core.conversation.turn import LookUp
from reportbot.core.messages import Fill, Text
from reportbot.service.dossier import Dossier
from reportbot.service.ports import Translator, Vault, Work
from reportbot.service.records import Conversation
from reportbot.service.sentences import Sentences
from reportbot.service.towns import Town

TRIES = 5  # codes that one sender may try in one hour; 15 random digits leave a guesser nothing
ALL_TRIES = 500  # of everybody together in one hour
HOUR = timedelta(hours=1)
MOST_SENDERS = 10_000  # whose tries are remembered before those of an hour ago are dropped


class LookUps:
    def __init__(self, vault: Vault, sentences: Sentences, translator: Translator) -> None:
        self._vault, self._sentences, self._translator = vault, sentences, translator
        self._dossier = Dossier(vault)
        self._tries: dict[int, deque[datetime]] = {}
        self._all: deque[datetime] = deque(maxlen=ALL_TRIES + 1)

    async def status(
        self, work: Work, town: Town, conversation: Conversation, look_up: LookUp, now: datetime
    ) -> tuple[str, dict[str, Fill]]:
        """The outcome (found, unknown, none, wait) and what fills its sentence."""
        if look_up.code:
            if self._too_many(work, conversation.id, now):
                return "wait", {}
            tag = self._vault.receipt_tag(look_up.code)
            case = (await work.cases.by_receipt(town.key, [tag])).get(tag)
            outcome = "unknown"
        else:
            found = await work.cases.get([conversation.case]) if conversation.case else {}
            case = found.get(conversation.case) if conversation.case else None
            outcome = "none"
        if case is None or not case.sealed_key:
            return outcome, {}
        return "found", {"status": await self.describe(work, town, case, conversation.language, now)}

    async def describe(self, work: Work, town: Town, case: Case, language: str, now: datetime) -> str:
        """Where the case stands and what the leading office wrote last, in the person's language."""
        events = await work.cases.events(case.id)
        coming = [due for due in await work.dues.of_case(case.id) if due.kind == "acknowledge"]
        key = f"status_{case.status}"
        if case.status is Status.REFERRED and not any(due.due_at >= now for due in coming):
            key = "status_referred_late"
        fill: dict[str, Fill] = {
            "opened": case.opened_at.astimezone(ZoneInfo(town.rules.zone)).date(),
            "town": town.rules.name,
            "institution": Text(town.office(case.lead).name),
            "due": min((due.due_at for due in coming), default=case.opened_at),
        }
        lines = [self._say(key, fill, language, town)]
        noted = [event for event in events if event.note and event.actor == case.lead]
        note = self._dossier.note(case, noted[-1]) if noted else ""
        if note:
            lines.append(self._say("status_note", {"note": note}, language, town))
        return "\n".join(lines)

    def _say(self, key: str, fill: dict[str, Fill], language: str, town: Town) -> str:
        return self._translator.say(self._sentences.reporter(key, fill), language, zone=town.rules.zone)

    def _too_many(self, work: Work, sender: int, now: datetime) -> bool:
        """Counts this try, before anything is hashed. Kept in memory: a restart forgives.

        A sender who has no try left takes none from the others.
        """
        mine = self._tries.setdefault(sender, deque(maxlen=TRIES + 1))
        over = _counted(mine, TRIES, now, work) or _counted(self._all, ALL_TRIES, now, work)
        if len(self._tries) > MOST_SENDERS:
            self._tries = {key: tries for key, tries in self._tries.items() if tries and now - tries[-1] < HOUR}
        return over


def _counted(tries: deque[datetime], most: int, now: datetime, work: Work) -> bool:
    """Adds one, unless the unit of work is taken back. Whether it is one too many."""
    while tries and now - tries[0] >= HOUR:
        tries.popleft()
    tries.append(now)
    work.if_lost(lambda: _taken_back(tries))
    return len(tries) > most


def _taken_back(tries: deque[datetime]) -> None:
    if tries:
        tries.pop()
