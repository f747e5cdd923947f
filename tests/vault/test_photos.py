"""Photos: the picture stays, everything else goes, and no file breaks the door."""

import struct
import subprocess
import sys
import warnings
import zlib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageCms, PngImagePlugin

from reportbot.core.errors import NotAPhoto, TooLarge
from reportbot.vault.photos import scrub
from tests.vault.heic import a_heic, exif_item

MARKER = b"MARKER-42.6206N-20.8839E"
RED, BLUE, WHITE = (255, 0, 0), (0, 0, 255), (255, 255, 255)


def a_picture(mode: str = "RGB", size: tuple[int, int] = (60, 40)) -> Image.Image:
    """Red, with a blue upper left quarter."""
    picture = Image.new("RGB", size, RED)
    picture.paste(BLUE, (0, 0, size[0] // 2, size[1] // 2))
    return picture.convert(mode)


def a_file(picture: Image.Image, kind: str = "JPEG", **options: Any) -> bytes:
    out = BytesIO()
    picture.save(out, kind, **options)
    return out.getvalue()


def an_exif(orientation: int = 1) -> Image.Exif:
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010F] = MARKER.decode()  # maker of the camera
    exif.get_ifd(0x8825)[29] = MARKER.decode()  # GPS
    return exif


def a_png_header(width: int, height: int) -> bytes:
    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    pixels = chunk(b"IDAT", zlib.compress(bytes(1000)))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)) + pixels


