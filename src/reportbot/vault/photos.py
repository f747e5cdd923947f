"""Paints a photo anew: only its pixels remain, no place, device, name, thumbnail or trailing bytes.

Runs for up to a second on a large photo and blocks; callers put it in a thread or a process. It touches no disk.
"""

import warnings
from io import BytesIO

from PIL import Image, ImageFile

from reportbot.core.errors import NotAPhoto, TooLarge

FORMATS = ("JPEG", "PNG", "WEBP")
MAX_BYTES = 20 * 1024 * 1024
MAX_SIDE = 1600
MAX_PIXELS = 50_000_000
QUALITY = 85

# Set once for the process, because changing the filters around each photo is not safe with threads: a bomb is an
# error, and complaints about broken metadata (which may quote it) are printed nowhere.
warnings.filterwarnings("ignore", category=UserWarning, module=r"PIL\.")
warnings.simplefilter("error", Image.DecompressionBombWarning)

_ORIENTATION = 0x0112  # EXIF 2.3, table 4: how the camera was held, 1 to 8
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


def scrub(data: bytes, max_bytes: int = MAX_BYTES, max_side: int = MAX_SIDE, max_pixels: int = MAX_PIXELS) -> bytes:
    """A new JPEG with the same picture, upright, at most `max_side` pixels long; of an animation its first frame.

    Raises TooLarge (more than `max_bytes`, or than `max_pixels` before anything is decoded) and NotAPhoto.
    """
    if len(data) > max_bytes:
        raise TooLarge(f"a photo has at most {max_bytes} bytes, this one {len(data)}")
    try:
        return _repainted(data, max_side, max_pixels)
    except TooLarge:
        raise
    except (MemoryError, Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise TooLarge("more pixels than we decode") from None
    except Exception:  # decoders fail on rubbish in every way there is; what they say may quote the file
        raise NotAPhoto("not a JPEG, PNG or WebP picture that can be read") from None


def _repainted(data: bytes, max_side: int, max_pixels: int) -> bytes:
    with Image.open(BytesIO(data), formats=FORMATS) as photo:
        width, height = photo.size
        if width * height > max_pixels:
            raise TooLarge(f"a photo has at most {max_pixels} pixels, this one {width} x {height}")
        shrunk = _shrunk(photo, max_side)
        canvas = _on_white(shrunk)
        turn = _TURNS.get(_orientation(photo))
    upright = canvas if turn is None else canvas.transpose(turn)
    out = BytesIO()
    upright.save(out, "JPEG", quality=QUALITY)
    return out.getvalue()


def _shrunk(photo: ImageFile.ImageFile, max_side: int) -> Image.Image:
    """Shrink before painting, so that a large photo is in memory at full size only once (a JPEG: never)."""
    factor = min(1.0, max_side / max(photo.size))
    size = (max(1, round(photo.width * factor)), max(1, round(photo.height * factor)))
    photo.draft(None, size)
    photo.load()
    image = _eight_bits(photo)
    return image.resize(size, Image.Resampling.LANCZOS, reducing_gap=2.0) if image.size != size else image


def _eight_bits(photo: Image.Image) -> Image.Image:
    if photo.has_transparency_data:
        return photo.convert("RGBA")
    if photo.mode.startswith("I"):  # PNG with 16 bits of grey: Pillow's own conversion would cut it off to white
        return photo.convert("I").point(lambda grey: grey * (1 / 256)).convert("RGB")
    return photo.convert("RGB")


def _on_white(image: Image.Image) -> Image.Image:
    canvas = Image.new("RGB", image.size, "white")
    canvas.paste(image, mask=image.getchannel("A") if image.mode == "RGBA" else None)
    return canvas


def _orientation(photo: ImageFile.ImageFile) -> int:
    try:
        return int(photo.getexif().get(_ORIENTATION, 1))
    except Exception:  # broken EXIF is no reason to refuse the picture
        return 1
