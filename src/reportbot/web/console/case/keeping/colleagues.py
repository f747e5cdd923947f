"""Who at this desk can be given something to do about a case: who may do it, and for whom the case exists."""

from reportbot.core.access.actions import Action
from reportbot.core.access.member import may
from reportbot.core.access.reach import reach_of, sees
from reportbot.core.messages import Text
from reportbot.service.desk.reaching import case_within
from reportbot.web.console.case.here import number_of
from reportbot.web.console.case.keeping import note_words
from reportbot.web.console.desk import Desk


async def colleagues(desk: Desk) -> list[tuple[str, Text]]:
    """Keys and names; "" is whoever comes first. Raises UnknownCode for a case out of reach."""
    own, town = desk.member, desk.town
    async with desk.parts.store.read() as work:
        case = await case_within(work, town, number_of(desk), desk.reach)
        staff = await work.staff.all(desk.visit.municipality)
    others = [each.member for each in staff if each.works and each.key != own.key and may(each.member, Action.NOTE)]
    able = [each for each in others if sees(reach_of(each, town.rules.coordinator), case, ())]
    return [
        ("", note_words.ANYBODY),
        (own.key, note_words.ME),
        *((each.key, Text("{name}", {"name": each.name})) for each in able),
    ]
