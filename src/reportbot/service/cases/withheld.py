"""Cases that the reporting desk itself must hear nothing of: on the console they do not exist (R15)."""

from reportbot.core.cases.case import Case
from reportbot.core.errors import UnknownCode
from reportbot.service.cases.seen import check_unchanged
from reportbot.service.ports import Work
from reportbot.service.towns import Town


def is_withheld(town: Town, case: Case) -> bool:
    """Whether the person complains of the desk. The way round it has the case, with a page of its own."""
    return town.rules.coordinator in case.avoided


def kept_out(town: Town, case: Case) -> tuple[str, ...]:
    """The offices that were meant, without those that must not hear of it for their sake (who reports to them)."""
    known, out = town.rules.institutions, set(case.avoided)
    return tuple(key for key in case.avoided if key in known and not out & {known[key].boss, *known[key].people_of})


async def case_for_desk(work: Work, town: Town, number: str) -> Case:
    """Raises UnknownCode, also for a case that was erased; ChangedMeanwhile (service/cases/seen.py)."""
    case = await work.cases.by_number(town.key, number)
    if case is None or not case.sealed_key or is_withheld(town, case):
        raise UnknownCode("no case has this number here, or it was erased")
    await check_unchanged(work, case)
    return case
