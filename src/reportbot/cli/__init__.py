"""The command line: `reportbot demo`, `serve`, `check` and so on; `reportbot --help` lists them."""

import argparse
import gc
import sys
from collections.abc import Sequence

from reportbot.cli import people, running, safekeeping, triage
from reportbot.core.errors import BadSetup
from reportbot.logs import set_up

_ABOUT = "Risks reported to municipalities by Telegram, SMS and web chat. Begin with: reportbot demo"


def main(arguments: Sequence[str] | None = None) -> int:
    """Returns the exit status: 0 fine, 1 something of the operator's is wrong, 2 the command itself is."""
    options = _parser().parse_args(arguments)
    gc.set_threshold(20_000, 20, 20)  # what is loaded now stays: looking for circles in it was a fifth of each start
    if options.is_quiet:
        set_up("WARNING")  # whatever breaks: its class and its place, no word of what it was about
    try:
        return int(options.run(options) or 0)
    except BadSetup as error:
        for problem in error.problems:
            print(problem, file=sys.stderr)
        print(f"{len(error.problems)} problem(s). Nothing was started.", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="reportbot", description=_ABOUT)
    parser.set_defaults(is_quiet=False)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for group in (running, triage, safekeeping, people):
        group.add(commands)
    return parser
