"""From a posted form to an InboundMessage, or to the one sentence that says why not."""

import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from datetime import datetime

from starlette.requests import Request

from reportbot.core.conversation.questions.answers import LONGEST_TEXT
from reportbot.core.errors import BadInput, NotAPhoto, TooLarge
from reportbot.core.messages import Address, Attachment, InboundMessage, Location, Text, kind_of
from reportbot.web import words
from reportbot.web.chat.person import nonce_in
from reportbot.web.chat.uploads import NoRoom, Uploads
from reportbot.web.forms import file_of, read_form, text_in

log = logging.getLogger("reportbot.web.chat")

LARGEST_PHOTO = 20  # MB
LARGEST_FORM = (LARGEST_PHOTO + 5) * 1024 * 1024  # bytes
LONGEST_PRESSED = 200  # letters
LONGEST_LANGUAGE = 10  # sr_Cyrl; any other word there offers nothing

Scrub = Callable[[bytes], Awaitable[bytes]]


@dataclass(frozen=True, slots=True)
class Posted:
    """What somebody sent from the page. `problem` is what to tell them instead of handing it on.

    `crowded`: too many come from where they come from.
    """

    nonce: str
    text: str = field(default="", repr=False)
    pressed: str = ""
    location: Location | None = None
    attachment: Attachment | None = None
    problem: Text | None = None
    status: int = 200
    language: str = ""
    crowded: bool = False

    @property
    def is_empty(self) -> bool:
        return not (self.text.strip() or self.pressed or self.location or self.attachment)

    @property
    def attached(self) -> str:
        if self.pressed:
            return ""
        if self.attachment:
            return "photo" if self.attachment.kind == "photo" else "file"
        return "location" if self.location else ""

    def message(self, address: Address, tag: bytes, at: datetime) -> InboundMessage:
        """`tag` is the same in every week, so that a form sent again after midnight stays the same message.

        A pressed button speaks for itself: what stands in the box then stays there unsent.
        """
        if self.pressed:
            message = InboundMessage(address, at, (self.key(tag),), pressed=self.pressed)
        else:
            attachments = (self.attachment,) if self.attachment else ()
            message = InboundMessage(address, at, (self.key(tag),), self.text, "", self.location, attachments)
        return replace(message, language=self.language, crowded=self.crowded)

    def key(self, tag: bytes) -> str:
        return f"web:{tag.hex()}/{self.nonce}"


async def read_posted(request: Request, scrub: Scrub, uploads: Uploads) -> Posted:
    """Raises BadInput for what our page cannot have sent."""
    try:
        async with uploads.room(request):
            return await _read(request, scrub)
    except NoRoom:
        return Posted(nonce_in(""), problem=words.CHAT_PHOTO_STUCK, status=503)


async def _read(request: Request, scrub: Scrub) -> Posted:
    try:
        form = await read_form(request, files=1)
    except TooLarge:
        return Posted(nonce_in(""), problem=_PHOTO_LARGE, status=413)
    if not form:
        raise BadInput("an empty form")
    try:
        nonce, text = nonce_in(text_in(form, "nonce")), text_in(form, "text")
        pressed, language = text_in(form, "pressed"), text_in(form, "language")[:LONGEST_LANGUAGE]
        if len(pressed) > LONGEST_PRESSED:
            raise BadInput("no button of ours is that long")
        location = _location(text_in(form, "latitude"), text_in(form, "longitude"))
        file, mime_type = await file_of(form, "photo")
    finally:
        await form.close()
    if pressed:
        return Posted(nonce, text, pressed, language=language)
    if len(text) > LONGEST_TEXT:
        return Posted(nonce, text, problem=Text(words.CHAT_TOO_LONG.msgid, {"most": LONGEST_TEXT}), status=413)
    try:
        attachment = await _attachment(file, mime_type, scrub) if file else None
    except Exception as error:  # no fault of the photo: the same form may be sent again
        log.error("a photo could not be painted", extra={"failure": type(error).__name__})
        return Posted(nonce, text, problem=words.CHAT_PHOTO_STUCK, status=503)
    return Posted(nonce, text, "", location, attachment, language=language)


async def _attachment(file: bytes, mime_type: str, scrub: Scrub) -> Attachment:
    """What we do not take goes on as a kind alone: the conversation says why, and the words with it count."""
    try:
        clean = await scrub(file)
    except NotAPhoto:
        kind = kind_of(mime_type)
        return Attachment("picture" if kind == "photo" else kind)
    except TooLarge:
        return Attachment("large_photo")
    return Attachment("photo", data=clean, size=len(clean))


_PHOTO_LARGE = Text(words.CHAT_PHOTO_LARGE.msgid, {"most": LARGEST_PHOTO})


def _location(latitude: str, longitude: str) -> Location | None:
    if not latitude and not longitude:
        return None
    try:
        point = Location(float(latitude[:30]), float(longitude[:30]))
    except ValueError:
        raise BadInput("not a point") from None
    if not (-90 <= point.latitude <= 90 and -180 <= point.longitude <= 180):
        raise BadInput("no point on this earth")
    return point
