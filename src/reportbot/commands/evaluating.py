"""`reportbot triage evaluate FILE.tsv`: how good triage is on sentences that people have judged. Nothing is kept."""

import sys
import time
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TextIO

from reportbot import paths
from reportbot.commands.reliability import diagram
from reportbot.commands.triaging import listening
from reportbot.core.cases.triage.deciding import TriageDecision
from reportbot.core.cases.triage.gate import sureness
from reportbot.core.errors import BadSetup, Problem
from reportbot.core.judging import Figures, Judged, confusion, figures, miscalibration, reliability
from reportbot.model.examples import Example, read
from reportbot.municipality.loading import Municipality
from reportbot.municipality.loading import load as load_municipalities

LARGEST_FILE = 20_000_000  # bytes
SECONDS = 1.0  # between two signs of life

Decide = Callable[[str], TriageDecision]


def evaluate(municipality: str, file: Path, out: TextIO, rules_only: bool = False, picture: Path | None = None) -> int:
    """Raises BadSetup with every bad line. `picture`: where the reliability diagram goes (SVG), nowhere without."""
    towns = load_municipalities(paths.municipalities())
    if municipality not in towns:
        raise BadSetup(
            Problem("--municipality", 0, f'there is no "{municipality}"; there are {", ".join(sorted(towns))}')
        )
    examples = _examples(file)
    town, heard = towns[municipality], listening(rules_only)
    judged = judge(town, lambda text: heard.triage(text, None, False, town.urgencies, municipality), examples)
    out.write(report(judged, town.gate))
    if picture is not None:
        title = f"{len(judged)} sentences, {'rules alone' if rules_only else 'rules and model'}"
        try:
            picture.write_text(diagram(reliability(judged), title), encoding="utf-8")
        except OSError as failure:
            raise BadSetup(Problem("--picture", 0, f"cannot be written: {type(failure).__name__}")) from None
        out.write(f"\nReliability diagram: {picture}\n")
    return 0


def judge(town: Municipality, decide: Decide, examples: Sequence[Example]) -> list[Judged]:
    """The place and the voice are left out: they are the same in both routes."""
    judged: list[Judged] = []
    now = datetime.now(UTC)
    told = time.monotonic()
    for example in examples:
        decision = decide(example.text)
        lead, said = (town.route(each, None, "", now).lead for each in (example.category, decision.category))
        sure = sureness(decision, town)
        judged.append(Judged(example.language, example.category, example.urgency, decision, lead, said, sure))
        if time.monotonic() - told > SECONDS:
            told = time.monotonic()
            sys.stderr.write(f"{len(judged)} of {len(examples)}\n")
    return judged


def report(judged: Sequence[Judged], gate: float) -> str:
    """Figures by language, what is taken for what, and how far confidence can be trusted."""
    languages = sorted({each.language for each in judged})
    rows = [(name, [each for each in judged if each.language == name]) for name in languages] + [("all", judged)]
    return "\n".join(
        [
            f"{'':5}{'lines':>6} " + " ".join(f"{name:>{_WIDE}}" for name in _COLUMNS),
            *(_row(name, figures(some, gate)) for name, some in rows),
            "",
            "emergencies and urgent: found / there. alarms: calm ones called an emergency / calm ones.",
            f"certain: at or above the gate of {gate:g}. misrouted: of these, to a wrong institution.",
            "",
            *_confused(judged),
            "",
            *_reliable(judged),
            "",
        ]
    )


_WIDE = 15
_COLUMNS = ("emergencies", "urgent+", "alarms", "macro-F1", "top-1", "top-3", "certain", "misrouted")


def _row(name: str, some: Figures) -> str:
    danger = [each.in_figures for each in (some.emergency, some.urgent, some.alarmed)]
    category = [each.in_figures for each in (some.top_1, some.top_3, some.certain, some.misrouted)]
    cells = [*danger, f"{some.macro_f1:.3f}", *category]
    return f"{name:5}{some.count:>6} " + " ".join(f"{cell:>{_WIDE}}" for cell in cells)


def _confused(judged: Sequence[Judged]) -> Iterable[str]:
    """The whole table, one line for each category, the commonest mistakes first."""
    yield "Meant, how many, right, and what else was said:"
    for category, said in sorted(confusion(judged).items()):
        others = ", ".join(f"{other} {count}" for other, count in said.most_common() if other != category)
        yield f"  {category:20}{said.total():>5}{said[category]:>5}  {others}"


def _reliable(judged: Sequence[Judged]) -> Iterable[str]:
    steps = reliability(judged)
    yield f"How sure, how often right (off by {miscalibration(steps):.3f} on average):"
    for step in steps:
        right = f"{step.right.value:.2f}  {step.right.hits}/{step.right.count}"
        yield f"  {step.low:.1f}-{step.high:.1f}  mean {step.confidence:.2f}  right {right}"


def _examples(file: Path) -> list[Example]:
    try:
        if file.stat().st_size > LARGEST_FILE:
            raise BadSetup(Problem(file.name, 0, f"is larger than {LARGEST_FILE // 1_000_000} MB"))
    except OSError:
        raise BadSetup(Problem(file.name, 0, "there is no such file")) from None
    examples = read(file)
    if not examples:
        raise BadSetup(Problem(file.name, 0, "has no sentences"))
    return examples
