"""An institution speaks: what its page shows, and the ways by which its answer comes in."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Unpack

from reportbot.core.cases.case import Case
from reportbot.core.cases.events import CaseEvent
from reportbot.core.cases.offices.sayable import adds_nothing, may_say
from reportbot.core.cases.referral import Answer, Answering, Beside, Referral, leads
from reportbot.core.cases.retention import closing_facts
from reportbot.core.cases.workflow import Status
from reportbot.core.errors import AnswerRefused, TransitionRefused, UnknownCode
from reportbot.service.audit.notes import note_alone
from reportbot.service.cases.dossier import Dossier
from reportbot.service.cases.links import linked_referral
from reportbot.service.cases.withheld import case_for_desk, is_withheld
from reportbot.service.due.retention import start_clock
from reportbot.service.offices.handing_on import HandingOn
from reportbot.service.offices.new_links import NewLinks
from reportbot.service.offices.openings import Openings
from reportbot.service.offices.putting_off import PuttingOff
from reportbot.service.offices.reading import MayOpen, ReferralPage, ReferralReading, nobody
from reportbot.service.offices.recording import LONGEST_NOTE, Recorder
from reportbot.service.outgoing.notices import Notices
from reportbot.service.ports import Clock, Ids, Store, Vault, Work
from reportbot.service.towns import Town
from reportbot.service.triage.corrections import CorrectionKeeper
from reportbot.service.trying import persistently
from reportbot.service.turns.news import News
from reportbot.service.upkeep.damage import Damage

__all__ = ["LONGEST_NOTE", "MayOpen", "ReferralPage", "Responses"]


class Responses:
    def __init__(
        self,
        store: Store,
        vault: Vault,
        towns: Mapping[str, Town],
        notices: Notices,
        news: News,
        clock: Clock,
        ids: Ids,
        wake: Callable[[], None],
        damage: Damage,
        own: str,
    ) -> None:
        """`wake`: something waits to be sent. `own` is our own public address."""
        self._store, self._vault, self._towns = store, vault, towns
        self._wake, self._clock, self._ids = wake, clock, ids
        self._dossier = Dossier(vault, damage)
        self._reading = ReferralReading(towns, self._dossier, clock)
        handing = HandingOn(towns, notices, ids, CorrectionKeeper(vault, ids, damage))
        self.openings = Openings(
            store=store, vault=vault, towns=towns, notices=notices, clock=clock, ids=ids, wake=wake
        )
        self.new_links = NewLinks(store=store, vault=vault, towns=towns, notices=notices, clock=clock, wake=wake)
        putting_off = PuttingOff(towns, notices, ids)
        self._recorder = Recorder(
            vault=vault,
            towns=towns,
            handing=handing,
            news=news,
            clock=clock,
            ids=ids,
            damage=damage,
            own=own,
            putting_off=putting_off,
        )

    async def page(self, token: str, may_open: MayOpen = nobody) -> ReferralPage:
        """Noted as read by the institution; what stays locked is not read. Raises LinkExpired, BadSignature,
        UnknownCode, CannotBeNoted."""
        async with self._store.read() as work:
            shown = await self._reading.page(work, await self._referral(work, token), may_open)
        act = "opened_link" if shown.is_locked else "read_case"
        facts = {"notes": str(len(shown.written))} if shown.written else {}
        await self._noted(act, shown.case, shown.referral.institution, **facts)
        return shown

    async def photo(self, token: str, photo: int, may_open: MayOpen = nobody) -> bytes:
        """A picture of this very case. Raises as `page`, and UnknownCode for any other picture, and for one that is
        locked."""
        async with self._store.read() as work:
            referral = await self._referral(work, token)
            case = await work.cases.one(referral.case)
            if await self._reading.locked_with(work, case, referral, may_open) is not None:
                raise UnknownCode("it opens with a code only")
            image = await self._dossier.photo(work, case, photo, referral.institution)
        await self._noted("read_photo", case, referral.institution, photo=str(photo))
        return image

    async def answer(
        self,
        token: str,
        answer: Answer,
        note: str = "",
        *,
        picture: bytes = b"",
        may_open: MayOpen = nobody,
        **beside: Unpack[Beside],
    ) -> ReferralPage:
        """The same answer twice is one answer. `picture` was painted anew. Raises as `page`, and OutcomeMissing,
        DateRefused, MayNotLeave for a note that is not `confirmed` or cannot be."""
        said = Answering(answer, note, **beside)

        async def once() -> bool:
            async with self._store.begin() as work:
                return await self._recorder.record(work, await self._referral(work, token), said, picture)

        note_kept = await persistently(once)
        self._wake()
        return replace(await self.page(token, may_open), note_refused=not note_kept)

    async def answer_as(
        self,
        institution: str,
        referral_id: int,
        answer: Answer,
        note: str = "",
        picture: bytes = b"",
        **beside: Unpack[Beside],
    ) -> None:
        """By a button in a duty chat of `institution`, or an SMS, which also hears for those who have no contact of
        their own. `picture` was painted anew.

        Raises UnknownCode where it is not theirs, AnswerRefused where another office has it by now or alone can say
        that, OutcomeMissing for "done" without an outcome, DateRefused, MayNotLeave.
        """
        said = Answering(answer, note, **beside)

        async def once() -> None:
            async with self._store.begin() as work:
                referral = await work.cases.referral(referral_id)
                if referral is None or not await self._hears_for(work, institution, referral):
                    raise UnknownCode("no referral of this institution")
                case = await work.cases.one(referral.case)
                if adds_nothing(case, referral, answer):
                    return
                if not may_say(case, referral, answer, said.outcome):
                    raise AnswerRefused("another office has it, or it is another office that says so")
                await self._recorder.record(work, referral, said, picture)

        await persistently(once)
        self._wake()

    async def answer_by_phone(self, municipality: str, number: str, referral_id: int, said: Answering, by: str) -> bool:
        """The coordinator writes down what an institution said on the phone, or did itself: it is that institution's
        answer. Whether the note was kept. Raises UnknownCode, OutcomeMissing, DateRefused, MayNotLeave."""

        async def once() -> bool:
            async with self._store.begin() as work:
                case = await case_for_desk(work, self._towns[municipality], number)
                referral = await work.cases.referral(referral_id)
                is_theirs = referral is not None and referral.case == case.id and not referral.is_withdrawn
                if referral is None or not is_theirs or referral.institution in case.avoided:
                    raise UnknownCode("no referral of this case")
                is_own = referral.institution == self._towns[municipality].rules.coordinator
                return await self._recorder.record(work, referral, replace(said, via="" if is_own else "phone", by=by))

        kept = await persistently(once)
        self._wake()
        return kept

    async def close(self, token: str) -> None:
        """Whoever leads ends a case that nobody at the desk may know of.

        Raises as `page`, and TransitionRefused for any other case, and for one that is not over yet.
        """

        async def once() -> None:
            async with self._store.begin() as work:
                referral = await self._referral(work, token)
                case = await work.cases.one(referral.case)
                town = self._towns[case.municipality]
                if case.status is Status.CLOSED:
                    return
                if not is_withheld(town, case) or not leads(case, referral) or case.merged_into is not None:
                    raise TransitionRefused("the reporting desk closes it")
                now = self._clock.now()
                closed = case.moved_to(Status.CLOSED, now)
                facts = closing_facts(case.status)
                by = referral.institution
                await work.cases.save([closed])
                await work.cases.add_events(
                    [CaseEvent(self._ids.new(), case.id, case.municipality, "closed", now, by, facts)]
                )
                await work.dues.cancel(case=case.id, at=now)
                await start_clock(work, town.rules.keeping, closed)

        await persistently(once)

    async def record(self, work: Work, referral: Referral, said: Answering, picture: bytes = b"") -> bool:
        """Within this unit of work. Whether the note was kept. Raises OutcomeMissing, DateRefused, MayNotLeave."""
        return await self._recorder.record(work, referral, said, picture)

    async def _hears_for(self, work: Work, institution: str, referral: Referral) -> bool:
        case = await work.cases.one(referral.case)
        town = self._towns[referral.municipality].without(case.avoided)
        hears = (referral.institution, town.rules.contact_of(referral.institution).key)
        return institution in hears and referral.institution not in case.avoided

    async def _noted(self, act: str, case: Case, by: str, **facts: str) -> None:
        about = {"municipality": case.municipality, "actor": by, "subject": case.number, **facts}
        await note_alone(self._store, lambda work: work.audit.note(act, at=self._clock.now(), **about))

    async def _referral(self, work: Work, token: str) -> Referral:
        return await linked_referral(work, self._vault, token, self._clock.now())
