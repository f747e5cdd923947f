"""What one run is summed up to, and how several are printed side by side."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from tests.benchmarks.load import MESSAGES

COLUMNS = (
    "contestant", "people", "reports/s", "turns/s", "turn p50", "p99 ms", "receipt p50", "p99 ms",
    "cpu ms/turn", "fsync/turn", "stmt/turn", "commit/turn", "calls/turn", "peak MiB", "start s",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Figures:
    """One contestant in one mode. Times in milliseconds unless said; None: not counted."""

    name: str
    mode: str
    people: int
    reports: int
    seconds: float
    turn_p50: float
    turn_p99: float
    receipt_p50: float
    receipt_p99: float
    processor_per_turn: float
    fsyncs: float | None
    """Per turn; so are the next three."""
    statements: float | None
    commits: float | None
    calls: float | None
    peak_rss: float
    """MiB, of the bot's process; in process the driver and its people are in it too."""
    start_up: float
    """Seconds from the start of the process until it is ready for its first update."""

    @property
    def reports_per_second(self) -> float:
        return self.reports / self.seconds

    def row(self) -> tuple[str, ...]:
        rates = f"{self.reports_per_second:,.0f}", f"{self.reports_per_second * MESSAGES:,.0f}"
        times = (self.turn_p50, self.turn_p99, self.receipt_p50, self.receipt_p99, self.processor_per_turn)
        per_turn = (self.fsyncs, self.statements, self.commits, self.calls)
        ends = f"{self.peak_rss:.0f}", f"{self.start_up:.2f}"
        return self.name, str(self.people), *rates, *(f"{ms:.2f}" for ms in times), *map(_counted, per_turn), *ends


def percentile(values: Sequence[float], percent: int) -> float:
    """The nearest-rank percentile of a list that is not empty."""
    ordered = sorted(values)
    return ordered[max(0, -(-len(ordered) * percent // 100) - 1)]


def median(runs: Sequence[Figures]) -> Figures:
    """The run in the middle by reports per second; the slower of two."""
    return sorted(runs, key=lambda run: run.reports_per_second)[(len(runs) - 1) // 2]


def table(rows: Iterable[Figures]) -> str:
    lines = [COLUMNS, *(figures.row() for figures in rows)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(COLUMNS))]
    return "\n".join(
        "  ".join(cell.ljust(width) if place == 0 else cell.rjust(width) for place, (cell, width) in enumerate(cells))
        for cells in (zip(line, widths, strict=True) for line in lines)
    )


def ratios(rows: Sequence[Figures], peers: Sequence[str]) -> list[str]:
    """Each other contestant against each peer in the same mode with the same number of people."""
    return [
        f"{ours.name}: {ours.reports_per_second / theirs.reports_per_second:.2f} x {theirs.name}"
        f" ({ours.mode}, {ours.people} at once)"
        for ours in rows
        if ours.name not in peers
        for theirs in rows
        if theirs.name in peers and (theirs.mode, theirs.people) == (ours.mode, ours.people)
    ]


def _counted(value: float | None) -> str:
    return "-" if value is None else f"{value:.3f}"
