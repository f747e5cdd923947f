"""A phone or a chat at which several offices sit: the answer is that of the one that hears for the referral's."""

from collections.abc import Sequence
from typing import Protocol, Unpack

from reportbot.core.cases.referral import Answer, Beside, Referral
from reportbot.core.errors import UnknownCode
from reportbot.service.towns import Office, Town, every_way

WHATSAPP = "whatsapp:"  # the same number may write this way too


class Answers(Protocol):
    """What records an answer (service/responses.py)."""

    async def answer_as(
        self,
        institution: str,
        referral_id: int,
        answer: Answer,
        note: str = "",
        picture: bytes = b"",
        **beside: Unpack[Beside],
    ) -> None: ...


async def answer_for(
    answers: Answers,
    owners: Sequence[Office],
    referral: Referral,
    answer: Answer,
    picture: bytes = b"",
    **beside: Unpack[Beside],
) -> None:
    """As the referral's own office where it sits here, else as whichever of the `owners` hears for it.

    Raises UnknownCode where none of them does, and what `answer_as` raises.
    """
    keys = [office.key for office in owners]
    for key in [referral.institution] if referral.institution in keys else keys:
        try:
            return await answers.answer_as(key, referral.id, answer, picture=picture, **beside)
        except UnknownCode:
            continue
    raise UnknownCode("nobody here hears for that office")


def offices_at(town: Town, kind: str, address: str) -> list[Office]:
    """Whose duty phone or chat this is, by any of their ways, those of the second contact and of the head too; several
    may share one."""
    return [
        office
        for office in town.rules.institutions.values()
        if any(way.kind == kind and way.address.removeprefix(WHATSAPP) == address for way in every_way(office))
    ]
