"""`reportbot login`: a link with which a coordinator signs in, once, within half an hour."""

from datetime import UTC, datetime
from pathlib import Path

from reportbot import paths
from reportbot.config import Settings
from reportbot.core.errors import BadSetup, Problem
from reportbot.keyring import keys_of
from reportbot.municipality import load
from reportbot.service.ports import Vault as VaultPort
from reportbot.vault.sealing import Vault
from reportbot.web.console.access import new_login_path


def login_link(settings: Settings, municipality: str) -> str:
    """Raises BadSetup."""
    towns = load(Path(settings.municipalities) if settings.municipalities else paths.municipalities())
    if municipality not in towns:
        raise BadSetup(
            Problem("--municipality", 0, f'there is no "{municipality}"; there are {", ".join(sorted(towns))}')
        )
    vault = Vault(keys_of(settings, opening=False))
    return link(vault, settings.public_url, municipality, datetime.now(UTC))


def link(vault: VaultPort, public_url: str, municipality: str, now: datetime) -> str:
    """The page behind it asks for one more click, so that a preview of the link does not use it up."""
    return public_url.rstrip("/") + new_login_path(vault, municipality, "coordinator", now)
