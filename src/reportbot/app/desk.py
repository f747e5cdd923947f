"""What the reporting desk does with cases, and how it speaks with whoever reported."""

from dataclasses import dataclass

from reportbot.app.exchange import Exchange
from reportbot.app.opened import Opened
from reportbot.app.shared import Shared
from reportbot.service.casework import Casework
from reportbot.service.desk.assigning import Assigning
from reportbot.service.desk.calling import Calling
from reportbot.service.desk.erasures import Erasures
from reportbot.service.desk.oversight import Oversight, oversight_of
from reportbot.service.desk.queue import Queue
from reportbot.service.desk.replying import Replying
from reportbot.service.desk.search import Search
from reportbot.service.kept.messages import KeptMessages
from reportbot.service.triage.groups import Groups
from reportbot.service.triage.models import TownModels
from reportbot.service.turns.asking_reporter import AskingReporter
from reportbot.service.turns.pausing import Pausing


@dataclass(frozen=True, kw_only=True, repr=False)
class Desk:
    casework: Casework
    queue: Queue
    asking: AskingReporter
    replying: Replying
    calling: Calling
    search: Search
    kept: KeptMessages
    groups: Groups
    oversight: Oversight
    erasures: Erasures
    pausing: Pausing
    assigning: Assigning
    models: TownModels


def desk(opened: Opened, shared: Shared, exchange: Exchange) -> Desk:
    store, vault, towns, clock, ids = opened.database, opened.vault, opened.towns, opened.clock, opened.ids
    opener, damage, wake = shared.opener, shared.damage, exchange.delivery.wake.set
    own = opened.settings.public_url
    return Desk(
        casework=Casework(
            store=store,
            vault=vault,
            towns=towns,
            opener=opener,
            notices=shared.notices,
            clock=clock,
            ids=ids,
            wake=wake,
            damage=damage,
            news=shared.news,
        ),
        queue=Queue(store=store, towns=towns, clock=clock, ids=ids),
        asking=AskingReporter(
            store=store, vault=vault, towns=towns, news=shared.news, clock=clock, ids=ids, wake=wake, own=own
        ),
        replying=Replying(
            store=store,
            vault=vault,
            towns=towns,
            news=shared.news,
            look_ups=shared.look_ups,
            translator=opened.translator,
            clock=clock,
            ids=ids,
            wake=wake,
            shipped=opened.reply_templates,
            own=own,
        ),
        calling=Calling(
            store=store, vault=vault, towns=towns, opener=opener, codes=shared.codes, clock=clock, wake=wake
        ),
        search=Search(store=store, vault=vault, towns=towns, clock=clock, damage=damage),
        kept=KeptMessages(store=store, vault=vault, towns=towns, opener=opener, clock=clock, wake=wake, damage=damage),
        groups=Groups(
            store=store,
            vault=vault,
            towns=towns,
            opener=opener,
            clock=clock,
            ids=ids,
            wake=wake,
            damage=damage,
        ),
        oversight=oversight_of(store=store, towns=towns, clock=clock, chain=opened.chain),
        erasures=Erasures(store=store, vault=vault, towns=towns, opener=opener, clock=clock, ids=ids, wake=wake),
        pausing=Pausing(store=store, vault=vault, towns=towns, clock=clock, ids=ids),
        assigning=Assigning(store=store, vault=vault, towns=towns, clock=clock, ids=ids, damage=damage),
        models=TownModels(store=store, vault=vault, towns=towns, clock=clock, reader=shared.model),
    )
