"""Rows about people who work here: their accounts, passkeys and sessions, and words they had not sent yet."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from reportbot.core.access.actions import Role
from reportbot.core.access.member import Member


@dataclass(frozen=True, slots=True)
class StaffMember:
    """`key` is the name they sign in with. `sealed_key` is the wrapped key to password hash and TOTP secret, each
    empty where there is none. `invitation`: digest of the one-time link that works now, empty for none. `totp_step`:
    the half minute whose code was used last. `set_up_at`: when a link was used last, None for never.
    """

    id: int
    municipality: str
    key: str
    name: str
    roles: tuple[str, ...]
    institution: str
    sensitive: tuple[str, ...]
    language: str
    created_at: datetime
    disabled_at: datetime | None
    invitation: bytes
    invited_until: datetime | None
    totp_step: int
    sealed_key: bytes
    sealed_password: bytes
    sealed_totp: bytes
    set_up_at: datetime | None = None

    @property
    def works(self) -> bool:
        return self.disabled_at is None

    @property
    def member(self) -> Member:
        """What the rules of access see. A role that no longer exists allows nothing."""
        known = frozenset(Role(role) for role in self.roles if role in set(Role))
        return Member(
            self.key, self.municipality, self.name, known, self.institution, frozenset(self.sensitive), self.language
        )


@dataclass(frozen=True, slots=True)
class StaffPasskey:
    """`credential` is its name on the authenticator; `counted` is how often it says it was used, 0 where it does not
    count."""

    id: int
    municipality: str
    member: int
    credential: bytes
    public_key: bytes
    counted: int
    label: str
    created_at: datetime
    used_at: datetime | None


@dataclass(frozen=True, slots=True)
class StaffSession:
    """`token` is the digest of what the cookie holds. `second_at`: when the second factor was given, None while it is
    awaited; `stepped_at`: when it was last given. `by_link`: came by the link of the demo, without any factor.
    """

    id: int
    municipality: str
    member: int
    token: bytes
    created_at: datetime
    seen_at: datetime
    expires_at: datetime
    second_at: datetime | None
    stepped_at: datetime | None
    browser: str
    by_link: bool
    ended_at: datetime | None


@dataclass(frozen=True, slots=True)
class Draft:
    """What a form held that came from a session that was over: sealed under the week's key."""

    id: int
    municipality: str
    member: int
    path: str
    sealed_words: bytes
    kept_at: datetime


class AskKind(StrEnum):
    INVITE = "invite"
    ROLES = "roles"
    LINK = "link"
    OPENING = "opening"  # a closed account is opened again
    SETTING = "setting"  # of the town, not of an account: what it is stands in town_asks


class Outcome(StrEnum):
    AWAITED = ""
    CONFIRMED = "confirmed"
    REFUSED = "refused"
    LAPSED = "lapsed"
    REPLACED = "replaced"  # by something later about the same account


@dataclass(frozen=True, slots=True)
class StaffAsk:
    """What an administrator wants of an account and a second person must confirm: `name` to `sensitive` are how the
    account shall be. `member` is the number of the account, also of one that is only made when it is confirmed.

    `link`: digest of the token in the one-time link; `opened`: what the account's `invitation` became with it.
    `beside`: sign-in names of all who had signed in on the browser of whoever asked.
    `told_at`: when the chats were told; `seen_at`: when whoever it is about has read it, or nobody needs to.
    """

    id: int
    municipality: str
    kind: AskKind
    member: int
    key: str
    name: str
    roles: tuple[str, ...]
    institution: str
    sensitive: tuple[str, ...]
    language: str
    asked_by: str
    asked_at: datetime
    until: datetime
    link: bytes
    opened: bytes = b""
    outcome: Outcome = Outcome.AWAITED
    decided_by: str = ""
    decided_at: datetime | None = None
    told_at: datetime | None = None
    seen_at: datetime | None = None
    beside: tuple[str, ...] = ()

    @property
    def has_owner(self) -> bool:
        """Whether somebody here has the account that it is about, and must read what became of it."""
        return self.kind not in (AskKind.INVITE, AskKind.SETTING)

    def awaits(self, now: datetime) -> bool:
        """Whether somebody may still confirm it."""
        return self.outcome is Outcome.AWAITED and now < self.until
