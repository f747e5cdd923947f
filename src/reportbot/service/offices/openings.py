"""The second factor of a sealed matter: six digits that reach an office by another way than its link did.

No code is stored: it follows from the keys, the referral, how many were asked for, and the quarter of an hour. One that
opened the matter once opens it nowhere else: that is remembered in the database, so it holds for any number of
processes, as the number of wrong codes is.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from hmac import compare_digest

from reportbot.core.cases.case import Case
from reportbot.core.cases.events import CODE_SENT, OPENED_BY_OFFICE, CaseEvent
from reportbot.core.cases.referral import Referral, check_may_hear
from reportbot.core.errors import BadInput, BadSignature, UnknownCode
from reportbot.service.audit.notes import note_alone
from reportbot.service.cases.links import linked_referral
from reportbot.service.cases.withheld import case_for_desk
from reportbot.service.offices.second_ways import second_ways
from reportbot.service.offices.wrong_codes import WrongCodes
from reportbot.service.outgoing.notices import Notices
from reportbot.service.ports import Clock, Ids, Store, Vault, Work
from reportbot.service.towns import Town
from reportbot.service.trying import persistently

QUARTER = timedelta(minutes=15)
OPEN_FOR = timedelta(hours=12)
MOST_WRONG = 5  # wrong codes in a quarter of an hour and referral
MOST_SENT = 3  # codes sent in a quarter of an hour and referral
STILL_GOOD = 2  # of the codes that were asked for, so many of the newest
BY_PHONE = "phone"


class TooOften(BadInput):
    """Too many wrong codes, or too many that were asked for, in a quarter of an hour."""


class NoOtherWay(BadInput):
    """The office has no other contact than the one that got the link."""


class WrongCode(BadInput):
    """Not the code, or one whose time is over."""


class CodeUsed(BadInput):
    """It was the code, and it has opened the matter once."""


class Openings:
    def __init__(
        self,
        store: Store,
        vault: Vault,
        towns: Mapping[str, Town],
        notices: Notices,
        clock: Clock,
        ids: Ids,
        wake: Callable[[], None],
    ) -> None:
        """`wake`: something waits to be sent."""
        self._store, self._vault, self._towns, self._notices = store, vault, towns, notices
        self._clock, self._ids, self._wake = clock, ids, wake
        self._wrong = WrongCodes(store, vault, "opening", MOST_WRONG, QUARTER)

    async def send(self, token: str) -> str:
        """By which kind of way it goes. Raises NoOtherWay, TooOften, LinkExpired, BadSignature, UnknownCode."""

        async def once() -> str:
            now = self._clock.now()
            async with self._store.begin() as work:
                referral = await linked_referral(work, self._vault, token, now)
                case = await work.cases.one(referral.case)
                town = self._towns[case.municipality].without(case.avoided)
                ways = second_ways(
                    town, case, referral, await work.outbox.of_case(case.id), await work.cases.events(case.id), now
                )
                if not ways or not case.sealed_key:
                    raise NoOtherWay("no contact but the one that has the link")
                asked = [each for each in await self._asked(work, referral) if each.facts.get("via") != BY_PHONE]
                if sum(each.at > now - QUARTER for each in asked) >= MOST_SENT:
                    raise TooOften("too many codes were asked for")
                code = await self._new(work, case, referral, referral.institution, now, via=ways[0].kind)
                await work.outbox.add([self._notices.write_code(town, case, referral, ways[0], code, now)])
                return ways[0].kind

        kind = await persistently(once)
        self._wake()
        return kind

    async def read_out(self, municipality: str, number: str, referral_id: int, by: str) -> tuple[str, str]:
        """For the coordinator's ear on the phone: the institution and its code. Raises UnknownCode, OfficeAvoided."""

        async def once() -> tuple[str, str]:
            now = self._clock.now()
            async with self._store.begin() as work:
                case = await case_for_desk(work, self._towns[municipality], number)
                referral = await work.cases.referral(referral_id)
                if referral is None or referral.case != case.id:
                    raise UnknownCode("no referral of this case")
                check_may_hear(case, referral.institution)
                code = await self._new(work, case, referral, by, now, via=BY_PHONE)
                return referral.institution, code

        return await persistently(once)

    async def enter(self, token: str, typed: str) -> tuple[Referral, str]:
        """What the browser keeps, signed, for `OPEN_FOR`. Raises WrongCode, CodeUsed, TooOften, and as `send`."""

        async def once() -> Referral:
            now = self._clock.now()
            async with self._store.begin() as work:
                referral = await linked_referral(work, self._vault, token, now)
                key = await self._key_of(work, referral, re.sub(r"[\s./-]", "", typed), now)
                if key is None:
                    raise WrongCode(str(referral.case))
                if key not in await work.messages.unseen([key], now):
                    raise CodeUsed("this code has opened it once")
                facts = {"institution": referral.institution}
                event = CaseEvent(
                    self._ids.new(),
                    referral.case,
                    referral.municipality,
                    OPENED_BY_OFFICE,
                    now,
                    referral.institution,
                    facts,
                )
                await work.cases.find(referral.case)
                await work.cases.add_events([event])
                return referral

        town, whose = await self._counted(token)
        is_wrong = False
        try:
            referral = await persistently(once)
        except WrongCode:
            is_wrong = True
            await self._refused(token)
            raise
        finally:
            if not is_wrong:
                await self._wrong.forgive(town, whose)
        return referral, self._vault.sign("opened", _text(referral), self._clock.now() + OPEN_FOR)

    async def _counted(self, token: str) -> tuple[str, str]:
        """For whom it is counted, before anything is judged. Raises TooOften."""
        now = self._clock.now()
        async with self._store.read() as work:
            referral = await linked_referral(work, self._vault, token, now)
        town, whose = referral.municipality, str(referral.id)
        if await self._wrong.count(town, whose, now) is None:
            raise TooOften("too many wrong codes")
        return town, whose

    def has_opened(self, kept: str, referral: Referral) -> bool:
        """Whether what a browser has kept was signed for this very referral and institution, and still holds."""
        try:
            return self._vault.read("opened", kept, self._clock.now()) == _text(referral)
        except BadSignature:
            return False

    async def _new(self, work: Work, case: Case, referral: Referral, by: str, now: datetime, via: str) -> str:
        facts = {"institution": referral.institution, "via": via}
        event = CaseEvent(self._ids.new(), case.id, case.municipality, CODE_SENT, now, by, facts)
        number = len(await self._asked(work, referral)) + 1
        await work.cases.add_events([event])
        return self._vault.opening_codes(referral.id, _holder(referral, number), now)[0]

    async def _asked(self, work: Work, referral: Referral) -> Sequence[CaseEvent]:
        """Every code of this institution, oldest first."""
        events = await work.cases.events(referral.case)
        return [
            each for each in events if each.kind == CODE_SENT and each.facts.get("institution") == referral.institution
        ]

    async def _key_of(self, work: Work, referral: Referral, typed: str, now: datetime) -> bytes | None:
        """By which this code is remembered once it has opened something; None where it is none. All are compared, in
        the same time."""
        found = None
        for name, code in self._good(referral, len(await self._asked(work, referral)), now):
            if compare_digest(typed.encode(), code.encode()):
                found = self._vault.message_key(f"opened:{name}")
        return found

    def _good(self, referral: Referral, asked: int, now: datetime) -> Iterator[tuple[str, str]]:
        quarter = int(now.timestamp()) // int(QUARTER.total_seconds())
        for number in range(asked, max(asked - STILL_GOOD, 0), -1):
            codes = self._vault.opening_codes(referral.id, _holder(referral, number), now)
            for back, code in enumerate(codes):
                yield f"{referral.id}:{_holder(referral, number)}:{quarter - back}", code

    async def _refused(self, token: str) -> None:
        now = self._clock.now()
        async with self._store.read() as work:
            referral = await linked_referral(work, self._vault, token, now)
            case = await work.cases.one(referral.case)
        about = {"municipality": case.municipality, "actor": referral.institution, "subject": case.number}
        await note_alone(self._store, lambda work: work.audit.note("code_refused", at=now, **about))


def _holder(referral: Referral, number: int) -> str:
    """Each code that is asked for is another one: a used one must not stand in the way of a colleague."""
    return f"{referral.institution}#{number}"


def _text(referral: Referral) -> str:
    return f"{referral.id} {referral.institution}"
