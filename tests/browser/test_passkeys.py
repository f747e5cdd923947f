"""Passkeys with a real browser and a virtual authenticator: set up, sign in, confirm, and a copy that is found out."""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("playwright.sync_api", reason="playwright is not installed")

import uvicorn
from playwright.sync_api import Browser, BrowserContext, CDPSession, Page, sync_playwright

from reportbot.core.access.member import SENSITIVE
from reportbot.service.staff.accounts import Wanted
from tests.browser.walking import PATIENCE_MS, chromium, fits_the_screen, take_picture
from tests.ports import free_port
from tests.web.console.house import House, open_house
from tests.web.console.people import a_person


class Running:
    """A town hall behind a real port, in a thread and an event loop of its own."""

    def __init__(self, house: House, loop: asyncio.AbstractEventLoop, url: str) -> None:
        self.house, self.loop, self.url = house, loop, url

    def do(self, work: Any) -> Any:
        return asyncio.run_coroutine_threadsafe(work, self.loop).result(20)

    def invited(self, name: str, *roles: str) -> str:
        wanted = Wanted(name, roles or ("coordinator",), sensitive=tuple(sorted(SENSITIVE)) if not roles else ())
        token = self.do(self.house.parts.staff.staffing.invite("drenas", wanted, None, [])).token
        return f"{self.url}/console/set-up/{token}"

    async def acts(self) -> set[str]:
        async with self.house.parts.database.read() as work:
            return {entry.act.decode() for entry in await work.audit.entries(0, 500)}


@contextmanager
def running_house(database: Path) -> Iterator[Running]:
    port = free_port()
    started, found = threading.Event(), list[Any]()
    url = f"http://localhost:{port}"

    async def serve() -> None:
        async with open_house(f"sqlite:///{database}", url) as house:
            server = uvicorn.Server(uvicorn.Config(house.app, "127.0.0.1", port, log_level="error"))
            found.extend((Running(house, asyncio.get_running_loop(), url), server))
            task = asyncio.create_task(server.serve())
            while not server.started:  # noqa: ASYNC110 - uvicorn offers no event
                await asyncio.sleep(0.05)
            started.set()
            await task

    thread = threading.Thread(target=lambda: asyncio.run(serve()))
    thread.start()
    assert started.wait(60)
    try:
        yield found[0]
    finally:
        found[1].should_exit = True
        thread.join(30)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright, chromium(playwright) as opened:
        yield opened


@pytest.fixture(scope="module")
def hall(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with running_house(tmp_path_factory.mktemp("hall") / "reportbot.db") as running:
        yield running


class Device:
    """A browser with an authenticator inside, which says yes. `verifies`: it can check a finger or PIN."""

    def __init__(self, browser: Browser, hall: Running, *, verifies: bool = True, width: int = 1280) -> None:
        self.context: BrowserContext = browser.new_context(locale="en", viewport={"width": width, "height": 900})
        self.context.set_default_timeout(PATIENCE_MS)
        self.page: Page = self.context.new_page()
        self.hall = hall
        self.cdp: CDPSession = self.context.new_cdp_session(self.page)
        self.cdp.send("WebAuthn.enable")
        options = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "isUserVerified": verifies}
        options |= {"hasUserVerification": verifies, "automaticPresenceSimulation": True}
        self.id = self.cdp.send("WebAuthn.addVirtualAuthenticator", {"options": options})["authenticatorId"]

    def sets_up(self, link: str) -> None:
        self.page.goto(f"{link}?language=en")
        self.page.fill("#label", "My telephone")
        self.page.get_by_role("button", name="Set up a passkey").click()

    def signs_in(self) -> None:
        self.page.goto(f"{self.hall.url}/console/drenas/account?language=en")
        self.page.get_by_role("button", name="Sign in with a passkey").click()

    def signs_out(self) -> None:
        self.page.get_by_role("button", name="Sign out").click()
        self.page.get_by_text("You are signed out.").first.wait_for()

    def credentials(self) -> list[dict[str, Any]]:
        found = self.cdp.send("WebAuthn.getCredentials", {"authenticatorId": self.id})["credentials"]
        return list(found)

    def close(self) -> None:
        self.context.close()


@pytest.mark.parametrize("width", [1280, 360])
def test_a_passkey_is_set_up_signs_in_alone_and_confirms(browser: Browser, hall: Running, width: int) -> None:
    hall.do(a_person(hall.house, f"Dita Leka {width}", "coordinator"))  # the second person
    device = Device(browser, hall, width=width)
    device.page.goto(hall.invited(f"Ana Krasniqi {width}", "administrator"))
    fits_the_screen(device.page)
    take_picture(device.page, f"set-up-{width}")
    device.sets_up(device.page.url)
    device.page.wait_for_url("**/console/drenas/account?done=welcome")
    device.page.get_by_text("My telephone").wait_for()
    fits_the_screen(device.page)
    take_picture(device.page, f"account-{width}")
    device.signs_out()
    device.page.goto(f"{hall.url}/console/drenas/sign-in?language=en")
    fits_the_screen(device.page)
    take_picture(device.page, f"sign-in-{width}")
    device.signs_in()
    device.page.get_by_role("heading", name="Your account").wait_for()  # the way in stands at the same address
    hall.house.clock.at += hall_step()
    device.page.goto(f"{hall.url}/console/drenas/staff")
    fits_the_screen(device.page)
    take_picture(device.page, f"staff-{width}")
    device.page.fill("#name", "Beni Gashi")
    device.page.get_by_label("Auditor: sees who did what").check()
    device.page.get_by_role("button", name="Invite somebody").click()
    device.page.get_by_role("button", name="Use a passkey").click()
    device.page.wait_for_url("**/console/drenas/staff?draft=*")
    assert device.page.input_value("#name") == "Beni Gashi"
    device.page.get_by_role("button", name="Invite somebody").click()
    assert "/console/set-up/" in device.page.locator("code.link").inner_text()
    fits_the_screen(device.page)
    device.close()


