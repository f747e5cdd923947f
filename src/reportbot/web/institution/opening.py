"""The second factor in the browser: whether this one has opened a sealed matter, and the sentences around the code."""

from collections.abc import Mapping
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import Response

from reportbot.core.access.reach import answers_for
from reportbot.core.cases.case import Case
from reportbot.core.cases.referral import Referral
from reportbot.core.errors import BadInput
from reportbot.core.messages import Text
from reportbot.service.offices.openings import OPEN_FOR, CodeUsed, NoOtherWay, TooOften
from reportbot.service.responses import MayOpen
from reportbot.service.staff.sessions import Standing
from reportbot.web.console.signin.access import find_session
from reportbot.web.institution import words
from reportbot.web.parts import WebParts

PATH = "/r/"


async def may_open(parts: WebParts, request: Request) -> MayOpen:
    """Who may read a sealed matter behind this request: a browser that has typed the code, or in which somebody of that
    very office is signed in who is named for such matters."""
    found = await find_session(parts, request)
    member = found.staff.member if found and found.standing is Standing.IN else None

    def of(case: Case, referral: Referral) -> bool:
        if member and answers_for(member, case, referral.institution):
            return True
        return parts.responses.openings.has_opened(request.cookies.get(_name(referral), ""), referral)

    return of


def keep_open(parts: WebParts, response: Response, referral: Referral, kept: str) -> None:
    """Lax, since people come from their mail; it opens this one referral and nothing is changed by it alone."""
    response.set_cookie(
        _name(referral),
        kept,
        max_age=int(OPEN_FOR.total_seconds()),
        path=PATH,
        secure=urlsplit(parts.public_url).scheme == "https",
        httponly=True,
        samesite="lax",
    )


def refused(refusal: BadInput, *, by_phone: bool) -> tuple[Text, int]:
    """The sentence, and the status of the answer.

    Without `by_phone` nobody is sent to the desk, which must hear nothing of it (R15).
    """
    if isinstance(refusal, TooOften):
        return words.CODE_TOO_OFTEN if by_phone else words.CODE_WAIT, 429
    if isinstance(refusal, CodeUsed):
        return words.CODE_USED, 409
    if isinstance(refusal, NoOtherWay):
        return words.CODE_NO_WAY if by_phone else words.CODE_LATER, 409
    return words.CODE_WRONG, 400


SENT_BY: Mapping[str, Text] = {
    "sms": words.CODE_SENT_SMS,
    "telegram": words.CODE_SENT_TELEGRAM,
    "email": words.CODE_SENT_MAIL,
}


def _name(referral: Referral) -> str:
    return f"opened-{referral.id}"
