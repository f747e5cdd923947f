"""Accounts of a municipality, for those who change and those who confirm; and why one may not be changed."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from reportbot.core.access.actions import Role
from reportbot.core.access.granting import GrantProblem, grant_problem, is_last
from reportbot.core.access.member import Member
from reportbot.core.errors import RuleBroken, UnknownCode
from reportbot.service.ports import Clock, Work
from reportbot.service.records.staff import StaffMember

OPERATOR = "operator"
"""Stands in the audit log for whoever runs the command line."""


class GrantRefused(RuleBroken):
    """An account that may not be changed so."""

    def __init__(self, problem: GrantProblem) -> None:
        super().__init__(problem)
        self.problem = problem


@dataclass(frozen=True, slots=True)
class Wanted:
    """What an account shall be. `roles` and `sensitive` as they are typed."""

    name: str
    roles: tuple[str, ...]
    institution: str = ""
    sensitive: tuple[str, ...] = ()
    language: str = ""


@dataclass(frozen=True, slots=True)
class Account:
    """A member as the list shows them. `can_sign_in`: has set up a way."""

    staff: StaffMember
    can_sign_in: bool


async def accounts_of(work: Work, municipality: str) -> list[Account]:
    with_passkeys = await work.staff.have_passkeys(municipality)
    return [
        Account(each, bool(each.sealed_password) or each.id in with_passkeys)
        for each in await work.staff.all(municipality)
    ]


async def account_of(work: Work, municipality: str, id: int) -> StaffMember:
    """Raises UnknownCode."""
    staff = await work.staff.get(municipality, id)
    if staff is None:
        raise UnknownCode("nobody of this number works here")
    return staff


def as_wanted(staff: StaffMember, wanted: Wanted, by: Member | None, institutions: Sequence[str]) -> StaffMember:
    """The language that somebody has chosen stays. Raises GrantRefused."""
    roles, sensitive = tuple(dict.fromkeys(wanted.roles)), tuple(dict.fromkeys(wanted.sensitive))
    if set(roles) - set(Role):
        raise GrantRefused(GrantProblem.UNKNOWN)
    language = wanted.language or staff.language
    changed = replace(staff, roles=roles, institution=wanted.institution, sensitive=sensitive, language=language)
    if problem := grant_problem(by, staff.member if staff.roles else None, changed.member, institutions):
        raise GrantRefused(problem)
    return changed


def check_last(staff: StaffMember, accounts: Sequence[Account]) -> None:
    """All accounts were read first, and locked on PostgreSQL: two administrators cannot remove each other at once.
    Raises GrantRefused."""
    able = [
        each.staff.id
        for each in accounts
        if each.can_sign_in and each.staff.works and Role.ADMINISTRATOR in each.staff.roles
    ]
    if is_last(staff.id, able):
        raise GrantRefused(GrantProblem.LAST)


def check_not_own(staff: StaffMember, by: Member) -> None:
    """Raises GrantRefused."""
    if staff.key == by.key:
        raise GrantRefused(GrantProblem.OWN)


def note_change(work: Work, clock: Clock, act: str, actor: str, staff: StaffMember, **more: str) -> None:
    """With what the account is from now on, or would be."""
    facts = {"roles": " ".join(staff.roles), "institution": staff.institution, "named": " ".join(staff.sensitive)}
    work.audit.note(
        act,
        at=clock.now(),
        municipality=staff.municipality,
        actor=actor,
        subject=staff.member.actor,
        **{name: value for name, value in {**facts, **more}.items() if value},
    )
