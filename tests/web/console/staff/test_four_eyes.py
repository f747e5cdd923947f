"""Four eyes: what opens cases, or accounts that open cases, is asked for by one person and confirmed by another."""

import asyncio
from dataclasses import replace

import httpx
import pytest

from reportbot.core.access.actions import Role
from reportbot.core.signin import lives
from reportbot.service.records.staff import Outcome
from tests.web.console.house import House, browser_for, page_of, words_of
from tests.web.console.people import (
    ASKS,
    SIGN_IN,
    Person,
    a_person,
    code_in,
    confirms,
    invited,
    link_in,
    sets_up,
)
from tests.web.console.staff.test_accounts import STAFF, acts, does, number_of

ACCOUNT = "/console/drenas/account"


@pytest.fixture
async def admin(house: House) -> Person:
    person = await a_person(house, "Mira Hoxha", "administrator")
    await person.signs_in()
    await person.browser.get(f"{STAFF}?language=en")
    return person


@pytest.fixture
async def second(house: House) -> Person:
    person = await a_person(house, "Dita Berisha", "coordinator")
    await person.signs_in()
    await person.browser.get(f"{ACCOUNT}?language=en")
    return person


async def asks_link(house: House, admin: Person, key: str) -> str:
    """The path of the link that an administrator asked for."""
    answer = await does(admin, f"/{await number_of(house, key)}/link")
    assert answer.status_code == 200 and "once it is confirmed" in words_of(answer)
    return link_in(house, answer)


async def opens(house: House, link: str) -> httpx.Response:
    return await browser_for(house.app, house.url).get(f"{link}?language=en")


async def test_an_administrator_alone_cannot_sign_in_as_a_coordinator(
    house: House, admin: Person, second: Person
) -> None:
    ana = await a_person(house)
    link = await asks_link(house, admin, ana.key)
    page = await opens(house, link)
    assert page.status_code == 403 and "not confirmed yet" in words_of(page)
    browser = browser_for(house.app, house.url)
    sent = await browser.post(link, data={"password": "x"}, headers={"sec-fetch-site": "same-origin"})
    assert sent.status_code == 403 and not browser.cookies
    assert (await ana.signs_in()).status_code == 303, "what they had works on"


async def test_a_confirmed_link_needs_the_code_that_the_second_person_hands_over(
    house: House, admin: Person, second: Person
) -> None:
    """So that whoever asked cannot use it either, however plausible the asking was."""
    ana = await a_person(house)
    link = await asks_link(house, admin, ana.key)
    answer = await confirms(second)
    code = code_in(answer)
    assert link.rpartition("/")[2] not in answer.text, "nor can the second person, who never sees the link"
    browser = browser_for(house.app, house.url)
    for wrong in ("", "AAAAA-AAAAA", code[:-1]):
        refused, _ = await sets_up(house, link, browser, handed=wrong)
        assert refused.status_code == 400
    done, _ = await sets_up(house, link, browser, handed=f" {code.lower().replace('-', ' ')} ")
    assert done.status_code == 200
    assert (await opens(house, link)).status_code == 403, "once"
    assert (await ana.types_password()).status_code == 303, "the same words, a new app"
    done_by = [each for each in await acts(house) if each[0].startswith("staff_") and each[2] == "@ana.krasniqi"]
    assert ("staff_asked", "@mira.hoxha", "@ana.krasniqi") in done_by
    assert ("staff_confirmed", "@dita.berisha", "@ana.krasniqi") in done_by
    assert ("staff_link_made", "@mira.hoxha", "@ana.krasniqi") in done_by


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.OFFICER])
async def test_an_invented_person_of_any_role_gets_no_account_by_one_alone(
    house: House, admin: Person, second: Person, role: Role
) -> None:
    """Also an administrator or an auditor: they could be the second person of the next account, or be widened."""
    answer = await does(admin, "", name="Eve Nobody", roles=[role])
    assert "not confirmed" in words_of(await opens(house, link_in(house, answer)))
    async with house.parts.database.read() as work:
        assert await work.staff.by_key("drenas", "eve.nobody") is None
    assert (await confirms(second, "refusal")).status_code == 303
    assert (await opens(house, link_in(house, answer))).status_code == 403
    async with house.parts.database.read() as work:
        assert await work.staff.by_key("drenas", "eve.nobody") is None
    assert ("staff_refused", "@dita.berisha", "@eve.nobody") in await acts(house)


