"""What the desk is told of a case; and where it must hear nothing of it (R15), who is told instead, with a page of its
own: the console opens to nobody but the desk."""

from datetime import datetime

from reportbot.core.cases.case import Case
from reportbot.core.messages import Fill
from reportbot.service.outgoing.notices import Notices
from reportbot.service.ports import Work
from reportbot.service.records import Delivery
from reportbot.service.towns import Town

_TO_LEAD = {"mail_received": "mail_received_led", "outside_note": "outside_note_led"}
"""Kinds whose words to the desk would lead a lead to the console."""


async def to_desk_or_lead(
    work: Work, notices: Notices, town: Town, case: Case, kind: str, now: datetime, by: str = "", **fill: Fill
) -> list[Delivery]:
    """`town` as its file has it. Whoever leads hears nothing of what it did itself (`by`)."""
    if town.rules.coordinator not in case.avoided:
        return notices.to_desk(kind, town, case, now, "", **fill)
    theirs = [each for each in await work.cases.referrals(case.id) if each.institution == case.lead]
    if by == case.lead or not theirs or case.lead in case.avoided:
        return []
    return notices.write(_TO_LEAD.get(kind, kind), town, case, theirs[-1], now, **fill)
