"""HEIC files made by hand, since what we ship only reads them: the boxes of ISO/IEC 23008-12 around one tiny picture.

The picture is 64 x 64: red, with a blue upper left quarter. As tiles of a grid it makes larger ones.
"""

import struct
from base64 import b64decode
from dataclasses import dataclass

TILE = 64
# One intra picture of HEVC and its parameter sets, made once with x265.
_PARAMETERS = b64decode(
    "AQNwAAAAkAAAAAAAHvAA/P34+AAADwNgAAEAGEABDAH//wNwAAADAJAAAAMAAAMAHroCQGEAAQArQgEBA3AAAAMAkAAAAwAA"
    "AwAeoCCBBZbqSSmubgIaDAgAAAMAyAAAAwAIQGIAAQAHRAHBcrAiQA=="
)
_PICTURE = b64decode("AAAALCgBr1j5DpJf//mYHyP2O0/+RcIkt8/ij/6iddf4v85Vb2Uev/fOyb+8uHHw")


@dataclass(frozen=True)
class Item:
    """One item of the file: its four letters, its bytes, the properties that it has, the items that it points to."""

    kind: bytes
    data: bytes
    properties: tuple[bytes, ...] = ()
    pointer: bytes = b""
    points_to: tuple[int, ...] = ()
    content_type: bytes = b""


def a_heic(
    *more: Item, icc: bytes = b"", turn: int = 0, brand: bytes = b"heic", says: tuple[int, int] = (TILE, TILE)
) -> bytes:
    """One picture; `turn` in quarters against the clock; `says` is the size that the container claims."""
    properties = [box(b"hvcC", _PARAMETERS), size_of(*says)]
    properties += [box(b"colr", b"prof" + icc)] if icc else []
    properties += [box(b"irot", bytes([turn]))] if turn else []
    return a_file(Item(b"hvc1", _PICTURE, tuple(properties)), *more, brand=brand)


def a_grid(columns: int, rows: int, says: tuple[int, int] | None = None) -> bytes:
    """One tile again and again; libheif takes a thousand. All of them are the same bytes of the file."""
    width, height = says or (columns * TILE, rows * TILE)
    layout = struct.pack(">BBBBII", 0, 1, rows - 1, columns - 1, width, height)
    tile = Item(b"hvc1", _PICTURE, (box(b"hvcC", _PARAMETERS), size_of(TILE, TILE)))
    grid = Item(b"grid", layout, (size_of(width, height),), b"dimg", tuple(range(2, 2 + columns * rows)))
    return a_file(grid, *[tile] * (columns * rows))


def exif_item(tiff: bytes) -> Item:
    return Item(b"Exif", b"\x00\x00\x00\x06Exif\x00\x00" + tiff, (), b"cdsc", (1,))


def xmp_item(xmp: bytes) -> Item:
    return Item(b"mime", xmp, (), b"cdsc", (1,), b"application/rdf+xml")


def thumbnail_item() -> Item:
    return Item(b"hvc1", _PICTURE, (box(b"hvcC", _PARAMETERS), size_of(TILE, TILE)), b"thmb", (1,))


def a_file(*items: Item, brand: bytes = b"heic") -> bytes:
    """The first item is the picture."""
    start = box(b"ftyp", brand + bytes(4) + b"mif1" + brand)
    offset = len(start) + len(_meta(items, 0)) + 8
    return start + _meta(items, offset) + box(b"mdat", b"".join(_data(items)))


def box(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", 8 + len(data)) + name + data


def size_of(width: int, height: int) -> bytes:
    return _full(b"ispe", struct.pack(">II", width, height))


def _meta(items: tuple[Item, ...], offset: int) -> bytes:
    handler = _full(b"hdlr", bytes(4) + b"pict" + bytes(13))
    parts = [handler, _full(b"pitm", struct.pack(">H", 1)), _places(items, offset), _names(items), _properties(items)]
    parts += [_pointers(items)] if any(item.points_to for item in items) else []
    return _full(b"meta", b"".join(parts))


def _places(items: tuple[Item, ...], offset: int) -> bytes:
    rows, starts = b"", {}
    for data in _data(items):
        starts[data] = offset
        offset += len(data)
    for number, item in enumerate(items, 1):
        rows += struct.pack(">HHHII", number, 0, 1, starts[item.data], len(item.data))
    return _full(b"iloc", b"\x44\x00" + struct.pack(">H", len(items)) + rows)


def _data(items: tuple[Item, ...]) -> list[bytes]:
    return list(dict.fromkeys(item.data for item in items))


def _names(items: tuple[Item, ...]) -> bytes:
    rows = b""
    for number, item in enumerate(items, 1):
        kind = item.content_type + b"\x00" if item.content_type else b""
        rows += _full(b"infe", struct.pack(">HH", number, 0) + item.kind + b"\x00" + kind, version=2)
    return _full(b"iinf", struct.pack(">H", len(items)) + rows)


def _properties(items: tuple[Item, ...]) -> bytes:
    every = list(dict.fromkeys(each for item in items for each in item.properties))
    uses = b""
    for number, item in enumerate(items, 1):
        indices = bytes(1 + every.index(each) for each in item.properties)
        uses += struct.pack(">HB", number, len(indices)) + indices
    return box(b"iprp", box(b"ipco", b"".join(every)) + _full(b"ipma", struct.pack(">I", len(items)) + uses))


def _pointers(items: tuple[Item, ...]) -> bytes:
    rows = b""
    for number, item in enumerate(items, 1):
        if item.points_to:
            targets = struct.pack(f">{len(item.points_to)}H", *item.points_to)
            rows += box(item.pointer, struct.pack(">HH", number, len(item.points_to)) + targets)
    return _full(b"iref", rows)


def _full(name: bytes, data: bytes, version: int = 0) -> bytes:
    return box(name, bytes([version, 0, 0, 0]) + data)
