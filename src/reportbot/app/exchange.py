"""What comes in from people, and what goes out to anybody: intake, delivery and what both need."""

import random
from dataclasses import dataclass

from reportbot.app.opened import Opened
from reportbot.app.shared import Shared
from reportbot.service.cases.photos import PhotoKeeper
from reportbot.service.delivery import DeliveryService
from reportbot.service.intake import Intake
from reportbot.service.outbox.dead_addresses import DeadAddresses
from reportbot.service.outbox.falling_back import FallingBack
from reportbot.service.outbox.in_force import WaysInForce
from reportbot.service.ports import Channel, Transport
from reportbot.service.turns.batch import TurnTaker
from reportbot.service.turns.limits import Limits, of_a_town
from reportbot.vault.painter import Painter


@dataclass(frozen=True, kw_only=True, repr=False)
class Exchange:
    """`channels` and `transports` are empty: whoever runs the service adds those that it has accounts for."""

    channels: dict[str, Channel]
    transports: dict[str, Transport]
    photos: PhotoKeeper
    falling_back: FallingBack
    delivery: DeliveryService
    intake: Intake


def exchange(opened: Opened, shared: Shared) -> Exchange:
    store, vault, clock, ids = opened.database, opened.vault, opened.clock, opened.ids
    channels: dict[str, Channel] = {}
    transports: dict[str, Transport] = {}
    photos = PhotoKeeper(store=store, vault=vault, repaint=Painter().repaint, clock=clock)
    falling_back = FallingBack(
        towns=opened.towns,
        opener=shared.opener,
        notices=shared.notices,
        news=shared.news,
        dead_addresses=DeadAddresses(vault=vault, notices=shared.notices),
        ids=ids,
        reminding=shared.reminding,
    )
    delivery = DeliveryService(
        store=store,
        vault=vault,
        opener=opened.address_opener,
        channels=channels,
        transports=transports,
        photos=photos,
        copies=shared.copies,
        lanes=shared.lanes,
        clock=clock,
        jitter=random.random,
        on_lost=falling_back.lost,
        damage=shared.damage,
        spending=shared.spending,
        on_arrived=falling_back.arrived,
        in_force=WaysInForce(store=store, towns=opened.towns),
    )
    return Exchange(
        channels=channels,
        transports=transports,
        photos=photos,
        falling_back=falling_back,
        delivery=delivery,
        intake=Intake(
            store=store,
            turns=_turns(opened, shared),
            vault=vault,
            clock=clock,
            ids=ids,
            codes=shared.codes,
            hand_over=delivery.hand_over,
        ),
    )


def _turns(opened: Opened, shared: Shared) -> TurnTaker:
    return TurnTaker(
        book=opened.book,
        towns=opened.towns,
        vault=opened.vault,
        speaker=shared.speaker,
        opener=shared.opener,
        look_ups=shared.look_ups,
        sentences=opened.sentences,
        ids=opened.ids,
        lanes=shared.lanes,
        damage=shared.damage,
        spending=shared.spending,
        limits=Limits(town=of_a_town(int(opened.settings.answers_per_second))),
        second_look=shared.second_look,
    )
