"""Within a batch: a report, an alarm or a serious draft opens a case, or adds to the one that it has opened."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from reportbot.core.access.member import is_member
from reportbot.core.cases.triage.gate import is_unsure
from reportbot.core.conversation.beside.elsewhere import avoids_lead
from reportbot.core.conversation.questions.story import kind_of
from reportbot.core.conversation.turns.turn import Alarm, Submission
from reportbot.core.errors import CannotBeMerged, CannotBeRead, TransitionRefused
from reportbot.core.messages import Fill
from reportbot.core.receipt import in_fours
from reportbot.core.urgency import Urgency
from reportbot.service.cases.casefile import CaseFile
from reportbot.service.cases.gathering import Gathering
from reportbot.service.ports import Ids, Vault, Work
from reportbot.service.records import Who
from reportbot.service.reports.adding_beside import AddingBeside
from reportbot.service.reports.additions import Additions
from reportbot.service.reports.codes import Hand
from reportbot.service.reports.joining import Joining, belong_together
from reportbot.service.reports.opening import Opener, year_of
from reportbot.service.towns import Town
from reportbot.service.upkeep.damage import Damage


class Submitting:
    def __init__(self, opener: Opener, towns: Mapping[str, Town], vault: Vault, ids: Ids, damage: Damage) -> None:
        self._opener, self._towns, self._vault, self._damage = opener, towns, vault, damage
        self._adding = AddingBeside(opener, ids, damage)
        self._additions = Additions(opener)
        self._joining = Joining(opener, self._adding)

    async def alarm(
        self, work: Work, gathering: Gathering, town: Town, who: Who, alarm: Alarm, case: int | None, now: datetime
    ) -> int:
        """Opens a case at once, or adds to the one that this conversation has opened or sent. Its id."""
        if case is None or not await self._can_keep(work, gathering, case):
            return self._open(gathering, town, who, alarm.answers, "citizen", alarm.danger, now).case.id
        file = self._alone(town, await self.file(work, gathering, case), now)
        gathering.files[case] = self._adding.alarm_again(town, file, alarm.answers, alarm.danger, now)
        return case

    async def submit(
        self, work: Work, gathering: Gathering, town: Town, who: Who, submitted: Submission, hand: Hand, now: datetime
    ) -> tuple[int, dict[str, Fill]]:
        """A finished report: a new case, or more about the one that an alarm has opened. Its id, and what to say."""
        code = hand.next()
        if submitted.case is not None and await self._goes_on(work, gathering, submitted.case, submitted.kind):
            file = self._alone(town, await self.file(work, gathering, submitted.case), now)
            file = self._adding.complete(town, file, submitted.answers, code.tag, now, submitted.voice)
            gathering.files[submitted.case] = file
            await self.set_free(work, gathering, town, submitted.case, now)
            gathering.sent(who, submitted.case)
        else:
            file = self._open(gathering, town, who, submitted.answers, submitted.voice, "", now, code.tag)
            if submitted.joins is not None:
                file = await self._join(work, gathering, town, file, submitted.joins, now)
        lead = town.name_of(file.case.lead)
        fill: dict[str, Fill] = {"code": in_fours(code.digits), "institution": lead, "due": file.promised}
        if avoids_lead(submitted.answers):
            fill["not_to"] = town.names_of(self._not_told(town, file, submitted.answers, now))
        return file.case.id, fill

    async def add(
        self,
        work: Work,
        gathering: Gathering,
        town: Town,
        who: Who,
        answers: Mapping[str, Any],
        now: datetime,
        asked: bool = False,
    ) -> int:
        """More about the report that this conversation sent last. Its id; a new case where nothing can be added.

        `asked`: it answers what we ask after each report, which is no news while nobody at the desk has acted.
        """
        case = gathering.conversations[who].case
        if case is None or not await self._can_keep(work, gathering, case):
            return self._open(gathering, town, who, answers, "citizen", "", now, unfinished=True).case.id
        file = await self.file(work, gathering, case)
        lead = await self.main(work, gathering, file)
        if lead is None:
            with_it = asked and not any(is_member(each.actor) for each in await work.cases.events(case))
            more = self._adding.more(town, file, answers, now, with_it)
            gathering.files[case] = await self._additions.paced(work, gathering, town, file, more, now)
            await self.set_free(work, gathering, town, case, now)
        else:
            told, more = self._adding.beside(town, file, lead, answers, now)
            more = await self._additions.paced(work, gathering, town, lead, more, now)
            gathering.files |= {case: told, more.case.id: more}
        return case

    async def keep(
        self,
        work: Work,
        gathering: Gathering,
        town: Town,
        who: Who,
        case: int | None,
        told: Mapping[str, Any],
        now: datetime,
    ) -> int:
        """What a draft told that fell silent: a new case, or more about the one that it has opened. No code is made."""
        if case is None or not await self._can_keep(work, gathering, case):
            return self._open(gathering, town, who, told, "citizen", "", now, unfinished=True).case.id
        file = self._alone(town, await self.file(work, gathering, case), now)
        gathering.files[case] = self._adding.complete(town, file, told, file.case.receipt_tag, now)
        await self.set_free(work, gathering, town, case, now)
        return case

    async def is_there(self, work: Work, gathering: Gathering, case: int) -> bool:
        """Whether it was not erased meanwhile."""
        known = gathering.files[case].case if case in gathering.files else await work.cases.find(case)
        return known is not None and bool(known.sealed_key)

    async def number(self, work: Work, gathering: Gathering) -> None:
        """Numbers for all new cases of the batch, one statement per municipality and year."""
        groups: dict[tuple[str, int], list[CaseFile]] = {}
        for file in gathering.files.values():
            if file.is_new:
                town = self._towns[file.case.municipality]
                groups.setdefault((town.key, year_of(town, file.case.opened_at)), []).append(file)
        for (municipality, year), files in groups.items():
            first = await work.cases.take_numbers(municipality, year, len(files))
            for number, file in enumerate(files, start=first):
                gathering.files[file.case.id] = file.numbered(year, number)

    async def file(self, work: Work, gathering: Gathering, case: int) -> CaseFile:
        """The case as this batch knows it. Raises KeyError for one that is not there."""
        if case in gathering.files:
            return gathering.files[case]
        known = await work.cases.one(case)
        referrals, dues = await work.cases.referrals(case), await work.dues.of_case(case)
        sketch = (await work.sketches.get([case])).get(case)
        return CaseFile(known, known.opened_at, known=tuple(referrals), coming=tuple(dues), sketch=sketch)

    async def main(self, work: Work, gathering: Gathering, file: CaseFile) -> CaseFile | None:
        """The case of which this is one more report; None where it stands alone, or that one is erased."""
        id = file.case.merged_into
        if id is None or not await self.is_there(work, gathering, id):
            return None
        return await self.file(work, gathering, id)

    async def set_free(self, work: Work, gathering: Gathering, town: Town, lead: int, now: datetime) -> None:
        """The case has changed. If it concerns a person after all, or another office must hear nothing of it, whoever
        reported a thing hears no more of it: those of this very batch too."""
        ids = [each.id for each in await work.cases.merged_into([lead])]
        ids += [id for id, each in gathering.files.items() if each.case.merged_into == lead]
        for id in dict.fromkeys(ids):
            file = await self.file(work, gathering, id)
            if file.case.merged_into == lead and not belong_together(file.case, gathering.files[lead].case):
                gathering.files[id] = self._alone(town, file, now)

    def _not_told(self, town: Town, file: CaseFile, said: Mapping[str, Any], now: datetime) -> tuple[str, ...]:
        """Of those that they were shown, who hears nothing of it. How sure the guess was then counts: led round the
        desk, the case waits there no more."""
        case = file.case
        unsure = is_unsure(self._opener.decide(town, said, case.danger), town.rules)
        goes = self._opener.destination(town, case.category, case.place, said, case.voice, now, unsure)
        return tuple(key for key in goes.unwanted if key in case.avoided) or case.avoided

    async def _join(
        self, work: Work, gathering: Gathering, town: Town, file: CaseFile, to: int, now: datetime
    ) -> CaseFile:
        """To the case of others that they chose. Where that cannot be any more, theirs stays a case of its own."""
        if file.case.urgency is Urgency.EMERGENCY or not await self._can_keep(work, gathering, to):
            return file
        lead = await self.file(work, gathering, to)
        group = {case.id: case for case in await work.cases.merged_into([to])}
        group |= {each.case.id: each.case for each in gathering.files.values() if each.case.merged_into == to}
        try:
            joined, lead = self._joining.join(town, file, lead, group.values(), "reporter", now)
        except (CannotBeMerged, TransitionRefused):
            return file
        gathering.files |= {joined.case.id: joined, to: lead}
        return joined

    def _alone(self, town: Town, file: CaseFile, now: datetime) -> CaseFile:
        """A danger, or a whole report of its own, is not one more report of another case any more."""
        return file if file.case.merged_into is None else self._adding.alone(town, file, "reporter", now)

    def _open(
        self,
        gathering: Gathering,
        town: Town,
        who: Who,
        answers: Mapping[str, object],
        voice: str,
        danger: str,
        now: datetime,
        tag: bytes = b"",
        unfinished: bool = False,
    ) -> CaseFile:
        """Without a `tag`, nobody has a code yet."""
        file = self._opener.open(town, gathering.conversations[who], answers, voice, danger, tag, now, unfinished)
        gathering.open(who, file)
        return file

    async def _goes_on(self, work: Work, gathering: Gathering, case: int, kind: str) -> bool:
        """Whether a report of this kind is more about that case. A pothole is no end of the story of a child."""
        if not await self._can_keep(work, gathering, case):
            return False
        opened = (await self.file(work, gathering, case)).case
        return bool(opened.danger) or kind_of(opened.category) in ("", kind)

    async def _can_keep(self, work: Work, gathering: Gathering, case: int) -> bool:
        """Whether more can be sealed in it. If its key is damaged or destroyed, what the person says now becomes a case
        of its own."""
        known = gathering.files[case].case if case in gathering.files else await work.cases.find(case)
        try:
            return known is not None and bool(self._vault.case_key(known))
        except CannotBeRead as failure:
            self._damage.note(failure, known)
            return False
