"""Leave a provider alone for a moment after it has failed several times in a row."""

from datetime import datetime, timedelta

FAILURES = 5  # one after the other
PAUSE = timedelta(seconds=30)

Provider = tuple[str, str]  # channel or transport, municipality


class Breakers:
    def __init__(self) -> None:
        self._failures: dict[Provider, int] = {}
        self._until: dict[Provider, datetime] = {}

    def open_until(self, provider: Provider, now: datetime) -> datetime | None:
        """When the pause is over; None when there is none."""
        until = self._until.get(provider)
        return until if until is not None and now < until else None

    def failed(self, provider: Provider, now: datetime, passing: bool) -> None:
        """Only passing failures count: a refused recipient says nothing about the provider."""
        if not passing:
            return
        self._failures[provider] = self._failures.get(provider, 0) + 1
        if self._failures[provider] >= FAILURES:
            self._until[provider] = now + PAUSE
            self._failures[provider] = 0

    def worked(self, provider: Provider) -> None:
        self._failures.pop(provider, None)
        self._until.pop(provider, None)
