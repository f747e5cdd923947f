"""People who work at the town hall of these tests, and how they sign in through the pages."""

import re
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import httpx
import pyotp

from reportbot.core.access.member import SENSITIVE
from reportbot.service.staff.accounts import Wanted
from tests.web.console.house import SAME_SITE, House, browser_for, carried, page_of

PASSWORD = "gjysma e hënës mbi mulli 7"
SIGN_IN = "/console/drenas/sign-in"
SECOND = "/console/drenas/second"
_HALF_A_MINUTE = timedelta(seconds=30)


@dataclass
class Person:
    """Somebody with a browser, a password and an authenticator app of their own."""

    house: House
    key: str
    browser: httpx.AsyncClient
    password: str = PASSWORD
    secret: str = ""
    codes: list[str] = field(default_factory=list)

    def code(self, steps: int = 0) -> str:
        """What the app shows now, or so many half minutes away."""
        return pyotp.TOTP(self.secret).at(int(self.house.clock.now().timestamp()) + 30 * steps)

    async def next_code(self) -> str:
        """Half a minute later, since each code works once."""
        self.house.clock.at += _HALF_A_MINUTE
        return self.code()

    async def types_password(self, browser: httpx.AsyncClient | None = None, **changed: str) -> httpx.Response:
        form = {"name": self.key, "password": self.password} | changed
        return await (browser or self.browser).post(SIGN_IN, data=form, headers=SAME_SITE)

    async def types_code(self, code: str, browser: httpx.AsyncClient | None = None, **more: str) -> httpx.Response:
        return await (browser or self.browser).post(SECOND, data={"code": code} | more, headers=SAME_SITE)

    async def signs_in(self, browser: httpx.AsyncClient | None = None) -> httpx.Response:
        """Both steps; the answer to the second."""
        assert (await self.types_password(browser)).status_code == 303
        return await self.types_code(await self.next_code(), browser)

    async def sends(self, path: str, page: str = "/console/drenas/account", **fields: Any) -> httpx.Response:
        """A form of one of the pages that they are signed in to."""
        token = carried(await self.browser.get(page))
        return await self.browser.post(path, data={**token, **fields}, headers=SAME_SITE)


async def invited(house: House, name: str, *roles: str, town: str = "drenas", **more: Any) -> str:
    """The path of a one-time link, as the command line makes one."""
    sensitive = tuple(sorted(SENSITIVE)) if "coordinator" in roles else ()
    wanted = Wanted(name, roles or ("coordinator",), sensitive=sensitive, **more)
    institutions = list(house.web.towns[town].rules.institutions)
    made = await house.parts.staff.staffing.invite(town, wanted, None, institutions)
    return f"/console/set-up/{made.token}"


async def sets_up(house: House, link: str, browser: httpx.AsyncClient, **changed: str) -> tuple[httpx.Response, str]:
    """The form of the page behind a link, filled in; the answer and the app's secret."""
    page = page_of(await browser.get(link))
    secret = "".join(str(page.select_one(".letters").get_text()).split())  # type: ignore[union-attr]
    code = pyotp.TOTP(secret).at(int(house.clock.now().timestamp()))
    offer = str(page.select_one("input[name=offer]")["value"])  # type: ignore[index]
    form = {"password": PASSWORD, "again": PASSWORD, "code": code, "offer": offer} | changed
    return await browser.post(link, data=form, headers=SAME_SITE), secret


async def a_person(house: House, name: str = "Ana Krasniqi", *roles: str, **more: Any) -> Person:
    """With an account that is set up, and a browser in which nobody is signed in."""
    link, browser = await invited(house, name, *roles, **more), browser_for(house.app, house.url)
    answer, secret = await sets_up(house, link, browser)
    assert answer.status_code == 200, answer.text
    codes = re.findall(r"[A-Z0-9]{5}-[A-Z0-9]{5}", answer.text)
    browser.cookies.clear()
    key = ".".join(name.lower().split())
    return Person(house, key, browser, secret=secret, codes=codes)


ASKS = "/console/drenas/staff/asks"


async def confirms(second: Person, press: str = "confirmation") -> httpx.Response:
    """The second person presses the button of the oldest that awaits them."""
    page = await second.browser.get(f"{ASKS}?language=en")
    form = page_of(page).select_one(f"form[action$='/{press}']")
    assert form is not None, "nothing awaits them"
    return await second.sends(str(form["action"]), page=ASKS)


def code_in(answer: httpx.Response) -> str:
    """The code that goes with a link, on the page that the second person sees."""
    found = page_of(answer).select_one("code.link")
    assert found is not None, answer.text
    return found.get_text()


def link_in(house: House, answer: httpx.Response) -> str:
    """The path of the link, on the page that whoever asked sees."""
    return code_in(answer).removeprefix(house.url)
