"""Whoever is wrong waits, longer each time, and is noted so many times an hour. What counts as one: a name, a range."""

from collections import OrderedDict, deque
from datetime import datetime, timedelta

from reportbot.core.signin import waiting
from reportbot.core.signin.refusals import TooSoon
from reportbot.service.audit.notes import note_alone
from reportbot.service.ports import Clock, Store, Vault, Work
from reportbot.service.records.staff import StaffMember
from reportbot.service.trying import persistently

MOST_NOTED = 20  # refusals an hour: the audit log is kept for ever, and strangers can try any number of names
KINDS = ("name", "known", "second", "second known", "recovery", "recovery known")
"""What is counted apart: names that are typed, on a browser that knows them; the second factor, and recovery codes
without a password, in the same way."""


class Slowing:
    def __init__(self, store: Store, vault: Vault, clock: Clock) -> None:
        self._store, self._vault, self._clock = store, vault, clock
        self._noted: deque[datetime] = deque()

    async def count(self, municipality: str, kind: str, whose: str, longest: timedelta) -> None:
        """Counted before it is judged, so that many at once are many. One that comes too soon is neither. Raises
        TooSoon."""
        key = self._key(kind, whose)

        async def once() -> timedelta:
            now = self._clock.now()
            async with self._store.begin() as work:
                tries, next_at = await work.staff.tries(municipality, key, now)
                if now < next_at:
                    return next_at - now
                next_at = now + waiting.wait_after(tries + 1, longest)
                await work.staff.tried(municipality, key, tries + 1, next_at, now)
            return timedelta(0)

        if wait := await persistently(once):
            raise TooSoon(wait)

    async def went_well(self, work: Work, staff: StaffMember) -> None:
        """All that was wrong is forgotten."""
        for kind in KINDS:
            await work.staff.went_well(staff.municipality, self._key(kind, staff.key))

    async def note_refusal(self, municipality: str, staff: StaffMember | None) -> None:
        """So many an hour: what an attacker does a thousand times is not told a thousand times."""
        now = self._clock.now()
        while self._noted and now - self._noted[0] >= timedelta(hours=1):
            self._noted.popleft()
        if len(self._noted) >= MOST_NOTED:
            return
        self._noted.append(now)
        subject = staff.member.actor if staff else ""
        await note_alone(
            self._store,
            lambda work: work.audit.note(
                "sign_in_refused", at=now, municipality=municipality, actor="stranger", subject=subject
            ),
        )

    def _key(self, kind: str, whose: str) -> bytes:
        return self._vault.message_key(f"staff tries:{kind}:{whose}")


class Networks:
    """Wrong answers of each range of addresses, in memory alone. A town hall behind one connection stays below it."""

    FREE = 20  # wrong ones before it slows down
    QUIET = timedelta(minutes=15)  # then it is forgotten
    MOST = 10_000

    def __init__(self) -> None:
        self._wrong: OrderedDict[str, tuple[int, datetime]] = OrderedDict()

    def check(self, network: str, now: datetime) -> None:
        """Raises TooSoon."""
        count, at = self._wrong.get(network, (0, now))
        wait = at + waiting.wait_after(count - self.FREE + waiting.FREE - 1) - now
        if count > self.FREE and now - at < self.QUIET and wait > timedelta(0):
            raise TooSoon(wait)

    def wrong(self, network: str, now: datetime) -> None:
        if not network:
            return
        count, at = self._wrong.pop(network, (0, now))
        self._wrong[network] = (count + 1 if now - at < self.QUIET else 1, now)
        if len(self._wrong) > self.MOST:
            self._wrong.popitem(last=False)
