"""Can everybody finish? How many questions lie before a stored report, and whether each way ends with something given.

`core/conversation/flows/soundness.py` says at every start whether a flow can be held at all; this is for `reportbot
check`. Rules: issue 4, items 7 and 11. Only the newest versions are looked at: nobody begins with an old one.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from reportbot.core.conversation.flows.flow import END, Flow, FlowBook, Step
from reportbot.core.conversation.flows.ways import ways
from reportbot.core.errors import Problem

MOST_QUESTIONS = 5  # until a report is stored
_TRIES = 200_000  # steps of the search; the shipped flows take a few hundred

Spot = tuple[str, str]
"""A flow and a step."""


@dataclass(frozen=True, slots=True)
class Questions:
    """Until the report is stored, by submitting it or by an alarm: on the shortest way, and on the longest on which
    nothing is asked twice."""

    fewest: int
    most: int


def questions_before(book: FlowBook, report: str, start: str = "") -> Questions | None:
    """Until flow `report` stores a report, from its own beginning or from that of flow `start`.

    None where no way leads there, or there are too many ways to count.
    """
    counts = list(_counts(book, report, start or report))
    return Questions(min(counts), max(counts)) if counts and -1 not in counts else None


def book_findings(book: FlowBook) -> list[Problem]:
    """Too many questions, steps from which nothing leads out, ways that end with nothing given."""
    return [*_too_long(book), *_without_end(book), *_empty_handed(book)]


def reporting(book: FlowBook) -> list[Flow]:
    """The flows that end in a report."""
    return [flow for flow in map(book.newest, sorted(book.names())) if flow.reports]


def _too_long(book: FlowBook) -> Iterator[Problem]:
    """Counted from the very beginning: the language and the menu are questions too."""
    for flow in reporting(book):
        asked = questions_before(book, flow.name, book.start)
        if asked is None:
            yield Problem(flow.file, 0, "the questions before the report is stored cannot be counted")
        elif asked.most > MOST_QUESTIONS:
            most = f"{asked.most} questions before the report is stored are more than {MOST_QUESTIONS}"
            yield Problem(flow.file, 0, most)


def _counts(book: FlowBook, report: str, start: str) -> Iterator[int]:
    """The questions on each way that comes to no step twice; -1 where the search is given up."""
    flow = book.newest(start)
    waiting: list[tuple[Spot, int, frozenset[Spot]]] = [((flow.name, flow.first), 0, frozenset())]
    for _ in range(_TRIES):
        if not waiting:
            return
        spot, asked, passed = waiting.pop()
        step = _step(book, spot)
        if step.kind in ("submit", "alarm"):
            if spot[0] == report:
                yield asked
            continue
        asked += step.is_asking
        passed |= {spot}
        waiting += [(after, asked, passed) for after in _after(book, spot) if after and after not in passed]
    yield -1


def _without_end(book: FlowBook) -> Iterator[Problem]:
    """Loops that nothing leads out of."""
    spots = [(flow.name, step) for flow in map(book.newest, sorted(book.names())) for step in flow.steps]
    leads_to: dict[Spot | None, list[Spot]] = {}
    for spot in spots:
        for after in _after(book, spot):
            leads_to.setdefault(after, []).append(spot)
    leave: set[Spot] = set()
    waiting: list[Spot | None] = [None]
    while waiting:
        for spot in leads_to.get(waiting.pop(), ()):
            if spot not in leave:
                leave.add(spot)
                waiting.append(spot)
    for spot in spots:
        if spot not in leave:
            step = _step(book, spot)
            yield Problem(book.newest(spot[0]).file, step.line, f'from step "{step.id}" no way leads to an end')


@dataclass(frozen=True, slots=True)
class _Given:
    """`owed`: a "report" or the "receipt" of one. `silent`: nothing was said since the last question."""

    owed: str = ""
    silent: bool = False

    def after(self, step: Step) -> "_Given":
        if step.kind == "submit":
            return _Given("receipt", self.silent)
        if step.is_asking:
            return _Given(self.owed, True)
        if step.kind == "numbers":
            return _Given("" if self.owed == "report" else self.owed, False)
        if step.kind == "say":
            return _Given("" if self.owed == "receipt" and _shows_code(step) else self.owed, False)
        return self

    def into(self, flow: Flow) -> "_Given":
        owed = "receipt" if self.owed == "receipt" else "report" if flow.reports else ""
        return _Given(owed, self.silent)


def _empty_handed(book: FlowBook) -> Iterator[Problem]:
    """Ways that end without the receipt of a report, without numbers, or right after a question."""
    flows = [book.newest(name) for name in sorted(book.names())]
    waiting = [((flow.name, flow.first), _Given().into(flow)) for flow in flows]
    seen = set(waiting)
    said: set[tuple[Spot, str]] = set()
    while waiting:
        spot, given = waiting.pop(0)
        step = _step(book, spot)
        given = given.after(step)
        for after in _after(book, spot):
            if after is None:
                missing = _missing(given)
                if missing and (spot, missing) not in said:
                    said.add((spot, missing))
                    yield Problem(book.newest(spot[0]).file, step.line, f'after step "{step.id}" {missing}')
                continue
            then = (after, given if after[0] == spot[0] else given.into(book.newest(after[0])))
            if then not in seen:
                seen.add(then)
                waiting.append(then)


def _missing(given: _Given) -> str:
    if given.owed:
        return f"it can end without a {given.owed}"
    return "it can end and nothing is said to the answer" if given.silent else ""


def _shows_code(step: Step) -> bool:
    """On SMS too."""
    full = any("{code}" in sentence.msgid for sentence in step.ask)
    return full and any("{code}" in (sentence.sms or sentence.msgid) for sentence in step.ask)


def _after(book: FlowBook, spot: Spot) -> list[Spot | None]:
    """Where it goes on, each once; None is the end. What leads nowhere is the linter's to say."""
    flow = book.newest(spot[0])
    found: list[Spot | None] = []
    for target in dict.fromkeys(way.target for way in ways(flow.steps[spot[1]])):
        if target == END:
            found.append(None)
        elif target.startswith("@"):
            found.append((target[1:], book.newest(target[1:]).first))
        else:
            found.append((flow.name, target))
    return found


def _step(book: FlowBook, spot: Spot) -> Step:
    return book.newest(spot[0]).steps[spot[1]]
