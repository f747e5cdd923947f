"""Counts the fsync and fdatasync calls of a process and its children, with a small preloaded library built by gcc."""

import shutil
import struct
import subprocess
from pathlib import Path

SOURCE = Path(__file__).with_name("count_fsyncs.c")


class FsyncCounter:
    """Start the process under test with `environment()` added to its own; `read()` at any time, from any process."""

    def __init__(self, folder: Path) -> None:
        """Raises FileNotFoundError where there is no gcc, CalledProcessError where it fails."""
        if (gcc := shutil.which("gcc")) is None:
            raise FileNotFoundError("gcc is not installed: fsyncs are not counted")
        self._library, self._file = folder / "count_fsyncs.so", folder / "fsyncs"
        command: list[str | Path] = [
            gcc,
            "-O2",
            "-Wall",
            "-Wextra",
            "-Werror",
            "-shared",
            "-fPIC",
            "-o",
            self._library,
            SOURCE,
            "-ldl",
        ]
        subprocess.run(command, check=True)
        self._file.write_bytes(bytes(8))

    def environment(self) -> dict[str, str]:
        return {"LD_PRELOAD": str(self._library), "COUNT_FSYNCS_IN": str(self._file)}

    def read(self) -> int:
        return read(self._file)


def read(file: Path) -> int:
    """The calls counted so far in the file that `COUNT_FSYNCS_IN` names."""
    (count,) = struct.unpack("=Q", file.read_bytes())
    return int(count)
