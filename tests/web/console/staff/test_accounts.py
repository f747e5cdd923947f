"""Accounts as administrators look after them: invited, changed, closed; nobody changes their own; all is noted."""

from typing import Any

import httpx
import pytest

from reportbot.core.signin import lives
from tests.web.console.house import SAME_SITE, House, browser_for, form_token, page_of, words_of
from tests.web.console.people import Person, a_person, code_in, confirms, invited, link_in, sets_up

STAFF = "/console/drenas/staff"
CHANGES = ("roles", "disabling", "enabling", "link", "sessions/end")


@pytest.fixture
async def admin(house: House) -> Person:
    person = await a_person(house, "Mira Hoxha", "administrator")
    await person.signs_in()
    await person.browser.get(f"{STAFF}?language=en")
    return person


@pytest.fixture
async def second(house: House) -> Person:
    """Somebody else who is there, and can confirm."""
    person = await a_person(house, "Dita Berisha", "coordinator")
    await person.signs_in()
    return person


async def number_of(house: House, key: str, town: str = "drenas") -> int:
    async with house.parts.database.read() as work:
        staff = await work.staff.by_key(town, key)
    assert staff is not None
    return staff.id


async def acts(house: House) -> list[tuple[str, str, str]]:
    async with house.parts.database.read() as work:
        entries = await work.audit.entries(0, 200)
    return [(entry.act.decode(), entry.actor.decode(), entry.subject.decode()) for entry in entries]


async def does(admin: Person, path: str, **fields: Any) -> httpx.Response:
    return await admin.sends(f"{STAFF}{path}", page=STAFF, **fields)


async def test_somebody_is_invited_sets_up_and_works(house: House, admin: Person, second: Person) -> None:
    answer = await does(
        admin, "", name="Ana Krasniqi", roles=["coordinator", "supervisor"], sensitive=["neglect", "sexual_abuse"]
    )
    assert answer.status_code == 200 and "ana.krasniqi" in words_of(answer)
    code = code_in(await confirms(second))
    browser = browser_for(house.app, house.url)
    done, _ = await sets_up(house, link_in(house, answer), browser, handed=code)
    assert done.status_code == 200
    async with house.parts.database.read() as work:
        staff = await work.staff.by_key("drenas", "ana.krasniqi")
    assert staff is not None
    assert (staff.roles, staff.sensitive) == (("coordinator", "supervisor"), ("neglect", "sexual_abuse"))
    assert (await browser.get(STAFF)).status_code == 403, "who coordinates looks after no accounts"
    assert ("staff_invited", "@mira.hoxha", "@ana.krasniqi") in await acts(house)
    assert "in use" in words_of(await admin.browser.get(f"{STAFF}/{staff.id}"))


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"name": "Ana K", "roles": []}, "at least one role"),
        ({"name": "", "roles": ["coordinator"]}, "fill in a name"),
        ({"name": "Ана", "roles": ["coordinator"]}, "fill in a name"),
        ({"name": "Ana K", "roles": ["king"]}, "choose from the lists"),
        ({"name": "Ana K", "roles": ["coordinator"], "institution": "nobody"}, "choose from the lists"),
        ({"name": "Ana K", "roles": ["coordinator"], "sensitive": ["manhole"]}, "choose from the lists"),
        ({"name": "Ana K", "roles": ["officer"]}, "Choose the office"),
        ({"name": "Ana K", "roles": ["administrator", "coordinator"]}, "That takes two accounts"),
        ({"name": "\x00\x07" * 9, "roles": ["coordinator"]}, "fill in a name"),
    ],
)
async def test_what_cannot_be_is_explained_and_nothing_is_made(
    house: House, admin: Person, fields: dict[str, Any], said: str
) -> None:
    answer = await does(admin, "", **fields)
    assert answer.status_code == 400 and said in words_of(answer)
    async with house.parts.database.read() as work:
        assert len(await work.staff.all("drenas")) == 1


