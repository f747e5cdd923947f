"""Another system sends pictures with a request or an update: painted anew, in the case, or refused with a sentence."""

import asyncio
import os
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from reportbot.service.cases.dossier import Dossier
from reportbot.web.open311.posted import LARGEST, MOST_PHOTOS
from tests.vault.crafted import MARKER
from tests.web.open311.towns import KEY, Service, a_service

FIELDS = {"api_key": KEY, "service_code": "waste", "lat": "42.6167", "long": "20.8833", "description": "Old bottles"}
JPEG, MADE_BY = b"\xff\xd8", MARKER.encode()


def a_photo(kind: str = "JPEG", color: str = "green") -> bytes:
    out = BytesIO()
    Image.new("RGB", (40, 30), color).save(out, kind, **({"comment": MADE_BY} if kind == "JPEG" else {}))
    return out.getvalue()


async def send(
    town: Service, *photos: bytes, field: str = "media", path: str = "requests", expected: int = 200, **fields: str
) -> Any:
    """As another system does, in JSON."""
    files = [(field, (f"{number}.jpg", photo, "image/jpeg")) for number, photo in enumerate(photos)]
    data = {name: value for name, value in (FIELDS | fields).items() if value}
    answer = await town.client.post(f"{path}.json", data=data, files=files)
    assert answer.status_code == expected, answer.text
    return answer.json()


def everything_in(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.iterdir())


async def pictures(town: Service) -> list[bytes]:
    """Those of the first case, opened for the desk."""
    (case, *_) = await town.cases()
    dossier = Dossier(town.parts.vault, town.parts.damage)
    async with town.parts.database.read() as work:
        story = await dossier.story(work, case)
        return [await dossier.photo(work, case, photo) for photo in story.photos]


@pytest.mark.parametrize("field", ["media", "media[]", "photo1"])
async def test_pictures_come_into_the_case_painted_anew(town: Service, field: str) -> None:
    await send(town, a_photo(), a_photo("PNG", "red"), b"", field=field)
    kept = await pictures(town)
    assert len(kept) == 2 and all(each.startswith(JPEG) for each in kept)
    assert not any(MADE_BY in each for each in kept)
    (case,) = await town.cases()
    async with town.parts.database.read() as work:
        photos = await work.conversations.photos(case=case.id)
    assert [(each.by, each.conversation) for each in photos] == [("", None)] * 2
    assert not any(each.sealed_image[:2] == JPEG for each in photos)


async def test_nothing_of_a_picture_as_it_was_sent_lies_on_the_disk(tmp_path: Path) -> None:
    async with a_service(tmp_path) as town:
        await send(town, a_photo())
        await town.send()
    assert MADE_BY not in everything_in(tmp_path)


@pytest.mark.parametrize("named", [{"attribute[fixmystreet_id]": "4711"}, {}])
async def test_the_same_request_sent_twice_has_its_pictures_once(town: Service, named: dict[str, Any]) -> None:
    said = await asyncio.gather(*(send(town, a_photo(), **named) for _ in range(3)))
    assert len({each[0]["service_request_id"] for each in said}) == 1
    assert len(await town.cases()) == len(await pictures(town)) == 1


async def test_without_a_name_another_picture_is_another_request(town: Service) -> None:
    await send(town, a_photo())
    await send(town, a_photo(color="red"))
    assert len(await town.cases()) == 2


async def test_an_update_brings_its_picture_into_the_case_once(town: Service) -> None:
    (sent,) = await send(town, a_photo())
    told = {"service_request_id": sent["service_request_id"], "description": "More of it"}
    for _ in range(2):
        await send(town, a_photo(color="red"), path="servicerequestupdates", **told)
    assert len(await pictures(town)) == 2


async def test_all_addresses_of_pictures_are_kept_for_a_person_to_open(town: Service) -> None:
    many = [f"https://pictures.example/{number}.jpg" for number in range(3)]
    answer = await town.client.post("requests.json", data=FIELDS | {"media_url": many})
    assert answer.status_code == 200
    (case,) = await town.cases()
    async with town.parts.database.read() as work:
        said = Dossier(town.parts.vault, town.parts.damage).said(case, await work.cases.reports(case.id))
    assert all(each in (said[0].answers or {})["description"] for each in many)
    more = [f"https://pictures.example/{number}.jpg" for number in range(6)]
    assert (await town.client.post("requests.json", data=FIELDS | {"media_url": more})).status_code == 400


@pytest.mark.parametrize("kind", ["json", "xml"])
@pytest.mark.parametrize(("files", "status", "words"), [
    ([b"MZ no picture"], 400, "no picture that can be read: send JPEG, PNG, WebP or HEIC"),
    ([a_photo(), b"<svg/>"], 400, "no picture that can be read"),
    ([a_photo()[:200]], 400, "no picture that can be read"),
    ([b"x"] * (MOST_PHOTOS + 1), 400, f"with more than {MOST_PHOTOS} pictures"),
    ([b"x" * LARGEST], 413, "at most 30 MB with all pictures"),
    ([b"x" * (20 * 1024 * 1024 + 1)], 413, "a picture has at most 20 MB"),
])  # fmt: skip
async def test_rubbish_is_refused_with_a_sentence_and_nothing_is_half_there(
    town: Service, kind: str, files: list[bytes], status: int, words: str
) -> None:
    given = [("media", ("a.jpg", each, "image/jpeg")) for each in files]
    answer = await town.client.post(f"requests.{kind}", data=FIELDS, files=given)
    assert (answer.status_code, words in answer.text) == (status, True), answer.text
    assert answer.headers["content-type"].startswith("application/json" if kind == "json" else "text/xml")
    assert await town.cases() == []
    again: dict[str, Any] = {"attribute[external_id]": "4711"}
    await send(town, a_photo(), **again)
    assert len(await town.cases()) == 1


async def test_a_body_is_counted_while_it_is_read_whatever_its_sender_announces(town: Service) -> None:
    edge = b"--edge\r\nContent-Disposition: form-data; name=media; filename=a.jpg\r\n\r\n"

    async def endless() -> Any:
        yield edge
        for _ in range(LARGEST // 1_000_000 + 5):
            yield b"x" * 1_000_000

    kind = {"content-type": "multipart/form-data; boundary=edge"}
    answer = await town.client.post("requests.json", content=endless(), headers=kind)
    assert (answer.status_code, "30 MB" in answer.text) == (413, True)


@pytest.mark.parametrize("content", [b"", b"--edge", b"rubbish", b"--edge\r\n\r\n\r\n--edge--", os.urandom(500)])
async def test_what_is_no_form_is_refused_as_such(town: Service, content: bytes) -> None:
    for kind in ("multipart/form-data; boundary=edge", "multipart/form-data"):
        answer = await town.client.post("requests.json", content=content, headers={"content-type": kind})
        assert answer.status_code in (400, 403)
    assert await town.cases() == []


async def test_without_a_key_no_picture_is_painted(town: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    painted: list[bytes] = []

    async def repaint(data: bytes) -> bytes:
        painted.append(data)
        return data

    monkeypatch.setattr(town.parts.photos, "_repaint", repaint)
    (error,) = await send(town, a_photo(), expected=403, api_key="a guess")
    assert "api_key" in error["description"]
    assert painted == []


async def test_the_words_of_a_form_with_pictures_have_the_limit_of_any_form(town: Service) -> None:
    (error,) = await send(town, a_photo(), expected=413, unknown="x" * 70_000)
    assert "bytes" in error["description"]
    (error,) = await send(town, a_photo(), expected=400, description="x" * 4001)
    assert "description has at most 4000" in error["description"]
