"""What a serving process leaves behind when it crashes: nothing."""

import subprocess
import sys

CRASH = """
import ctypes, resource
from reportbot.commands.serving import leave_no_memory_behind
leave_no_memory_behind()
print(resource.getrlimit(resource.RLIMIT_CORE), flush=True)
ctypes.string_at(0)
"""


def test_a_crash_writes_no_memory_to_the_disk() -> None:
    ended = subprocess.run([sys.executable, "-c", CRASH], capture_output=True, text=True, check=False)
    assert ended.stdout.strip() == "(1, 1)"
    assert ended.returncode < 0, "it did crash"
