"""Which letters fit a case now. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from reportbot.core.cases.case import Case
from reportbot.core.cases.referral import JOINT, LEAD, Referral, is_former
from reportbot.core.languages import on_pages
from reportbot.service.letters.contents import NON_SCHOOLING, NOTICE, REFERRAL, REMINDER
from reportbot.service.towns import Town

DROP_OUT = "school_dropout"
NOTIFIES_MINISTRY = "XK"
"""The country whose municipalities tell the ministry in writing of a child who does not go to school (mandate, M5)."""


@dataclass(frozen=True, slots=True)
class Offer:
    """The kinds of letter that can be made for one office; `referral` is None for the notice to the ministry."""

    kinds: tuple[str, ...]
    referral: int | None = None
    institution: str = ""

    def allows(self, kind: str, referral: int | None) -> bool:
        return kind in self.kinds and referral == self.referral


def offers(town: Town, case: Case, referrals: Sequence[Referral]) -> tuple[Offer, ...]:
    """The ministry's first. Never one for an office that must hear nothing of the case (R15)."""
    return tuple(_offers(town, case, referrals))


def languages_of(town: Town) -> tuple[str, ...]:
    """In which a letter can be written: those of the offices, Serbian in both letters."""
    return on_pages(town.rules.office_languages)


def _offers(town: Town, case: Case, referrals: Sequence[Referral]) -> Iterator[Offer]:
    if case.merged_into is not None:
        return
    if case.category == DROP_OUT and town.rules.country == NOTIFIES_MINISTRY:
        yield Offer((NON_SCHOOLING,))
    for each in referrals:
        former = each.is_withdrawn or is_former(case, each, referrals)
        if each.institution not in case.avoided and not former and each.institution in town.rules.institutions:
            yield Offer(tuple(_kinds(case, each)), each.id, each.institution)


def _kinds(case: Case, referral: Referral) -> Iterator[str]:
    yield REFERRAL
    if case.status.is_open and not referral.is_finished:
        if referral.role in (LEAD, JOINT):
            yield REMINDER
        yield NOTICE
