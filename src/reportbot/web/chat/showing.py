"""What the chat shows: a whole page to a browser, and to its script the pieces that are new."""

from starlette.requests import Request
from starlette.responses import Response

from reportbot.core.languages import on_pages
from reportbot.core.messages import Address, Text
from reportbot.service.records import Who
from reportbot.service.towns import Town
from reportbot.service.turns.recognising import recognised
from reportbot.web import words
from reportbot.web.chat.arriving import Posted
from reportbot.web.chat.person import CHANNEL
from reportbot.web.chat.view import attached_words, thread
from reportbot.web.pages import Pages, language_of
from reportbot.web.parts import WebParts


class Showing:
    def __init__(self, parts: WebParts, pages: Pages) -> None:
        self._parts, self._pages = parts, pages

    async def page(
        self, request: Request, town: Town, person: Address | None, posted: Posted, note: Text | None = None
    ) -> Response:
        """For a browser. `posted` is what was sent and is to be sent again; `note` stands above the conversation."""
        language = await self.language(request, town, person)
        bubbles = await self._parts.chat.bubbles(person) if person else []
        here = f"/chat/{town.key}"
        return self._pages.show(
            "chat/chat.html",
            language,
            title=Text(words.CHAT_TITLE.msgid, {"town": town.rules.name}),
            status=posted.status,
            zone=town.rules.zone,
            languages=[] if bubbles else [(code, f"{here}?language={code}") for code in on_pages(town.rules.languages)],
            town=town,
            here=here,
            thread=thread(bubbles),
            attached_words=attached_words,
            posted=posted,
            note=note,
            away=away_from(town),
        )

    async def news(self, request: Request, town: Town, person: Address, after: int) -> dict[str, object]:
        """Ids go as text: they are larger than what JavaScript counts exactly."""
        bubbles = await self._parts.chat.bubbles(person)
        language = await self.language(request, town, person)
        whole, here = thread(bubbles), f"/chat/{town.key}"

        def html(template: str, **values: object) -> str:
            return self._pages.piece(template, language, zone=town.rules.zone, **values)

        return {
            "known": True,
            "language": language,
            "last": str(whole.last),
            "lines": [
                {
                    "id": str(bubble.id),
                    "html": html("chat/bubble.html", bubble=bubble, here=here, attached_words=attached_words),
                }
                for bubble in bubbles
                if bubble.id > after
            ],
            "answers": html("chat/answers.html", thread=whole),
        }

    async def language(self, request: Request, town: Town, person: Address | None) -> str:
        """That of the conversation; before there is one, the browser's."""
        if person is not None:
            who = Who(town.key, CHANNEL, self._parts.vault.tag(person))
            async with self._parts.store.read() as work:
                conversation = (await recognised(work, self._parts.vault, {who: person})).get(who)
            if conversation is not None:
                return conversation.language
        return language_of(request, town.rules.languages)


def away_from(town: Town) -> str:
    """Where a script leads who leaves quickly."""
    return town.rules.exit_page or f"/day/{town.key}"
