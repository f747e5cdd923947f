"""Pictures that offices add: each sealed, and not without end."""

from reportbot.service.cases.office_photos import MOST, OfficePhotos
from tests.builders import WASTE, Parts
from tests.service.asking import _ids


async def test_an_office_adds_so_many_pictures_and_no_more(here: Parts) -> None:
    await here.say("anna", *WASTE)
    (case,) = await here.cases()
    photos = OfficePhotos(here.vault, _ids(here))
    for number in range(MOST + 3):
        async with here.store.begin() as work:
            await photos.keep(work, case, "public_services", b"jpeg %d" % number, here.clock.now())
    async with here.store.begin() as work:
        await photos.keep(work, case, "inspectorate", b"another office", here.clock.now())
    async with here.store.read() as work:
        kept = await work.conversations.photos(case=case.id)
    assert [sum(photo.by == key for photo in kept) for key in ("public_services", "inspectorate")] == [MOST, 1]
    assert b"jpeg" not in b"".join(photo.sealed_image for photo in kept)
