"""What a member looks for again and again: the queue's address, kept under a name. Theirs alone."""

from collections.abc import Sequence

from reportbot.core.access.member import Member
from reportbot.core.errors import BadInput, TooLarge
from reportbot.service.ports import Ids, Store
from reportbot.service.tables.queue import SavedFilter
from reportbot.service.trying import persistently

MOST, LONGEST_NAME, LONGEST_QUERY = 12, 40, 400


class Filters:
    def __init__(self, store: Store, ids: Ids) -> None:
        self._store, self._ids = store, ids

    async def of(self, member: Member) -> Sequence[SavedFilter]:
        """Oldest first."""
        async with self._store.read() as work:
            return await work.queue.saved(member.municipality, member.key)

    async def save(self, member: Member, name: str, query: str) -> None:
        """One of the same name takes its place. Raises BadInput for a name that is empty or cannot be printed,
        TooLarge for one that is too long and for a thirteenth filter."""
        name = " ".join(name.split())
        if not name or not name.isprintable():
            raise BadInput("a filter needs a name")
        if len(name) > LONGEST_NAME or len(query) > LONGEST_QUERY:
            raise TooLarge(f"the name of a filter has at most {LONGEST_NAME} letters")

        async def once() -> None:
            async with self._store.begin() as work:
                kept = await work.queue.saved(member.municipality, member.key)
                same = [each for each in kept if each.name.casefold() == name.casefold()]
                if len(kept) - len(same) >= MOST:
                    raise TooLarge(f"a member keeps at most {MOST} filters")
                for each in same:
                    await work.queue.remove(member.municipality, member.key, each.id)
                await work.queue.save(SavedFilter(self._ids.new(), member.municipality, member.key, name, query))

        await persistently(once)

    async def remove(self, member: Member, id: int) -> None:
        """Nothing happens where that is no filter of theirs."""

        async def once() -> None:
            async with self._store.begin() as work:
                await work.queue.remove(member.municipality, member.key, id)

        await persistently(once)
