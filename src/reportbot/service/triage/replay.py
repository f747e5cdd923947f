"""Changed rules over the cases that there are: what would have gone elsewhere? Reads page by page, writes nothing."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime

from reportbot.core.cases.routing.routed import routed_by
from reportbot.core.cases.triage.gate import LOOK
from reportbot.core.errors import RuleBroken
from reportbot.service.ids import id_at
from reportbot.service.ports import Store
from reportbot.service.records import PastCase
from reportbot.service.towns import Rules

AT_ONCE = 500  # cases in one look


@dataclass(frozen=True, slots=True)
class Went:
    """By which rule a case went to whom. `copies` None where nobody has noted them; `lead` "" where nobody is left."""

    rule_name: str
    lead: str
    copies: tuple[str, ...] | None


@dataclass(frozen=True, slots=True)
class Replayed:
    """One case under two sets of rules. `before` None: it waits at the desk, or nobody got it by a rule: none noted,
    or it was put to another case at once."""

    case: PastCase
    before: Went | None
    after: Went

    @property
    def goes_elsewhere(self) -> bool:
        """To another lead, or with other copies."""
        if self.before is None:
            return False
        one, other = self.before.copies, self.after.copies
        differ = one is not None and other is not None and set(one) != set(other)
        return self.before.lead != self.after.lead or differ


async def replay(store: Store, since: datetime, changed: Rules, in_force: Rules | None) -> AsyncIterator[Replayed]:
    """Every case of the town opened since then, oldest first, as it is taken for today, at the hour it was opened.

    Before: by the rules in force; without them, as its history has it.
    """
    after = id_at(since) - 1
    while True:
        async with store.read() as work:
            page = await work.cases.page(changed.key, after, AT_ONCE)
            history = {} if in_force else await work.cases.routes([case.id for case in page])
        for case in page:
            if in_force:
                before = None if case.needs_look else went(in_force, case)
            else:
                noted = routed_by(history.get(case.id, ()))
                is_told = noted is not None and noted.lead and noted.rule_name != LOOK
                before = Went(noted.rule_name, noted.lead, None) if noted and is_told else None
            yield Replayed(case, before, went(changed, case))
        if len(page) < AT_ONCE:
            return
        after = page[-1].id


def went(rules: Rules, case: PastCase) -> Went:
    """Where these rules send it, with those kept out whom it must not reach (R15)."""
    try:
        route = rules.without(case.avoided).route(case.category, case.place or None, case.voice, case.opened_at)
    except RuleBroken:
        return Went("", "", None)
    return Went(route.rule_name, route.lead, (*route.together, *route.copies))
