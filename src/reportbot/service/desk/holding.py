"""The desk keeps an office's picture from the person, since it shows somebody, say; or shows it after all.

From that moment it is shown nowhere to them: what waits is not sent, the web chat and STATUS leave it out, and where a
platform deletes messages (Telegram, for 48 hours) what was sent is taken back. Nobody can make them forget it.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from reportbot.core.cases.events import PICTURE_HELD, PICTURE_SHOWN, CaseEvent
from reportbot.core.errors import UnknownCode
from reportbot.service.cases.withheld import case_for_desk
from reportbot.service.outgoing.rows import errand
from reportbot.service.ports import Clock, Ids, Store
from reportbot.service.records import Delivery, DeliveryState
from reportbot.service.towns import Town
from reportbot.service.trying import persistently
from reportbot.service.turns.leaving import CAN_BE_DELETED
from reportbot.service.turns.pictures import TAKE_BACK

_DELETES = "telegram"


class HoldingPictures:
    def __init__(
        self, store: Store, towns: Mapping[str, Town], clock: Clock, ids: Ids, wake: Callable[[], None]
    ) -> None:
        """`wake`: something waits to be sent."""
        self._store, self._towns, self._clock, self._ids, self._wake = store, towns, clock, ids, wake

    async def hold(self, municipality: str, number: str, photo: int, by: str) -> None:
        """Twice is once. Raises UnknownCode for no picture of an office in this case, ChangedMeanwhile."""
        await self._turn(municipality, number, photo, by, held=True)
        self._wake()

    async def show(self, municipality: str, number: str, photo: int, by: str) -> None:
        """To whoever asks what happened; it is not sent by itself. Raises as `hold`."""
        await self._turn(municipality, number, photo, by, held=False)

    async def _turn(self, municipality: str, number: str, photo: int, by: str, *, held: bool) -> None:
        async def once() -> None:
            async with self._store.begin() as work:
                case = await case_for_desk(work, self._towns[municipality], number)
                known = await work.conversations.photo(photo)
                if known is None or known.case != case.id or not known.by or not known.sealed_key:
                    raise UnknownCode("no such picture of an office in this case")
                if (known.held_at is not None) is held:
                    return
                now, kind = self._clock.now(), PICTURE_HELD if held else PICTURE_SHOWN
                await work.conversations.hold_photo(photo, now if held else None)
                facts = {"photo": str(photo), "institution": known.by}
                await work.cases.add_events(
                    [CaseEvent(self._ids.new(), case.id, case.municipality, kind, now, by, facts)]
                )
                if held:
                    await work.outbox.add(self._errands(await work.outbox.of_notice(photo), now))

        await persistently(once)

    def _errands(self, sent: Sequence[Delivery], now: datetime) -> list[Delivery]:
        return [
            errand(
                self._ids.new(),
                row.municipality,
                TAKE_BACK,
                row.by,
                now,
                notice=row.notice,
                conversation=row.conversation,
                case=row.case,
                target=row.evidence,
            )
            for row in sent
            if row.by == _DELETES
            and row.state is DeliveryState.DONE
            and row.evidence
            and row.conversation is not None
            and now - row.created_at < CAN_BE_DELETED
        ]
