"""What becomes of a message to an office: proof that it arrived, or the next way to that office, or word to the desk.

All of it is written in the same unit of work as the outcome. Only the office that was not reached is tried again.
"""

import logging
from collections.abc import Mapping, Sequence
from datetime import datetime

from reportbot.core.cases.case import Case
from reportbot.core.cases.events import DELIVERED, FELL_BACK
from reportbot.core.cases.offices.ways import DEAD_WITHIN, ENOUGH_DEAD, in_order, not_taken
from reportbot.core.cases.referral import COPY, Referral
from reportbot.core.messages import Text
from reportbot.core.urgency import Urgency
from reportbot.service.due.nudging import EVENTS
from reportbot.service.due.reminding import KIND as REMINDERS
from reportbot.service.due.reminding import Reminding
from reportbot.service.outbox.dead_addresses import DeadAddresses
from reportbot.service.outbox.falling_back_together import FallingBackTogether, is_beside_or_later
from reportbot.service.outbox.in_force import WITHDRAWN
from reportbot.service.outgoing import notices as kinds
from reportbot.service.outgoing.notice_ways import Place, patience
from reportbot.service.outgoing.notices import CODE, Notices
from reportbot.service.ports import Ids, StoreFailed, Work
from reportbot.service.records import Delivery, DeliveryState
from reportbot.service.reports.opening import Opener
from reportbot.service.towns import Target, Town
from reportbot.service.turns.news import News
from reportbot.service.turns.pictures import PICTURE

LONGEST_WORDS = 200  # letters
log = logging.getLogger("reportbot.delivery")


