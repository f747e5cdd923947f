"""The web chat over HTTP, as somebody without script uses it."""

from dataclasses import replace
from io import BytesIO
from pathlib import Path

import httpx
import pytest
from PIL import Image

from reportbot.core.cases.referral import Answer
from reportbot.web.chat import sending
from tests.web.house import House, a_house, bubbles_of, nonce_of, say, soup_of

LONG = "ë" * 500_000  # a megabyte


async def test_a_report_can_be_made_from_start_to_receipt(house: House, browser: httpx.AsyncClient) -> None:
    case = await house.a_case(browser)
    page = await browser.get("/chat/drenas")
    assert (case.category, case.channel, case.place) == ("manhole", "web", "komoran")
    assert any("Your code:" in bubble for bubble in bubbles_of(page))


async def test_the_page_has_the_answer_when_the_browser_comes_back(browser: httpx.AsyncClient) -> None:
    page = await say(browser, "start")
    assert str(page.url).endswith("/chat/drenas#end")
    assert bubbles_of(page, "mine") == ["start"]
    assert len(bubbles_of(page)) >= 1
    assert [button.get_text(strip=True)[1:] for button in soup_of(page).select(".choice")] == [
        "Shqip",
        "Srpski / Српски",
        "English",
    ]


async def test_a_pressed_button_shows_as_its_label(house: House, browser: httpx.AsyncClient) -> None:
    page = await say(browser, "", pressed="!start")
    choice = soup_of(page).select(".choice")[2]
    page = await say(browser, "", pressed=str(choice["value"]))
    assert bubbles_of(page, "mine") == ["Start", "English"]
    assert [message.text for message in house.received] == ["", ""]


async def test_text_typed_beside_a_pressed_button_stays_in_the_box(house: House, browser: httpx.AsyncClient) -> None:
    page = await say(browser, "half a sentence", pressed="!start")
    assert "half a sentence" in soup_of(page).select_one("textarea").get_text()  # type: ignore[union-attr]
    assert house.received[0].text == ""


async def test_buttons_of_an_answered_question_are_gone(browser: httpx.AsyncClient) -> None:
    await say(browser, "start")
    page = await say(browser, "English")
    labels = [button.get_text(strip=True)[1:] for button in soup_of(page).select(".choice")]
    assert "Shqip" not in labels
    assert "I am a child and need help" in labels


async def test_the_same_form_sent_twice_is_one_message(house: House, browser: httpx.AsyncClient) -> None:
    await say(browser, "start")
    form = {"nonce": nonce_of(await browser.get("/chat/drenas")), "text": "English"}
    for _ in range(3):
        page = await browser.post("/chat/drenas", data=form, follow_redirects=True)
    assert bubbles_of(page, "mine") == ["start", "English"]
    assert len([bubble for bubble in bubbles_of(page) if "What do you want to do?" in bubble]) == 1


@pytest.mark.timeout(60)
async def test_the_same_form_again_waits_for_no_answer_of_its_own(
    browser: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sending, "ANSWER", 3_600.0)
    form = {"nonce": nonce_of(await browser.get("/chat/drenas")), "text": "start"}
    pages = [await browser.post("/chat/drenas", data=form, follow_redirects=True) for _ in range(2)]
    assert bubbles_of(pages[0]) == bubbles_of(pages[1]) != []


async def test_a_first_form_sent_twice_without_a_cookie_is_one_person(house: House, browser: httpx.AsyncClient) -> None:
    form = {"nonce": nonce_of(await browser.get("/chat/drenas")), "text": "start"}
    cookies = set()
    for _ in range(2):
        browser.cookies.clear()
        cookies.add((await browser.post("/chat/drenas", data=form)).cookies["chat"])
    assert len(cookies) == 1


async def test_nobody_gets_a_cookie_for_looking(browser: httpx.AsyncClient) -> None:
    page = await browser.get("/chat/drenas")
    assert "set-cookie" not in page.headers