async def test_roles_change_at_the_next_request_and_the_change_is_noted(house: House, admin: Person) -> None:
    ana = await a_person(house)
    await ana.signs_in()
    assert (await ana.browser.get("/console/drenas/calls/new")).status_code == 200
    id = await number_of(house, ana.key)
    answer = await does(admin, f"/{id}/roles", roles=["supervisor"])
    assert (answer.status_code, answer.headers["location"]) == (303, f"{STAFF}/{id}?done=changed")
    assert (await ana.browser.get("/console/drenas/calls/new")).status_code == 403
    assert ("staff_changed", "@mira.hoxha", "@ana.krasniqi") in await acts(house)


async def test_a_closed_account_is_out_at_once_and_can_be_opened_again(
    house: House, admin: Person, second: Person
) -> None:
    ana = await a_person(house)
    await ana.signs_in()
    id = await number_of(house, ana.key)
    assert (await does(admin, f"/{id}/disabling")).status_code == 303
    assert (await ana.browser.get("/console/drenas/account")).status_code == 401
    assert (await ana.types_password()).status_code == 403
    assert (await does(admin, f"/{id}/link")).status_code == 409, "no link for a closed account"
    assert (await does(admin, f"/{id}/enabling")).status_code == 303
    assert (await ana.types_password()).status_code == 403
    assert (await confirms(second)).status_code == 303
    assert (await ana.signs_in()).status_code == 303
    done = {act for act, _, subject in await acts(house) if subject == "@ana.krasniqi"}
    assert {"staff_disabled", "staff_enabled"} <= done


async def test_closing_an_account_takes_its_link_away(house: House, admin: Person) -> None:
    link = await invited(house, "Dita Berisha")
    await does(admin, f"/{await number_of(house, 'dita.berisha')}/disabling")
    assert (await house.visitor.get(link)).status_code == 403


async def test_sessions_of_somebody_are_ended(house: House, admin: Person) -> None:
    ana = await a_person(house)
    await ana.signs_in()
    assert (await does(admin, f"/{await number_of(house, ana.key)}/sessions/end")).status_code == 303
    assert (await ana.browser.get("/console/drenas/account")).status_code == 401
    assert (await ana.signs_in()).status_code == 303


async def test_nobody_changes_their_own_account(house: House, admin: Person) -> None:
    id = await number_of(house, admin.key)
    for path, fields in (
        ("roles", {"roles": ["coordinator"]}),
        ("roles", {"roles": ["administrator"], "sensitive": ["neglect"]}),
        ("disabling", {}),
        ("link", {}),
    ):
        answer = await does(admin, f"/{id}/{path}", **fields)
        assert answer.status_code in (400, 409) and "Somebody else must" in words_of(answer)
    page = page_of(await admin.browser.get(f"{STAFF}/{id}"))
    assert not page.select(f"form[action^='{STAFF}']")


async def test_the_last_administrator_who_can_sign_in_stays(house: House, admin: Person, second: Person) -> None:
    """Whoever was invited and never came counts for nothing."""
    await invited(house, "Gent Leka", "administrator")
    other = await a_person(house, "Beni Gashi", "administrator")
    id = await number_of(house, admin.key)
    await other.signs_in()
    await other.browser.get(f"{STAFF}?language=en")
    assert (await does(other, f"/{id}/disabling")).status_code == 303
    mine = await number_of(house, other.key)
    assert (await does(other, f"/{mine}/disabling")).status_code == 409
    await does(other, f"/{id}/enabling")
    await second.signs_in()
    await confirms(second)
    await admin.signs_in()
    assert (await does(admin, f"/{mine}/roles", roles=["auditor"])).status_code == 303
    await confirms(second)
    last = await other.sends(f"{STAFF}/{id}/roles", roles=["auditor"])
    assert last.status_code == 403, "who administers no longer changes nothing"


