"""Which letters the fonts of a folder have. The fonts themselves are asked: each letter is set on a page of its own,
and what was drawn is compared with what is drawn for a letter that no font can have. 28,000 letters take 2 s.
"""

import json
import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import typst

USUAL = frozenset(
    [chr(number) for first, last in ((0x20, 0x7E), (0xA0, 0x17F), (0x400, 0x45F)) for number in range(first, last + 1)]
    + [*"\n\u200b\u0218\u0219\u021a\u021b–—‘’‚“”„…•‹›€№−"]
)
"""What nearly every letter is made of: Typst's own fonts have all of it (a test asks them), so nobody need ask."""
MOST_ASKED = 2_000  # different letters of one text; what comes then counts as lacking: nobody writes in so many
_MOST_KNOWN = 20_000
_BARE, _NOBODYS = "a", "\u0378"  # U+0378 is assigned to no letter
_PAGES = b"""#set page(width: 60pt, height: 30pt, margin: 2pt)
#set text(font: "Libertinus Serif", size: 10pt)
#for each in json(bytes(sys.inputs.letters)) { page(text(each)) }
"""
_GLYPH = re.compile(r'href="#(\w+)"')


def lacking(folder: Path, fonts: "typst.Fonts", texts: Iterable[str]) -> frozenset[str]:
    """The letters of these texts that can only be drawn as an empty box, or not at all. Control characters are none."""
    unusual = sorted(each for each in set().union(*texts) - USUAL if unicodedata.category(each)[0] != "C")
    known = _known(folder)
    unknown = [each for each in unusual[:MOST_ASKED] if each not in known]
    if unknown:
        if len(known) > _MOST_KNOWN:
            known.clear()
        known.update(zip(unknown, _are_there(folder, fonts, unknown), strict=True))
    return frozenset(each for each in unusual if not known.get(each, False))


@lru_cache(maxsize=4)
def _known(folder: Path) -> dict[str, bool]:
    return {}


def _are_there(folder: Path, fonts: "typst.Fonts", letters: list[str]) -> list[bool]:
    """Behind another letter, so that an accent has something to stand on."""
    import typst

    asked = [_BARE, _BARE + _NOBODYS, *(_BARE + each for each in letters)]
    compiler = typst.Compiler(
        _PAGES,
        root=folder,
        font_paths=fonts,
        ignore_system_fonts=True,
        sys_inputs={"letters": json.dumps(asked)},
        package_path=folder,
        package_cache_path=folder,
    )
    made = compiler.compile(format="svg")
    pages = made if isinstance(made, list) else [made]
    bare, box, *drawn = (_GLYPH.findall((page or b"").decode().partition("<defs>")[0]) for page in pages)
    boxes = set(box) - set(bare)
    return [each != bare and not boxes & set(each) for each in drawn]
