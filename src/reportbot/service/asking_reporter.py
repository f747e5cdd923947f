"""An office or the desk asks the person who reported. The question waits in the case until they come, or is announced.

The person's answer comes in as a report of the case (`answer_to`) and an event; the asker sees both together.
"""

from collections.abc import Callable, Mapping

from reportbot.core.cases.case import Case
from reportbot.core.cases.events import CaseEvent
from reportbot.core.cases.questions import ASKED, LONGEST_QUESTION, has_open_question, may_ask
from reportbot.core.errors import AlreadyAsked, BadInput, TooLarge, TransitionRefused
from reportbot.service.links import linked_referral
from reportbot.service.news import News
from reportbot.service.ports import Clock, Ids, Store, Vault, Work
from reportbot.service.towns import Town
from reportbot.service.trying import persistently
from reportbot.service.withheld import case_for_desk


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
    ) -> None:
        """`wake`: something waits to be sent."""
        self._store, self._vault, self._towns = store, vault, towns
        self._news, self._clock, self._ids, self._wake = news, clock, ids, wake

    async def ask(self, municipality: str, number: str, question: str, by: str) -> None:
        """The desk asks; `by` is a role.

        Raises UnknownCode, TransitionRefused for a case that is over, AlreadyAsked, BadInput for no words at all,
        TooLarge beyond `LONGEST_QUESTION`, and CannotBeRead where the case's key is damaged: nothing can be kept in it.
        """
        text = _checked(question)
        town = self._towns[municipality]

        async def once() -> None:
            async with self._store.begin() as work:
                case = await case_for_desk(work, town, number)
                if not case.status.is_open or case.merged_into is not None:
                    raise TransitionRefused("a case that is over, or is one more report of another, asks nothing")
                await self._ask(work, town, case, town.rules.coordinator, by, text)

        await persistently(once)
        self._wake()

    async def ask_by_link(self, token: str, question: str) -> None:
        """The institution asks, while the case is theirs. Raises as `ask`, and LinkExpired, BadSignature."""
        text = _checked(question)

        async def once() -> None:
            async with self._store.begin() as work:
                referral = await linked_referral(work, self._vault, token, self._clock.now())
                case = (await work.cases.get([referral.case]))[referral.case]
                if not case.sealed_key or not may_ask(case, referral):
                    raise TransitionRefused("the case is not with this institution any more")
                town = self._towns[case.municipality]
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
        await self._news.question(work, town, case, now)


def _checked(question: str) -> str:
    text = question.strip()
    if not text:
        raise BadInput("a question has words")
    if len(text) > LONGEST_QUESTION:
        raise TooLarge(f"a question has at most {LONGEST_QUESTION} letters")
    return text
