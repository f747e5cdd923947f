"""A place that somebody at the desk types: words, and where several may be meant, the one that was pressed."""

from collections.abc import Mapping, Sequence

from reportbot.core.conversation.questions import places
from reportbot.core.places import Place

NAME, KEY = "place", "place_key"  # fields of a form


def typed_in(form: Mapping[str, str]) -> str:
    return form.get(NAME, "").replace("\x00", "").strip()[: places.LONGEST_TYPED]


def chosen_of(maybe: Sequence[Place], form: Mapping[str, str]) -> Place | None:
    """The one that was pressed, or the only one."""
    chosen = form.get(KEY, "")
    return next((each for each in maybe if each.key == chosen), maybe[0] if len(maybe) == 1 else None)
