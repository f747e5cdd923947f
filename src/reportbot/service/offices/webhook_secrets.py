"""Which secrets sign what goes to a webhook: those of every institution whose address it is."""

from collections.abc import Mapping

from reportbot.service.ports import Notice, Vault
from reportbot.service.towns import Town, every_way

WEBHOOK = "webhook"


class WebhookSecrets:
    def __init__(self, vault: Vault, towns: Mapping[str, Town]) -> None:
        self._vault, self._towns = vault, towns

    def of(self, notice: Notice) -> list[bytes]:
        """Whoever hears for an office without a contact checks by its own secret, not by that office's."""
        town = self._towns[notice.municipality]
        return [
            self._vault.webhook_secret(town.key, office.key)
            for office in town.rules.institutions.values()
            if any(way.kind == WEBHOOK and way.address == notice.target for way in every_way(office))
        ]
