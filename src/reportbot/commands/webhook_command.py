"""`reportbot keys webhook TOWN INSTITUTION`: the secret by which an office's system knows that a message is ours."""

from pathlib import Path
from typing import TextIO

from reportbot import paths
from reportbot.config import Settings
from reportbot.core.errors import BadSetup, Problem
from reportbot.keyring import keys_of
from reportbot.municipality.loading import load
from reportbot.transports.webhook import secret_words
from reportbot.vault.sealing import Vault


def webhook_secret(settings: Settings, town: str, institution: str, out: TextIO) -> int:
    """Raises BadSetup. Nothing is stored: it follows from the keys, so it is the same every time."""
    towns = load(Path(settings.municipalities) if settings.municipalities else paths.municipalities())
    if town not in towns:
        raise BadSetup(Problem("keys webhook", 0, f"there is no municipality {town!r}: {', '.join(sorted(towns))}"))
    known = towns[town].institutions
    if institution not in known:
        raise BadSetup(Problem("keys webhook", 0, f"{town} has no institution {institution!r}: {', '.join(known)}"))
    print(secret_words(Vault(keys_of(settings)).webhook_secret(town, institution)), file=out)
    return 0
