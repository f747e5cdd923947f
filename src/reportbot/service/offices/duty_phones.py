"""An office answers by SMS from its duty phone: "482153 PRANOJ". Durable, once, and answered in one SMS.

Where guesses came in its name it answers with two codes: "482153 719204 PRANOJ" (answer_codes.py).

A message from a duty phone that is no answer is an ordinary message: whoever is on duty may report something too.
"""

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from reportbot.core.cases.case import Case
from reportbot.core.cases.offices.office_words import Said, outcome_of, said
from reportbot.core.cases.offices.typed_codes import code_in, code_within
from reportbot.core.cases.referral import Answer, Beside
from reportbot.core.errors import AnswerRefused, BadInput, UnknownCode
from reportbot.core.messages import Fill, InboundMessage
from reportbot.service.doors import Receive, take_or_pass
from reportbot.service.office_names import offices_named
from reportbot.service.offices.answer_codes import AnswerCodes
from reportbot.service.offices.replies import OfficeReplies
from reportbot.service.offices.shared_doors import WHATSAPP, Answers, answer_for, offices_at
from reportbot.service.outgoing.copies import Copies
from reportbot.service.outgoing.notices import Notices
from reportbot.service.outgoing.wording import SMS
from reportbot.service.ports import Clock, Store, Translator, Vault
from reportbot.service.records import Delivery
from reportbot.service.towns import Office, Town
from reportbot.service.trying import persistently

REMEMBERED = timedelta(hours=1)  # for how long a code of a finished referral is still known, to say that it is
LONGEST_REMARK = 5  # words behind a wrong code that may be a slip of an office; more than that is somebody's report
log = logging.getLogger("reportbot.duty_phones")


@dataclass(frozen=True, slots=True)
class _Reply:
    """What they hear: a sentence by its key, "" for nothing. `is_wrong`: it counts as a wrong code."""

    key: str
    fill: Mapping[str, Fill] = field(default_factory=dict)
    case: Case | None = None
    is_wrong: bool = False


@dataclass(frozen=True, slots=True)
class _Typed:
    """What stood in the message: a code, the one behind it, and an answer, each "" or None where there was none."""

    code: str
    second: str
    answer: Said | None