def a_webp_header(width: int, height: int) -> bytes:
    canvas = bytes(4) + (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    body = b"WEBP" + b"VP8X" + struct.pack("<I", 10) + canvas + b"VP8 " + struct.pack("<I", 10) + bytes(10)
    return b"RIFF" + struct.pack("<I", len(body)) + body


def segments(jpeg: bytes) -> Iterator[int]:
    """The markers of a JPEG up to its pixels, then whatever comes after its end as 0."""
    at = 2
    while jpeg[at + 1] != 0xDA:
        yield jpeg[at + 1]
        at += 2 + int.from_bytes(jpeg[at + 2 : at + 4], "big")
    if jpeg.index(b"\xff\xd9", at) != len(jpeg) - 2:
        yield 0


def where_red_is_blue() -> bytes:
    """A working profile with two of its primaries exchanged."""
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    return profile.replace(b"rXYZ", b"????").replace(b"bXYZ", b"rXYZ").replace(b"????", b"bXYZ")


def looks_like(data: bytes, at: tuple[int, int], colour: tuple[int, int, int]) -> bool:
    with Image.open(BytesIO(data)) as picture:
        seen = picture.getpixel(at)
    assert isinstance(seen, tuple)
    return all(abs(a - b) < 60 for a, b in zip(seen, colour, strict=True))


def with_text_chunk() -> bytes:
    texts = PngImagePlugin.PngInfo()
    texts.add_text("Comment", MARKER.decode())
    texts.add_itxt("XML:com.adobe.xmp", MARKER.decode())
    return a_file(a_picture(), "PNG", pnginfo=texts, exif=an_exif())


METADATA = {
    "exif and gps": a_file(a_picture(), exif=an_exif()),
    "comment": a_file(a_picture(), comment=MARKER),
    "icc profile": a_file(a_picture(), icc_profile=MARKER * 10),
    "xmp": a_file(a_picture(), xmp=b"http://ns.adobe.com/xap/1.0/\0" + MARKER),
    "trailing bytes": a_file(a_picture()) + MARKER,
    "png texts": with_text_chunk(),
    "png trailing bytes": a_file(a_picture(), "PNG") + MARKER,
    "webp": a_file(a_picture(), "WEBP", exif=an_exif(), xmp=MARKER, icc_profile=MARKER * 10),
    "two pictures in one": a_file(a_picture(), "MPO", save_all=True, append_images=[a_picture()], exif=an_exif()),
}


@pytest.mark.parametrize("kind", METADATA)
def test_only_the_pixels_remain(kind: str) -> None:
    assert MARKER in METADATA[kind]
    clean = scrub(METADATA[kind])
    assert MARKER not in clean
    assert set(segments(clean)) <= {0xE0, 0xDB, 0xC0, 0xC4}  # JFIF header, tables, frame: no APP1-15, no comment
    with Image.open(BytesIO(clean)) as picture:
        assert not set(picture.info) - {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
    assert looks_like(clean, (10, 10), BLUE)
    assert looks_like(clean, (50, 30), RED)


@pytest.mark.parametrize(
    ("orientation", "corner"),
    [(1, "↖"), (2, "↗"), (3, "↘"), (4, "↙"), (5, "↖"), (6, "↗"), (7, "↘"), (8, "↙")],
)
def test_a_photo_is_turned_upright(orientation: int, corner: str) -> None:
    clean = scrub(a_file(a_picture(), exif=an_exif(orientation), quality=95))
    width, height = (60, 40) if orientation < 5 else (40, 60)
    with Image.open(BytesIO(clean)) as picture:
        assert picture.size == (width, height)
    corners = {"↖": (5, 5), "↗": (width - 5, 5), "↘": (width - 5, height - 5), "↙": (5, height - 5)}
    assert {name for name, at in corners.items() if looks_like(clean, at, BLUE)} == {corner}


@pytest.mark.parametrize(("turn", "corner"), [(0, (5, 5)), (1, (5, 59)), (2, (59, 59)), (3, (59, 5))])
def test_a_heic_is_turned_upright_by_its_container_alone(turn: int, corner: tuple[int, int]) -> None:
    exif = b"MM\x00*\x00\x00\x00\x08\x00\x01\x01\x12\x00\x03\x00\x00\x00\x01\x00\x06\x00\x00\x00\x00\x00\x00"
    clean = scrub(a_heic(exif_item(exif), turn=turn))
    assert looks_like(clean, corner, BLUE)
    assert sum(looks_like(clean, each, RED) for each in [(5, 5), (5, 59), (59, 59), (59, 5)]) == 3


def test_where_heic_cannot_be_read_everything_else_can() -> None:
    script = f"""
import sys
sys.modules["pi_heif"] = None
from reportbot.vault.paint_one import Limits, judge
print([judge(data, Limits())[0].name for data in ({a_heic()!r}, {a_file(a_picture())!r})])
"""
    done = subprocess.run([sys.executable, "-c", script], stdout=subprocess.PIPE, env={"PYTHONPATH": "src"})
    assert done.stdout == b"['NOT_A_PHOTO', 'PAINTED']\n"


@pytest.mark.parametrize(
    ("kind", "mode"), [("JPEG", "RGB"), ("PNG", "RGB"), ("PNG", "RGBA"), ("WEBP", "RGB"), ("WEBP", "RGBA")]
)
def test_colours_come_out_as_they_were_meant(kind: str, mode: str) -> None:
    photo = a_file(Image.new(mode, (60, 40), RED), kind, icc_profile=where_red_is_blue())
    assert looks_like(scrub(photo), (10, 10), BLUE)


@pytest.mark.parametrize("profile", [MARKER * 10, b"", where_red_is_blue()[:200], where_red_is_blue() + bytes(600_000)])
def test_a_profile_that_cannot_be_used_is_ignored(profile: bytes) -> None:
    assert looks_like(scrub(a_file(Image.new("RGB", (60, 40), RED), icc_profile=profile)), (10, 10), RED)


def test_a_profile_for_other_colours_is_ignored() -> None:
    photo = a_file(Image.new("L", (60, 40), 255), icc_profile=where_red_is_blue())
    assert looks_like(scrub(photo), (10, 10), WHITE)


@pytest.mark.filterwarnings("ignore::UserWarning")  # as photos.py sets it; pytest's own filters stand in front
def test_broken_exif_does_not_cost_the_picture() -> None:
    clean = scrub(a_file(a_picture(), exif=b"Exif\0\0MM\0*\0\0\0\x08\xff\xff" + MARKER))
    assert looks_like(clean, (10, 10), BLUE)


@pytest.mark.parametrize(
    ("mode", "kind"),
    [("CMYK", "JPEG"), ("P", "PNG"), ("RGBA", "PNG"), ("RGBA", "WEBP"), ("RGB", "WEBP"), ("RGB", "PNG")],
)
def test_every_kind_of_colour_comes_through(mode: str, kind: str) -> None:
    clean = scrub(a_file(a_picture(mode), kind))
    assert looks_like(clean, (10, 10), BLUE)
    assert looks_like(clean, (50, 30), RED)


@pytest.mark.parametrize("mode", ["L", "LA", "1", "I;16"])
def test_every_kind_of_grey_comes_through(mode: str) -> None:
    picture = Image.new("L", (60, 40), 255)
    picture.paste(0, (0, 0, 30, 20))
    if mode == "I;16":
        picture = Image.frombytes("I;16", (60, 40), b"".join(bytes((0, grey)) for grey in picture.tobytes()))
    clean = scrub(a_file(picture.convert(mode) if picture.mode != mode else picture, "PNG"))
    assert looks_like(clean, (10, 10), (0, 0, 0))
    assert looks_like(clean, (50, 30), WHITE)


def test_middle_grey_of_sixteen_bits_stays_middle() -> None:
    grey = Image.frombytes("I;16", (20, 20), b"\x00\x80" * 400)
    assert looks_like(scrub(a_file(grey, "PNG")), (10, 10), (128, 128, 128))


def test_what_is_transparent_becomes_white() -> None:
    picture = a_picture("RGBA")
    picture.paste((0, 0, 0, 0), (0, 0, 30, 20))
    palette = a_picture("P")
    for data in [
        a_file(picture, "PNG"),
        a_file(picture, "WEBP", lossless=True),
        a_file(palette, "PNG", transparency=palette.getpixel((5, 5))),
    ]:
        clean = scrub(data)
        assert looks_like(clean, (10, 10), WHITE)
        assert looks_like(clean, (50, 30), RED)


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_an_animation_becomes_its_first_frame(kind: str) -> None:
    second = Image.new("RGB", (60, 40), (0, 255, 0))
    clean = scrub(a_file(a_picture(), kind, save_all=True, append_images=[second], duration=100))
    assert looks_like(clean, (10, 10), BLUE)
    with Image.open(BytesIO(clean)) as picture:
        assert getattr(picture, "n_frames", 1) == 1


@pytest.mark.parametrize(
    ("size", "becomes"),
    [
        ((1, 1), (1, 1)),
        ((1600, 10), (1600, 10)),
        ((3000, 2000), (1600, 1067)),
        ((10, 4000), (4, 1600)),
        ((1, 5000), (1, 1600)),
    ],
)
@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_a_photo_is_never_larger_than_agreed(kind: str, size: tuple[int, int], becomes: tuple[int, int]) -> None:
    with Image.open(BytesIO(scrub(a_file(Image.new("RGB", size, RED), kind)))) as picture:
        assert picture.size == becomes


def test_scrubbing_twice_keeps_the_picture() -> None:
    assert looks_like(scrub(scrub(a_file(a_picture()))), (10, 10), BLUE)


def test_too_many_bytes_are_refused_unread() -> None:
    with pytest.raises(TooLarge, match="at most 10 bytes, this one 11"):
        scrub(b"x" * 11, max_bytes=10)


@pytest.mark.parametrize("size", [(8000, 8000), (12000, 9000), (60000, 60000), (2**31 - 1, 2**31 - 1)])
def test_a_bomb_is_refused_by_its_header(size: tuple[int, int]) -> None:
    with pytest.raises(TooLarge):
        scrub(a_png_header(*size))


def test_a_webp_bomb_is_refused() -> None:
    with pytest.raises((TooLarge, NotAPhoto)):
        scrub(a_webp_header(16383, 16383))


def test_a_bomb_is_refused_even_where_warnings_are_silent() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with pytest.raises(TooLarge, match="12000 x 9000"):
            scrub(a_png_header(12000, 9000))


def test_the_pixel_limit_is_the_callers() -> None:
    photo = a_file(a_picture())
    assert scrub(photo, max_pixels=60 * 40)
    with pytest.raises(TooLarge):
        scrub(photo, max_pixels=60 * 40 - 1)


@pytest.mark.parametrize(
    "rubbish",
    [
        b"",
        b"\xff\xd8\xff",
        b"Just a text that somebody renamed to photo.jpg\n" * 20,
        b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
        b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n",
        b"%PDF-1.7\n",
        b"PK\x03\x04" + bytes(100),
        a_file(a_picture("P"), "GIF"),
        a_file(a_picture(), "TIFF"),
        a_file(a_picture(), "BMP"),
        a_png_header(100, 100),
        a_png_header(0, 0),
        a_webp_header(100, 100),
    ],
)
def test_what_is_no_photo_is_refused(rubbish: bytes) -> None:
    with pytest.raises(NotAPhoto):
        scrub(rubbish)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_photo_cut_off_is_refused(kind: str) -> None:
    noise = Image.effect_noise((200, 200), 80).convert("RGB")
    whole = a_file(noise, kind)
    for part in [10, 30, 100, len(whole) // 2]:
        with pytest.raises(NotAPhoto):
            scrub(whole[:part])


@given(st.sampled_from(sorted(METADATA)), st.integers(0, 2000), st.binary(min_size=1, max_size=8))
@settings(max_examples=60, deadline=None)
def test_a_damaged_photo_is_scrubbed_or_refused_and_never_breaks(kind: str, at: int, damage: bytes) -> None:
    data = METADATA[kind]
    at %= len(data)
    try:
        clean = scrub(data[:at] + damage + data[at + len(damage) :])
    except (NotAPhoto, TooLarge):
        return
    assert set(segments(clean)) <= {0xE0, 0xDB, 0xC0, 0xC4}


@given(
    st.sampled_from([b"\xff\xd8\xff\xe0", b"\x89PNG\r\n\x1a\n", b"RIFF\x40\0\0\0WEBPVP8 ", b""]),
    st.binary(max_size=200),
)
@settings(max_examples=60, deadline=None)
def test_rubbish_behind_a_true_beginning_is_refused(beginning: bytes, rubbish: bytes) -> None:
    with pytest.raises((NotAPhoto, TooLarge)):
        scrub(beginning + rubbish)


def test_many_photos_at_once_do_not_disturb_each_other() -> None:
    photos = [a_file(Image.new("RGB", (300, 300), (shade, 0, 0)), "PNG") for shade in range(0, 256, 16)]
    with ThreadPoolExecutor(4) as threads:
        assert list(threads.map(scrub, photos)) == [scrub(photo) for photo in photos]
