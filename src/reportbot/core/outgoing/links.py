"""Links in a text that is about to leave, and which of them may: those of the town's own list, letter by letter.

Whoever writes to us learns that we send no links, so that nobody can send them one in our name. In doubt it is a link:
who is refused is told to put a space after the full stop. Names of the top are those of the root zone that people
use, all those of two letters among them; a phone makes a link of no other.
"""

import re
from collections.abc import Collection, Iterator
from urllib.parse import urlsplit

from reportbot.core.outgoing.shadow import Shadow, Span, as_seen, as_typed
from reportbot.core.outgoing.spelt import address_apart
from reportbot.core.wrong import Wrong, wrong

LINK = "link"


def links_in(text: str) -> tuple[Span, ...]:
    """All of them, from left to right: with a scheme, bare, of a messenger, written with tricks."""
    read = (as_typed(text), as_seen(text))
    apart = [together for each in read if (together := address_apart(each))]
    found = {span for shadow in (*read, *apart) for span in _found(shadow)}
    return united(found)


def refused_links(text: str, allowed: Collection[str]) -> tuple[Span, ...]:
    """Those that do not stand on the list, or not to the letter. `allowed`: "town.example", "
    ""https://town.example/a"."""
    return tuple(span for span in links_in(text) if not is_allowed(text[span.start : span.end], allowed))


def is_allowed(link: str, allowed: Collection[str]) -> bool:
    """The very host, with port, and below its path; in plain letters, without a name before the host."""
    if not link.isascii() or any(sign in link for sign in "\\@%") or ".." in link:
        return False
    scheme, host, path = _parts(link)
    if scheme not in ("https", "http") or not host:
        return False
    return any(_is_below(scheme, host, path, *_parts(each), each) for each in allowed)


def wrong_with_allowed(entry: str) -> Wrong | None:
    """Why an entry of a town's list cannot be used; None for one that can."""
    if not entry.isascii() or any(sign in entry for sign in "\\@% ") or ".." in entry:
        return wrong("is no plain web address")
    scheme, host, _ = _parts(entry)
    if scheme != "https" or "." not in host.strip("."):
        return wrong("is no web address such as {example}", example="town.example, https://town.example/page")
    return None


def united(spans: Collection[Span]) -> tuple[Span, ...]:
    """From left to right, those that touch or overlap as one, with the kind of the first."""
    kept: list[Span] = []
    for span in sorted(spans):
        if kept and span.start < kept[-1].end:
            kept[-1] = Span(kept[-1].start, max(kept[-1].end, span.end), kept[-1].kind)
        else:
            kept.append(span)
    return tuple(kept)


def _found(shadow: Shadow) -> Iterator[Span]:
    for pattern in (_SCHEME, _BARE, _SPLIT, _NUMBERS, _HANDLE):
        reached = 0
        for found in pattern.finditer(shadow.text):
            if found.start() < reached or (pattern is _BARE and _is_no_link(found, shadow.text)):
                continue
            reached = _space_after(shadow.text, found.end())
            yield shadow.span(found.start(), _without_sign(shadow.text, reached), LINK)


def _is_no_link(found: re.Match[str], text: str) -> bool:
    """An abbreviation, such as "p.sh."."""
    return found[0] in _SHORT and text[found.end() : found.end() + 1] != "/"


def _space_after(text: str, end: int) -> int:
    rest = _REST.match(text, end)
    return rest.end() if rest else end


def _without_sign(text: str, end: int) -> int:
    """A full stop, comma or bracket at its end belongs to the sentence."""
    while text[end - 1] in _SIGNS:
        end -= 1
    return end


def _parts(link: str) -> tuple[str, str, str]:
    try:
        parts = urlsplit(link if "://" in link else f"https://{link}")
    except ValueError:
        return "", "", ""
    return parts.scheme.lower(), parts.netloc.lower().removesuffix("."), parts.path.rstrip("/")


def _is_below(
    scheme: str, host: str, path: str, allowed_scheme: str, allowed_host: str, allowed_path: str, entry: str
) -> bool:
    named = "://" in entry
    same_host = host == allowed_host or (not named and host == f"www.{allowed_host}")
    same_scheme = scheme == allowed_scheme or scheme == "https"
    return same_host and same_scheme and (path == allowed_path or path.startswith(f"{allowed_path}/"))


