"""Signing in: once, with a button; a session that ends; nothing without it."""

from dataclasses import replace
from datetime import timedelta

import httpx
import pytest

from reportbot.core.errors import BadSetup
from reportbot.web.app import build
from reportbot.web.console.signin.access import LOGIN_LIVES, SESSION_LIVES
from tests.builders import without_table
from tests.web.console.house import SAME_SITE, House, browser_for, form_token, open_house, page_of, words_of

PAGES = (
    "/console/drenas",
    "/console/drenas?show=all",
    "/console/drenas/dead-letters",
    "/console/drenas/kept-messages",
    "/console/drenas/on-call",
    "/console/drenas/cases/2026-0001",
    "/console/drenas/cases/2026-0001/photos/1",
    "/console/nowhere",
)
FORMS = (
    "/console/drenas/logout",
    "/console/drenas/cases/2026-0001/referrals",
    "/console/drenas/cases/2026-0001/closure",
)


async def test_the_link_shows_a_button_and_looking_at_it_does_not_use_it_up(house: House) -> None:
    path = house.login_path()
    for _ in range(3):
        seen = await house.visitor.get(path)
        assert seen.status_code == 200
        assert page_of(seen).select_one("form[method=post] button") is not None
        assert "set-cookie" not in {name for name in seen.headers if "console=" in seen.headers[name]}
    entered = await house.visitor.post(path, headers=SAME_SITE)
    assert (entered.status_code, entered.headers["location"]) == (303, "/console/drenas")
    assert (await house.visitor.get("/console/drenas")).status_code == 200


async def test_the_link_works_once(house: House) -> None:
    path = house.login_path()
    assert (await house.visitor.post(path, headers=SAME_SITE)).status_code == 303
    again = await browser_for(house.app, house.url).post(path, headers=SAME_SITE)
    assert again.status_code == 403
    assert "console=" not in again.headers.get("set-cookie", "")


async def test_each_sign_in_and_each_refused_one_is_noted_without_the_link(house: House) -> None:
    path = house.login_path()
    for _ in range(2):
        await browser_for(house.app, house.url).post(path, headers=SAME_SITE)
    async with house.parts.database.read() as work:
        entries = [entry for entry in await work.audit.entries(0, 100) if b"sign" in entry.act]
    assert [(entry.act, entry.municipality, entry.actor) for entry in entries] == [
        (b"signed_in", b"drenas", b"@coordinator"),
        (b"sign_in_refused", b"drenas", b"@coordinator"),
    ]
    assert {(entry.subject, entry.facts) for entry in entries} == {(b"", b'{"how": "link"}')}


async def test_two_links_made_in_the_same_second_are_two_links(house: House) -> None:
    first, second = house.login_path(), house.login_path()
    assert first != second
    assert (await house.visitor.post(first, headers=SAME_SITE)).status_code == 303
    assert (await house.visitor.post(second, headers=SAME_SITE)).status_code == 303


async def test_the_link_ends_after_half_an_hour(house: House) -> None:
    path = house.login_path()
    house.clock.pass_(LOGIN_LIVES)
    assert (await house.visitor.get(path)).status_code == 403
    assert (await house.visitor.post(path, headers=SAME_SITE)).status_code == 403


async def test_the_link_is_not_taken_from_another_site(house: House) -> None:
    path = house.login_path()
    from_elsewhere = await house.visitor.post(path, headers={"sec-fetch-site": "cross-site"})
    assert from_elsewhere.status_code == 403
    assert (await house.visitor.post(path, headers=SAME_SITE)).status_code == 303


@pytest.mark.parametrize("token", ["x", "A" * 700, "%00", "a.b", "é", "AQEAAAAAAAA"])
async def test_rubbish_is_no_link(house: House, token: str) -> None:
    assert (await house.visitor.get(f"/console/login/{token}")).status_code == 403
    assert (await house.visitor.post(f"/console/login/{token}", headers=SAME_SITE)).status_code == 403


async def test_a_link_signed_for_something_else_does_not_sign_in(house: House) -> None:
    end = house.clock.now() + timedelta(hours=1)
    for purpose, text in (("form", "drenas:coordinator:1"), ("login", "atlantis:coordinator:1"), ("login", "drenas")):
        token = house.web.vault.sign(purpose, text, end)
        assert (await house.visitor.post(f"/console/login/{token}", headers=SAME_SITE)).status_code == 403


@pytest.mark.parametrize("path", PAGES)
async def test_nobody_sees_a_page_without_signing_in(house: House, path: str) -> None:
    await house.report()
    refused = await house.visitor.get(path)
    assert refused.status_code == 401
    assert "Komoran" not in refused.text


@pytest.mark.parametrize("path", FORMS)
async def test_nobody_changes_anything_without_signing_in(house: House, path: str) -> None:
    await house.report()
    assert (await house.visitor.post(path, headers=SAME_SITE)).status_code == 401


@pytest.mark.parametrize("path", [*PAGES, *FORMS])
async def test_another_municipality_does_not_exist(house: House, path: str) -> None:
    await house.report()
    neighbour = await house.sign_in("vushtrri")
    method = "POST" if path in FORMS else "GET"
    assert (await neighbour.request(method, path, headers=SAME_SITE)).status_code == 404


async def test_a_session_ends_after_twelve_hours(house: House, desk: httpx.AsyncClient) -> None:
    house.clock.pass_(SESSION_LIVES - timedelta(minutes=1))
    assert (await desk.get("/console/drenas")).status_code == 200
    house.clock.pass_(timedelta(minutes=1))
    assert (await desk.get("/console/drenas")).status_code == 401


