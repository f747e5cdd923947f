"""An address that takes nothing turns up in an alarm, not in silence: the desk is told once per address and day."""

import logging
from datetime import datetime

from reportbot.core.calendar import day_of
from reportbot.service.outgoing.notices import Notices
from reportbot.service.ports import Vault, Work
from reportbot.service.records import Delivery
from reportbot.service.towns import Town

PAGE = "dead-letters"
log = logging.getLogger("reportbot.deadaddresses")


class DeadAddresses:
    def __init__(self, vault: Vault, notices: Notices) -> None:
        self._vault, self._notices = vault, notices

    async def tell(self, work: Work, town: Town, row: Delivery, now: datetime) -> bool:
        """Whether this was the first of the day. The address itself stands in no message and in no log."""
        key = self._vault.message_key(f"dead address:{town.key}:{row.by}:{row.target}:{day_of(now)}")
        if not await work.messages.unseen([key], now):
            return False
        log.error("an address takes nothing", extra={"municipality": town.key, "by": row.by, "kind": row.kind})
        if _is_the_desks(town, row):
            return True  # a mail about it would not arrive either: the log and the dead letters show it
        office = town.office(row.institution or town.rules.coordinator).called
        await work.outbox.add(self._notices.to_desk("dead_address", town, None, now, PAGE, institution=office))
        return True


def _is_the_desks(town: Town, row: Delivery) -> bool:
    return any(target.address == row.target for target in town.rules.contact_of(town.rules.coordinator).transports)
