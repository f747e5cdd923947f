"""The way round an office that is complained of: who is shut out with it, and who gets the report instead (R15)."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Protocol


class Post(Protocol):
    """An office in its place. `boss` is whom it reports to; people of the offices in `people_of` sit in it too;
    `instead` are those who can take its reports, the best first."""

    @property
    def key(self) -> str: ...
    @property
    def boss(self) -> str | None: ...
    @property
    def people_of(self) -> tuple[str, ...]: ...
    @property
    def instead(self) -> tuple[str, ...]: ...
    @property
    def takes_reports(self) -> bool: ...
    @property
    def refuses(self) -> bool: ...


def shut_out(offices: Mapping[str, Post], avoid: Iterable[str]) -> frozenset[str]:
    """Those to avoid, whoever reports to them, and every group in which their people sit. The boss is not."""
    out = frozenset(avoid)
    while True:
        more = {key for key, office in offices.items() if office.boss in out or out.intersection(office.people_of)}
        if more <= out:
            return out
        out |= more


@dataclass(frozen=True, slots=True)
class Detour:
    """A town whose offices in `out` must hear nothing of a case. `desk` is its coordinator. With nobody out, every
    way is as it always is."""

    offices: Mapping[str, Post]
    desk: str
    out: frozenset[str] = frozenset()

    def around(self, key: str, first: Iterable[str] = ()) -> str:
        """Who gets what was meant for this office; `first` are better ways than the office's own.

        Itself if it is not shut out; then the nearest of those named instead of it, the desk, those named instead of
        the desk. As a last resort anybody at all who takes reports; "" if everybody is shut out.
        """
        if key not in self.out:
            return key
        return next(iter(self.ways((*first, key, self.desk))), "") or next(self._anybody(), "")

    def ways(self, keys: Iterable[str]) -> Iterator[str]:
        """These and, step by step, those named instead of them, without who is shut out."""
        waiting, seen = list(keys), set[str]()
        while waiting:
            key = waiting.pop(0)
            if key in seen:
                continue
            seen.add(key)
            if key in self.out:
                waiting = [*self._instead_of(key), *waiting]
            else:
                yield key

    def keep(self, keys: Iterable[str]) -> tuple[str, ...]:
        return tuple(key for key in keys if key not in self.out)

    def _instead_of(self, key: str) -> tuple[str, ...]:
        return self.offices[key].instead if key in self.offices else ()

    def _anybody(self) -> Iterator[str]:
        willing = ((key, office) for key, office in self.offices.items() if office.takes_reports and not office.refuses)
        return (key for key, office in willing if key not in self.out)


def without_way(offices: Mapping[str, Post], desk: str) -> list[str]:
    """The offices that nothing leads round: were one of them complained of, nobody whom the file names could act."""
    return [key for key in offices if not next(Detour(offices, desk, shut_out(offices, [key])).ways([key, desk]), "")]
