"""`reportbot triage train --municipality`: a head of the shipped examples and of what a town's people put right.

It is measured before and after on the evaluation sentences and kept as a candidate: a person at the desk switches.
"""

from collections import Counter
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from random import getrandbits
from typing import TYPE_CHECKING, TextIO

from reportbot import paths
from reportbot.app import SystemClock
from reportbot.commands.evaluating import judge
from reportbot.commands.triage_training import NEEDS
from reportbot.config import Settings
from reportbot.core.cases.triage.learning import WEIGHT, LeftOut, Lesson, at_least, facts_of, may_be_switched_to
from reportbot.core.cases.triage.opinion import Opinion
from reportbot.core.errors import BadSetup, CannotBeRead, Problem
from reportbot.core.hearing.lexicon import Lexicon
from reportbot.core.judging import Figures, Share, figures
from reportbot.keyring import keys_of, place_of_keys
from reportbot.lexicons import load as load_lexicon
from reportbot.listening import Listening
from reportbot.model.examples import Example, digest, read, shipped
from reportbot.municipality.loading import Municipality
from reportbot.municipality.loading import load as load_municipalities
from reportbot.service.ids import RisingIds
from reportbot.service.records import TrainedModel
from reportbot.service.triage.learning import Learning, Learnt, number_of
from reportbot.service.upkeep import canaries
from reportbot.storage.database import Database
from reportbot.vault.chain import chain_of
from reportbot.vault.keys import Keys
from reportbot.vault.sealing import Vault

if TYPE_CHECKING:
    from reportbot.model.head import Head

COMMAND = "triage train"
OPERATOR = "operator"
_WHY = {
    LeftOut.ERASED: "of cases that are erased",
    LeftOut.HELD: "of cases that are held",
    LeftOut.FORGOTTEN: "of people who asked to be forgotten",
    LeftOut.SENSITIVE: "of cases that concern a person: [triage] learn_from_sensitive is not set",
    LeftOut.GUESSED: "of cases of which nobody has said what they are about",
    LeftOut.UNREADABLE: "cannot be read",
    LeftOut.SHORT: "have too few words",
    LeftOut.SAID_ALREADY: "say what another one says",
    LeftOut.TOO_MANY: "are more than a day may teach, or older than the newest that are used",
}


@dataclass(frozen=True)
class Material:
    """What heads are made of and measured with, apart from a town's own."""

    examples: Sequence[Example]
    evaluation: Sequence[Example]

    @classmethod
    def shipped(cls) -> "Material":
        """Raises BadSetup."""
        return cls(shipped(), read(files("reportbot") / "examples" / "evaluation.tsv"))


async def learn(settings: Settings, municipality: str, out: TextIO, material: Material | None = None) -> int:
    """1 where the new head finds fewer emergencies: it is kept, and cannot be switched to. Raises BadSetup."""
    train = _trainer()
    town = _town(settings, municipality)
    material, lexicon = material or Material.shipped(), load_lexicon()

    def tell(line: str) -> None:
        print(line, file=out, flush=True)

    async with _opened(settings) as (learning, in_force):
        learnt = await learning.lessons(municipality, town.learn_from_sensitive, OPERATOR)
        _tell_of(learnt, tell)
        if not learnt.lessons:
            raise BadSetup(Problem(COMMAND, 0, f"{municipality} has no correction that may be learnt from"))
        own = [_example(each) for each in learnt.lessons]
        head = train([*material.examples, *own], lexicon, tell)
        before, after, least = _measured(town, lexicon, await in_force(municipality), head, material.evaluation, tell)
        facts = facts_of(before, after, digest(material.evaluation)[:12], len(own), least)
        kept = await learning.keep(municipality, head.to_bytes(), facts, OPERATOR)
    _tell_figures(before, after, tell)
    return _told(kept, tell)


def _trainer() -> "Callable[[Sequence[Example], Lexicon, Callable[[str], None]], Head]":
    """Raises BadSetup without the extra `ml`."""
    try:
        from reportbot.model.training import TooFewExamples, train
    except ImportError:
        raise BadSetup(Problem(COMMAND, 0, NEEDS)) from None

    def trained(examples: Sequence[Example], lexicon: Lexicon, tell: Callable[[str], None]) -> "Head":
        try:
            return train(examples, lexicon, tell)
        except TooFewExamples as failure:
            raise BadSetup(Problem(COMMAND, 0, str(failure))) from None

    return trained


