"""What lies inside a backup: JSON, one value a line, compressed with gzip. `age -d -i FILE … | gunzip` shows it.

    {"reportbot": "content", "format": 1, "schema": "0002", "at": "2026-11-22T02:00:00+00:00",
     "tables": {"cases": {"columns": {"id": "integer", …}, "rows": 2}, …}, "files": 0}
    {"table": "cases"}                  then each row as a list; bytes are base64
    [17, "drenas", …]
    {"file": "content", "bytes": "…"}   in the keys alone: one file of the folder of keys
    {"end": {"rows": 2, "files": 0}, "digest": "…"}    BLAKE2b-256 of every byte before this line

Rows come in order of their key. Whoever reads has not read a backup before the last line was right.
"""

import json
import zlib
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2b
from typing import Any

from reportbot.storage.backup.parts import Part

FORMAT = 1
LONGEST_LINE = 64 * 1024 * 1024  # bytes; the largest row is a photo's, about a megabyte
AT_ONCE = 256 * 1024  # bytes that are unpacked in one go
_GZIP = 31  # zlib's word for a gzip header and trailer
_INTEGERS = range(-(2**63), 2**63)
Row = Sequence[Any]


class NotABackup(Exception):
    """Says in one sentence what is wrong, without a word of what was in it."""


@dataclass(frozen=True, slots=True)
class Header:
    """`kind`: content or keys. `rows`: how many each table has. `at` is aware."""

    kind: str
    schema: str
    at: datetime
    parts: tuple[Part, ...]
    rows: Mapping[str, int]
    files: int = 0


def written(
    header: Header, rows: Callable[[Part], Iterable[Row]], files: Iterable[tuple[str, bytes]] = ()
) -> Iterator[bytes]:
    """The compressed pieces of a backup."""
    packer, digest = zlib.compressobj(1, zlib.DEFLATED, _GZIP), blake2b(digest_size=32)
    for line in _lines(header, rows, files, digest):
        digest.update(line)
        piece = packer.compress(line)
        if piece:
            yield piece
    yield packer.flush()


