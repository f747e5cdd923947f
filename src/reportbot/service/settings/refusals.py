"""Why a change of a town's settings is not made. Nothing was changed then."""

from typing import Any

from reportbot.core.errors import BadInput, Problem
from reportbot.core.townfile.subjects import Subject
from reportbot.core.wrong import Wrong
from reportbot.service.settings.hearing import Difference
from reportbot.service.settings.history import Past
from reportbot.service.towns import Town


class SettingRefused(BadInput):
    """What would not be a valid file; `problems` are those of `reportbot check`.

    `can_be_saved`: they tell of hours in which nobody is on call, and somebody may know that and save it all the same.
    """

    def __init__(self, *problems: Problem, can_be_saved: bool = False) -> None:
        super().__init__(" ".join(problem.message for problem in problems))
        self.problems, self.can_be_saved = problems, can_be_saved

    @property
    def sentences(self) -> tuple[str, ...]:
        """In English."""
        return tuple(problem.message for problem in self.problems)


class ChangedMeanwhile(BadInput):
    """Somebody else has changed the same thing since the writer saw it: `changes`, the newest last."""

    def __init__(self, *changes: Past) -> None:
        super().__init__("somebody else has changed it meanwhile")
        self.changes = changes


class NothingChanged(BadInput):
    """It is like that already."""


class TakesTwo(BadInput):
    """It could lead what people tell to somebody else: a second person must confirm it (asks.py)."""

    def __init__(
        self,
        of: Subject,
        before: Any,
        after: Any,
        undoes: int | None,
        towns: tuple[Town, Town],
        brings: frozenset[str],
        heard: Difference,
    ) -> None:
        super().__init__("a second person must confirm it")
        self.brings, self.heard = brings, heard
        self.of, self.before, self.after, self.undoes = of, before, after, undoes
        self.town_before, self.town_after = towns


def refused(what: Wrong) -> SettingRefused:
    """For what no line of the file can tell."""
    return SettingRefused(Problem("", 0, str(what), what))
