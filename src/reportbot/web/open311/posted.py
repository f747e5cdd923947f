"""What another system posts: a plain form, or one with photos. Counted while it is read; a photo is painted anew before
anything but memory has held it, and only for a sender with a key.

Whoever names a key before the photos has rooms that nobody else can hold; a form that names a wrong one is read no
further. Who sends the key behind them shares two rooms with everybody who has none: each range of addresses has one.
"""

import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace

from starlette.datastructures import UploadFile
from starlette.requests import Request

from reportbot.core.errors import BadInput, NotAPhoto, TooLarge
from reportbot.web.chat.arriving import Scrub
from reportbot.web.chat.crowds import range_of
from reportbot.web.chat.uploads import NoRoom, Uploads
from reportbot.web.forms import read_form
from reportbot.web.limits import announces_more_than, limit_body
from reportbot.web.open311.asked import FIELDS, Form, Refused, form_of, read_posted
from reportbot.web.open311.paced import Beginning, TooSlow, beginning_of
from reportbot.web.policy import SMALL

MOST_PHOTOS = 5
LARGEST_PHOTO = 20  # MB
LARGEST_IN_ALL = 30  # MB of one form
LARGEST = LARGEST_IN_ALL * 1024 * 1024
ARRIVING = 60  # seconds for a form of a sender with a key, who waits longer than that for those before
STRANGER_ARRIVES = 20  # seconds for one of which nobody knows yet
Named = Callable[[str], str]
"""Whose key it is, "" for nobody's."""
log = logging.getLogger("reportbot.web.open311")


class PostedForms:
    def __init__(self, scrub: Scrub) -> None:
        self._scrub = scrub
        self._known = Uploads(at_once=2, patience=ARRIVING + 5, arriving=ARRIVING, share=1)
        self._strangers = Uploads(at_once=2, patience=STRANGER_ARRIVES, arriving=STRANGER_ARRIVES, share=1)

    @asynccontextmanager
    async def reading(
        self, request: Request, named: Named
    ) -> AsyncIterator[tuple[Form, Callable[[], Awaitable[Form]]]]:
        """The fields, and what paints its photos, to be called once the sender is known. Raises Refused."""
        if not has_photos(request):
            if announces_more_than(request, SMALL):
                raise _too_much()
            form = await _plain(request)
            yield form, lambda: _as_it_is(form)
            return
        if announces_more_than(request, LARGEST):
            raise _too_much_in_all()
        try:
            begun = await beginning_of(request)
            if begun.key and not named(begun.key):
                form = Form({"api_key": begun.key})
                yield form, lambda: _as_it_is(form)
                return
            async with self._room(request, begun, named(begun.key)):
                form, files = await _with_files(begun.whole())
                yield form, lambda: self._painted(form, files)
        except NoRoom:
            raise Refused(503, "too many photos at once: come again") from None
        except TooSlow:
            raise Refused(408, "the form came too slowly") from None

    @asynccontextmanager
    async def _room(self, request: Request, begun: Beginning, sender: str) -> AsyncIterator[None]:
        if begun.is_all:
            yield
            return
        rooms, whose = (self._known, sender) if sender else (self._strangers, range_of(request))
        async with rooms.room(request, whose):
            yield

    async def _painted(self, form: Form, files: Sequence[bytes]) -> Form:
        return replace(form, photos=tuple([await self._repainted(file) for file in files]))

    async def _repainted(self, file: bytes) -> bytes:
        try:
            return await self._scrub(file)
        except NotAPhoto:
            raise Refused(400, "media is no picture that can be read: send JPEG, PNG, WebP or HEIC") from None
        except TooLarge:
            raise Refused(413, f"a picture has at most {LARGEST_PHOTO} MB and 50 million pixels") from None
        except Exception as error:  # no fault of the photo
            log.error("a photo could not be painted", extra={"failure": type(error).__name__})
            raise Refused(503, "the picture could not be taken: come again") from None


def has_photos(request: Request) -> bool:
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    return kind == "multipart/form-data"


async def _plain(request: Request) -> Form:
    try:
        return read_posted(await limit_body(request, SMALL).body(), request.headers.get("content-type", ""))
    except TooLarge:
        raise _too_much() from None


async def _as_it_is(form: Form) -> Form:
    return form


async def _with_files(request: Request) -> tuple[Form, list[bytes]]:
    """Every file counts, whatever its field is called; one without a byte is a field that nobody filled in."""
    try:
        form = await read_form(request, files=MOST_PHOTOS, fields=FIELDS)
    except TooLarge:
        raise _too_much_in_all() from None
    except BadInput:
        raise Refused(400, f"a form that cannot be read, or with more than {MOST_PHOTOS} pictures") from None
    try:
        given = form.multi_items()
        fields = form_of((name, value) for name, value in given if isinstance(value, str))
        files = [await value.read() for _, value in given if isinstance(value, UploadFile)]
    finally:
        await form.close()
    if sum(len(value) for _, value in given if isinstance(value, str)) > SMALL:
        raise _too_much()
    return fields, [file for file in files if file]


def _too_much() -> Refused:
    return Refused(413, f"at most {SMALL} bytes")


def _too_much_in_all() -> Refused:
    return Refused(413, f"at most {LARGEST_IN_ALL} MB with all pictures")
