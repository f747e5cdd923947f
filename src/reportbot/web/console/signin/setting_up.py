"""The page behind a one-time link, on which somebody chooses how they will sign in; looking at it uses nothing up."""

from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from reportbot.core.errors import BadSignature
from reportbot.core.messages import Text
from reportbot.core.signin.browsers import browser_in_words
from reportbot.core.signin.passwords import LONGEST, SHORTEST
from reportbot.core.signin.refusals import HandedCodeWrong, NotConfirmed, NotThem, PasskeyRefused, PasswordRefused
from reportbot.service.records.staff import StaffMember
from reportbot.service.staff.factors import LONGEST_LABEL
from reportbot.service.staff.invitations import Invited
from reportbot.service.staff.offers import Chosen
from reportbot.web.console.desk import show_stranger
from reportbot.web.console.parts import ConsoleParts
from reportbot.web.console.signin import signin_words
from reportbot.web.console.signin.access import open_session, remember_browser
from reportbot.web.console.signin.entrance import show_outside
from reportbot.web.console.signin.signing import LONGEST_PASSWORD, form_of
from reportbot.web.console.staff import staff_ask_words
from reportbot.web.pages import Pages


class SetUp:
    def __init__(self, parts: ConsoleParts, pages: Pages) -> None:
        self._parts, self._pages = parts, pages

    async def show(self, request: Request) -> Response:
        """GET /console/set-up/{token}"""
        try:
            invited = await self._invited(request)
        except NotConfirmed:
            return self._not_yet(request)
        except BadSignature:
            return self._over(request)
        return await self._page(request, invited)

    async def make(self, request: Request) -> Response:
        """POST: password and app. The recovery codes are on the page that answers, and nowhere else."""
        form, parts = await form_of(request), self._parts
        try:
            invited = await self._invited(request)
            staff = invited.staff
            opened, codes = await parts.staff.setting_up.by_link(
                request.path_params["token"],
                _handed(form),
                chosen_in(form),
                names_of(parts, staff.municipality),
                _browser(request),
            )
        except NotConfirmed:
            return self._not_yet(request)
        except BadSignature:
            return self._over(request)
        except HandedCodeWrong:
            return await self._page(request, invited, 400, staff_ask_words.HANDED_WRONG, form)
        except PasswordRefused as refused:
            return await self._page(request, invited, 400, signin_words.PASSWORD_PROBLEMS[refused.problem], form)
        except NotThem:
            return await self._page(request, invited, 400, signin_words.CODE_WRONG, form)
        response = show_outside(
            parts,
            self._pages,
            request,
            staff.municipality,
            "console/recovery_codes.html",
            signin_words.CODES,
            home=f"/console/{staff.municipality}",
            codes=codes,
            onward=f"/console/{staff.municipality}",
        )
        open_session(parts, opened, response)
        remember_browser(parts, request, staff, response)
        return response

    async def make_passkey(self, request: Request) -> Response:
        """POST …/passkey"""
        form, parts = await form_of(request), self._parts
        try:
            invited = await self._invited(request)
            staff = invited.staff
            opened = await parts.staff.setting_up.passkey_by_link(
                request.path_params["token"],
                _handed(form),
                form.get("challenge", ""),
                form.get("credential", ""),
                form.get("label", ""),
                _browser(request),
            )
        except NotConfirmed:
            return self._not_yet(request)
        except BadSignature:
            return self._over(request)
        except HandedCodeWrong:
            return await self._page(request, invited, 400, staff_ask_words.HANDED_WRONG, form)
        except (NotThem, PasskeyRefused):
            return await self._page(request, invited, 400, signin_words.PASSKEY_REFUSED, form)
        response = RedirectResponse(f"/console/{staff.municipality}/account?done=welcome", 303)
        open_session(parts, opened, response)
        remember_browser(parts, request, staff, response)
        return response

    async def _invited(self, request: Request) -> Invited:
        """Raises BadSignature, NotConfirmed."""
        invited = await self._parts.staff.setting_up.invited(request.path_params["token"])
        if invited.staff.municipality not in self._parts.towns:
            raise BadSignature("a town that is not served here")
        return invited

    async def _page(
        self,
        request: Request,
        invited: Invited,
        status: int = 200,
        problem: Text | None = None,
        form: Mapping[str, str] | None = None,
    ) -> Response:
        parts, staff, typed = self._parts, invited.staff, form or {}
        passkeys, _ = await parts.staff.factors.passkeys_and_codes(staff)
        possible = parts.staff.challenges.passkeys.possible
        return show_outside(
            parts,
            self._pages,
            request,
            staff.municipality,
            "console/set_up.html",
            signin_words.SET_UP,
            status=status,
            staff=staff,
            again=bool(staff.sealed_password or passkeys),
            address=f"/console/set-up/{request.path_params['token']}",
            problem=problem,
            needs_code=invited.needs_code,
            handed=_handed(typed),
            asking=staff_ask_words,
            challenge=await parts.staff.challenges.to_register(staff) if possible else None,
            **password_values(parts, staff, typed.get("offer", "")),
        )

    def _not_yet(self, request: Request) -> Response:
        town = next(iter(self._parts.towns))
        not_yet = staff_ask_words.NOT_YET
        return show_stranger(
            self._parts, self._pages, request, town, not_yet, not_yet, 403, more=staff_ask_words.NOT_YET_HELP
        )

    def _over(self, request: Request) -> Response:
        town = next(iter(self._parts.towns))
        return show_stranger(
            self._parts,
            self._pages,
            request,
            town,
            signin_words.LINK_OVER,
            signin_words.LINK_OVER,
            403,
            more=signin_words.LINK_OVER_HELP,
        )


def password_values(parts: ConsoleParts, staff: StaffMember, token: str) -> dict[str, object]:
    """What the fields for password and app need; `token` of an offer that was shown before stays."""
    town = parts.towns[staff.municipality].rules.name.in_("en")
    offer = parts.staff.offers.same_offer(staff, token, town)
    return {
        "offer": offer,
        "letters": " ".join(offer.secret[at : at + 4] for at in range(0, len(offer.secret), 4)),
        "picture": parts.staff.draw_qr(offer.uri),
        "app_link": offer.uri,
        "fewest": SHORTEST,
        "most": LONGEST,
        "longest_label": LONGEST_LABEL,
    }


def chosen_in(form: dict[str, str]) -> Chosen:
    password, again = (form.get(name, "")[:LONGEST_PASSWORD] for name in ("password", "again"))
    return Chosen(password, again, form.get("offer", ""), form.get("code", "")[:20])


def names_of(parts: ConsoleParts, municipality: str) -> list[str]:
    """What everybody here would put into a password."""
    rules = parts.towns[municipality].rules
    return [municipality, *(rules.name.in_(code) for code in rules.office_languages)]


def _handed(form: Mapping[str, str]) -> str:
    """The code of the second person, as it was typed."""
    return form.get("handed", "")[:40]


def _browser(request: Request) -> str:
    return browser_in_words(request.headers.get("user-agent", "")[:500])
