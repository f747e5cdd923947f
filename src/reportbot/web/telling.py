"""The same words for the pages as for letters: see service/telling.py."""

from reportbot.service.telling import FACTS, fact, facts

__all__ = ["FACTS", "fact", "facts"]
