"""Which secrets sign what goes to a webhook: those of every institution whose address it is, the one before as well
for some days after an exchange."""

from collections.abc import Mapping
from datetime import datetime

from reportbot.service.ports import Clock, Notice, Vault
from reportbot.service.towns import Office, Town, every_way

WEBHOOK = "webhook"


class WebhookSecrets:
    def __init__(self, vault: Vault, towns: Mapping[str, Town], clock: Clock) -> None:
        self._vault, self._towns, self._clock = vault, towns, clock

    def of(self, notice: Notice) -> list[bytes]:
        """Whoever hears for an office without a contact checks by its own secret, not by that office's."""
        town = self._towns[notice.municipality]
        return [
            secret
            for office in town.rules.institutions.values()
            for secret in secrets_of(self._vault, town.key, office, self._clock.now())
            if notice.target in _addresses(office)
        ]


def secrets_of(vault: Vault, municipality: str, office: Office, now: datetime) -> list[bytes]:
    """Those that are good now, the newest first."""
    return [vault.webhook_secret(municipality, office.key, number) for number in office.secret.numbers(now)]


def has_webhook(office: Office) -> bool:
    return bool(_addresses(office))


def _addresses(office: Office) -> set[str]:
    return {way.address for way in every_way(office) if way.kind == WEBHOOK}
