"""What falls due by itself: reminders, silent drafts, the daily round of erasing, the mails of the day."""

from dataclasses import dataclass

from reportbot.app.exchange import Exchange
from reportbot.app.opened import Opened
from reportbot.app.shared import Shared
from reportbot.service.audit.head import DailyHead
from reportbot.service.due.lapsed_photos import LapsedPhotos
from reportbot.service.due.retention import RetentionService
from reportbot.service.due.roster_watch import RosterWatch
from reportbot.service.due.unfinished import Unfinished
from reportbot.service.followup import FollowUps


@dataclass(frozen=True, kw_only=True, repr=False)
class Due:
    unfinished: Unfinished
    follow_ups: FollowUps
    lapsed_photos: LapsedPhotos
    retention: RetentionService
    daily_head: DailyHead
    roster_watch: RosterWatch


def due(opened: Opened, shared: Shared, exchange: Exchange) -> Due:
    settings, store, vault, towns = opened.settings, opened.database, opened.vault, opened.towns
    clock, ids, opener, notices = opened.clock, opened.ids, shared.opener, shared.notices
    unfinished = Unfinished(store=store, towns=towns, vault=vault, opener=opener, ids=ids, damage=shared.damage)
    return Due(
        unfinished=unfinished,
        follow_ups=FollowUps(
            store=store,
            towns=towns,
            opener=opener,
            notices=notices,
            news=shared.news,
            ids=ids,
            unfinished=unfinished,
            reminding=shared.reminding,
        ),
        lapsed_photos=LapsedPhotos(store=store, vault=vault, towns=towns, notices=notices, damage=shared.damage),
        retention=RetentionService(store=store, towns=towns, opener=opener, notices=notices),
        daily_head=DailyHead(
            store=store,
            vault=vault,
            clock=clock,
            ids=ids,
            to=settings.audit_addresses,
            public_url=settings.public_url,
            wake=exchange.delivery.wake.set,
        ),
        roster_watch=RosterWatch(store=store, vault=vault, towns=towns, notices=notices),
    )
