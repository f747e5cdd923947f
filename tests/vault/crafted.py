"""Some 350 files that somebody could send us, made by code: metadata of every kind, bombs, polyglots, cut off, damaged.

Each is expected to become a clean JPEG ("clean"), to be refused ("refused"), or one of both ("either").
"""

import random
import struct
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from typing import Any, Literal

from PIL import Image, ImageCms, PngImagePlugin

from tests.vault import heic

MARKER = "MARKER-42.6206N-20.8839E"
M = MARKER.encode()
TRACES: tuple[bytes, ...] = (
    *(MARKER.encode(encoding) for encoding in ("utf-8", "utf-16-le", "utf-16-be")),
    *(b"Exif", b"xmp", b"http", b"ICC", b"Photoshop", b"PK\x03\x04", b"<script", b"%PDF", b"GPS"),
)
Expected = Literal["clean", "refused", "either"]


@dataclass(frozen=True)
class Crafted:
    data: bytes
    expected: Expected


@cache
def every() -> Mapping[str, Crafted]:
    made: dict[str, Crafted] = {}
    parts = (_jpegs(), _exifs(), _pngs(), _webps(), _heics(), _polyglots(), _bombs(), _shapes(), _others(), _broken())
    for part in parts:
        for name, data, expected in part:
            if name in made:
                raise ValueError(f"two files are called {name}")
            made[name] = Crafted(data, expected)
    return made


Made = Iterator[tuple[str, bytes, Expected]]


