"""Who answers now, by kind of danger: so few numbers that a frightened person can choose, the general one first."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from reportbot.core.directory.entry import Need, ServiceEntry

MOST = 3
HELP: Mapping[str, tuple[Need, ...]] = {
    "suicide": ("suicide",),
    "violence_now": ("domestic_violence", "child"),
    "violence": ("domestic_violence", "child"),
    "sexual_violence": ("women", "child"),
    "weapon": ("police",),
    "fire_gas_electricity": ("fire",),
    "missing_child": ("missing_child", "child"),
    "injured": ("ambulance",),
    "child_in_pit": ("fire",),
    "child_alone": ("child",),
    "cry_for_help": ("emergency", "child"),
}
"""By the name of the danger; of any other, as of a cry for help. A child may be the one who cries."""

_CARE = frozenset[Need]({"suicide", "women", "domestic_violence", "child"})


def in_danger(
    entries: Iterable[ServiceEntry], danger: str, now: datetime, *, brief: bool = False
) -> tuple[ServiceEntry, ...]:
    """The general number, then lines that are open at `now` (aware), then some whose hours nobody states.

    Of those last ones only where no line for just this is open; or, unless `brief`, where somebody to talk to is worth
    a try: in a fire, a line that may be silent costs time.
    """
    needs = HELP.get(danger, HELP["cry_for_help"])
    lines = [entry for entry in entries if entry.may_be_shown and entry.number]
    general = [entry for entry in lines if entry.general]
    fitting = sorted(
        (entry for entry in lines if not entry.general and entry.needs & set(needs)),
        key=lambda entry: min(needs.index(need) for need in entry.needs & set(needs)),
    )
    open_now = [entry for entry in fitting if entry.open_at(now)]
    just_this = any(needs[0] in entry.needs for entry in open_now)
    tries = not just_this or (needs[0] in _CARE and not brief)
    unstated = [entry for entry in fitting if not entry.hours.known] if tries else []
    return tuple([*general, *open_now, *unstated][:MOST])


def answers_for_sure(entries: Iterable[ServiceEntry], now: datetime) -> bool:
    """Whether at least one is known to answer at `now`: by hours that are stated and confirmed."""
    return any(entry.known_to_answer(now) for entry in entries)
