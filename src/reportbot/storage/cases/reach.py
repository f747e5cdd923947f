"""Which cases exist for somebody, as a condition of SQL. What it leaves out was never counted, listed or sent."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement, Text, and_, bindparam, exists, func, literal, or_

from reportbot.core.access.reach import Reach
from reportbot.core.cases.referral import WITHDRAWN
from reportbot.storage.schema import cases, referrals

MOST_OFFICES = 2


def values_of(reach: Reach) -> Mapping[str, Any]:
    """The values of `WITHIN`."""
    offices = sorted(reach.offices)
    if len(offices) > MOST_OFFICES:
        raise ValueError("a reach has the desk and one institution")
    kept_out = {f"office{place}": _between(offices[place : place + 1]) for place in range(MOST_OFFICES)}
    return {**kept_out, "theirs": reach.theirs, "hidden": _between(sorted(reach.hidden))}


def _between(words: list[str]) -> str:
    """Between spaces, so that a word is found whole. No word: what no text holds."""
    return f" {' '.join(words)} " if words else "\n"


def keeps_none_out(avoided: ColumnElement[Any]) -> ColumnElement[bool]:
    """Whether a list of names (columns.Keys) holds no office of the reach. With the values of `values_of`."""
    listed = literal(" ", Text) + avoided.cast(Text) + literal(" ", Text)
    return or_(
        avoided.cast(Text) == literal("", Text),
        and_(
            *(
                func.replace(listed, bindparam(f"office{place}", type_=Text), "") == listed
                for place in range(MOST_OFFICES)
            )
        ),
    )


_C = cases.c
OF_THE_TOWN = (_C.municipality + literal("", Text)) == bindparam("municipality", type_=Text)
"""For a walk from id to id, which is from day to day: without the "+", SQLite takes all that the town ever had."""
_HIDDEN = bindparam("hidden", type_=Text)
_OTHERS = referrals.alias("theirs")
WITHIN = and_(
    keeps_none_out(_C.avoided),
    func.replace(_HIDDEN, literal(" ", Text) + _C.category + literal(" ", Text), "") == _HIDDEN,
    or_(
        bindparam("theirs", type_=Text) == literal("", Text),
        exists().where(
            _OTHERS.c.case == _C.id,
            _OTHERS.c.institution == bindparam("theirs", type_=Text),
            _OTHERS.c.role != literal(WITHDRAWN, Text),
        ),
    ),
)
