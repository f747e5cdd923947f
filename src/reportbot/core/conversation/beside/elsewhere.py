"""Another way than the usual one, for whoever complains of the office that would get their report (R15).

They choose it in the summary (the option `elsewhere`), or a question of the flow is saved as "avoid".
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from reportbot.core.conversation.turns.session import AVOID
from reportbot.core.conversation.turns.surroundings import Surroundings
from reportbot.core.conversation.turns.turn import Reply
from reportbot.core.messages import Text

ABOUT_OFFICE = "about_office"  # the answer that names the office of a complaint: its key, or as they call it

NOT_TO_THEM = Text("Your report does not go to: {not_to}.")
OTHER_WAY = Text("Another way, without us:\n{numbers}")


def avoids_lead(said: Mapping[str, Any]) -> bool:
    """Whether the office that would get the report must not get it."""
    return said.get(AVOID) == "yes"


def said_after(said: Mapping[str, Any], around: Surroundings, voice: str, now: datetime) -> tuple[Reply, ...]:
    """What they hear first when it is sent: who does not get it, and who is outside of all our offices.

    `not_to` is filled in by the service; who gets it, the flow itself says. Nothing for those who did not ask for it.
    """
    if not avoids_lead(said):
        return ()
    numbers = around.outside(said, voice, now)
    other = (Reply(Text(OTHER_WAY.msgid, {"numbers": numbers})),) if numbers.items else ()
    return (Reply(NOT_TO_THEM), *other)
