"""The demo's own time: the machine's, moved forward by a button, and never back, not even after a restart."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path


class DemoClock:
    """`file` keeps how far it was moved."""

    def __init__(self, file: Path) -> None:
        self._file = file
        try:
            self._ahead = timedelta(seconds=float(json.loads(file.read_text())))
        except (OSError, ValueError, TypeError):
            self._ahead = timedelta(0)

    def now(self) -> datetime:
        return datetime.now(UTC) + self._ahead

    def advance(self, by: timedelta) -> None:
        """Raises ValueError for a step back."""
        if by < timedelta(0):
            raise ValueError("time does not run backwards")
        self._ahead += by
        self._file.write_text(json.dumps(self._ahead.total_seconds()))