class FallingBack:
    def __init__(
        self,
        towns: Mapping[str, Town],
        opener: Opener,
        notices: Notices,
        news: News,
        dead_addresses: DeadAddresses,
        ids: Ids,
        reminding: Reminding,
    ) -> None:
        self._towns, self._opener, self._notices, self._news = towns, opener, notices, news
        self._dead_addresses, self._ids = dead_addresses, ids
        self._together = FallingBackTogether(opener, reminding, ids)

    async def lost(self, work: Work, delivery: Delivery, reason: str, now: datetime) -> None:
        """Something will not arrive. The next way to an office is taken, or the coordinator hears of it; the reporter
        hears of a useless photo. What was not sent since its address was withdrawn says nothing about that address."""
        town = self._towns.get(delivery.municipality)
        if town is None:
            return
        if delivery.kind == "photo" and delivery.conversation is not None:
            await self._news.no_photo(work, town, delivery.conversation, delivery.created_at, now)
        elif delivery.kind == PICTURE and delivery.conversation is not None and delivery.case is not None:
            await self._news.no_picture(work, town, delivery.conversation, delivery.case, now)
        elif delivery.kind == REMINDERS:
            await self._alarm(work, town, delivery, reason, now)
            if not await self._together.try_on(work, town, delivery, reason[:LONGEST_WORDS], now):
                await self._not_reminded(work, town, delivery, now)
        elif delivery.case is not None and delivery.referral is not None:
            await self._alarm(work, town, delivery, reason, now)
            await self._try_on(work, town, delivery, reason, now)
        elif delivery.institution == town.rules.coordinator and delivery.conversation is None:
            await self._alarm(work, town, delivery, reason, now)
            await self._to_desk(work, town, delivery, now)

    async def arrived(self, work: Work, got: Sequence[tuple[Delivery, str]], now: datetime) -> None:
        """The proof of each goes into its case."""
        alone = [(row, row.case, row.kind, words) for row, words in got if row.case is not None]
        several = {row.id: (row, words) for row, words in got if row.kind == REMINDERS}
        lines = await self._together.proofs(work, several)
        of_each = alone + [(row, line.case, line.kind, words) for row, line, words in lines]
        cases = await work.cases.get(list(dict.fromkeys(case for _, case, _, _ in of_each)))
        events = []
        for row, id, kind, words in of_each:
            case = cases.get(id)
            if case is not None and case.sealed_key:
                facts = {"institution": row.institution, "by": row.by, "kind": kind, "evidence": proof(row, words)}
                events.append(self._opener.event(case, DELIVERED, "reportbot", now, facts))
        await work.cases.add_events(events)

    async def _not_reminded(self, work: Work, town: Town, delivery: Delivery, now: datetime) -> None:
        """A message about several reports: the desk finds it among what could not be delivered."""
        office = town.rules.institutions.get(delivery.institution)
        if office is None or town.rules.contact_of(office.key).key != town.rules.coordinator:
            name = town.name_of(delivery.institution)
            page = "dead-letters"
            await work.outbox.add(self._notices.to_desk("not_reminded", town, None, now, page, institution=name))

    async def _to_desk(self, work: Work, town: Town, delivery: Delivery, now: datetime) -> None:
        """A note to the desk itself, about no office's referral: by the next way there, as long as there is one."""
        case = await work.cases.find(delivery.case) if delivery.case is not None else None
        if delivery.case is not None and (case is None or town.rules.coordinator in case.avoided):
            return
        urgency = case.urgency if case else Urgency.NORMAL
        rows = await work.outbox.of_notice(delivery.notice) if delivery.notice is not None else [delivery]
        if _is_on_its_way(delivery, rows):
            return
        groups = in_order(town.rules.contact_of(town.rules.coordinator).transports, urgency, now)
        left = not_taken(groups, {(row.by, row.target) for row in (*rows, delivery)})
        if left:
            place = self._next_place(delivery, left, urgency, now)
            anew = self._notices.again_to_desk(delivery, town, left[0], place, now)
            await work.outbox.add(anew)
            await work.outbox.tried_again([row.id for row in rows] if anew else [])

    async def _alarm(self, work: Work, town: Town, delivery: Delivery, reason: str, now: datetime) -> None:
        """A second message of a day that dies at the same address is no accident."""
        if reason != WITHDRAWN and delivery.institution and delivery.target:
            dead = await work.outbox.troubles_at(town.key, delivery.target, now - DEAD_WITHIN, ENOUGH_DEAD)
            if dead >= ENOUGH_DEAD:
                await self._dead_addresses.tell(work, town, delivery, now)

    async def _try_on(self, work: Work, town: Town, delivery: Delivery, reason: str, now: datetime) -> None:
        case = await work.cases.find(delivery.case or 0)
        referral = await work.cases.referral(delivery.referral or 0)
        if case is None or referral is None or not case.sealed_key:
            return
        if referral.is_withdrawn and delivery.kind != kinds.WITHDRAWN:
            await work.outbox.tried_again([delivery.id])
            return  # it hears nothing more of the case but that
        town = town.without(case.avoided)
        try:
            if await self._next_way(work, town, case, referral, delivery, reason, now):
                return
        except StoreFailed:
            raise
        except Exception as error:  # an office that the file no longer has, say: the desk hears of it all the same
            log.error("no other way could be taken", extra={"failure": type(error).__name__, "case": case.number})
        await self._tell_desk(work, town, case, referral, delivery, reason, now)

    async def _next_way(
        self,
        work: Work,
        town: Town,
        case: Case,
        referral: Referral,
        delivery: Delivery,
        reason: str,
        now: datetime,
    ) -> bool:
        """Whether the office gets it after all, by others of this notice or by a way that is taken now."""
        rows = await work.outbox.of_notice(delivery.notice) if delivery.notice is not None else [delivery]
        # "Unknown outcome": it may have arrived, and what is said at most once is not said twice.
        unknown = delivery.at_most_once and delivery.state is DeliveryState.DEAD
        # A code must not go the way that its link went.
        may_go_on = not unknown and delivery.kind != CODE and referral.institution not in town.rules.out
        groups: Sequence[Sequence[Target]] = ()
        if may_go_on:
            beside = ways_beside(town, referral.institution, delivery, await self._contact(work, delivery))
            groups = in_order(beside, case.urgency, now)
        left = in_place(groups, delivery, rows) if reason == WITHDRAWN else ()
        if not left and _is_on_its_way(delivery, rows):
            await self._failed(work, case, referral, delivery, reason, now)
            return True
        left = left or not_taken(map(tuple, groups), {(row.by, row.target) for row in (*rows, delivery)})
        if not left:
            return False
        place = self._next_place(delivery, left, case.urgency, now)
        await work.outbox.add(self._notices.again(delivery, town, case, referral, left[0], place, now))
        await work.outbox.tried_again([row.id for row in rows])
        facts = {"institution": referral.institution, "by": delivery.by, "to": left[0][0].kind}
        facts["why"] = reason[:LONGEST_WORDS]
        await work.cases.add_events([self._opener.event(case, FELL_BACK, "reportbot", now, facts)])
        return True

    async def _contact(self, work: Work, delivery: Delivery) -> str:
        """To which contact of its office the row was written; its own address may be gone from the file."""
        events = await work.cases.events(delivery.case or 0)
        mine = [each.facts for each in events if each.at == delivery.created_at and each.kind in EVENTS.values()]
        told = (each for each in mine if each.get("institution") == delivery.institution)
        return next((each.get("contact", "") for each in told), "")

    def _next_place(
        self, delivery: Delivery, left: Sequence[Sequence[Target]], urgency: Urgency, now: datetime
    ) -> Place:
        notice = delivery.notice if delivery.notice is not None else self._ids.new()
        return Place(notice, delivery.rank + 1, patience(left, urgency, now))

    async def _failed(
        self, work: Work, case: Case, referral: Referral, delivery: Delivery, reason: str, now: datetime
    ) -> None:
        facts = {"institution": referral.institution, "kind": delivery.kind, "by": delivery.by}
        facts["why"] = reason[:LONGEST_WORDS]
        await work.cases.add_events([self._opener.event(case, "forward_failed", "reportbot", now, facts)])

    async def _tell_desk(
        self,
        work: Work,
        town: Town,
        case: Case,
        referral: Referral,
        delivery: Delivery,
        reason: str,
        now: datetime,
    ) -> None:
        await self._failed(work, case, referral, delivery, reason, now)
        coordinator, offices = town.rules.coordinator, town.rules.institutions
        known = offices.get(referral.institution)
        if delivery.kind == "failed" or (known and town.rules.contact_of(known.key).key == coordinator):
            return  # it was the coordinator's own mail: the dead letters show it, another mail would not arrive either
        mine = await self._page_of(work, case, coordinator, now)
        name = Text(known.name if known else referral.institution)
        await work.outbox.add(self._notices.write("failed", town, case, mine, now, institution=name))

    async def _page_of(self, work: Work, case: Case, institution: str, now: datetime) -> Referral:
        for referral in await work.cases.referrals(case.id):
            if referral.institution == institution:
                return referral
        referral = self._opener.referral(case, institution, COPY, now)
        await work.cases.add_referrals([referral])
        return referral


