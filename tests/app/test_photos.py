"""Photos from a phone to the case, through every part: nothing of them is written on the way."""

from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from tests.app.world import a_running_demo
from tests.vault.crafted import MARKER
from tests.vault.heic import a_heic, xmp_item
from tests.watching import opened_for_writing

TOKEN = "1000:demo-drenas"


async def test_photos_sent_as_photo_and_as_file_reach_the_case_and_never_a_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", "/there/is/no/such/folder")
    large = BytesIO()
    Image.effect_noise((2000, 2000), 90).save(large, "PNG")
    async with a_running_demo(tmp_path) as (world, _):
        person = world.telegram.person(42, token=TOKEN)
        person.says("ka nje pus pa kapak te shkolla")
        await person.hears("Zgjidh gjuhën")
        person.presses("welcome.language:sq")
        await person.hears("Ku është?")
        with opened_for_writing() as opened:
            person.sends_document(a_heic(xmp_item(MARKER.encode())), "Arta IMG_0001.HEIC")
            await person.hears("Foton e ruajmë me raportimin tënd.")
            person.sends_document(large.getvalue(), "pusi.png")
            person.sends_voice()
            await person.hears("Nuk mund të pranojmë mesazhe me zë: zëri yt mund të njihet.")
            person.says("Komoran")
            await person.hears("Ta dërgojmë?")
            person.presses("report_hazard.summary:send")
            await world.mailbox.receives(1)
            await world.parts.delivery.drain()
            case = await world.parts.casework.case("drenas", "2026-0001", "coordinator")
            photos = [
                await world.parts.casework.photo("drenas", "2026-0001", id, "coordinator") for id in case.story.photos
            ]
    assert sorted(Image.open(BytesIO(photo)).size for photo in photos) == [(64, 64), (1600, 1600)]
    assert not [photo for photo in photos if MARKER.encode() in photo]
    assert set(opened) <= {"/dev/null"}
