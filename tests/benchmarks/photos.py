"""`python -m tests.benchmarks.photos [megapixels]`: what one photo costs, in the child and in the service's process.

Aim: 12 megapixels in under a second with the start of the child, and the service's memory as before.
"""

import asyncio
import resource
import sys
import time
from io import BytesIO
from pathlib import Path
from statistics import median

from PIL import Image

from reportbot.vault.painter import Painter

RUNS = 7
MEGABYTE = 2**20


def main(arguments: list[str]) -> int:
    megapixels = float(arguments[0]) if arguments else 12.2
    photos = {kind: a_photo(kind, megapixels) for kind in ("JPEG", "PNG", "WEBP")}
    for file in arguments[1:]:  # a HEIC of one's own: what we ship cannot write any
        photos[Path(file).suffix.removeprefix(".").upper()] = Path(file).read_bytes()
    asyncio.run(measure(photos))
    return 0


async def measure(photos: dict[str, bytes]) -> None:
    painter = Painter()
    await painter.repaint(photos["JPEG"])
    print(f"{'':6}{'MB in':>7}{'kB out':>8}{'s':>7}{'s at once':>11}{'service MiB before':>20}{'after':>7}")
    for kind, photo in photos.items():
        before, seconds, painted = memory(), [], b""
        for _ in range(RUNS):
            start = time.perf_counter()
            painted = await painter.repaint(photo)
            seconds.append(time.perf_counter() - start)
        start = time.perf_counter()
        await asyncio.gather(*(painter.repaint(photo) for _ in range(RUNS)))
        together = (time.perf_counter() - start) / RUNS
        print(
            f"{kind:6}{len(photo) / 1e6:7.1f}{len(painted) / 1e3:8.0f}{median(seconds):7.2f}{together:11.2f}"
            f"{before / MEGABYTE:20.1f}{memory() / MEGABYTE:7.1f}"
        )


def a_photo(kind: str, megapixels: float) -> bytes:
    """Light, shadow and grain, as large as a camera's file."""
    width = round((megapixels * 1e6 * 4 / 3) ** 0.5)
    size = (width, width * 3 // 4)
    grain = Image.effect_noise((size[0] // 4, size[1] // 4), 40).resize(size)
    bands = (Image.radial_gradient("L").resize(size), grain, Image.linear_gradient("L").resize(size))
    out = BytesIO()
    Image.merge("RGB", bands).save(out, kind, quality=90, compress_level=1, method=0)
    return out.getvalue()


def memory() -> int:
    """Bytes that this process has in memory now."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