_TWO = (
    "ac ad ae af ag ai al am ao aq ar as at au aw ax az ba bb bd be bf bg bh bi bj bm bn bo br bs bt bw by bz ca cc cd "
    "cf cg ch ci ck cl cm cn co cr cu cv cw cx cy cz de dj dk dm do dz ec ee eg er es et eu fi fj fk fm fo fr ga gd ge "
    "gf gg gh gi gl gm gn gp gq gr gs gt gu gw gy hk hm hn hr ht hu id ie il im in io iq ir is it je jm jo jp ke kg kh "
    "ki km kn kp kr kw ky kz la lb lc li lk lr ls lt lu lv ly ma mc md me mg mh mk ml mm mn mo mp mq mr ms mt mu mv mw "
    "mx my mz na nc ne nf ng ni nl no np nr nu nz om pa pe pf pg ph pk pl pm pn pr ps pt pw py qa re ro rs ru rw sa sb "
    "sc sd se sg sh si sj sk sl sm sn so sr ss st su sv sx sy sz tc td tf tg th tj tk tl tm tn to tr tt tv tw tz ua ug "
    "uk us uy uz va vc ve vg vi vn vu wf ws xk ye yt za zm zw"
)
_LONGER = (
    "com net org edu gov mil int info biz name pro mobi asia cat jobs tel travel xxx app dev page web site online "
    "store shop blog news live link click top xyz club vip win work world zone space tech cloud digital media agency "
    "company "
    "group team email chat social video photo photos pictures download support help center care health school academy "
    "foundation fund gives charity money cash loan credit bet casino game games fun icu buzz "
    "cyou sbs cfd rest bond "
    "quest monster lol wtf ninja guru expert solutions services systems network host hosting website today life love "
    "one me plus red blue pink black green city town country earth africa berlin wien london paris eus gal scot "
    "review reviews party stream science date faith racing men bid trade webcam loan accountant cricket zip mov foo "
    "bio art design ink studio gallery press report wiki academy gle google goog youtube ooo "
    "bar cafe pizza food kitchen "
    "house homes land estate properties ltd llc inc gmbh srl law legal attorney tax finance bank insurance onion test "
    "local localhost example invalid"
)
_CYRILLIC = "srb rf mkd ukr bg bel kaz mon eju dety moskva onlajn sajt org kom"  # .срб .рф .мкд … as they are read
_TOPS = "|".join(sorted({*_TWO.split(), *_LONGER.split(), *_CYRILLIC.split()}, key=lambda top: (-len(top), top)))
_SHORT = frozenset(
    {"p.sh", "d.m.th", "m.th", "dr.sc", "mr.sc", "prof.dr.sc", "tel.nr", "nr.tel", "p.m", "a.m", "o.sh", "sh.a", "n.b"}
    | {"s.r", "r.s", "k.k", "ph.d", "i.e", "u.s", "o.k", "b.sh", "v.d", "d.d", "t.j", "tj", "n.n.sh", "e.t"}
)
_SIGNS = frozenset(".,;:!?)]}\"'”“’»>*")
_REST = re.compile(r"[^\s<>]*")
_SCHEME = re.compile(
    r"(?<![a-z])(?:h(?:tt|xx|\*\*)ps?\s?:\s?/|[a-z][a-z0-9+.\-]{1,15}://|(?:mailto|tg|javascript):(?=\S)|tel:(?=\+?\d)"
    r"|www\d?\s?\.\s?(?=\w))"
)
_BARE = re.compile(
    rf"(?<![@a-z0-9.\-_])(?:[^\W_](?:[\w\-]{{0,61}}[^\W_])?\.){{1,8}}(?:{_TOPS}|xn--[a-z0-9\-]{{2,59}})(?![a-z0-9\-_@])"
)
_SPLIT = re.compile(
    r"(?<![@\w.\-])[\w\-]{2,60}\s?(?:\[\s?\.\s?\]|\(\s?\.\s?\)|\{\s?\.\s?\}|[\[({]\s?(?:dot|pike|tacka|nokta)\s?[\])}]"
    r"|\s(?:dot|pike|tacka|nokta)\s|\s\.\s?)\s?(?:com|net|org|info|biz|io|me/|ly/)(?![a-z0-9\-_])"
)
_NUMBERS = re.compile(r"(?<![\w.])(?:\d{1,3}\.){3}\d{1,3}(?=[:/]\w)")
_HANDLE = re.compile(r"(?<![\w.%+\-@])@[a-z]\w{3,31}(?![\w.@])")
