"""A case as far as somebody who works here reaches. What is out of reach is answered like a number nobody ever gave."""

from reportbot.core.access.reach import Reach, sees
from reportbot.core.cases.case import Case
from reportbot.core.cases.referral import holders
from reportbot.core.errors import UnknownCode
from reportbot.service.cases.withheld import case_for_desk
from reportbot.service.ports import Work
from reportbot.service.towns import Town


async def case_within(work: Work, town: Town, number: str, reach: Reach) -> Case:
    """Raises UnknownCode."""
    return await _within(work, await case_for_desk(work, town, number), reach)


async def case_of_letter(work: Work, town: Town, letter: str, reach: Reach) -> Case:
    """The case of a numbered document. Raises UnknownCode."""
    found = await work.letters.by_number(town.key, letter)
    case = await work.cases.find(found.case) if found else None
    if case is None:
        raise UnknownCode("no document has this number here")
    return await _within(work, await case_for_desk(work, town, case.number), reach)


async def are_within(work: Work, cases: list[Case], reach: Reach) -> list[Case]:
    """Those of them that are in reach."""
    referred = await work.cases.referrals_of([case.id for case in cases]) if reach.theirs and cases else {}
    return [case for case in cases if sees(reach, case, holders(referred.get(case.id, ())))]


async def _within(work: Work, case: Case, reach: Reach) -> Case:
    if not await are_within(work, [case], reach):
        raise UnknownCode("no case has this number here, or it was erased")
    return case
