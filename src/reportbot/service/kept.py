"""Messages that made us stumble: a named person opens one, turns it into a report of whoever wrote it, or is done."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from reportbot.core.cases.case import Case
from reportbot.core.conversation import places
from reportbot.core.errors import CannotBeRead, UnknownCode
from reportbot.core.messages import Location
from reportbot.service.damage import Damage
from reportbot.service.opening import Opener, year_of
from reportbot.service.ports import Clock, Store, Vault, Work
from reportbot.service.records import BrokenMessage, Conversation, Who
from reportbot.service.towns import Town
from reportbot.service.trying import persistently


@dataclass(frozen=True, slots=True)
class KeptMessage:
    """One of them, opened. `text` is None where it cannot be read. `attached` are kinds of what came with it.

    `photos` is how many of them are kept: they belong to the report that is made of it.
    """

    kept: BrokenMessage
    text: str | None = field(repr=False)
    point: Location | None = field(default=None, repr=False)
    attached: tuple[str, ...] = ()
    photos: int = 0

    @property
    def is_something(self) -> bool:
        """Whether a report can be made of it."""
        return self.text is not None and (bool(self.text) or self.point is not None or self.photos > 0)


class KeptMessages:
    def __init__(
        self,
        store: Store,
        vault: Vault,
        towns: Mapping[str, Town],
        opener: Opener,
        clock: Clock,
        wake: Callable[[], None],
        damage: Damage,
    ) -> None:
        """`wake`: something waits to be sent."""
        self._store, self._vault, self._towns, self._opener = store, vault, towns, opener
        self._clock, self._wake, self._damage = clock, wake, damage

    async def open(self, municipality: str, id: int, by: str) -> KeptMessage:
        """For a person's eyes, and noted before it is shown; `by` is a role. Raises UnknownCode."""
        async with self._store.begin() as work:
            kept = await self._kept(work, municipality, id)
            self._note(work, "read_broken", kept, by)
            return await self._opened(work, kept)

    async def remove(self, municipality: str, id: int, by: str) -> None:
        """It is dealt with, and gone for good. Raises UnknownCode."""

        async def once() -> None:
            async with self._store.begin() as work:
                kept = await self._kept(work, municipality, id)
                await work.messages.remove_broken(municipality, id)
                self._note(work, "removed_broken", kept, by)

        await persistently(once)

    async def report(self, municipality: str, id: int, by: str) -> str:
        """A report of whoever wrote it: more about their open case, or a case of its own. The case's number.

        Raises UnknownCode, also where there is nothing in it to report.
        """
        number = await persistently(lambda: self._report(self._towns[municipality], id, by))
        self._wake()
        return number

    async def _report(self, town: Town, id: int, by: str) -> str:
        now = self._clock.now()
        async with self._store.begin() as work:
            kept = await self._kept(work, town.key, id)
            opened = await self._opened(work, kept)
            if not opened.is_something:
                raise UnknownCode("there is nothing in it that could be reported")
            writer = await self._writer(work, kept)
            case = await self._their_case(work, writer)
            answers = _answers(opened, town)
            if case is not None:
                await self._add(work, case, answers, now)
            else:
                case = await self._open_case(work, town, kept, writer, answers, now)
            await work.conversations.hand_photos_over(kept.id, case.id)
            await work.messages.remove_broken(town.key, id)
            self._note(work, "reported_broken", kept, by, case=case.number)
        return case.number

    async def _kept(self, work: Work, municipality: str, id: int) -> BrokenMessage:
        kept = await work.messages.one_broken(municipality, id) if id < 1 << 63 else None
        if kept is None:
            raise UnknownCode("no kept message has this number here")
        return kept

    async def _opened(self, work: Work, kept: BrokenMessage) -> KeptMessage:
        photos = [each for each in await work.conversations.photos(case=kept.id) if each.is_something]
        try:
            key = self._vault.data_key(kept.sealed_key, f"broken_messages.key:{kept.id}")
            said = json.loads(key.open(kept.sealed_message, f"broken_messages.message:{kept.id}"))
        except CannotBeRead as failure:
            self._damage.note(failure)
            return KeptMessage(kept, None)
        point = Location(*said["location"]) if said.get("location") else None
        return KeptMessage(kept, str(said.get("text", "")), point, _kinds(said), len(photos))

    async def _writer(self, work: Work, kept: BrokenMessage) -> Conversation | None:
        """Found, not only got: on PostgreSQL that locks it, and it is changed below."""
        known = await work.conversations.get([kept.conversation]) if kept.conversation is not None else {}
        who = [each.who for each in known.values()]
        return next(iter((await work.conversations.find(who)).values()), None) if who else None

    async def _their_case(self, work: Work, writer: Conversation | None) -> Case | None:
        """Theirs, as long as it is open and something can still be kept in it."""
        if writer is None or writer.case is None:
            return None
        case = (await work.cases.get([writer.case])).get(writer.case)
        try:
            return case if case and case.status.is_open and self._vault.case_key(case) else None
        except CannotBeRead as failure:
            self._damage.note(failure, case)
            return None

    async def _add(self, work: Work, case: Case, answers: Mapping[str, Any], now: datetime) -> None:
        added = self._opener.event(case, "reporter_added", "reporter", now)
        await work.cases.add([], [self._opener.report(case, answers, now)], [], [added])
        await work.cases.save([replace(case, updated_at=now)])

    async def _open_case(
        self,
        work: Work,
        town: Town,
        kept: BrokenMessage,
        writer: Conversation | None,
        answers: Mapping[str, Any],
        now: datetime,
    ) -> Case:
        """Nobody holds a code of it: whoever wrote finds it from the same chat."""
        spoken = town.rules.languages[0]
        stranger = Conversation(0, Who(town.key, kept.channel, b""), b"", spoken, None, b"", None, now)
        file = self._opener.open(town, writer or stranger, answers, "citizen", "", b"", now)
        if writer is None:
            file = replace(file, case=replace(file.case, conversation=None))
        else:
            await work.conversations.save([replace(writer, case=file.case.id)])
        file = file.numbered(year_of(town, now), await work.cases.take_numbers(town.key, year_of(town, now), 1))
        await work.cases.add([file.case], file.reports, file.referrals, file.events)
        await work.sketches.save([file.sketch] if file.sketch else [])
        await work.dues.add(file.dues)
        await work.outbox.add(self._opener.notices(town, file, now))
        return file.case

    def _note(self, work: Work, act: str, kept: BrokenMessage, by: str, **facts: str) -> None:
        subject = f"broken_messages:{kept.id}"
        work.audit.note(act, at=self._clock.now(), municipality=kept.municipality, actor=by, subject=subject, **facts)


def _kinds(said: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(map(str, said.get("attachments", ())))


def _answers(opened: KeptMessage, town: Town) -> dict[str, Any]:
    """As a report has them."""
    point = places.pinned(opened.point, town.around.gazetteer) if opened.point else {}
    told = {"description": opened.text or "", "place": point}
    return {name: value for name, value in told.items() if value}
