"""Requests of and to other systems that speak Open311."""

from dataclasses import dataclass

from reportbot.app.exchange import Exchange
from reportbot.app.offices import Answers
from reportbot.app.opened import Opened
from reportbot.app.shared import Shared
from reportbot.core.peers import pairs_in
from reportbot.core.webaddress import is_here
from reportbot.service.open311.bridge import Bridge
from reportbot.service.open311.handing import Handing
from reportbot.service.open311.posting import Posting
from reportbot.service.open311.requests import Open311
from reportbot.transports.open311 import Open311 as Open311Transport


@dataclass(frozen=True, kw_only=True, repr=False)
class Systems:
    open311: Open311
    posting: Posting
    bridge: Bridge


def systems(opened: Opened, shared: Shared, exchange: Exchange, answers: Answers) -> Systems:
    """Adds its transport to those of `exchange`."""
    settings, store, vault, towns = opened.settings, opened.database, opened.vault, opened.towns
    clock, ids, wake = opened.clock, opened.ids, exchange.delivery.wake.set
    requests = Open311(store=store, vault=vault, towns=towns, clock=clock)
    elsewhere = Open311Transport(
        handovers=Handing(
            store=store, towns=towns, requests=requests, translator=opened.translator, clock=clock, ids=ids
        ),
        keys={key: pairs_in(town.open311_send_keys) for key, town in settings.towns.items()},
        now=clock.now,
        here=is_here(settings.public_url),
    )
    exchange.transports["open311"] = elsewhere
    return Systems(
        open311=requests,
        posting=Posting(
            store=store,
            vault=vault,
            towns=towns,
            opener=shared.opener,
            notices=shared.notices,
            requests=requests,
            clock=clock,
            ids=ids,
            wake=wake,
            damage=shared.damage,
        ),
        bridge=Bridge(
            store=store,
            vault=vault,
            towns=towns,
            requests=requests,
            responses=answers.responses,
            opener=shared.opener,
            notices=shared.notices,
            translator=opened.translator,
            clock=clock,
            wake=wake,
            damage=shared.damage,
            remote=elsewhere.remote,
        ),
    )