class DutyPhones:
    """`otherwise` takes every message that is no office's answer."""

    def __init__(
        self,
        store: Store,
        vault: Vault,
        towns: Mapping[str, Town],
        answers: Answers,
        replies: OfficeReplies,
        notices: Notices,
        copies: Copies,
        translator: Translator,
        clock: Clock,
        wake: Callable[[], None],
        otherwise: Receive,
    ) -> None:
        self._store, self._vault, self._towns, self._answers = store, vault, towns, answers
        self._replies, self._notices, self._copies, self._translator = replies, notices, copies, translator
        self._clock, self._wake, self._otherwise = clock, wake, otherwise
        self._codes = AnswerCodes(store, vault)
        self._finished: dict[tuple[str, str], tuple[Case, Answer, str, datetime]] = {}

    async def receive(self, messages: Sequence[InboundMessage]) -> None:
        """Returns once everything is durable. Raises what the store raised if something is not."""
        await take_or_pass(messages, self._take, self._otherwise)

    async def _take(self, message: InboundMessage) -> bool:
        """Whether it is an office's answer, which then has had its effect."""
        town = self._towns.get(message.address.municipality)
        phone = message.address.value.removeprefix(WHATSAPP)
        owners = offices_at(town, SMS, phone) if town and message.address.channel == SMS else []
        if town is None or not owners:
            return False
        in_front = code_in(message.text)
        code, words = in_front or code_within(message.text) or ("", message.text)
        second, words = (code_in(words) if in_front else None) or ("", words)
        answer = said(words, self._today(town), lambda text: self._named(town, text))
        if not code and answer is None:
            return False
        keys = [self._vault.message_key(key) for key in message.keys]
        async with self._store.read() as work:
            if any([await work.messages.is_known(key) for key in keys]):
                return True
        now = self._clock.now()
        is_long = bool(message.attachments) or len(words.split()) > LONGEST_REMARK
        may_report = answer is None and (is_long or not in_front)
        judged = await self._judged(town, owners, phone, _Typed(code, second, answer), now)
        if judged is None:
            if may_report:
                return False
            await self._keep(keys, message, [])
            return True
        reply, is_last = judged
        if reply.is_wrong and may_report:  # a report may begin with six digits of anything: it is not lost
            if is_last:
                await self._warn(town, owners[0], now)
            return False
        rows = [self._replies.sms(town, owners[0], message.address.value, reply.key, reply.fill, now, reply.case)]
        rows += self._desk(town, owners[0], now) if is_last else []
        await self._keep(keys, message, rows)
        return True

    async def _judged(
        self, town: Town, owners: Sequence[Office], phone: str, typed: _Typed, now: datetime
    ) -> tuple[_Reply, bool] | None:
        """The reply, and whether it was one wrong code too many; None where nothing is said.

        A code counts before it is judged: guesses that come at once, to any process, are as many as others.
        """
        wrong = self._codes.wrong
        if not typed.code:
            return None if await wrong.is_silent(town.key, phone, now) else (_Reply("code_first"), False)
        counted, is_guessed = wrong, False
        if (count := await wrong.count(town.key, phone, now)) is None:
            counted, is_guessed = self._codes.guessed, True
            if (count := await counted.count(town.key, phone, now)) is None:
                return None
        is_wrong = False
        try:
            reply = await self._reply(town, owners, phone, typed, is_guessed)
            is_wrong = reply.is_wrong
        finally:
            if not is_wrong:
                await counted.forgive(town.key, phone)
        if is_guessed:
            return (reply, False) if reply.key and not is_wrong else None
        return reply, is_wrong and wrong.is_last(count)

    async def _reply(self, town: Town, owners: Sequence[Office], phone: str, typed: _Typed, is_guessed: bool) -> _Reply:
        """An answer is recorded before its message counts as seen: what comes twice is one answer all the same.

        `is_guessed`: in the name of this phone, so a right code counts with its second one alone.
        """
        code, answer = typed.code, typed.answer
        async with self._store.read() as work:
            fitting = await self._codes.fitting(work, town, owners, code)
            cases = await work.cases.get([each.case for each in fitting])
        fitting = [each for each in fitting if each.institution not in cases[each.case].avoided]  # R15
        if not fitting:
            return self._of_finished(phone, code, answer)
        if len(fitting) > 1:
            return _Reply("which")
        (referral,), case = fitting, cases[fitting[0].case]
        fill: dict[str, Fill] = {"number": case.number, "code": code}
        now = self._clock.now()
        if is_guessed and not self._codes.is_proven(referral, typed.second, now):
            second = await self._codes.second(referral, now)
            return _Reply("both_codes" if second else "", {**fill, "second": second}, case)
        fill |= {"code": f"{code} {typed.second}"} if is_guessed else {}
        if answer is None:
            return _Reply("words", fill, case)
        outcome = outcome_of(answer, case.concerns_a_person)
        if answer.answer is Answer.DONE and not outcome:
            office = town.office(referral.institution)
            return _Reply("outcome", {**fill, "list": self._replies.outcomes(town, office, case)}, case)
        try:
            more: Beside = {"outcome": outcome, "until": answer.until, "suggested": answer.suggested}
            await answer_for(self._answers, owners, referral, answer.answer, **more)
        except UnknownCode:
            return _Reply("unknown", is_wrong=True)
        except AnswerRefused:
            return _Reply("elsewhere", fill, case)
        except BadInput:  # a day that is over, or too far away
            return _Reply("words", fill, case)
        if answer.answer in (Answer.DONE, Answer.NOT_OURS):
            self._remember(phone, code, case, answer.answer, outcome)
        if answer.until:
            return _Reply("noted_until", {**fill, "until": answer.until}, case)
        return _Reply("noted", fill, case)

    def _of_finished(self, phone: str, code: str, answer: Said | None) -> _Reply:
        """Who sends the same twice, since the first reply took its time, is not told that the code is wrong."""
        known = self._finished.get((phone, code))
        if known is None or known[-1] <= self._clock.now():
            return _Reply("unknown", is_wrong=True)
        case, before, outcome, _ = known
        said_again = (
            answer is not None
            and answer.answer is before
            and outcome_of(answer, case.concerns_a_person) in ("", outcome)
        )
        return _Reply("noted" if said_again else "over", {"number": case.number})

    def _remember(self, phone: str, code: str, case: Case, answer: Answer, outcome: str) -> None:
        now = self._clock.now()
        self._finished = {key: known for key, known in self._finished.items() if known[-1] > now}
        self._finished[phone, code] = case, answer, outcome, now + REMEMBERED

    async def _keep(self, keys: Sequence[bytes], message: InboundMessage, rows: Sequence[Delivery]) -> None:
        """The message is seen, the reply waits to be sent, and the provider's copy of the code is erased."""
        now = self._clock.now()

        async def once() -> None:
            async with self._store.begin() as work:
                if not await work.messages.unseen(keys, now):
                    return
                where = message.address
                copies = [self._copies.errand(where.municipality, SMS, message.copy, now)] if message.copy else []
                await work.outbox.add([*rows, *copies])

        await persistently(once)
        self._wake()

    async def _warn(self, town: Town, office: Office, now: datetime) -> None:
        rows = self._desk(town, office, now)

        async def once() -> None:
            async with self._store.begin() as work:
                await work.outbox.add(rows)

        await persistently(once)
        self._wake()

    def _desk(self, town: Town, office: Office, now: datetime) -> list[Delivery]:
        log.warning("too many wrong codes from a duty phone", extra={"institution": office.key})
        until = now + self._codes.wrong.pause
        return self._notices.to_desk("wrong_codes", town, None, now, institution=office.called, until=until)

    def _named(self, town: Town, words: str) -> str:
        found = offices_named(words, town.rules.institutions.values(), self._translator.known_as)
        return found[0] if len(found) == 1 else ""

    def _today(self, town: Town) -> date:
        return self._clock.now().astimezone(ZoneInfo(town.rules.zone)).date()
