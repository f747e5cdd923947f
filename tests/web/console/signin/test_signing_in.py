"""Signing in with a password and an app: what works, what does not, and what nobody can tell from the answer."""

from datetime import timedelta
from pathlib import Path

import httpx
import pytest

from reportbot.core.signin import lives
from tests.web.console.house import SAME_SITE, House, browser_for, form_token, open_house, page_of, words_of
from tests.web.console.people import PASSWORD, SECOND, SIGN_IN, Person, a_person, invited, sets_up

ACCOUNT = "/console/drenas/account"
RUBBISH = ["", "x" * 5000, "\x00", "é" * 200, "' OR 1=1 --", "../../etc", "@coordinator", "\ud7ff", "٣٤٥٦٧٨", "{{7*7}}"]


@pytest.fixture
async def ana(house: House) -> Person:
    return await a_person(house)


async def test_password_and_code_sign_in_and_lead_on_to_the_page_that_was_wanted(house: House, ana: Person) -> None:
    asked = await ana.browser.get(f"{ACCOUNT}?language=en")
    assert asked.status_code == 401
    next = str(page_of(asked).select_one("input[name=next]")["value"])  # type: ignore[index]
    half = await ana.types_password(next=next)
    assert half.status_code == 303
    entered = await ana.types_code(await ana.next_code(), next=next)
    assert (entered.status_code, entered.headers["location"]) == (303, f"{ACCOUNT}?language=en")
    assert "Ana Krasniqi" in words_of(await ana.browser.get(ACCOUNT))


async def test_the_password_alone_opens_nothing(ana: Person) -> None:
    await ana.types_password()
    for path in (ACCOUNT, "/console/drenas", "/console"):
        assert (await ana.browser.get(path)).status_code == 401
    assert (await ana.browser.get(SECOND)).status_code == 200


async def test_the_second_step_waits_ten_minutes(house: House, ana: Person) -> None:
    await ana.types_password()
    house.clock.pass_(lives.SECOND_WITHIN)
    assert (await ana.types_code(ana.code())).status_code == 401


async def test_a_code_works_once(house: House, ana: Person) -> None:
    await ana.types_password()
    code = await ana.next_code()
    assert (await ana.types_code(code)).status_code == 303
    other = browser_for(house.app, house.url)
    await ana.types_password(other)
    assert (await ana.types_code(code, other)).status_code == 403
    assert (await ana.types_code(ana.code(-1), other)).status_code == 403, "nor one of an earlier half minute"
    assert (await ana.types_code(ana.code(+1), other)).status_code == 303


async def test_a_code_of_another_time_is_wrong(ana: Person) -> None:
    await ana.types_password()
    for steps in (-2, 2, 10):
        assert (await ana.types_code(ana.code(steps))).status_code == 403


async def test_a_recovery_code_stands_in_for_the_app_once(house: House, ana: Person) -> None:
    assert len(set(ana.codes)) == 10
    await ana.types_password()
    typed = ana.codes[0].lower().replace("-", " ")
    assert (await ana.types_code(typed)).status_code == 303
    assert "Recovery codes that are left: 9" in words_of(await ana.browser.get(f"{ACCOUNT}?language=en"))
    other = browser_for(house.app, house.url)
    await ana.types_password(other)
    assert (await ana.types_code(ana.codes[0], other)).status_code == 403


async def test_a_recovery_code_of_somebody_else_is_wrong(house: House, ana: Person) -> None:
    beni = await a_person(house, "Beni Gashi")
    await ana.types_password()
    assert (await ana.types_code(beni.codes[0])).status_code == 403


async def test_new_recovery_codes_replace_the_old_ones(house: House, ana: Person) -> None:
    await ana.signs_in()
    shown = await ana.sends(f"{ACCOUNT}/codes")
    fresh = [item.get_text() for item in page_of(shown).select("ol.codes li")]
    assert len(fresh) == 10 and not set(fresh) & set(ana.codes)
    other = browser_for(house.app, house.url)
    await ana.types_password(other)
    assert (await ana.types_code(ana.codes[1], other)).status_code == 403
    assert (await ana.types_code(fresh[1], other)).status_code == 303


