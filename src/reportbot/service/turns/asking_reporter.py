"""An office or the desk asks the person who reported. The question waits in the case until they come, or is announced.

The person's answer comes in as a report of the case (`answer_to`) and an event; the asker sees both together. Until
then the asker's clock stands still (core/cases/due/stopping.py).
"""

from collections.abc import Callable, Mapping

from reportbot.core.cases.case import Case
from reportbot.core.cases.events import CaseEvent
from reportbot.core.cases.telling.questions import ASKED, LONGEST_QUESTION, has_open_question, may_ask
from reportbot.core.errors import AlreadyAsked, TransitionRefused
from reportbot.core.outgoing.checking import check_leaving
from reportbot.core.typed import typed_words
from reportbot.service.cases.links import linked_referral
from reportbot.service.cases.withheld import case_for_desk
from reportbot.service.ports import Clock, Ids, Store, Vault, Work
from reportbot.service.reports.deadlines import Deadlines
from reportbot.service.reports.leaving_rules import leaving_of
from reportbot.service.towns import Town
from reportbot.service.trying import persistently
from reportbot.service.turns.news import News


class AskingReporter:
    def __init__(
        self,
        store: Store,
        vault: Vault,
        towns: Mapping[str, Town],
        news: News,
        clock: Clock,
        ids: Ids,
        wake: Callable[[], None],
        own: str = "",
    ) -> None:
        """`wake`: something waits to be sent. `own` is our own public address, to which a question may point."""
        self._own = own
        self._store, self._vault, self._towns = store, vault, towns
        self._news, self._clock, self._ids, self._wake = news, clock, ids, wake
        self._deadlines = Deadlines(ids)

    async def ask(self, municipality: str, number: str, question: str, by: str, confirmed: str = "") -> None:
        """The desk asks; `by` is a member of staff, `confirmed` as in core/outgoing/checking.py.

        Raises UnknownCode, MayNotLeave for what may not leave, TransitionRefused for a case that is over,
        AlreadyAsked, BadInput for no words at all, TooLarge beyond `LONGEST_QUESTION`, and CannotBeRead where
        the case's key is damaged: nothing can be kept in it.
        """
        text = typed_words(question, LONGEST_QUESTION)
        town = self._towns[municipality]
        check_leaving(text, leaving_of(town, self._own), confirmed)

        async def once() -> None:
            async with self._store.begin() as work:
                case = await case_for_desk(work, town, number)
                if not case.is_worked_on:
                    raise TransitionRefused("a case that is over, or is one more report of another, asks nothing")
                await self._ask(work, town, case, town.rules.coordinator, by, text)

        await persistently(once)
        self._wake()

    async def ask_by_link(self, token: str, question: str, confirmed: str = "") -> None:
        """The institution asks, while the case is theirs (else TransitionRefused). Raises as `ask`, and LinkExpired,
        BadSignature."""
        text = typed_words(question, LONGEST_QUESTION)

        async def once() -> None:
            async with self._store.begin() as work:
                referral = await linked_referral(work, self._vault, token, self._clock.now())
                case = await work.cases.one(referral.case)
                if not case.sealed_key or not may_ask(case, referral):
                    raise TransitionRefused("the case is not with this institution any more")
                town = self._towns[case.municipality]
                check_leaving(text, leaving_of(town, self._own), confirmed)
                await self._ask(work, town, case, referral.institution, referral.institution, text)

        await persistently(once)
        self._wake()

    async def _ask(self, work: Work, town: Town, case: Case, institution: str, actor: str, text: str) -> None:
        """The case is locked by now, so two presses at once ask once."""
        if has_open_question(await work.cases.events(case.id), institution):
            raise AlreadyAsked("the person has not answered the last question yet")
        now, id = self._clock.now(), self._ids.new()
        sealed = self._vault.case_key(case).seal(text.encode(), f"case_events.note:{id}")
        facts = {"institution": institution}
        await work.cases.add_events([CaseEvent(id, case.id, case.municipality, ASKED, now, actor, facts, sealed)])
        await self._deadlines.stop(work, town.without(case.avoided), case, institution, now)
        await self._news.question(work, town, case, now)