def _is_on_its_way(delivery: Delivery, rows: Sequence[Delivery]) -> bool:
    """Whether others of the same notice reach the office, or a later way was taken already."""
    return any(row.id != delivery.id and is_beside_or_later(row, delivery) for row in rows)


def proof(row: Delivery, words: str) -> str:
    """What the other side gave us, in a few plain letters: never an address, and nothing of more than one line."""
    plain = "".join(letter for letter in words if letter.isprintable())[:LONGEST_WORDS]
    return "" if row.target and row.target in plain else plain


def ways_beside(town: Town, institution: str, row: Delivery, contact: str = "") -> Sequence[Target]:
    """The ways among which this one stands: the office's own, or those to its second contact or its head. `contact` is
    which, where its address does not tell it."""
    office = town.rules.contact_of(institution)
    for name, ways in (("second", office.second), ("head", office.head)):
        if any((way.kind, way.address) == (row.by, row.target) for way in ways) or (ways and name == contact):
            return ways
    return office.transports


def in_place(groups: Sequence[Sequence[Target]], row: Delivery, rows: Sequence[Delivery]) -> Sequence[Sequence[Target]]:
    """What stands where the withdrawn way of this row stood, as far as the others of its group are on their way: those
    that were added to the group. An alert goes by every way that is new."""
    beside = {(each.by, each.target) for each in rows if each.id != row.id and is_beside_or_later(each, row)}
    if row.kind == "alert":
        groups = [[way for group in groups for way in group]]
    same = next((group for group in groups if any((way.kind, way.address) in beside for way in group)), ())
    taken = {(each.by, each.target) for each in (*rows, row)}
    added = [way for way in same if (way.kind, way.address) not in taken]
    return [added] if added else []
