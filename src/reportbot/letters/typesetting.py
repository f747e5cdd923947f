"""Set a letter with Typst: in a thread, from the template folder alone, without the fonts of the machine.

The values go in as JSON (`sys.inputs`), never as markup, so no text can become a part of a template. Typst's sandbox
keeps templates inside their folder; what it would fetch from outside is refused before it is asked (templates.py).
"""

import asyncio
import json
import logging
import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from reportbot.core.errors import BadSetup, Problem
from reportbot.letters.coverage import lacking
from reportbot.letters.qr import qr_svg
from reportbot.letters.templates import folder_problems
from reportbot.letters.values import Signs, printable, texts_of
from reportbot.service.letters.contents import ONE_PAGE

if TYPE_CHECKING:
    import typst

log = logging.getLogger("reportbot.letters")
BROKEN = "no letter can be made of this template; `reportbot check` says why"


class Typesetter:
    """Implements service.letters.making.Typesetter. `folder` holds the templates; it is looked at once, when first
    used."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._one_at_a_time = asyncio.Lock()

    async def pdf(self, kind: str, values: Mapping[str, Any], at: datetime) -> bytes:
        """The letter. Raises BadSetup, with file and line, where the template is broken or does not hold it.

        Typst's own words are left out: they may repeat a value. `reportbot check` says them, of made-up letters.
        """
        async with self._one_at_a_time:
            try:
                return await asyncio.to_thread(set_letter, self._folder, kind, values, at)
            except BadSetup as setup:
                raise BadSetup(*(Problem(each.file, each.line, BROKEN) for each in setup.problems)) from None


def set_letter(folder: Path, kind: str, values: Mapping[str, Any], at: datetime) -> bytes:
    """The PDF, dated `at`. Raises BadSetup: nothing is better than half a letter."""
    import typst  # 80 MB of code and fonts: only whoever makes letters loads it

    problems = folder_problems(folder)
    if problems:
        raise BadSetup(*problems)
    link = str(values.get("link", ""))  # our own, and copied as it stands: nothing may be put into it
    values = dict(values)
    words = values.pop("signs", {})
    signs = Signs(_lacking(folder, [*texts_of(values), *texts_of(words)]), words)
    given = json.dumps({**printable(values, signs), "link": link, "qr": qr_svg(link)})
    compiler = typst.Compiler(
        folder / f"{kind}.typ",
        root=folder,
        font_paths=_fonts(folder),
        ignore_system_fonts=True,
        sys_inputs={"letter": given},
        package_path=folder,
        package_cache_path=folder,
    )
    try:
        made = compiler.compile(format="pdf", timestamp=int(at.timestamp()))
        pages = compiler.compile(format="svg") if kind in ONE_PAGE else []
    except typst.TypstError as error:
        raise BadSetup(_problem(f"{kind}.typ", error)) from None
    if not isinstance(made, bytes):
        raise BadSetup(Problem(f"{kind}.typ", 0, "made no document"))
    if isinstance(pages, list) and len(pages) > 1:
        raise BadSetup(Problem(f"{kind}.typ", 0, f"takes {len(pages)} pages and must fit on one"))
    return made


def _lacking(folder: Path, texts: Iterable[str]) -> frozenset[str]:
    """Nothing is known of fonts that cannot be asked: then boxes are better than no letter."""
    import typst

    try:
        return lacking(folder, _fonts(folder), texts)
    except (typst.TypstError, ValueError):
        log.error("the fonts of letters cannot be asked")
        return frozenset()


@lru_cache(maxsize=4)
def _fonts(folder: Path) -> "typst.Fonts":
    """Typst's own, and those that lie beside the templates: the same on every machine."""
    import typst

    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=[folder])


def _problem(template: str, error: "typst.TypstError") -> Problem:
    """Where and what, in one line."""
    place = _PLACE.search(error.diagnostic or "")
    file, line = (place[1].strip().rpartition("/")[2], int(place[2])) if place else (template, 0)
    return Problem(file, line, " ".join(error.message.split()))


_PLACE = re.compile(r"┌─ ([^\n]+?):(\d+):\d+")
