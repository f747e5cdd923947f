"""Replies that lie ready, by kind of matter and language: whose they are, what fills them, what may not stand in them.

A town's own (core/cases/telling/own_replies.py) stand before the shipped ones. Three holes and no others:
the number of the case, the office that has it, the day by which something is promised.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

from reportbot.core.cases.telling.own_replies import OwnReply
from reportbot.core.categories import CATEGORIES, Group
from reportbot.core.messages import Named
from reportbot.core.outgoing.checking import Leaving, look_at
from reportbot.core.wrong import Filling, Key, Wrong, wrong

HOLES = frozenset({"number", "institution", "deadline"})
ALL = "all"
LONGEST = 300  # letters: one bubble that still reads well, two SMS
When = Literal["open", "over", "always"]
WHENS: tuple[When, ...] = get_args(When)
SUBJECTS = frozenset({ALL, *CATEGORIES, *get_args(Group)})
"""What a template may be about: everything, a kind of matter, or a group of kinds."""


@dataclass(frozen=True, slots=True)
class Template:
    """`name` is for the desk, `text` for the person. `about`: some of `SUBJECTS`. `when` the matter is
    open, or over."""

    key: str
    name: Named
    text: Named
    about: tuple[str, ...] = (ALL,)
    when: When = "always"

    @property
    def holes(self) -> frozenset[str]:
        return frozenset(hole for text in self.text.names.values() for hole in _HOLE.findall(text))

    def fits(self, category: str, is_open: bool) -> bool:
        subjects = {ALL, category, CATEGORIES[category].group} if category in CATEGORIES else {ALL}
        return bool(subjects.intersection(self.about)) and self.when in ("always", "open" if is_open else "over")


def with_own(shipped: Sequence[Template], own: Sequence[OwnReply]) -> tuple[Template, ...]:
    """The town's own first. One with the key of a shipped one takes the place of its words, in the languages it has."""
    known = {each.key: each for each in shipped}
    theirs = {each.key: _as_template(each, known.get(each.key)) for each in own}
    return (*theirs.values(), *(each for each in shipped if each.key not in theirs))


def templates_for(
    templates: Sequence[Template], category: str, is_open: bool, known: frozenset[str] = HOLES
) -> tuple[Template, ...]:
    """Those that fit, what is about this kind of matter first. `known`: holes that can be filled now."""
    fitting = [each for each in templates if each.fits(category, is_open) and each.holes <= known]
    return tuple(sorted(fitting, key=lambda each: ALL in each.about))


def filled(text: str, fill: Mapping[str, str]) -> str:
    """What fills a hole is never looked at again."""
    return _HOLE.sub(lambda found: fill.get(found[1], found[0]), text)


def wrong_with_own(own: OwnReply, allowed: Leaving | None = None) -> Iterator[Wrong]:
    """As `wrong_with`."""
    yield from wrong_with(_as_template(own, None), allowed=allowed)


def wrong_with(template: Template, languages: Sequence[str] = (), allowed: Leaving | None = None) -> Iterator[Wrong]:
    """What may not be. `languages`: in each of them it must be there."""
    if not template.about or not SUBJECTS.issuperset(template.about):
        yield wrong(
            "{reply}: {field} is a list of categories, groups of categories, or {all}",
            field=Key("field", "about"),
            all="all",
            reply=template.key,
        )
    for language in languages:
        if language not in template.text.names:
            yield wrong("{reply}: has no text in {language}", reply=template.key, language=Key("language", language))
    for language, text in template.text.names.items():
        of: dict[str, Filling] = {"reply": template.key, "language": Key("language", language)}
        if not text.strip() or len(text) > LONGEST:
            yield wrong("{reply}, {language}: has no words, or more than {most} letters", **of, most=LONGEST)
        if unknown := sorted(set(_BRACED.findall(text)) - {f"{{{hole}}}" for hole in HOLES}):
            yield wrong(
                "{reply}, {language}: {hole} is no hole; there are {holes}",
                **of,
                hole=unknown[0],
                holes=", ".join(sorted(HOLES)),
            )
        found = look_at(_HOLE.sub("x", text), allowed or Leaving())
        for spans, what in (
            (found.links, wrong("{reply}, {language}: has a link that is not on the list", **of)),
            (found.asks, wrong("{reply}, {language}: asks who somebody is", **of)),
            (found.personal, wrong("{reply}, {language}: holds what tells who somebody is", **of)),
        ):
            if spans:
                yield what


def _as_template(own: OwnReply, shipped: Template | None) -> Template:
    about = tuple(sorted(own.categories))
    if shipped is None:
        return Template(own.key, Named({"": own.name}), own.text, about or (ALL,))
    text = Named(
        {**own.text.names, **{code: said for code, said in shipped.text.names.items() if code not in own.text.names}}
    )
    return Template(own.key, shipped.name, text, about or shipped.about, shipped.when)


_HOLE = re.compile(r"\{(\w{1,20})\}")
_BRACED = re.compile(r"\{[^{}]{0,40}\}?|\}")
