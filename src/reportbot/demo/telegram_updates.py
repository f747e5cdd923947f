"""The updates that wait for one bot: handed out by long polling or given to its webhook, forgotten once confirmed."""

import copy
from collections.abc import Collection
from typing import Any

from reportbot.demo.telegram_params import ApiError
from reportbot.demo.telegram_webhook import Webhook
from reportbot.demo.waiting import Bell

Json = dict[str, Any]

# core.telegram.org/bots/api#getupdates: an empty list of allowed updates means all but these.
ONLY_ON_REQUEST = {"chat_member", "message_reaction", "message_reaction_count"}
LONGEST_POLL_SECONDS = 50


class Updates:
    """What happened and was not yet confirmed, oldest first. `next_id` may be set: ids restart after a quiet week."""

    def __init__(self, first_id: int) -> None:
        self.next_id = first_id
        self.allowed: Collection[str] = ()
        self.webhook: Webhook | None = None
        self._waiting: dict[int, Json] = {}
        self._ever: dict[int, Json] = {}
        self._once_more: list[Json] = []
        self._polls = 0
        self._changed = Bell()

    def __len__(self) -> int:
        return len(self._waiting)

    def push(self, kind: str, content: Json) -> int:
        """Tell the bot. Gives the update's id, 0 when the bot did not ask for this kind."""
        if kind not in self.allowed if self.allowed else kind in ONLY_ON_REQUEST:
            return 0
        number = self.next_id
        self.next_id += 1
        update = {"update_id": number, kind: copy.deepcopy(content)}
        self._waiting[number] = self._ever[number] = update
        self._hand_out(update)
        return number

    def knows(self, update_id: int) -> bool:
        """Whether this update ever was."""
        return update_id in self._ever

    def waits(self, update_id: int) -> bool:
        """Whether this update is not confirmed yet."""
        return update_id in self._waiting

    def repeat(self, update_id: int) -> None:
        """Deliver an update once more, confirmed or not. Raises KeyError for one that never was."""
        update = self._ever[update_id]
        if self.webhook is None:
            self._once_more.append(update)
        self._hand_out(update)

    async def poll(self, offset: int, limit: int, seconds: float) -> list[Json]:
        """What waits from `offset` on; confirms everything before it. Raises ApiError 409 on a clash."""
        if self.webhook is not None:
            why = "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
            raise ApiError(409, f"Conflict: {why}")
        self._confirm(offset)
        self._polls += 1
        mine = self._polls
        self._changed.ring()
        try:
            return await self._changed.until(lambda: self._found(mine, limit), min(seconds, LONGEST_POLL_SECONDS))
        except TimeoutError:
            return []

    def set_webhook(self, webhook: Webhook | None) -> Webhook | None:
        """Change over to `webhook`, or to polling with None; gives the one before, to be stopped."""
        before, self.webhook = self.webhook, webhook
        self._changed.ring()
        for update in list(self._waiting.values()) if webhook else ():
            self._hand_out(update)
        return before

    def confirm(self, update_id: int) -> None:
        """The bot has it: forget it."""
        self._waiting.pop(update_id, None)

    def drop_all(self) -> None:
        self._waiting.clear()
        self._once_more.clear()

    def _hand_out(self, update: Json) -> None:
        if self.webhook is not None:
            self.webhook.deliver(update)
        self._changed.ring()

    def _confirm(self, offset: int) -> None:
        if offset < 0:
            keep = set(list(self._waiting)[offset:])
        else:
            keep = {update_id for update_id in self._waiting if update_id >= offset}
        self._waiting = {update_id: update for update_id, update in self._waiting.items() if update_id in keep}

    def _found(self, mine: int, limit: int) -> list[Json] | None:
        if self.webhook is not None:
            raise ApiError(409, "Conflict: terminated by setWebhook request")
        if self._polls != mine:
            why = "terminated by other getUpdates request; make sure that only one bot instance is running"
            raise ApiError(409, f"Conflict: {why}")
        found = [*self._once_more, *self._waiting.values()][: min(max(limit, 1), 100)]
        self._once_more = self._once_more[len(found) :]
        return found or None
