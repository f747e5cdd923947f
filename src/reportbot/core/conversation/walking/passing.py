"""What a step does when a walk comes by: it says something, raises the alarm, sends the report or adds to it."""

from dataclasses import replace

from reportbot.core.conversation.beside import elsewhere
from reportbot.core.conversation.danger import safeguarding
from reportbot.core.conversation.danger.comfort import words_for
from reportbot.core.conversation.flows.flow import Flow, Step
from reportbot.core.conversation.questions.asking import say
from reportbot.core.conversation.turns.scene import Scene
from reportbot.core.conversation.turns.session import ABOUT, QUESTION, QUESTION_ID, REPLY, SENT, SENT_CATEGORY, Session
from reportbot.core.conversation.turns.turn import Addition, Answered, Reply, Submission, Turn


def passed(scene: Scene, flow: Flow, step: Step, turn: Turn) -> Turn:
    """The same turn for a step that only asks."""
    session = turn.session
    match step.kind:
        case "say":
            said = [say(each, session, scene, flow.voice) for each in step.ask]
            return _with(turn, *(Reply(text, every_language=step.every_language) for text in said))
        case "numbers":
            return _with(turn, *_numbers(step, session, scene))
        case "alarm":
            return _alarmed(scene, step, turn)
        case "submit":
            report = Submission(flow.reports, flow.voice, session.said, session.case, session.joins)
            said_after = elsewhere.said_after(session.said, scene.around, flow.voice, scene.now)
            return _with(replace(turn, session=_sent(session), submitted=report), *said_after)
        case "hand_in":
            left = session.without_answers(QUESTION, QUESTION_ID, REPLY)
            return replace(turn, session=left, answered=_answered(session))
        case "add":
            return replace(turn, added=_added(session))
    return turn


def _with(turn: Turn, *replies: Reply) -> Turn:
    return replace(turn, replies=(*turn.replies, *replies))


def _alarmed(scene: Scene, step: Step, turn: Turn) -> Turn:
    """Where the duty contact knows already, the numbers are told as often as somebody says it."""
    session, around, now = turn.session, scene.around, scene.now
    if not safeguarding.is_news(session, step.need):
        return _with(turn, safeguarding.numbers(step.need or safeguarding.last(session), around, now))
    session, said, alarm = safeguarding.alarm(session, around, now, step.need)
    comfort = Reply(words_for(safeguarding.last(session)))
    return _with(replace(turn, session=session, alarm=alarm), *said, comfort)


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


def _sent(session: Session) -> Session:
    """Stored: nothing of it is kept here but what it was taken for, and no way leads back to sending it twice."""
    said = session.answers
    kept = {"language": said.get("language", session.language), SENT: "yes"}
    kept[SENT_CATEGORY] = said.get("category", "")
    kept |= {"now": said["now"]} if "now" in said else {}
    return replace(session, answers=kept, trail=(), case=None)
