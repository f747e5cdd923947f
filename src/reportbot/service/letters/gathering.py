"""Gather what a letter needs: the case, whom it is for, and the story where the letter tells it."""

from datetime import datetime

from reportbot.core.cases.case import Case
from reportbot.core.cases.closing import outcomes_for
from reportbot.core.cases.referral import check_may_hear
from reportbot.core.errors import TransitionRefused
from reportbot.service.cases.dossier import Dossier, Story
from reportbot.service.cases.withheld import is_withheld, kept_out
from reportbot.service.letters.contents import TELLING, Contents
from reportbot.service.letters.offers import offers
from reportbot.service.outgoing.notices import Notices
from reportbot.service.ports import Vault, Work
from reportbot.service.towns import Town
from reportbot.service.upkeep.damage import Damage


class Gatherer:
    def __init__(self, vault: Vault, notices: Notices, damage: Damage) -> None:
        self._notices = notices
        self._dossier = Dossier(vault, damage)

    async def contents(
        self, work: Work, town: Town, case: Case, kind: str, referral: int | None, language: str, now: datetime
    ) -> Contents:
        """Without its number. Raises OfficeAvoided, TransitionRefused."""
        referrals = await work.cases.referrals(case.id)
        found = next((each for each in referrals if each.id == referral), None)
        if found:
            check_may_hear(case, found.institution)
        if not any(each.allows(kind, referral) for each in offers(town, case, referrals)):
            raise TransitionRefused("this letter does not fit the case now")
        story = await self._dossier.story(work, case) if kind in TELLING else Story((), ())
        events = await work.cases.events(case.id) if kind in TELLING else []
        return Contents(
            town=town.without(case.avoided),
            case=case,
            referral=found,
            referrals=[each for each in referrals if each.institution not in case.avoided],
            told=story.reports,
            exchanges=self._dossier.exchanges(case, events, story, found.institution if found else None),
            matter=self._notices.matter(case),
            outcomes=[each.label for each in outcomes_for(case.concerns_a_person)],
            number="",
            language=language,
            link=self._notices.link(found, now) if found else "",
            now=now,
            kept_out=kept_out(town, case),
            is_withheld=is_withheld(town, case),
        )