async def test_a_changed_cookie_is_no_session(house: House, desk: httpx.AsyncClient) -> None:
    cookie = desk.cookies["console"]
    desk.cookies.clear()
    desk.cookies.set("console", cookie[:-2] + ("AA" if cookie[-2:] != "AA" else "BB"))
    assert (await desk.get("/console/drenas")).status_code == 401


async def test_signing_out_takes_the_cookie_away(desk: httpx.AsyncClient) -> None:
    token = form_token(await desk.get("/console/drenas"))
    left = await desk.post("/console/drenas/logout", data={"form_token": token}, headers=SAME_SITE)
    assert left.status_code == 200
    assert (await desk.get("/console/drenas")).status_code == 401


async def test_who_has_copied_the_cookie_is_signed_out_too(house: House, desk: httpx.AsyncClient) -> None:
    thief = browser_for(house.app, house.url)
    thief.cookies.set("console", desk.cookies["console"])
    token = form_token(await thief.get("/console/drenas"))
    await desk.post("/console/drenas/logout", data={"form_token": token}, headers=SAME_SITE)
    assert (await thief.get("/console/drenas")).status_code == 401
    assert (await thief.get("/console")).status_code == 401
    form = {"form_token": token}
    assert (await thief.post("/console/drenas/logout", data=form, headers=SAME_SITE)).status_code == 401


async def test_another_session_of_the_same_role_goes_on(house: House, desk: httpx.AsyncClient) -> None:
    other = await house.sign_in()
    token = form_token(await desk.get("/console/drenas"))
    await desk.post("/console/drenas/logout", data={"form_token": token}, headers=SAME_SITE)
    assert (await other.get("/console/drenas")).status_code == 200


async def test_without_the_database_nobody_is_let_in(house: House, desk: httpx.AsyncClient, sqlite_url: str) -> None:
    async with without_table(sqlite_url, "staff_sessions"):
        assert (await desk.get("/console/drenas")).status_code >= 500


async def test_the_cookie_is_hidden_from_scripts_and_from_other_sites(house: House) -> None:
    entered = await house.visitor.post(house.login_path(), headers=SAME_SITE)
    cookie = entered.headers["set-cookie"].lower()
    assert cookie.startswith("console=")
    assert "httponly" in cookie
    assert "samesite=strict" in cookie
    assert "max-age=43200" in cookie


async def test_where_people_work_with_https_no_link_signs_in(sqlite_url: str) -> None:
    async with open_house(sqlite_url, "https://desk.test") as house:
        path = house.login_path()
        assert (await house.visitor.get(path)).status_code == 403
        entered = await house.visitor.post(path, headers=SAME_SITE)
        assert entered.status_code == 403
        assert "console=" not in entered.headers.get("set-cookie", "")


async def test_links_that_suffice_are_refused_behind_https(sqlite_url: str) -> None:
    async with open_house(sqlite_url, "https://desk.test") as house:
        with pytest.raises(BadSetup):
            build(replace(house.web, links_suffice=True))


async def test_pages_of_the_desk_are_never_stored(desk: httpx.AsyncClient) -> None:
    for path in ("/console/drenas", "/console/drenas/dead-letters"):
        assert (await desk.get(path)).headers["cache-control"] == "no-store"


async def test_the_short_address_leads_to_ones_own_queue(house: House, desk: httpx.AsyncClient) -> None:
    assert (await desk.get("/console")).headers["location"] == "/console/drenas"
    assert (await house.visitor.get("/console")).status_code == 401


async def test_a_chosen_language_stays(desk: httpx.AsyncClient) -> None:
    english = words_of(await desk.get("/console/drenas"))
    assert "Queue" in english
    await desk.get("/console/drenas?language=sr")
    assert page_of(await desk.get("/console/drenas")).html["lang"] == "sr"  # type: ignore[index]
    await desk.get("/console/drenas?language=xx")
    assert page_of(await desk.get("/console/drenas")).html["lang"] == "sr"  # type: ignore[index]


async def test_a_session_of_a_link_is_over_where_links_no_longer_suffice(house: House) -> None:
    """The database of a demo, served in earnest later."""
    browser = await house.sign_in()
    assert (await browser.get("/console/drenas")).status_code == 200
    earnest = build(replace(house.web, links_suffice=False))
    async with browser_for(earnest, house.url) as later:
        later.cookies = browser.cookies
        assert (await later.get("/console/drenas")).status_code == 401
    await browser.aclose()


@pytest.mark.parametrize(
    ("browsers", "chosen", "spoken"),
    [("sr-RS,sr;q=0.9", "", "sr"), ("de,en;q=0.5", "", "en"), ("de", "", "sq"), ("sr-RS", "en", "en")],
)
async def test_the_desk_speaks_the_language_of_the_browser_until_another_is_chosen(
    house: House, browsers: str, chosen: str, spoken: str
) -> None:
    browser = await house.sign_in()
    browser.headers["accept-language"] = browsers
    if chosen:
        await browser.get(f"/console/drenas?language={chosen}")
    html = page_of(await browser.get("/console/drenas")).html
    assert html is not None and html["lang"] == spoken


async def test_an_account_without_a_password_is_not_asked_to_change_one(house: House) -> None:
    browser = await house.sign_in()
    text = words_of(await browser.get("/console/drenas/account?language=en"))
    assert "You have no password yet. Set up a password and an app" in text
    assert "you sign in with a passkey" not in text
