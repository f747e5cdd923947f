"""Who would newly hear of what, and who no longer, in plain words: for the second person, the mail and the operator."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import timedelta
from typing import Any

from reportbot.core.access.member import SENSITIVE
from reportbot.core.categories import CATEGORIES
from reportbot.core.hearing.wording import URGENCIES
from reportbot.core.messages import Text
from reportbot.core.urgency import Urgency
from reportbot.service.settings.ears import AT_ONCE, ROUND
from reportbot.service.settings.hearing import Difference, Hearer
from reportbot.service.settings.matters import ABOUT_PEOPLE
from reportbot.service.towns import Town

MORE = Text("Who would newly hear, or sooner")
LESS = Text("Who would hear no longer, or later")
NOBODY = Text("nobody")
NEWLY = Text("Newly told to you: {kinds}")
NO_LONGER = Text("No longer told to you: {kinds}")
FEW = 5  # places that are named; of more only how many
_ABOUT_PEOPLE = Text("everything about people")
_WAY = Text("{office} ({address})")
_LINE = Text("{who}: {what}")
_VOICES: Mapping[str, Text] = {
    "citizen": Text("told by adults"),
    "child": Text("told by children"),
    "teacher": Text("told by teachers"),
}
_UNITS = (
    (timedelta(days=1), Text("1 day"), Text("{count} days")),
    (timedelta(hours=1), Text("1 hour"), Text("{count} hours")),
)


def hearers_said(hearers: Sequence[Hearer], town: Town) -> list[Text]:
    """With addresses, each in a line."""
    return [Text(_LINE.msgid, {"who": _who(each, town), "what": joined(_what(each, town), " · ")}) for each in hearers]


def offices_said(difference: Difference, town: Town) -> Text:
    """For a mail: only offices, and that it is about people; no address, no kind of matter."""
    parts = []
    for label, hearers in ((MORE, difference.more), (LESS, difference.less)):
        offices = [town.name_of(key) for key in dict.fromkeys(each.office for each in hearers)]
        parts.append(Text(_LINE.msgid, {"who": label, "what": joined(offices, ", ") if offices else NOBODY}))
    return joined(parts, "\n")


def passed_said(difference: Difference, town: Town) -> Text:
    """For the office itself: what it is newly told of, and what no longer."""
    parts = []
    for label, hearers in ((NEWLY, difference.more), (NO_LONGER, difference.less)):
        kinds = [joined([*_kinds(each.categories), *_conditions(each, town)], " · ") for each in hearers]
        parts += [Text(label.msgid, {"kinds": kind}) for kind in kinds]
    return joined(parts, "\n")


def to_plain(difference: Difference) -> dict[str, Any]:
    return {"more": [_plain(each) for each in difference.more], "less": [_plain(each) for each in difference.less]}


def from_plain(plain: Mapping[str, Any]) -> Difference:
    more, less = (tuple(_hearer(each) for each in plain.get(name, ())) for name in ("more", "less"))
    return Difference(more, less)


def _who(each: Hearer, town: Town) -> Text:
    return Text(_WAY.msgid, {"office": town.name_of(each.office), "address": each.address})


def _what(each: Hearer, town: Town) -> Iterator[Text]:
    yield from _matters(each.categories)
    if each.soon is None:
        yield Text("not any more")
    elif each.soon == ROUND:
        yield Text("where another office is complained of, or does not answer")
    else:
        yield Text("at once") if each.soon == AT_ONCE else Text("after {time}", {"time": length_said(each.soon)})
    yield from _conditions(each, town)


def _conditions(each: Hearer, town: Town) -> Iterator[Text]:
    if each.places:
        yield Text("only from: {places}", {"places": _places(each.places, town)})
    if each.elsewhere:
        yield Text("also from every other place") if each.places else Text("only from places that no rule names")
    yield from (_VOICES[voice] for voice in each.voices if voice in _VOICES)
    yield from (URGENCIES[urgency] for urgency in each.urgencies)
    if each.at_times:
        yield Text("only at some hours")


def _matters(categories: Sequence[str]) -> list[Text]:
    if set(categories) >= SENSITIVE:
        return [_ABOUT_PEOPLE]
    return [matters_said(categories)]


def _kinds(categories: Sequence[str]) -> list[Text]:
    """Also of public space."""
    other = [code for code in categories if code not in ABOUT_PEOPLE]
    if not set(categories) >= SENSITIVE:
        return [matters_said(categories)]
    return [joined([_ABOUT_PEOPLE, *([matters_said(other)] if other else [])], ", ")]


def matters_said(categories: Sequence[str]) -> Text:
    return joined([Text(CATEGORIES[code].label) for code in categories if code in CATEGORIES], ", ")


def _places(keys: Sequence[str], town: Town) -> Text:
    known = town.around.gazetteer.by_key
    said = [
        Text("{place}", {"place": known[key].name}) if key in known else Text("{own}", {"own": key}) for key in keys
    ]
    if len(said) > FEW:
        said = [*said[:FEW], Text("and {count} more", {"count": len(said) - FEW})]
    return joined(said, ", ")


def length_said(time: timedelta) -> Text:
    for unit, one, several in _UNITS:
        if time % unit == AT_ONCE:
            return one if time == unit else Text(several.msgid, {"count": time // unit})
    return Text("{count} minutes", {"count": time // timedelta(minutes=1)})


def joined(texts: Iterable[Text], between: str) -> Text:
    holes = {f"part{number}": text for number, text in enumerate(texts)}
    return Text(between.join(f"{{{name}}}" for name in holes), holes)


def _plain(each: Hearer) -> dict[str, Any]:
    soon = each.soon
    seconds = None if soon is None else -1 if soon == ROUND else int(soon.total_seconds())
    return {
        "office": each.office,
        "by": each.by,
        "address": each.address,
        "soon": seconds,
        "categories": list(each.categories),
        "places": list(each.places),
        "elsewhere": each.elsewhere,
        "voices": list(each.voices),
        "urgencies": [int(urgency) for urgency in each.urgencies],
        "at_times": each.at_times,
    }


def _hearer(plain: Mapping[str, Any]) -> Hearer:
    seconds = plain["soon"]
    soon = None if seconds is None else ROUND if seconds < 0 else timedelta(seconds=seconds)
    given = {name: plain[name] for name in ("office", "by", "address", "elsewhere", "at_times")}
    given |= {name: tuple(plain[name]) for name in ("categories", "places", "voices")}
    return Hearer(soon=soon, urgencies=tuple(map(Urgency, plain["urgencies"])), **given)
