"""What may leave: refusals, what is confirmed and of which very words, and any rubbish in any amount."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportbot.core.errors import TooLarge
from reportbot.core.outgoing.checking import (
    LONGEST,
    Found,
    Leaving,
    MayNotLeave,
    check_leaving,
    confirmation_of,
    look_at,
)
from reportbot.core.outgoing.identity import KINDS as ASKED
from reportbot.core.outgoing.personal import KINDS, pieces_of
from reportbot.core.outgoing.shadow import as_heard, as_read
from reportbot.core.outgoing.spelt import as_spelt, runs_apart

NOTHING = Leaving()
WITH_PHONE = "Na gjeni në 044 123 456."


def found_in(text: str, confirmed: str = "", allowed: Leaving = NOTHING) -> Found:
    with pytest.raises(MayNotLeave) as refused:
        check_leaving(text, allowed, confirmed)
    return refused.value.found


def test_plain_words_leave_by_themselves() -> None:
    check_leaving("Drejtoria e ka raportimin. Ju lutem prisni.", NOTHING)


def test_personal_data_leaves_once_these_very_words_were_confirmed() -> None:
    assert [span.kind for span in found_in(WITH_PHONE).personal] == ["phone"]
    check_leaving(WITH_PHONE, NOTHING, confirmation_of(WITH_PHONE))
    check_leaving(f"  {WITH_PHONE}\n", NOTHING, confirmation_of(WITH_PHONE))
    assert not found_in(f"{WITH_PHONE} Ose 049 123 456.", confirmation_of(WITH_PHONE)).is_refused
    found_in(WITH_PHONE, "yes")


@pytest.mark.parametrize("text", ["Shih evil.com", "Si quheni?"])
def test_a_link_and_a_question_for_who_they_are_leave_with_no_confirmation(text: str) -> None:
    assert found_in(text, confirmation_of(text)).is_refused


def test_a_town_allows_its_own_links_and_its_own_numbers() -> None:
    ours = Leaving(("https://reports.drenas.example",), {"038584092"})
    check_leaving("Shih https://reports.drenas.example/chat/drenas ose 038 584 092.", ours)
    found_in("Shih https://reports.drenas.example/chat/drenas ose 038 584 092.")


def test_a_refusal_does_not_repeat_the_words() -> None:
    with pytest.raises(MayNotLeave) as refused:
        check_leaving("Si quheni? 044 123 456", NOTHING)
    assert "044" not in repr(refused.value) and "quheni" not in str(refused.value)


_ANYTHING = st.one_of(
    st.text(max_size=300),
    st.lists(
        st.sampled_from(
            [
                "044 ",
                "123",
                "quhem ",
                "si quheni",
                "@",
                ".",
                "com",
                "www.",
                "://",
                "1 ",
                "-",
                "(",
                "?",
                "\u200b",
                "ë",
                "İ",
                "љ",
            ]
        ),
        max_size=60,
    ).map("".join),
)


@given(_ANYTHING)
def test_what_is_found_lies_within_the_text_in_order(text: str) -> None:
    found = look_at(text, NOTHING)
    for spans, kinds in ((found.links, {"link"}), (found.asks, set(ASKED)), (found.personal, set(KINDS))):
        assert all(0 <= span.start < span.end <= len(text) and span.kind in kinds for span in spans)
        assert all(one.end <= other.start for one, other in pairwise(spans))
    assert "".join(piece for piece, _ in pieces_of(text, found.spans)) == text


@pytest.mark.parametrize(
    "piece",
    [
        "a",
        "a.",
        "1 ",
        "1",
        "+",
        "@",
        "a@",
        "www.",
        "http:",
        "[.",
        "quhem ",
        "one ",
        "emri ",
        "ku ",
        "? ",
        ", ",
        "1-",
        "((",
        "A ",
        "ë",
        "İ",
        "1 000 ",
        "\u200b",
        "a b c d e f. ",
        "n4me ",
        "\u043a ",
    ],
)
def test_what_is_looked_at_is_a_few_times_the_text_and_has_an_end(piece: str) -> None:
    """Counted in letters, so it is the same on every machine: each shadow of a text is as long as the text, there are
    at most a dozen, and more letters than anybody may write are refused unread."""
    text = (piece * LONGEST)[:LONGEST]
    plain = [as_heard(each).text for each in as_read(text)]
    spelt = [each.heard.text for each in as_spelt(text)]
    together = [each.text for each in runs_apart(text)]
    assert len(plain) <= 4
    assert len(spelt) <= 8
    assert sum(map(len, plain + spelt)) <= 12 * 2 * (LONGEST + 1)
    assert sum(map(len, together)) <= 4 * LONGEST
    look_at(text, NOTHING)
    with pytest.raises(TooLarge):
        look_at(text + piece, NOTHING)
