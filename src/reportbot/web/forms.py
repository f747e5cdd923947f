"""Read a posted form, in memory alone: a photo as it was taken never touches a disk."""

import sys
from collections.abc import Mapping

from starlette.datastructures import FormData, UploadFile
from starlette.formparsers import FormParser, MultiPartException, MultiPartParser
from starlette.requests import Request

from reportbot.core.errors import BadInput

TEXT_BYTES = 4 * 1024 * 1024  # of one field: enough to hand a text that is far too long back to its writer
FIELDS = 20
LARGEST_NUMBER = 2**63 - 1


async def read_form(request: Request, files: int = 0, fields: int = FIELDS) -> FormData:
    """Raises BadInput for what is no form, TooLarge as the page's own limit says."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    try:
        if kind == "multipart/form-data":
            parser = MultiPartParser(
                request.headers, request.stream(), max_files=files, max_fields=fields, max_part_size=TEXT_BYTES
            )
            parser.spool_max_size = sys.maxsize  # never rolled over to a file; the page's own limit is far below
            return await parser.parse()
        if kind == "application/x-www-form-urlencoded":
            return await FormParser(
                request.headers, request.stream(), max_fields=fields, max_part_size=TEXT_BYTES
            ).parse()
    except (MultiPartException, ValueError, LookupError) as error:
        raise BadInput(f"not a form that can be read: {type(error).__name__}") from None
    raise BadInput("not a form")


def text_in(form: FormData | Mapping[str, str], name: str) -> str:
    """Words that somebody typed, with the line ends of the web made plain; "" where they are missing or no text."""
    value = form.get(name, "")
    return value.replace("\r\n", "\n").replace("\x00", "") if isinstance(value, str) else ""


def number_in(said: str, most: int = LARGEST_NUMBER) -> int | None:
    """A whole number as our own pages write it; None for anything else, and for one above what a database knows."""
    number = int(said) if said.isascii() and said.isdecimal() and len(said) < 20 else most + 1
    return number if number <= most else None


async def file_of(form: FormData, name: str) -> tuple[bytes, str]:
    """The bytes of an uploaded file and the type that its sender names; nothing where none was chosen."""
    value = form.get(name)
    return (await value.read(), value.content_type or "") if isinstance(value, UploadFile) else (b"", "")
