"""What Linux knows about a process: its memory, its processor time, its age. Another system gives an OSError."""

import os
from dataclasses import dataclass
from pathlib import Path

_TICKS = os.sysconf("SC_CLK_TCK")
_MEBIBYTE = 1024  # KiB


@dataclass(frozen=True, slots=True)
class Usage:
    """`age` and `processor` in seconds (processor: user and system together, all threads), `peak_rss` in MiB."""

    age: float
    processor: float
    peak_rss: float


def usage(pid: int) -> Usage:
    """Raises FileNotFoundError when there is no such process (or no /proc)."""
    process = Path("/proc") / str(pid)
    stat = process.joinpath("stat").read_text().rpartition(")")[2].split()  # from field 3 on; see proc(5)
    up = float(Path("/proc/uptime").read_text().split()[0])
    status = dict(line.split(":", 1) for line in process.joinpath("status").read_text().splitlines())
    return Usage(
        age=up - int(stat[19]) / _TICKS,
        processor=(int(stat[11]) + int(stat[12])) / _TICKS,
        peak_rss=int(status["VmHWM"].split()[0]) / _MEBIBYTE,
    )
