"""Which cases a town has: asked with the statements that the product itself asks with."""

from reportbot.core.cases.case import Case
from reportbot.service.ports import Work


async def cases_of(work: Work, town: str = "drenas", *, open_only: bool = False) -> list[Case]:
    """By id, the erased ones too; not those that are one more report of another."""
    found: list[Case] = []
    after = 0
    while page := await work.cases.page(town, after, 500):
        after = page[-1].id
        found += (await work.cases.get([each.id for each in page])).values()
    alone = [case for case in found if case.merged_into is None and (case.status.is_open or not open_only)]
    return sorted(alone, key=lambda case: case.id)
