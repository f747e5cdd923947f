"""What tells who somebody is, in a text that is about to leave: telephones, mail, personal numbers, names, plates.

It is shown and confirmed, never taken out: whoever sends it may have a reason. Of numbers long enough to be one, dates,
sums, our own numbers of cases, and hotlines are left alone. Kosovo's personal number has 10 digits, the JMBG of Serbia
and Bosnia 13, Turkey's 11; Albania's is a letter, 8 digits and a letter.
"""

import re
from collections.abc import Collection, Iterator

from reportbot.core.outgoing.links import united
from reportbot.core.outgoing.shadow import Shadow, Span, as_heard, as_read, as_typed
from reportbot.core.outgoing.spelt import Spelt, as_spelt, with_digits

PHONE, MAIL, PERSONAL_NUMBER, NAME, PLATE, LONG_NUMBER = (
    *("phone", "mail", "personal_number", "name", "plate", "long_number"),
)
KINDS = (PHONE, MAIL, PERSONAL_NUMBER, NAME, PLATE, LONG_NUMBER)


def spans_of(text: str, known: Collection[str] = ()) -> tuple[Span, ...]:
    """From left to right, none over another. `known`: numbers that everybody may read, as their digits alone."""
    plain = [span for each in as_read(text) for span in _found(each, frozenset(known))]
    return united([*plain, *(span for each in as_spelt(text) for span in _said(text, each))])


def pieces_of(text: str, spans: Collection[Span]) -> tuple[tuple[str, str], ...]:
    """The text in pieces, each with the kind of what it is, "" for what is nothing; put together they are the text."""
    pieces: list[tuple[str, str]] = []
    at = 0
    for span in sorted(spans):
        if span.start > at:
            pieces.append((text[at : span.start], ""))
        if span.end > at:
            pieces.append((text[max(at, span.start) : span.end], span.kind))
            at = span.end
    if at < len(text):
        pieces.append((text[at:], ""))
    return tuple(pieces)


def digits_of(number: str) -> str:
    """As `known` has them."""
    return "".join(each for each in number if each.isdecimal())


def _found(text: str, known: frozenset[str]) -> Iterator[Span]:
    typed = as_typed(text)
    yield from _mails(typed)
    yield from _plates(text)
    yield from _numbers(typed, known)
    yield from _said(text, Spelt(as_heard(text), frozenset()))


def _said(text: str, spelt: Spelt) -> Iterator[Span]:
    """In words. Of those that were hidden, only what is found again."""
    for span in (*_spoken(spelt.heard), *_names(text, spelt.heard)):
        if not spelt.hidden or spelt.hidden.intersection(range(span.start, span.end)):
            yield span


def _mails(typed: Shadow) -> Iterator[Span]:
    for found in (*_MAIL.finditer(typed.text), *_MAIL_IN_WORDS.finditer(typed.text)):
        yield typed.span(found.start(), found.end(), MAIL)


def _plates(text: str) -> Iterator[Span]:
    for found in _PLATE.finditer(text):
        yield Span(found.start(), found.end(), PLATE)


def _numbers(typed: Shadow, known: frozenset[str]) -> Iterator[Span]:
    text = _NOT_A_NUMBER.sub(lambda found: "x" * len(found[0]), typed.text)
    for found in _ALBANIAN.finditer(text):
        yield typed.span(found.start(), found.end(), PERSONAL_NUMBER)
    for read in dict.fromkeys((text, with_digits(text))):
        for found in _DIGITS.finditer(read):
            if kind := _kind(found[0], known):
                yield typed.span(found.start(), found.end(), kind)


def _kind(written: str, known: frozenset[str]) -> str:
    """ "" for a number that is nobody's."""
    digits, plus = digits_of(written), written.lstrip("( ").startswith("+")
    local = _inside_the_country(digits, plus)
    if {digits, local} & known or _FREE.match(local):
        return ""
    if plus or digits.startswith("00"):
        return PHONE if 8 <= len(digits) <= 17 else LONG_NUMBER
    if len(digits) == 13 or (len(digits) == 10 and digits[0] != "0"):
        return PERSONAL_NUMBER
    if len(digits) == 11 and digits[0] != "0" and not digits.startswith(_COUNTRIES):
        return PERSONAL_NUMBER
    if len(digits) > 13:
        return LONG_NUMBER
    if _DECIMAL.fullmatch(written) and digits[0] != "0":
        return ""
    return PHONE if len(digits) >= 8 or digits[0] == "0" else ""


def _inside_the_country(digits: str, plus: bool) -> str:
    """ "+383 44 …" and "00383 44 …" as it is dialled there: "044…"."""
    rest = digits.removeprefix("00") if digits.startswith("00") else digits
    if plus or digits.startswith("00"):
        for country in _COUNTRIES:
            if rest.startswith(country):
                return f"0{rest.removeprefix(country).removeprefix('0')}"
    return digits


def _spoken(heard: Shadow) -> Iterator[Span]:
    """Seven numbers in words or more, one after the other: "zero katër katër një dy tre …"."""
    for found in _IN_WORDS.finditer(heard.text):
        yield heard.span(found.start(), found.end(), PHONE)


def _names(text: str, heard: Shadow) -> Iterator[Span]:
    """A phrase by which people say their name, with the words behind it. Where it may be another sentence ("I am …")
    capital letters decide: one in Albanian and Turkish, else two, since peoples have one as well."""
    for found in _SAYS_NAME.finditer(heard.text):
        start, end = found.span("name")
        capital = [text[heard.at[word]].isupper() for word in _begins(heard.text, start, end)]
        first = found["name"].split()[0]
        is_name = (
            first not in _NO_NAME if found["sure"] else all(capital[:1] if found["one"] else [*capital, False][:2])
        )
        if is_name:
            yield heard.span(found.start(), _last_name(text, heard, start, end), NAME)


