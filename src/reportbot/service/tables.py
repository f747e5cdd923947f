"""The table groups of one unit of work, as Protocols: what is kept, found and changed. storage/ implements them."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol

from reportbot.core.cases.case import Case
from reportbot.core.cases.events import CaseEvent
from reportbot.core.cases.referral import Referral
from reportbot.core.cases.retention import Expiry
from reportbot.service.audit import AuditEntry, Head
from reportbot.service.records import (
    BrokenMessage,
    CaseState,
    ChatLine,
    Conversation,
    Delivery,
    DeliveryState,
    Due,
    PastCase,
    Photo,
    Report,
    SmsMonth,
    UnderRing,
    WeekSecrets,
    Who,
)


class Messages(Protocol):
    async def unseen(self, keys: Sequence[bytes], at: datetime) -> frozenset[bytes]:
        """Remembers these keys for a month; returns those that were not known before."""

    async def is_known(self, key: bytes) -> bool:
        """Without remembering it."""

    async def keep_broken(self, broken: Sequence[BrokenMessage]) -> None: ...
    async def broken(self, municipality: str, limit: int = 50) -> list[BrokenMessage]: ...
    async def one_broken(self, municipality: str, id: int) -> BrokenMessage | None: ...
    async def remove_broken(self, municipality: str, id: int) -> None:
        """With the photos that came with it, unless they belong to a case by now."""

    async def get_offset(self, channel: str, municipality: str) -> int:
        """The polling offset, 0 at first."""

    async def set_offset(self, channel: str, municipality: str, offset: int) -> None: ...


class Conversations(Protocol):
    async def find(self, who: Sequence[Who]) -> dict[Who, Conversation]:
        """One query. On PostgreSQL the rows are locked in key order."""

    async def get(self, ids: Sequence[int]) -> dict[int, Conversation]:
        """For a look: who wants to change a conversation finds it, or is handed it by `expired`."""

    async def save(self, conversations: Sequence[Conversation]) -> None:
        """Inserts those that are new, updates the rest: at most two statements."""

    async def pause(self, id: int, until: datetime | None) -> None:
        """Until then, or no more; they have not been told of it. Nothing else of the row is touched."""

    async def expired(self, before: datetime, limit: int, after: Conversation | None = None) -> list[Conversation]:
        """With an open session and silent since `before`, oldest first; those that come `after` this one."""

    async def remove(self, ids: Sequence[int]) -> None:
        """Forgotten for good: the rows, their photos without a case, their dead letters' words. Cases lose the way
        back to them."""

    async def add_photos(self, photos: Sequence[Photo]) -> None: ...
    async def photos(self, *, conversation: int | None = None, case: int | None = None) -> list[Photo]: ...
    async def photo(self, id: int) -> Photo | None: ...
    async def adopt_photos(self, conversation: int, case: int) -> None:
        """Those of this conversation that belong to no case yet belong to this one."""

    async def hand_photos_over(self, kept: int, case: int) -> None:
        """Those that came with this kept message belong to the case that is made of it."""

    async def keep_image(self, photo: int, sealed_image: bytes) -> None:
        """What was fetched; empty when it was of no use. The handle is erased; a photo that is gone stays gone."""

    async def remove_photos(self, conversation: int) -> None:
        """Those that belong to no case: a draft was given up."""


class Cases(Protocol):
    async def take_numbers(self, municipality: str, year: int, count: int) -> int:
        """Reserves `count` numbers and returns the first; they start at 1 every year."""

    async def add(
        self,
        cases: Sequence[Case],
        reports: Sequence[Report],
        referrals: Sequence[Referral],
        events: Sequence[CaseEvent],
    ) -> None: ...
    async def get(self, ids: Sequence[int]) -> dict[int, Case]: ...
    async def by_number(self, municipality: str, number: str) -> Case | None: ...
    async def by_receipt(self, municipality: str, tags: Sequence[bytes]) -> dict[bytes, Case]: ...
    async def save(self, cases: Sequence[Case]) -> None:
        """What is merged into one of them follows: it has the same status and the same lead."""

    async def merged_into(self, cases: Sequence[int]) -> list[Case]:
        """The reports that are merged into one of these, oldest first. Not locked."""

    async def add_referrals(self, referrals: Sequence[Referral]) -> None: ...
    async def save_referrals(self, referrals: Sequence[Referral]) -> None: ...
    async def add_events(self, events: Sequence[CaseEvent]) -> None: ...
    async def referral(self, id: int) -> Referral | None: ...
    async def get_referrals(self, ids: Sequence[int]) -> dict[int, Referral]: ...
    async def referrals(self, case: int) -> list[Referral]: ...
    async def events(self, case: int) -> list[CaseEvent]: ...
    async def reports(self, case: int) -> list[Report]: ...
    async def queue(
        self,
        municipality: str,
        *,
        open_only: bool = True,
        after: tuple[int, datetime, int] | None = None,
        limit: int = 50,
        needs_look: bool = False,
    ) -> list[tuple[Case, Due | None]]:
        """By priority (3 - urgency), then age, with what is due next; keyset paging `after` (prio, opened_at, id).

        `needs_look`: only those whose category is an unsure guess, all of which are open.
        """

    async def count_unsure(self, municipality: str) -> int:
        """How many need a look."""

    async def search(self, municipality: str, wanted: Mapping[str, Any], limit: int) -> list[Case]:
        """Newest first; `wanted` are values of columns: number, category, place, lead, status."""

    async def reports_of(self, cases: Sequence[int]) -> dict[int, list[Report]]:
        """Of many cases in one query, by case, oldest first."""

    async def page(self, municipality: str, after: int, limit: int) -> list[PastCase]:
        """Of all cases, by id."""

    async def routes(self, cases: Sequence[int]) -> dict[int, list[CaseEvent]]:
        """How many cases were opened and handed on, by case, oldest first: one query."""

    async def assigned_counts(self, municipality: str, institution: str) -> Mapping[str, int]:
        """How many open cases each of an office's staff has. One statement."""

    async def counts(self, municipality: str) -> Mapping[str, int]:
        """Open cases by status word, plus "overdue" is left to the caller."""