async def test_a_wrong_name_and_a_wrong_password_get_the_same_answer_and_cost_the_same(
    house: House, ana: Person
) -> None:
    invitee = (await invited(house, "Dita Berisha")).rpartition("/")[2]
    assert invitee
    passwords, answers = house.parts.staff.signing_in._passwords, []
    for name, password in (
        ("ana.krasniqi", "not the password of ana"),
        ("nobody.here", PASSWORD),
        ("dita.berisha", PASSWORD),  # invited, has none yet
        ("", ""),
    ):
        before = passwords.hashes  # type: ignore[attr-defined]
        answer = await browser_for(house.app, house.url).post(
            SIGN_IN, data={"name": name, "password": password}, headers=SAME_SITE
        )
        assert passwords.hashes == before + 1  # type: ignore[attr-defined]
        assert "set-cookie" not in answer.headers
        answers.append((answer.status_code, words_of(answer)))
    assert len(set(answers)) == 1 and answers[0][0] == 403


async def test_the_name_may_be_typed_in_capitals_and_the_password_on_another_keyboard(ana: Person) -> None:
    decomposed = PASSWORD.replace("ë", "e\u0308")
    assert (await ana.types_password(name=" Ana.Krasniqi ", password=decomposed)).status_code == 303
    assert (await ana.types_password(password=PASSWORD.upper())).status_code == 403


@pytest.mark.parametrize("rubbish", RUBBISH)
async def test_rubbish_signs_nobody_in(house: House, ana: Person, rubbish: str) -> None:
    for form in ({"name": rubbish, "password": PASSWORD}, {"name": ana.key, "password": rubbish}, {"next": rubbish}):
        answer = await ana.browser.post(SIGN_IN, data=form, headers=SAME_SITE)
        assert answer.status_code in (403, 429)
    passkey = {"challenge": rubbish, "credential": rubbish}
    assert (await ana.browser.post(f"{SIGN_IN}/passkey", data=passkey, headers=SAME_SITE)).status_code == 403
    house.clock.pass_(timedelta(minutes=2))
    await ana.types_password()
    assert (await ana.types_code(rubbish)).status_code == 403
    assert (await ana.browser.post(f"{SECOND}/passkey", data=passkey, headers=SAME_SITE)).status_code == 403


@pytest.mark.parametrize(
    "next",
    [
        "https://evil.example",
        "//evil.example",
        "/console/drenas//evil.example",
        "/console/vushtrri",
        "/console/drenas/../vushtrri",
        "/console/drenasx",
        "/console/drenas/logout",
        "/console/drenas\r\nSet-Cookie: a=b",
        "/chat/drenas",
        "javascript:alert(1)",
        "\\\\evil.example",
    ],
)
async def test_whoever_signs_in_stays_in_their_own_console(ana: Person, next: str) -> None:
    await ana.types_password(next=next)
    entered = await ana.types_code(await ana.next_code(), next=next)
    assert (entered.status_code, entered.headers["location"]) == (303, "/console/drenas")


async def test_each_step_gets_a_cookie_of_its_own(house: House, ana: Person) -> None:
    """What was planted in a browser before, or copied half-way, is worth nothing afterwards."""
    ana.browser.cookies.set("console", "planted", domain="desk.test", path="/")
    await ana.types_password()
    half = ana.browser.cookies["console"]
    assert half != "planted"
    await ana.types_code(await ana.next_code())
    whole = ana.browser.cookies["console"]
    assert whole != half
    for cookie in ("planted", half):
        thief = browser_for(house.app, house.url)
        thief.cookies.set("console", cookie)
        assert (await thief.get(ACCOUNT)).status_code == 401
        assert (await thief.get(SECOND)).status_code == 401
    await ana.sends("/console/drenas/confirm", code=await ana.next_code())
    assert ana.browser.cookies["console"] not in (half, whole)


async def test_over_https_the_cookie_belongs_to_this_very_host(sqlite_url: str) -> None:
    async with open_house(sqlite_url, "https://desk.test") as house:
        ana = await a_person(house)
        for cookie in (await ana.signs_in()).headers.get_list("set-cookie"):
            assert cookie.startswith("__Host-console")
            assert "Secure" in cookie and "HttpOnly" in cookie and "SameSite=strict" in cookie
            assert "Path=/;" in cookie and "Domain" not in cookie


