"""The photos of one turn: kept, given to a case, given up; and the provider's copy, erased after them."""

from datetime import datetime

from reportbot.core.conversation.turns.turn import Turn
from reportbot.core.messages import InboundMessage
from reportbot.service.cases.gathering import Gathering
from reportbot.service.outgoing.copies import Copies
from reportbot.service.ports import Ids, Vault, Work
from reportbot.service.records import Photo, Who
from reportbot.service.reports.submitting import Submitting
from reportbot.service.turns.speaking import Speaker


class TurnPhotos:
    def __init__(self, vault: Vault, ids: Ids, speaker: Speaker, cases: Submitting) -> None:
        self._vault, self._ids, self._speaker, self._cases = vault, ids, speaker, cases
        self._copies = Copies(vault, ids)

    async def take(
        self, work: Work, gathering: Gathering, message: InboundMessage, who: Who, turn: Turn, case: int | None
    ) -> int | None:
        """Keeps those of this message; those of the draft go with it, into its case or nowhere.

        Gives the lane in which they are fetched. What is sent to a case that was erased meanwhile is not kept; what
        completes one stays with the draft, which becomes a case of its own.
        """
        lane: int | None = None
        had_some = bool(gathering.sessions[who].answers.get("photos"))
        goes_with = bool(turn.submitted or turn.added)
        if turn.erased or (had_some and not goes_with and not turn.session.answers.get("photos")):
            gathering.give_up_photos(who)
        belongs_to = case if turn.photos_of is None else turn.photos_of
        belongs_to = gathering.conversations[who].case if turn.photos_of_last else belongs_to
        if belongs_to is not None and turn.keep_photos and not await self._cases.is_there(work, gathering, belongs_to):
            belongs_to = None
        is_draft = turn.photos_of is None and not turn.photos_of_last
        if turn.keep_photos and (is_draft or belongs_to is not None):
            lane = self.keep(gathering, message, who, belongs_to)
        if case is not None and (turn.alarm or goes_with) and (had_some or turn.keep_photos):
            gathering.adopt_photos(who, case)
        return lane

    def keep(self, gathering: Gathering, message: InboundMessage, who: Who, belongs_to: int | None) -> int | None:
        """The lane in which they are fetched: one for all of a message, so that its copy is erased after them."""
        lane: int | None = None
        conversation, at = gathering.conversations[who], message.received_at
        for attachment in message.attachments:
            if attachment.kind == "photo":
                id, handle, data = self._ids.new(), attachment.handle.encode(), attachment.data
                key, sealed_key = self._vault.new_data_key(f"photos.key:{id}")
                sealed_handle = key.seal(handle, f"photos.handle:{id}") if handle else b""
                image = key.seal(data, f"photos.image:{id}") if data else b""
                photo = Photo(id, who.municipality, conversation.id, belongs_to, sealed_handle, image, sealed_key, at)
                gathering.photos.append(photo)
                if handle:
                    fetching = self._speaker.fetching(conversation, photo, at, lane)
                    lane = fetching.lane
                    gathering.deliveries.append(fetching)
        return lane

    def erase_copy(
        self, gathering: Gathering, message: InboundMessage, now: datetime, after_lane: int | None = None
    ) -> None:
        """The provider's own copy goes once this is committed."""
        if message.copy:
            where, copy = message.address, message.copy
            errand = self._copies.errand(where.municipality, where.channel, copy, now, after_lane=after_lane)
            gathering.deliveries.append(errand)