async def test_whoever_asked_does_not_confirm_but_may_take_it_back(house: House, admin: Person, second: Person) -> None:
    await does(admin, "", name="Eve Nobody", roles=["coordinator"])
    (ask,) = await house.parts.staff.asks.of("drenas")
    page = await admin.browser.get(ASKS)
    assert "Somebody else must confirm it" in words_of(page)
    assert not page_of(page).select("form[action$='/confirmation']")
    answer = await admin.sends(f"{ASKS}/{ask.id}/confirmation", page=ASKS)
    assert answer.status_code == 409 and "Somebody else must confirm it" in words_of(answer)
    assert (await admin.sends(f"{ASKS}/{ask.id}/refusal", page=ASKS)).status_code == 303
    gone = await second.sends(f"{ASKS}/{ask.id}/confirmation", page=ASKS)
    assert gone.status_code == 409 and "decided already" in words_of(gone)


async def test_nobody_confirms_wider_rights_of_their_own(house: House, admin: Person, second: Person) -> None:
    beni = await a_person(house, "Beni Gashi", "supervisor")
    await beni.signs_in()
    await beni.browser.get(f"{ACCOUNT}?language=en")
    id = await number_of(house, beni.key)
    answer = await does(admin, f"/{id}/roles", roles=["coordinator"], sensitive=["neglect"])
    assert answer.headers["location"] == f"{STAFF}/{id}?done=waits"
    (ask,) = await house.parts.staff.asks.of("drenas")
    refused = await beni.sends(f"{ASKS}/{ask.id}/confirmation", page=ASKS)
    assert refused.status_code == 409 and "about your own account" in words_of(refused)
    assert (await beni.browser.get("/console/drenas/calls/new")).status_code == 403
    assert (await confirms(second)).status_code == 303
    assert (await beni.browser.get("/console/drenas/calls/new")).status_code == 200


@pytest.mark.parametrize(
    "wanted",
    [
        {"roles": ["supervisor"], "sensitive": ["neglect"]},
        {"roles": ["supervisor"], "institution": "qps"},
        {"roles": ["supervisor", "auditor"]},
        {"roles": ["coordinator"]},
    ],
    ids=["more subjects", "another office", "one more role", "another role"],
)
async def test_wider_rights_wait_and_narrower_ones_are_in_force_at_once(
    house: House, admin: Person, second: Person, wanted: dict[str, object]
) -> None:
    beni = await a_person(house, "Beni Gashi", "supervisor")
    id = await number_of(house, beni.key)
    await does(admin, f"/{id}/roles", **wanted)
    async with house.parts.database.read() as work:
        before = await work.staff.by_key("drenas", beni.key)
    assert before and (before.roles, before.sensitive, before.institution) == (("supervisor",), (), "")
    await confirms(second)
    await does(admin, f"/{id}/roles", roles=["supervisor"], institution=wanted.get("institution", ""))
    async with house.parts.database.read() as work:
        after = await work.staff.by_key("drenas", beni.key)
    assert after and (after.roles, after.sensitive) == (("supervisor",), ()), "taken away at once"


async def test_what_was_asked_is_void_once_the_account_was_changed_otherwise(
    house: House, admin: Person, second: Person
) -> None:
    beni = await a_person(house, "Beni Gashi", "supervisor")
    id = await number_of(house, beni.key)
    await does(admin, f"/{id}/roles", roles=["coordinator"])
    (ask,) = await house.parts.staff.asks.of("drenas")
    await does(admin, f"/{id}/disabling")
    answer = await second.sends(f"{ASKS}/{ask.id}/confirmation", page=ASKS)
    assert answer.status_code == 409
    async with house.parts.database.read() as work:
        staff, found = await work.staff.by_key("drenas", beni.key), await work.staff_asks.get("drenas", ask.id)
    assert staff and not staff.works and staff.roles == ("supervisor",)
    assert found and found.outcome is Outcome.REPLACED


