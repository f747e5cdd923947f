"""One case with everything that a batch writes beside it: new reports, referrals, events, dues, notices."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from reportbot.core.cases.case import Case
from reportbot.core.cases.events import CaseEvent
from reportbot.core.cases.referral import Referral
from reportbot.service.records import Due, Report, Sketch


@dataclass(frozen=True, slots=True)
class CaseFile:
    """`known` and `coming` are the referrals and dues that were there before, `redated` those of `known` whose dates
    have moved; `quiet` are the referrals whose dues end, `silenced` those to whom nothing goes out any more, not even
    what waits to be sent.

    `notices` are kinds of notice (forward, copy, alert) and whom they go to. `promised` is when the person may expect
    an answer. `by` is the transport that a rule asks for to tell the lead, "" for the usual one. A new case gets its
    number just before it is written. `sketch` is by which it is found to be like others, `is_sketched` whether that has
    changed.
    """

    case: Case
    promised: datetime
    is_new: bool = False
    known: tuple[Referral, ...] = ()
    coming: tuple[Due, ...] = ()
    reports: tuple[Report, ...] = ()
    referrals: tuple[Referral, ...] = ()
    redated: tuple[Referral, ...] = ()
    events: tuple[CaseEvent, ...] = ()
    dues: tuple[Due, ...] = ()
    quiet: tuple[int, ...] = ()
    silenced: tuple[int, ...] = ()
    notices: tuple[tuple[str, Referral], ...] = ()
    by: str = ""
    sketch: Sketch | None = None
    is_sketched: bool = False

    @property
    def everybody(self) -> tuple[Referral, ...]:
        return (*self.known, *self.referrals)

    @property
    def still_due(self) -> tuple[Due, ...]:
        return (*(due for due in self.coming if due.referral not in self.quiet), *self.dues)

    def with_more(
        self,
        case: Case,
        report: Report,
        referrals: tuple[Referral, ...] = (),
        events: tuple[CaseEvent, ...] = (),
        notices: tuple[tuple[str, Referral], ...] = (),
    ) -> "CaseFile":
        return replace(
            self,
            case=case,
            reports=(*self.reports, report),
            referrals=(*self.referrals, *referrals),
            events=(*self.events, *events),
            notices=(*self.notices, *notices),
        )

    def with_due(self, due: Due | None, instead_of: int | None = None) -> "CaseFile":
        """`instead_of`: the referral that nobody waits for any more."""
        file = self
        if instead_of is not None:
            left = tuple(each for each in self.dues if each.referral != instead_of)
            file = replace(file, quiet=(*file.quiet, instead_of), dues=left)
        return replace(file, dues=(*file.dues, due)) if due else file

    def with_dates(self, referral: Referral, dues: Sequence[Due], events: Sequence[CaseEvent]) -> "CaseFile":
        """The referral as it is now, what falls due from it instead of what did, and what says so."""

        def swapped(those: tuple[Referral, ...]) -> tuple[Referral, ...]:
            return tuple(referral if each.id == referral.id else each for each in those)

        file = self.with_due(None, referral.id)
        known = any(each.id == referral.id for each in self.known)
        redated = tuple(each for each in self.redated if each.id != referral.id)
        return replace(
            file,
            known=swapped(self.known),
            referrals=swapped(self.referrals),
            redated=(*redated, referral) if known else redated,
            dues=(*file.dues, *dues),
            events=(*self.events, *events),
            notices=tuple((kind, referral if each.id == referral.id else each) for kind, each in self.notices),
        )

    def kept_from(self, avoided: frozenset[str]) -> "CaseFile":
        """These institutions hear nothing more of it, though they may have had it (R15)."""
        theirs = tuple(each.id for each in self.everybody if each.institution in avoided)
        return replace(
            self,
            case=replace(self.case, avoided=tuple(sorted(avoided))),
            quiet=(*self.quiet, *theirs),
            silenced=(*self.silenced, *theirs),
            dues=tuple(due for due in self.dues if due.referral not in theirs),
            notices=tuple((kind, each) for kind, each in self.notices if each.id not in theirs),
        )

    def numbered(self, year: int, number: int) -> "CaseFile":
        """With the number that offices use: year and four digits or more."""
        return replace(self, case=replace(self.case, number=f"{year}-{number:04d}"))
