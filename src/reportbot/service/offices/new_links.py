"""A new link instead of one that has run out: it goes to the institution's own contact, never to whoever asks."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta

from reportbot.core.errors import BadInput, UnknownCode
from reportbot.service.cases.links import linked_referral
from reportbot.service.outgoing.notices import Notices
from reportbot.service.ports import Clock, Store, Vault
from reportbot.service.towns import Town
from reportbot.service.trying import persistently

LINK = "link"  # kind of delivery
AGAIN = timedelta(hours=1)
_ALWAYS = datetime(1970, 1, 1, tzinfo=UTC)  # at which every link of ours was still good


class SentLately(BadInput):
    """There was one within the last hour."""


class NewLinks:
    def __init__(
        self,
        store: Store,
        vault: Vault,
        towns: Mapping[str, Town],
        notices: Notices,
        clock: Clock,
        wake: Callable[[], None],
    ) -> None:
        self._store, self._vault, self._towns, self._notices = store, vault, towns, notices
        self._clock, self._wake = clock, wake

    async def send(self, token: str) -> None:
        """`token` may have run out, but must have been signed by us.

        Raises SentLately, BadSignature, and UnknownCode where there is nothing to open any more.
        """

        async def once() -> None:
            now = self._clock.now()
            async with self._store.begin() as work:
                referral = await linked_referral(work, self._vault, token, _ALWAYS)
                case = await work.cases.one(referral.case)
                if not case.sealed_key:
                    raise UnknownCode("the case was erased")
                sent = [each for each in await work.outbox.of_case(case.id) if each.referral == referral.id]
                if any(each.kind == LINK and each.created_at > now - AGAIN for each in sent):
                    raise SentLately("a new link was sent within the last hour")
                town = self._towns[case.municipality]
                await work.outbox.add(self._notices.write(LINK, town, case, referral, now))
                about = {"municipality": case.municipality, "actor": referral.institution, "subject": case.number}
                work.audit.note("link_sent", at=now, **about)

        await persistently(once)
        self._wake()