async def test_what_nobody_confirms_lapses_after_three_days(house: House, admin: Person, second: Person) -> None:
    ana = await a_person(house)
    link = await asks_link(house, admin, ana.key)
    await does(admin, "", name="Eve Nobody", roles=["coordinator"])
    first, _ = await house.parts.staff.asks.of("drenas")
    house.clock.pass_(lives.ASK)
    await house.parts.staff_round.keep()
    await second.signs_in()
    assert not page_of(await second.browser.get(ASKS)).select("form[action$='/confirmation']")
    assert (await second.sends(f"{ASKS}/{first.id}/confirmation", page=ASKS)).status_code == 409
    assert "used already" in words_of(await opens(house, link))
    assert [each[2] for each in await acts(house) if each[0] == "staff_ask_lapsed"] == ["@ana.krasniqi", "@eve.nobody"]
    async with house.parts.database.read() as work:
        found = await work.staff_asks.get("drenas", first.id)
    assert found and found.outcome is Outcome.LAPSED


async def test_a_second_person_is_asked_on_every_page_and_confirms_only_with_the_second_step(
    house: House, admin: Person, second: Person
) -> None:
    awaited = "Something waits for a second person."
    assert awaited not in words_of(await second.browser.get("/console/drenas"))
    await does(admin, "", name="Eve Nobody", roles=["coordinator"])
    assert awaited in words_of(await second.browser.get("/console/drenas"))
    assert awaited not in words_of(await admin.browser.get(ACCOUNT)), "not whoever asked"
    house.clock.pass_(lives.STEP_UP)
    answer = await confirms(second)
    assert "/confirm?" in answer.headers["location"]
    (ask,) = await house.parts.staff.asks.of("drenas")
    assert ask.outcome is Outcome.AWAITED


async def test_whoever_a_link_is_for_is_told_where_they_are_signed_in_and_can_refuse_it(
    house: House, admin: Person, second: Person
) -> None:
    ana = await a_person(house)
    await ana.signs_in()
    await ana.browser.get(f"{ACCOUNT}?language=en")
    link = await asks_link(house, admin, ana.key)
    told = "Something was asked for or changed about your account."
    assert told in words_of(await ana.browser.get("/console/drenas"))
    page = await ana.browser.get(ACCOUNT)
    assert "Asked for by mira.hoxha" in words_of(page)
    button = page_of(page).select_one("form[action*='/account/asks/'][action$='/refusal']")
    assert button is not None
    assert (await ana.sends(str(button["action"]))).status_code == 303
    assert "used already" in words_of(await opens(house, link))
    assert told not in words_of(await ana.browser.get("/console/drenas"))
    assert ("staff_refused", "@ana.krasniqi", "@ana.krasniqi") in await acts(house)


async def test_a_link_that_was_confirmed_already_can_be_disowned(house: House, admin: Person, second: Person) -> None:
    ana = await a_person(house)
    await ana.signs_in()
    link = await asks_link(house, admin, ana.key)
    await confirms(second)
    (ask,) = await house.parts.staff.asks.of("drenas")
    assert (await ana.sends(f"{ACCOUNT}/asks/{ask.id}/refusal")).status_code == 303
    assert (await opens(house, link)).status_code == 403
    assert ("staff_disowned", "@ana.krasniqi", "@ana.krasniqi") in await acts(house)


async def test_nobody_disowns_what_is_about_somebody_else(house: House, admin: Person, second: Person) -> None:
    ana = await a_person(house)
    await asks_link(house, admin, ana.key)
    (ask,) = await house.parts.staff.asks.of("drenas")
    assert (await second.sends(f"{ACCOUNT}/asks/{ask.id}/refusal")).status_code == 404
    assert (await house.parts.staff.asks.of("drenas")) == [ask]


async def test_they_are_told_when_they_next_sign_in_until_they_have_read_it(
    house: House, admin: Person, second: Person
) -> None:
    ana = await a_person(house)
    link = await asks_link(house, admin, ana.key)
    code = code_in(await confirms(second))
    browser = browser_for(house.app, house.url)
    await sets_up(house, link, browser, handed=code)
    page = await browser.get(f"{ACCOUNT}?language=en")
    assert "Confirmed by dita.berisha." in words_of(page)
    ana.browser = browser
    assert (await ana.sends(f"{ACCOUNT}/asks/known")).status_code == 303
    assert "Confirmed by dita.berisha." not in words_of(await browser.get(ACCOUNT))


async def test_an_old_session_says_that_the_ways_to_sign_in_were_replaced(
    house: House, admin: Person, second: Person
) -> None:
    ana = await a_person(house)
    await ana.signs_in()
    await ana.browser.get(f"{ACCOUNT}?language=en")
    link = await asks_link(house, admin, ana.key)
    code = code_in(await confirms(second))
    await sets_up(house, link, browser_for(house.app, house.url), handed=code)
    page = await ana.browser.get("/console/drenas")
    assert page.status_code == 401 and "were replaced" in words_of(page) and "Was it not you?" in words_of(page)


