"""One raw mail, as values: what its headers and its text say, within limits. Nothing of it is believed."""

import binascii
import contextlib
import email
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from email.header import decode_header, make_header
from email.message import EmailMessage, Message
from email.policy import EmailPolicy
from html import unescape
from typing import Any, cast

from reportbot.core.errors import BadInput

LARGEST = 1024 * 1024  # bytes of a mail that are looked at: its words stand before what is attached to it
LARGEST_WITH_FILES = 16 * LARGEST  # where an office may send photos with its answer
MOST_HEADERS = 300
LONGEST_HEADER = 2_000  # letters of one header that are looked at
MOST_PARTS = 40
DEEPEST = 12
LONGEST_TEXT = 100_000  # letters of text that are looked at
LARGEST_LOGO = 30 * 1024  # bytes of a picture in the text that is no photo yet


@dataclass(frozen=True, slots=True)
class Mail:
    """`headers` by small letters, in order; `text` is its plain text, or what its HTML says. `statuses` are the blocks
    of a delivery report, the one about the whole mail first; `about` is the Message-ID of the mail that came back.
    `attached` counts files that somebody has put to it: no signature, and no logo that stands in the text.
    """

    headers: Sequence[tuple[str, str]] = field(repr=False)
    content_type: str
    report_type: str
    text: str = field(repr=False)
    statuses: Sequence[dict[str, str]] = field(default=(), repr=False)
    about: str = ""
    attached: int = 0

    def first(self, name: str) -> str:
        """ "" where there is none."""
        return next(iter(self.all(name)), "")

    def all(self, *names: str) -> list[str]:
        return [value for name in names for known, value in self.headers if known == name]


def read_mail(raw: bytes) -> Mail:
    """Of a large one the beginning: an office that answers with photos has answered.

    Raises BadInput for what is no mail that we could use.
    """
    message = parsed(raw[:LARGEST])
    try:
        return _read(message)
    except BadInput:
        raise
    except Exception as error:
        raise BadInput(f"no mail that can be read ({type(error).__name__})") from None


def parsed(raw: bytes) -> EmailMessage:
    """Raises BadInput."""
    if len(re.findall(rb"(?i)boundary\s*=|content-type\s*:\s*message/", raw)) > MOST_PARTS:
        raise BadInput("a mail of too many parts")
    try:
        # The parser meets whatever anybody sends, and has faults of its own.
        return cast(EmailMessage, email.message_from_bytes(raw, policy=_LIMITED))
    except Exception as error:
        raise BadInput(f"no mail that can be read ({type(error).__name__})") from None


class _Limited(EmailPolicy):
    """Long headers are cut before anything parses them: the parser needs quadratic time for some."""

    def header_source_parse(self, sourcelines: list[str]) -> tuple[str, str]:
        name, value = super().header_source_parse(sourcelines)
        return name, value[:LONGEST_HEADER]


_LIMITED = _Limited()
_SIGNS = frozenset({"application/pgp-signature", "application/pkcs7-signature", "application/x-pkcs7-signature"})
_TAG = re.compile(r"<[^<>]{0,2000}>")
_BREAK = re.compile(r"(?i)<(?:br|/p|/div|/tr|/li)\b[^<>]{0,500}>")
_QUOTE = re.compile(r"(?is)<blockquote\b.*(?:</blockquote\s*>|$)")
# What is never closed ends with the text: otherwise each of thousands would be looked for to the end.
_UNSAID = re.compile(r"(?is)<(style|script|head)\b.*?(?:</\1\s*>|(?=<body\b)|\Z)")


def _read(message: EmailMessage) -> Mail:
    raw_headers = list(message.raw_items())
    if not raw_headers or len(raw_headers) > MOST_HEADERS:
        raise BadInput("a mail without headers, or with too many")
    parts = list(leaves(message))
    texts = [part for part in parts if not _is_attached(part)]
    plain = next((part for part in texts if part.get_content_type() == "text/plain"), None)
    html = next((part for part in texts if part.get_content_type() == "text/html"), None)
    text = _text_of(plain) if plain is not None else ""
    if not text.strip() and html is not None:
        text = _said_in(_text_of(html))
    return Mail(
        headers=[(name.lower(), _decoded(str(value))) for name, value in raw_headers],
        content_type=message.get_content_type(),
        report_type=str(message.get_param("report-type", "")).lower(),
        text=text[:LONGEST_TEXT],
        statuses=[block for part in parts for block in _statuses(part)],
        about=next((name for part in parts if (name := _returned(part))), ""),
        attached=len(put_to_it(parts)),
    )


