"""Who must act: the rules, and their order."""

import re
from datetime import date
from typing import Any

from reportbot.core.cases.routing.rules import VOICES
from reportbot.core.categories import CATEGORIES
from reportbot.core.errors import UnknownCode
from reportbot.core.messages import Text
from reportbot.core.townfile.subjects import BEFORE, Kind, value_of
from reportbot.service.towns import Town
from reportbot.web.console.settings import contact_words, rule_words, words
from reportbot.web.console.settings.fields import (
    ON,
    At,
    Change,
    FieldSet,
    FieldsWrong,
    Flat,
    Group,
    Line,
    Wanted,
    categories_of,
    checked,
    checks_field,
    choice_field,
    kept,
    known,
    offices_of,
    plain,
    spoken,
    text_field,
    ticks,
    together,
)
from reportbot.web.console.settings.hours import in_words, of_file, office_time, such, typed

SCHOOL = "@school"
_LISTS = ("categories", "places", "voices", "together", "copies", "instead")
_TEXTS = ("lead", "by", "because")
_WHILE = re.compile(r"(?:[a-z][a-z0-9_]* is )?(?:open|closed)")


class RoutingRules:
    path, title, help = "rules", rule_words.RULES, rule_words.RULES_HELP
    kinds = (Kind.RULE, Kind.RULE_ORDER)

    def groups(self, at: At) -> list[Group]:
        rows = at.rows("rules")
        lines = tuple(_line(at, place, row, may_move=row is not rows[-1]) for place, row in enumerate(rows, 1))
        return [Group(rule_words.RULES, lines, (rule_words.NEW_RULE, Wanted(Kind.RULE)))]

    def flat(self, at: At, wanted: Wanted) -> Flat:
        if not wanted.of:
            return {}
        row = _row_of(at, wanted)
        if wanted.kind == Kind.RULE_ORDER:
            return {"before": str(row.get(BEFORE, ""))}
        flat = {"name": wanted.of} | {key: str(row.get(key, "")) for key in _TEXTS}
        when = str(row.get("when", ""))
        flat["because"] = spoken(flat["because"], at)
        flat |= {"when_is": when} if _WHILE.fullmatch(when) else {"when": typed(when, at)}
        for name in _LISTS:
            flat |= ticks(name, row.get(name, []))
        return flat

    def fieldsets(self, at: At, wanted: Wanted, flat: Flat) -> list[FieldSet]:
        names = [str(row.get("name", "")) for row in at.rows("rules")]
        before = choice_field(
            flat,
            "before",
            rule_words.STANDS_BEFORE,
            [(name, known(name)) for name in names if name != wanted.of],
        )
        if wanted.kind == Kind.RULE_ORDER:
            return [FieldSet(None, (before,))]
        offices, lead = offices_of(at), choice_field(flat, "lead", rule_words.LEAD, offices_of(at, nobody=True))
        kinds = [(key, said) for key, said in contact_words.KINDS.items() if key not in ("paper", "nowhere")]
        name = () if wanted.of else (text_field(flat, "name", rule_words.RULE_NAME, required=True), before)
        places = [(SCHOOL, rule_words.ANY_SCHOOL)]
        places += [
            (key, Text("{place}", {"place": each.name}))
            for key, each in at.town.around.gazetteer.by_key.items()
            if not each.removed or flat.get(f"places__{key}") == ON
        ]
        return [
            FieldSet(
                None, (*name, lead, text_field(flat, "because", rule_words.BECAUSE, help=rule_words.BECAUSE_HELP))
            ),
            FieldSet(None, (checks_field(flat, "categories", words.MATTERS, categories_of()),)),
            FieldSet(None, (checks_field(flat, "together", rule_words.TOGETHER, offices),), folded=True),
            FieldSet(None, (checks_field(flat, "copies", rule_words.COPIES, offices),), folded=True),
            FieldSet(None, (checks_field(flat, "instead", rule_words.INSTEAD, offices),), folded=True),
            FieldSet(
                None, (checks_field(flat, "places", rule_words.PLACES, places, rule_words.PLACES_HELP),), folded=True
            ),
            FieldSet(
                None,
                (
                    checks_field(flat, "voices", rule_words.VOICES, rule_words.VOICE.items()),
                    choice_field(flat, "when_is", rule_words.WHEN_IS, _times_of(at)),
                    text_field(flat, "when", rule_words.WHEN_HOURS, help=such(rule_words.WHEN_EXAMPLE, at)),
                    choice_field(flat, "by", rule_words.BY_WAY, kinds),
                ),
            ),
        ]

    def read(self, at: At, wanted: Wanted, flat: Flat, today: date) -> Change:
        if wanted.kind == Kind.RULE_ORDER:
            return (Kind.RULE_ORDER, ""), _moved(at, wanted.of, flat.get("before", ""))
        name = wanted.of or " ".join(flat.get("name", "").split())
        if not name or not name.isprintable():
            raise FieldsWrong(words.NAME_NEEDED, "name")
        old = value_of(at.tables, (Kind.RULE, name))
        if wanted.of and flat.get("remove") == ON:
            return (Kind.RULE, name), None
        if old is not None and not wanted.of:
            raise FieldsWrong(words.STANDS_ALREADY, "name")
        row: dict[str, Any] = {"name": name, **(old or {})}
        known = {
            "categories": list(CATEGORIES),
            "voices": list(VOICES),
            "places": [SCHOOL, *at.town.around.gazetteer.by_key],
        }
        for each in _LISTS:
            keys = known.get(each, [key for key, _ in offices_of(at)])
            chosen = checked(flat, each, keys)
            before = row.get(each, [])
            _put(row, each, before if set(before) == set(chosen) else chosen)
        for each in _TEXTS:
            _put(row, each, kept(flat.get(each, "").strip(), (old or {}).get(each), at))
        _put(row, "when", _when(at, flat))
        if old is None:
            row[BEFORE] = flat.get("before", "")
        return (Kind.RULE, name), row


