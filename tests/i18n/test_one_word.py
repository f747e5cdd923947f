"""One word for one thing, in the grammar of the language: what readers at the desk stumbled over, held for good."""

import re
from functools import cache

import pytest
from babel.messages.pofile import read_po

from reportbot import paths
from reportbot.core.messages import Text
from tests import shipped

DATED = r"\{(?:since|until|due|first|last|deadline)\}"
STUMBLES = {
    "the desk has one name (sr)": ("sr", r"(?i)prijavn\w+ služb|prijemn\w+ služb"),
    "an institution is no second word (sr)": ("sr", r"(?i)\bustanov"),
    "a report has one name (sq)": ("sq", r"(?i)\braport(i|in|it|e|et|eve)?\b"),
    "a mail has one name (sq)": ("sq", r"(?i)postë\w* elektronike"),
    "a link has one name (sq)": ("sq", r"(?i)\blin(k|ku|kun|qet?)\b"),
    "a reminder has one name (sq)": ("sq", r"(?i)\bkujtes(ë|a|at|ave)\b"),
    "a reminder has one name (sr)": ("sr", r"(?i)\bopomen"),
    "the desk has one name (sq)": ("sq", r"(?i)zyr\w+ e raportimit"),
    "a day is named after a colon, for “do” asks for another case (sr)": ("sr", rf"\b(do|od) {DATED}"),
    "a day is named after a colon, for “do” asks for another case (bs)": ("bs", rf"\b(do|od) {DATED}"),
    "a day is named after a colon, for “deri më” asks for another case (sq)": ("sq", rf"\b(deri më|që nga) {DATED}"),
}
IN_NUMBERS = ("Whole weeks, from {since} to {until}.",)
"""Their days are numbers alone."""


@cache
def said_in(language: str) -> dict[str, str]:
    with (paths.locales() / language / "LC_MESSAGES" / "reportbot.po").open("rb") as file:
        return {str(each.id): str(each.string) for each in read_po(file) if each.id}


@pytest.mark.parametrize("stumble", STUMBLES)
def test_nobody_stumbles_over_a_second_word_or_a_wrong_case(stumble: str) -> None:
    language, pattern = STUMBLES[stumble]
    found = {
        msgid: said
        for msgid, said in said_in(language).items()
        if re.search(pattern, said if "{" in pattern else re.sub(r"\{\w+\}", "", said))
    }
    assert {msgid: said for msgid, said in found.items() if not msgid.startswith(IN_NUMBERS)} == {}


def test_at_least_as_urgent_is_not_called_least_urgent() -> None:
    text = Text("At least {urgency}: {why}. Heard: {heard}", {"urgency": "hitno", "why": "x", "heard": "y"})
    assert shipped.catalogues().say(text, "sr").startswith("Bar hitno")


def test_in_albania_a_town_hall_is_a_bashki() -> None:
    """ "Komuna" ended there in 2015. What only Kosovo has keeps its name."""
    kosovo = ("Inspectorate", "Directorate", "Communities", "ministry", "Town")
    mixed = {
        msgid: said
        for msgid in said_in("sq")
        if re.search(r"(?i)\bkomun(a|ë|ës|ën)\b", said := shipped.catalogues().say(Text(msgid), "sq_AL"))
        and not any(word in msgid for word in kosovo)
    }
    assert mixed == {}


def test_a_place_that_is_a_town_is_no_municipality() -> None:
    assert [shipped.catalogues().say(Text("Town or city"), code) for code in ("sq", "sr")] == ["Qytet", "Grad"]
