"""Conversations and photos."""

from dataclasses import replace

import pytest

from reportbot.core.errors import RuleBroken
from reportbot.service.records import DeliveryState
from reportbot.storage import Database, StorageFailed
from tests.storage.samples import MINUTE, NOW, a_case, a_conversation, a_delivery, a_photo, who


async def test_a_conversation_is_found_by_who_writes(store: Database) -> None:
    kept = [a_conversation(number, may_push=answer) for number, answer in enumerate((None, True, False), 1)]
    async with store.begin() as work:
        await work.conversations.save(kept)
    expected = {each.who: replace(each, is_new=False) for each in kept}
    async with store.read() as work:
        assert await work.conversations.by_who([*expected, who(99), who(1)]) == expected
        assert await work.conversations.by_who([]) == {}
        assert await work.conversations.get([1, 2, 3, 99]) == {each.id: each for each in expected.values()}
        assert await work.conversations.one(1) == await work.conversations.find(1) == expected[who(1)]
        assert await work.conversations.find(99) is None
        with pytest.raises(KeyError):
            await work.conversations.one(99)


async def test_the_same_tag_on_another_channel_or_in_another_municipality_is_somebody_else(store: Database) -> None:
    people = [who(1), who(1, channel="sms"), who(1, municipality="kamez")]
    async with store.begin() as work:
        await work.conversations.save([a_conversation(id, who=person) for id, person in enumerate(people, 1)])
    async with store.begin() as work:
        found = await work.conversations.by_who(people[:2])
    assert {conversation.id for conversation in found.values()} == {1, 2}


async def test_saving_changes_what_is_known_and_adds_who_is_new(store: Database) -> None:
    async with store.begin() as work:
        await work.conversations.save([a_conversation(1)])
    changed = replace(
        a_conversation(1),
        sealed_address=b"moved",
        language="sr",
        may_push=False,
        session=b"",
        case=7,
        last_at=NOW + MINUTE,
        quiet=True,
        is_new=False,
    )
    async with store.begin() as work:
        await work.conversations.save([changed, a_conversation(2)])
    async with store.read() as work:
        found = await work.conversations.get([1, 2])
    assert found == {1: changed, 2: replace(a_conversation(2), is_new=False)}


async def test_the_same_person_is_not_kept_twice(store: Database) -> None:
    async with store.begin() as work:
        await work.conversations.save([a_conversation(1)])
    with pytest.raises(StorageFailed):
        async with store.begin() as work:
            await work.conversations.save([a_conversation(3), a_conversation(2, who=who(1))])
    async with store.read() as work:
        assert list(await work.conversations.get([1, 2, 3])) == [1]


async def test_silent_conversations_with_an_open_session_come_oldest_first(store: Database) -> None:
    async with store.begin() as work:
        await work.conversations.save(
            [
                a_conversation(1, last_at=NOW - MINUTE),
                a_conversation(2, last_at=NOW - 3 * MINUTE),
                a_conversation(3, last_at=NOW - 2 * MINUTE, session=b""),
                a_conversation(4, last_at=NOW),
                a_conversation(5, last_at=NOW - 2 * MINUTE),
            ]
        )
    async with store.begin() as work:
        assert [each.id for each in await work.conversations.expired(NOW, 10)] == [2, 5, 1]
        (first,) = await work.conversations.expired(NOW, 1)
        assert first.id == 2
        assert [each.id for each in await work.conversations.expired(NOW, 10, after=first)] == [5, 1]


async def test_a_batch_of_hundreds_is_found_whole(store: Database) -> None:
    people = [a_conversation(number) for number in range(1, 601)]
    async with store.begin() as work:
        await work.conversations.save(people)
    async with store.begin() as work:
        assert len(await work.conversations.by_who([each.who for each in people])) == 600
        assert len(await work.conversations.get([each.id for each in people])) == 600


async def test_photos_belong_to_a_conversation_and_later_to_a_case(store: Database) -> None:
    draft, other = a_photo(1), a_photo(2, conversation=2)
    fetched = replace(draft, case=5, sealed_image=b"sealed image", sealed_handle=b"")
    async with store.begin() as work:
        await work.conversations.add_photos([draft, other])
    async with store.begin() as work:
        assert await work.conversations.photos(conversation=1) == [draft]
        await work.conversations.keep_image(1, b"sealed image")
        await work.conversations.adopt_photos(1, 5)
        assert await work.conversations.photos(case=5) == [fetched]


async def test_giving_up_a_draft_removes_only_photos_that_belong_to_no_case(store: Database) -> None:
    kept, draft, of_another = a_photo(1, case=5), a_photo(2), a_photo(3, conversation=2)
    async with store.begin() as work:
        await work.conversations.add_photos([kept, draft, of_another])
        await work.conversations.remove_photos(1)
        assert await work.conversations.photos(conversation=1) == [kept]
        assert await work.conversations.photos(conversation=2) == [of_another]


@pytest.mark.parametrize("by", [{}, {"conversation": 1, "case": 1}])
async def test_photos_are_asked_for_by_one_thing(sqlite_store: Database, by: dict[str, int]) -> None:
    async with sqlite_store.read() as work:
        with pytest.raises(RuleBroken):
            await work.conversations.photos(**by)


async def test_who_is_removed_leaves_nothing_that_leads_to_them(store: Database) -> None:
    dead = a_delivery(1, conversation=1, state=DeliveryState.DEAD)
    async with store.begin() as work:
        await work.conversations.save([a_conversation(1), a_conversation(2)])
        await work.conversations.add_photos([a_photo(1), a_photo(2, case=4), a_photo(3, conversation=2)])
        cases = [a_case(4, conversation=1), a_case(5, conversation=2), a_case(6, conversation=1)]
        await work.cases.add(cases, [], [], [])
        await work.outbox.add([dead, a_delivery(2, conversation=2, state=DeliveryState.DEAD)])
    async with store.begin() as work:
        await work.conversations.remove([1, 99])
        await work.conversations.remove([])
    async with store.read() as work:
        assert list(await work.conversations.get([1, 2])) == [2]
        assert await work.conversations.by_who([who(1)]) == {}
        assert await work.conversations.photos(conversation=1) == []
        assert [photo.id for photo in await work.conversations.photos(case=4)] == [2]
        assert [photo.id for photo in await work.conversations.photos(conversation=2)] == [3]
        found = await work.cases.get([4, 5, 6])
        assert [found[id].conversation for id in (4, 5, 6)] == [None, 2, None]
        assert [(row.id, row.payload) for row in await work.outbox.dead()] == [(2, b"sealed payload"), (1, b"")]


async def test_the_same_person_may_come_back_in_the_unit_of_work_that_removes_them(store: Database) -> None:
    async with store.begin() as work:
        await work.conversations.save([a_conversation(1)])
    async with store.begin() as work:
        await work.conversations.remove([1])
        await work.conversations.save([a_conversation(2, who=who(1))])
    async with store.read() as work:
        assert (await work.conversations.by_who([who(1)]))[who(1)].id == 2
