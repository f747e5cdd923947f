"""Paints a photo anew: only its pixels remain, no place, device, name, thumbnail or trailing bytes.

Runs in the child process of paint_one.py, and nowhere else in the service: decoders are where files from strangers
break programs. It touches no disk. Whoever imports this module has Pillow in memory.
"""

import re
import warnings
from io import BytesIO

# All that Pillow would load while it decodes: the child cannot load anything later, because it has no files any more.
from PIL import (  # noqa: F401
    Image,
    ImageCms,
    ImageFile,
    ImageOps,
    JpegImagePlugin,
    MpoImagePlugin,
    PngImagePlugin,
    TiffImagePlugin,
    WebPImagePlugin,
)

from reportbot.core.errors import NotAPhoto, TooLarge

try:
    import pi_heif  # type: ignore[import-untyped]
except ImportError:  # there is no wheel for this machine: everything but HEIC works, and HEIC is declined
    READS_HEIC = False
else:
    # One thread, because the child may start none; nothing is decoded that is not the picture itself.
    pi_heif.register_heif_opener(thumbnails=False, depth_images=False, aux_images=False, decode_threads=1)
    READS_HEIC = True

MAX_BYTES = 20 * 1024 * 1024
MAX_SIDE = 1600  # pixels
MAX_PIXELS = 50_000_000
QUALITY = 85  # of the JPEG, of 100
LARGEST_PROFILE = 512 * 1024  # bytes; Display P3 has 548, a printer's 500 kB

# Set once for the process: a bomb is an error, and complaints about broken metadata (which may quote it) are printed
# nowhere.
warnings.filterwarnings("ignore", category=UserWarning, module=r"PIL\.")
warnings.simplefilter("error", Image.DecompressionBombWarning)

# The beginning of a file decides, never its name. AVIF has the same box with other brands: declined, and so is all
# that is not named here.
_FORMATS = {
    "JPEG": re.compile(rb"\xff\xd8\xff"),
    "PNG": re.compile(rb"\x89PNG\r\n\x1a\n"),
    "WEBP": re.compile(rb"RIFF....WEBP", re.DOTALL),
    "HEIF": re.compile(rb"....ftyp(?:hei[cxms]|hev[cxms]|mif1|msf1)", re.DOTALL),
}

Image.preinit()  # else at the first photo
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
_SRGB = ImageCms.createProfile("sRGB")


def scrub(data: bytes, max_bytes: int = MAX_BYTES, max_side: int = MAX_SIDE, max_pixels: int = MAX_PIXELS) -> bytes:
    """A new JPEG with the same picture, upright, at most `max_side` pixels long; of an animation its first frame.

    Raises TooLarge (more than `max_bytes`, or than `max_pixels` before anything is decoded), NotAPhoto, MemoryError.
    """
    if len(data) > max_bytes:
        raise TooLarge(f"a photo has at most {max_bytes} bytes, this one {len(data)}")
    try:
        return _repainted(data, max_side, max_pixels)
    except (TooLarge, MemoryError):
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise TooLarge("more pixels than we decode") from None
    except Exception:  # decoders fail on rubbish in every way there is; what they say may quote the file
        raise NotAPhoto("not a JPEG, PNG, WebP or HEIC picture that can be read") from None


def needs_a_thread(data: bytes) -> bool:
    """HEIC's decoder starts one of its own, always; the others none."""
    return bool(_FORMATS["HEIF"].match(data))


def _repainted(data: bytes, max_side: int, max_pixels: int) -> bytes:
    with Image.open(BytesIO(data), formats=[_format(data)]) as photo:
        _check_size(photo, max_pixels)
        shrunk = _shrunk(photo, max_side)
        _check_size(photo, max_pixels)  # a HEIC may turn out to be larger than it said
        canvas = _on_white(_in_srgb(shrunk, photo.info.get("icc_profile")))
        turn = _TURNS.get(_orientation(photo))
    upright = canvas if turn is None else canvas.transpose(turn)
    out = BytesIO()
    upright.save(out, "JPEG", quality=QUALITY)
    return out.getvalue()


def _format(data: bytes) -> str:
    for name, beginning in _FORMATS.items():
        if beginning.match(data) and (name != "HEIF" or READS_HEIC):
            return name
    raise NotAPhoto("begins like no format that we read")


def _check_size(photo: Image.Image, max_pixels: int) -> None:
    width, height = photo.size
    if width * height > max_pixels:
        raise TooLarge(f"a photo has at most {max_pixels} pixels, this one {width} x {height}")


def _shrunk(photo: ImageFile.ImageFile, max_side: int) -> Image.Image:
    """Shrink before painting, so that a large photo is in memory at full size only once (a JPEG: never)."""
    factor = min(1.0, max_side / max(photo.size))
    size = (max(1, round(photo.width * factor)), max(1, round(photo.height * factor)))
    photo.draft(None, size)
    photo.load()
    image = _eight_bits(photo)
    return image.resize(size, Image.Resampling.LANCZOS, reducing_gap=2.0) if image.size != size else image


def _eight_bits(photo: Image.Image) -> Image.Image:
    """RGB, RGBA, CMYK or grey; without a copy where it is one of these."""
    if photo.has_transparency_data:
        return photo if photo.mode == "RGBA" else photo.convert("RGBA")
    if photo.mode.startswith("I"):  # PNG with 16 bits of grey: Pillow's own conversion would cut it off to white
        return photo.convert("I").point(lambda grey: grey * (1 / 256)).convert("L")
    return photo if photo.mode in ("RGB", "CMYK", "L") else photo.convert("RGB")


def _in_srgb(image: Image.Image, profile: object) -> Image.Image:
    """Colours as they were meant, since the profile itself goes: phones photograph in Display P3, and read as sRGB a
    bruise is paler than it was. A profile that is broken or meant for other colours is ignored.
    """
    if not isinstance(profile, bytes) or not 0 < len(profile) <= LARGEST_PROFILE:
        return image
    try:
        source = ImageCms.ImageCmsProfile(BytesIO(profile))
        turned = ImageCms.profileToProfile(image, source, _SRGB, outputMode="RGBA" if image.mode == "RGBA" else "RGB")
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
        return image
    return turned or image


def _on_white(image: Image.Image) -> Image.Image:
    canvas = Image.new("RGB", image.size, "white")
    canvas.paste(
        image if image.mode in ("RGB", "RGBA") else image.convert("RGB"),
        mask=image.getchannel("A") if image.mode == "RGBA" else None,
    )
    return canvas


def _orientation(photo: ImageFile.ImageFile) -> int:
    try:
        return int(photo.getexif().get(_ORIENTATION, 1))
    except Exception:  # broken EXIF is no reason to refuse the picture
        return 1
