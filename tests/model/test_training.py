"""Training: a head that has learnt something, from a few examples of each kind; and what cannot be learnt from."""

from collections import defaultdict

import pytest

from reportbot.core.categories import CATEGORIES
from reportbot.core.hearing.features import features
from reportbot.core.hearing.listen import listen
from reportbot.core.urgency import Urgency
from reportbot.lexicons import load
from reportbot.model.embedder import embed
from reportbot.model.examples import Example, digest, shipped
from reportbot.model.head import Head
from reportbot.model.training import TooFewExamples, train

EACH = 5
LEXICON = load()


def some() -> list[Example]:
    """The first few of each category."""
    kinds: dict[str, list[Example]] = defaultdict(list)
    for example in shipped():
        if len(kinds[example.category]) < EACH:
            kinds[example.category].append(example)
    return [example for each in kinds.values() for example in each]


@pytest.fixture(scope="module")
def head() -> Head:
    told: list[str] = []
    found = train(some(), LEXICON, told.append)
    assert len(told) >= 3, "it tells how far it is"
    words = {word for example in some() for word in example.text.split() if len(word) > 8}
    assert not words & set(" ".join(told).split()), "and no word of an example"
    return found


def test_a_trained_head_is_kept_and_says_what_it_is_made_of(head: Head) -> None:
    again = Head.from_bytes(head.to_bytes())
    assert again.about["examples"] == digest(some())
    assert again.about["count"] == EACH * len(CATEGORIES)
    assert set(again.about["figures"]) == {"with_model", "rules"}
    assert 0 <= again.about["figures"]["with_model"]["macro_f1"] <= 1


def test_a_trained_head_knows_most_of_what_it_has_seen(head: Head) -> None:
    right = 0
    for example in some()[:60]:
        opinion = head.opinion(embed(example.text), features(listen(LEXICON, example.text)))
        right += opinion.shares[0][0] == example.category
    assert right >= 50


@pytest.mark.parametrize(
    "examples",
    [[], [Example("sq", f"gropë {number}", "manhole", Urgency.NORMAL) for number in range(200)]],
    ids=["none", "one kind"],
)
def test_what_nothing_can_be_learnt_of_is_refused(examples: list[Example]) -> None:
    with pytest.raises(TooFewExamples):
        train(examples, LEXICON)
