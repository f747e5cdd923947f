"""Institutions of a municipality file and the ways to them, as plain values. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Literal

from reportbot.core.calendar import OfficeHours
from reportbot.core.cases.routing.when import When
from reportbot.core.messages import Named, Text
from reportbot.core.secrets import SecretTurn
from reportbot.core.urgency import Urgency

TransportKind = Literal["email", "telegram", "sms", "webhook", "open311", "paper", "nowhere"]


@dataclass(frozen=True, slots=True)
class TransportTarget:
    """One way to reach an institution. `nowhere` (for training) and `paper` have no address.

    It is taken for these `urgencies` (empty: all) and at these times (None: always). Those of one `group` are taken
    together, the next group when all of one have failed. `options` are the transport's own.
    """

    kind: TransportKind
    address: str = field(default="", repr=False)
    urgencies: frozenset[Urgency] = frozenset()
    when: When | None = None
    group: int = 0
    options: Mapping[str, str] = field(default_factory=dict, hash=False)

    def fits(self, urgency: Urgency, now: datetime) -> bool:
        """`now` is aware."""
        return (not self.urgencies or urgency in self.urgencies) and (self.when is None or self.when.holds(now))


@dataclass(frozen=True, slots=True)
class Institution:
    """`name` and `role` are English msgids; where the town has given it `names` of its own, `name` is the first of
    them. `boss` is the institution that is told when this one stays silent.

    `instead` can take what somebody does not want to go here; people of the offices in `people_of` sit here too.
    `refuses`: it has told the town that it takes no reports from us; the desk gets what would be its own. `hotline` is
    the key of its own number in the directory. `retired`: it gets nothing new, and ends what it
    has by the same ways. `also` are other names for it, in any language. `second` are the ways to its second contact,
    `head` those to its head, for the ladder; where there are none, its ordinary ones are taken. `secret`: which one
    signs what its webhook gets.
    """

    key: str
    name: str
    role: str
    hours: OfficeHours
    transports: tuple[TransportTarget, ...] = ()
    languages: tuple[str, ...] = ()
    takes_reports: bool = True
    boss: str | None = None
    instead: tuple[str, ...] = ()
    people_of: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    second: tuple[TransportTarget, ...] = ()
    head: tuple[TransportTarget, ...] = ()
    refuses: bool = False
    hotline: str = ""
    names: Named | None = None
    retired: bool = False
    secret: SecretTurn = field(default_factory=SecretTurn)

    @property
    def called(self) -> Text:
        """For whoever reads, in their language."""
        return Text("{name}", {"name": self.names}) if self.names else Text(self.name)


def targets_of(institution: Institution) -> tuple[TransportTarget, ...]:
    return (*institution.transports, *institution.second, *institution.head)


def without_targets(institution: Institution, gone: Iterable[str]) -> Institution:
    """No contact of theirs is used, by whatever other name it stands in the file."""

    def kept(targets: tuple[TransportTarget, ...]) -> tuple[TransportTarget, ...]:
        return tuple(target for target in targets if not target.address or target.address not in gone)

    transports, second, head = map(kept, (institution.transports, institution.second, institution.head))
    return replace(institution, transports=transports, second=second, head=head)


def in_turn(targets: Sequence[TransportTarget]) -> tuple[TransportTarget, ...]:
    """One after the other, unless they say themselves who belongs together."""
    if any(target.group for target in targets):
        return tuple(targets)
    return tuple(replace(target, group=group) for group, target in enumerate(targets))
