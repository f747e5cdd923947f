"""The ring on paper, for the safe: two lines for each key, short groups, a check behind each line.

    key-id 1 = 4f1e
    content.1.a 0b1c 2d3e ... = 9a7b

The same text may come from a variable of the environment, with `;` for the ends of lines. A check tells which line was
mistyped; it keeps nothing secret.
"""

import re
from collections.abc import Iterator, Mapping
from hashlib import blake2b

from reportbot.core.errors import BadSetup, Problem
from reportbot.vault.keyfiles import KEY_BYTES
from reportbot.vault.keys import GENERATION_FILES, HOUSE_FILES, KEY_ID_FILE, LARGEST_ID, Generation, Keys

HALVES = ("a", "b")
LONGEST = 100_000  # letters of a text that is read
_LINE = re.compile(r"([a-z-]+(?:\.[0-9]{1,3})?(?:\.[ab])?)\s+([0-9a-f\s]+)=\s*([0-9a-f]{4})", re.ASCII)
_OF_GENERATION = re.compile(r"[a-z-]+\.([0-9]{1,3})\.[ab]", re.ASCII)
_MISREAD = str.maketrans("oil", "011")  # letters that are no hex digits and look like some
# The public half of an address key follows from the other, so it is not copied.
_COPIED = {name: file for name, file in GENERATION_FILES.items() if name != "sealing"}


def to_paper(keys: Keys) -> str:
    """Every key that cannot be made from another one."""
    lines = [_line(KEY_ID_FILE, str(keys.key_id))]
    for label, key in _labelled(keys):
        digits = key.hex()
        half = len(digits) // len(HALVES)
        lines += [_line(f"{label}.{name}", digits[at * half :][:half]) for at, name in enumerate(HALVES)]
    return "\n".join(lines) + "\n"


def from_paper(text: str, source: str) -> Keys:
    """Raises BadSetup with every line of `source` that cannot be right; none of its digits is repeated."""
    if len(text) > LONGEST:
        raise BadSetup(Problem(source, 0, "is too long for a list of keys"))
    problems: list[Problem] = []
    found = _read(text, source, problems)
    if problems:
        raise BadSetup(*problems)
    return _ring(found, source)


def _labelled(keys: Keys) -> Iterator[tuple[str, bytes]]:
    for name, file in HOUSE_FILES.items():
        yield file, getattr(keys, name)
    for each in keys.generations:
        for name, file in _COPIED.items():
            yield f"{file}.{each.key_id}", getattr(each, name)


def _line(label: str, digits: str) -> str:
    groups = " ".join(digits[at : at + 4] for at in range(0, len(digits), 4))
    return f"{label} {groups} = {_check(label, digits)}"


def _check(label: str, digits: str) -> str:
    """The label is in it too: two lines that were swapped do not pass for one another."""
    return blake2b(f"{label} {digits}".encode(), digest_size=2, person=b"paper").hexdigest()


def _read(text: str, source: str, problems: list[Problem]) -> dict[str, str]:
    found: dict[str, str] = {}
    for number, line in enumerate(re.split(r"\r\n|[\n\r;]", text), start=1):
        said = line.strip().casefold()
        if not said or said.startswith("#"):
            continue
        label, _, rest = said.partition(" ")
        match = _LINE.fullmatch(f"{label} {rest.translate(_MISREAD).strip()}")
        if not match:
            problems.append(Problem(source, number, 'is no line of keys: a name, digits in groups, "=", four digits'))
            continue
        digits = "".join(match[2].split())
        if _check(label, digits) != match[3]:
            problems.append(Problem(source, number, f"{label}: the check does not fit; compare it digit by digit"))
        elif found.setdefault(label, digits) != digits:
            problems.append(Problem(source, number, f"{label} stands here a second time, and differs"))
    return found


def _ring(found: Mapping[str, str], source: str) -> Keys:
    ids = sorted({int(match[1]) for each in found if (match := _OF_GENERATION.fullmatch(each))})
    wanted = [*HOUSE_FILES.values(), *(f"{file}.{key_id}" for key_id in ids for file in _COPIED.values())]
    halves = [f"{label}.{half}" for label in wanted for half in HALVES]
    problems = [
        *(Problem(source, 0, f"{each} is missing") for each in (KEY_ID_FILE, *halves) if each not in found),
        *(Problem(source, 0, f"{each} is no key") for each in sorted(set(found) - {KEY_ID_FILE, *halves})),
        *(
            Problem(source, 0, f"{each} must have {KEY_BYTES} digits")
            for each in halves
            if each in found and len(found[each]) != KEY_BYTES
        ),
    ]
    current = found.get(KEY_ID_FILE, "")
    if not ids or not current.isdigit() or int(current) not in ids or not 1 <= ids[0] <= ids[-1] <= LARGEST_ID:
        problems.append(Problem(source, 0, f"{KEY_ID_FILE} must name one of the generations, from 1 to {LARGEST_ID}"))
    if problems:
        raise BadSetup(*problems)

    def key(label: str) -> bytes:
        return bytes.fromhex("".join(found[f"{label}.{half}"] for half in HALVES))

    generations = tuple(
        Generation.of(key_id, {name: key(f"{file}.{key_id}") for name, file in _COPIED.items()}) for key_id in ids
    )
    return Keys(int(current), generations, **{name: key(file) for name, file in HOUSE_FILES.items()})