async def test_the_cookie_is_random_and_for_this_town_alone(house: House) -> None:
    keys = set()
    for _ in range(2):
        async with house.browser() as browser:
            answer = await browser.post("/chat/drenas", data={"nonce": "", "text": "start"})
            cookie = answer.headers["set-cookie"]
            keys.add(answer.cookies["chat"])
            assert ("HttpOnly" in cookie, "SameSite=strict" in cookie, "Path=/chat/drenas" in cookie) == (True,) * 3
            assert "Secure" not in cookie
            assert "max-age" not in cookie.lower()
    assert len(keys) == 2
    assert all(len(key) == 32 for key in keys)


async def test_over_https_the_cookie_is_secure(house: House) -> None:
    house.web = replace(house.web, public_url="https://reportbot.test", links_suffice=False)
    async with house.browser() as browser:
        answer = await browser.post("/chat/drenas", data={"text": "start"})
    assert "Secure" in answer.headers["set-cookie"]


async def test_two_people_never_see_each_other(house: House, browser: httpx.AsyncClient) -> None:
    await say(browser, "start")
    async with house.browser() as other:
        assert bubbles_of(await say(other, "hello"), "mine") == ["hello"]
        other.cookies.set("chat", "0" * 32, path="/chat/drenas")
        assert bubbles_of(await other.get("/chat/drenas"), "mine") == []


async def test_a_megabyte_of_text_comes_back_in_the_box_with_one_sentence(
    house: House, browser: httpx.AsyncClient
) -> None:
    page = await say(browser, LONG)
    assert page.status_code == 413
    assert soup_of(page).select_one("#problem").get_text(strip=True) == (  # type: ignore[union-attr]
        "This is too long. Please send it in parts of at most 4000 letters."
    )
    assert soup_of(page).select_one("textarea").get_text().strip("\n") == LONG  # type: ignore[union-attr]
    assert house.received == []


async def test_a_message_that_could_not_be_saved_stays_in_the_box_and_can_be_sent_again(
    house: House, browser: httpx.AsyncClient
) -> None:
    house.closed = True
    page = await say(browser, "a manhole")
    assert page.status_code == 503
    assert "not saved yet" in page.text
    assert "112" in soup_of(page).select_one("#problem").get_text()  # type: ignore[union-attr]
    assert bubbles_of(page, "mine") == []
    assert "a manhole" in soup_of(page).select_one("textarea").get_text()  # type: ignore[union-attr]
    house.closed = False
    again = await browser.post(
        "/chat/drenas", data={"nonce": nonce_of(page), "text": "a manhole"}, follow_redirects=True
    )
    assert bubbles_of(again, "mine") == ["a manhole"]


async def test_an_empty_form_says_nothing(house: House, browser: httpx.AsyncClient) -> None:
    page = await say(browser, "  \r\n ")
    assert (page.status_code, house.received) == (200, [])
    assert "set-cookie" not in page.headers


async def test_what_a_person_writes_is_never_markup(browser: httpx.AsyncClient) -> None:
    page = await say(browser, "<script>alert(1)</script>")
    assert "<script>alert" not in page.text
    assert bubbles_of(page, "mine") == ["<script>alert(1)</script>"]


async def test_a_photo_is_painted_anew_before_it_goes_anywhere(house: House, browser: httpx.AsyncClient) -> None:
    await say(browser, "start")
    page = await say(browser, "English")
    answer = await browser.post(
        "/chat/drenas",
        data={"nonce": nonce_of(page), "text": "look"},
        files={"photo": ("home.png", a_picture("PNG", b"Made by Ana"), "image/png")},
        follow_redirects=True,
    )
    (attachment,) = house.received[-1].attachments
    assert (attachment.kind, attachment.size) == ("photo", len(attachment.data))
    assert attachment.data.startswith(b"\xff\xd8")
    assert b"Ana" not in attachment.data
    assert "Photo sent" in answer.text


