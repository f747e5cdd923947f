"""The canary: marked names, numbers, texts, pictures and secrets go in everywhere; where do they come out?

Everything is real: the demo's servers over HTTP and SMTP, the log as `serve` writes it at its loudest, the files on
disk. What is searched: database and WAL, temporary files, the log, mails, duty chats, metrics, pages of every role.
"""

import asyncio
import logging
import sqlite3
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO, StringIO
from pathlib import Path

import httpx
import pytest
from PIL import Image
from twilio.request_validator import RequestValidator  # type: ignore[import-untyped]

from reportbot.backup.writing import Plan, write_backup
from reportbot.demo.addresses import DUTY_CHAT
from reportbot.demo.run import World
from reportbot.logs import set_up
from reportbot.vault.age import new_identity
from tests.app.canary import Marker, files_in, found, spellings
from tests.app.world import a_running_demo, code_in, link_in, soon
from tests.markup import markup

SAME_SITE = {"sec-fetch-site": "same-origin"}
STORY_PAGES = ("page: case", "page: institution")
OWN_CHAT = ("page: chat of its person",)

FIRST_NAME = Marker("first name", "Zvqfirsta")
LAST_NAME = Marker("last name", "Zvqlastb")
USERNAME = Marker("username", "zvq_username_c")
CHAT_ID = Marker("chat id", "734019582")
FORWARDED = Marker("name of somebody forwarded", "Zvqforwardd")
CONTACT = Marker("a shared contact's number", "+38349555666")
STORY = Marker("the story on Telegram", "zvqwwxqye", STORY_PAGES)
SECOND = Marker("a message after the end", "zvqsecondz", STORY_PAGES)
CHILD = Marker("what a child told", "zvqchildab", STORY_PAGES)
CHILD_MORE = Marker("what a child told after its report", "zvqchildmorebc", STORY_PAGES)
TEACHER = Marker("what a teacher saw", "zvqteachercd", STORY_PAGES)
CAPTION = Marker("a photo's caption", "zvqcaptionf", STORY_PAGES)
FILE_NAME = Marker("a file's name", "zvqfilenameg.jpg")
EXIF_TEXT = Marker("text in EXIF", "zvqexifh")
EXIF_GPS = Marker("a camera's serial number in EXIF", "zvqserial40923917")
COMMENT = Marker("a comment in the picture", "zvqcommenti")
PHONE = Marker("phone number", "+38344718293")
PROFILE = Marker("profile name at Twilio", "Zvqprofilej")
CITY = Marker("city of the caller at Twilio", "Zvqcityk")
SMS_TEXT = Marker("the story by SMS", "zvqsmsl", STORY_PAGES)
MESSAGE_SID = Marker("message SID", "SM" + "e7c1a9" * 5 + "42")
WEB_TEXT = Marker("the story on the web", "zvqwebm", (*STORY_PAGES, *OWN_CHAT))
WEB_FILE = Marker("name of an uploaded file", "zvquploadn.jpg")
AGENT = Marker("browser", "zvqagento/7.1")
FORWARDED_FOR = Marker("network address", "203.0.113.77")
REFERER = Marker("page they came from", "https://zvqrefererp.example/")
NOTE = Marker("what an office answered", "zvqnoteq", (*STORY_PAGES, "chat of", "page: chat of its person"))
QUESTION = Marker("what the desk asked", "zvqquestionw", (*STORY_PAGES, "page: chat of its person"))
PAUSE = Marker("why a sender is paused", "zvqpauseaz", ("page: case",))
CALLER = Marker("what a caller told", "zvqcallerx", STORY_PAGES)
LOOKED_FOR = Marker("what was searched for", "zvqsearchy", ("page: search",))
REJECTED = Marker("text of a message that was refused", "zvqrefusedr")
OUTSIDE = Marker("what a platform says in an error", "zvqoutsides")
MAIL_ERROR = Marker("what a mail server says in an error", "zvqmailt")
SEARCHED = Marker("words in an address", "zvqqueryu")
BROKEN_JSON = Marker("rubbish posted to a hook", "zvqrubbishv")

TOKEN = Marker("bot token", "1000:demo-drenas")


@dataclass
class Went:
    """What came out in the end: by place, lower-cased bytes; and the secrets that were made on the way."""

    places: dict[str, bytes]
    secrets: list[Marker]

    @property
    def markers(self) -> list[Marker]:
        entered = [value for value in globals().values() if isinstance(value, Marker)]
        return [*entered, *self.secrets]