def a_picture(mode: str = "RGB", size: tuple[int, int] = (60, 40)) -> Image.Image:
    picture = Image.new("RGB", size, (255, 0, 0))
    picture.paste((0, 0, 255), (0, 0, max(1, size[0] // 2), max(1, size[1] // 2)))
    return picture.convert(mode)


def a_file(kind: str = "JPEG", picture: Image.Image | None = None, **options: Any) -> bytes:
    out = BytesIO()
    (picture or a_picture()).save(out, kind, **options)
    return out.getvalue()


def an_icc(text: str = MARKER) -> bytes:
    """A profile that works, with a text of ours in place of its own (which is in UTF-16)."""
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    old = "sRGB built-in".encode("utf-16-be")
    new = text[:13].encode("utf-16-be")
    if old not in profile:
        raise ValueError("Pillow's profile has another name now")
    return profile.replace(old, new)


def segment(number: int, data: bytes) -> bytes:
    return bytes((0xFF, number)) + struct.pack(">H", 2 + len(data)) + data


def with_segments(*segments: bytes, jpeg: bytes = b"") -> bytes:
    jpeg = jpeg or a_file()
    return jpeg[:2] + b"".join(segments) + jpeg[2:]


def chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def with_chunks(*chunks: bytes, png: bytes = b"", behind: bytes = b"IHDR") -> bytes:
    png = png or a_file("PNG")
    at = png.index(behind) - 4
    at += 12 + int.from_bytes(png[at : at + 4], "big")
    return png[:at] + b"".join(chunks) + png[at:]


def a_png(width: int, height: int, pixels: bytes, depth: int = 8, colour: int = 2) -> bytes:
    header = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + header + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


def a_webp(*chunks: tuple[bytes, bytes], canvas: tuple[int, int] = (60, 40), flags: int = 0) -> bytes:
    """The extended form, around the pixels of an ordinary file."""
    pixels = a_file("WEBP")[12:]
    size = (canvas[0] - 1).to_bytes(3, "little") + (canvas[1] - 1).to_bytes(3, "little")
    body = b"WEBP" + _riff(b"VP8X", bytes((flags, 0, 0, 0)) + size) + pixels
    body += b"".join(_riff(name, data) for name, data in chunks)
    return b"RIFF" + struct.pack("<I", len(body)) + body


def _riff(name: bytes, data: bytes) -> bytes:
    return name + struct.pack("<I", len(data)) + data + b"\x00" * (len(data) % 2)


def a_tiff(*entries: tuple[int, int, int, bytes], big: bool = True, next_ifd: int = 0, tail: bytes = b"") -> bytes:
    """EXIF's inside: tag, type, count, and four bytes of value or offset."""
    order = ">" if big else "<"
    rows = b"".join(struct.pack(f"{order}HHI", tag, kind, count) + value for tag, kind, count, value in entries)
    start = (b"MM" if big else b"II") + struct.pack(f"{order}HI", 42, 8)
    return start + struct.pack(f"{order}H", len(entries)) + rows + struct.pack(f"{order}I", next_ifd) + tail


def a_jpeg_of_many_scans() -> bytes:
    """A megabyte that takes a minute: its last refinement again and again, each through half a million blocks."""
    jpeg = a_file(picture=Image.new("L", (6000, 6000)), progressive=True)
    last = jpeg.rindex(b"\xff\xda")
    return jpeg[:last] + jpeg[last:-2] * 3000 + jpeg[-2:]


def an_exif(tiff: bytes) -> bytes:
    return with_segments(segment(0xE1, b"Exif\x00\x00" + tiff))


def _jpegs() -> Made:
    for number in range(0xE1, 0xF0):
        yield f"jpeg with APP{number - 0xE0}", with_segments(segment(number, M)), "clean"
        yield f"jpeg with 64 kB of APP{number - 0xE0}", with_segments(segment(number, (M * 3000)[:65000])), "clean"
    yield "jpeg comment", a_file(comment=M), "clean"
    yield "jpeg with 200 comments", with_segments(*[segment(0xFE, M)] * 200), "clean"
    yield "jpeg xmp", a_file(xmp=b"http://ns.adobe.com/xap/1.0/\x00" + M), "clean"
    extended = b"http://ns.adobe.com/xmp/extension/\x00" + b"0" * 32 + struct.pack(">II", len(M), 0) + M
    yield "jpeg extended xmp", with_segments(segment(0xE1, extended)), "clean"
    photoshop = (
        b"Photoshop 3.0\x008BIM\x04\x04\x00\x00"
        + struct.pack(">I", len(M) + 5)
        + b"\x1c\x02\x50"
        + struct.pack(">H", len(M))
        + M
    )
    yield "jpeg iptc", with_segments(segment(0xED, photoshop)), "clean"
    yield "jpeg icc with text", a_file(icc_profile=an_icc()), "clean"
    yield "jpeg icc of rubbish", a_file(icc_profile=M * 10), "clean"
    yield "jpeg icc of 600 kB", a_file(icc_profile=an_icc() + M * 25_000), "clean"
    yield "jpeg icc with chunks missing", with_segments(segment(0xE2, b"ICC_PROFILE\x00\x02\x09" + M)), "clean"
    yield "jpeg icc for print", a_file(icc_profile=an_icc(), picture=a_picture("CMYK")), "clean"
    jfif = b"JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x08\x01" + M
    yield "jpeg thumbnail in jfif", with_segments(segment(0xE0, jfif)), "clean"
    yield "jpeg thumbnail in jfxx", with_segments(segment(0xE0, b"JFXX\x00\x10" + a_file(comment=M))), "clean"
    yield "jpeg adobe", with_segments(segment(0xEE, b"Adobe\x00\x64\x00\x00\x00\x00\x01" + M)), "clean"
    yield "jpeg mpf", a_file("MPO", save_all=True, append_images=[a_picture()], comment=M), "clean"
    yield "jpeg c2pa", with_segments(segment(0xEB, b"JP\x00\x01\x00\x00\x00\x01" + heic.box(b"jumb", M))), "clean"
    yield "jpeg grey", a_file(picture=a_picture("L"), comment=M), "clean"
    yield "jpeg cmyk", a_file(picture=a_picture("CMYK"), comment=M), "clean"
    yield "jpeg progressive", a_file(progressive=True, comment=M), "clean"
    yield "jpeg optimised", a_file(optimize=True, comment=M), "clean"
    yield "jpeg with restarts", a_file(restart_marker_rows=1, comment=M), "clean"
    for name, way in (("4:4:4", 0), ("4:2:2", 1), ("4:2:0", 2)):
        yield f"jpeg {name}", a_file(subsampling=way, comment=M), "clean"
    yield "jpeg with fill bytes", a_file().replace(b"\xff\xdb", b"\xff\xff\xff\xdb", 1), "clean"
    yield "jpeg of 12 bits", a_file().replace(b"\xff\xc0\x00\x11\x08", b"\xff\xc0\x00\x11\x0c", 1), "refused"
    yield "jpeg without tables", b"\xff\xd8" + a_file()[a_file().index(b"\xff\xc0") :], "refused"
    yield "jpeg with comment after its end", a_file() + segment(0xFE, M), "clean"


def _exifs() -> Made:
    text = struct.pack(">I", 8 + 2 + 12 + 4)  # where the tail of a directory with one entry begins
    for name, tag in {"maker": 0x10F, "artist": 0x13B, "copyright": 0x8298, "software": 0x131, "host": 0x13C}.items():
        yield f"exif {name}", an_exif(a_tiff((tag, 2, len(M), text), tail=M)), "clean"
    yield (
        "exif of little endian",
        an_exif(a_tiff((0x10F, 2, len(M), struct.pack("<I", 26)), big=False, tail=M)),
        "clean",
    )
    exif = Image.Exif()
    exif.get_ifd(0x8825).update({1: "N", 2: (42.0, 37.0, 14.0), 3: "E", 4: (20.0, 53.0, 2.0), 29: MARKER})
    exif.get_ifd(0x8769).update({0x927C: M, 0x9286: M, 0xA430: MARKER, 0xA431: MARKER, 0xA420: MARKER})
    exif[0x10F] = MARKER
    for kind in ("JPEG", "PNG", "WEBP"):
        yield f"exif gps, maker note, owner, serial number in {kind}", a_file(kind, exif=exif), "clean"
    thumbnail = a_file(comment=M)
    places = ((0x201, 4, 1, struct.pack(">I", 44)), (0x202, 4, 1, struct.pack(">I", len(thumbnail))))
    second = struct.pack(">H", 2) + b"".join(struct.pack(">HHI", *each[:3]) + each[3] for each in places) + bytes(4)
    yield "exif thumbnail", an_exif(a_tiff(next_ifd=14, tail=second + thumbnail)), "clean"
    for number in (0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 255, 65535):
        yield f"exif orientation {number}", an_exif(a_tiff((0x112, 3, 1, struct.pack(">HH", number, 0)))), "clean"
    yield "exif orientation as text", an_exif(a_tiff((0x112, 2, 4, b"six\x00"))), "clean"
    yield "exif orientation many times", an_exif(a_tiff(*[(0x112, 3, 1, b"\x00\x06\x00\x00")] * 500)), "clean"
    yield (
        "exif directory that points to itself",
        an_exif(a_tiff((0x8769, 4, 1, struct.pack(">I", 8)), next_ifd=8)),
        "clean",
    )
    yield "exif of four billion values", an_exif(a_tiff((0x10F, 2, 2**32 - 1, text), tail=M)), "clean"
    yield "exif beyond its end", an_exif(a_tiff((0x10F, 2, 100, b"\xff\xff\xff\xff"))), "clean"
    yield "exif with 65535 entries", an_exif(b"MM\x00*\x00\x00\x00\x08\xff\xff" + M), "clean"
    yield "exif of nothing", an_exif(b""), "clean"
    yield "exif of rubbish", an_exif(M * 20), "clean"
    yield (
        "exif twice",
        with_segments(*[segment(0xE1, b"Exif\x00\x00" + a_tiff((0x10F, 2, len(M), text), tail=M))] * 2),
        "clean",
    )
    xmp = f'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf tiff:Orientation="6">{MARKER}</rdf></x:xmpmeta>'.encode()
    yield "orientation in xmp", a_file(xmp=xmp), "clean"
    laughs = (
        b'<!DOCTYPE x [<!ENTITY a "ha">'
        + b"".join(b'<!ENTITY %c "&%c;&%c;">' % (98 + n, 97 + n, 97 + n) for n in range(24))
        + b"]><x>&y;</x>"
    )
    yield "a billion laughs in xmp", a_file(xmp=laughs), "clean"


def _pngs() -> Made:
    texts = PngImagePlugin.PngInfo()
    texts.add_text("Comment", MARKER)
    yield "png tEXt", a_file("PNG", pnginfo=texts), "clean"
    texts = PngImagePlugin.PngInfo()
    texts.add_text("Comment", MARKER, zip=True)
    yield "png zTXt", a_file("PNG", pnginfo=texts), "clean"
    texts = PngImagePlugin.PngInfo()
    texts.add_itxt("XML:com.adobe.xmp", MARKER)
    yield "png iTXt", a_file("PNG", pnginfo=texts), "clean"
    yield "png eXIf", with_chunks(chunk(b"eXIf", a_tiff((0x10F, 2, len(M), struct.pack(">I", 26)), tail=M))), "clean"
    yield "png eXIf after its pixels", with_chunks(chunk(b"eXIf", M), behind=b"IDAT"), "clean"
    yield "png iCCP", a_file("PNG", icc_profile=an_icc()), "clean"
    yield "png iCCP of rubbish", with_chunks(chunk(b"iCCP", b"name\x00\x00" + zlib.compress(M))), "clean"
    yield "png iCCP that is not packed", with_chunks(chunk(b"iCCP", b"name\x00\x00" + M)), "either"
    for name in (b"tIME", b"pHYs", b"sPLT", b"hIST", b"prVt", b"cHRM", b"gAMA", b"sRGB", b"bKGD", b"caBX"):
        yield f"png {name.decode()}", with_chunks(chunk(name, M)), "either"
    yield "png text after its pixels", with_chunks(chunk(b"tEXt", b"Comment\x00" + M), behind=b"IDAT"), "clean"
    for mode in ("1", "L", "LA", "P", "RGB", "RGBA", "I;16"):
        picture = Image.new("I;16", (60, 40)) if mode == "I;16" else a_picture(mode)
        yield f"png {mode}", a_file("PNG", picture, pnginfo=texts), "clean"
    yield "png palette with one transparent colour", a_file("PNG", a_picture("P"), transparency=0), "clean"
    yield "png palette with alpha", a_file("PNG", a_picture("P"), transparency=bytes(range(200))), "clean"
    yield "png with a transparent colour", a_file("PNG", transparency=(255, 0, 0)), "clean"
    yield "png of 16 bits", a_png(2, 2, zlib.compress((b"\x00" + b"\x80\x00" * 6) * 2), 16), "clean"
    yield "png of 16 bits with alpha", a_png(2, 2, zlib.compress((b"\x00" + b"\x80\x00" * 8) * 2), 16, 6), "clean"
    yield "png animation", a_file("PNG", save_all=True, append_images=[a_picture("L").convert("RGB")]), "clean"
    yield "png of no width", a_png(0, 10, zlib.compress(b"")), "refused"
    yield "png without pixels", a_file("PNG")[:33] + chunk(b"IEND", b""), "refused"
    yield "png without its end", a_file("PNG")[:-12], "either"
    yield "png with a wrong sum", a_file("PNG").replace(b"IHDR", b"IHDS", 1), "refused"
    yield "png with a chunk of 2 GB", with_chunks(struct.pack(">I", 2**31 - 1) + b"prVt" + M), "refused"
    yield "png with a palette that is missing", a_png(2, 2, zlib.compress(b"\x00\x00\x01" * 2), 8, 3), "either"
    yield "png of an unknown colour", a_png(2, 2, zlib.compress(bytes(100)), 7, 5), "refused"


def _webps() -> Made:
    yield "webp exif", a_webp((b"EXIF", a_tiff((0x10F, 2, len(M), struct.pack(">I", 26)), tail=M)), flags=8), "clean"
    yield "webp xmp", a_webp((b"XMP ", M), flags=4), "clean"
    yield "webp unknown chunk", a_webp((b"MARK", M)), "either"
    yield "webp icc", a_file("WEBP", icc_profile=an_icc()), "clean"
    yield "webp icc of rubbish", a_file("WEBP", icc_profile=M * 10), "clean"
    yield "webp lossless", a_file("WEBP", lossless=True, xmp=M), "clean"
    yield "webp with alpha", a_file("WEBP", a_picture("RGBA"), xmp=M), "clean"
    yield "webp animation", a_file("WEBP", save_all=True, append_images=[a_picture("L").convert("RGB")]), "clean"
    yield "webp with flags and nothing behind them", a_webp(flags=0x2C), "either"
    yield "webp with a canvas of another size", a_webp(canvas=(100, 100)), "either"
    yield "webp of no length", b"RIFF\x00\x00\x00\x00WEBP", "refused"
    yield "riff that is sound", b"RIFF\x24\x00\x00\x00WAVEfmt " + bytes(28), "refused"


def _heics() -> Made:
    tiff = a_tiff((0x10F, 2, len(M), struct.pack(">I", 26)), tail=M)
    everything = (heic.exif_item(tiff), heic.xmp_item(M), heic.thumbnail_item())
    yield "heic", heic.a_heic(), "clean"
    yield "heic exif", heic.a_heic(everything[0]), "clean"
    yield "heic xmp", heic.a_heic(everything[1]), "clean"
    yield "heic thumbnail", heic.a_heic(everything[2]), "clean"
    yield "heic with everything", heic.a_heic(*everything, icc=an_icc()), "clean"
    yield "heic icc of rubbish", heic.a_heic(icc=M), "either"
    for turn in (1, 2, 3):
        yield f"heic turned {turn} times", heic.a_heic(turn=turn), "clean"
    for brand in (b"mif1", b"heix", b"msf1"):
        yield f"heic as {brand.decode()}", heic.a_heic(brand=brand), "either"
    for brand in (b"avif", b"avis", b"mp42", b"isom", b"qt  ", b"crx ", b"\xff\xff\xff\xff"):
        yield f"heic that says {brand!r}", heic.a_heic(brand=brand), "refused"
    yield "heic of tiles", heic.a_grid(10, 10), "clean"
    yield "heic of tiles beyond 1600", heic.a_grid(31, 31), "clean"
    yield "heic of more tiles than allowed", heic.a_grid(60, 60), "refused"
    yield "heic of too few tiles", heic.a_grid(2, 2, (4000, 4000)), "refused"
    yield "heic that is smaller than it says", heic.a_heic(says=(5000, 5000)), "either"
    yield "heic that is larger than it says", heic.a_heic(says=(1, 1)), "either"
    yield "heic bomb", heic.a_heic(says=(60000, 60000)), "refused"
    yield "heic bomb of tiles", heic.a_grid(2, 2, (2**31, 2**31)), "refused"
    yield "heic with a free box", heic.a_heic() + heic.box(b"free", M), "clean"
    yield "heic exif beyond its end", heic.a_heic(heic.exif_item(b"\xff" * 8)), "either"
    yield "heic whose thumbnail is itself", heic.a_heic(heic.Item(b"hvc1", b"", (), b"thmb", (2,))), "either"
    yield "heic of no items", heic.a_file(heic.Item(b"hvc1", b"")), "refused"


def _polyglots() -> Made:
    behind = {
        "zip": b"PK\x03\x04" + M + b"PK\x05\x06" + bytes(18),
        "html": b"<html><script>alert('" + M + b"')</script></html>",
        "pdf": b"%PDF-1.7\n1 0 obj\n(" + M + b")\nendobj\n%%EOF",
        "script": b"\n#!/bin/sh\necho " + M,
        "another photo": a_file(comment=M),
        "a film": heic.box(b"ftyp", b"mp42") + heic.box(b"mdat", M * 100),
        "a megabyte": M * 45_000,
    }
    for kind in ("JPEG", "PNG", "WEBP"):
        for name, data in behind.items():
            yield f"{kind} with {name} behind it", a_file(kind) + data, "clean"
    for name, data in behind.items():
        yield f"HEIC with {name} behind it", heic.a_heic() + data, "either"
    yield "JPEG with html in a comment", with_segments(segment(0xFE, behind["html"])), "clean"
    yield "GIF and JavaScript", b"GIF89a/*" + M + b"*/=1;", "refused"
    yield "JPEG behind a zip", behind["zip"] + a_file(), "refused"
    yield "JPEG behind html", behind["html"] + a_file(), "refused"
    yield "PNG behind a space", b" " + a_file("PNG"), "refused"


def _bombs() -> Made:
    for size in ((8000, 8000), (30000, 30000), (65500, 65500), (2**31 - 1, 2**31 - 1), (2**31 - 1, 1), (50_000_001, 1)):
        yield f"png of {size[0]} x {size[1]}", a_png(*size, zlib.compress(bytes(1000))), "refused"
    for size in ((8000, 8000), (65535, 65535)):
        jpeg = bytearray(a_file())
        at = jpeg.index(b"\xff\xc0") + 5
        jpeg[at : at + 4] = struct.pack(">HH", size[1], size[0])
        yield f"jpeg of {size[0]} x {size[1]}", bytes(jpeg), "refused"
    yield "webp of 16383 x 16383", a_webp(canvas=(16383, 16383)), "refused"
    yield "webp of 2 ** 24 squared", a_webp(canvas=(2**24, 2**24)), "refused"
    much = zlib.compress(bytes(100_000_000), 9)
    yield "png that unpacks to more than its size", a_png(10, 10, much), "either"
    yield "png text of 100 MB", with_chunks(chunk(b"zTXt", b"Comment\x00\x00" + much)), "either"
    yield (
        "png text of 100 MB, in many",
        with_chunks(*[chunk(b"zTXt", b"Comment\x00\x00" + zlib.compress(bytes(900_000)))] * 110),
        "either",
    )
    yield "png xmp of 100 MB", with_chunks(chunk(b"iTXt", b"XML:com.adobe.xmp\x00\x01\x00\x00\x00" + much)), "either"
    yield "png profile of 100 MB", with_chunks(chunk(b"iCCP", b"name\x00\x00" + much)), "either"
    yield "png with 100000 chunks", with_chunks(chunk(b"prVt", b"") * 100_000), "either"
    yield "png of 49 megapixels", a_file("PNG", Image.new("L", (7000, 7000))), "clean"
    yield "jpeg of 49 megapixels", a_file(picture=Image.new("L", (7000, 7000))), "clean"
    yield "more than 20 MB", b"\xff\xd8\xff" + bytes(20 * 1024 * 1024), "refused"


def _shapes() -> Made:
    for size in ((1, 1), (1, 2), (2, 1), (7, 7), (8, 8), (1600, 1), (1601, 1), (1, 16383), (1600, 1600)):
        for kind in ("JPEG", "PNG", "WEBP"):
            yield f"{kind} of {size[0]} x {size[1]}", a_file(kind, a_picture(size=size)), "clean"
    for size in ((1, 20000), (20000, 1)):
        yield f"PNG of {size[0]} x {size[1]}", a_file("PNG", a_picture(size=size)), "clean"


def _others() -> Made:
    for kind in ("GIF", "TIFF", "BMP", "ICO", "TGA", "PPM", "PCX", "JPEG2000", "ICNS", "AVIF"):
        yield kind, a_file(kind, a_picture(size=(64, 64))), "refused"
    beginnings = {
        "nothing": b"",
        "one byte": b"\xff",
        "two bytes": b"\xff\xd8",
        "three bytes": b"\xff\xd8\xff",
        "zeros": bytes(5000),
        "text": M * 100,
        "svg": b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
        "svg with a declaration": b"<?xml version='1.0'?><svg/>",
        "html": b"<!DOCTYPE html>",
        "postscript": b"%!PS-Adobe-3.0 EPSF-3.0\n",
        "pdf": b"%PDF-1.7\n",
        "zip": b"PK\x03\x04" + bytes(99),
        "gzip": b"\x1f\x8b\x08" + bytes(99),
        "elf": b"\x7fELF" + bytes(99),
        "mp3": b"ID3\x04" + bytes(99),
        "ogg": b"OggS" + bytes(99),
        "psd": b"8BPS\x00\x01" + bytes(99),
        "wmf": b"\xd7\xcd\xc6\x9a" + bytes(99),
        "jpeg xl": b"\xff\x0a" + bytes(99),
        "raw": b"II*\x00\x10\x00\x00\x00CR\x02" + bytes(99),
        "xpm": b"/* XPM */ static char",
        "dds": b"DDS " + bytes(124),
    }
    for name, data in beginnings.items():
        yield name, data, "refused"


def _broken() -> Made:
    """Cut off and damaged: by chance, and the same every time."""
    noise = Image.effect_noise((120, 90), 80).convert("RGB")
    chance = random.Random(2026)
    whole = {kind: a_file(kind, noise) for kind in ("JPEG", "PNG", "WEBP")} | {"HEIC": heic.a_heic()}
    for kind, data in whole.items():
        for tenths in range(1, 10):
            yield f"{kind} cut off at {tenths} tenths", data[: len(data) * tenths // 10], "refused"
        for number in range(8):
            damaged = bytearray(data)
            for _ in range(3):
                damaged[chance.randrange(len(data))] = chance.randrange(256)
            yield f"{kind} damaged, {number}", bytes(damaged), "either"
