"""One member's practice: a town of its own, in a database of its own, sealed with keys of its own.

Everything is the real service, but nobody is there: the invented people and offices act here, between two looks.
"""

import asyncio
import secrets
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from hashlib import blake2b

from reportbot.app import Parts
from reportbot.core.cases.referral import LEAD, Answer, Referral
from reportbot.core.messages import Address, InboundMessage
from reportbot.core.practice import (
    LOST,
    MISTAKEN,
    VAGUE,
    Progress,
    Right,
    Seen,
    Step,
    has_asked,
    progress,
)
from reportbot.practice.folders import Folder
from reportbot.practice.keeping import LARGEST, Kept, image_of
from reportbot.practice.stories import Story, stories
from reportbot.service.offices.handing_on import takers
from reportbot.service.records import Conversation, Who
from reportbot.service.reports.opening import year_of
from reportbot.service.towns import Town
from reportbot.vault.keys import Keys
from reportbot.web.parts import WebParts

CHANNEL = "web"  # by which the invented people write
NOT_CHOSEN = ("mayor", "duty", "duty_deputy")  # offices that a matter is not handed on to in practice
LIKELY = ("inspectorate", "parks")  # who may well look after a piece of land
FILE = "practice.db"
JUST_BEGUN = timedelta(seconds=10)


