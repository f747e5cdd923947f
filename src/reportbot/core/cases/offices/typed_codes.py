"""Six digits that stand in what somebody typed: in front, or alone somewhere. Pure."""

import re
import unicodedata

_ANYWHERE = re.compile(
    r"(?<![0-9])(?<![0-9][ ./:-])(?:[0-9]{6}|[0-9]{3}[ -][0-9]{3}|[0-9](?:[ -][0-9]){5})(?![ ./:-]?[0-9])", re.ASCII
)
_CALLED = re.compile(r"(?i)^(?:kodi?|code|код)\b[\s:.,-]*")
_CODE = re.compile(r"\W*([0-9]{6}(?![0-9])|[0-9]{3}[ -][0-9]{3}(?![ -]?[0-9]))[ .:,;#*-]*")


def code_in(text: str) -> tuple[str, str] | None:
    """(6 digits, the rest) of a text that begins with such a code, else None. More digits are another number."""
    found = _CODE.match(text)
    return (re.sub(r"\D", "", found[1]), text[found.end() :].strip()) if found else None


def code_within(text: str) -> tuple[str, str] | None:
    """(6 digits, all the rest) of a text in which such a code stands anywhere, alone, else None."""
    plain = unicodedata.normalize("NFKC", text)
    found = list(_ANYWHERE.finditer(plain))
    if len(found) != 1:
        return None
    rest = f"{plain[: found[0].start()].strip()} {plain[found[0].end() :].strip()}"
    return re.sub(r"\D", "", found[0][0]), _CALLED.sub("", rest).strip()
