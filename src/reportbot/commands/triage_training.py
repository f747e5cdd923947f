"""`reportbot triage train`: makes a head of the shipped examples, and prints how good it is."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from random import Random

from reportbot.core.cases.triage.confidence import fitted
from reportbot.core.cases.triage.deciding import decide
from reportbot.core.errors import BadSetup, Problem
from reportbot.core.hearing.lexicon import Lexicon
from reportbot.core.hearing.listen import listen, listened
from reportbot.lexicons import load as load_lexicon
from reportbot.model.examples import UNHEARD, Example, shipped

NEEDS = 'this needs the extra "ml": pip install "reportbot[ml]"'
_NAMES = {
    "macro_f1": "macro-F1",
    "top_1": "top-1",
    "top_3": "top-3",
    "emergency_recall": "emergencies found",
    "calm_alarmed": "calm ones alarmed",
    "urgent_recall": "urgent or more found",
    "calm_hurried": "calm ones taken for urgent",
    "miscalibration": "confidence wrong by",
}


def train_head(out: Path) -> int:
    """Raises BadSetup."""
    try:
        from reportbot.model.training import TooFewExamples, train
    except ImportError:
        raise BadSetup(Problem("triage train", 0, NEEDS)) from None
    examples, lexicon = shipped(), load_lexicon()
    try:
        head = train(examples, lexicon, lambda line: print(line, flush=True))
    except TooFewExamples as failure:
        raise BadSetup(Problem("triage train", 0, str(failure))) from None
    out.write_bytes(head.to_bytes())
    print(f"{out} is made of {len(examples)} examples. Judged by heads that had not seen them:")
    print_figures(head.about["figures"])
    print("How often the rules alone are right when they are so sure, for core/cases/triage/confidence.py:")
    print(f"POINTS = {confidence_of_rules(lexicon, examples)}")
    return 0


def print_figures(figures: Mapping[str, Mapping[str, float]]) -> None:
    print(f"{'':28} with the model   rules alone")
    for name, said in _NAMES.items():
        rows = (f"{figures[part][name]:.3f}" if name in figures[part] else "" for part in ("with_model", "rules"))
        print(f"{said:28} {next(rows):>14}   {next(rows):>11}")


def confidence_of_rules(lexicon: Lexicon, examples: Sequence[Example]) -> tuple[tuple[float, float], ...]:
    """With three tenths of the ideas left out by chance: whoever wrote the word lists has read these sentences."""
    chance = Random(0)  # noqa: S311 - nothing secret
    seen = []
    for each in examples:
        heard = listen(lexicon, each.text)
        kept = {idea: word for idea, word in sorted(heard.evidence.items()) if chance.random() >= UNHEARD}
        decision = decide(lexicon, listened(lexicon, kept, heard.words))
        seen.append((decision.confidence, decision.category == each.category))
    return fitted(seen)
