"""Try every template before anybody needs it: `reportbot check`."""

from collections.abc import Iterable
from pathlib import Path

from reportbot.core.errors import BadSetup, Problem
from reportbot.letters.samples import AT, samples
from reportbot.letters.templates import folder_problems
from reportbot.letters.typesetting import set_letter
from reportbot.service.letters.forms import Forms
from reportbot.service.ports import Translator
from reportbot.service.towns import Town


def letter_problems(folder: Path, towns: Iterable[Town], translator: Translator) -> list[Problem]:
    """Of the folder, or else of made-up letters of these towns; each place in a template once."""
    found = folder_problems(folder)
    if found:
        return found
    forms, problems = Forms(translator), dict[tuple[str, int], Problem]()
    for town in towns:
        for kind, contents in samples(town):
            try:
                set_letter(folder, kind, forms.values(kind, contents), AT)
            except BadSetup as setup:
                for each in setup.problems:
                    problems.setdefault((each.file, each.line), each)
    return list(problems.values())
