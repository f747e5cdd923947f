"""What comes with a message beside words: photos and points are kept for the report, other files declined kindly."""

from collections.abc import Mapping
from dataclasses import dataclass

from reportbot.core.conversation.questions import places
from reportbot.core.conversation.turns.scene import Scene
from reportbot.core.conversation.turns.session import ABOUT, QUESTION_ID, SENT, SOLVED, Session
from reportbot.core.conversation.turns.turn import Reply
from reportbot.core.messages import InboundMessage, Kind, Text

# What we do not take, with the reason. Words that came with it count as the message.
_DECLINED: Mapping[Kind, Text] = {
    "voice": Text("We cannot take voice messages: your voice could be recognised. Please write it in words."),
    "video": Text("We cannot take videos: they can show who made them. Please send a photo, or write it in words."),
    "file": Text("We cannot take files: they often name who made them. Please send a photo, or write it in words."),
    "picture": Text("We cannot read this kind of picture. Please send a photo, or write it in words."),
    "large_photo": Text("This picture is too large. Please send a smaller one, or write it in words."),
    "contact": Text("We did not keep this contact. You do not have to say who you are."),
    "other": Text("We cannot read this. Please write it in words."),
}
_PHOTO_KEPT = Text("We keep the photo with your report.")
_PLACE_KEPT = Text("We keep the place with your report.")
_NOT_NOW = Text("You can send the photo when you make a report.")


@dataclass(frozen=True, slots=True)
class Brought:
    """The session that remembers it, what is said about it, how many photos are kept, and for which case if not for
    the report that is being made; `photos_of_last` for the one that was sent last."""

    session: Session
    replies: tuple[Reply, ...] = ()
    photos: int = 0
    photos_of: int | None = None
    photos_of_last: bool = False


def bring(scene: Scene, session: Session, message: InboundMessage) -> Brought:
    """Silent where the step asks for just this, or where words came with it that will be answered."""
    told_of = QUESTION_ID in session.answers or session.answers.get(SOLVED) == "no"
    about = session.answers.get(ABOUT) if told_of else None
    sent = SENT in session.answers
    keeps = scene.is_drafting(session) or scene.is_beginning(session)
    step = scene.here(session)[1].kind if not session.is_idle and not session.waiting_for else ""
    photos = sum(attachment.kind == "photo" for attachment in message.attachments)
    declined = dict.fromkeys(attachment.kind for attachment in message.attachments if attachment.kind != "photo")
    replies = [Reply(_DECLINED[kind]) for kind in declined]
    if photos and keeps:
        session = session.with_answer("photos", int(session.answers.get("photos", 0)) + photos)
        replies += [Reply(_PHOTO_KEPT)] if step != "photo" and not message.text else []
    elif photos and (sent or about is not None):
        replies += [Reply(_PHOTO_KEPT)] if not message.text else []
    elif photos:
        replies.append(Reply(_NOT_NOW))
    if message.location is not None and step != "place" and keeps:
        session = session.with_answer("place", places.pinned(message.location, scene.around.gazetteer))
        replies += [Reply(_PLACE_KEPT)] if not message.text else []
    kept = photos if keeps or sent or about is not None else 0
    return Brought(session, tuple(replies), kept, None if keeps else about, sent and about is None)


def legible(text: str) -> str:
    """Without NUL and halves of letters (lone surrogates), which neither JSON in UTF-8 nor a database can keep."""
    if "\x00" in text:
        text = text.replace("\x00", "")
    return text if text.isascii() else text.encode("utf-8", "ignore").decode()
