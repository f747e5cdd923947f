"""The desk ends a case: never without what came of it, and then nothing falls due any more."""

import pytest

from reportbot.core.cases.referral import Answer
from reportbot.core.cases.workflow import Status
from reportbot.core.errors import OutcomeMissing
from tests.builders import WASTE, Parts


async def test_no_case_is_closed_with_an_outcome_that_is_none(here: Parts) -> None:
    await here.say("anna", *WASTE)
    (case,) = await here.cases()
    async with here.store.read() as work:
        mine = next(each for each in await work.cases.referrals(case.id) if each.institution == case.lead)
    await here.responses.answer_as(case.lead, mine.id, Answer.DONE, outcome="repaired")
    for wrong in ("rubbish", "help_began"):  # the second one is of matters that concern a person
        with pytest.raises(OutcomeMissing):
            await here.casework.close("drenas", case.number, "coordinator", wrong)
    page = await here.casework.case("drenas", case.number, "coordinator")
    assert page.case.status is Status.RESOLVED
    await here.casework.close("drenas", case.number, "coordinator", "made_safe")
    page = await here.casework.case("drenas", case.number, "coordinator")
    assert (page.case.status, page.events[-1].facts["came_of"], page.dues) == (Status.CLOSED, "made_safe", [])
