"""What those are called who have an account in one town, by sign-in name; also whose account was closed."""

from collections.abc import Mapping

from reportbot.core.access.member import Member
from reportbot.service.ports import Work

People = Mapping[str, Member]


async def people_of(work: Work, municipality: str) -> People:
    """One statement."""
    return {each.key: each.member for each in await work.staff.all(municipality)}