def hall_step() -> Any:
    from reportbot.core.signin.lives import STEP_UP

    return STEP_UP


def test_a_passkey_is_asked_for_only_once_its_script_is_here(browser: Browser, hall: Running) -> None:
    """Pressed earlier, the form would go off empty, and the person read that the passkey did not work."""
    device = Device(browser, hall)
    device.page.route("**/static/passkey.js", lambda route: route.abort())
    device.page.goto(f"{hall.invited('Hana Krasniqi')}?language=en")
    button = device.page.get_by_role("button", name="Set up a passkey")
    assert button.is_disabled()
    device.page.unroute("**/static/passkey.js")
    device.page.reload()
    button.click()
    device.page.wait_for_url("**/account?done=welcome")
    device.close()


def test_an_authenticator_that_checks_nobody_is_not_taken(browser: Browser, hall: Running) -> None:
    device = Device(browser, hall, verifies=False)
    device.sets_up(hall.invited("Dita Berisha"))
    device.page.get_by_text("The passkey did not work.").first.wait_for()
    assert not device.credentials()
    device.close()


def test_a_copy_of_a_passkey_is_found_out_by_its_count(browser: Browser, hall: Running) -> None:
    device = Device(browser, hall)
    device.sets_up(hall.invited("Fatos Leka"))
    device.page.wait_for_url("**/account?done=welcome")
    device.signs_out()
    (credential,) = device.credentials()
    device.signs_in()
    device.page.get_by_role("heading", name="Your account").wait_for()  # the way in stands at the same address
    thief = Device(browser, hall)
    thief.cdp.send("WebAuthn.addCredential", {"authenticatorId": thief.id, "credential": credential | {"signCount": 0}})
    thief.signs_in()
    thief.page.get_by_text("The passkey did not work.").first.wait_for()
    assert "passkey_copied" in hall.do(hall.acts())
    thief.page.goto(f"{hall.url}/console/drenas/account")
    assert thief.page.locator("input[name=password]").count() == 1
    thief.close()
    device.close()


def test_a_passkey_of_nobody_here_opens_nothing(browser: Browser, hall: Running) -> None:
    device = Device(browser, hall)
    device.sets_up(hall.invited("Gent Hoti"))
    device.page.wait_for_url("**/account?done=welcome")
    number = hall.do(hall_number(hall, "gent.hoti"))
    hall.do(hall.house.parts.staff.staffing.disable("drenas", number, hall_member(hall)))
    device.signs_in()
    device.page.get_by_text("The passkey did not work.").first.wait_for()
    device.close()


async def hall_number(hall: Running, key: str) -> int:
    async with hall.house.parts.database.read() as work:
        staff = await work.staff.by_key("drenas", key)
    assert staff is not None
    return staff.id


def hall_member(hall: Running) -> Any:
    from reportbot.core.access.actions import Role
    from reportbot.core.access.member import Member

    return Member("somebody.else", "drenas", "Somebody Else", frozenset((Role.ADMINISTRATOR,)))


def test_what_an_authenticator_signed_is_taken_once_and_for_what_it_was_asked(browser: Browser, hall: Running) -> None:
    device = Device(browser, hall)
    device.sets_up(hall.invited("Besa"))
    device.page.wait_for_url("**/account?done=welcome")
    device.signs_out()
    sent: list[str] = []
    device.page.on(
        "request", lambda request: sent.append(request.post_data or "") if request.method == "POST" else None
    )
    device.signs_in()
    device.page.get_by_role("heading", name="Your account").wait_for()  # the way in stands at the same address
    (form,) = [each for each in sent if "credential=" in each]
    headers = {"content-type": "application/x-www-form-urlencoded", "sec-fetch-site": "same-origin"}
    stranger = browser.new_context()
    for path in ("sign-in/passkey", "second/passkey", "sign-in/passkey"):
        answer = stranger.request.post(f"{hall.url}/console/drenas/{path}", data=form, headers=headers, max_redirects=0)
        assert answer.status in (401, 403)
    stranger.close()
    device.close()


def test_the_last_passkey_stays(browser: Browser, hall: Running) -> None:
    device = Device(browser, hall)
    device.sets_up(hall.invited("Hana Kola"))
    device.page.wait_for_url("**/account?done=welcome")
    device.page.get_by_role("button", name="Remove: My telephone").click()
    device.page.get_by_text("This is your only way to sign in.").wait_for()
    device.close()
