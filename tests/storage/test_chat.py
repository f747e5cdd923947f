"""The page of the web chat."""

from reportbot.storage import Database
from tests.storage.samples import HOUR, NOW, a_line


async def test_a_page_shows_the_newest_lines_oldest_first(store: Database) -> None:
    mine = [a_line(id, from_reporter=id % 2 == 0) for id in range(1, 8)]
    async with store.begin() as work:
        await work.chat.add([*mine, a_line(8, tag=b"other"), a_line(9, municipality="kamez")])
    async with store.read() as work:
        assert await work.chat.lines("drenas", b"tag") == mine
        assert await work.chat.lines("drenas", b"tag", limit=3) == mine[-3:]
        assert await work.chat.lines("drenas", b"tag", after=5) == mine[5:]


async def test_a_page_is_removed_for_its_person_only(store: Database) -> None:
    other, elsewhere = a_line(2, tag=b"other"), a_line(3, municipality="kamez")
    async with store.begin() as work:
        await work.chat.add([a_line(1), other, elsewhere])
        await work.chat.remove("drenas", b"tag")
        assert await work.chat.lines("drenas", b"tag") == []
        assert await work.chat.lines("drenas", b"other") == [other]
        assert await work.chat.lines("kamez", b"tag") == [elsewhere]


async def test_old_lines_are_removed(store: Database) -> None:
    async with store.begin() as work:
        await work.chat.add([a_line(1, at=NOW - HOUR), a_line(2)])
        await work.chat.remove_older(NOW)
        assert await work.chat.lines("drenas", b"tag") == [a_line(2)]