def _last_name(text: str, heard: Shadow, start: int, end: int) -> int:
    """Where the name ends: with the last word that has a capital letter, else with the first one."""
    words = _begins(heard.text, start, end)
    names = [word for word in words if text[heard.at[word]].isupper()] or words[:1]
    rest = heard.text.find(" ", names[-1], end)
    return end if rest < 0 else rest


def _begins(text: str, start: int, end: int) -> list[int]:
    return [start, *(place + 1 for place in range(start, end) if text[place] == " ")]


_MAIL = re.compile(r"(?<![\w.%+\-])[\w.%+\-]{1,64}\s?@\s?[\w\-]{1,63}(?:\.[\w\-]{1,63}){1,5}(?<![.\-])")
_MAIL_IN_WORDS = re.compile(
    r"(?<![\w.%+\-])[\w.%+\-]{2,64}\s?(?:\(at\)|\[at\]|\{at\}|\b(?:at|et|ett|majmun|manki))\s?"
    r"(?:gmail|yahoo|hotmail|outlook|live|icloud|proton\w{0,4})\b(?:\s?(?:\.|\bdot|\bpike|\btacka|\bnokta)\s?com\b)?"
)
_PLATE = re.compile(
    r"(?<![\w\-])(?:0[1-7][ \-]?\d{3}[ \-]?[A-Z]{2}|[A-Z]{2} ?\d{3} ?[A-Z]{2}"
    r"|[A-Z]{2}[ \-]?\d{3,5}[ \-][A-Z]{2})(?![\w\-])"
)
_ALBANIAN = re.compile(r"(?<![a-z0-9])[a-t][0-9]{8}[a-w](?![a-z0-9])")
_DAY = r"(?:0?[1-9]|[12]\d|3[01])\s?[./\-]\s?(?:0?[1-9]|1[0-2])\s?[./\-]\s?(?:20|19)?\d\d"
_NOT_A_NUMBER = re.compile(
    rf"(?<!\d)(?:{_DAY}|(?:20|19)\d\d-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01]))\.?(?!\d)"  # days
    r"|(?<![\d:])(?:[01]?\d|2[0-4])[:.][0-5]\d(?:\s?[\-–—]\s?(?:[01]?\d|2[0-4])[:.][0-5]\d)?(?![\d.:])"  # hours
    r"|(?<!\d)(?:20|19)\d\d\s?[\-–—/]\s?(?:20|19)\d\d(?!\d)"  # from year to year
    r"|(?<!\d)(?<!\d-)20\d\d-\d{4,5}(?![\d\-])"  # our cases and letters
    r"|(?:€|\$)\s?\d[\d., ]{0,18}"
    r"|(?<![\d+])\d[\d., ]{0,18}\s?(?:€|\$|(?:euro?|eur|leke?|din|dinar\w{0,2}|lira|tl|rsd|km|m2|metr\w{0,3})\b)"
)
_DIGITS = re.compile(r"(?<![\d+])(?:\+\s?|\(\s?\+?)?[0-9o](?:[ \-–—./()]{0,3}[0-9]){6,24}(?!\d)")
_DECIMAL = re.compile(r"\d{1,3}\.\d+")
_COUNTRIES = ("383", "381", "355", "387", "389", "382", "385", "386", "377", "49", "41", "43", "90", "44", "39", "33")
_FREE = re.compile(r"0?800\d{4,7}$")
"""Freephone numbers belong to nobody."""
_DIGIT_WORDS = (
    "zero nje dy tre tri kater pese gjashte shtate tete nente nula jedan dva cetiri pet sest sedam osam devet "
    "sifir bir iki uc dort bes alti yedi sekiz dokuz one two three four five six seven eight nine oh"
)
_ONE = rf"(?:{'|'.join(_DIGIT_WORDS.split())}|\d{{1,3}})"
_IN_WORDS = re.compile(rf"(?<![a-z0-9])(?=\d{{0,3}} ?[a-z]){_ONE}(?: {_ONE}){{6,19}}(?![a-z0-9])")
_WORD = r"[a-z]{2,30}"
_SAYS_NAME = re.compile(
    r"(?<![a-z0-9])(?:(?P<sure>(?:une )?quhem|me quajne|emri im(?: eshte)?|e kam emrin|emrin e kam|my name is|my name s"
    r"|i am called|they call me|zovem se|(?:moje )?ime mi je|moje ime je|zovu me|prezivam se|benim adim|benim ismim)"
    r"|(?P<one>(?:une )?jam|me thone|adim|ismim|soyadim)|ja sam|i am|i m|ben) "
    rf"(?P<name>{_WORD}(?: {_WORD}){{0,2}})"
)
_NO_NAME = frozenset(
    [
        "not",
        "no",
        "nuk",
        "eshte",
        "s",
        "mos",
        "nije",
        "ne",
        "nema",
        "anonim",
        "anonimno",
        "anonymous",
        "secret",
        "i",
        "sekret",
        "fshehur",
        "tajno",
        "tajna",
        "yok",
        "degil",
        "gizli",
        "bir",
        "bu",
        "ndryshe",
        "drugacije",
        "differently",
        "te",
        "qe",
        "se",
        "sa",
        "ka",
    ]
)
