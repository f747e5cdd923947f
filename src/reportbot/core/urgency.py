"""How soon somebody must act. In words: domain facts, section 2.1."""

from enum import IntEnum


class Urgency(IntEnum):
    """emergency: someone is hurt or may die now · urgent: serious risk, not this minute · normal · information."""

    INFORMATION = 0
    NORMAL = 1
    URGENT = 2
    EMERGENCY = 3

    @property
    def word(self) -> str:
        return self.name.lower()

    @classmethod
    def from_word(cls, word: str) -> "Urgency":
        """Raises KeyError for any other word."""
        return cls[word.upper()]
