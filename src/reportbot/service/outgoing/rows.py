"""New rows of the outbox: due at once, in a lane of their own, sealed to their own number, unless told otherwise."""

from datetime import datetime
from typing import TypedDict, Unpack

from reportbot.service.outgoing.notice_ways import Place
from reportbot.service.outgoing.notice_words import OfficeNotice
from reportbot.service.outgoing.payloads import seal_payload
from reportbot.service.ports import Vault
from reportbot.service.records import Delivery, DeliveryState


class About(TypedDict, total=False):
    """What it is about and for whom; this and More are explained at Delivery."""

    case: int | None
    referral: int | None
    institution: str
    at_most_once: bool


class More(About, total=False):
    conversation: int | None
    target: str
    state: DeliveryState
    attempts: int
    claimed_until: datetime | None
    notice: int | None
    rank: int
    gives_up_at: datetime | None


def errand(
    id: int,
    municipality: str,
    kind: str,
    by: str,
    now: datetime,
    payload: bytes = b"",
    *,
    lane: int | None = None,
    due_at: datetime | None = None,
    **more: Unpack[More],
) -> Delivery:
    """A row without words; a `payload` is sealed already."""
    return Delivery(
        id=id,
        municipality=municipality,
        lane=id if lane is None else lane,
        kind=kind,
        by=by,
        due_at=due_at or now,
        created_at=now,
        payload=payload,
        **more,
    )


def sealed_row(
    vault: Vault,
    id: int,
    municipality: str,
    kind: str,
    by: str,
    now: datetime,
    payload: bytes,
    *,
    lane: int | None = None,
    due_at: datetime | None = None,
    **more: Unpack[More],
) -> Delivery:
    sealed = seal_payload(vault, id, payload)
    return errand(id, municipality, kind, by, now, sealed, lane=lane, due_at=due_at, **more)


def office_row(
    vault: Vault,
    id: int,
    notice: OfficeNotice,
    kind: str,
    by: str,
    now: datetime,
    *,
    place: Place | None = None,
    lane: int | None = None,
    **about: Unpack[About],
) -> Delivery:
    """To the address in the `notice`. Its own lane is below 0: those of people are above."""
    return sealed_row(
        vault,
        id,
        notice.municipality,
        kind,
        by,
        now,
        notice.to_json(),
        lane=-id if lane is None else lane,
        target=notice.target,
        notice=place.notice if place else None,
        rank=place.rank if place else 0,
        gives_up_at=place.gives_up_at if place else None,
        **about,
    )
