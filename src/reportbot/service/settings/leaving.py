"""What may leave the settings: a place is only marked as removed, an institution as retired, and neither is taken out.

Its name stays for its reports, whether there are any or not: who administers reads no cases, and must not learn from
what can be removed that somebody has told of a place, or that anything was passed to an office.
"""

from typing import Any

from reportbot.core.townfile.subjects import Kind, Subject
from reportbot.core.wrong import wrong
from reportbot.service.ports import Work
from reportbot.service.settings.refusals import refused

MARKS = {Kind.PLACE: "removed", Kind.SCHOOL: "removed", Kind.INSTITUTION: "retired"}


def what_stays(of: Subject, before: Any, after: Any) -> Any:
    """In place of `after`, where something would be taken out that is only marked."""
    return {**before, MARKS[of[0]]: True} if of[0] in MARKS and after is None and before is not None else after


def check_counting(of: Subject, before: Any, after: Any) -> None:
    """A secret of a webhook that was exchanged is never put back: it may be known. Raises SettingRefused."""
    if of[0] is Kind.SIGNING and _number(after) < _number(before):
        raise refused(wrong("a signing key that was exchanged is not put back: exchange it again"))


def _number(value: Any) -> int:
    number = ((value or {}).get("webhook_secret") or {}).get("number", 1)
    return number if isinstance(number, int) else 1


async def check_leaving(work: Work, municipality: str, of: Subject, before: Any, after: Any) -> None:
    """For an institution that is retired. Raises SettingRefused."""
    if before is None or of[0] is not Kind.INSTITUTION or after is None or after.get("retired") is not True:
        return
    if any(each.works and each.institution == of[1] for each in await work.staff.all(municipality)):
        raise refused(wrong("somebody has an account at this institution: change or close it first"))
