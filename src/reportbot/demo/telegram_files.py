"""The files of one bot on the fake Telegram server: what people and the bot uploaded, kept in memory."""

import io
import mimetypes
import warnings
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any

from PIL import Image

Json = dict[str, Any]

THUMBNAIL_PIXELS = 90
MOST_PIXELS_PAINTED = 50_000_000


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file with the ids that a bot sees; `path` goes behind `/file/bot<token>/`."""

    id: str
    path: str
    data: bytes = field(repr=False)

    def about(self) -> Json:
        """The fields that every kind of file has."""
        return {"file_id": self.id, "file_unique_id": self.id[::-1][:12], "file_size": len(self.data)}


class Files:
    """Every file that one bot can fetch."""

    def __init__(self) -> None:
        self._files: dict[str, StoredFile] = {}

    def get(self, file_id: str) -> StoredFile | None:
        return self._files.get(file_id)

    def at(self, path: str) -> StoredFile | None:
        return next((file for file in self._files.values() if file.path == path), None)

    def keep(self, folder: str, suffix: str, data: bytes) -> StoredFile:
        number = len(self._files)
        file = StoredFile(f"AgACAgQAAxkBAAI{number:08d}", f"{folder}/file_{number}{suffix}", data)
        self._files[file.id] = file
        return file

    def document(self, data: bytes, name: str, mime_type: str = "") -> tuple[Json, StoredFile]:
        """A Document and the file behind it."""
        file = self.keep("documents", PurePosixPath(name).suffix, data)
        guessed = mime_type or mimetypes.guess_type(name)[0] or "application/octet-stream"
        return {"file_name": name, "mime_type": guessed, **file.about()}, file

    def photo(self, data: bytes) -> tuple[list[Json], StoredFile]:
        """The sizes of a photo, smallest first, and the file of the largest.

        The real server encodes photos anew and drops their EXIF; here the bytes stay, so that a bot that
        relies on this is found out.
        """
        width, height, thumbnail = measure(data) or (800, 600, b"")
        sizes = [self._size(thumbnail, *_shrunk(width, height))] if thumbnail else []
        file = self.keep("photos", ".jpg", data)
        return [*sizes, {"width": width, "height": height, **file.about()}], file

    def _size(self, data: bytes, width: int, height: int) -> Json:
        return {"width": width, "height": height, **self.keep("photos", ".jpg", data).about()}


def measure(data: bytes) -> tuple[int, int, bytes] | None:
    """Width, height and a small copy of a picture (empty where it would be no smaller); None for what is none."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            with Image.open(io.BytesIO(data)) as picture:
                return *picture.size, _thumbnail(picture)
        except (OSError, SyntaxError, ValueError, Image.DecompressionBombError):
            return None


def _thumbnail(picture: Image.Image) -> bytes:
    if max(picture.size) <= THUMBNAIL_PIXELS or picture.width * picture.height > MOST_PIXELS_PAINTED:
        return b""
    small = picture.convert("RGB")
    small.thumbnail((THUMBNAIL_PIXELS, THUMBNAIL_PIXELS))
    painted = io.BytesIO()
    small.save(painted, "JPEG")
    return painted.getvalue()


def _shrunk(width: int, height: int) -> tuple[int, int]:
    ratio = THUMBNAIL_PIXELS / max(width, height)
    return max(1, round(width * ratio)), max(1, round(height * ratio))