async def test_a_session_ends_when_nobody_was_there_for_two_hours(house: House, ana: Person) -> None:
    await ana.signs_in()
    for _ in range(3):
        house.clock.pass_(lives.IDLE - timedelta(minutes=6))
        assert (await ana.browser.get(ACCOUNT)).status_code == 200
    house.clock.pass_(lives.IDLE)
    assert (await ana.browser.get(ACCOUNT)).status_code == 401


async def test_a_page_that_looks_for_news_by_itself_keeps_nobody_signed_in(house: House, ana: Person) -> None:
    await ana.signs_in()
    for _ in range(4):
        house.clock.pass_(timedelta(minutes=29))
        answer = await ana.browser.get(ACCOUNT, headers={"sec-fetch-mode": "cors"})
        assert answer.status_code == 200
    house.clock.pass_(timedelta(minutes=5))
    assert (await ana.browser.get(ACCOUNT)).status_code == 401


async def test_a_session_ends_after_twelve_hours_whoever_is_there(house: House, ana: Person) -> None:
    await ana.signs_in()
    for _ in range(11):
        house.clock.pass_(timedelta(hours=1))
        assert (await ana.browser.get(ACCOUNT)).status_code == 200
    house.clock.pass_(timedelta(hours=1))
    assert (await ana.browser.get(ACCOUNT)).status_code == 401


async def test_ones_sessions_are_listed_and_ended(house: House, ana: Person) -> None:
    await ana.signs_in()
    other = browser_for(house.app, house.url)
    other.headers["user-agent"] = "Mozilla/5.0 (Windows NT 10.0; rv:128.0) Gecko/20100101 Firefox/128.0"
    await ana.signs_in(other)
    page = await ana.browser.get(f"{ACCOUNT}?language=en")
    assert "Firefox, Windows" in words_of(page)
    row = next(row for row in page_of(page).select("li.row") if "Firefox" in row.get_text())
    ends = row.select_one("form")["action"]  # type: ignore[index]
    assert (await ana.sends(str(ends))).status_code == 303
    assert (await other.get(ACCOUNT)).status_code == 401
    assert (await ana.browser.get(ACCOUNT)).status_code == 200
    await ana.signs_in(other)
    await ana.sends(f"{ACCOUNT}/sessions/others/end")
    assert (await other.get(ACCOUNT)).status_code == 401
    assert (await ana.browser.get(ACCOUNT)).status_code == 200


async def test_nobody_ends_a_session_of_somebody_else(house: House, ana: Person) -> None:
    beni = await a_person(house, "Beni Gashi")
    await ana.signs_in()
    await beni.signs_in()
    async with house.parts.database.read() as work:
        staff = await work.staff.by_key("drenas", "beni.gashi")
        assert staff is not None
        theirs = (await work.staff_sessions.of_member(staff.id, house.clock.now() - lives.LONGEST))[0]
    await ana.sends(f"{ACCOUNT}/sessions/{theirs.id}/end")
    await ana.sends(f"{ACCOUNT}/passkeys/{theirs.id}/removal")
    assert (await beni.browser.get(ACCOUNT)).status_code == 200


async def test_a_changed_password_ends_the_other_sessions(house: House, ana: Person) -> None:
    await ana.signs_in()
    other = browser_for(house.app, house.url)
    await ana.signs_in(other)
    page = page_of(await ana.browser.get(f"{ACCOUNT}/password"))
    secret = "".join(page.select_one(".letters").get_text().split())  # type: ignore[union-attr]
    fresh = Person(house, ana.key, ana.browser, "nëntë lepuj pa kapelë", secret)
    offer = str(page.select_one("input[name=offer]")["value"])  # type: ignore[index]
    form = {"password": fresh.password, "again": fresh.password, "offer": offer, "code": fresh.code()}
    assert (await ana.sends(f"{ACCOUNT}/password", **form)).status_code == 200
    assert (await other.get(ACCOUNT)).status_code == 401
    assert (await ana.browser.get(ACCOUNT)).status_code == 200
    assert (await ana.types_password(other)).status_code == 403
    assert (await fresh.signs_in(other)).status_code == 303


