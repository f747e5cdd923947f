"""Quick exit: harmless last words, then quiet. What was under way waits for the safe word or a receipt code (R3, R9).

exit ─► quiet ─┬─ anything ─► one sentence that tells nothing
               ├─ danger ─► the numbers, "Is someone in danger?" ─┬─ no ─► quiet
               │                                                  └─ anything else ─► awake, the alarm
               └─ safe word, receipt code, START ─► awake
"""

from dataclasses import replace

from reportbot.core.conversation.danger import coming, safeguarding
from reportbot.core.conversation.turns.scene import Scene
from reportbot.core.conversation.turns.session import BEFORE, HELD, Session
from reportbot.core.conversation.turns.turn import Reply, Turn
from reportbot.core.messages import InboundMessage, Text

EXIT, SAFE = "exit", "safe"
ALWAYS = frozenset({EXIT, SAFE})  # nothing that a step offers can take these words away
WAKES = frozenset({SAFE, "start"})

_GOODBYE = Text("Goodbye, and have a nice day.")
_PHONE_KEEPS = Text("Goodbye. What is on this phone stays. You can delete it there.")
OLDER_STAY = Reply(Text("Goodbye. Older messages may still be here. You can delete this chat in its menu."))
"""Said in place of the goodbye where the platform has not deleted all."""
_QUIET = Reply(Text("Hello. This chat is closed at the moment."))
_BACK = Text("Welcome back. If someone is in danger now, call {emergency}.")
_CAN_DELETE = frozenset({"telegram", "web"})


def leave(scene: Scene, session: Session) -> Turn:
    """Whatever is under way stays as it is, sealed, for as long as any draft. Nothing to press, nothing to see."""
    goodbye = _GOODBYE if scene.channel in _CAN_DELETE else _PHONE_KEEPS
    left = session.left or not (session.quiet or session.is_idle)
    return Turn(replace(session, quiet=True, left=left), (Reply(goodbye),), leave=True)


def while_quiet(scene: Scene, session: Session, message: InboundMessage, command: str) -> Turn | None:
    """The answer to a message in a quiet chat; None where it wakes the session. The draft lives no longer for it."""
    if command == EXIT:
        return leave(scene, session)
    if command in WAKES or message.code or message.pressed == safeguarding.YES_PRESSED:
        return None
    if BEFORE in session.answers and safeguarding.is_no(session, message, scene.around):
        return Turn(_as_before(session), (_QUIET,))
    danger = coming.danger_in(scene, session, message.text) if message.text else ""
    is_news = safeguarding.RAISED not in session.dangers and BEFORE not in session.answers
    if danger and (is_news or session.is_stale(scene.now)):  # an alarm of another day is no answer to this one
        return _asked(scene, session, message.text, danger)
    if BEFORE in session.answers:
        return None
    if danger:
        session, worse = safeguarding.worse(session, message.text, danger)
        return Turn(session, (safeguarding.numbers(danger, scene.around, scene.now),), alarm=worse)
    return Turn(session, (_QUIET,))


def woken(session: Session) -> Session:
    return replace(session.without_answers(BEFORE), quiet=False)


def welcome_back(scene: Scene) -> Reply:
    return Reply(Text(_BACK.msgid, {"emergency": scene.around.emergency}))


def _asked(scene: Scene, session: Session, text: str, danger: str) -> Turn:
    """Danger is answered as danger always (R1). A no leads back to the quiet, with all as it was before."""
    if session.is_stale(scene.now):
        session = replace(session.ended(), at=scene.now)
    before = [str(session.answers.get(HELD, "")), session.waiting_for]
    session, replies = safeguarding.interrupt(session, text, danger, scene.around, scene.now)
    return Turn(session.with_answer(BEFORE, before), replies)


def _as_before(session: Session) -> Session:
    held, waiting_for = session.answers[BEFORE]
    session = replace(session.without_answers(BEFORE, HELD), waiting_for=str(waiting_for))
    return session.with_answer(HELD, held) if held else session