def _town(settings: Settings, municipality: str) -> Municipality:
    towns = load_municipalities(Path(settings.municipalities) if settings.municipalities else paths.municipalities())
    if municipality not in towns:
        raise BadSetup(
            Problem("--municipality", 0, f'there is no "{municipality}"; there are {", ".join(sorted(towns))}')
        )
    return towns[municipality]


@asynccontextmanager
async def _opened(settings: Settings) -> "AsyncIterator[tuple[Learning, _InForce]]":
    keys = keys_of(settings)
    database = await Database.open(settings.database_url, upgrade=False, chain=chain_of(keys.audit), is_guest=True)
    try:
        await canaries.check(database, keys.canaries(), place_of_keys(settings))
        yield _learning(database, keys)
    except CannotBeRead as failure:
        raise BadSetup(Problem(COMMAND, 0, str(failure))) from None
    finally:
        await database.close()


def _learning(database: Database, keys: Keys) -> "tuple[Learning, _InForce]":
    vault, clock = Vault(keys), SystemClock()
    return Learning(database, vault, clock, RisingIds(clock.now, getrandbits)), _InForce(database, vault)


class _InForce:
    """Which head reads along in a town now."""

    def __init__(self, database: Database, vault: Vault) -> None:
        self._database, self._vault = database, vault

    async def __call__(self, municipality: str) -> "Head | None":
        """None for the one that comes with the program, also where the town's own cannot be used."""
        from reportbot.model.head import BadHead, Head

        async with self._database.read() as work:
            active = await work.trained_models.active(municipality)
        if active is None:
            return None
        try:
            key = self._vault.data_key(active.sealed_key, f"trained_models.key:{active.id}")
            return Head.from_bytes(key.open(active.sealed_head, f"trained_models.head:{active.id}"))
        except (CannotBeRead, BadHead):
            return None


def _example(lesson: Lesson) -> Example:
    text = " ".join(lesson.text.split())
    return Example(lesson.language, text, lesson.category, lesson.urgency, WEIGHT)


def _measured(
    town: Municipality,
    lexicon: Lexicon,
    in_force: "Head | None",
    made: "Head",
    sentences: Sequence[Example],
    tell: Callable[[str], None],
) -> tuple[Figures, Figures, Share]:
    """Of the head in force, of the new one, and how many emergencies the new one must find: as many as the one in
    force and as the one that comes with the program. Rules and model together, as they work. Raises BadSetup."""
    from reportbot.model.directly import shipped_head
    from reportbot.model.embedder import Numbers, embed

    seen: dict[str, Numbers] = {}

    def measured(head: "Head") -> Figures:
        heard = Listening(lambda: lexicon)

        def opinion(key: str, text: str) -> Opinion | None:
            if text not in seen:
                seen[text] = embed(text)
            return head.opinion(seen[text], heard.features(text))

        heard.advised_by(opinion)
        judged = judge(town, lambda text: heard.triage(text, None, False, town.urgencies, town.key), sentences)
        return figures(judged, town.gate)

    tell(f"measuring with {len(sentences)} sentences, before and after")
    first = measured(shipped_head())
    before = measured(in_force) if in_force else first
    return before, measured(made), at_least([first, before])


def _tell_of(learnt: Learnt, tell: Callable[[str], None]) -> None:
    tell(f"{len(learnt.lessons)} corrected case(s) may be learnt from.")
    left_out: Counter[LeftOut] = learnt.left_out
    for why, count in left_out.most_common():
        tell(f"  not used: {count} {_WHY[why]}")


def _tell_figures(before: Figures, after: Figures, tell: Callable[[str], None]) -> None:
    tell(f"{'':28}{'before':>18}{'after':>18}")
    for name, one, other in (
        ("emergencies found", before.emergency, after.emergency),
        ("urgent or more found", before.urgent, after.urgent),
        ("calm ones alarmed", before.alarmed, after.alarmed),
        ("right category", before.top_1, after.top_1),
        ("among the first three", before.top_3, after.top_3),
    ):
        tell(f"{name:28}{one.in_figures:>18}{other.in_figures:>18}")
    tell(f"{'macro-F1':28}{before.macro_f1:>18.3f}{after.macro_f1:>18.3f}")


def _told(kept: TrainedModel, tell: Callable[[str], None]) -> int:
    number = number_of(kept)
    if may_be_switched_to(kept.facts):
        tell(f"Model {number} is kept. Nothing has changed yet: the reporting desk switches to it, on its page Model.")
        return 0
    tell(f"Model {number} is kept, but it finds fewer emergencies: it cannot be switched to.")
    return 1
