"""For training: a notice goes nowhere, and everything else happens as it would."""

import logging

from reportbot.service.ports import Notice

log = logging.getLogger(__name__)


class Nowhere:
    """Says in its evidence that nobody was told."""

    async def send(self, notice: Notice) -> str:
        """Never fails."""
        log.info("training: notice not sent", extra={"municipality": notice.municipality})
        return "nowhere"
