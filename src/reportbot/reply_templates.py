"""Reads the replies that are shipped: conversations/replies/*.toml, all languages of a sentence side by side."""

import tomllib
from pathlib import Path
from typing import Any

from reportbot.core.errors import BadSetup, Problem
from reportbot.core.messages import Named
from reportbot.core.outgoing.templates import WHENS, Template, wrong_with

LANGUAGES = ("sq", "sr", "en", "tr", "bs")
"""Each is there in all of them; `sq_AL` stands beside where Albania says it in other words."""


def load_templates(folder: Path) -> tuple[Template, ...]:
    """From the folder of the conversations. Raises BadSetup with every problem."""
    found: dict[str, Template] = {}
    problems: list[Problem] = []
    for path in sorted(folder.glob("replies/*.toml")):
        name = path.relative_to(folder).as_posix()
        try:
            read = [_template(each) for each in tomllib.loads(path.read_text("utf-8"))["template"]]
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            problems.append(Problem(name, 0, f"cannot be used: {type(error).__name__}"))
            continue
        problems += [Problem(name, 0, str(wrong)) for each in read for wrong in wrong_with(each, LANGUAGES)]
        problems += [Problem(name, 0, f"{each.key} stands twice") for each in read if each.key in found]
        found |= {each.key: each for each in read}
    if problems:
        raise BadSetup(*problems)
    return tuple(found.values())


def _template(data: Any) -> Template:
    """Raises KeyError, TypeError, ValueError."""
    if unknown := sorted(set(data) - {"key", "about", "when", "name", "text"}):
        raise ValueError(unknown[0])
    when = data.get("when", "always")
    if when not in WHENS:
        raise ValueError(when)
    return Template(str(data["key"]), Named(dict(data["name"])), Named(dict(data["text"])), tuple(data["about"]), when)
