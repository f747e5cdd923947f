"""Somebody calls the desk: what they tell becomes a case like any other, and they get a code that is read out once.

There is no conversation: nobody knows who called. With the code they ask for news later, from any channel.

The code follows from the random key of the form, which only the browser keeps: if the answer was lost on its way, the
same form can have the same code once more. Nobody else can, not even who holds our keys and the database.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from reportbot.core.cases.case import Case
from reportbot.core.cases.triage.corroboration import CALLED
from reportbot.core.cases.triage.deciding import TriageDecision
from reportbot.core.conversation.turns.session import AVOID
from reportbot.core.errors import AlreadySent, UnknownCode
from reportbot.core.messages import Text
from reportbot.core.receipt import in_fours, with_check_digit
from reportbot.core.urgency import Urgency
from reportbot.service.cases.casefile import CaseFile
from reportbot.service.ports import Clock, Store, Vault
from reportbot.service.records import Conversation, Who
from reportbot.service.reports.codes import Code, Codes
from reportbot.service.reports.opening import Opener, year_of
from reportbot.service.towns import Town
from reportbot.service.trying import persistently

PHONE = CALLED  # the channel of such a case; nothing is ever sent through it
SAID_NOW = "said_now"  # the kind of danger that was said, not heard in words (core/conversation/danger/safeguarding.py)


@dataclass(frozen=True, slots=True)
class Call:
    """What the desk typed. `category` "" lets the words decide; `place` as a flow's answer has it, may be empty.

    `avoids_lead`: the caller complains of the office that would get it (R15).
    """

    words: str = field(repr=False)
    category: str
    place: Mapping[str, Any] = field(repr=False)
    in_danger: bool
    language: str
    voice: str
    avoids_lead: bool = False

    @property
    def answers(self) -> dict[str, Any]:
        """As a report from a flow has them."""
        told = {"category": self.category, "place": dict(self.place), "description": self.words}
        told |= {AVOID: "yes" if self.avoids_lead else ""}
        return {name: value for name, value in told.items() if value} | {"now": "yes" if self.in_danger else "no"}


@dataclass(frozen=True, slots=True)
class Taken:
    """`code` in fours, to be read out now: it is kept nowhere. `promised` is when the caller may expect an answer."""

    number: str
    code: str = field(repr=False)
    institution: Text
    promised: datetime
    is_emergency: bool


class Calling:
    def __init__(
        self,
        store: Store,
        vault: Vault,
        towns: Mapping[str, Town],
        opener: Opener,
        codes: Codes,
        clock: Clock,
        wake: Callable[[], None],
    ) -> None:
        """`wake`: something waits to be sent."""
        self._store, self._vault, self._towns = store, vault, towns
        self._opener, self._codes = opener, codes
        self._clock, self._wake = clock, wake

    def propose(self, municipality: str, call: Call) -> TriageDecision:
        """What the words sound like; nothing is written."""
        return self._opener.decide(self._towns[municipality], call.answers, SAID_NOW if call.in_danger else "")

    async def report(self, municipality: str, call: Call, key: str, by: str) -> Taken:
        """Opens the case; `by` is a role. `key` is the form's: sent again, it raises AlreadySent, nothing happens."""
        code = await self._code(municipality, key)
        taken = await persistently(lambda: self._report(self._towns[municipality], call, code, key, by))
        self._wake()
        return taken

    async def code_again(self, municipality: str, key: str, by: str) -> Taken:
        """The code of the case that this very form has opened, for who could not read it out. That is noted.

        Raises UnknownCode where it has opened none, or the case is erased.
        """
        town, code = self._towns[municipality], await self._code(municipality, key)

        async def once() -> Taken:
            async with self._store.begin() as work:
                case = (await work.cases.by_receipt(municipality, [code.tag])).get(code.tag)
                if case is None or not case.sealed_key:
                    raise UnknownCode("this form has opened no case")
                due = [each.due_at for each in await work.dues.of_case(case.id) if each.kind == "acknowledge"]
                now = self._clock.now()
                work.audit.note("code_again", at=now, municipality=municipality, actor=by, subject=case.number)
            return _taken(town, case, code, min(due, default=case.opened_at))

        return await persistently(once)

    async def _code(self, municipality: str, key: str) -> Code:
        drawn = int.from_bytes(self._vault.message_key(f"code of call:{municipality}:{key}"), "big")
        return await self._codes.made(with_check_digit(f"{drawn % 10**15:015d}"))

    async def _report(self, town: Town, call: Call, code: Code, key: str, by: str) -> Taken:
        now = self._clock.now()
        async with self._store.begin() as work:
            seen = self._vault.message_key(f"call:{town.key}:{key}")
            if not await work.messages.unseen([seen], now):
                raise AlreadySent("this form has opened its case already")
            first = await work.cases.take_numbers(town.key, year_of(town, now), 1)
            file = self._file(town, call, code.tag, now).numbered(year_of(town, now), first)
            await work.cases.add([file.case], file.reports, file.referrals, file.events)
            await work.sketches.save([file.sketch] if file.sketch else [])
            await work.dues.add(file.dues)
            await work.outbox.add(self._opener.notices(town, file, now))
            work.audit.note("took_call", at=now, municipality=town.key, actor=by, subject=file.case.number)
        return _taken(town, file.case, code, file.promised)

    def _file(self, town: Town, call: Call, tag: bytes, now: datetime) -> CaseFile:
        nobody = Conversation(
            id=0,
            who=Who(town.key, PHONE, b""),
            sealed_address=b"",
            language=call.language,
            may_push=None,
            session=b"",
            case=None,
            last_at=now,
        )
        danger = SAID_NOW if call.in_danger else ""
        file = self._opener.open(town, nobody, call.answers, call.voice, danger, tag, now)
        return replace(file, case=replace(file.case, conversation=None))


def _taken(town: Town, case: Case, code: Code, promised: datetime) -> Taken:
    lead = town.name_of(case.lead)
    return Taken(case.number, in_fours(code.digits), lead, promised, case.urgency is Urgency.EMERGENCY)
