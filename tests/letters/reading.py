"""Read a PDF as people do: its words, and each page as a picture."""

import pypdfium2
from PIL import Image

CM = 72 / 2.54  # points


def pages_of(pdf: bytes) -> list[str]:
    """The words of each page, lines joined, in the order they are drawn."""
    with pypdfium2.PdfDocument(pdf) as document:
        return [" ".join(document[number].get_textpage().get_text_range().split()) for number in range(len(document))]


def words_of(pdf: bytes) -> str:
    return " ".join(pages_of(pdf))


def picture_of(pdf: bytes, page: int = 0, scale: float = 4) -> Image.Image:
    """In grey; `scale` pixels a point."""
    with pypdfium2.PdfDocument(pdf) as document:
        picture: Image.Image = document[page].render(scale=scale).to_pil().convert("L")
        return picture


def dark_rows(picture: Image.Image, left: int, right: int) -> list[tuple[int, int]]:
    """Top and bottom of each stretch of rows with ink between these columns."""
    band = picture.crop((left, 0, right, picture.height))
    ink = [darkest(band.crop((0, y, band.width, y + 1))) < 128 for y in range(band.height)]
    edges = [y for y in range(1, len(ink)) if ink[y] != ink[y - 1]]
    return list(zip(edges[::2], edges[1::2], strict=True))


def darkest(picture: Image.Image) -> float:
    least = picture.getextrema()[0]
    assert not isinstance(least, tuple)
    return least
