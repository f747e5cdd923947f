"""The parts of the console, as links on top of every page: only those that somebody may open."""

from collections.abc import Callable
from dataclasses import dataclass

from reportbot.core.access.actions import Action
from reportbot.core.messages import Text
from reportbot.web.console import words
from reportbot.web.console.help import training_words
from reportbot.web.console.signin import signin_words
from reportbot.web.console.staff import staff_words

SECTIONS: tuple[tuple[str, Text, Action], ...] = (
    ("", words.QUEUE, Action.SEE_QUEUE),
    ("/figures", words.FIGURES, Action.SEE_FIGURES),
    ("/exports", words.EXPORTS, Action.EXPORT),
    ("/audit", words.AUDIT, Action.SEE_AUDIT),
    ("/settings", words.SETTINGS, Action.ADMINISTER),
    ("/staff", staff_words.STAFF, Action.MANAGE_STAFF),
    ("/training", training_words.PRACTICE, Action.ACT),
    ("/account", signin_words.ACCOUNT, Action.OWN),
)
"""Path under the town, its name, and what one must be allowed to do there."""


@dataclass(frozen=True, slots=True)
class Section:
    address: str
    name: Text
    is_here: bool


def sections_of(home: str, path: str, may: Callable[[Action], bool]) -> list[Section]:
    """In the order of the page. `path` is where somebody is now; a case belongs to the queue."""
    found = [(f"{home}{under}", name) for under, name, action in SECTIONS if may(action)]
    here = max((at for at, _ in found if path == at or path.startswith(f"{at}/")), key=len, default="")
    return [Section(at, name, at == here) for at, name in found]