@dataclass
class Room:
    """`numbers` are the cases by story; `opened` the stories in the order in which they were first looked at; `version`
    is the last one that was kept."""

    parts: Parts
    web: WebParts
    town: Town
    language: str
    keys: Keys = field(repr=False)
    folder: Folder
    begun_at: datetime
    ends_at: datetime
    version: int = 0
    numbers: dict[str, str] = field(default_factory=dict)
    opened: list[str] = field(default_factory=list)
    tasks: list[asyncio.Task[None]] = field(default_factory=list)
    busy: asyncio.Lock = field(default_factory=asyncio.Lock)
    size: int = 0
    _digest: bytes = b""

    @property
    def is_full(self) -> bool:
        """Nobody practises that much: nothing more is written into it."""
        return self.size > LARGEST

    def is_just_begun(self, now: datetime) -> bool:
        """Whoever presses twice wants one room."""
        return not self.opened and now - self.begun_at < JUST_BEGUN

    async def changed(self) -> bytes | None:
        """All of it as one value, None where nothing has changed since the last time."""
        async with self.busy:
            return await asyncio.to_thread(self._changed)

    def _changed(self) -> bytes | None:
        image = image_of(self.folder.path / FILE)
        digest = blake2b(image + repr(self.opened).encode(), digest_size=16).digest()
        if digest == self._digest:
            return None
        self._digest, self.size = digest, len(image)
        return Kept(self.language, self.numbers, tuple(self.opened), self.keys, image).packed()

    async def look(self, number: str = "") -> Progress:
        """How far they have come. `number` is the case that they look at now. What the invented people and offices do
        next, they do now."""
        async with self.busy:
            story = next((key for key, each in self.numbers.items() if each == number), "")
            if story and story not in self.opened:
                self.opened.append(story)
            await self.parts.delivery.run_due(self.parts.clock.now())
            seen = await self._seen()
            while await self._others_act(seen):
                await self.parts.delivery.run_due(self.parts.clock.now())
                seen = await self._seen()
            return progress(seen, self._right(seen))

    async def end(self) -> None:
        """Nothing of it is left in this process and on its disk."""
        for task in self.tasks:
            task.cancel()
        await asyncio.gather(*self.tasks, return_exceptions=True)
        await self.parts.close()
        await asyncio.to_thread(self.folder.remove)

    async def seed(self) -> None:
        """The invented reports come in, what cannot wait last: it is not on top because it was first."""
        known = stories().by_key
        for key in (MISTAKEN, VAGUE, LOST, "danger"):
            self.numbers[key] = await self._report(known[key])

    async def _report(self, story: Story) -> str:
        parts, now = self.parts, self.parts.clock.now()
        opener, id = parts.opener, parts.ids.new()
        address = self._address(story.key)
        who = Who(self.town.key, CHANNEL, parts.vault.tag(address))
        sealed = parts.vault.seal_address(address, id)
        person = Conversation(
            id=id,
            who=who,
            sealed_address=sealed,
            language=self.language,
            may_push=True,
            session=b"",
            case=None,
            last_at=now,
            is_new=True,
        )
        place = self.town.around.gazetteer.by_key[story.place]
        said = {"key": place.key}
        answers = {"category": story.category, "place": said, "description": story.said.in_(self.language)}
        answers["now"] = "yes" if story.danger else "no"
        async with parts.database.begin() as work:
            tag = secrets.token_bytes(16)  # of a code that nobody has
            file = opener.open(self.town, person, answers, "citizen", story.danger, tag, now)
            first = await work.cases.take_numbers(self.town.key, year_of(self.town, now), 1)
            file = file.numbered(year_of(self.town, now), first)
            await work.conversations.save([replace(person, case=file.case.id)])
            await work.cases.add([file.case], file.reports, file.referrals, file.events)
            await work.dues.add(file.dues)
            await work.outbox.add(opener.notices(self.town, file, now))
        return file.case.number

    async def _seen(self) -> Seen:
        async with self.parts.database.read() as work:
            cases = {key: await work.cases.by_number(self.town.key, each) for key, each in self.numbers.items()}
            found = {key: case for key, case in cases.items() if case is not None}
            events = {key: await work.cases.events(case.id) for key, case in found.items()}
        return Seen(tuple(self.opened), found, events)

    def _right(self, seen: Seen) -> Right:
        now, known = self.parts.clock.now(), stories().by_key
        office = self.town.rules.route(known[LOST].truth, known[LOST].place, "citizen", now).lead
        refused = [event.actor for event in seen.events[MISTAKEN] if event.kind == Answer.NOT_OURS]
        other = self._other_office(seen.cases[MISTAKEN].lead if not refused else refused[-1])
        return Right(known[MISTAKEN].truth, office, other if refused else "")

    async def _others_act(self, seen: Seen) -> bool:
        """Whether somebody has done something: the person answers at once, the offices when it is their turn."""
        if has_asked(seen):
            await self._person_answers()
            return True
        done = progress(seen, self._right(seen)).done
        kinds = {key: [event.kind for event in events] for key, events in seen.events.items()}
        if Step.CATEGORY in done and Step.ASK in done and Answer.NOT_OURS not in kinds[MISTAKEN]:
            return await self._office_answers(seen, MISTAKEN, Answer.NOT_OURS)
        if {Step.NOT_OURS, Step.HAND_ON} <= done and Answer.DONE not in kinds[LOST]:
            return await self._office_answers(seen, LOST, Answer.DONE)
        return False

    async def _person_answers(self) -> None:
        answer = stories().by_key[VAGUE].answer.in_(self.language)
        for text in ("STATUS", answer):
            message = InboundMessage(
                self._address(VAGUE), self.parts.clock.now(), (f"practice:{secrets.token_hex(8)}",), text
            )
            await self.parts.intake.receive([message])

    async def _office_answers(self, seen: Seen, story: str, answer: Answer) -> bool:
        case = seen.cases[story]
        async with self.parts.database.read() as work:
            referrals = await work.cases.referrals(case.id)
        mine = _newest(referrals, case.lead)
        if mine is None or mine.is_finished or case.lead == self.town.rules.coordinator:
            return False
        name = self.parts.translator.say(self.town.office(self._other_office(case.lead)).called, self.language)
        note = stories().notes[str(answer)].in_(self.language).format(institution=name)
        outcome = "repaired" if answer is Answer.DONE else ""
        await self.parts.responses.answer_as(case.lead, mine.id, answer, note, outcome=outcome)
        return True

    def _other_office(self, refusing: str) -> str:
        """Whose it is, once the first one has said that it is not theirs: the town's inspectorate, or another that
        takes reports."""
        out = (refusing, self.town.rules.coordinator, *NOT_CHOSEN)
        known = takers(self.town).difference(out)
        return next((key for key in LIKELY if key in known), min(known))

    def _address(self, story: str) -> Address:
        return Address(self.town.key, CHANNEL, f"practice-{story}")


def _newest(referrals: "list[Referral]", institution: str) -> Referral | None:
    theirs = [each for each in referrals if each.institution == institution and each.role == LEAD]
    return max(theirs, key=lambda each: each.id, default=None)
