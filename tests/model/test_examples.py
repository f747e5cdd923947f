"""The sentences to learn from, and that the shipped head has learnt from them."""

from pathlib import Path

import pytest

from reportbot.core.categories import CATEGORIES
from reportbot.core.errors import BadSetup
from reportbot.core.urgency import Urgency
from reportbot.model.examples import Example, digest, read, shipped
from reportbot.model.head import Head
from reportbot.model.head import shipped as shipped_head

LANGUAGES = ("sq", "sr", "bs", "en", "tr")


def test_the_shipped_head_is_made_of_the_shipped_examples() -> None:
    """`reportbot triage train --out src/reportbot/examples/head.npz` makes it anew."""
    assert Head.from_bytes(shipped_head()).about["examples"] == digest(shipped())


def test_every_language_has_examples_of_every_category() -> None:
    seen = {(each.language, each.category) for each in shipped()}
    assert seen >= {(language, category) for language in LANGUAGES for category in CATEGORIES}


def test_the_order_of_examples_does_not_matter_but_each_word_does() -> None:
    one, other = Example("sq", "gropë", "manhole", Urgency.NORMAL), Example("sr", "rupa", "manhole", Urgency.NORMAL)
    assert digest([one, other]) == digest([other, one])
    assert len({digest([one]), digest([other]), digest([one, one]), digest([])}) == 4


def test_every_problem_is_named_at_once(tmp_path: Path) -> None:
    file, headless = tmp_path / "own.tsv", tmp_path / "none.tsv"
    file.write_text(
        "lang\ttext\tcategory\turgency\nsq\tx\tdragons\tnormal\nsq\tx\twaste\tsoon\nsq\tx\nsq\t \twaste\tnormal\n"
    )
    headless.write_text("")
    with pytest.raises(BadSetup) as refusal:
        read(file, headless, tmp_path / "nowhere.tsv")
    told = [str(each) for each in refusal.value.problems]
    assert [line.split(":")[:2] for line in told[:4]] == [["own.tsv", str(number)] for number in (2, 3, 4, 5)]
    assert "none.tsv" in told[4] and "nowhere.tsv" in told[5]


def test_what_is_not_utf_8_is_a_problem(tmp_path: Path) -> None:
    (tmp_path / "own.tsv").write_bytes(b"lang\ttext\tcategory\turgency\nsq\t\xff\xfe\twaste\tnormal\n")
    with pytest.raises(BadSetup, match="cannot be read"):
        read(tmp_path / "own.tsv")


def test_an_example_is_not_printed_with_its_words() -> None:
    """Those of a town are of real reports."""
    assert "gropë" not in repr(Example("sq", "gropë", "manhole", Urgency.NORMAL))
