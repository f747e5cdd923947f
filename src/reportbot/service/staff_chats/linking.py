"""Link the private chat of somebody who works at the desk: a code from the console, typed or carried by a link."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from reportbot.core.digest import DIGEST_HOURS, digest_day
from reportbot.core.errors import BadInput, UnknownCode
from reportbot.core.messages import Address
from reportbot.core.staff_chat import CODE_LIVES
from reportbot.service.offices.wrong_codes import WrongCodes
from reportbot.service.ports import Clock, Ids, Store, Vault, Work
from reportbot.service.records import Delivery
from reportbot.service.staff_chats.known import KnownChats, staff_tag
from reportbot.service.staff_chats.people import StaffPeople
from reportbot.service.staff_chats.post import StaffPost, language_of
from reportbot.service.staff_chats.unlinking import remove
from reportbot.service.tables.staff_chats import StaffChat, StaffChatCode
from reportbot.service.towns import Town
from reportbot.service.trying import persistently

MOST_WRONG, WRONG_WINDOW = 5, timedelta(minutes=15)
USUAL_HOUR = 8  # of the town's clock, for the daily message


@dataclass(frozen=True, slots=True)
class NewCode:
    code: str = field(repr=False)
    expires_at: datetime


class StaffLinking:
    """`draw` makes a code that nobody can guess. Only its keyed hash is kept."""

    def __init__(
        self,
        store: Store,
        vault: Vault,
        towns: Mapping[str, Town],
        people: StaffPeople,
        post: StaffPost,
        known: KnownChats,
        clock: Clock,
        ids: Ids,
        draw: Callable[[], str],
        wake: Callable[[], None],
    ) -> None:
        self._store, self._vault, self._towns, self._people = store, vault, towns, people
        self._post, self._known, self._clock, self._ids = post, known, clock, ids
        self._draw, self._wake = draw, wake
        self._wrong = WrongCodes(store, vault, "chat", MOST_WRONG, WRONG_WINDOW)

    async def new_code(self, municipality: str, member: str) -> NewCode:
        """Instead of an earlier one. Raises UnknownCode for somebody who does not work on cases."""
        code, now = self._draw(), self._clock.now()
        until = now + CODE_LIVES

        async def once() -> None:
            async with self._store.begin() as work:
                found = (await self._people.active(work, municipality)).get(member)
                if found is None or not self._people.may_link(found):
                    raise UnknownCode("no such account, or none that works on cases")
                await work.staff_chats.remove_codes(now)
                await work.staff_chats.add_code(
                    StaffChatCode(self._hashed(municipality, code), municipality, member, until)
                )
                work.audit.note("chat_code", at=now, municipality=municipality, actor=f"@{member}")

        await persistently(once)
        return NewCode(code, until)

    async def of(self, municipality: str, member: str) -> StaffChat | None:
        async with self._store.read() as work:
            return await work.staff_chats.of_member(municipality, member)

    async def set(self, municipality: str, member: str, digest_hour: int | None, language: str) -> None:
        """Raises UnknownCode without a linked chat, BadInput for no hour of a day or a language not offered here."""
        if digest_hour is not None and digest_hour not in DIGEST_HOURS:
            raise BadInput("the hour is one of a day")
        if language and language not in self._towns[municipality].rules.office_languages:
            raise BadInput("this language is not offered here")

        async def once() -> None:
            async with self._store.begin() as work:
                chat = await work.staff_chats.of_member(municipality, member)
                if chat is None:
                    raise UnknownCode("no chat is linked")
                await work.staff_chats.set(chat.id, digest_hour, language)

        await persistently(once)

    async def end(self, municipality: str, member: str) -> None:
        """From the console. The chat is told. Nothing happens where none is linked."""

        async def once() -> None:
            async with self._store.begin() as work:
                chat = await work.staff_chats.of_member(municipality, member)
                if chat is not None:
                    await self.unlink(work, chat, "console")

        await persistently(once)
        self._known.changed()
        self._wake()

    def forget_known(self) -> None:
        """After a commit that has ended a link."""
        self._known.changed()

    async def unlink(self, work: Work, chat: StaffChat, why: str) -> None:
        """With a last word to it. The caller says `changed` to what is known once it is committed."""
        town, now = self._towns[chat.municipality], self._clock.now()
        await remove(work, chat, why, now)
        member = (await self._people.active(work, town.key)).get(chat.member)
        text = self._post.say(town, language_of(town, member, chat), "unlinked", account=chat.member)
        await work.outbox.add([self._post.to_former(chat, text, now)])

    async def link(self, work: Work, address: Address, code: str) -> list[Delivery]:
        """What is answered. A right code in a chat that guesses counts for nothing."""
        town, now = self._towns[address.municipality], self._clock.now()
        tag = staff_tag(self._vault, address)
        count = await self._wrong.count_in(work, town.key, tag.hex(), now)
        if count is None:
            return []
        language = town.rules.office_languages[0]
        found = await self._taken(work, town, code, now)
        if found is None:
            text = self._post.say(town, language, "link_wait" if self._wrong.is_last(count) else "link_wrong")
            return [self._post.to_stranger(town.key, address.value, text, now)]
        await self._wrong.forgive_in(work, town.key, tag.hex())
        here = await work.staff_chats.by_tag(town.key, tag)
        if here is not None and here.member != found:
            owner = (await self._people.active(work, town.key)).get(here.member)
            text = self._post.say(town, language_of(town, owner, here), "link_taken", account=here.member)
            return [self._post.to_chat(here, "staff_answer", text, now)]
        former = await work.staff_chats.of_member(town.key, found)
        if former is not None and former.tag != tag:
            await self.unlink(work, former, "replaced")
        elif former is not None:
            await work.staff_chats.remove([former.id])
        return [await self._linked(work, town, address, tag, found, former, now)]

    async def burn(self, municipality: str, code: str, chat: str) -> None:
        """A code that was shown in a group is void: everybody there has read it."""
        town, now = self._towns[municipality], self._clock.now()

        async def once() -> None:
            async with self._store.begin() as work:
                if await self._wrong.count_in(work, municipality, chat, now) is None:
                    return
                await work.staff_chats.take_code(municipality, self._hashed(municipality, code), now)
                text = self._post.say(town, town.rules.office_languages[0], "link_group")
                await work.outbox.add([self._post.to_stranger(municipality, chat, text, now)])

        await persistently(once)
        self._wake()

    async def _taken(self, work: Work, town: Town, code: str, now: datetime) -> str | None:
        """The member whose code this was."""
        found = await work.staff_chats.take_code(town.key, self._hashed(town.key, code), now) if code else None
        if found is None:
            return None
        member = (await self._people.active(work, town.key)).get(found.member)
        return member.key if member and self._people.may_link(member) else None

    async def _linked(
        self, work: Work, town: Town, address: Address, tag: bytes, key: str, former: StaffChat | None, now: datetime
    ) -> Delivery:
        """A digest comes from the next chosen hour on."""
        id, hour = self._ids.new(), former.digest_hour if former else USUAL_HOUR
        member = (await self._people.active(work, town.key))[key]
        chat = StaffChat(
            id=id,
            municipality=town.key,
            channel=address.channel,
            member=key,
            tag=tag,
            sealed_chat=self._vault.seal_address(address, id),
            linked_at=now,
            digest_hour=hour,
            digest_day=digest_day(now, town.rules.zone, USUAL_HOUR if hour is None else hour),
            digest_at=former.digest_at if former else now,
            language=former.language if former else "",
        )
        await work.staff_chats.add(chat)
        work.audit.note("chat_linked", at=now, municipality=town.key, actor=f"@{key}", subject=address.channel)
        text = self._post.say(town, language_of(town, member, chat), "linked", account=key)
        return self._post.to_chat(chat, "staff_answer", text, now)

    def _hashed(self, municipality: str, code: str) -> bytes:
        return self._vault.message_key(f"staff code:{municipality}:{code}")
