"""From the token in an institution's link to the one referral that it opens."""

from datetime import datetime

from reportbot.core.cases.offices.withdrawing import last_of
from reportbot.core.cases.referral import Referral
from reportbot.core.errors import NoLongerTheirs, UnknownCode
from reportbot.service.ports import Vault, Work


async def linked_referral(work: Work, vault: Vault, token: str, now: datetime) -> Referral:
    """Raises LinkExpired, BadSignature, NoLongerTheirs, and UnknownCode where the referral is gone or another's.

    Also where the office had the case before the person asked that it should not (R15): its link is dead from then on.
    """
    link = vault.read_link(token, now)
    referral = await work.cases.referral(link.referral)
    if referral is None or referral.institution != link.institution:
        raise UnknownCode("this link leads nowhere any more")
    if referral.institution in (await work.cases.one(referral.case)).avoided:
        raise UnknownCode("the person asked that this office hears nothing more of it")
    last = last_of(link.institution, await work.cases.referrals(referral.case))
    if referral.is_withdrawn or (last is not None and last.is_withdrawn):
        raise NoLongerTheirs("the desk has released this office")
    return referral
