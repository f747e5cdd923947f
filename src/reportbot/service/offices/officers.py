"""Somebody who works at an institution goes to its own page of a case. The account is the second factor there."""

from datetime import timedelta

from reportbot.core.access.member import Member
from reportbot.core.access.reach import answers_for
from reportbot.core.cases.offices.withdrawing import last_of
from reportbot.core.errors import UnknownCode
from reportbot.service.audit.notes import note_alone
from reportbot.service.cases.withheld import case_for_desk
from reportbot.service.ports import Clock, Store, Vault
from reportbot.service.towns import Town

GOOD_FOR = timedelta(hours=12)
"""As long as a session lasts at most: the link that was opened from it is worth no more."""


async def page_of_office(store: Store, vault: Vault, clock: Clock, town: Town, member: Member, number: str) -> str:
    """The token of the newest referral to the member's institution; that they went there is noted with who they are.

    Raises UnknownCode, CannotBeNoted.
    """
    now = clock.now()
    async with store.read() as work:
        case = await case_for_desk(work, town, number)
        last = last_of(member.institution, await work.cases.referrals(case.id))
    if last is None or last.is_withdrawn or not answers_for(member, case, member.institution):
        raise UnknownCode("no case of theirs has this number")
    about = {"municipality": town.key, "actor": member.actor, "subject": case.number}
    await note_alone(store, lambda work: work.audit.note("opened_by_account", at=now, **about))
    return vault.sign_link(last.id, member.institution, now + GOOD_FOR)
