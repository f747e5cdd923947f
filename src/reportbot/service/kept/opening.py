"""A message that made us stumble, opened: its words, its point, what came with it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from reportbot.core.conversation.questions import places
from reportbot.core.errors import CannotBeRead
from reportbot.core.messages import Location
from reportbot.service.ports import Vault, Work
from reportbot.service.records import BrokenMessage
from reportbot.service.towns import Town
from reportbot.service.upkeep.damage import Damage


@dataclass(frozen=True, slots=True)
class KeptMessage:
    """One of them, opened. `text` is None where it cannot be read. `attached` are kinds of what came with it.

    `photos` is how many of them are kept: they belong to the report that is made of it.
    """

    kept: BrokenMessage
    text: str | None = field(repr=False)
    point: Location | None = field(default=None, repr=False)
    attached: tuple[str, ...] = ()
    photos: int = 0

    @property
    def is_something(self) -> bool:
        """Whether a report can be made of it."""
        return self.text is not None and (bool(self.text) or self.point is not None or self.photos > 0)

    def answers(self, town: Town) -> dict[str, Any]:
        """As a report has them."""
        point = places.pinned(self.point, town.around.gazetteer) if self.point else {}
        told = {"description": self.text or "", "place": point}
        return {name: value for name, value in told.items() if value}


async def opened(work: Work, vault: Vault, damage: Damage, kept: BrokenMessage) -> KeptMessage:
    """Whoever opens one for somebody's eyes notes it first."""
    photos = [each for each in await work.conversations.photos(case=kept.id) if each.is_something]
    try:
        key = vault.data_key(kept.sealed_key, f"broken_messages.key:{kept.id}")
        said = json.loads(key.open(kept.sealed_message, f"broken_messages.message:{kept.id}"))
    except CannotBeRead as failure:
        damage.note(failure)
        return KeptMessage(kept, None)
    point = Location(*said["location"]) if said.get("location") else None
    return KeptMessage(kept, str(said.get("text", "")), point, _kinds(said), len(photos))


def _kinds(said: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(map(str, said.get("attachments", ())))
