"""Who works at a desk, as far as their chats need it: who there is, and which cases exist for each of them."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from reportbot.core.access.actions import Action
from reportbot.core.access.member import Member, may
from reportbot.core.access.reach import reach_of, sees
from reportbot.core.cases.case import Case
from reportbot.core.cases.referral import Referral, holders
from reportbot.service.ports import Work
from reportbot.service.towns import Town


class StaffPeople:
    """Asked anew for every message and every press: an account that is disabled has nothing from that moment on."""

    async def active(self, work: Work, municipality: str) -> Mapping[str, Member]:
        """By key, those whose accounts are not disabled."""
        return {each.key: each.member for each in await work.staff_chats.members(municipality)}

    def may_link(self, member: Member) -> bool:
        """Whether they work on cases: others have nothing to hear in such a chat."""
        return may(member, Action.SEE_QUEUE)

    def may_take(self, member: Member) -> bool:
        """Those who can act on an alert are told of it."""
        return may(member, Action.ASSIGN) and may(member, Action.SEE_CASE)

    def sees(self, town: Town, member: Member, case: Case, referrals: Sequence[Referral]) -> bool:
        """Whether this case exists for them (conflict of interest, sensitive matters, their own office)."""
        reach = reach_of(member, town.rules.coordinator)
        return bool(case.sealed_key) and sees(reach, case, holders(referrals))

    def on_duty(self, town: Town, members: Collection[Member], now: datetime) -> frozenset[str]:
        """Keys of those whom the roster has on call: with the office at which they work, or by hours of their own in
        [[staff]]. Nobody who is away."""
        rules = town.rules
        offices, named = rules.roster.on_call(now), rules.staff_on_call(now)
        in_file, today = {each.key for each in rules.staff}, now.astimezone(ZoneInfo(rules.zone)).date()
        return frozenset(
            each.key
            for each in members
            if (each.key in named if each.key in in_file else (each.institution or rules.coordinator) in offices)
            and not self.is_away(town, each, today)
        )

    def is_away(self, town: Town, member: Member, today: date) -> bool:
        """As far as the municipality file says so of one of the same key, in [[staff]]."""
        return any(each.key == member.key and each.away_until(today) is not None for each in town.rules.staff)
