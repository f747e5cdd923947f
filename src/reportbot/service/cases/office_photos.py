"""The picture that an office adds when it is done, who may see it, and whether it goes on to the person.

It does where the matter concerns nobody whom it could show, and the desk has not held it back. Both are asked again
whenever it is about to be seen: what a case is about may be put right after the picture has come.
"""

from collections.abc import Sequence
from datetime import datetime

from reportbot.core.cases.case import Case
from reportbot.core.errors import CannotBeRead, UnknownCode
from reportbot.service.cases.photos import sealed_photo
from reportbot.service.ports import Ids, Store, Vault, Work
from reportbot.service.records import Photo

MOST = 10  # pictures of one office in one case; whoever has the link may press "done" again and again
MOST_SHOWN = 3  # of the newest, to a person who asks what happened


class NotShown(UnknownCode):
    """Held back, erased, or of a matter that is found to concern a person."""


class OfficePhotos:
    def __init__(self, vault: Vault, ids: Ids) -> None:
        self._vault, self._ids = vault, ids

    async def keep(self, work: Work, case: Case, institution: str, picture: bytes, now: datetime) -> Photo | None:
        """`picture` is a JPEG that was painted anew.

        None where this very picture is there already, and beyond MOST: then nothing more is kept.
        """
        theirs = [photo for photo in await work.conversations.photos(case=case.id) if photo.by == institution]
        if len(theirs) >= MOST or any(self._is(photo, picture) for photo in theirs):
            return None
        photo = sealed_photo(self._vault, self._ids, case, picture, now, institution)
        await work.conversations.add_photos([photo])
        return photo

    def _is(self, photo: Photo, picture: bytes) -> bool:
        try:
            return opened(self._vault, photo) == picture
        except CannotBeRead:
            return False


class Pictures:
    """Pictures of offices, as the person who reported may see them."""

    def __init__(self, store: Store, vault: Vault) -> None:
        self._store, self._vault = store, vault

    async def image(self, municipality: str, id: int) -> bytes:
        """JPEG bytes. Raises NotShown, CannotBeRead."""
        async with self._store.read() as work:
            photo = await work.conversations.photo(id)
            case = await work.cases.find(photo.case) if photo and photo.case is not None else None
        if photo is None or case is None or photo.municipality != municipality or not is_for_person(photo, case):
            raise NotShown("no picture for this person")
        return opened(self._vault, photo)


async def pictures_of(work: Work, case: Case) -> Sequence[Photo]:
    """Those that the person may see, the newest of them, oldest first."""
    if case.concerns_a_person:
        return ()
    return [each for each in await work.conversations.photos(case=case.id) if is_for_person(each, case)][-MOST_SHOWN:]


def is_for_person(photo: Photo, case: Case) -> bool:
    return bool(
        photo.by
        and photo.case == case.id
        and photo.held_at is None
        and photo.sealed_image
        and photo.sealed_key
        and case.sealed_key
        and not case.concerns_a_person
    )


def may_see(photo: Photo, case: Case, institution: str) -> bool:
    """What the person sent is for every office of the case; what another office sent, where nobody is concerned by it
    whom it could show. The desk ("") sees all."""
    return not institution or photo.by in ("", institution) or not case.concerns_a_person


def opened(vault: Vault, photo: Photo) -> bytes:
    """Raises CannotBeRead."""
    key = vault.data_key(photo.sealed_key, f"photos.key:{photo.id}")
    return key.open(photo.sealed_image, f"photos.image:{photo.id}")
