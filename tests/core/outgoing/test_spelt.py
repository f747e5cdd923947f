"""Words that are hidden from a machine and not from a person: letters apart, digits for letters, letters for digits."""

import pytest

from reportbot.core.outgoing.checking import Leaving
from reportbot.core.outgoing.identity import ADDRESS, CONTACT, ID_NUMBER, SCHOOL, WHO, asked_for
from reportbot.core.outgoing.links import links_in
from reportbot.core.outgoing.personal import spans_of
from reportbot.core.outgoing.shadow import as_typed
from reportbot.core.outgoing.spelt import address_apart, as_spelt, with_digits

NOTHING = Leaving()

ASKS = [
    # Albanian
    ("e m r i  y t", WHO),
    ("e m r i y t", WHO),
    ("E-M-R-I yt", WHO),
    ("e\nm\nr\ni yt", WHO),
    ("S i  q u h e n i", WHO),
    ("s i q u h e n i", WHO),
    ("s.i q.u.h.e.n.i", WHO),
    ("s1 quh3n1", WHO),
    ("Na shkruaj 3mr1n dhe mbi3mrin", WHO),
    ("K u  j e t o n", ADDRESS),
    ("adr3s4 juaj", ADDRESS),
    ("n u m r i n e telefonit tuaj", CONTACT),
    ("numri i te1efonit", CONTACT),
    ("k l a s a  j o t e", SCHOOL),
    ("l3tërnj0ftim1", ID_NUMBER),
    # Serbian, in both letters
    ("k a k o  s e  z o v e t e", WHO),
    ("k a k o s e z o v e t e", WHO),
    ("К а к о  с е  з о в е т е", WHO),
    ("к.а.к.о с.е з.о.в.е.ш", WHO),
    ("k4ko s3 z0veš", WHO),
    ("v a š e  i m e", WHO),
    ("в а ш е  и м е", WHO),
    ("Gd3 ž1v1š", ADDRESS),
    ("г д е  ж и в и ш", ADDRESS),
    ("broj t3lefona vaš", CONTACT),
    ("J M B G", ID_NUMBER),
    # Turkish
    ("a d ı n ı z", WHO),
    ("ad1n ne", WHO),
    ("k i m s i n", WHO),
    ("t e l e f o n  n u m a r a n", CONTACT),
    # Bosnian
    ("g d j e  s t a n u j e š", ADDRESS),
    ("gdj3 stanuj3te", ADDRESS),
    ("pr3z1me", WHO),
    # English
    ("y0ur n4me", WHO),
    ("y o u r  n a m e", WHO),
    ("wh4t 1s y0ur nam3", WHO),
    ("wh@t is your n@me", WHO),
    ("y.o.u.r p.h.o.n.e", CONTACT),
    ("h0me addre$$", ADDRESS),
]


@pytest.mark.parametrize(("said", "kind"), ASKS)
def test_a_hidden_word_that_asks_who_somebody_is_is_heard_also_where_nothing_is_asked(said: str, kind: str) -> None:
    found = asked_for(said)
    assert kind in {span.kind for span in found}, [each.heard.text for each in as_spelt(said)]
    assert all(0 <= span.start < span.end <= len(said) for span in found)


@pytest.mark.parametrize(
    "said",
    [
        "Mos e shkruani E M R I N tuaj.",
        "Ne morate da napišete I M E.",
        "Do not send us your n a m e.",
        "Adınızı Y A Z M A Y I N.",
        "Nuk na duhet 3mri.",
    ],
)
def test_what_is_said_not_to_be_asked_may_be_spaced_out_for_weight(said: str) -> None:
    assert asked_for(said) == ()


@pytest.mark.parametrize(
    ("said", "kind", "marked"),
    [
        ("Na gjeni në o44 l23 456", "phone", "o44 l23 456"),
        ("Zovite O49-i23-4o6", "phone", "O49-i23-4o6"),
        ("unë q u h e m Ana Gashi", "name", "unë q u h e m Ana Gashi"),
        ("zov3m s3 Ana Gashi", "name", "zov3m s3 Ana Gashi"),
    ],
)
def test_what_tells_who_somebody_is_is_marked_where_it_is_hidden(said: str, kind: str, marked: str) -> None:
    assert [(said[span.start : span.end], span.kind) for span in spans_of(said)] == [(marked, kind)]


@pytest.mark.parametrize("said", ["e v i l . c o m", "w w w . e v i l . c o m", "h t t p s : / / e v i l . c o m"])
def test_an_address_whose_letters_stand_apart_is_a_link(said: str) -> None:
    assert [(span.start, span.end) for span in links_in(f"Shih {said}")] == [(5, 5 + len(said))]


@pytest.mark.parametrize(
    "said",
    [
        "Drejtoria e ka raportimin tuaj.",
        "Në orën 10:30, te klasa.",
        "",
        "?",
        "Pismo br. 120 od 3.12.",
        "Rr. e Re, nr. 5",
    ],
)
def test_in_an_everyday_text_nothing_was_hidden(said: str) -> None:
    assert as_spelt(said) == ()
    assert address_apart(as_typed(said)) is None
    assert with_digits(said.lower()) == said.lower()