async def test_what_is_noted_names_the_account_and_holds_no_secret(house: House, ana: Person) -> None:
    await ana.types_password(password="something that is wrong")
    await ana.types_password(name="mallory", password=PASSWORD)
    await ana.signs_in()
    async with house.parts.database.read() as work:
        entries = await work.audit.entries(0, 100)
    acts = [(entry.act.decode(), entry.actor.decode(), entry.subject.decode()) for entry in entries]
    assert ("sign_in_refused", "stranger", "@ana.krasniqi") in acts
    assert ("sign_in_refused", "stranger", "") in acts
    assert ("signed_in", "@ana.krasniqi", "") in acts
    told = b"".join(entry.chained for entry in entries)
    assert not any(secret.encode() in told for secret in (PASSWORD, "something", "mallory", ana.secret, *ana.codes))


async def test_what_is_stored_of_secrets_is_sealed_or_a_digest(house: House, ana: Person, sqlite_url: str) -> None:
    await ana.signs_in()
    async with house.parts.database.read() as work:
        staff = await work.staff.by_key("drenas", ana.key)
    assert staff is not None
    stored = staff.sealed_password + staff.sealed_totp
    cookie = ana.browser.cookies["console"]
    for secret in (b"argon2", PASSWORD.encode(), ana.secret.encode(), cookie.encode(), ana.codes[0].encode()):
        assert secret not in stored
    disk = b"".join(
        file.read_bytes() for file in Path(sqlite_url.removeprefix("sqlite:///")).parent.glob("reportbot.db*")
    )
    for text in (b"$argon2id$", PASSWORD.encode(), ana.secret.encode(), cookie.encode(), ana.codes[0].encode()):
        assert text not in disk


async def test_the_link_to_set_up_works_once_and_looking_does_not_use_it_up(house: House) -> None:
    link, browser = await invited(house, "Dita Berisha"), browser_for(house.app, house.url)
    for _ in range(2):
        assert (await browser.get(link)).status_code == 200
    assert (await sets_up(house, link, browser))[0].status_code == 200
    assert (await browser.get("/console/drenas/account")).status_code == 200, "they are signed in"
    assert (await browser.get(link)).status_code == 403
    assert (await browser.post(link, data={}, headers=SAME_SITE)).status_code == 403


async def test_whoever_sets_up_on_the_phone_with_the_app_needs_no_second_screen(house: House) -> None:
    """Nobody can scan a picture with the phone that shows it."""
    page = page_of(await browser_for(house.app, house.url).get(await invited(house, "Dita Berisha")))
    link, letters = page.select_one("a[href^='otpauth://totp/']"), page.select_one(".letters")
    assert link is not None and letters is not None
    assert f"secret={''.join(letters.get_text().split())}" in str(link["href"])


async def test_the_link_to_set_up_ends_after_three_days(house: House) -> None:
    link = await invited(house, "Dita Berisha")
    house.clock.pass_(lives.INVITATION)
    assert (await house.visitor.get(link)).status_code == 403


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"password": "short", "again": "short"}, "at least 15 letters"),
        ({"password": "x" * 129, "again": "x" * 129}, "at most 128 letters"),
        ({"password": "passwordpassword", "again": "passwordpassword"}, "Others would guess"),
        ({"password": "ana krasniqi drenas", "again": "ana krasniqi drenas"}, "Others would guess"),
        ({"password": "kosova kosova kosova", "again": "kosova kosova kosova"}, "Others would guess"),
        ({"again": "something else entirely"}, "not the same"),
        ({"code": "000000"}, "six digits were not right"),
        ({"code": ""}, "six digits were not right"),
        ({"offer": ""}, "six digits were not right"),
    ],
)
async def test_a_bad_choice_is_explained_and_uses_nothing_up(house: House, changed: dict[str, str], said: str) -> None:
    link, browser = await invited(house, "Ana Krasniqi"), browser_for(house.app, house.url)
    await browser.get(f"{link}?language=en")
    answer, secret = await sets_up(house, link, browser, **changed)
    assert answer.status_code == 400
    assert said in words_of(answer)
    assert "set-cookie" not in answer.headers
    if "offer" not in changed:
        letters = page_of(answer).select_one(".letters")
        assert letters is not None and "".join(letters.get_text().split()) == secret, "the app need not be set up again"
    assert (await sets_up(house, link, browser))[0].status_code == 200