@pytest.fixture
def loud_log(monkeypatch: pytest.MonkeyPatch) -> Iterator[StringIO]:
    """All that is printed, with the log as `serve` writes it, saying everything; afterwards pytest's own again."""
    said, root = StringIO(), logging.getLogger()
    monkeypatch.setattr(sys, "stdout", said)
    monkeypatch.setattr(sys, "stderr", said)
    handlers, level = list(root.handlers), root.level
    root.handlers.clear()  # set_up would close them, and they are pytest's
    set_up("DEBUG")
    yield said
    root.handlers[:] = handlers
    root.setLevel(level)


async def test_nothing_of_a_person_or_a_secret_comes_out_where_it_must_not(
    tmp_path: Path, loud_log: StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    went = await _everything(tmp_path, loud_log, monkeypatch)
    assert len(went.markers) >= 30
    leaks = found(went.markers, went.places)
    assert not leaks, "\n".join(leaks)
    _what_is_kept_can_be_found(went)
    _a_planted_leak_is_found(went, tmp_path)


def test_a_marker_is_found_in_every_spelling() -> None:
    for marker in (CHAT_ID, PHONE, STORY, FIRST_NAME):
        for form in spellings(marker.value):
            assert found([marker], {"place": b"before " + form.lower() + b" after"}), form


def _what_is_kept_can_be_found(went: Went) -> None:
    """The search looks at the right places: what is at home there does stand there."""
    at_home = {(STORY, "page: case"), (SMS_TEXT, "page: case"), (WEB_TEXT, "page: case")}
    at_home |= {(each, "page: case") for each in (SECOND, CHILD, CHILD_MORE, TEACHER)}
    at_home |= {(CHILD_MORE, "page: institution"), (TEACHER, "page: institution")}
    at_home |= {(PAUSE, "page: case")}
    at_home |= {(STORY, "page: institution"), (WEB_TEXT, OWN_CHAT[0]), (NOTE, "page: case")}
    for marker, place in at_home:
        contents = [content for name, content in went.places.items() if name.startswith(place)]
        assert any(marker.value.lower().encode() in content for content in contents), (marker.name, place)


def _a_planted_leak_is_found(went: Went, folder: Path) -> None:
    """The test itself: each marker, planted in each place where it is not at home, is found."""
    for place in went.places:
        for marker in went.markers:
            if not marker.is_at_home(place):
                planted = {place: went.places[place] + marker.value.lower().encode()}
                assert found([marker], planted) == [f"{marker.name} in {place}"]
    database = sqlite3.connect(folder / "demo" / "demo.db")
    database.execute("UPDATE cases SET place = ?", (STORY.value,))
    database.commit()
    database.close()
    assert f"{STORY.name} in file demo.db" in " ".join(found([STORY], files_in(folder / "demo", "file")))


async def _everything(tmp_path: Path, said: StringIO, monkeypatch: pytest.MonkeyPatch) -> Went:
    temporary, folder = tmp_path / "tmp", tmp_path / "demo"
    temporary.mkdir()
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))
    places: dict[str, bytes] = {}
    async with a_running_demo(folder) as (world, client):
        town = world.telegram_tokens["drenas"]
        assert town == TOKEN.value
        await _by_telegram(world)
        await _a_child_and_a_teacher(world)
        await _by_sms(world, client)
        chat_page, cookie = await _by_web(client)
        await _failures(world, client)
        await _offices_answer(world, client)
        desk_places, session = await _pages_of_staff(world, client)
        places |= desk_places | {OWN_CHAT[0]: chat_page.lower()}
        await _forget(world)
        await _back_up(world, folder, tmp_path / "backup")
        for path in ("/", "/drenas", "/about", "/healthz", "/readyz", "/metrics", "/no-such-page", "/demo"):
            name = "page: everybody's " + path
            places[name] = (await client.get(path)).content.lower() if path != "/demo" else b""
        mails = [(mail.recipients, mail.message) for mail in world.mailbox.messages]
        places["mails"] = b"\n".join(repr(to).encode() + message.as_bytes() for to, message in mails).lower()
        duty = world.telegram.person(DUTY_CHAT, token=TOKEN.value)
        places["duty chat"] = "\n".join(str(heard) for heard in duty.heard).lower().encode()
        codes = _codes(world)
        secrets = [
            Marker("cookie of the web chat", cookie),
            Marker("session of the coordinator", session),
            Marker("Twilio's auth token", world.twilio["drenas"].auth_token),
            *(Marker("receipt code", code.replace(" ", ""), OWN_CHAT) for code in codes),
        ]
        places |= files_in(folder, "open file", without=("keys",))
        hexes = [path.read_text().strip() for path in (folder / "keys").rglob("*") if path.is_file()]
        secrets += [Marker("a key", text) for text in hexes if len(text) == 64]
    places |= files_in(folder, "file", without=("keys",)) | files_in(temporary, "temporary file")
    places |= files_in(tmp_path / "backup", "backup")
    places["audit log"] = _audit_log(folder / "demo.db")
    assert '"event"' in said.getvalue(), "the log was captured"
    places["log"] = said.getvalue().lower().encode()
    return Went(places, secrets)


