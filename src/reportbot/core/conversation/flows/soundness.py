"""Can this dialogue be held? Every step reachable, nothing leads nowhere, nothing goes round without asking."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from reportbot.core.conversation.flows.flow import END, Flow, Step
from reportbot.core.errors import Problem

KNOWN_HOLES = frozenset(
    {"town", "emergency", "category", "place", "description", "first_words", "numbers", "code", "institution", "due"}
    | {"status", "typed", "need", "question", "told", "goes_to", "not_to", "others"}
)
LONGEST_BUTTON = 64  # bytes of Telegram's callback_data
MOST_OPTIONS = 5  # choices a person can overlook at once (domain facts, section 3)
LOOKED_UP = frozenset({"", "status", "question", "last", "alike"})
OUTCOMES = frozenset({"found", "unknown", "none", "wait", "question"})  # of a look-up
FEEDBACK: Mapping[str, frozenset[str]] = {
    "solved": frozenset({"solved", "helped", "noted", "reopened", "open", "late", "gone"}),
    "rating": frozenset({"noted", "gone"}),
    "still_wrong": frozenset({"noted", "gone"}),
}
"""What can be said of a matter that is over, and what may come of it."""


def flow_problems(flow: Flow) -> list[Problem]:
    """What is wrong within one flow."""
    found = [(step.line, message) for step in flow.steps.values() for message in _step_problems(flow, step)]
    if flow.steps and flow.first not in flow.steps:
        found.append((0, f'first step "{flow.first}" does not exist'))
    submits = any(step.kind == "submit" for step in flow.steps.values())
    if submits != bool(flow.reports):
        found.append((0, "a flow with reports needs a submit step, and only such a flow has one"))
    reached = _reached(flow)
    found += [(s.line, f'no answer leads to step "{s.id}"') for s in flow.steps.values() if s.id not in reached]
    return [Problem(flow.file, line, message) for line, message in found]


def book_problems(flows: Sequence[Flow], start: str) -> list[Problem]:
    """What is wrong between flows: all of them, old versions too."""
    names = {flow.name for flow in flows}
    problems = [
        Problem(flow.file, step.line, f'step "{step.id}" leads to "{target}", and there is no such flow')
        for flow in flows
        for step in flow.steps.values()
        for target in sorted(step.targets)
        if target.startswith("@") and target[1:] not in names
    ]
    seen: dict[tuple[str, int], str] = {}
    for flow in flows:
        other = seen.setdefault((flow.name, flow.version), flow.file)
        if other != flow.file:
            problems.append(Problem(flow.file, 0, f"{flow.name} {flow.version} stands in {other} too: count up"))
    if start not in names:
        problems.append(Problem("conversations", 0, f'there is no flow "{start}" to start with'))
    return problems or _silent_rounds(flows)


def _step_problems(flow: Flow, step: Step) -> Iterator[str]:
    for sentence in step.ask:
        for hole in sorted(sentence.holes - KNOWN_HOLES):
            yield f'nothing fills "{{{hole}}}" in: {sentence.msgid}'
    if step.is_asking and not step.save:
        yield f'step "{step.id}" asks something and does not say where to save it'
    if step.kind == "choice" and not step.options and not step.options_from:
        yield f'step "{step.id}" is a choice without options'
    if step.kind == "fork" and not (step.on and step.cases):
        yield f'step "{step.id}" is a fork and needs "on" and "cases"'
    if step.skip and not step.is_asking:
        yield f'step "{step.id}" asks nothing that could be skipped'
    if step.kind == "look_up" and step.need not in LOOKED_UP:
        yield f'step "{step.id}" looks up "{step.need}": it must be {" or ".join(sorted(filter(None, LOOKED_UP)))}'
    if step.kind == "feedback" and step.need not in FEEDBACK:
        yield f'step "{step.id}" hands in "{step.need}": it must be {" or ".join(sorted(FEEDBACK))}'
    if step.append_to and step.append_to not in {other.save for other in flow.steps.values()}:
        yield f'step "{step.id}" appends to "{step.append_to}", which nothing saves'
    if step.back and step.back not in flow.steps:
        yield f'step "{step.id}" leads back to "{step.back}", and there is no such step'
    for target in sorted(step.targets):
        if target != END and not target.startswith("@") and target not in flow.steps:
            yield f'step "{step.id}" leads to "{target}", and there is no such step'
    yield from _option_problems(flow, step)
    yield from _case_problems(step)


def _option_problems(flow: Flow, step: Step) -> Iterator[str]:
    if len(step.options) > MOST_OPTIONS:
        yield f"{len(step.options)} options are more than {MOST_OPTIONS}"
    if step.options and step.kind != "choice":
        yield f'step "{step.id}" has options and is no choice'
    for at, option in enumerate(step.options):
        if len(f"{flow.name}.{step.id}:{option.value}".encode()) > LONGEST_BUTTON:
            yield f'option "{option.value}" makes a button name longer than {LONGEST_BUTTON} bytes'
        if any(option.value == other.value or option.label == other.label for other in step.options[:at]):
            yield f'option "{option.value}" stands twice'
        if option.more and not option.next:
            yield f'option "{option.value}" leads on ("more") and does not say where ("next")'


def _case_problems(step: Step) -> Iterator[str]:
    answers: dict[str, Iterable[str]] = {
        "choice": (option.value for option in step.options),
        "yes_no": ("yes", "no"),
        "photo": ("yes", "no"),
        "look_up": OUTCOMES,
        "digits": ("yes", "wrong"),
        "feedback": FEEDBACK.get(step.need, ()),
    }
    if step.kind in answers and not step.options_from:
        for case in sorted(set(step.cases) - {*answers[step.kind], "*"}):
            yield f'step "{step.id}" has a case "{case}", which is never answered'


def _reached(flow: Flow) -> set[str]:
    seen: set[str] = set()
    waiting = [flow.first]
    while waiting:
        step = flow.steps.get(waiting.pop())
        if step and step.id not in seen:
            seen.add(step.id)
            waiting.extend(step.targets)
    return seen


def _silent_rounds(flows: Sequence[Flow]) -> list[Problem]:
    """Steps that lead back to themselves although nobody is asked anything on the way."""
    newest: dict[str, Flow] = {}
    for flow in sorted(flows, key=lambda flow: flow.version):
        newest[flow.name] = flow
    problems = []
    for flow in flows:
        for step in flow.steps.values():
            if not step.is_asking and _comes_back(flow, step, newest):
                problems.append(Problem(flow.file, step.line, f'step "{step.id}" comes round without a question'))
    return problems


def _comes_back(flow: Flow, start: Step, newest: Mapping[str, Flow]) -> bool:
    seen: set[tuple[str, int, str]] = set()
    waiting = [(flow, target) for target in start.targets]
    while waiting:
        here, target = waiting.pop()
        if target.startswith("@"):
            here = newest[target[1:]]
            target = here.first
        step = here.steps.get(target)
        if step is None or step.is_asking:
            continue
        if here is flow and step is start:
            return True
        if (here.name, here.version, step.id) not in seen:
            seen.add((here.name, here.version, step.id))
            waiting += [(here, following) for following in step.targets]
    return False
