"""From an answer to the next question: what to say on the way, what is submitted, which flow comes next."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from reportbot.core.conversation.danger import safeguarding
from reportbot.core.conversation.flows.flow import END, Flow, FlowBook, Step
from reportbot.core.conversation.questions import last_place, story, tongues
from reportbot.core.conversation.questions.answers import Answer
from reportbot.core.conversation.questions.asking import ask, commands
from reportbot.core.conversation.turns.scene import Scene
from reportbot.core.conversation.turns.session import (
    ABOUT,
    AFTER_THE_END,
    AFTERWARDS,
    FILLED,
    PAUSED,
    QUESTION,
    QUESTION_ID,
    REPLY,
    SENT,
    Session,
    is_told,
)
from reportbot.core.conversation.turns.surroundings import Surroundings
from reportbot.core.conversation.turns.turn import Addition, Feedback, LookUp, Reply, Turn
from reportbot.core.conversation.walking import refusals
from reportbot.core.conversation.walking.passing import passed
from reportbot.core.errors import FlowWentTooFar

_FOUND = ("code", "ask_safe", ABOUT, QUESTION, QUESTION_ID, REPLY)  # what a look-up leaves in the session
STEP_BUDGET = 25  # steps in one turn; the longest honest walk through the shipped flows takes 9


def enter(scene: Scene, session: Session, name: str) -> Turn:
    """A flow from its beginning; questions that were answered already are not asked."""
    flow = scene.book.newest(name)
    return go(scene, flow, flow.first, replace(session, trail=()))


def walk(scene: Scene, flow: Flow, step: Step, session: Session, answer: Answer) -> Turn:
    """Keeps the answer, or adds it to the report that is stored already, and goes on to the next question."""
    leads_on = answer.option is not None and answer.option.more
    adds = SENT in session.answers and is_told(step.save) and not leads_on
    session = session.asked(flow.name, flow.version, step.id, {} if leads_on or adds else {step.save: answer.value})
    if not adds:
        session = _learnt(scene, flow, step, session, answer)
    turn = go(scene, flow, _after(step, session, answer), session, asks_again=leads_on)
    if adds:
        turn = replace(turn, added=Addition({step.save: answer.value}, asked=True))
    return replace(turn, may_push=answer.value == "yes") if step.save == "safe_to_write" else turn


def _learnt(scene: Scene, flow: Flow, step: Step, session: Session, answer: Answer) -> Session:
    """What follows from an answer beside itself."""
    if step.save == "language":
        return replace(session, language=tongues.chosen(str(answer.value), session), language_known=True)
    if step.save == "description":
        return story.fills(flow, session, str(answer.value), scene.around)
    if step.save in session.answers.get(FILLED, ()):  # they say it themselves now
        named = [name for name in session.answers[FILLED] if name != step.save]
        session = session.with_answer(FILLED, named)
    not_now = any(option.value == "now" for option in step.options) and answer.value != "now"
    if not_now and session.answers.get("now") != "yes":  # a danger that they told of is not taken back by its kind
        return session.with_answer("now", "no")
    return session


def proceed(scene: Scene, session: Session) -> Turn:
    """The question where the session stands, or the next one if something else has answered it."""
    flow, step = scene.here(session)
    return go(scene, flow, step.id, session)


def again(scene: Scene, session: Session, *first: Reply) -> Turn:
    """The same question once more, after `first`; of several bubbles only the question itself."""
    if scene.book.step(session.flow, session.version, session.step) is None:
        return first_said(proceed(scene, session), *first)
    flow, step = scene.here(session)
    if not step.is_asking:
        return first_said(proceed(scene, session), *first)
    session, replies = ask(flow, step, session, scene)
    return Turn(session, (*first, *replies[-1:]) if first else replies)


def resume(
    book: FlowBook,
    session: Session,
    outcome: str,
    around: Surroundings,
    now: datetime,
    found: Mapping[str, Any] | None = None,
) -> Turn:
    """The service has looked something up: go on by its outcome, with what was found beside it. The code is dropped."""
    scene = Scene(book, around, now)
    flow, step = scene.here(session)
    session = session.without_answers(*_FOUND, *AFTERWARDS)
    target = step.cases.get(outcome, step.next)
    if last_place.is_open(session):
        session, target = last_place.found(session, found or {}), step.id
    session = replace(session, answers={**session.answers, **(found or {})})
    turn = go(scene, flow, target, session)
    begins = flow.name == AFTER_THE_END and turn.session.flow != AFTER_THE_END  # there was no report to ask about
    return replace(turn, session=replace(turn.session, at=now), begins=begins)


def rewind(scene: Scene, session: Session, asked: tuple[str, int, str]) -> Session:
    """Back at a question that was asked before; its answer is forgotten, the others stay."""
    step = scene.book.step(*asked)
    before = session.trail[: len(session.trail) - 1 - session.trail[::-1].index(asked)]
    if step and step.save == "description":
        session = story.unfilled(session)
    forgotten = session.without_answers(step.save) if step else session
    return replace(forgotten.at_step(*asked), trail=before)


def go(scene: Scene, flow: Flow, target: str, session: Session, *, asks_again: bool = False) -> Turn:
    """From this step to the next question that is open; with `asks_again` the first one on the way is.

    Raises FlowWentTooFar.
    """
    turn = Turn(session)
    for _ in range(STEP_BUDGET):
        if target == END:
            return _ended(scene, turn)
        if target.startswith("@"):
            flow = scene.book.newest(target[1:])
            turn, target = replace(turn, session=_carried(flow, turn.session, scene.around)), flow.first
        step = flow.steps[target]
        turn = passed(scene, flow, step, turn)
        if stop := _stop(scene, flow, step, turn, asks_again):
            return stop
        session = turn.session
        if step.is_asking and step.save != "language":  # answered already, and BACK leads there
            session = session.asked(flow.name, flow.version, step.id, {})
        if step.back:
            session = session.asked(flow.name, flow.version, step.back, {})
        turn, target = replace(turn, session=session), _after(step, session)
    raise FlowWentTooFar(f"{flow.name} took more than {STEP_BUDGET} steps in one turn")


def _carried(flow: Flow, session: Session, around: Surroundings) -> Session:
    """Into another flow."""
    carried = story.carried_into(flow, session, around)
    is_dropped = QUESTION in session.answers and QUESTION not in carried.answers
    return replace(carried, trail=()) if is_dropped else carried  # the office's question: no way leads back to it


def _stop(scene: Scene, flow: Flow, step: Step, turn: Turn, asks_again: bool) -> Turn | None:
    """Where the person, or the service, must answer first; None where the way goes on."""
    session, here = turn.session, (flow.name, flow.version, step.id)
    if step.kind == "look_up":
        return replace(turn, session=session.at_step(*here), look_up=_look_up(step, session))
    if step.kind == "feedback" and ABOUT in session.answers:
        return replace(turn, session=session.at_step(*here), feedback=_feedback(step, session))
    if step.is_asking and (asks_again or step.save not in session.answers):
        session, refused = refusals.told(flow, session, scene)
        session, question = ask(flow, step, session.at_step(*here), scene)
        return replace(turn, session=session, replies=(*turn.replies, *refused, *question))
    return None


def first_said(turn: Turn, *replies: Reply) -> Turn:
    return replace(turn, replies=(*replies, *turn.replies)) if replies else turn


def _after(step: Step, session: Session, answer: Answer | None = None) -> str:
    """Where an answer leads: one just given, or one from before."""
    value = str(session.answers.get(step.on or step.save, "") if answer is None else answer.value)
    options = (answer.option,) if answer and answer.option else () if answer else step.options
    chosen = next((option.next for option in options if option.value == value and option.next), "")
    return chosen or step.cases.get(value) or (step.cases.get("*") if value else "") or step.next


def _look_up(step: Step, session: Session) -> LookUp:
    if step.need == "alike":
        return LookUp(step.need, answers=session.said if session.case is None else {})
    about = session.answers.get(ABOUT)
    return LookUp(step.need or "status", str(session.answers.get("code", "")), None if about is None else int(about))


def _feedback(step: Step, session: Session) -> Feedback:
    return Feedback(int(session.answers[ABOUT]), step.need, str(session.answers.get(step.need, "")))


def _ended(scene: Scene, turn: Turn) -> Turn:
    paused = turn.session.answers.get(PAUSED)
    if paused:
        name, version, step = paused
        left = turn.session.without_answers(PAUSED, "need", *_FOUND, *AFTERWARDS)
        session = left.at_step(str(name), int(version), str(step))
        return again(scene, session, *turn.replies)
    over = turn.session.ended() if SENT in turn.session.answers else turn.session.restarted()
    if not turn.replies:
        return replace(turn, session=over, replies=(safeguarding.OVER,))
    *before, last = turn.replies
    return replace(turn, session=over, replies=(*before, replace(last, commands=commands("start", "status"))))