async def test_the_second_step_is_asked_again_after_ten_minutes_and_the_form_is_kept(
    house: House, admin: Person, second: Person
) -> None:
    house.clock.pass_(lives.STEP_UP)
    asked = await does(admin, "", name="Ana Krasniqi", roles=["coordinator", "auditor"], sensitive=["neglect"])
    assert asked.status_code == 303 and "/console/drenas/confirm?next=" in asked.headers["location"]
    assert await house.parts.staff.asks.of("drenas") == []
    page = page_of(await admin.browser.get(asked.headers["location"]))
    next = str(page.select_one("form.stack input[name=next]")["value"])  # type: ignore[index]
    code = await admin.next_code()
    wrong = await admin.sends("/console/drenas/confirm", code="000000", next=next)
    assert wrong.status_code == 403
    back = await admin.sends("/console/drenas/confirm", code=code, next=next)
    assert back.status_code == 303
    filled = page_of(await admin.browser.get(back.headers["location"]))
    assert filled.select_one("input#name")["value"] == "Ana Krasniqi"  # type: ignore[index]
    assert {each["value"] for each in filled.select("[checked]")} == {"coordinator", "auditor", "neglect"}
    assert (await does(admin, "", name="Ana Krasniqi", roles=["coordinator"])).status_code == 200


@pytest.mark.parametrize("path", CHANGES)
async def test_every_change_of_an_account_asks_for_the_second_step(house: House, admin: Person, path: str) -> None:
    await a_person(house)
    id = await number_of(house, "ana.krasniqi")
    before = await acts(house)
    house.clock.pass_(lives.STEP_UP)
    answer = await does(admin, f"/{id}/{path}", roles=["auditor"])
    assert "/confirm?" in answer.headers["location"]
    assert await acts(house) == before


async def test_accounts_of_another_town_do_not_exist(house: House, admin: Person) -> None:
    wanted = await invited(house, "Fisnik Leka", town="vushtrri")
    id = await number_of(house, "fisnik.leka", "vushtrri")
    assert (await admin.browser.get(f"{STAFF}/{id}")).status_code == 404
    assert "Fisnik" not in (await admin.browser.get(STAFF)).text
    for path in CHANGES:
        assert (await does(admin, f"/{id}/{path}", roles=["auditor"])).status_code == 404
    assert (await house.visitor.get(wanted)).status_code == 200


async def test_only_administrators_see_accounts(house: House) -> None:
    for role in ("coordinator", "supervisor", "auditor"):
        browser = browser_for(house.app, house.url)
        await browser.post(house.login_path(role=role), headers=SAME_SITE)
        assert (await browser.get(STAFF)).status_code == 403
        token = form_token(await browser.get("/console/drenas/account"))
        form = {"form_token": token, "name": "Eve", "roles": "administrator"}
        assert (await browser.post(STAFF, data=form, headers=SAME_SITE)).status_code == 403


async def test_two_people_of_one_name_have_two_sign_in_names(house: House, admin: Person, second: Person) -> None:
    for key in ("ana.krasniqi", "ana.krasniqi2"):
        answer = await does(admin, "", name="Ana Krasniqi", roles=["coordinator"])
        assert f"sign-in name is {key}." in words_of(answer)


async def test_a_name_is_shown_as_text(house: House, admin: Person, second: Person) -> None:
    await does(admin, "", name="<b>Ana</b> {name} %s", roles=["coordinator"])
    assert "<b>Ana</b> {name} %s" in words_of(await second.browser.get(f"{STAFF}/asks"))
    await confirms(second)
    assert "<b>Ana</b> {name} %s" in words_of(await admin.browser.get(STAFF))


async def test_whoever_is_alone_learns_before_filling_in_the_form_that_nobody_can_confirm_it(
    house: House, admin: Person
) -> None:
    assert "Nobody else here can confirm it yet." in words_of(await admin.browser.get(STAFF))
    await a_person(house, "Dita Berisha", "coordinator")
    assert "Nobody else here can confirm it yet." not in words_of(await admin.browser.get(STAFF))
