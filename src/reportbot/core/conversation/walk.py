"""From an answer to the next question: what to say on the way, what is submitted, which flow comes next."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from reportbot.core.conversation import elsewhere, refusals, safeguarding, story, tongues
from reportbot.core.conversation.answers import Answer
from reportbot.core.conversation.asking import ask, commands, say
from reportbot.core.conversation.comfort import words_for
from reportbot.core.conversation.flow import END, Flow, FlowBook, Step
from reportbot.core.conversation.scene import Scene
from reportbot.core.conversation.session import (
    ABOUT,
    AFTER_THE_END,
    AFTERWARDS,
    FILLED,
    PAUSED,
    QUESTION,
    QUESTION_ID,
    REPLY,
    SENT,
    SENT_CATEGORY,
    Session,
    is_told,
)
from reportbot.core.conversation.surroundings import Surroundings
from reportbot.core.conversation.turn import Addition, Answered, Feedback, LookUp, Reply, Submission, Turn
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
        turn = replace(turn, added=Addition({step.save: answer.value}))
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
    session = replace(session, answers={**session.answers, **(found or {})})
    turn = go(scene, flow, step.cases.get(outcome, step.next), session)
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
    around, now = scene.around, scene.now
    replies: list[Reply] = []
    turn = Turn(session)
    for _ in range(STEP_BUDGET):
        if target == END:
            return _ended(scene, replace(turn, session=session, replies=tuple(replies)))
        if target.startswith("@"):
            flow = scene.book.newest(target[1:])
            asked = QUESTION in session.answers
            session = story.carried_into(flow, session, around)
            if asked and QUESTION not in session.answers:  # the office's question is dropped: no way leads back to it
                session = replace(session, trail=())
            target = flow.first
        step = flow.steps[target]
        match step.kind:
            case "say":
                replies += [
                    Reply(say(each, session, scene, flow.voice), every_language=step.every_language)
                    for each in step.ask
                ]
            case "numbers":
                replies += _numbers(step, session, scene)
            case "alarm" if safeguarding.is_news(session, step.need):
                session, said, alarm = safeguarding.alarm(session, around, now, step.need)
                replies += (*said, Reply(words_for(safeguarding.last(session))))
                turn = replace(turn, alarm=alarm)
            case "alarm":  # the duty contact knows; the numbers are told as often as somebody says it
                replies.append(safeguarding.numbers(step.need or safeguarding.last(session), around, now))
            case "submit":
                turn = replace(
                    turn, submitted=Submission(flow.reports, flow.voice, session.said, session.case, session.joins)
                )
                replies += elsewhere.said_after(session.said, around, flow.voice, now)
                session = _sent(session)
            case "hand_in":
                turn = replace(turn, answered=_answered(session))
                session = session.without_answers(QUESTION, QUESTION_ID, REPLY)
            case "add":
                turn = replace(turn, added=_added(session))
            case "look_up":
                session = session.at_step(flow.name, flow.version, step.id)
                return replace(turn, session=session, replies=tuple(replies), look_up=_look_up(step, session))
            case "feedback" if ABOUT in session.answers:
                session = session.at_step(flow.name, flow.version, step.id)
                return replace(turn, session=session, replies=tuple(replies), feedback=_feedback(step, session))
            case _ if step.is_asking and (asks_again or step.save not in session.answers):
                session, refused = refusals.told(flow, session, scene)
                replies += refused
                session, question = ask(flow, step, session.at_step(flow.name, flow.version, step.id), scene)
                return replace(turn, session=session, replies=(*replies, *question))
            case _ if step.is_asking and step.save != "language":  # answered already, and BACK leads there
                session = session.asked(flow.name, flow.version, step.id, {})
        if step.back:
            session = session.asked(flow.name, flow.version, step.back, {})
        target = _after(step, session)
    raise FlowWentTooFar(f"{flow.name} took more than {STEP_BUDGET} steps in one turn")


def first_said(turn: Turn, *replies: Reply) -> Turn:
    return replace(turn, replies=(*replies, *turn.replies)) if replies else turn


def _after(step: Step, session: Session, answer: Answer | None = None) -> str:
    """Where an answer leads: one just given, or one from before."""
    value = str(session.answers.get(step.on or step.save, "") if answer is None else answer.value)
    options = (answer.option,) if answer and answer.option else () if answer else step.options
    chosen = next((option.next for option in options if option.value == value and option.next), "")
    return chosen or step.cases.get(value) or (step.cases.get("*") if value else "") or step.next


def _numbers(step: Step, session: Session, scene: Scene) -> list[Reply]:
    need = step.need or str(session.answers.get("need", "emergency"))
    lines = scene.around.numbers(need, scene.now)
    *before, last = [say(sentence, session, scene) for sentence in step.ask]
    return [*(Reply(text) for text in before), Reply(replace(last, fill={**last.fill, "numbers": lines}))]


def _added(session: Session) -> Addition:
    """The words that came after the end, or the point."""
    said = session.answers
    words = {"description": str(said["first_words"])} if said.get("first_words") else {}
    return Addition({**words, "place": said["place"]} if "place" in said else words)


def _answered(session: Session) -> Answered:
    said = session.answers
    return Answered(int(said[ABOUT]), int(said[QUESTION_ID]), str(said.get(REPLY) or said.get("first_words", "")))


def _look_up(step: Step, session: Session) -> LookUp:
    if step.need == "alike":
        return LookUp(step.need, answers=session.said if session.case is None else {})
    about = session.answers.get(ABOUT)
    return LookUp(step.need or "status", str(session.answers.get("code", "")), None if about is None else int(about))


def _feedback(step: Step, session: Session) -> Feedback:
    return Feedback(int(session.answers[ABOUT]), step.need, str(session.answers.get(step.need, "")))


def _sent(session: Session) -> Session:
    """Stored: nothing of it is kept here but what it was taken for, and no way leads back to sending it twice."""
    said = session.answers
    kept = {"language": said.get("language", session.language), SENT: "yes"}
    kept[SENT_CATEGORY] = said.get("category", "")
    kept |= {"now": said["now"]} if "now" in said else {}
    return replace(session, answers=kept, trail=(), case=None)


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