async def test_an_app_that_was_offered_to_somebody_else_is_refused(house: House) -> None:
    browser = browser_for(house.app, house.url)
    other = page_of(await browser.get(await invited(house, "Beni Gashi")))
    offer = str(other.select_one("input[name=offer]")["value"])  # type: ignore[index]
    answer, _ = await sets_up(house, await invited(house, "Ana Krasniqi"), browser, offer=offer)
    assert answer.status_code == 400


async def test_a_new_link_replaces_what_was_there_once_it_is_used(house: House, ana: Person) -> None:
    await ana.signs_in()
    async with house.parts.database.read() as work:
        staff = await work.staff.by_key("drenas", ana.key)
    assert staff is not None
    first = (await house.parts.staff.staffing.new_link("drenas", staff.id, None)).token
    token = (await house.parts.staff.staffing.new_link("drenas", staff.id, None)).token
    assert (await house.visitor.get(f"/console/set-up/{first}")).status_code == 403, "only the newest works"
    assert (await ana.browser.get(ACCOUNT)).status_code == 200, "nothing changes before it is used"
    browser = browser_for(house.app, house.url)
    answer, _ = await sets_up(house, f"/console/set-up/{token}", browser)
    assert answer.status_code == 200
    assert (await ana.browser.get(ACCOUNT)).status_code == 401
    await ana.types_password()
    assert (await ana.types_code(await ana.next_code())).status_code == 403, "the earlier app"
    assert (await ana.types_code(ana.codes[3])).status_code == 403, "the earlier codes"


@pytest.mark.parametrize("path", [SIGN_IN, f"{SIGN_IN}/passkey", SECOND, f"{SECOND}/passkey", "/console/set-up/x"])
async def test_nothing_is_taken_from_another_site(house: House, path: str) -> None:
    for headers in ({"sec-fetch-site": "cross-site"}, {"origin": "https://evil.example"}):
        assert (await house.visitor.post(path, data={"name": "a"}, headers=headers)).status_code == 403
        assert (await house.visitor.post(path, data={"name": "a"}, headers=headers)).headers.get("set-cookie") is None


async def test_pages_of_signing_in_are_never_stored(house: House) -> None:
    for path in (SIGN_IN, SECOND, await invited(house, "Dita Berisha"), "/console/set-up/x"):
        assert (await house.visitor.get(path)).headers["cache-control"] == "no-store"


async def test_an_unknown_town_has_no_door(house: House) -> None:
    answer = await house.visitor.get("/console/atlantis/sign-in?language=en")
    assert answer.status_code == 401
    assert page_of(answer).select_one("a[href='/console/drenas/sign-in']") is not None
    assert (await house.visitor.post("/console/atlantis/sign-in", headers=SAME_SITE)).status_code == 401


async def test_an_account_of_one_town_signs_in_nowhere_else(house: House, ana: Person) -> None:
    form = {"name": ana.key, "password": PASSWORD}
    assert (await ana.browser.post("/console/vushtrri/sign-in", data=form, headers=SAME_SITE)).status_code == 403
    await ana.types_password()
    answer = await ana.browser.post("/console/vushtrri/second", data={"code": ana.code(1)}, headers=SAME_SITE)
    assert answer.status_code == 401


async def test_the_language_of_the_account_is_that_of_the_pages(ana: Person) -> None:
    await ana.signs_in()
    assert (await ana.sends(f"{ACCOUNT}/language", language="sr")).status_code == 303
    ana.browser.cookies.delete("console-language")
    page = page_of(await ana.browser.get(ACCOUNT))
    assert page.html is not None and page.html["lang"] == "sr"
    await ana.sends(f"{ACCOUNT}/language", language="xx")
    assert page_of(await ana.browser.get(ACCOUNT)).html["lang"] == "sr"  # type: ignore[index]


async def test_a_token_of_half_a_session_is_good_for_nothing(ana: Person) -> None:
    await ana.types_password()
    assert page_of(await ana.browser.get(SECOND)).select_one("input[name=form_token]") is None


async def test_a_form_needs_the_token_of_this_session(house: House, ana: Person) -> None:
    await ana.signs_in()
    beni = await a_person(house, "Beni Gashi")
    await beni.signs_in()
    stolen = form_token(await beni.browser.get(ACCOUNT))
    for token in ("", "x", stolen):
        answer: httpx.Response = await ana.browser.post(
            f"{ACCOUNT}/codes", data={"form_token": token}, headers=SAME_SITE
        )
        assert answer.status_code == 403
