"""Whether an institution may leave: its name must stay for what was passed to it, and nothing may still wait there."""

from typing import Any

from reportbot.core.townfile.subjects import Kind, Subject
from reportbot.core.wrong import Wrong, wrong
from reportbot.service.ports import Work
from reportbot.service.settings.refusals import refused


async def check_leaving(work: Work, municipality: str, of: Subject, before: Any, after: Any) -> None:
    """For an institution that is retired, or taken out again. Raises SettingRefused."""
    kind, key = of
    leaves = kind is Kind.INSTITUTION and before is not None and (after is None or after.get("retired") is True)
    if leaves and (problem := await _why_not(work, municipality, key, is_taken_out=after is None)):
        raise refused(problem)


async def _why_not(work: Work, municipality: str, key: str, *, is_taken_out: bool) -> Wrong | None:
    if await work.cases.unfinished(municipality, [key], 1):
        return wrong("it has reports that are not finished: close them or pass them on first")
    if any(each.works and each.institution == key for each in await work.staff.all(municipality)):
        return wrong("somebody has an account at this institution: change or close it first")
    if is_taken_out and await work.town_changes.was_named(municipality, key):
        return wrong("reports were passed to it, and its name must stay: retire it instead")
    return None
