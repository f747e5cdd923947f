"""Once a day the head of the audit log leaves the house, so that nobody inside can write the log anew unseen."""

from collections.abc import Callable, Sequence
from datetime import datetime
from urllib.parse import urlsplit

from reportbot.core.calendar import day_of
from reportbot.service.outgoing.notices import OfficeNotice
from reportbot.service.outgoing.rows import office_row
from reportbot.service.ports import Clock, Ids, Store, Vault
from reportbot.service.records import Delivery
from reportbot.service.records.audit import Head, head_in_words

KIND = "audit_head"


class DailyHead:
    """`to` are mail addresses outside; without any nothing is sent."""

    def __init__(
        self,
        store: Store,
        vault: Vault,
        clock: Clock,
        ids: Ids,
        to: Sequence[str],
        public_url: str,
        wake: Callable[[], None],
    ) -> None:
        self._store, self._vault, self._clock, self._ids = store, vault, clock, ids
        self._to, self._host, self._wake = to, urlsplit(public_url).hostname or "localhost", wake
        self._done = 0

    async def send(self) -> None:
        """Hands today's head to the outbox, once a day (UTC) however many processes there are. Raises StoreFailed."""
        now = self._clock.now()
        today = day_of(now)
        if not self._to or today == self._done:
            return
        key = self._vault.message_key(f"{KIND}:{today}")
        async with self._store.begin() as work:
            if await work.messages.unseen([key], now) and (head := await work.audit.head()):
                await work.outbox.add([self._mail(address, head, now) for address in self._to])
        self._done = today
        self._wake()

    def _mail(self, address: str, head: Head, now: datetime) -> Delivery:
        """The head and nothing else."""
        id = self._ids.new()
        message_id = f"<{KIND}.{id}@{self._host}>"
        notice = OfficeNotice("", address, f"reportbot audit {now:%Y-%m-%d}", head_in_words(head), "", message_id)
        return office_row(self._vault, id, notice, KIND, "email", now)
