"""How good triage is on sentences whose meaning somebody has written down. Shares are of 1; pure."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from reportbot.core.cases.triage.deciding import TriageDecision
from reportbot.core.urgency import Urgency

BINS = 10  # steps of confidence in the reliability diagram


@dataclass(frozen=True, slots=True)
class Judged:
    """One sentence: what it means, what triage said, and who would lead in the one case and in the other.

    `sureness`: how probable it was that the lead is right (core/cases/triage/gate.py).
    """

    language: str
    category: str
    urgency: Urgency
    decision: TriageDecision
    lead: str = ""
    lead_said: str = ""
    sureness: float = 0.0

    @property
    def is_right(self) -> bool:
        return self.category == self.decision.category

    @property
    def ranked(self) -> tuple[str, ...]:
        return (self.decision.category, *(category for category, _ in self.decision.alternatives))


@dataclass(frozen=True, slots=True)
class Share:
    """`hits` of `count`; 1 where there was nothing to hit."""

    hits: int
    count: int

    @property
    def value(self) -> float:
        return self.hits / self.count if self.count else 1.0

    @property
    def in_figures(self) -> str:
        return f"{self.value:.3f} {self.hits}/{self.count}"


@dataclass(frozen=True, slots=True)
class Figures:
    """Of some sentences.

    `emergency`: emergencies that were called so. `urgent`: urgent ones and emergencies called at least urgent.
    `alarmed`: of those that are neither, how many were called an emergency. `certain`: how many lay at or above the
    gate; `misrouted`: of these, how many would have gone to a wrong institution.
    """

    count: int
    emergency: Share
    urgent: Share
    alarmed: Share
    macro_f1: float
    top_1: Share
    top_3: Share
    certain: Share
    misrouted: Share


def figures(judged: Sequence[Judged], gate: float) -> Figures:
    """`gate`: from which sureness a case is routed at once."""
    certain = [each for each in judged if each.sureness >= gate]
    return Figures(
        count=len(judged),
        emergency=_share(
            each.decision.urgency is Urgency.EMERGENCY for each in judged if each.urgency is Urgency.EMERGENCY
        ),
        urgent=_share(each.decision.urgency >= Urgency.URGENT for each in judged if each.urgency >= Urgency.URGENT),
        alarmed=_share(each.decision.urgency is Urgency.EMERGENCY for each in judged if each.urgency < Urgency.URGENT),
        macro_f1=_macro_f1([(each.category, each.decision.category) for each in judged]),
        top_1=_share(each.is_right for each in judged),
        top_3=_share(each.category in each.ranked[:3] for each in judged),
        certain=Share(len(certain), len(judged)),
        misrouted=_share(each.lead != each.lead_said for each in certain),
    )


@dataclass(frozen=True, slots=True)
class Step:
    """Decisions of about the same confidence: `low` up to but without `high`, their mean, and how many were right."""

    low: float
    high: float
    confidence: float
    right: Share


def reliability(judged: Iterable[Judged]) -> tuple[Step, ...]:
    """By tenths of confidence; the last one holds 1 as well. Steps without a decision are left out."""
    steps: list[list[Judged]] = [[] for _ in range(BINS)]
    for each in judged:
        steps[min(BINS - 1, int(each.decision.confidence * BINS))].append(each)
    return tuple(
        Step(
            place / BINS,
            (place + 1) / BINS,
            sum(each.decision.confidence for each in step) / len(step),
            _share(each.is_right for each in step),
        )
        for place, step in enumerate(steps)
        if step
    )


def miscalibration(steps: Sequence[Step]) -> float:
    """How far confidence lies from the truth, on average over all decisions (expected calibration error)."""
    count = sum(step.right.count for step in steps)
    off = sum(abs(step.confidence - step.right.value) * step.right.count for step in steps)
    return off / count if count else 0.0


def confusion(judged: Iterable[Judged]) -> dict[str, Counter[str]]:
    """By what was meant: what was said, and how often."""
    table: dict[str, Counter[str]] = {}
    for each in judged:
        table.setdefault(each.category, Counter())[each.decision.category] += 1
    return table


def _macro_f1(pairs: Sequence[tuple[str, str]]) -> float:
    """The mean, over the categories that were meant, of the harmonic mean of precision and recall."""
    right = Counter(meant for meant, said in pairs if meant == said)
    meant_count, said_count = Counter(meant for meant, _ in pairs), Counter(said for _, said in pairs)
    scores = [2 * right[category] / (count + said_count[category]) for category, count in meant_count.items()]
    return sum(scores) / len(scores) if scores else 1.0


def _share(hits: Iterable[bool]) -> Share:
    values = list(hits)
    return Share(sum(values), len(values))
