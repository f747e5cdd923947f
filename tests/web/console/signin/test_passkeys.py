"""Passkeys as the server sees them: what is taken, and what no real authenticator would send."""

import json
from collections.abc import AsyncIterator
from dataclasses import replace
from secrets import token_bytes

import httpx
import pytest

from tests.authenticator import PRESENT, VERIFIED, Authenticator
from tests.web.console.house import SAME_SITE, House, browser_for, open_house, page_of
from tests.web.console.people import SECOND, SIGN_IN, Person, a_person, invited

URL = "http://localhost"
ACCOUNT = "/console/drenas/account"


@pytest.fixture
async def hall(sqlite_url: str) -> AsyncIterator[House]:
    async with open_house(sqlite_url, URL) as opened:
        yield opened


def asked(page: httpx.Response, path: str) -> tuple[str, str]:
    """The challenge and the question of the form that is sent there."""
    form = page_of(page).select_one(f"form.passkey[action='{path}']")
    assert form is not None
    return str(form.select_one("[name=challenge]")["value"]), str(form["data-question"])  # type: ignore[index]


async def set_up(hall: House, name: str, device: Authenticator) -> tuple[httpx.Response, httpx.AsyncClient]:
    link, browser = await invited(hall, name), browser_for(hall.app, hall.url)
    challenge, question = asked(await browser.get(link), f"{link}/passkey")
    form = {"challenge": challenge, "credential": device.registers(question), "label": "phone"}
    return await browser.post(f"{link}/passkey", data=form, headers=SAME_SITE), browser


async def sign_in(hall: House, device: Authenticator, **changed: str) -> tuple[httpx.Response, dict[str, str]]:
    browser = browser_for(hall.app, hall.url)
    challenge, question = asked(await browser.get(SIGN_IN), f"{SIGN_IN}/passkey")
    form = {"challenge": challenge, "credential": device.signs(question)} | changed
    return await browser.post(f"{SIGN_IN}/passkey", data=form, headers=SAME_SITE), form


async def test_a_passkey_signs_in_and_is_both_factors(hall: House) -> None:
    device = Authenticator(URL)
    made, browser = await set_up(hall, "Ana Krasniqi", device)
    assert made.headers["location"] == f"{ACCOUNT}?done=welcome"
    assert (await browser.get(ACCOUNT)).status_code == 200
    assert (await sign_in(hall, device))[0].status_code == 303


@pytest.mark.parametrize(
    "changed",
    [{"flags": PRESENT}, {"flags": VERIFIED}, {"origin": "http://evil.example"}, {"origin": "https://localhost"}],
)
async def test_without_a_person_or_from_another_address_nothing_is_taken(
    hall: House, changed: dict[str, object]
) -> None:
    device = Authenticator(URL)
    bad = replace(device, **changed)  # type: ignore[arg-type]
    assert (await set_up(hall, "Beni Gashi", bad))[0].status_code == 400
    await set_up(hall, "Ana Krasniqi", device)
    assert (await sign_in(hall, bad))[0].status_code == 403
    assert (await sign_in(hall, device))[0].status_code == 303


async def test_a_count_that_does_not_rise_is_a_copy(hall: House) -> None:
    device = Authenticator(URL, count=5)
    await set_up(hall, "Ana Krasniqi", device)
    copy = replace(device)
    assert (await sign_in(hall, device))[0].status_code == 303
    assert (await sign_in(hall, copy))[0].status_code == 403
    async with hall.parts.database.read() as work:
        acts = [(entry.act, entry.actor) for entry in await work.audit.entries(0, 100)]
    assert (b"passkey_copied", b"@ana.krasniqi") in acts
    assert (await sign_in(hall, device))[0].status_code == 303


@pytest.mark.parametrize("counts", [True, False])
async def test_an_answer_is_taken_once_and_only_for_its_question(hall: House, counts: bool) -> None:
    device = Authenticator(URL, counts=counts)
    await set_up(hall, "Ana Krasniqi", device)
    first, form = await sign_in(hall, device)
    assert first.status_code == 303
    for sent in (
        form,
        form | {"challenge": ""},
        form | {"challenge": hall.web.vault.sign("form", "1", hall.clock.now())},
    ):
        again = await hall.visitor.post(f"{SIGN_IN}/passkey", data=sent, headers=SAME_SITE)
        assert again.status_code == 403 and "set-cookie" not in again.headers
    challenge, _ = asked(await hall.visitor.get(SIGN_IN), f"{SIGN_IN}/passkey")
    assert (await sign_in(hall, device, challenge=challenge))[0].status_code == 403


@pytest.mark.parametrize("credential", ["", "{}", "[]", "null", '{"id":1}', "x" * 20_000, "{" * 5000, '"\\ud800"'])
async def test_rubbish_is_no_answer(hall: House, credential: str) -> None:
    assert (await sign_in(hall, Authenticator(URL), credential=credential))[0].status_code == 403


async def test_a_key_that_nobody_registered_opens_nothing(hall: House) -> None:
    device = Authenticator(URL)
    await set_up(hall, "Ana Krasniqi", device)
    assert (await sign_in(hall, replace(device, credential=token_bytes(16))))[0].status_code == 403
    assert (await sign_in(hall, Authenticator(URL, credential=device.credential)))[0].status_code == 403


