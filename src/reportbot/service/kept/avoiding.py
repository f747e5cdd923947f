"""Which offices must hear nothing of a message that made us stumble (R15), by all that is known when it comes.

What the person had told in their draft counts, and what the message itself says: it may be the complaint.
"""

import logging
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from reportbot.core.cases.case import Case
from reportbot.core.conversation.turns.session import Session
from reportbot.core.conversation.walking.unfinished import told_so_far
from reportbot.service.office_names import offices_named
from reportbot.service.reports.destination import place_of
from reportbot.service.reports.opening import Opener
from reportbot.service.towns import Town

log = logging.getLogger("reportbot.kept")


def must_not_hear(
    opener: Opener, town: Town, session: Session, words: str, cases: Sequence[Case], now: datetime
) -> tuple[str, ...]:
    """`cases` are those of the person. What we stumble over once more counts for nothing: this must not fail."""
    told = told_so_far(session)
    out = {key for case in cases for key in case.avoided}
    for answers in (told, {**told, "description": "\n".join(filter(None, (told.get("description"), words)))}):
        out |= _kept_out(opener, town, answers, now)
    return tuple(sorted(out))


def _kept_out(opener: Opener, town: Town, answers: Mapping[str, Any], now: datetime) -> frozenset[str]:
    """Whatever we think it is about: nobody has seen it yet, so the desk is out wherever these words name it."""
    if not any(answers.values()):
        return frozenset()
    try:
        decision = opener.decide(town, answers, "")
        return opener.destination(
            town, decision.category, place_of(answers), answers, "citizen", now, unsure=True
        ).avoided
    except Exception as failure:
        log.warning("a kept message could not be looked at", extra={"failure": type(failure).__name__})
        return _all_named(town, answers)


def _all_named(town: Town, answers: Mapping[str, Any]) -> frozenset[str]:
    """Where nothing can be decided: rather an office too many that hears nothing than the one complained of."""
    said = "\n".join(str(answer) for answer in answers.values() if answer)
    return frozenset(offices_named(said, town.rules.institutions.values(), town.around.known_as))
