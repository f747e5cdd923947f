"""From the file and the changes made since to what is in force; and where the two of them say different things.

An operator may put another file there at any time. What nobody has changed in the console is then as the new file has
it; what was changed there stays, and where the new file says something else again, that is a conflict, which is named
until somebody decides it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from reportbot.core.townfile.subjects import Kind, Subject, Tables, is_same, is_untouched, value_of, with_value

ORDER: Subject = (Kind.RULE_ORDER, "")


@dataclass(frozen=True, slots=True)
class Change:
    """One step of a town's history. For a file that was put there (kind `file`), `after` are its tables."""

    version: int
    kind: Kind
    subject: str
    before: Any
    after: Any

    @property
    def of(self) -> Subject:
        return self.kind, self.subject


@dataclass(frozen=True)
class Standing:
    """What the newest file says, what the console says otherwise, and what of that the file has changed as well."""

    file: Tables = field(default_factory=dict)
    otherwise: Mapping[Subject, Any] = field(default_factory=dict)
    conflicts: Mapping[Subject, Any] = field(default_factory=dict)
    version: int = 0

    @cached_property
    def tables(self) -> Tables:
        """As they are in force, not to be written to. Institutions come first, for
        their contacts stand in them; an order last, and then the rules that it does not know, each to its place."""
        order = self.otherwise.get(ORDER)
        tables = self.file
        for of, value in sorted(self.otherwise.items(), key=lambda each: each[0][0] is not Kind.INSTITUTION):
            if of != ORDER:
                tables = with_value(tables, of, value)
        if order is None:
            return tables
        tables = with_value(tables, ORDER, order)
        for of, value in self.otherwise.items():
            if of[0] is Kind.RULE and value is not None and of[1] not in order:
                tables = with_value(with_value(tables, of, None), of, value)
        return tables


def folded(standing: Standing, changes: Iterable[Change]) -> Standing:
    """With these changes, oldest first."""
    for change in changes:
        standing = _with_file(standing, change) if change.kind is Kind.FILE else _with_change(standing, change)
    return standing


def _with_change(standing: Standing, change: Change) -> Standing:
    otherwise = {of: value for of, value in standing.otherwise.items() if of != change.of}
    if not is_same(change.of, value_of(standing.file, change.of), change.after):
        otherwise[change.of] = change.after
    conflicts = {of: value for of, value in standing.conflicts.items() if of != change.of}
    return replace(standing, otherwise=otherwise, conflicts=conflicts, version=change.version)


def _with_file(standing: Standing, change: Change) -> Standing:
    before, file = standing.file, change.after
    otherwise: dict[Subject, Any] = {}
    conflicts: dict[Subject, Any] = {}
    for of, ours in standing.otherwise.items():
        theirs = value_of(file, of)
        if is_same(of, theirs, ours):
            continue
        otherwise[of] = ours
        if of in standing.conflicts or not is_untouched(of, theirs, value_of(before, of)):
            conflicts[of] = theirs
    return Standing(file, otherwise, conflicts, change.version)