async def _by_telegram(world: World) -> None:
    person = world.telegram.person(
        int(CHAT_ID.value),
        first_name=FIRST_NAME.value,
        last_name=LAST_NAME.value,
        username=USERNAME.value,
        token=TOKEN.value,
    )
    person.says(f"ka nje pus pa kapak te shkolla {STORY.value}")
    await person.hears("Zgjidh gjuhën")
    person.presses("welcome.language:sq")
    await person.hears("Ku është?")
    person.sends_photo(_a_photo(), caption=CAPTION.value)
    await person.hears(lambda heard: len(person.heard) > 4)
    person.sends_document(_a_photo(), FILE_NAME.value)
    person.sends_voice()
    person.sends_contact(CONTACT.value)
    person.forwards("ka mbeturina", FORWARDED.value)
    person.says("Komoran")
    await person.hears("Ta dërgojmë?", 10)
    person.says(CAPTION.value)
    person.presses("report_hazard.summary:send")
    await person.hears(lambda heard: code_in(heard.text) is not None)
    await world.mailbox.receives(1)
    await person.hears("A është e sigurt të të shkruajmë këtu")
    person.presses("afterwards.safe:yes")
    await person.hears("shkruaj këtu katër shifrat e fundit")
    person.says("kapërce")
    await person.hears("Kodi yt është në mesazhin më lart.")
    person.says(f"tani është edhe më keq {SECOND.value}")
    await person.hears("A është kjo për raportimin që dërgove?")
    person.presses("second_message.about_last:add")
    await person.hears("E shtuam te raportimi yt.")


async def _a_child_and_a_teacher(world: World) -> None:
    """All that they are asked, before the report is sent and afterwards."""
    child: tuple[str, ...] = ("3", "2", "Komoran", f"gjithçka filloi në vjeshtë {CHILD.value}", "1")
    child += (f"shoku im e di {CHILD_MORE.value}", "3", "2", "2", "kapërce")
    teacher = ("4", "1", "Komoran", "1", "1", f"nuk vjen që nga vjeshta {TEACHER.value}", "4", "3", "2", "2", "kapërce")
    for number, words in enumerate((child, teacher), start=1):
        person = world.telegram.person(int(CHAT_ID.value) + number, token=TOKEN.value)
        for text in ("fillo", "1", *words):
            before = len(person.heard)
            person.says(text)
            await person.hears(before + 1)
            await soon(0.1)
        assert any(code_in(heard.text) for heard in person.heard)


async def _by_sms(world: World, client: httpx.AsyncClient) -> None:
    """As Twilio posts it, with all that it tells about the sender."""
    server = world.twilio["drenas"]
    phone = server.phone(PHONE.value)
    words = ("start", "1", "1", f"mbeturina afer ures {SMS_TEXT.value}", "Komoran", "1")
    for number, text in enumerate(words):
        before = len(phone.heard)
        form = {
            "MessageSid": f"{MESSAGE_SID.value[:-2]}{number:02}" if number != 4 else MESSAGE_SID.value,
            "AccountSid": server.account_sid,
            "From": PHONE.value,
            "To": server.number,
            "Body": text,
            "NumMedia": "0",
            "ProfileName": PROFILE.value,
            "FromCity": CITY.value,
        }
        signature = RequestValidator(server.auth_token).compute_signature(server.public_url, form)
        posted = await client.post("/hooks/twilio/drenas", data=form, headers={"X-Twilio-Signature": signature})
        assert posted.status_code == 204
        await phone.hears(before + 1)


