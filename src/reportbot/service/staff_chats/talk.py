"""What is written in a staff chat: a few slash words are obeyed, everything else is answered with one sentence.

A linked chat is nobody's conversation: nothing said there becomes a report or is kept.
"""

from collections.abc import Callable, Mapping, Sequence

from reportbot.core.messages import InboundMessage, Text, TextList
from reportbot.core.staff_chat import HELP, LATE, LINK, STOP, word_in
from reportbot.service.doors import Receive, take_or_pass
from reportbot.service.ports import Clock, Store, Vault, Work
from reportbot.service.records import Delivery
from reportbot.service.staff_chats.known import KnownChats, staff_tag
from reportbot.service.staff_chats.late import LateList
from reportbot.service.staff_chats.linking import StaffLinking
from reportbot.service.staff_chats.people import StaffPeople
from reportbot.service.staff_chats.post import ANSWER, TELEGRAM, StaffPost, language_of
from reportbot.service.tables.staff_chats import StaffChat
from reportbot.service.towns import Town
from reportbot.service.trying import persistently

LATE_BUTTON = "late"


class StaffTalk:
    """`otherwise` takes every message that no staff chat sends."""

    def __init__(
        self,
        store: Store,
        vault: Vault,
        towns: Mapping[str, Town],
        people: StaffPeople,
        linking: StaffLinking,
        late: LateList,
        post: StaffPost,
        known: KnownChats,
        clock: Clock,
        wake: Callable[[], None],
        otherwise: Receive,
    ) -> None:
        self._store, self._vault, self._towns, self._people = store, vault, towns, people
        self._linking, self._late, self._post, self._known = linking, late, post, known
        self._clock, self._wake, self._otherwise = clock, wake, otherwise

    async def receive(self, messages: Sequence[InboundMessage]) -> None:
        """Returns once everything is durable. Raises what the store raised if something is not."""
        await take_or_pass(messages, self._take, self._otherwise)

    async def in_group(self, municipality: str, text: str, chat: str) -> None:
        """Somebody has typed a code where others read it."""
        word, code = word_in(text)
        if word == LINK and municipality in self._towns:
            await self._linking.burn(municipality, code, chat)

    async def _take(self, message: InboundMessage) -> bool:
        """Whether it was said in a staff chat, or to make one; it has had its effect then."""
        address = message.address
        if address.channel != TELEGRAM or address.municipality not in self._towns:
            return False
        links = not message.pressed and word_in(message.text)[0] == LINK
        if not links and not await self._known.has(address):
            return False
        taken = await persistently(lambda: self._answer(message, links))
        self._known.changed()
        self._wake()
        return taken

    async def _answer(self, message: InboundMessage, links: bool) -> bool:
        keys = [self._vault.message_key(key) for key in message.keys]
        async with self._store.begin() as work:
            chat = await work.staff_chats.by_tag(message.address.municipality, staff_tag(self._vault, message.address))
            if chat is None and not links:  # it was linked until a moment ago
                return False
            if len(await work.messages.unseen(keys, self._clock.now())) == len(keys):
                await work.outbox.add(await self._said(work, message, chat))
        return True

    async def _said(self, work: Work, message: InboundMessage, chat: StaffChat | None) -> list[Delivery]:
        word, code = word_in(message.text) if not message.pressed else ("", "")
        if word == LINK:
            return await self._linking.link(work, message.address, code)
        if chat is None:
            return []
        town, now = self._towns[chat.municipality], self._clock.now()
        member = (await self._people.active(work, town.key)).get(chat.member)
        if member is None:
            await self._linking.unlink(work, chat, "disabled")
            return []
        if word == STOP:
            await self._linking.unlink(work, chat, "stopped")
            return []
        language = language_of(town, member, chat)
        if word == LATE:
            text = await self._late.text(work, town, member, language, now)
        else:
            text = self._help(town, chat, language) if word == HELP else self._nothing(town, chat, message, language)
        buttons = [(self._post.say(town, language, "button_late"), LATE_BUTTON)] if word == HELP else []
        return [self._post.to_chat(chat, ANSWER, text, now, buttons)]

    def _help(self, town: Town, chat: StaffChat, language: str) -> str:
        return self._post.say(town, language, "help", account=chat.member, url=self._post.console(town))

    def _nothing(self, town: Town, chat: StaffChat, message: InboundMessage, language: str) -> str:
        """Whatever it was. Numbers come first, those for the danger that the words tell of where they do."""
        danger = town.around.danger_in(message.text) if message.text else ""
        numbers = TextList((Text("{number}", {"number": town.around.emergency}),))
        if danger:
            numbers = town.around.answering(danger, self._clock.now()).numbers
        return self._post.say(
            town,
            language,
            "not_here",
            numbers=numbers,
            account=chat.member,
            url=self._post.console(town),
            page=self._post.chat_page(town),
        )