async def test_where_nobody_else_is_there_the_page_says_what_whoever_runs_the_server_types(
    house: House, admin: Person
) -> None:
    answer = await does(admin, "", name="Ana Krasniqi", roles=["coordinator"], sensitive=["neglect"])
    assert answer.status_code == 400
    command = "reportbot staff invite --municipality drenas --name 'Ana Krasniqi' --role coordinator --sensitive"
    assert command in words_of(answer)
    assert await house.parts.staff.asks.of("drenas") == []
    await invited(house, "Ana Krasniqi", "coordinator")  # by the command, and she has not set up her account yet
    link = await does(admin, f"/{await number_of(house, 'ana.krasniqi')}/link")
    assert link.status_code == 409
    assert "reportbot staff link --municipality drenas --key ana.krasniqi" in words_of(link)


async def test_a_link_of_whoever_runs_the_server_needs_no_code_and_is_told_all_the_same(house: House) -> None:
    ana = await a_person(house)
    await ana.signs_in()
    await ana.browser.get(f"{ACCOUNT}?language=en")
    made = await house.parts.staff.staffing.new_link("drenas", await number_of(house, ana.key), None)
    assert "Made by whoever runs the server" in words_of(await ana.browser.get(ACCOUNT))
    done, _ = await sets_up(house, f"/console/set-up/{made.token}", browser_for(house.app, house.url))
    assert done.status_code == 200


async def test_an_administrator_who_is_one_no_more_has_asked_in_vain(
    house: House, admin: Person, second: Person
) -> None:
    await does(admin, "", name="Eve Nobody", roles=["coordinator"])
    async with house.parts.database.begin() as work:
        found = await work.staff.by_key("drenas", admin.key)
        assert found
        await work.staff.update(replace(found, roles=("auditor",)))
    assert (await confirms(second)).status_code == 409


async def test_two_second_persons_at_once_are_one(house: House, admin: Person, second: Person) -> None:
    other = await a_person(house, "Beni Gashi", "supervisor")
    await other.signs_in()
    await does(admin, "", name="Eve Nobody", roles=["coordinator"])
    (ask,) = await house.parts.staff.asks.of("drenas")
    path = f"{ASKS}/{ask.id}/confirmation"
    answers = await asyncio.gather(*(each.sends(path, page=ASKS) for each in (second, other)))
    assert sorted(each.status_code for each in answers) == [200, 409]


@pytest.mark.parametrize("code", ["", "AAAAA-AAAAA", "x" * 5000, "\x00"])
async def test_a_wrong_recovery_code_opens_nothing_and_makes_wait(house: House, code: str) -> None:
    """For an account that has no password, and for one that nobody has: the same words."""
    await a_person(house)
    path = SIGN_IN.replace("sign-in", "recovery")
    for name in ("ana.krasniqi", "nobody"):
        answer = await house.visitor.post(
            path, data={"name": name, "code": code}, headers={"sec-fetch-site": "same-origin"}
        )
        assert answer.status_code == 403 and not house.visitor.cookies
    for _ in range(3):
        answer = await house.visitor.post(
            path, data={"name": "nobody", "code": code}, headers={"sec-fetch-site": "same-origin"}
        )
    assert answer.status_code == 429


async def test_a_recovery_code_stands_in_for_no_password(house: House) -> None:
    ana = await a_person(house)
    path = SIGN_IN.replace("sign-in", "recovery")
    form = {"name": ana.key, "code": ana.codes[0]}
    assert (await house.visitor.post(path, data=form, headers={"sec-fetch-site": "same-origin"})).status_code == 403
    await ana.types_password()
    assert (await ana.types_code(ana.codes[0])).status_code == 303, "it was not used up by that"


async def test_whoever_has_signed_in_on_the_browser_of_the_asker_is_no_second_person(
    house: House, admin: Person, second: Person
) -> None:
    """Two accounts of one person show on one browser, on either side."""
    ana = await a_person(house)
    await second.signs_in(admin.browser)
    await admin.signs_in(admin.browser)
    await asks_link(house, admin, ana.key)
    answer = await confirms(second)
    assert answer.status_code >= 400 and not [act for act, *_ in await acts(house) if act == "staff_confirmed"]
