"""Fits the `[lean]` part of rules.toml on training sentences: `PYTHONPATH=src python tests/triage/fit.py [--write]`.

The rules of `[category]` are written by hand and stay. On top of them each idea may lean towards or away from a
category; most are left at nothing (an L1 penalty), the rest is rounded to halves. Without `--write` half of the
training sentences, picked by a hash of the text, is held out and measured; with it all are used. Run it after words or
rules changed much. Needs numpy, as the `ml` part does.
"""

import argparse
import hashlib
import importlib.util
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np

from reportbot.core.categories import CATEGORIES
from reportbot.core.hearing.lexicon import SPECIAL, Lexicon
from reportbot.core.hearing.listen import listen
from reportbot.lexicons import load

HERE = Path(__file__).parent
PACKAGE = HERE.parents[1] / "src" / "reportbot"
RULES = PACKAGE / "lexicon" / "rules.toml"
STEEPNESS = 0.3  # of the softmax over scores: about what makes a score a probability
PENALTY = 6e-4
ROUNDS = 400
SMALLEST = 0.5  # weight; what is less is left out
START = "# ---- fitted by tests/triage/fit.py; not to be edited by hand\n[lean]\n"
CODES = list(CATEGORIES)
POLITE = ("greeting", "thanks")  # say nothing about the matter: they may not move it

Table = np.ndarray[Any, np.dtype[np.float64]]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true", help="fit on all sentences and write rules.toml")
    options = parser.parse_args()
    evaluate = _evaluate()
    folder = PACKAGE / "examples"
    sentences = [s for path in sorted(folder.glob("training.*.tsv")) for s in evaluate.read(path)]
    fixed = evaluate.read() + [s for path in (HERE / "paraphrases.tsv", *_rows()) for s in evaluate.read(path)]
    lexicon = load()
    ideas = [idea for idea in lexicon.rules.ideas if idea not in {*SPECIAL, *POLITE}]
    if not options.write:
        half = [s for s in sentences if _is_held(s.text)]
        rest = [s for s in sentences if not _is_held(s.text)]
        known, seen = _numbers(lexicon, ideas, rest + fixed), _numbers(lexicon, ideas, half)
        nothing = np.zeros((len(ideas), len(CODES)))
        print(f"held out, {len(half)} sentences: rules by hand {_figures(*seen, nothing)}")
        print(f"                           leaning       {_figures(*seen, _rounded(_fit(*known)))}")
        return
    leans = _rounded(_fit(*_numbers(lexicon, ideas, sentences + fixed)))
    text = RULES.read_text(encoding="utf-8").partition(START)[0]
    RULES.write_text(text + START + _written(ideas, leans), encoding="utf-8")


def _rows() -> list[Path]:
    return sorted(HERE.glob("rows.*.tsv"))


def _numbers(lexicon: Lexicon, ideas: list[str], sentences: list[Any]) -> tuple[Table, Table, Table]:
    """Per sentence: which ideas it holds, what the rules by hand say for each category, and which one is meant."""
    rules = [rule for rule in lexicon.rules.categories if rule.category in CODES and not rule.fitted]
    heard = [listen(lexicon, sentence.text) for sentence in sentences]
    scores = np.zeros((len(heard), len(CODES)))
    for row, one in enumerate(heard):
        bits = sum(lexicon.bits[idea] for idea in one.ideas)
        for rule in rules:
            if rule.when.holds(bits):
                scores[row, CODES.index(rule.category)] += rule.weight
    held = np.array([[float(idea in one.ideas) for idea in ideas] for one in heard])
    return held, scores, np.eye(len(CODES))[[CODES.index(sentence.category) for sentence in sentences]]


def _fit(held: Table, scores: Table, meant: Table) -> Table:
    """Proximal gradient with momentum; the loss is the cross entropy, averaged."""
    now = ahead = np.zeros((held.shape[1], len(CODES)))
    momentum = 1.0
    for _ in range(ROUNDS):
        step = ahead - held.T @ (_softmax(STEEPNESS * scores + held @ ahead) - meant) / len(held)
        after = np.sign(step) * np.maximum(np.abs(step) - PENALTY, 0)
        following = (1 + np.sqrt(1 + 4 * momentum**2)) / 2
        ahead = after + (momentum - 1) / following * (after - now)
        now, momentum = after, following
    return now


def _softmax(values: Table) -> Table:
    powers: Table = np.exp(values - values.max(1, keepdims=True))
    shares: Table = powers / powers.sum(1, keepdims=True)
    return shares


def _rounded(leans: Table) -> Table:
    return np.round(leans / STEEPNESS * 2) / 2


def _figures(held: Table, scores: Table, meant: Table, leans: Table) -> str:
    total = scores + held @ leans
    said, right = total.argmax(1), meant.argmax(1)
    best = np.argsort(-total, 1)[:, :3]
    f1 = [
        2 * ((said == code) & (right == code)).sum() / ((said == code).sum() + (right == code).sum())
        for code in set(right)
    ]
    top_3 = (best == right[:, None]).any(1).mean()
    return f"macro-F1 {np.mean(f1):.3f}  top-1 {(said == right).mean():.3f}  top-3 {top_3:.3f}"


def _written(ideas: list[str], leans: Table) -> str:
    lines = []
    for column, code in enumerate(CODES):
        leaning = sorted(((leans[row, column], idea) for row, idea in enumerate(ideas)), key=lambda one: -one[0])
        rules = ", ".join(f'"{weight:g}: {idea}"' for weight, idea in leaning if abs(weight) >= SMALLEST)
        lines.append(f"{code} = [{rules}]\n")
    return "".join(lines)


def _is_held(text: str) -> bool:
    return hashlib.sha256(text.encode()).digest()[1] % 2 == 0


def _evaluate() -> ModuleType:
    spec = importlib.util.spec_from_file_location("evaluate", HERE / "evaluate.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules["evaluate"] = module
    spec.loader.exec_module(module)
    return module


if __name__ == "__main__":
    main()
