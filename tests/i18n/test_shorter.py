"""What `reportbot check` proposes for a text that does not fit an SMS: rows, and what the author can paste."""

import pytest

from reportbot.core.messages import Fill, Text
from reportbot.i18n import Catalogues
from reportbot.i18n.lengths import Bubble, lengths
from reportbot.i18n.shorter import Proposals, shorter

FILL: dict[str, Fill] = {"emergency": "112", "code": "1234 5678 9012 3456", "due": "Monday"}


@pytest.mark.parametrize(("text", "most", "proposed"), [
    ("One two three. Four. Call {emergency}.", 30, "One two three. Call {emergency}."),  # the shortest goes first
    ("One two three. Four. Call {emergency}.", 25, "Four. Call {emergency}."),
    ("One two three. Four. Call {emergency}.", 18, "Call {emergency}."),
    ("One two three. Four. Call {emergency}.", 10, ""),  # the number is never left out
    ("It is late. Where is it?", 12, "Where is it?"),  # nor the question
    ("Your code: {code}. Keep it well.", 17, "Your code: {code}."),
    ("Write the village, or the street, if you know it.", 40, "Write the village, or the street."),
    ("", 10, ""),
    ("{emergency}", 3, ""),
])  # fmt: skip
def test_as_little_as_can_be_is_left_out(text: str, most: int, proposed: str) -> None:
    assert shorter(text, lambda said: said != text and len(said) - 4 * said.count("{") <= most) == proposed


def test_the_number_is_moved_before_anything_is_left_out() -> None:
    text = "We saved your message and a person will look at it on the next day. Call {emergency}."
    first = "Call {emergency}. We saved your message and a person will look at it on the next day."
    assert shorter(text, lambda said: said.index("{") < 20) == first


def advice(*texts: Text, language: str = "en", translator: Catalogues | None = None) -> list[str]:
    translator = translator or Catalogues({"en": {}})
    bubbles = [Bubble("f.toml", 3, text, beside=texts) for text in texts]
    found = lengths(bubbles, translator, [language], {key: [value] for key, value in FILL.items()})
    proposals = Proposals(translator, [language], dict.fromkeys(("en", language), FILL))
    return [str(problem) for problem in map(proposals.advise, found) if problem]


def test_the_author_sees_the_sms_its_length_the_limit_and_lines_to_paste() -> None:
    long = "Fëmija e di. " + "x" * 150 + ". Call {emergency}."
    (said,) = advice(Text("Good."), Text(long))
    assert said.splitlines() == [
        f"f.toml:3: 2 SMS in en, at most 1: “{long}”",
        f"    as it leaves: “Femija e di. {'x' * 150}. Call 112.”",
        "    174 letters of at most 160; a number to call within the first 70",
        "    a wording that fits, if a person can do without the rest:",
        '    ask_sms = ["Good.", "Fëmija e di. Call {emergency}."]',
    ]


def test_what_is_left_out_is_measured_in_the_language_where_it_is_too_long() -> None:
    text = "One. " + "x" * 100 + ". Call {emergency}."
    albanian = Catalogues({"sq": {text: "y" * 80 + ". " + "x" * 100 + ". Telefono {emergency}."}})
    (said,) = advice(Text(text), language="sq", translator=albanian)
    rest = "x" * 100  # "One." is longer there
    assert said.endswith(f'ask_sms = ["Call {{emergency}}. {rest}."]')


def test_a_variant_without_its_translation_is_named() -> None:
    text = Text("Long.", sms="x" * 350)
    (said,) = advice(text, language="sq", translator=Catalogues({"sq": {"Long.": "E gjate."}}))
    assert said.endswith(f"its variant for SMS has no translation in sq: “{'x' * 350}”")


def test_where_nothing_can_be_left_out_that_is_said() -> None:
    (said,) = advice(Text("x" * 350 + "?"))
    assert said.endswith("nothing can be left out of it: write a shorter ask_sms")


def test_a_text_that_fits_gets_no_advice() -> None:
    assert advice(Text("Call {emergency}.")) == []
