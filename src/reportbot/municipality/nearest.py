"""Where a key leads nowhere: which known one is meant. Said once, at the first line that uses it."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from difflib import get_close_matches

from reportbot.core.errors import Problem
from reportbot.core.wrong import Key, Meant, Wrong, wrong

_UNKNOWN = "unknown "  # so begins what is said of a key that leads nowhere
_ENDS = frozenset({"{office}", "{place}", "{hotline}", "{category}"})  # nothing stands after the key


def with_nearest(problems: Iterable[Problem], known: Mapping[Meant, Collection[str]]) -> Iterator[Problem]:
    told: set[Key] = set()
    for problem in problems:
        key = _unknown_in(problem.said)
        near = get_close_matches(key.word, known.get(key.meant, ()), n=1) if key and key not in told else []
        if key and near and problem.said:
            told.add(key)
            what = wrong("{problem}: did you mean {near}?", problem=problem.said, near=Key(key.meant, near[0]))
            problem = replace(problem, message=str(what), said=what)
        yield problem


def _unknown_in(said: Wrong | None) -> Key | None:
    if said is None or not said.msgid.startswith(_UNKNOWN) or said.msgid.split()[-1] not in _ENDS:
        return None
    return next((each for each in said.fill.values() if isinstance(each, Key)), None)
