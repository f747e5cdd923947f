"""Links in what is about to leave: every kind of them, the town's own list, and everyday sentences that hold none."""

import pytest

from reportbot.core.outgoing.links import is_allowed, links_in, refused_links, wrong_with_allowed

OURS = ("https://reports.drenas.example", "drenas.example/help")

HAS_LINK = [
    ("Shih https://evil.com/x.", "https://evil.com/x"),
    ("HTTP://EVIL.COM", "HTTP://EVIL.COM"),
    ("hxxp://evil.com", "hxxp://evil.com"),
    ("http : //evil.com", "http : //evil.com"),
    ("ftp://files.example", "ftp://files.example"),
    ("tg://resolve?domain=x", "tg://resolve?domain=x"),
    ("javascript:alert(1)", "javascript:alert(1"),
    ("mailto:a@b.example", "mailto:a@b.example"),
    ("tel:+38344123456", "tel:+38344123456"),
    ("www.komuna.example", "www.komuna.example"),
    ("evil.com", "evil.com"),
    ("Shiko evil.com, ju lutem", "evil.com"),
    ("(evil.com)", "evil.com"),
    ("Evil.Com", "Evil.Com"),
    ("t.me/abc", "t.me/abc"),
    ("T.ME/abc", "T.ME/abc"),
    ("wa.me/38344123456", "wa.me/38344123456"),
    ("bit.ly/3x", "bit.ly/3x"),
    ("tinyurl.com/x", "tinyurl.com/x"),
    ("is.gd/x", "is.gd/x"),
    ("m.me/page", "m.me/page"),
    ("@agim_k", "@agim_k"),
    ("sub.dom.ain.org:8080/p?q=1", "sub.dom.ain.org:8080/p?q=1"),
    ("http://192.168.1.1/x", "http://192.168.1.1/x"),
    ("192.168.1.1/x", "192.168.1.1/x"),
    ("xn--e1afmkfd.com", "xn--e1afmkfd.com"),
    ("пример.срб", "пример.срб"),
    ("еvil.com", "еvil.com"),  # a Cyrillic e
    ("evil.соm", "evil.соm"),  # a Cyrillic c and o
    ("ev\u200bil.com", "ev\u200bil.com"),
    ("evil.\u2060com", "evil.\u2060com"),
    ("evil。com", "evil。com"),
    ("ｅｖｉｌ．ｃｏｍ", "ｅｖｉｌ．ｃｏｍ"),
    ("evil[.]com", "evil[.]com"),
    ("evil (dot) com", "evil (dot) com"),
    ("evil dot com", "evil dot com"),
    ("evil pikë com", "evil pikë com"),
    ("evil .com", "evil .com"),
    ("faleminderit.Do ta shohim", "faleminderit.Do"),  # a phone makes a link of it; the refusal says: put a space
    ("https://reports.drenas.example.evil.com", "https://reports.drenas.example.evil.com"),
    ("https://reports.drenas.example@evil.com", "https://reports.drenas.example@evil.com"),
]

NO_LINK = [
    "P.sh. nesër, d.m.th. pasnesër.",
    "Dr.sc. Agim, prof. Mira",
    "Më 22.11.2026 në ora 10.30.",
    "nr.5, str. 12",
    "nga 8:00-16:00",
    "Shkolla e mesme. Me respekt",
    "Po... ne e kemi parë",
    "një pikë me ujë",
    "deri te pika e kontrollit",
    "L-2026-0007",
    "2.5 km, 3,5 m",
    "po/jo",
    "Data: 22.11. SMS: po. Viber: jo",
    "Sh.p.k. Uniteti, d.o.o. Voda",
    "npr. sutra, tzv. deponija",
    "a.m. p.m. U.S.",
    "1.2.3.4",
    "foto.jpg",
    "Hvala! Da li...",
    "info@shkolla.example",  # mail is personal data, not a link
    "",
]


@pytest.mark.parametrize(("text", "link"), HAS_LINK)
def test_a_link_is_found_whole(text: str, link: str) -> None:
    assert [text[span.start : span.end] for span in links_in(text)] == [link]
    assert refused_links(text, OURS) == links_in(text)


@pytest.mark.parametrize("text", NO_LINK)
def test_an_everyday_sentence_holds_none(text: str) -> None:
    assert links_in(text) == ()


@pytest.mark.parametrize(
    ("link", "may"),
    [
        ("https://reports.drenas.example", True),
        ("https://reports.drenas.example/chat/drenas", True),
        ("reports.drenas.example", True),
        ("HTTPS://Reports.Drenas.Example/", True),
        ("drenas.example/help", True),
        ("www.drenas.example/help/more", True),
        ("http://reports.drenas.example", False),
        ("drenas.example", False),
        ("drenas.example/helpless", False),
        ("drenas.example/help/../secret", False),
        ("reports.drenas.example:8080", False),
        ("reports.drenas.example.evil.com", False),
        ("https://reports.drenas.example@evil.com", False),
        ("https://evil.com\\@reports.drenas.example", False),
        ("https://reports.drenas.example%2eevil.com", False),
        ("rеports.drenas.example", False),  # a Cyrillic e
        ("tg://reports.drenas.example", False),
        ("", False),
    ],
)
def test_only_what_stands_on_the_list_may_leave(link: str, may: bool) -> None:
    assert is_allowed(link, OURS) is may


def test_a_demo_on_this_machine_may_name_itself() -> None:
    here = ("http://127.0.0.1:8000",)
    assert refused_links("http://127.0.0.1:8000/chat/drenas", here) == ()
    assert refused_links("http://127.0.0.1:9000/chat/drenas", here) != ()


@pytest.mark.parametrize(
    ("entry", "right"),
    [
        ("drenas.example", True),
        ("https://drenas.example/a", True),
        ("http://drenas.example", False),
        ("drenas", False),
        ("дренас.срб", False),
        ("a@b.example", False),
        ("*.drenas.example", True),
        ("", False),
        ("drenas.example/../x", False),
    ],
)
def test_an_entry_of_the_list_is_a_plain_address(entry: str, right: bool) -> None:
    assert (wrong_with_allowed(entry) is None) is right
