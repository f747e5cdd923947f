"""How quickly one sender, and one town's channel, is answered. What is above it is answered later, in one piece.

Every message is made durable and has its effect at once, whatever stands here: only ordinary answers wait. All of it
lives in memory, so a restart forgives, and each process counts its own.
"""

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from reportbot.core.pace import Bucket, Limit, full
from reportbot.service.records import Conversation

MINUTE = timedelta(minutes=1)
A_SENDER = Limit(60, MINUTE, MINUTE)
ORDINARY, IN_DANGER = 3, 1  # what an answer takes of it: 20 a minute, or 60 once an alarm was raised
"""Of one conversation. Who types without a break sends about one message in five seconds, and a story in pieces comes
as three or four at once: 20 a minute is beyond both, and a report needs fewer than ten. Whoever tells of a danger one
word at a time has three times as much; the danger itself is never counted (core/conversation/danger/pacing)."""
A_BURST = timedelta(seconds=4)


def of_a_town(per_second: int) -> Limit:
    """Of all senders of a town on one channel together. The setting's 25 a second: Telegram takes about 30 of a bot and
    refuses the rest (core.telegram.org/bots/faq), so there is always room for whoever is in danger. One process makes
    hundreds of them (README), so a town that is overrun leaves the others theirs."""
    return Limit(int(per_second * A_BURST.total_seconds()), A_BURST, MINUTE)


A_TOWN = of_a_town(25)
SOON = timedelta(seconds=10)  # a wait that nobody has to be told of
MOST_SENDERS = 10_000  # of one more, the one who has been quiet longest is forgiven

Where = tuple[str, str]
"""A channel of a town."""


@dataclass(frozen=True, slots=True)
class Slowed:
    """`until`: when the answer is due. `is_news`: they have not been told yet that it takes so long."""

    until: datetime
    is_news: bool


@dataclass(frozen=True, slots=True)
class _Pace:
    """`until`: slowed until then, and `told` so. `waits`: an answer may be written that has not left yet."""

    bucket: Bucket
    until: datetime | None = None
    told: bool = False
    waits: bool = False


class Limits:
    """By conversation, which is found by a tag: nothing here leads to a person."""

    def __init__(self, sender: Limit = A_SENDER, town: Limit = A_TOWN) -> None:
        self._sender, self._town = sender, town
        self._senders: OrderedDict[int, _Pace] = OrderedDict()  # who wrote last stands last
        self._towns: dict[Where, Bucket] = {}

    def ask(self, conversation: Conversation, now: datetime, cost: int = ORDINARY) -> Slowed | None:
        """One more answer that may have to wait: None if it may leave now."""
        pace = self._pace(conversation.id, now)
        if pace.until is None or pace.until <= now:
            pace = self._counted(pace, conversation, cost, now)
        if pace.until is None:
            self._remember(conversation.id, pace)
            return None
        is_news = not pace.told and pace.until - now > SOON
        self._remember(conversation.id, replace(pace, told=pace.told or is_news, waits=True))
        return Slowed(pace.until, is_news)

    def crowd(self, conversation: int, now: datetime) -> None:
        """Too many come from where this one comes from: their ordinary answers wait a minute."""
        pace = self._pace(conversation, now)
        if pace.until is None or pace.until <= now:
            self._remember(conversation, replace(pace, until=now + self._sender.longest, told=False))

    def has_waiting(self, conversation: int) -> bool:
        """Whether an answer may still wait that a newer one takes the place of."""
        pace = self._senders.get(conversation)
        return pace is not None and pace.waits

    def caught_up(self, conversation: int) -> None:
        """What waited is said, or taken back."""
        pace = self._senders.get(conversation)
        if pace is not None:
            self._senders[conversation] = replace(pace, waits=False)

    def forget(self, conversation: int) -> None:
        self._senders.pop(conversation, None)

    def undo(self, conversation: int) -> Callable[[], None]:
        """Puts back what is known of them now: for a unit of work that is not kept."""
        before = self._senders.get(conversation)

        def back() -> None:
            if before is None:
                self._senders.pop(conversation, None)
            else:
                self._senders[conversation] = before

        return back

    def _pace(self, conversation: int, now: datetime) -> _Pace:
        return self._senders.get(conversation) or _Pace(full(self._sender, now))

    def _counted(self, pace: _Pace, conversation: Conversation, cost: int, now: datetime) -> _Pace:
        """Whoever is slowed for themselves takes nothing from the others' share."""
        bucket, wait = pace.bucket.taken(self._sender, now, cost)
        if wait:
            wait = self._sender.longest
        else:
            wait = self._of_town((conversation.who.municipality, conversation.who.channel), now)
        return _Pace(bucket, now + wait if wait else None, waits=pace.waits)

    def _of_town(self, where: Where, now: datetime) -> timedelta:
        bucket, wait = self._towns.get(where, full(self._town, now)).taken(self._town, now)
        self._towns[where] = bucket
        return wait

    def _remember(self, conversation: int, pace: _Pace) -> None:
        self._senders[conversation] = pace
        self._senders.move_to_end(conversation)
        if len(self._senders) > MOST_SENDERS:
            self._senders.popitem(last=False)
