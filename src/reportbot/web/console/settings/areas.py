"""What can be changed, page by page."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Protocol

from reportbot.core.messages import Text
from reportbot.core.townfile.subjects import Kind
from reportbot.web.console.settings.contacts import Contacts
from reportbot.web.console.settings.deadlines import Deadlines
from reportbot.web.console.settings.fields import At, Change, FieldSet, Flat, Group, Wanted
from reportbot.web.console.settings.institutions import Institutions
from reportbot.web.console.settings.ladder import Ladder
from reportbot.web.console.settings.numbers import Numbers
from reportbot.web.console.settings.places import Places
from reportbot.web.console.settings.replies import Replies
from reportbot.web.console.settings.roster import Roster
from reportbot.web.console.settings.rules import RoutingRules


class Area(Protocol):
    """One page of lists, and the forms behind it."""

    @property
    def path(self) -> str: ...
    @property
    def title(self) -> Text: ...
    @property
    def help(self) -> Text: ...
    @property
    def kinds(self) -> Sequence[Kind]: ...
    def groups(self, at: At) -> list[Group]: ...
    def flat(self, at: At, wanted: Wanted) -> Flat:
        """What stands in the form. Raises UnknownCode where there is no such thing."""

    def fieldsets(self, at: At, wanted: Wanted, flat: Flat) -> list[FieldSet]: ...
    def read(self, at: At, wanted: Wanted, flat: Flat, today: date) -> Change:
        """Raises FieldsWrong, UnknownCode."""


AREAS: Mapping[str, Area] = {
    area.path: area
    for area in (
        Numbers(),
        Institutions(),
        Contacts(),
        Roster(),
        Deadlines(),
        Ladder(),
        RoutingRules(),
        Replies(),
        Places(),
    )
}


REMOVABLE = frozenset({Kind.HOTLINE, Kind.DUTY, Kind.PROMISES_FOR, Kind.LADDER, Kind.RULE, Kind.REPLY})
"""Whose forms have a box to remove it, or the sentence why it stays. Swaps and absences have nothing else; the rest is
always there."""
