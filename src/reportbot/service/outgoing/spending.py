"""What a town spends on SMS, counted as its messages leave; and who is told when it is nearly spent, or spent."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from reportbot.core.conversation.turns.turn import Reply, Turn
from reportbot.core.messages import Address, Fill
from reportbot.core.spending import Level, is_essential, month_of, shortest
from reportbot.service.outgoing.notices import Notices
from reportbot.service.outgoing.sentences import Sentences
from reportbot.service.outgoing.wording import SMS
from reportbot.service.ports import Store, Work
from reportbot.service.records import Conversation, Delivery, SmsMonth
from reportbot.service.towns import Town, chat_page

WHATSAPP = "whatsapp:"  # such addresses come through the same account and are not billed by the letter
_MAILS = {Level.WARNED: "sms_warned", Level.SPENT: "sms_spent"}


@dataclass(frozen=True, slots=True)
class Spent:
    """One message has left, billed as so many."""

    municipality: str
    at: datetime
    segments: int


class Spending:
    """`public_url` is where the web chat is, which costs nothing."""

    def __init__(self, towns: Mapping[str, Town], notices: Notices, sentences: Sentences, public_url: str) -> None:
        self._towns, self._notices, self._sentences = towns, notices, sentences
        self._url = public_url.rstrip("/")

    async def note(self, work: Work, spent: Sequence[Spent], now: datetime) -> None:
        """In the commit in which outcomes are settled. The coordinator is told once a month of each level."""
        months: dict[tuple[str, int], int] = {}
        for each in spent:
            if each.segments and each.municipality in self._towns:
                key = each.municipality, month_of(each.at, self._towns[each.municipality].rules.zone)
                months[key] = months.get(key, 0) + each.segments
        if not months:
            return
        await work.spending.add([SmsMonth(*key, segments, Level.FREE) for key, segments in sorted(months.items())])
        rows = [row for row in await work.spending.since(min(month for _, month in months)) if row.key in months]
        risen = [replace(row, told=level) for row in rows if (level := self._level(row)) > row.told]
        if risen:
            await work.spending.tell(risen)
            await work.outbox.add([mail for row in risen for mail in self._mails(row, now)])

    async def spent_up(self, work: Work, municipalities: Collection[str], now: datetime) -> frozenset[str]:
        """Those whose budget of this month is spent. One query; none where nobody is asked for."""
        months = {key: month_of(now, self._towns[key].rules.zone) for key in municipalities}
        if not months:
            return frozenset()
        rows = await work.spending.since(min(months.values()))
        return frozenset(
            row.municipality
            for row in rows
            if months.get(row.municipality) == row.month and self._level(row) is Level.SPENT
        )

    def saved(
        self, town: Town, conversation: Conversation, address: Address, turn: Turn, now: datetime
    ) -> tuple[tuple[Reply, ...], Conversation, bool]:
        """What is said by SMS once the budget is spent: whole with one honest sentence the first time in the month,
        then as short as can be (the third value). Danger and receipts are never touched.
        """
        month = month_of(now, town.rules.zone)
        if address.channel != SMS or address.value.startswith(WHATSAPP) or not turn.replies or is_essential(turn):
            return turn.replies, conversation, False
        if conversation.sms_month == month:
            return shortest(turn.replies), conversation, True
        fill: dict[str, Fill] = {"emergency": town.around.emergency, "url": self.page(town)}
        honest = Reply(self._sentences.reporter("sms_spent", fill))
        return (honest, *turn.replies), replace(conversation, sms_month=month), False

    def page(self, town: Town) -> str:
        """The address of the town's web chat."""
        return chat_page(self._url, town)

    def _level(self, row: SmsMonth) -> Level:
        town = self._towns.get(row.municipality)
        return town.rules.sms.level(row.segments) if town else Level.FREE

    def _mails(self, row: SmsMonth, now: datetime) -> list[Delivery]:
        town = self._towns[row.municipality]
        most, sent = town.rules.sms.monthly_segments, row.segments
        return self._notices.to_desk(_MAILS[row.told], town, None, now, sent=sent, most=most)


async def spent_this_month(store: Store, town: Town, now: datetime) -> int:
    """SMS that the town has sent since its month began."""
    month = month_of(now, town.rules.zone)
    async with store.read() as work:
        rows = await work.spending.since(month)
    return next((row.segments for row in rows if row.key == (town.key, month)), 0)
