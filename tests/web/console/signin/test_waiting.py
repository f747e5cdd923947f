"""Whoever is wrong waits, longer each time; whoever is right is never kept out, and not by what others do either."""

from datetime import timedelta

import httpx
import pytest

from reportbot.core.signin.waiting import FREE, LONGEST, LONGEST_SECOND
from reportbot.service.staff.slowing import Networks
from tests.web.console.house import SAME_SITE, House, browser_for, words_of
from tests.web.console.people import SIGN_IN, Person, a_person

RECOVERY = SIGN_IN.replace("sign-in", "recovery")
WRONG = "not the right password at all"


@pytest.fixture
async def ana(house: House) -> Person:
    """She has signed in nowhere yet."""
    return await a_person(house)


async def wrong_until_it_waits(browser: httpx.AsyncClient, name: str) -> httpx.Response:
    for _ in range(FREE + 1):
        answer = await browser.post(SIGN_IN, data={"name": name, "password": WRONG}, headers=SAME_SITE)
        if answer.status_code == 429:
            return answer
    raise AssertionError("nobody waits")


@pytest.mark.parametrize("name", ["ana.krasniqi", "nobody.here"])
async def test_after_three_wrong_answers_one_waits_whether_the_name_exists_or_not(
    house: House, ana: Person, name: str
) -> None:
    browser = browser_for(house.app, house.url)
    await browser.get(f"{SIGN_IN}?language=en")
    answer = await wrong_until_it_waits(browser, name)
    assert answer.headers["retry-after"] == "2"
    assert "wait 2 seconds" in words_of(answer) and "not locked" in words_of(answer)


async def test_the_right_password_waits_too_and_then_works(house: House, ana: Person) -> None:
    stranger = browser_for(house.app, house.url)
    await wrong_until_it_waits(stranger, ana.key)
    assert (await ana.types_password()).status_code == 429
    house.clock.pass_(timedelta(seconds=2))
    assert (await ana.types_password()).status_code == 303


async def test_the_wait_grows_and_what_comes_too_soon_does_not_lengthen_it(house: House, ana: Person) -> None:
    stranger, waits = browser_for(house.app, house.url), []
    for _ in range(9):
        answer = await wrong_until_it_waits(stranger, ana.key)
        for _ in range(5):
            assert (await ana.types_password()).status_code == 429
        waits.append(int(answer.headers["retry-after"]))
        house.clock.pass_(timedelta(seconds=waits[-1]))
    assert waits[:5] == [2, 4, 8, 16, 32] and set(waits[5:]) == {LONGEST.total_seconds()}
    assert (await ana.types_password()).status_code == 303, "after the wait the right one works"


async def test_a_browser_that_has_signed_them_in_before_does_not_wait_for_what_strangers_do(
    house: House, ana: Person
) -> None:
    await ana.signs_in()
    await wrong_until_it_waits(browser_for(house.app, house.url), ana.key)
    assert (await ana.types_password()).status_code == 303
    assert (await ana.types_password(browser_for(house.app, house.url))).status_code == 429


async def test_a_known_browser_is_known_for_its_owner_alone(house: House, ana: Person) -> None:
    beni = await a_person(house, "Beni Gashi")
    await beni.signs_in()
    await wrong_until_it_waits(browser_for(house.app, house.url), ana.key)
    assert (await ana.types_password(beni.browser)).status_code == 429


async def test_signing_in_forgets_what_was_wrong_before(house: House, ana: Person) -> None:
    for _ in range(FREE):
        await ana.types_password(password=WRONG)
    house.clock.pass_(timedelta(seconds=2))
    await ana.signs_in()
    for _ in range(FREE):
        assert (await ana.types_password(password=WRONG)).status_code == 403


async def test_the_password_alone_forgets_nothing(house: House, ana: Person) -> None:
    """Else whoever knows it could try codes for ever, and passwords of others in between."""
    for _ in range(FREE - 1):
        await ana.types_password(password=WRONG)
    assert (await ana.types_password()).status_code == 303
    assert (await ana.types_password(password=WRONG)).status_code == 429


async def test_six_digits_cannot_be_tried_through(house: House, ana: Person) -> None:
    await ana.types_password()
    for _ in range(FREE):
        assert (await ana.types_code("000000")).status_code == 403
    answer = await ana.types_code(ana.code())
    assert (answer.status_code, answer.headers["retry-after"]) == (429, "2")
    house.clock.pass_(timedelta(seconds=2))
    assert (await ana.types_code(await ana.next_code())).status_code == 303
    assert timedelta(minutes=10) < LONGEST_SECOND


async def test_strangers_without_the_password_do_not_slow_the_second_step(house: House, ana: Person) -> None:
    """Anybody can try recovery codes with a name alone: they have a count of their own, of no more than a minute."""
    stranger, waits = browser_for(house.app, house.url), []
    for _ in range(18):
        answer = await stranger.post(RECOVERY, data={"name": ana.key, "code": "AAAAA-AAAAA"}, headers=SAME_SITE)
        waits.append(int(answer.headers.get("retry-after", 0)))
        house.clock.pass_(timedelta(seconds=waits[-1]))
    assert max(waits) == LONGEST.total_seconds()
    assert (await ana.signs_in(browser_for(house.app, house.url))).status_code == 303


async def test_a_range_of_addresses_that_is_often_wrong_waits_whatever_the_name(house: House, ana: Person) -> None:
    transport = httpx.ASGITransport(app=house.app, client=("203.0.113.7", 4711))
    elsewhere = httpx.ASGITransport(app=house.app, client=("198.51.100.7", 4711))
    async with httpx.AsyncClient(transport=transport, base_url=house.url) as many:
        for number in range(Networks.FREE + 1):
            form = {"name": f"name{number}", "password": WRONG}
            assert (await many.post(SIGN_IN, data=form, headers=SAME_SITE)).status_code == 403
        assert (await ana.types_password(many)).status_code == 429
        async with httpx.AsyncClient(transport=elsewhere, base_url=house.url) as other:
            assert (await ana.types_password(other)).status_code == 303
        house.clock.pass_(timedelta(seconds=5))
        assert (await ana.types_password(many)).status_code == 303


async def test_many_wrong_names_fill_neither_the_audit_log_nor_the_memory(house: House) -> None:
    for number in range(30):
        await house.visitor.post(SIGN_IN, data={"name": f"n{number}", "password": WRONG}, headers=SAME_SITE)
    async with house.parts.database.read() as work:
        refusals = [entry for entry in await work.audit.entries(0, 200) if entry.act == b"sign_in_refused"]
    assert len(refusals) == 20


def test_networks_are_forgotten_beyond_ten_thousand(house: House) -> None:
    networks, now = Networks(), house.clock.now()
    for number in range(Networks.MOST + 5):
        networks.wrong(f"10.{number}", now)
    networks.wrong("", now)
    assert len(networks._wrong) == Networks.MOST
