"""An office takes no reports from us: whoever reports hears it before they write, or before they send."""

from collections.abc import Mapping
from typing import Any

from reportbot.core.conversation.flows.flow import Flow
from reportbot.core.conversation.turns.scene import Scene
from reportbot.core.conversation.turns.session import REFUSED, SENT, Session
from reportbot.core.conversation.turns.turn import Reply
from reportbot.core.messages import Text

TAKES_NONE = Text(
    "{institution} takes no reports from us. The reporting desk gets yours. You can also go to them yourself.",
    sms="{institution} takes no reports from us. The reporting desk gets yours.",
)
TAKES_NONE_CALL = Text(
    "{institution} takes no reports from us. The reporting desk gets yours. You can also ask them yourself:\n{numbers}",
    sms="{institution} takes no reports from us. The reporting desk gets yours. Ask them: {numbers}",
)


def told(flow: Flow, session: Session, scene: Scene) -> tuple[Session, tuple[Reply, ...]]:
    """Before the next question, as soon as it is known what the report is about; once for each such office."""
    if not flow.reports or SENT in session.answers or not _says_what(session.said):
        return session, ()
    refusal = scene.around.refused(session.said, flow.voice, scene.now)
    if refusal is None or session.answers.get(REFUSED) == refusal.key:
        return session, ()
    text = TAKES_NONE_CALL if refusal.numbers.items else TAKES_NONE
    said = Text(text.msgid, {"institution": refusal.institution, "numbers": refusal.numbers}, text.sms)
    return session.with_answer(REFUSED, refusal.key), (Reply(said),)


def _says_what(said: Mapping[str, Any]) -> bool:
    return bool(said.get("category") or said.get("description"))
