"""The desk writes to the person who reported: kept in the case, announced as quietly as a question, shown with STATUS.

What it will look like on the person's channel, and as SMS, is made by the very code that sends it.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from reportbot.core.cases.case import Case
from reportbot.core.cases.events import REPLIED, CaseEvent
from reportbot.core.cases.telling.replies import LONGEST_REPLY, MOST_UNREAD, may_reply, unread
from reportbot.core.cases.workflow import Status
from reportbot.core.conversation.turns.turn import Reply
from reportbot.core.errors import AlreadyAsked, TransitionRefused
from reportbot.core.messages import Address, Text
from reportbot.core.outgoing.as_sms import body
from reportbot.core.outgoing.checking import Found, check_leaving, look_at
from reportbot.core.outgoing.templates import Template, filled, templates_for, with_own
from reportbot.core.sms import fold_to_gsm, parcels
from reportbot.core.typed import typed_words
from reportbot.service.cases.withheld import case_for_desk
from reportbot.service.outgoing.spending import spent_this_month
from reportbot.service.outgoing.wording import SMS, Wording
from reportbot.service.ports import Clock, Ids, Store, Translator, Vault, Work
from reportbot.service.records import Conversation
from reportbot.service.reports.leaving_rules import leaving_of
from reportbot.service.reports.owing import owed_by
from reportbot.service.towns import Town
from reportbot.service.trying import persistently
from reportbot.service.turns.lookups import LookUps
from reportbot.service.turns.news import News

STATUS = Text("{status}")


@dataclass(frozen=True, slots=True)
class Ready:
    """A template that fits this case, filled for its person."""

    template: Template
    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Preview:
    """What the person gets when they come: `said` on their `channel`, in their `language`; `sms` are the messages as
    which it is billed, `lost` the signs that no SMS has. `sent` of `budget` are gone this month. `is_told`: that there
    is news is sent to them first."""

    channel: str
    language: str
    said: str = field(repr=False)
    sms: tuple[str, ...] = field(repr=False)
    lost: str
    is_folded: bool
    sent: int
    budget: int
    is_told: bool

    @property
    def is_spent(self) -> bool:
        return self.sent >= self.budget


class Replying:
    def __init__(
        self,
        store: Store,
        vault: Vault,
        towns: Mapping[str, Town],
        news: News,
        look_ups: LookUps,
        translator: Translator,
        clock: Clock,
        ids: Ids,
        wake: Callable[[], None],
        shipped: Sequence[Template],
        own: str = "",
    ) -> None:
        """`wake`: something waits to be sent. `own` is our own public address, to which a reply may point."""
        self._store, self._vault, self._towns, self._news = store, vault, towns, news
        self._look_ups, self._translator, self._clock, self._ids = look_ups, translator, clock, ids
        self._wake, self._shipped, self._own = wake, shipped, own
        self._wording = Wording(translator)

    @property
    def shipped(self) -> Sequence[Template]:
        """The templates that every town has, as they were shipped."""
        return self._shipped

    async def reply(self, municipality: str, number: str, words: str, by: str, confirmed: str = "") -> None:
        """`by` is a member of staff, `confirmed` as in core/outgoing/checking.py.

        Raises UnknownCode, MayNotLeave, BadInput for no words at all, TooLarge beyond `LONGEST_REPLY`, AlreadyAsked
        while `MOST_UNREAD` wait for the person, TransitionRefused for an erased case, and CannotBeRead where the
        case's key is damaged: nothing can be kept in it.
        """
        text, town = typed_words(words, LONGEST_REPLY), self._towns[municipality]
        check_leaving(text, leaving_of(town, self._own), confirmed)
        await persistently(lambda: self._reply(town, number, text, by))
        self._wake()

    async def _reply(self, town: Town, number: str, text: str, by: str) -> None:
        async with self._store.begin() as work:
            case = await case_for_desk(work, town, number)
            if not may_reply(case):
                raise TransitionRefused("a case that was erased has nobody to write to")
            waiting = unread(await work.cases.events(case.id))
            if len(waiting) >= MOST_UNREAD:
                raise AlreadyAsked("the person has not seen the last replies yet")
            now, id = self._clock.now(), self._ids.new()
            sealed = self._vault.case_key(case).seal(text.encode(), f"case_events.note:{id}")
            told = await self._news.reply(work, town, case, now)
            event = CaseEvent(id, case.id, case.municipality, REPLIED, now, by, {"told": told}, sealed)
            await work.cases.add_events([event])

    async def preview(self, municipality: str, number: str, words: str) -> Preview:
        """What they would get, if this were sent now. Raises UnknownCode, and as `reply` for the words."""
        text, town, now = typed_words(words, LONGEST_REPLY), self._towns[municipality], self._clock.now()
        async with self._store.read() as work:
            case = await case_for_desk(work, town, number)
            person = await _person(work, case)
            language = person.language if person else case.language
            status = await self._look_ups.describe(work, town, case, language, now, draft=text)
        channel = person.who.channel if person else case.channel
        sms = body(self._as_told(town, language, SMS, status))
        return Preview(
            channel=channel,
            language=language,
            said=sms if channel == SMS else self._as_told(town, language, channel, status),
            sms=tuple(parcels(sms)),
            lost="".join(dict.fromkeys(each for each in text if not each.isspace() and not fold_to_gsm(each))),
            is_folded=fold_to_gsm(text) != text,
            sent=await spent_this_month(self._store, town, now),
            budget=town.rules.sms.monthly_segments,
            is_told=person is not None and person.may_push is True,
        )

    def look_at(self, municipality: str, words: str) -> Found:
        """What would be found in these words if they were sent."""
        return look_at(words.strip(), leaving_of(self._towns[municipality], self._own))

    def fitting(self, town: Town, case: Case) -> tuple[Template, ...]:
        """The templates for such a case, as if all their holes could be filled."""
        templates = with_own(self._shipped, tuple(town.rules.replies.values()))
        return templates_for(templates, case.category, case.status.is_open)

    async def ready(self, municipality: str, number: str) -> list[Ready]:
        """The templates that fit, the town's own first. Raises UnknownCode."""
        town, now = self._towns[municipality], self._clock.now()
        async with self._store.read() as work:
            case = await case_for_desk(work, town, number)
            person = await _person(work, case)
            language = person.language if person else case.language
            fill = await self._fill(work, town, case, language, now)
        fitting = [each for each in self.fitting(town, case) if each.holes <= fill.keys()]
        return [Ready(each, filled(each.text.in_(language), fill)) for each in fitting]

    def _as_told(self, town: Town, language: str, channel: str, status: str) -> str:
        """By the wording that speaks to people."""
        address = Address(town.key, channel, "")
        said = self._wording.messages(town, language, address, [Reply(STATUS)], {"status": status})
        return "\n\n".join(message.text for message in said)

    async def _fill(self, work: Work, town: Town, case: Case, language: str, now: datetime) -> dict[str, str]:
        """What is known now; no day where none is promised any more, or it has passed."""
        name = self._translator.say(town.name_of(case.lead), language)
        fill = {"number": case.number, "institution": name}
        if case.status.is_open:
            led = [each for each in await work.cases.referrals(case.id) if each.institution == case.lead]
            kind = "close" if case.status is Status.ACKNOWLEDGED else "acknowledge"
            plan = owed_by(town, case, led[-1]) if led else ()
            coming = [each.due_at for each in plan if each.kind == kind and each.due_at > now]
            if coming:
                day = coming[0].astimezone(ZoneInfo(town.rules.zone)).date()
                fill["deadline"] = self._translator.say(Text("{when}", {"when": day}), language)
        return fill


async def _person(work: Work, case: Case) -> Conversation | None:
    if case.conversation is None:
        return None
    return await work.conversations.find(case.conversation)
