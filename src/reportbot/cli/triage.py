"""Triage from the command line: sentences in, decisions out; trained, judged, and replayed on past cases."""

import argparse
import asyncio
import os
import sys
from pathlib import Path

from reportbot.cli.shared import CONFIG, TOWN, Commands


def add(commands: Commands) -> None:
    triage = commands.add_parser("triage", help="one text per line in, one JSON per line out")
    triage.add_argument("--municipality", default="drenas", help=TOWN)
    triage.add_argument("--rules-only", action="store_true", help="without the model, also where it is installed")
    triage.set_defaults(run=_triage)
    more = triage.add_subparsers(metavar="train · evaluate · replay")
    train = more.add_parser("train", help="make the model's head anew, from the shipped examples or a town's own too")
    train.add_argument(
        "--municipality", default="", help="whose corrections it learns too; kept for its desk to switch"
    )
    train.add_argument("--config", type=Path, help=CONFIG)
    train.add_argument("--out", type=Path, help="without a municipality: the file to write, if not head.npz")
    train.set_defaults(run=_train, is_quiet=True, parser=train)
    replay = more.add_parser("replay", help="what would have gone elsewhere under changed rules; writes nothing")
    replay.add_argument("--municipality", required=True, help="whose cases, by the name of its file")
    replay.add_argument("--file", type=Path, metavar="FILE", help="its changed file; without it, what was really done")
    replay.add_argument("--since", type=int, default=365, metavar="DAYS", help="so many days back; without it, 365")
    replay.add_argument("--config", type=Path, help=CONFIG)
    replay.set_defaults(run=_replay, is_quiet=True)
    judge = more.add_parser("evaluate", help="how good it is on sentences that people have judged")
    judge.add_argument("file", type=Path, help="TSV with the header lang, text, category, urgency")
    judge.add_argument("--municipality", default="drenas", help=TOWN)
    judge.add_argument("--rules-only", action="store_true", help="without the model, also where it is installed")
    judge.add_argument("--picture", type=Path, default=Path("reliability.svg"), help="where the diagram goes")
    judge.set_defaults(run=_evaluate)


def _triage(options: argparse.Namespace) -> int:
    from reportbot.commands.triaging import triage_lines

    return triage_lines(options.municipality, sys.stdin, sys.stdout, options.rules_only)


def _train(options: argparse.Namespace) -> int:
    if options.municipality:
        from reportbot.commands.triage_learning import learn
        from reportbot.config import read

        if options.out:
            options.parser.error("a town's own head is kept in its database: leave --out away")
        return asyncio.run(learn(read(os.environ, options.config), options.municipality, sys.stdout))
    from reportbot.commands.triage_training import train_head

    return train_head(options.out or Path("head.npz"))


def _replay(options: argparse.Namespace) -> int:
    from reportbot.commands.replaying import replay_rules
    from reportbot.config import read

    settings = read(os.environ, options.config)
    return asyncio.run(replay_rules(settings, options.municipality, options.file, options.since, sys.stdout))


def _evaluate(options: argparse.Namespace) -> int:
    from reportbot.commands.evaluating import evaluate

    return evaluate(options.municipality, options.file, sys.stdout, options.rules_only, options.picture)
