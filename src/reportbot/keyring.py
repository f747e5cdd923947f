"""Where the keys come from, by the settings: a folder, which may get a new generation while we run, or one variable."""

import logging
from collections.abc import Callable, Sequence
from pathlib import Path

from reportbot.config import Settings
from reportbot.core.errors import BadSetup
from reportbot.vault.keys import KEY_ID_FILE, Keys
from reportbot.vault.paper import from_paper

TEXT = "REPORTBOT_KEYS_TEXT"
log = logging.getLogger("reportbot.keys")


def keys_of(settings: Settings, *, opening: bool = True) -> Keys:
    """Raises BadSetup."""
    if settings.keys_text:
        keys = from_paper(settings.keys_text, TEXT)
        return keys if opening else keys.without_opening()
    return Keys.load(Path(settings.keys), opening=opening)


def place_of_keys(settings: Settings) -> str:
    """What a problem with them is named after."""
    return TEXT if settings.keys_text else settings.keys


class KeyWatch:
    """Reads the folder again when it has changed; `users` get what is there now. Without a folder nothing changes."""

    def __init__(self, folder: Path | None, users: Sequence[Callable[[Keys], None]]) -> None:
        self._folder, self._users = folder, users
        self._seen = self._state()

    def look(self) -> None:
        """A glance is enough where nothing has changed. A folder that cannot be used changes nothing."""
        state = self._state()
        if self._folder is None or state == self._seen:
            return
        try:
            keys = Keys.load(self._folder)
        except BadSetup as failure:
            log.error("the folder of keys cannot be used", extra={"failure": type(failure).__name__})
            return
        for use in self._users:
            use(keys)
        self._seen = state
        log.info("the keys were read again")

    def _state(self) -> tuple[int, ...]:
        """Both change whenever `vault/keychanges.py` has done anything."""
        if self._folder is None:
            return ()
        try:
            folder, key_id = self._folder.stat(), (self._folder / KEY_ID_FILE).stat()
        except OSError:
            return ()
        return folder.st_mtime_ns, key_id.st_mtime_ns, key_id.st_ino
