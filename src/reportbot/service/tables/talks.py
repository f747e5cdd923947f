"""What comes in, and who writes, as Protocols."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from reportbot.core.access.reach import Reach
from reportbot.core.cases.case import Case
from reportbot.service.records import BrokenMessage, ChatLine, Conversation, Photo, Who


class Messages(Protocol):
    async def unseen(self, keys: Sequence[bytes], at: datetime) -> frozenset[bytes]:
        """Remembers these keys for a month; returns those that were not known before."""

    async def is_known(self, key: bytes) -> bool:
        """Without remembering it."""

    async def keep_broken(self, broken: Sequence[BrokenMessage]) -> None: ...
    async def broken(self, municipality: str, within: Reach, limit: int = 50) -> list[BrokenMessage]:
        """The newest. None that keeps an office of this reach out, nor of a person one of whose cases does (R15)."""

    async def one_broken(self, municipality: str, id: int, within: Reach) -> BrokenMessage | None: ...
    async def broken_round(self, after: int, limit: int) -> list[BrokenMessage]:
        """By id, those of any town that must go round an office."""

    async def cases_of_writer(self, conversation: int) -> list[Case]:
        """Every case that this conversation has reported, and the one that it is on; oldest first."""

    async def remove_broken(self, municipality: str, id: int) -> None:
        """With the photos that came with it, unless they belong to a case by now."""

    async def get_offset(self, channel: str, municipality: str) -> int:
        """The polling offset, 0 at first."""

    async def set_offset(self, channel: str, municipality: str, offset: int) -> None: ...


class WrongCodeRows(Protocol):
    """How often somebody was wrong who typed a code. `key` is a keyed hash of who or what it is counted for; `since`
    is the moment from which on a count still counts, `most` what is too many."""

    async def count(self, municipality: str, key: bytes, now: datetime, since: datetime, most: int) -> int | None:
        """One more, and how many there are now; None where there were too many before, which counts nothing."""

    async def are_too_many(self, municipality: str, key: bytes, since: datetime, most: int) -> bool: ...
    async def forgive(self, municipality: str, key: bytes) -> None:
        """One of them was right."""

    async def forget(self, before: datetime) -> None:
        """Counts that began before this."""


class Conversations(Protocol):
    async def by_who(self, who: Sequence[Who]) -> dict[Who, Conversation]:
        """One query. On PostgreSQL the rows are locked in key order."""

    async def get(self, ids: Sequence[int]) -> dict[int, Conversation]:
        """For a look: who wants to change a conversation asks `by_who`, or is handed it by `expired`."""

    async def one(self, id: int) -> Conversation:
        """For a look, of an id that a row refers to. Raises KeyError where there is none."""

    async def find(self, id: int) -> Conversation | None:
        """For a look."""

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

    async def hold_photo(self, photo: int, at: datetime | None) -> None:
        """The person does not see it from now on; None: they do again."""

    async def remove_photos(self, conversation: int) -> None:
        """Those that belong to no case: a draft was given up."""


class EarlyPhotoRows(Protocol):
    """Photos of offices that came before "done" (`waits_until`), which nothing else shows; and the chats that have just
    said it. `key` is a keyed hash of a chat."""

    async def waiting(self, case: int, by: str, now: datetime) -> list[Photo]:
        """Of that office in this very case, oldest first; all of them while the last one waits."""

    async def lapsed(self, now: datetime, limit: int) -> list[Photo]:
        """The last one of each office and case whose photos have all waited in vain."""

    async def let_go(self, photos: Sequence[int]) -> None:
        """They wait no more: kept, or thrown away."""

    async def expect(self, municipality: str, key: bytes, referral: int, until: datetime) -> None:
        """The newest "done" of a chat counts."""

    async def expected(self, municipality: str, key: bytes, now: datetime) -> int:
        """The referral that this chat said to be done just now, or 0."""

    async def forget(self, now: datetime) -> None:
        """Chats that have said so too long ago."""


class Chat(Protocol):
    """The web chat's own page of messages: the only channel where we are also the platform."""

    async def add(self, lines: Sequence[ChatLine]) -> None: ...
    async def lines(self, municipality: str, tag: bytes, after: int = 0, limit: int = 200) -> list[ChatLine]:
        """The newest `limit` lines with an id above `after`, oldest first."""

    async def remove(self, municipality: str, tag: bytes) -> None: ...
    async def remove_older(self, before: datetime) -> None: ...
