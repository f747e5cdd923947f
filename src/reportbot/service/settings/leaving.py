"""What may leave the settings: nothing waits at an office; and a place is only marked as removed, never taken out.

Its name stays for old reports, whether there are any or not: who administers reads no cases, and must not learn from
what can be removed that somebody has told of a place.
"""

from typing import Any

from reportbot.core.townfile.subjects import Kind, Subject
from reportbot.core.wrong import Wrong, wrong
from reportbot.service.ports import Work
from reportbot.service.settings.refusals import refused

PLACES = frozenset({Kind.PLACE, Kind.SCHOOL})


def what_stays(of: Subject, before: Any, after: Any) -> Any:
    """In place of `after`, where a place or a school would be taken out."""
    return {**before, "removed": True} if of[0] in PLACES and after is None and before is not None else after


def check_counting(of: Subject, before: Any, after: Any) -> None:
    """A secret of a webhook that was exchanged is never put back: it may be known. Raises SettingRefused."""
    if of[0] is Kind.SIGNING and _number(after) < _number(before):
        raise refused(wrong("a signing key that was exchanged is not put back: exchange it again"))


def _number(value: Any) -> int:
    number = ((value or {}).get("webhook_secret") or {}).get("number", 1)
    return number if isinstance(number, int) else 1


async def check_leaving(work: Work, municipality: str, of: Subject, before: Any, after: Any) -> None:
    """For what is taken out again, and for an institution that is retired. Raises SettingRefused."""
    if before is None:
        return
    is_retired = of[0] is Kind.INSTITUTION and after is not None and after.get("retired") is True
    if after is None and (problem := await why_it_stays(work, municipality, of)):
        raise refused(problem)
    if is_retired and (problem := await _why_not(work, municipality, of[1])):
        raise refused(problem)


async def why_it_stays(work: Work, municipality: str, of: Subject) -> Wrong | None:
    """Why it cannot be taken out; None where it can."""
    kind, key = of
    if kind is Kind.INSTITUTION:
        if problem := await _why_not(work, municipality, key):
            return problem
        if await work.town_changes.was_named(municipality, key):
            return wrong("reports were passed to it, and its name must stay: retire it instead")
    return None


async def _why_not(work: Work, municipality: str, key: str) -> Wrong | None:
    if await work.cases.unfinished(municipality, [key], 1):
        return wrong("it has reports that are not finished: close them or pass them on first")
    if any(each.works and each.institution == key for each in await work.staff.all(municipality)):
        return wrong("somebody has an account at this institution: change or close it first")
    return None
