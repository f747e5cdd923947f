"""Composition root: the only package that knows everyone. `opened` → `shared` → who speaks with whom → `parts`."""

from reportbot.app.opened import SystemClock
from reportbot.app.parts import Parts, open_parts

__all__ = ["Parts", "SystemClock", "open_parts"]