async def test_a_large_photo_never_touches_a_disk(
    house: House, browser: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", "/there/is/no/such/folder")
    photo = a_picture("JPEG") + b"\x00" * 3_000_000
    answer = await browser.post("/chat/drenas", data={"text": ""}, files={"photo": ("a.jpg", photo, "image/jpeg")})
    assert answer.status_code == 303
    assert len(house.received[0].attachments) == 1


@pytest.mark.parametrize(
    ("file", "mime_type", "sentence"),
    [
        (b"\xff\xd8\xff not a picture", "image/jpeg", "We cannot read this kind of picture."),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "image/png", "We cannot read this kind of picture."),
        (b"GIF89a" + b"\x00" * 100, "image/gif", "We cannot read this kind of picture."),
        (b"OggS" + b"\x00" * 100, "audio/ogg", "We cannot take voice messages: your voice could be recognised."),
        (b"\x00\x00\x00\x18ftypmp42", "video/mp4", "We cannot take videos:"),
        (b"%PDF-1.7", "application/pdf", "We cannot take files:"),
        (b"\xff" * (21 * 1024 * 1024), "image/jpeg", "This picture is too large."),
    ],
)
async def test_what_is_no_photo_is_declined_with_the_reason_and_the_words_count(
    house: House, browser: httpx.AsyncClient, file: bytes, mime_type: str, sentence: str
) -> None:
    await say(browser, "start")
    page = await say(browser, "English")
    sent = {"nonce": nonce_of(page), "text": "An open manhole"}
    answer = await browser.post(
        "/chat/drenas", data=sent, files={"photo": ("a", file, mime_type)}, follow_redirects=True
    )
    assert house.received[-1].text == "An open manhole"
    assert [attachment.data for attachment in house.received[-1].attachments] == [b""]
    assert any(bubble.startswith(sentence) for bubble in bubbles_of(answer))
    assert "File not kept" in answer.text
    assert "Photo sent" not in answer.text


async def test_when_painting_fails_for_our_own_reasons_the_words_stay(tmp_path: Path, sqlite_url: str) -> None:
    async def broken(data: bytes) -> bytes:
        raise OSError("no more processes")

    async with a_house(tmp_path, sqlite_url, scrub=broken) as house, house.browser() as browser:
        files = {"photo": ("a", a_picture("JPEG"), "image/jpeg")}
        answer = await browser.post("/chat/drenas", data={"text": "at the gate"}, files=files)
        assert answer.status_code == 503
        assert "The photo did not get through." in answer.text
        assert "at the gate" in soup_of(answer).select_one("textarea").get_text()  # type: ignore[union-attr]
        assert house.received == []


async def test_a_form_beyond_every_limit_is_answered_too(house: House, browser: httpx.AsyncClient) -> None:
    answer = await browser.post("/chat/drenas", files={"photo": ("a", b"\xff" * (26 * 1024 * 1024), "image/png")})
    assert (answer.status_code, house.received) == (413, [])
    assert "too large" in answer.text


async def test_a_point_on_the_map_is_handed_on(house: House, browser: httpx.AsyncClient) -> None:
    await say(browser, "start")
    await say(browser, "English")
    page = await say(browser, "", latitude="42.62345", longitude="20.89412")
    location = house.received[-1].location
    assert location is not None
    assert (location.latitude, location.longitude) == (42.62345, 20.89412)
    assert "Location sent" in page.text


@pytest.mark.parametrize(
    "rubbish",
    [
        {"latitude": "north", "longitude": "20"},
        {"latitude": "nan", "longitude": "20"},
        {"latitude": "91", "longitude": "20"},
        {"latitude": "42", "longitude": ""},
        {"pressed": "x" * 5000},
    ],
)
async def test_what_our_page_cannot_have_sent_is_a_plain_400(
    house: House, browser: httpx.AsyncClient, rubbish: dict[str, str]
) -> None:
    answer = await browser.post("/chat/drenas", data={"text": "x"} | rubbish)
    assert (answer.status_code, house.received) == (400, [])
    assert "Please go back and try again." in answer.text


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"\x00\xff\xfe", "application/octet-stream"),
        (b"{}", "application/json"),
        (b"no boundary", "multipart/form-data"),
        (b"--x\r\nContent-Disposition: nothing\r\n\r\nx\r\n--x--", "multipart/form-data; boundary=x"),
        (b"--x\r\nrubbish", "multipart/form-data; boundary=x"),
        (b"", ""),
    ],
)
async def test_a_body_that_is_no_form_is_a_plain_400(browser: httpx.AsyncClient, body: bytes, kind: str) -> None:
    answer = await browser.post("/chat/drenas", content=body, headers={"content-type": kind})
    assert answer.status_code == 400
    assert "We could not read this" in answer.text


