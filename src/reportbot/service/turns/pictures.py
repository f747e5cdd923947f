"""An office's picture on its way to the person: as a picture where their chat shows them, in words elsewhere.

Each is a row of its own behind the words that it belongs to: one that cannot be sent holds up nothing and repeats
nothing. The row holds the number of the picture, never the picture.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from reportbot.core.conversation.turns.turn import Reply, Turn
from reportbot.core.messages import Address, Text
from reportbot.service.cases.gathering import Gathering
from reportbot.service.outgoing.sentences import Sentences
from reportbot.service.outgoing.spending import Spending
from reportbot.service.ports import Work
from reportbot.service.records import Conversation, Delivery, Photo, Who
from reportbot.service.towns import Town
from reportbot.service.turns.lanes import Lanes
from reportbot.service.turns.speaking import Speaker

PICTURE = "picture"  # kind of what is pushed; what somebody asked for is a reply
TAKE_BACK = "picture_back"  # kind: what the desk holds back is deleted from a chat again
SHOW_PICTURES = frozenset({"telegram", "web"})


class SendsPictures:
    def __init__(self, speaker: Speaker, sentences: Sentences, lanes: Lanes, spending: Spending) -> None:
        self._speaker, self._sentences, self._lanes, self._spending = speaker, sentences, lanes, spending

    def elsewhere(self, town: Town) -> Text:
        """For whom no picture can be shown: where they can see it, with their code."""
        return self._sentences.reporter("picture_elsewhere", {"url": self._spending.page(town)})

    def beside(self, gathering: Gathering, town: Town, who: Who, turn: Turn, pictures: Sequence[Photo]) -> Turn:
        """Behind the words, or by a sentence before whatever is asked next."""
        if not pictures:
            return turn
        if who.channel in SHOW_PICTURES:
            gathering.pictures[who] = pictures
            return turn
        said = [each for each in turn.replies if not each.choices]
        asked = [each for each in turn.replies if each.choices]
        return replace(turn, replies=(*said, Reply(self.elsewhere(town)), *asked))

    def row(
        self,
        work: Work,
        town: Town,
        to: Conversation,
        photo: Photo,
        now: datetime,
        *,
        kind: str = PICTURE,
        lane: int | None = None,
        due_at: datetime | None = None,
        case: int | None = None,
    ) -> Delivery:
        """Without a `lane` it holds up nobody. `case` is the person's own. All rows of one picture bear its number as
        their notice."""
        text = self._sentences.reporter("picture", {"institution": town.name_of(photo.by)})
        nowhere = Address(town.key, to.who.channel, "")  # delivery alone opens the sealed address
        messages = self._speaker.messages(town, to, nowhere, [Reply(text, picture=photo.id)], {})
        row = self._speaker.delivery(kind, to, messages, now, case=case)
        row = replace(row, lane=row.id if lane is None else lane, due_at=due_at or now, notice=photo.id)
        self._lanes.wait_with(work, row.lane)
        return row
