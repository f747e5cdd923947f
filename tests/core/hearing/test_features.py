"""What the rules heard, as numbers: by name, within limits, and without a word of the person."""

import pytest

from reportbot.core.hearing.features import features
from reportbot.core.hearing.listen import listen, listened
from reportbot.lexicons import load

LEXICON = load()
SAID = ("tash po e rreh babi vllaun", "faleminderit", "", "x" * 4000, "Pusetë e hapur te shkolla, ka rënë një fëmijë!")


@pytest.mark.parametrize("text", SAID)
def test_every_number_is_within_its_limits(text: str) -> None:
    assert all(0 <= value <= 2 for value in features(listen(LEXICON, text)).values())


def test_names_are_those_of_rules_and_ideas_never_words() -> None:
    names = set(features(listen(LEXICON, "Xhamadani im: tash po e rreh babi vllaun")))
    assert "idea hits" in names and "at least emergency" in names
    assert not any("xhamadan" in name or "babi" in name for name in names)


@pytest.mark.parametrize("text", SAID)
def test_what_was_heard_can_be_weighed_again_from_its_ideas(text: str) -> None:
    heard = listen(LEXICON, text)
    assert listened(LEXICON, heard.evidence, heard.words) == heard