def _times_of(at: At) -> list[tuple[str, Text]]:
    """While which institution is open or closed; none that never closes."""
    found = [("", rule_words.ALWAYS), ("open", rule_words.LEAD_OPEN), ("closed", rule_words.LEAD_CLOSED)]
    for key, each in at.town.rules.institutions.items():
        if not each.hours.always and not each.retired:
            name = at.town.name_of(key)
            found.append((f"{key} is open", office_time(name, is_open=True)))
            found.append((f"{key} is closed", office_time(name, is_open=False)))
    return found


def _when(at: At, flat: Flat) -> str:
    chosen, hours = flat.get("when_is", ""), of_file(flat.get("when", ""), at)
    if chosen and hours:
        raise FieldsWrong(rule_words.WHEN_TWICE, "when")
    return chosen or hours


def _row_of(at: At, wanted: Wanted) -> dict[str, Any]:
    """Raises UnknownCode."""
    row = value_of(at.tables, (Kind.RULE, wanted.of))
    if row is None:
        raise UnknownCode("no such rule")
    return dict(row)


def _moved(at: At, name: str, before: str) -> list[str]:
    names = [str(row.get("name", "")) for row in at.rows("rules")]
    if name not in names or before not in names or before == name:
        raise UnknownCode("no such rule")
    names.remove(name)
    names.insert(names.index(before), name)
    return names


def _put(row: dict[str, Any], name: str, value: Any) -> None:
    if value in ("", []):
        row.pop(name, None)
    else:
        row[name] = value


def _line(at: At, place: int, row: dict[str, Any], *, may_move: bool) -> Line:
    name = str(row.get("name", ""))
    codes = [str(code) for code in row.get("categories", [])]
    matters = [Text(CATEGORIES[code].label) if code in CATEGORIES else plain(code) for code in codes]
    said = {
        "matters": together(matters) if matters else rule_words.EVERYTHING,
        "lead": at.town.name_of(str(row.get("lead", ""))),
    }
    about = [Text(rule_words.LEADS.msgid, said)]
    for key, label in (
        ("places", rule_words.PLACES),
        ("together", rule_words.TOGETHER),
        ("copies", rule_words.COPIES),
        ("when", words.WHEN),
    ):
        if row.get(key):
            about.append(Text("{label}: {what}", {"label": label, "what": _said(at, key, row[key])}))
    moves = ((rule_words.MOVE, Wanted(Kind.RULE_ORDER, name)),) if may_move else ()
    wanted = Wanted(Kind.RULE, name)
    title = Text("{place}. {name}", {"place": place, "name": known(name)})
    return Line(title, tuple(about), wanted, ((words.CHANGE, wanted), *moves))


def _said(at: At, key: str, value: Any) -> Text:
    if not isinstance(value, list):
        return in_words(str(value), at.town) if key == "when" else plain(value)
    return together(
        [place_said(str(each), at.town) if key == "places" else at.town.name_of(str(each)) for each in value]
    )


def place_said(key: str, town: Town) -> Text:
    """A place by its name, or every school."""
    place = town.around.gazetteer.by_key.get(key)
    return rule_words.ANY_SCHOOL if key == SCHOOL else Text("{place}", {"place": place.name}) if place else plain(key)
