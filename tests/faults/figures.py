"""What each fault counted, shown as it goes on and as one table at the end."""

import os
import sys
from dataclasses import dataclass, field
from time import monotonic


def share(full: int) -> int:
    """So many of `full` as REPORTBOT_TEST_FAULTS asks for, at least one."""
    return max(1, round(full * float(os.environ.get("REPORTBOT_TEST_FAULTS") or 1)))


@dataclass
class Figures:
    """The figures of one test, in the order in which they were counted."""

    name: str
    counted: dict[str, object] = field(default_factory=dict)
    began: float = field(default_factory=monotonic)
    seconds: float = 0.0

    def count(self, **figures: object) -> None:
        self.counted |= {name.replace("_", " "): value for name, value in figures.items()}
        self.seconds = monotonic() - self.began

    def progress(self, said: str) -> None:
        self.seconds = monotonic() - self.began
        sys.stderr.write(f"  {self.name}: {said} ({self.seconds:.0f} s)\n")
        sys.stderr.flush()


@dataclass
class AllFigures:
    rows: list[Figures] = field(default_factory=list)

    def of(self, name: str) -> Figures:
        self.rows.append(Figures(name.removeprefix("test_")))
        return self.rows[-1]

    def table(self) -> list[str]:
        return [
            f"{row.name} ({row.seconds:.0f} s): " + ", ".join(f"{name} {value}" for name, value in row.counted.items())
            for row in self.rows
        ]


FIGURES = AllFigures()
