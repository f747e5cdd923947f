"""Paper: a notice becomes a one-page letter that waits at the reporting desk until somebody hands it over."""

from collections.abc import Awaitable, Callable

from reportbot.core.errors import BadInput, BadSetup, CannotBeRead, RuleBroken
from reportbot.service.ports import DeliveryFailed, Notice

Keep = Callable[[Notice], Awaitable[str]]
"""Makes the letter, or finds the one that this notice has become before; its number. See service/letters/making.py."""


class Paper:
    """The evidence is the letter's number; that it was handed over is an event of the case, later."""

    def __init__(self, keep: Keep) -> None:
        self._keep = keep

    async def send(self, notice: Notice) -> str:
        try:
            return await self._keep(notice)
        except BadSetup as setup:  # the operator can put it right meanwhile
            where = f"{setup.problems[0].file}:{setup.problems[0].line}"
            raise DeliveryFailed(f"paper: the template is broken ({where})", retry=True) from None
        except (BadInput, RuleBroken, CannotBeRead) as refusal:
            raise DeliveryFailed(f"paper: not for this office ({type(refusal).__name__})", retry=False) from None
