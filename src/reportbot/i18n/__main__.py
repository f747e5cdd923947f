"""`python -m reportbot.i18n update`, from the root of a checkout."""

import sys
from pathlib import Path

from reportbot.core.errors import BadSetup
from reportbot.i18n.update import update


def main(arguments: list[str]) -> int:
    """0 done, 1 a file is wrong, 2 called wrongly."""
    root = Path.cwd()
    if arguments != ["update"] or not (root / "locales").is_dir():
        sys.stderr.write("From the root of a checkout: python -m reportbot.i18n update\n")
        return 2
    try:
        sys.stdout.writelines(f"{line}\n" for line in update(root))
    except BadSetup as setup:
        sys.stderr.write(f"{setup}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
