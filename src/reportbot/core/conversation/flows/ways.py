"""What follows a step, and on which answer: the edges of a flow, as the walk takes them."""

from dataclasses import dataclass

from reportbot.core.conversation.flows.flow import Step
from reportbot.core.conversation.flows.soundness import FEEDBACK

OTHERWISE = "otherwise"
SKIPPED = "Skip"
_TWO = {
    "yes_no": (("yes", "Yes"), ("no", "No")),
    "photo": (("yes", "A photo"), ("no", "No photo")),
    "digits": (("yes", "Right"), ("wrong", "Wrong twice")),
}
_OUTCOMES = {"question": ("found", "none"), "last": ("found", "question", "none"), "alike": ("found", "none")}
_STATUS_OUTCOMES = ("found", "unknown", "none", "wait")


@dataclass(frozen=True, slots=True)
class Way:
    """`said` is the answer in English, "" where there is only one way; `target` a step, "@flow" or "end"."""

    said: str
    target: str


def ways(step: Step) -> tuple[Way, ...]:
    """Every way on, in the order of the file."""
    found: list[Way]
    if step.kind == "choice" and step.options:
        found = [Way(option.label, option.next or _by_value(step, option.value)) for option in step.options]
    elif step.kind in _TWO:
        found = [Way(said, _by_value(step, value)) for value, said in _TWO[step.kind]]
    elif step.kind == "look_up":
        found = _named(step, _OUTCOMES.get(step.need, _STATUS_OUTCOMES))
    elif step.kind == "feedback":
        found = _named(step, tuple(sorted(FEEDBACK.get(step.need, ()))))
    elif step.cases:
        found = [*_cases(step), Way(OTHERWISE, step.next)]
    else:
        found = [Way("", step.next)]
    return (*found, Way(SKIPPED, step.skip)) if step.skip else tuple(found)


def _by_value(step: Step, value: str) -> str:
    return step.cases.get(value) or step.cases.get("*") or step.next


def _cases(step: Step) -> list[Way]:
    """A fork goes by what is known already: "*" is anything."""
    return [Way(f"{step.on or 'answer'}: {'any' if case == '*' else case}", to) for case, to in step.cases.items()]


def _named(step: Step, outcomes: tuple[str, ...]) -> list[Way]:
    named = [Way(outcome, step.cases[outcome]) for outcome in outcomes if outcome in step.cases]
    rest = [] if len(named) == len(outcomes) else [Way(OTHERWISE, step.cases.get("*") or step.next)]
    return named + rest
