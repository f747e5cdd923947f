"""Replies that lie ready: which fit, what fills them, whose words count, and what may not stand in them."""

from dataclasses import replace

import pytest

from reportbot.core.cases.telling.own_replies import OwnReply
from reportbot.core.messages import Named
from reportbot.core.outgoing.templates import Template, filled, templates_for, with_own, wrong_with

PIT = Template(
    "pit",
    Named({"en": "Pit"}),
    Named({"en": "{institution} knows.", "sq": "{institution} e di."}),
    ("manhole",),
    "open",
)
DAY = Template("day", Named({"en": "Day"}), Named({"en": "By {deadline}."}))
OVER = Template("over", Named({"en": "Over"}), Named({"en": "It is over."}), ("public_space",), "over")


def keys(
    category: str, is_open: bool = True, known: frozenset[str] = frozenset({"institution", "deadline"})
) -> list[str]:
    return [each.key for each in templates_for((DAY, OVER, PIT), category, is_open, known)]


def test_what_is_about_this_matter_stands_first_and_what_cannot_be_filled_not_at_all() -> None:
    assert keys("manhole") == ["pit", "day"]
    assert keys("manhole", known=frozenset({"institution"})) == ["pit"]
    assert keys("waste") == ["day"]
    assert keys("waste", is_open=False) == ["over", "day"]
    assert keys("no_such_kind") == ["day"]


def test_what_fills_a_hole_is_not_filled_again() -> None:
    assert (
        filled("{institution}: {number} {other}", {"institution": "{number}", "number": "1"}) == "{number}: 1 {other}"
    )


def test_a_towns_own_words_take_the_place_of_shipped_ones_in_their_languages() -> None:
    own = (
        OwnReply("pit", "ignored", Named({"sq": "E dimë."})),
        OwnReply("market", "Market", Named({"sq": "Tregu hapet."}), frozenset({"waste"})),
    )
    pit, market, day = with_own((PIT, DAY), own)
    assert (pit.text.in_("sq"), pit.text.in_("en"), pit.about, pit.when) == (
        "E dimë.",
        "{institution} knows.",
        ("manhole",),
        "open",
    )
    assert (market.name.in_("sq"), market.about, day) == ("Market", ("waste",), DAY)


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("Shih evil.com", "link"),
        ("Si quheni?", "asks who"),
        ("Telefono 044 123 456", "tells who"),
        ("{name}, faleminderit", "no hole"),
        ("{institution", "no hole"),
        ("}", "no hole"),
        ("{}", "no hole"),
        ("", "no words"),
        ("a" * 301, "more than 300"),
    ],
)
def test_what_may_not_leave_may_not_lie_ready(text: str, wrong: str) -> None:
    (problem,) = wrong_with(replace(DAY, text=Named({"sq": text})))
    assert wrong in str(problem)


def test_a_template_is_there_in_every_language_that_is_asked_for() -> None:
    assert [str(problem).split(": ")[1] for problem in wrong_with(DAY, ("en", "sq"))] == ["has no text in sq"]
    assert "about is a list" in str(next(wrong_with(replace(DAY, about=("nothing",)))))
