"""From an answer to the next question: what to say on the way, what is submitted, which flow comes next."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from reportbot.core.categories import CATEGORIES
from reportbot.core.conversation import safeguarding
from reportbot.core.conversation.answers import Answer
from reportbot.core.conversation.asking import ask, commands, say
from reportbot.core.conversation.flow import END, Flow, FlowBook, Step
from reportbot.core.conversation.session import Session
from reportbot.core.conversation.surroundings import Hint, Surroundings
from reportbot.core.conversation.turn import LookUp, Reply, Submission, Turn
from reportbot.core.errors import FlowWentTooFar
from reportbot.core.receipt import read_code

STEP_BUDGET = 25  # steps in one turn; the longest honest walk through the shipped flows takes 9
_REPORTABLE_WORDS = 3  # a first message of fewer words is a greeting, not a report
_FLOW_OF_GROUP = {
    "public_space": "hazard",
    "emergency": "hazard",
    "child": "person",
    "adult": "person",
    "school": "person",
}


def begin(
    book: FlowBook,
    session: Session,
    text: str,
    hint: Hint,
    around: Surroundings,
    now: datetime,
    flow: str = "",
    skip: bool = False,
) -> Turn:
    """The first message, or one after the end. What it says is kept, so that nobody has to write it twice."""
    code = read_code(text)
    session = replace(session, answers={"language": session.answers.get("language", "")} if session.answers else {})
    if hint.language in around.languages and not session.answers.get("language"):
        session = replace(session, language=hint.language)
    if code or flow == "check_report":
        session = session.with_answer("code", code or "") if code or skip else session
        return _enter(book, "check_report", session, around, now)
    if hint.danger and text:
        return _enter(book, "report_person", session.with_answer("now", "yes"), around, now, words=text)
    session = session.without_answers(("language",)) if not session.answers.get("language") else session
    if len(text.split()) >= _REPORTABLE_WORDS:
        kind = _FLOW_OF_GROUP.get(CATEGORIES[hint.category].group, "") if hint.category in CATEGORIES else ""
        guess = {"first_words": text, "category": hint.category, "guess": kind}
        session = replace(session, answers={**session.answers, **{key: value for key, value in guess.items() if value}})
    return _enter(book, book.start, session, around, now)


def walk(
    book: FlowBook, flow: Flow, step: Step, session: Session, answer: Answer, around: Surroundings, now: datetime
) -> Turn:
    """Keeps the answer and goes on to the next question."""
    session = replace(session, trail=(*session.trail, (flow.name, flow.version, step.id)))
    option = answer.option
    if option is None or not option.more:
        session = session.with_answer(step.save, answer.value)
    if option is not None:
        session = session.without_answers(option.forget)
    if step.save == "language":
        session = replace(session, language=str(answer.value))
    turn = _go(book, flow, _next(step, session, answer), session, around, now)
    return replace(turn, may_push=answer.value == "yes") if step.save == "safe_to_write" else turn


def resume(book: FlowBook, session: Session, outcome: str, around: Surroundings, now: datetime) -> Turn:
    """The service has looked something up: go on by its outcome."""
    flow = book.get(session.flow, session.version)
    step = flow.steps[session.step]
    turn = _go(book, flow, step.cases.get(outcome, step.next), session, around, now)
    return replace(turn, session=replace(turn.session, at=now))


def rewind_to(session: Session, asked: tuple[str, int, str], book: FlowBook) -> Session:
    """Back at a question that was asked before; its answer is forgotten, the others stay."""
    name, version, step_id = asked
    step = book.get(name, version).steps.get(step_id)
    forget = (step.save,) if step and step.save else ()
    before = session.trail[: len(session.trail) - 1 - session.trail[::-1].index(asked)]
    return replace(session.without_answers(forget).at_step(name, version, step_id), trail=before)


def _go(book: FlowBook, flow: Flow, target: str, session: Session, around: Surroundings, now: datetime) -> Turn:
    replies: list[Reply] = []
    turn = Turn(session)
    for _ in range(STEP_BUDGET):
        if target == END:
            last = replace(replies[-1], commands=commands("start", "status")) if replies else None
            return replace(turn, session=session.ended(), replies=(*replies[:-1], last) if last else ())
        if target.startswith("@"):
            flow = book.newest(target[1:])
            session = _carried(session, flow, around)
            target = flow.first
        step = flow.steps[target]
        session = session.at_step(flow.name, flow.version, step.id)
        match step.kind:
            case "say":
                replies += [Reply(say(each, session, around), every_language=step.every_language) for each in step.ask]
            case "numbers":
                replies += _numbers(step, session, around, now)
            case "alarm" if safeguarding.RAISED not in session.dangers:
                session, said, alarm = safeguarding.alarm(session, around, now)
                replies += said
                turn = replace(turn, alarm=alarm)
            case "submit":
                turn = replace(turn, submitted=Submission(flow.reports, flow.voice, _said(session), session.case))
            case "look_up":
                look_up = LookUp("status", str(session.answers.get("code", "")))
                return replace(turn, session=session, replies=tuple(replies), look_up=look_up)
            case _ if step.is_asking and step.save not in session.answers:
                session, question = ask(flow, step, session, around)
                return replace(turn, session=session, replies=(*replies, *question))
        target = _next(step, session)
    raise FlowWentTooFar(f"{flow.name} took more than {STEP_BUDGET} steps in one turn")


def _next(step: Step, session: Session, answer: Answer | None = None) -> str:
    if answer is not None and answer.option is not None and answer.option.next:
        return answer.option.next
    value = str(answer.value) if answer is not None else str(session.answers.get(step.on or step.save, ""))
    if answer is None and step.kind == "choice" and not step.cases:
        return next((option.next for option in step.options if option.value == value and option.next), step.next)
    if value in step.cases:
        return step.cases[value]
    return step.cases["*"] if value and "*" in step.cases else step.next


def _numbers(step: Step, session: Session, around: Surroundings, now: datetime) -> list[Reply]:
    need = step.need or str(session.answers.get("need", "emergency"))
    lines = around.numbers(need, now)
    *before, last = [say(sentence, session, around) for sentence in step.ask]
    return [*(Reply(text) for text in before), Reply(replace(last, fill={**last.fill, "numbers": lines}))]


def _enter(book: FlowBook, name: str, session: Session, around: Surroundings, now: datetime, words: str = "") -> Turn:
    flow = book.newest(name)
    if words:
        session = session.with_answer("description", words)
    return _go(book, flow, flow.first, replace(session, trail=()), around, now)


def _carried(session: Session, flow: Flow, around: Surroundings) -> Session:
    """Into a flow that makes a report come the first words as its description, and what was guessed from them."""
    answers: dict[str, Any] = {}
    said: Mapping[str, Any] = session.answers
    answers["language"] = said.get("language", session.language)
    for name in ("now", "need", "safe_to_write"):
        if name in said:
            answers[name] = said[name]
    if flow.reports and "first_words" in said:
        answers["description"] = said["first_words"]
        if said.get("guess") == flow.reports:
            answers["category"] = said["category"]
        places = around.gazetteer.mentioned_in(str(said["first_words"]))
        if len(places) == 1:
            answers["place"] = {"key": places[0].key}
    return replace(session, answers=answers)


def _said(session: Session) -> dict[str, Any]:
    helpers = {"first_words", "guess", "place_typed", safeguarding.HELD, "code", "confirmed"}
    return {name: value for name, value in session.answers.items() if name not in helpers}