class Reading:
    """Takes the pieces of a backup as they come, and hands on its header, rows and files. Raises NotABackup.

    `expected` is what the header must say: kind, schema and parts.
    """

    def __init__(
        self,
        kind: str,
        schema: str,
        parts: tuple[Part, ...],
        on_header: Callable[[Header], None],
        on_row: Callable[[Part, Row], None],
        on_file: Callable[[str, bytes], None],
    ) -> None:
        self._kind, self._schema, self._parts = kind, schema, {part.table: part for part in parts}
        self._on_header, self._on_row, self._on_file = on_header, on_row, on_file
        self._unpacker, self._digest = zlib.decompressobj(_GZIP), blake2b(digest_size=32)
        self._line = bytearray()
        self._header: Header | None = None
        self._part: Part | None = None
        self._found: dict[str, int] = {}
        self._files = 0
        self._ended = False

    def take(self, piece: bytes) -> None:
        try:
            while piece:
                plain = self._unpacker.decompress(piece, AT_ONCE)
                self._split(plain)
                if self._unpacker.eof:
                    if self._unpacker.unused_data:
                        raise NotABackup("goes on after its end")
                    return
                piece = self._unpacker.unconsumed_tail
        except zlib.error:
            raise NotABackup("is not a backup of reportbot") from None

    def finish(self) -> None:
        """After the last piece. Raises NotABackup unless everything was there."""
        while not self._unpacker.eof:  # what is still inside; nothing comes out of a file that was cut off
            plain = self._unpacker.decompress(self._unpacker.unconsumed_tail, AT_ONCE)
            if not plain:
                break
            self._split(plain)
        if not self._ended or self._line or not self._unpacker.eof:
            raise NotABackup("is cut off: its end is missing")

    def _split(self, plain: bytes) -> None:
        start = 0
        while (end := plain.find(b"\n", start)) >= 0:
            self._line += plain[start : end + 1]
            line, self._line, start = bytes(self._line), bytearray(), end + 1
            self._read(line)
        self._line += plain[start:]
        if len(self._line) > LONGEST_LINE:
            raise NotABackup("has a line that is too long")

    def _read(self, line: bytes) -> None:
        try:
            value = json.loads(line)
        except (ValueError, RecursionError):
            raise NotABackup("is not a backup of reportbot" if self._header is None else "is damaged inside") from None
        if self._ended:
            raise NotABackup("goes on after its end")
        if isinstance(value, dict) and "end" in value:
            self._end(value)
        self._digest.update(line)
        if self._ended:
            return
        if self._header is None:
            self._header = self._read_header(value)
            self._on_header(self._header)
        elif isinstance(value, list) and self._part is not None:
            self._found[self._part.table] += 1
            self._on_row(self._part, _decoded(self._part, value))
        elif isinstance(value, dict) and isinstance(value.get("table"), str) and value["table"] in self._parts:
            self._part = self._parts[value["table"]]
            self._found.setdefault(self._part.table, 0)
        elif isinstance(value, dict) and isinstance(value.get("file"), str):
            self._files += 1
            self._on_file(value["file"], _bytes(value.get("bytes")))
        else:
            raise NotABackup("is damaged inside")

    def _read_header(self, value: Any) -> Header:
        if not isinstance(value, dict) or value.get("reportbot") not in ("content", "keys"):
            raise NotABackup("is not a backup of reportbot")
        if value["reportbot"] != self._kind:
            raise NotABackup(f"holds the {value['reportbot']}; the {self._kind} are wanted here")
        if value.get("format") != FORMAT:
            raise NotABackup("was written by a newer reportbot: restore it with that one")
        if value.get("schema") != self._schema:
            raise NotABackup(
                f"holds tables of version {str(value.get('schema'))[:20]}, this reportbot has {self._schema}: restore"
                " it with the reportbot that wrote it, and then update"
            )
        wanted = {table: _columns(part) for table, part in self._parts.items()}
        try:
            tables = {table: dict(said["columns"]) for table, said in value["tables"].items()}
            rows = {table: int(said["rows"]) for table, said in value["tables"].items()}
            at = datetime.fromisoformat(value["at"])
            files = int(value["files"])
        except (KeyError, TypeError, ValueError, AttributeError):
            raise NotABackup("is damaged inside") from None
        if tables != wanted or at.tzinfo is None:
            raise NotABackup("holds other tables than this reportbot has")
        return Header(self._kind, self._schema, at, tuple(self._parts.values()), rows, files)

    def _end(self, value: dict[str, Any]) -> None:
        header = self._header
        if header is None:
            raise NotABackup("is not a backup of reportbot")
        whole = {table: self._found.get(table, 0) for table in header.rows} == dict(header.rows)
        whole = whole and self._files == header.files
        whole = whole and value["end"] == {"rows": sum(self._found.values()), "files": self._files}
        if not whole or value.get("digest") != self._digest.hexdigest():
            raise NotABackup("is damaged inside: it does not hold what it says")
        self._ended = True


def _lines(
    header: Header, rows: Callable[[Part], Iterable[Row]], files: Iterable[tuple[str, bytes]], digest: "blake2b"
) -> Iterator[bytes]:
    yield _line(
        {
            "reportbot": header.kind,
            "format": FORMAT,
            "schema": header.schema,
            "at": header.at.isoformat(),
            "tables": {
                part.table: {"columns": _columns(part), "rows": header.rows[part.table]} for part in header.parts
            },
            "files": header.files,
        }
    )
    count = 0
    for part in header.parts:
        yield _line({"table": part.table})
        for row in rows(part):
            count += 1
            yield _line([_encoded(value) for value in row])
    number = 0
    for name, content in files:
        number += 1
        yield _line({"file": name, "bytes": _encoded(content)})
    yield _line({"end": {"rows": count, "files": number}, "digest": digest.hexdigest()})


def _line(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def _columns(part: Part) -> dict[str, str]:
    return {field.name: field.kind for field in part.fields}


def _encoded(value: Any) -> Any:
    return b64encode(value).decode("ascii") if isinstance(value, bytes | memoryview) else value


def _decoded(part: Part, row: list[Any]) -> Row:
    if len(row) != len(part.fields):
        raise NotABackup("is damaged inside")
    return [_value(field.kind, field.null, value) for field, value in zip(part.fields, row, strict=True)]


def _value(kind: str, null: bool, value: Any) -> Any:
    if value is None and null:
        return None
    if kind == "bytes":
        return _bytes(value)
    if kind == "integer" and type(value) is int and value in _INTEGERS:
        return value
    if kind == "text" and type(value) is str:
        return value
    raise NotABackup("is damaged inside")


def _bytes(value: Any) -> bytes:
    try:
        return b64decode(value, validate=True)
    except (TypeError, ValueError):
        raise NotABackup("is damaged inside") from None