async def _by_web(client: httpx.AsyncClient) -> tuple[bytes, str]:
    """The chat's own page in the end, and the cookie that holds its address."""
    tells = {
        "User-Agent": AGENT.value,
        "X-Forwarded-For": FORWARDED_FOR.value,
        "Referer": REFERER.value,
    }
    async with httpx.AsyncClient(base_url=client.base_url, headers=tells) as browser:
        page = await browser.get(f"/chat/drenas?q={SEARCHED.value}")
        for text in ("start", "English", "1", f"An open manhole {WEB_TEXT.value}", "Komoran"):
            form = {"nonce": _nonce(page), "text": text}
            page = await browser.post("/chat/drenas", data=form, follow_redirects=True)
        photo = {"photo": (WEB_FILE.value, _a_photo(), "image/jpeg")}
        form = {"nonce": _nonce(page), "text": ""}
        page = await browser.post("/chat/drenas", data=form, files=photo, follow_redirects=True)
        form = {"nonce": _nonce(page), "text": "1"}
        page = await browser.post("/chat/drenas", data=form, follow_redirects=True)
        return page.content, browser.cookies["chat"]


async def _failures(world: World, client: httpx.AsyncClient) -> None:
    """Every server on the other side fails once and says too much; every door of ours is knocked at with rubbish."""
    person = world.telegram.person(int(CHAT_ID.value), token=TOKEN.value)
    for status in (400, 403, 500):
        world.telegram.fail_next("sendMessage", status, description=f"Error: {OUTSIDE.value}")
        person.says("gjendja")
        await world.telegram.waits_for_call("sendMessage")
    world.twilio["drenas"].fail_next(500)
    await world.twilio["drenas"].phone(PHONE.value).says("gjendja")
    world.mailbox.refuse(f"451 {MAIL_ERROR.value}", times=1)
    world.mailbox.refuse(f"550 {MAIL_ERROR.value}", times=1)
    rubbish = {"X-Telegram-Bot-Api-Secret-Token": BROKEN_JSON.value, "X-Twilio-Signature": BROKEN_JSON.value}
    for path in ("/hooks/twilio/drenas", "/hooks/telegram/drenas", "/chat/drenas", f"/r/{BROKEN_JSON.value}/answers"):
        await client.post(path, content=b'{"' + BROKEN_JSON.value.encode(), headers=rubbish)
        await client.post(path, data={"text": REJECTED.value * 1000, "nonce": REJECTED.value, "From": REJECTED.value})
        await client.get(f"{path}?{SEARCHED.value}=1", headers={"Cookie": f"chat={BROKEN_JSON.value}"})
    for code in ("4711 0815 4711 0810", "1234 5678 9012 3456"):
        person.says(code)
    await world.parts.run_due()


async def _offices_answer(world: World, client: httpx.AsyncClient) -> None:
    for mail in list(world.mailbox.messages)[:3]:
        data = {"answer": "received", "note": NOTE.value}
        await client.post(f"{link_in(mail)}/answers", data=data, follow_redirects=True)


async def _shown(desk: httpx.AsyncClient, path: str) -> dict[str, str]:
    """What each form of this page carries."""
    fields = _fields(await desk.get(path))
    return {name: fields[name] for name in ("form_token", "seen")}


async def _overruled(desk: httpx.AsyncClient, path: str) -> None:
    """The desk puts right what triage thought and where it is, and pauses whoever wrote it, with a note."""
    for noun, fields in (
        ("category", {"category": "school_surroundings"}),
        ("urgency", {"urgency": "urgent"}),
        ("place", {"place": "Gllobar", "reason": f"They rang {PAUSE.value}"}),
        ("pause", {"hours": "1", "why": "flood", "note": PAUSE.value}),
    ):
        done = await desk.post(f"{path}/{noun}", data={**await _shown(desk, path), **fields}, headers=SAME_SITE)
        if done.status_code == 200:  # somebody has it who would not be asked of that
            released = {**_fields(done), "reason": f"Not theirs {PAUSE.value}"}
            done = await desk.post(f"{path}/{noun}", data=released, headers=SAME_SITE)
        assert done.status_code == 303, (noun, done.status_code)