async def with_passkey(hall: House, name: str, device: Authenticator) -> Person:
    """With password, app and passkey; their browser is signed in."""
    person = await a_person(hall, name)
    await person.signs_in()
    challenge, question = asked(await person.browser.get(ACCOUNT), f"{ACCOUNT}/passkeys")
    made = await person.sends(
        f"{ACCOUNT}/passkeys", challenge=challenge, credential=device.registers(question), label=""
    )
    assert made.status_code == 303
    return person


async def test_the_passkey_of_somebody_else_is_no_second_step(hall: House) -> None:
    """Whoever knows a password and has an account of their own does not get in with their own passkey."""
    hers, his = Authenticator(URL), Authenticator(URL)
    ana = await with_passkey(hall, "Ana Krasniqi", hers)
    await with_passkey(hall, "Beni Gashi", his)
    thief = browser_for(hall.app, hall.url)
    for device, status in ((his, 403), (hers, 303)):
        await ana.types_password(thief)
        challenge, question = asked(await thief.get(SECOND), f"{SECOND}/passkey")
        assert [each["id"] for each in json.loads(question)["allowCredentials"]]
        form = {"challenge": challenge, "credential": device.signs(question)}
        assert (await thief.post(f"{SECOND}/passkey", data=form, headers=SAME_SITE)).status_code == status


async def test_a_challenge_of_one_person_is_none_of_another(hall: House) -> None:
    hers, his = Authenticator(URL), Authenticator(URL)
    ana, beni = await with_passkey(hall, "Ana Krasniqi", hers), await with_passkey(hall, "Beni Gashi", his)
    other = browser_for(hall.app, hall.url)
    await beni.types_password(other)
    challenge, question = asked(await other.get(SECOND), f"{SECOND}/passkey")
    mine = browser_for(hall.app, hall.url)
    await ana.types_password(mine)
    form = {"challenge": challenge, "credential": hers.signs(question)}
    assert (await mine.post(f"{SECOND}/passkey", data=form, headers=SAME_SITE)).status_code == 403


async def test_a_passkey_of_a_closed_account_opens_nothing(hall: House) -> None:
    device = Authenticator(URL)
    await set_up(hall, "Ana Krasniqi", device)
    async with hall.parts.database.begin() as work:
        staff = await work.staff.by_key("drenas", "ana.krasniqi")
        assert staff is not None
        await work.staff.update(replace(staff, disabled_at=hall.clock.now()))
    assert (await sign_in(hall, device))[0].status_code == 403


async def test_at_an_address_of_numbers_no_passkey_is_offered(sqlite_url: str) -> None:
    for url in ("http://127.0.0.1:8000", "http://desk.test"):
        async with open_house(sqlite_url, url) as opened:
            assert not page_of(await opened.visitor.get(SIGN_IN)).select("form.passkey")


async def test_who_has_lost_the_only_passkey_comes_back_with_a_recovery_code_and_nobody_else(hall: House) -> None:
    lost, found = Authenticator(URL), Authenticator(URL)
    _, browser = await set_up(hall, "Ana Krasniqi", lost)
    page = await browser.get(f"{ACCOUNT}?language=en")
    assert "You have no recovery codes." in page.text
    ana = Person(hall, "ana.krasniqi", browser)
    made = await ana.sends(f"{ACCOUNT}/codes")
    code, *others = [each.get_text() for each in page_of(made).select("ol.codes li")]
    browser.cookies.clear()
    path, form = SIGN_IN.replace("sign-in", "recovery"), {"name": "Ana.Krasniqi ", "code": code.lower()}
    answer = await browser.post(path, data=form, headers=SAME_SITE)
    assert answer.headers["location"] == f"{ACCOUNT}?done=recovered"
    page = await browser.get(f"{ACCOUNT}?done=recovered&language=en")
    challenge, question = asked(page, f"{ACCOUNT}/passkeys")
    form = {"challenge": challenge, "credential": found.registers(question), "label": "new"}
    assert (await ana.sends(f"{ACCOUNT}/passkeys", **form)).status_code == 303
    assert (await sign_in(hall, found))[0].status_code == 303
    again = await hall.visitor.post(path, data={"name": ana.key, "code": code}, headers=SAME_SITE)
    assert again.status_code == 403 and len(others) == 9, "each works once"
    async with hall.parts.database.read() as work:
        acts = [(entry.act, entry.actor) for entry in await work.audit.entries(0, 100)]
    assert (b"signed_in", b"@ana.krasniqi") in acts


async def test_a_recovery_code_of_a_closed_account_opens_nothing(hall: House) -> None:
    _, browser = await set_up(hall, "Ana Krasniqi", Authenticator(URL))
    made = await Person(hall, "ana.krasniqi", browser).sends(f"{ACCOUNT}/codes")
    code = page_of(made).select("ol.codes li")[0].get_text()
    async with hall.parts.database.begin() as work:
        staff = await work.staff.by_key("drenas", "ana.krasniqi")
        assert staff
        await work.staff.update(replace(staff, disabled_at=hall.clock.now()))
    path = SIGN_IN.replace("sign-in", "recovery")
    answer = await hall.visitor.post(path, data={"name": "ana.krasniqi", "code": code}, headers=SAME_SITE)
    assert answer.status_code == 403