@pytest.mark.parametrize("nonce", ["", "short", "a" * 23, "' OR 1=1 --", "ë" * 22])
async def test_a_nonce_that_is_not_ours_still_loses_nothing(
    house: House, browser: httpx.AsyncClient, nonce: str
) -> None:
    page = await browser.post("/chat/drenas", data={"nonce": nonce, "text": "start"}, follow_redirects=True)
    assert bubbles_of(page, "mine") == ["start"]


@pytest.mark.parametrize("key", ["", "x", "G" * 32, "0" * 33, '"; drop', "ë" * 32])
async def test_a_cookie_that_is_not_ours_is_a_stranger(house: House, key: str) -> None:
    async with house.browser() as browser:
        answer = await browser.get("/chat/drenas", headers={b"cookie": b"chat=" + key.encode("latin-1")})
    assert answer.status_code == 200
    assert bubbles_of(answer, "mine") == []


@pytest.mark.parametrize("town", ["nowhere", "DRENAS", "%00", "a" * 5000])
async def test_an_unknown_town_is_a_404(browser: httpx.AsyncClient, town: str) -> None:
    for answer in (await browser.get(f"/chat/{town}"), await browser.post(f"/chat/{town}", data={"text": "x"})):
        assert answer.status_code == 404
        assert "There is no such page" in answer.text


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://evil.example"},
        {"origin": "http://reportbot.test.evil.example"},
        {"sec-fetch-site": "cross-site", "origin": "null"},
        {"sec-fetch-site": "same-site"},
    ],
)
async def test_another_site_cannot_write_for_a_person(
    house: House, browser: httpx.AsyncClient, headers: dict[str, str]
) -> None:
    answer = await browser.post("/chat/drenas", data={"text": "x"}, headers=headers)
    assert (answer.status_code, house.received) == (403, [])


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"origin": "null"},
        {"origin": "http://reportbot.test"},
        {"sec-fetch-site": "same-origin", "origin": "null"},
    ],
)
async def test_our_own_form_can(house: House, browser: httpx.AsyncClient, headers: dict[str, str]) -> None:
    assert (await browser.post("/chat/drenas", data={"text": "x"}, headers=headers)).status_code == 303


async def test_the_page_speaks_the_language_of_the_conversation(browser: httpx.AsyncClient) -> None:
    assert soup_of(await browser.get("/chat/drenas")).html["lang"] == "en"  # type: ignore[index]
    await say(browser, "start")
    assert soup_of(await say(browser, "Srpski")).html["lang"] == "sr"  # type: ignore[index]


async def test_in_a_new_week_the_page_still_speaks_the_language_of_the_conversation(
    house: House, browser: httpx.AsyncClient
) -> None:
    await say(browser, "start")
    await say(browser, "Srpski")
    house.clock.pass_(days=7)
    await house.parts.upkeep.keep()
    assert soup_of(await browser.get("/chat/drenas")).html["lang"] == "sr"  # type: ignore[index]


async def test_erasing_takes_the_bubbles_the_draft_and_the_cookie(house: House, browser: httpx.AsyncClient) -> None:
    await say(browser, "start")
    key = browser.cookies["chat"]
    page = await browser.post("/chat/drenas/erasure", data={"nonce": ""}, follow_redirects=True)
    assert "Not erased: reports that you have sent" in page.text
    assert "chat" not in browser.cookies
    async with house.browser(cookie=f"chat={key}") as thief:
        assert bubbles_of(await thief.get("/chat/drenas")) == []
    assert house.received[-1].pressed == "!forget:yes"


async def test_erasing_is_no_repetition_of_what_a_script_sent_from_the_same_page(
    house: House, browser: httpx.AsyncClient
) -> None:
    """The script gives the form of the messages a new nonce, the form of the erasure keeps the page's."""
    await say(browser, "start")
    nonce = nonce_of(await browser.get("/chat/drenas"))
    script = {"accept": "application/json"}
    await browser.post("/chat/drenas", data={"nonce": nonce, "text": "English"}, headers=script)
    assert await conversations(house) == 1
    await browser.post("/chat/drenas/erasure", data={"nonce": nonce})
    assert await conversations(house) == 0