def leaves(message: EmailMessage) -> Iterator[EmailMessage]:
    """In order, and what came back, which is a leaf here: its text is not this mail's. Raises BadInput."""
    waiting: list[tuple[Any, int]] = [(message, 0)]
    seen = 0
    while waiting:
        part, depth = waiting.pop(0)
        seen += 1
        if seen > MOST_PARTS or depth > DEEPEST:
            raise BadInput("a mail of too many parts")
        if part.get_content_maintype() == "multipart" and isinstance(part.get_payload(), list):
            waiting = [(each, depth + 1) for each in part.get_payload()] + waiting
        else:
            yield part


def _is_attached(part: EmailMessage) -> bool:
    return part.get_content_disposition() == "attachment" or bool(part.get_filename())


def put_to_it(parts: Sequence[EmailMessage]) -> list[EmailMessage]:
    """What somebody has attached: not what signs the mail, nor a logo in its signature, which stands in its text by a
    name. Some mail programs give such a name to attached files too, and phones put photos into the text."""
    return [part for part in parts if _is_file(part) and not (_stands_in_text(part) and not _is_photo(part))]


def _is_file(part: EmailMessage) -> bool:
    if part.get_content_type() in _SIGNS:
        return False
    return _is_attached(part) or part.get_content_maintype() in ("image", "audio", "video")


def _stands_in_text(part: EmailMessage) -> bool:
    return part.get("content-id") is not None and part.get_content_disposition() != "attachment"


def _is_photo(part: EmailMessage) -> bool:
    """By its size alone, which needs no decoding: base64 makes four letters of three bytes."""
    return part.get_content_maintype() == "image" and len(str(part.get_payload())) * 3 > LARGEST_LOGO * 4


def _text_of(part: EmailMessage) -> str:
    """In the charset that it names, or in one that takes every byte."""
    data = part.get_payload(decode=True)
    if not isinstance(data, bytes):
        return ""
    data = data[: LONGEST_TEXT * 4]
    for charset in (part.get_content_charset("utf-8"), "utf-8"):
        try:
            return data.decode(charset, "strict").replace("\r\n", "\n").replace("\0", "")
        except (LookupError, ValueError):
            continue
    return data.decode("cp1252", "replace").replace("\r\n", "\n").replace("\0", "")


def _said_in(html: str) -> str:
    """Roughly, as a person would read it, without what it quotes."""
    html = _QUOTE.sub("", _UNSAID.sub("", html[: LONGEST_TEXT * 2]))
    return unescape(_TAG.sub("", _BREAK.sub("\n", html)))


def _decoded(value: str) -> str:
    """A header as it is meant, on one line; also where its letters were sent as they are."""
    value = value.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    with contextlib.suppress(LookupError, ValueError, binascii.Error):
        value = str(make_header(decode_header(value)))
    return " ".join(value.split())


def _statuses(part: EmailMessage) -> Iterator[dict[str, str]]:
    if part.get_content_type() != "message/delivery-status":
        return
    payload = part.get_payload()
    for block in payload if isinstance(payload, list) else []:
        if isinstance(block, Message):
            yield {name.lower(): _decoded(str(value)) for name, value in list(block.raw_items())[:MOST_HEADERS]}


def _returned(part: EmailMessage) -> str:
    """The Message-ID of what came back, whole (message/rfc822) or its headers alone (text/rfc822-headers)."""
    if part.get_content_type() == "text/rfc822-headers":
        found = re.search(r"(?im)^message-id:\s*(<[^<>\s]{1,250}>)", _text_of(part))
        return found[1] if found else ""
    payload = part.get_payload()
    if part.get_content_type() == "message/rfc822" and isinstance(payload, list) and payload:
        first = cast(EmailMessage, payload[0])
        values = [str(value) for name, value in first.raw_items() if name.lower() == "message-id"]
        return values[0].strip() if values else ""
    return ""
