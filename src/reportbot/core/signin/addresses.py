"""Where somebody goes on after signing in: to a page of their own console, and nowhere else."""

import re

LONGEST = 500  # letters
_PLAIN = re.compile(r"[A-Za-z0-9/_.,:;=&?%+~-]*")
_NOT_AGAIN = ("/login", "/sign-in", "/second", "/logout", "/confirm", "/set-up")


def own_page(municipality: str, asked: str) -> str:
    """`asked` where it is a path below this console, else the console's first page."""
    home = f"/console/{municipality}"
    path = asked.partition("?")[0]
    is_ours = path == home or path.startswith(f"{home}/")
    is_plain = len(asked) <= LONGEST and _PLAIN.fullmatch(asked) is not None and "//" not in path and ".." not in path
    is_again = path.removeprefix(home).startswith(_NOT_AGAIN)
    return asked if is_ours and is_plain and not is_again else home