async def test_nobody_is_told_that_they_are_forgotten_while_they_are_not(
    house: House, browser: httpx.AsyncClient
) -> None:
    await say(browser, "start")
    house.closed = True
    answer = await browser.post("/chat/drenas/erasure", data={"nonce": ""})
    assert (answer.status_code, "chat" in browser.cookies) == (503, True)
    assert await conversations(house) == 1


async def test_a_form_sent_again_in_the_next_week_is_the_same_message(house: House, browser: httpx.AsyncClient) -> None:
    await say(browser, "start")
    form = {"nonce": nonce_of(await browser.get("/chat/drenas")), "text": "English"}
    await browser.post("/chat/drenas", data=form)
    house.clock.pass_(days=7)
    await house.parts.upkeep.keep()
    await browser.post("/chat/drenas", data=form)
    assert house.received[-1].keys == house.received[-2].keys


async def conversations(house: House) -> int:
    async with house.parts.database.read() as work:
        return len(await work.leftovers.talks(0, 10))


async def test_erasing_nothing_is_no_error(browser: httpx.AsyncClient) -> None:
    answer = await browser.post(
        "/chat/drenas/erasure", data={}, headers={"content-type": "application/x-www-form-urlencoded"}
    )
    assert answer.status_code == 303


async def test_the_towns_are_offered_where_there_are_several(house: House, browser: httpx.AsyncClient) -> None:
    links = [a["href"] for a in soup_of(await browser.get("/chat")).select("main a")]
    assert links == [f"/chat/{town}?language=en" for town in house.web.towns]


async def test_with_one_town_there_is_nothing_to_choose(house: House) -> None:
    house.web = replace(house.web, towns={"kamez": house.web.towns["kamez"]})
    async with house.browser() as browser:
        assert (await browser.get("/chat")).headers["location"] == "/chat/kamez"


def a_picture(kind: str, comment: bytes = b"") -> bytes:
    out = BytesIO()
    Image.new("RGB", (40, 30), "green").save(out, kind, **({"comment": comment} if kind == "JPEG" else {}))
    return out.getvalue() + comment


@pytest.mark.parametrize(
    ("language", "said"),
    [("sr", "Ovo nije linija"), ("sr_Cyrl", "Ово није линија"), ("en", "not an emergency"), ("xx", "linjë")],
)
async def test_the_language_of_the_page_is_proposed_to_a_stranger(
    browser: httpx.AsyncClient, language: str, said: str
) -> None:
    """Only proposed: the question of language comes all the same."""
    form = {"nonce": nonce_of(await browser.get("/chat/drenas")), "pressed": "!start", "language": language}
    page = await browser.post("/chat/drenas", data=form, follow_redirects=True)
    assert any(said in bubble for bubble in bubbles_of(page))
    assert len(soup_of(page).select(".choice")) == 3


async def test_the_page_links_to_serbian_in_both_letters(browser: httpx.AsyncClient) -> None:
    page = soup_of(await browser.get("/chat/drenas?language=sr_Cyrl"))
    names = {str(link["hreflang"]): link.get_text() for link in page.select("nav.languages a")}
    assert names == {"sq": "Shqip", "sr": "Srpski", "sr-Cyrl": "Српски", "en": "English"}
    assert page.html["lang"] == "sr-Cyrl"  # type: ignore[index]
    assert "Напиши шта није у реду" in page.get_text()
    assert page.select_one('input[name="language"]')["value"] == "sr_Cyrl"  # type: ignore[index]


async def test_a_report_that_is_erased_by_hand_leaves_the_page_too(house: House, browser: httpx.AsyncClient) -> None:
    case = await house.a_case(browser)
    assert "An open manhole" in (await browser.get("/chat/drenas")).text
    referrals = await house.referrals(case)
    await house.parts.responses.answer_as(case.lead, referrals["lead"].id, Answer.DONE, "", outcome="passed_on")
    await house.parts.casework.close("drenas", case.number, "coordinator")
    await house.parts.erasures.erase("drenas", case.number, "asked", "coordinator")
    await house.parts.delivery.run_due(house.clock.now())
    await house.parts.delivery.drain()  # what the service had claimed by itself is under way
    page = await browser.get("/chat/drenas")
    assert "An open manhole" not in page.text
    assert bubbles_of(page) == []