class Outbox(Protocol):
    async def add(self, deliveries: Sequence[Delivery]) -> None: ...
    async def claim(self, now: datetime, until: datetime, limit: int) -> list[Delivery]:
        """Due rows, the head of each lane only, marked SENDING with attempts + 1 until `until`.

        An expired claim is due again; but an at_most_once row is then DEAD, and is returned once as such.
        FOR UPDATE SKIP LOCKED on PostgreSQL.
        """

    async def finish(self, done: Sequence[tuple[int, int, DeliveryState, str]], at: datetime) -> None:
        """(id, attempts as claimed, new state, evidence or failure). Payloads are erased, except those of dead rows."""

    async def retry(self, again: Sequence[tuple[int, int, datetime, str]]) -> None:
        """(id, attempts as claimed, due_at, failure)."""

    async def cancel_reporter(
        self, conversation: int, kinds: Sequence[str] | None = None, case: int | None = None
    ) -> None:
        """What has not left yet for this person: all of it, or only these kinds, or only about this case."""

    async def cancel_office(self, referrals: Sequence[int]) -> None:
        """What has not left yet to the institutions of these referrals."""

    async def take_back(self, ids: Sequence[int]) -> None:
        """Those of these rows that nobody has begun to send."""

    async def dead(self, municipality: str | None = None, limit: int = 100) -> list[Delivery]: ...
    async def next_due(self) -> datetime | None: ...
    async def waiting_lanes(self) -> list[int]:
        """The lane of every row that has not left yet, once per row; read at start."""

    async def numbers(self, conversation: int, since: datetime) -> tuple[list[str], bool]:
        """What the platform calls the messages of this conversation, theirs and ours, since then; and whether there are
        older ones, which nobody remembers by number."""

    async def let_go(self, conversation: int, below: int) -> None:
        """What these rows said is gone from the chat: the ended ones before this id lead to nobody any more."""

    async def oldest_waiting(self) -> datetime | None: ...
    async def of_case(self, case: int) -> list[Delivery]: ...


class Dues(Protocol):
    async def add(self, dues: Sequence[Due]) -> None: ...
    async def take(self, now: datetime, limit: int) -> list[Due]:
        """Due and not yet done, oldest first; marks them done in this transaction, so each fires once."""

    async def cancel(self, *, case: int | None = None, referral: int | None = None, at: datetime) -> None: ...
    async def of_case(self, case: int) -> list[Due]:
        """Those still to come."""

    async def next_due(self) -> datetime | None: ...


class Chat(Protocol):
    """The web chat's own page of messages: the only channel where we are also the platform."""

    async def add(self, lines: Sequence[ChatLine]) -> None: ...
    async def lines(self, municipality: str, tag: bytes, after: int = 0, limit: int = 200) -> list[ChatLine]:
        """The newest `limit` lines with an id above `after`, oldest first."""

    async def remove(self, municipality: str, tag: bytes) -> None: ...
    async def remove_older(self, before: datetime) -> None: ...


class Upkeep(Protocol):
    """What the house keeps for itself: the secrets of each week, and on which days it was awake. Days since 1970."""

    async def weeks(self) -> list[WeekSecrets]: ...
    async def add_weeks(self, secrets: Sequence[WeekSecrets]) -> None:
        """A week that is there already stays as it is: whoever was first has made its secrets."""

    async def destroy_keys(self, before: int) -> None:
        """What was sealed for a while in weeks before this one can be opened by nobody any more."""

    async def destroy_weeks(self, before: int) -> None:
        """Nor can anybody who wrote last in weeks before this one be recognised."""

    async def observe(self, day: int) -> None: ...
    async def observed(self, since: int, until: int) -> int:
        """On how many of these days, both included, a process saw the clock."""