async def _pages_of_staff(world: World, client: httpx.AsyncClient) -> tuple[dict[str, bytes], str]:
    """What a coordinator and an office see, and the coordinator's session."""
    places = {}
    for number, mail in enumerate(world.mailbox.messages):
        if "/r/" in mail.body:
            places[f"page: institution {number}"] = (await client.get(link_in(mail))).content.lower()
    async with httpx.AsyncClient(base_url=client.base_url) as desk:
        link = world.login_link("drenas")
        await desk.post(link, data=_fields(await desk.get(link)), follow_redirects=True)
        for path in ("", "/dead-letters", "/kept-messages"):
            places[f"page: console{path}"] = (await desk.get(f"/console/drenas{path}")).content.lower()
        queue = markup(places["page: console"])
        links = {str(a["href"]) for a in queue.select("a[href*='/cases/']")}
        assert len(links) == 5, "one case by each channel, one of a child and one of a teacher"
        for path in sorted(links):
            await desk.post(
                f"{path}/questions", data={**await _shown(desk, path), "question": QUESTION.value}, headers=SAME_SITE
            )
            await _overruled(desk, path)
            places[f"page: case {path[-4:]}"] = (await desk.get(path)).content.lower()
        for page in ("needs-look", "model"):
            places[f"page: {'case' if page == 'needs-look' else page} list"] = (
                await desk.get(f"/console/drenas/{page}")
            ).content.lower()
        for number, mail in enumerate(world.mailbox.messages):
            if "/r/" in mail.body:  # once more: what the desk writes down is not for offices
                places[f"page: institution {number} again"] = (await client.get(link_in(mail))).content.lower()
        sought = _fields(await desk.get("/console/drenas/search")) | {"words": LOOKED_FOR.value}
        results = await desk.post("/console/drenas/search", data=sought, headers=SAME_SITE)
        places["page: search"] = results.content.lower()
        call = _fields(await desk.get("/console/drenas/calls/new")) | {"do": "save", "danger": "no", "place": "Komoran"}
        call |= {"words": f"Pus pa kapak {CALLER.value}", "language": "sq", "voice": "citizen", "category": "manhole"}
        taken = await desk.post("/console/drenas/calls", data=call, headers=SAME_SITE)
        assert code_in(markup(taken.content).get_text(" ")), "the caller got a code"
        places["page: case 0006"] = (await desk.get("/console/drenas/cases/2026-0006")).content.lower()
        (session,) = [value for name, value in desk.cookies.items() if value]
    return places, session


async def _forget(world: World) -> None:
    phone = world.twilio["drenas"].phone(PHONE.value)
    for text in ("me harro", "1"):
        before = len(phone.heard)
        await phone.says(text)
        await phone.hears(before + 1, 60)  # behind the message that Twilio refused a moment ago, and is tried again
    await world.parts.run_due()


async def _back_up(world: World, folder: Path, to: Path) -> None:
    recipient = new_identity(to.parent / "identity")
    plan = Plan(f"sqlite:///{folder / 'demo.db'}", folder / "keys", to, (recipient,))
    written = await asyncio.to_thread(write_backup, plan, world.now())
    assert written.rows["cases"] == 6


def _audit_log(file: Path) -> bytes:
    database = sqlite3.connect(file)
    rows = database.execute("SELECT actor, act, subject, facts FROM audit_entries").fetchall()
    database.close()
    assert {"read_case", "forgotten", "searched", "took_call"} <= {act for _, act, _, _ in rows}
    return repr(rows).lower().encode()


def _a_photo() -> bytes:
    """A JPEG that says where, with what and by whom it was taken."""
    picture, out = Image.new("RGB", (640, 480), "navy"), BytesIO()
    exif = Image.Exif()
    exif[0x010E], exif[0x013B] = EXIF_TEXT.value, FIRST_NAME.value
    exif.get_ifd(0x8825).update({1: "N", 2: (42.0, 37.0, 30.5), 3: "E", 4: (20.0, 53.0, 40.9)})
    exif.get_ifd(0x8769)[0xA431] = EXIF_GPS.value
    picture.save(out, "JPEG", exif=exif, comment=COMMENT.value.encode())
    assert EXIF_GPS.value.encode() in out.getvalue() and COMMENT.value.encode() in out.getvalue()
    return out.getvalue()


def _codes(world: World) -> list[str]:
    said = [heard.text for person in world.telegram.people.values() for heard in person.heard]
    said += [text for server in world.twilio.values() for phone in server.phones.values() for text in phone.heard]
    codes = [code for text in said if (code := code_in(text))]
    assert len(codes) >= 2, "a receipt by Telegram and one by SMS"
    return codes


def _nonce(page: httpx.Response) -> str:
    return str(markup(page.content).select_one("input[name=nonce]")["value"])  # type: ignore[index]


def _fields(page: httpx.Response) -> dict[str, str]:
    form = markup(page.content).select("form input[name]")
    return {str(field["name"]): str(field.get("value", "")) for field in form}
