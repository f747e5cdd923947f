"""Is this a JPEG with a picture in it and nothing else? Read by its frame alone: no pixel is decoded here.

The child that painted it has had a stranger's file in its hands, so its word is not taken for it.
"""

_BEGINNING, _SCAN, _END = b"\xff\xd8", 0xDA, b"\xff\xd9"
# The JFIF header, tables for quantities and codes, a baseline frame, one scan: ITU-T T.81, table B.1. No APP1 to
# APP15 (EXIF, XMP, ICC, IPTC, Adobe), no comment.
_ALLOWED = frozenset({0xE0, 0xDB, 0xC0, 0xC4, _SCAN})
_JFIF = b"JFIF\x00"
_JFIF_LENGTH = 16  # bytes: there is no room for its thumbnail


def is_plain_jpeg(data: bytes) -> bool:
    """Whether only picture is in it, up to its last byte."""
    if not data.startswith(_BEGINNING):
        return False
    at = len(_BEGINNING)
    while at + 4 <= len(data) and data[at] == 0xFF and data[at + 1] in _ALLOWED:
        marker, length = data[at + 1], int.from_bytes(data[at + 2 : at + 4], "big")
        if marker == 0xE0 and (
            length != _JFIF_LENGTH or data[at + 4 : at + 9] != _JFIF or data[at + 16 : at + 18] != b"\x00\x00"
        ):
            return False
        at += 2 + length
        if marker == _SCAN:
            return _ends_with_its_scan(data, at)
    return False


def _ends_with_its_scan(data: bytes, at: int) -> bool:
    """Within a scan every FF is followed by a zero, so the first marker is the end: it must be the end of the file."""
    while (at := data.find(b"\xff", at)) >= 0:
        if data[at + 1 : at + 2] != b"\x00":
            return data[at:] == _END
        at += 2
    return False
