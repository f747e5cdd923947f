"""Everything about the accounts of people who work here, wired; and what of it runs out by itself."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from reportbot.core.signin import lives
from reportbot.core.signin.waiting import FORGOTTEN_AFTER
from reportbot.service.ports import Clock, Ids, Store, Vault
from reportbot.service.staff.asks import Asks
from reportbot.service.staff.challenges import Challenges
from reportbot.service.staff.drafts import Drafts
from reportbot.service.staff.factors import Factors
from reportbot.service.staff.invitations import Invitations
from reportbot.service.staff.offers import Offers
from reportbot.service.staff.secrets import HalfMinutes, Passkeys, Passwords
from reportbot.service.staff.sessions import Sessions
from reportbot.service.staff.setup import SettingUp
from reportbot.service.staff.signin import SigningIn
from reportbot.service.staff.slowing import Slowing
from reportbot.service.staff.staffing import Staffing

SESSIONS_KEPT = timedelta(days=2)  # after their end, so that words typed into one find their owner
ROUND = timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class StaffDesk:
    """`draw_qr` makes an SVG of a text."""

    sessions: Sessions
    signing_in: SigningIn
    challenges: Challenges
    setting_up: SettingUp
    offers: Offers
    factors: Factors
    staffing: Staffing
    asks: Asks
    drafts: Drafts
    draw_qr: Callable[[str], str]


class StaffRound:
    """What is over is erased: drafts, sessions, wrong answers, rooms of practice. What nobody confirmed lapses.

    For every tick; works every half hour.
    """

    def __init__(self, store: Store, clock: Clock, asks: Asks) -> None:
        self._store, self._clock, self._asks = store, clock, asks
        self._next = clock.now()

    async def keep(self) -> None:
        """Raises StoreFailed."""
        now = self._clock.now()
        if now < self._next:
            return
        async with self._store.begin() as work:
            await work.drafts.forget_before(now - lives.DRAFTS)
            await work.staff_sessions.forget(now - SESSIONS_KEPT)
            await work.staff.forget_tries(now - FORGOTTEN_AFTER)
            await work.practice.forget_over(now)
        await self._asks.lapse(now)
        self._next = now + ROUND


def staff_desk(
    store: Store,
    vault: Vault,
    clock: Clock,
    ids: Ids,
    passwords: Passwords,
    half_minutes: HalfMinutes,
    passkeys: Passkeys,
    draw_qr: Callable[[str], str],
) -> StaffDesk:
    """Everything that accounts need, put together once."""
    sessions, slowing = Sessions(store, vault, clock, ids), Slowing(store, vault, clock)
    challenges = Challenges(store, vault, clock, passkeys, slowing)
    signing_in = SigningIn(
        store=store,
        vault=vault,
        clock=clock,
        sessions=sessions,
        passwords=passwords,
        half_minutes=half_minutes,
        challenges=challenges,
        slowing=slowing,
    )
    offers, invitations = Offers(vault, clock, passwords, half_minutes), Invitations(vault, clock)
    factors = Factors(store=store, vault=vault, clock=clock, ids=ids, challenges=challenges, offers=offers)
    setting_up = SettingUp(
        store=store,
        clock=clock,
        sessions=sessions,
        invitations=invitations,
        challenges=challenges,
        offers=offers,
        factors=factors,
    )
    asks = Asks(store, vault, clock, ids, invitations)
    staffing = Staffing(store=store, vault=vault, clock=clock, ids=ids, invitations=invitations, asks=asks)
    drafts = Drafts(store, vault, clock, ids)
    return StaffDesk(
        sessions=sessions,
        signing_in=signing_in,
        challenges=challenges,
        setting_up=setting_up,
        offers=offers,
        factors=factors,
        staffing=staffing,
        asks=asks,
        drafts=drafts,
        draw_qr=draw_qr,
    )
