"""The fake Twilio's answers against Twilio's own description: by its schemas, and as Prism serves them."""

import asyncio
import base64
import json
import os
import shutil
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiohttp
import jsonschema  # type: ignore[import-untyped]
import pytest

from reportbot.demo.serving import serve
from reportbot.demo.twilio_server import TwilioServer
from reportbot.demo.twilio_sms import Media
from tests.demo.specs import spec_file
from tests.ports import free_port

DESCRIPTION = spec_file("twilio/messages.openapi.json")
NUMBER = "+38344000000"

pytestmark = pytest.mark.skipif(DESCRIPTION is None, reason="Twilio's description (../shared/specs) is absent")


@pytest.fixture
async def prism() -> AsyncIterator[str]:
    """Prism as a third-party Twilio; its folder of node_modules is named by REPORTBOT_TEST_PRISM."""
    node, program = shutil.which("node"), prism_program()
    if node is None or program is None:
        pytest.skip(
            "Node or Prism is absent (npm install --prefix FOLDER @stoplight/prism-cli; REPORTBOT_TEST_PRISM=FOLDER)"
        )
    port = free_port()
    arguments = [node, str(program), "mock", "-h", "127.0.0.1", "-p", str(port), str(DESCRIPTION)]
    process = await asyncio.create_subprocess_exec(*arguments, stdout=asyncio.subprocess.PIPE)
    try:
        assert process.stdout
        async with asyncio.timeout(60):
            while b"listening" not in (line := await process.stdout.readline()):
                assert line, "Prism ended before it listened"
        yield f"http://127.0.0.1:{port}"
    finally:
        process.kill()
        await process.communicate()


def prism_program() -> Path | None:
    place = Path(os.environ.get("REPORTBOT_TEST_PRISM", ""))
    places = [place / "node_modules" / ".bin" / "prism", place / ".bin" / "prism", place / "prism"]
    return next((one for one in places if one.is_file()), None) if place.name else None


async def test_every_answer_has_the_shape_that_prism_gives(prism: str) -> None:
    server = TwilioServer()
    async with serve(server.app) as url:
        ours, theirs = await ask_all(server, url), await ask_all(server, prism)
    wanted = [201, 200, 200, 200, 204, 200, 200, 204]
    assert [status for status, _ in ours] == [status for status, _ in theirs] == wanted
    assert [sorted(body) for _, body in ours] == [sorted(body) for _, body in theirs]
    assert sorted(ours[1][1]["messages"][0]) == sorted(theirs[1][1]["messages"][0])


async def test_every_answer_fits_twilios_schemas() -> None:
    server = TwilioServer()
    async with serve(server.app) as url:
        created, listed, fetched, blanked, _, files, file, _ = await ask_all(server, url)
    for _, message in (created, fetched, blanked, (200, listed[1]["messages"][0])):
        check("#/components/schemas/api.v2010.account.message", message)
        assert set(message) == set(described()["components"]["schemas"]["api.v2010.account.message"]["properties"])
    for media in (file[1], files[1]["media_list"][0]):
        check("#/components/schemas/api.v2010.account.message.media", media)
        assert set(media) == set(described()["components"]["schemas"]["api.v2010.account.message.media"]["properties"])


async def ask_all(server: TwilioServer, url: str) -> list[tuple[int, Any]]:
    """Create, list, fetch, blank and delete one message, list, fetch and delete the picture of another; each with its
    status and its JSON.
    """
    path = f"{url}/2010-04-01/Accounts/{server.account_sid}/Messages"
    login = base64.b64encode(f"{server.account_sid}:{server.auth_token}".encode()).decode()
    form = {"To": NUMBER, "From": server.number, "Body": "tung"}
    async with aiohttp.ClientSession(
        headers={"Authorization": f"Basic {login}", "Accept": "application/json"}
    ) as session:
        created = await answer(session.post(f"{path}.json", data=form))
        one = f"{path}/{next(iter(server.messages), 'SM' + 'a' * 32)}.json"
        listed = await answer(session.get(f"{path}.json", params={"PageSize": "2"}))
        fetched = await answer(session.get(one))
        blanked = await answer(session.post(one, data={"Body": ""}))
        deleted = await answer(session.delete(one))
        picture = Media("image/jpeg", b"1")
        await server.phone(NUMBER).says("", media=[picture], lost=True)
        with_picture = f"{path}/{list(server.messages)[-1]}/Media"
        files = await answer(session.get(f"{with_picture}.json"))
        file = await answer(session.get(f"{with_picture}/{picture.sid}.json"))
        gone = await answer(session.delete(f"{with_picture}/{picture.sid}.json"))
        return [created, listed, fetched, blanked, deleted, files, file, gone]


async def answer(request: Any) -> tuple[int, Any]:
    async with request as came:
        body = await came.read()
        return came.status, json.loads(body) if body else {}


def described() -> Any:
    assert DESCRIPTION
    return json.loads(DESCRIPTION.read_text(encoding="utf-8"))


def check(reference: str, value: Any) -> None:
    """Validate against one schema of the description; OpenAPI's `nullable` is turned into JSON schema's null."""
    document = without_nullable(described())
    jsonschema.Draft202012Validator({"$ref": reference, **document}).validate(value)


def without_nullable(schema: Any) -> Any:
    if isinstance(schema, list):
        return [without_nullable(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    plain = {name: without_nullable(one) for name, one in schema.items() if name != "nullable"}
    return {"anyOf": [plain, {"type": "null"}]} if schema.get("nullable") is True else plain
