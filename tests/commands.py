"""The commands as an operator types them: each in a process of its own, with its own folder, settings and streams.

The process is forked from one that has imported reportbot and read the word lists, once for each worker of the tests;
to start afresh takes two seconds of a processor each time. tests/cli/test_wheel.py starts them afresh.
"""

import atexit
import json
import os
import subprocess
import sys
import threading
from functools import cache
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

ROOT = Path(__file__).parents[1]
_STREAMS = ("stdin", "stdout", "stderr")
_ONE_AT_A_TIME = threading.Lock()


def reportbot(*arguments: str, typed: str = "", folder: Path, **settings: str) -> subprocess.CompletedProcess[str]:
    """`reportbot ARGUMENTS` in this folder, with these settings and no others."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("REPORTBOT_")}
    with TemporaryDirectory() as streams, _ONE_AT_A_TIME:
        files = {name: Path(streams) / name for name in _STREAMS}
        files["stdin"].write_text(typed, "utf-8")
        asked = {
            "arguments": arguments,
            "folder": str(folder),
            "environment": environment | settings,
            "streams": [str(files[name]) for name in _STREAMS],
        }
        ready = _ready()
        assert ready.stdin and ready.stdout
        ready.stdin.write(json.dumps(asked) + "\n")
        ready.stdin.flush()
        status = int(ready.stdout.readline())
        out, err = (files[name].read_text("utf-8") for name in _STREAMS[1:])
    return subprocess.CompletedProcess(arguments, status, out, err)


@cache
def _ready() -> "subprocess.Popen[str]":
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.commands"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}"},
    )
    atexit.register(_end, process)
    return process


def _end(process: "subprocess.Popen[str]") -> None:
    assert process.stdin
    process.stdin.close()
    process.wait(30)


def _serve() -> None:
    from reportbot import lexicons

    import_module("reportbot.app")  # the rest of it, so that no child has to read it
    lexicons.load()
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            _run(json.loads(line))
        print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)


def _run(asked: dict[str, Any]) -> None:
    """In the child: as if it had just been started there. Never returns."""
    os.chdir(asked["folder"])
    os.environ.clear()
    os.environ.update(asked["environment"])
    for number, path in enumerate(asked["streams"]):
        opened = os.open(path, os.O_WRONLY | os.O_CREAT if number else os.O_RDONLY, 0o600)
        os.dup2(opened, number)
        os.close(opened)
    sys.stdin, sys.stdout, sys.stderr = (os.fdopen(number, mode, encoding="utf-8") for number, mode in enumerate("rww"))
    sys.argv = ["reportbot", *asked["arguments"]]
    status = 1
    try:
        from reportbot.cli import main

        status = main()
    except SystemExit as ended:
        status = ended.code if isinstance(ended.code, int) else 1
    except BaseException:
        sys.excepthook(*sys.exc_info())
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)


if __name__ == "__main__":
    _serve()