class SmsMonths(Protocol):
    """What is spent on SMS, by municipality and month."""

    async def add(self, months: Sequence[SmsMonth]) -> None:
        """`segments` more in each of them; one statement."""

    async def since(self, month: int) -> list[SmsMonth]:
        """Of every municipality, from this month on."""

    async def tell(self, months: Sequence[SmsMonth]) -> None:
        """Their coordinators know of this level."""


class Retention(Protocol):
    """When closed cases run out, and the erasing itself."""

    async def states(self, after: int, limit: int) -> list[CaseState]:
        """A page of all cases, by id."""

    async def add(self, expiries: Sequence[Expiry]) -> None:
        """A case that has a row already keeps it."""

    async def save(self, expiries: Sequence[Expiry]) -> None:
        """When, whether warned, whether held; not for a case whose keys are destroyed."""

    async def stop(self, cases: Sequence[int]) -> None:
        """These are open again, or the person has said something: their clocks begin anew when they are closed."""

    async def get(self, case: int) -> Expiry | None: ...
    async def coming(
        self, municipality: str, until: datetime, after: tuple[datetime, int] | None, limit: int
    ) -> list[Expiry]:
        """That run out by `until`, soonest first; keyset paging `after` (purge_at, case)."""

    async def count(self, municipality: str, until: datetime) -> int: ...
    async def unwarned(self, municipality: str, until: datetime, now: datetime, limit: int) -> list[Expiry]:
        """That run out by `until`, are not held, and of which the coordinator has not been told by `now`."""

    async def due(self, municipality: str, now: datetime, warned_before: datetime, limit: int) -> list[Expiry]: ...
    async def shredded_since(self, municipality: str, since: datetime, until: datetime) -> int:
        """How many lost their keys since then, and still have their rows."""

    async def shred(self, cases: Sequence[int], at: datetime) -> None:
        """Destroys the keys of case and photos and the receipt code; the person, offices' links and messages go too.

        The caller holds the case (`cases.get`).
        """

    async def shredded(self, before: datetime, now: datetime, limit: int) -> list[int]:
        """Cases whose keys were destroyed before then."""

    async def pointing_at(self, case: int) -> list[int]:
        """Conversations whose last case this was. Walks all of them: not for every tick."""

    async def remove(self, cases: Sequence[int], pointing: Sequence[int]) -> None:
        """All rows of these cases; `pointing` conversations have no last case any more."""


class Leftovers(Protocol):
    """What has had its day. `below` is an id of the time before `before`: ids rise with time."""

    async def talks(self, after: int, limit: int) -> list[tuple[int, str, datetime]]:
        """A page of all conversations, by id, with their municipality and when they last wrote."""

    async def over(self, ids: Sequence[int], before: datetime) -> list[int]:
        """Of these conversations: silent since then, all their cases closed since then, nothing on its way to them.

        On PostgreSQL they are locked; those that somebody else holds are left out.
        """

    async def remove_sent(self, below: int, before: datetime, limit: int) -> int:
        """Finished, cancelled and dead rows of the outbox. How many were removed, as for the other two."""

    async def remove_done(self, below: int, before: datetime, limit: int) -> int:
        """Due dates that have fired or were cancelled."""

    async def remove_broken(self, below: int, before: datetime, limit: int) -> int: ...
    async def forget_numbers(self, above: int, below: int, limit: int) -> int:
        """What a platform called the messages of reporters: of rows that have ended, with an id between these two."""

    async def seen(self, after: bytes, limit: int) -> list[tuple[bytes, datetime]]:
        """A page of the keys of all messages seen, by key."""

    async def forget_seen(self, keys: Sequence[bytes], before: datetime) -> None: ...


class Audit(Protocol):
    """Who did what, and who read what: append-only and chained. See service/audit.py."""

    def note(
        self,
        act: str,
        *,
        at: datetime,
        municipality: str = "",
        actor: str = "reportbot",
        subject: str = "",
        **facts: str,
    ) -> None:
        """Written with this unit of work, or not at all. Raises RuleBroken in a read-only look, and for long words.

        `act` is a word in small letters, `subject` a case number or a row's name. Never anything of a reporter.
        """

    async def head(self) -> Head | None:
        """Where the chain ends, None before the first entry."""

    async def entries(self, after: int, limit: int) -> list[AuditEntry]:
        """By position, as they are stored."""

    async def last(self, limit: int, **wanted: str) -> list[AuditEntry]:
        """The newest, oldest first; `wanted` by municipality, actor or subject."""


class KeyRows(Protocol):
    """What the ring has sealed, and what each of its keys has left here. `header`: of the key that seals now."""

    async def canaries(self) -> dict[str, bytes]: ...
    async def add_canaries(self, values: Mapping[str, bytes]) -> None:
        """One that is there already stays as it is."""

    async def remove_canaries(self, names: Sequence[str]) -> None: ...
    async def older(self, table: str, column: str, header: bytes, after: int, limit: int) -> list[UnderRing]:
        """Those of another key, by id, beyond `after`."""

    async def count_older(self, table: str, column: str, header: bytes) -> int: ...
    async def swap(self, table: str, column: str, anew: Sequence[tuple[UnderRing, bytes]]) -> None:
        """Only where the value is still the same."""
