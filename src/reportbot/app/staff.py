"""The people at the desk: their accounts, and their linked chats."""

from dataclasses import dataclass

from reportbot.app.exchange import Exchange
from reportbot.app.opened import Opened
from reportbot.letters.qr import qr_svg
from reportbot.service.desk.taking import Taking
from reportbot.service.staff.desk import StaffDesk, StaffRound, staff_desk
from reportbot.service.staff_chats.alerts import StaffAlerts
from reportbot.service.staff_chats.digests import StaffDigests
from reportbot.service.staff_chats.known import KnownChats
from reportbot.service.staff_chats.late import LateList
from reportbot.service.staff_chats.linking import StaffLinking
from reportbot.service.staff_chats.people import StaffPeople
from reportbot.service.staff_chats.post import StaffPost
from reportbot.service.staff_chats.presses import StaffPresses
from reportbot.service.staff_chats.rounds import StaffRounds
from reportbot.service.staff_chats.talk import StaffTalk
from reportbot.service.staff_chats.told import StaffTold
from reportbot.service.staff_chats.whereabouts import StaffWhereabouts
from reportbot.vault.halfminutes import HalfMinutes
from reportbot.vault.passkeys import Passkeys
from reportbot.vault.passwords import Passwords
from reportbot.vault.staffcodes import new_staff_code


@dataclass(frozen=True, kw_only=True, repr=False)
class Staff:
    staff: StaffDesk
    staff_round: StaffRound
    staff_linking: StaffLinking
    staff_talk: StaffTalk
    staff_presses: StaffPresses
    staff_rounds: StaffRounds
    staff_whereabouts: StaffWhereabouts


def staff(opened: Opened, exchange: Exchange) -> Staff:
    store, vault, towns, clock, ids = opened.database, opened.vault, opened.towns, opened.clock, opened.ids
    wake, public_url = exchange.delivery.wake.set, opened.settings.public_url
    people, known = StaffPeople(), KnownChats(store=store, vault=vault, clock=clock)
    post = StaffPost(
        translator=opened.translator, vault=vault, sentences=opened.sentences, ids=ids, public_url=public_url
    )
    late = LateList(post=post)
    alerts = StaffAlerts(store=store, vault=vault, towns=towns, people=people, post=post)
    linking = StaffLinking(
        store=store,
        vault=vault,
        towns=towns,
        people=people,
        post=post,
        known=known,
        clock=clock,
        ids=ids,
        draw=new_staff_code,
        wake=wake,
    )
    accounts = staff_desk(
        store=store,
        vault=vault,
        clock=clock,
        ids=ids,
        passwords=Passwords(),
        half_minutes=HalfMinutes(),
        passkeys=Passkeys(public_url=public_url),
        draw_qr=qr_svg,
    )
    return Staff(
        staff=accounts,
        staff_round=StaffRound(store=store, clock=clock, asks=accounts.asks),
        staff_linking=linking,
        staff_talk=StaffTalk(
            store=store,
            vault=vault,
            towns=towns,
            people=people,
            linking=linking,
            late=late,
            post=post,
            known=known,
            clock=clock,
            wake=wake,
            otherwise=exchange.intake.receive,
        ),
        staff_presses=StaffPresses(
            store=store,
            vault=vault,
            towns=towns,
            people=people,
            taking=Taking(store=store, towns=towns, clock=clock, ids=ids),
            alerts=alerts,
            late=late,
            post=post,
            clock=clock,
            ids=ids,
            wake=wake,
        ),
        staff_rounds=StaffRounds(
            store=store,
            people=people,
            linking=linking,
            alerts=alerts,
            digests=StaffDigests(store=store, towns=towns, people=people, post=post),
            told=StaffTold(store=store, towns=towns, people=people, post=post),
            wake=wake,
        ),
        staff_whereabouts=StaffWhereabouts(
            store=store, opener=opened.address_opener, people=people, towns=towns, clock=clock
        ),
    )
