"""A model in this very process: for commands that an operator runs, never for the service."""

from collections.abc import Callable, Mapping

from reportbot.core.cases.triage.opinion import Opinion
from reportbot.core.errors import BadSetup, Problem
from reportbot.model.embedder import embed
from reportbot.model.head import SHIPPED, BadHead, Head, shipped

OpinionOf = Callable[[str, str], Opinion | None]


def opinion_of(features: Callable[[str], Mapping[str, float]], head: Head | None = None) -> OpinionOf:
    """By `head`, without one by that which comes with the program. Raises BadSetup where that is not there."""
    used = head or shipped_head()

    def opinion(town: str, text: str) -> Opinion | None:
        return used.opinion(embed(text), features(text)) if text.strip() else None

    return opinion


def shipped_head() -> Head:
    """The one that comes with the program. Raises BadSetup where it is not there."""
    try:
        return Head.from_bytes(shipped())
    except (FileNotFoundError, BadHead) as failure:
        raise BadSetup(Problem(SHIPPED, 0, f"{failure}; `reportbot triage train` makes it anew")) from None
