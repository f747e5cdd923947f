"""Which institutions there are: added, named, given hours, retired. How they are reached is a page of its own."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from reportbot.core.errors import UnknownCode
from reportbot.core.languages import NAMES, base
from reportbot.core.messages import Text
from reportbot.core.text import fold
from reportbot.core.townfile.subjects import Kind, value_of
from reportbot.web.console.settings import institution_words, words
from reportbot.web.console.settings import number_words as numbers
from reportbot.web.console.settings.fields import (
    ON,
    At,
    Change,
    Field,
    FieldSet,
    FieldsWrong,
    Flat,
    Group,
    Line,
    Wanted,
    check_field,
    checked,
    checks_field,
    known,
    listed,
    offices_of,
    plain,
    text_field,
    ticks,
)
from reportbot.web.console.settings.hours import in_words, of_file, such, typed
from reportbot.web.console.settings.keys import key_made

_FLAGS = {"takes_reports": True, "around_the_clock": False, "retired": False}
"""And what holds where the file does not say it."""


class Institutions:
    path, title, help = "institutions", institution_words.INSTITUTIONS, institution_words.INSTITUTIONS_HELP
    kinds = (Kind.INSTITUTION,)

    def groups(self, at: At) -> list[Group]:
        lines = tuple(_line(at, row) for row in at.rows("institutions"))
        return [Group(institution_words.INSTITUTIONS, lines, (institution_words.NEW, Wanted(Kind.INSTITUTION)))]

    def flat(self, at: At, wanted: Wanted) -> Flat:
        row = value_of(at.tables, (Kind.INSTITUTION, wanted.of))
        if row is None:
            if wanted.of:
                raise UnknownCode("no such institution")
            return {"takes_reports": ON, **ticks("languages", languages_of(at))}
        flat = {f"name_{code}": name for code, name in _names(at, row).items()}
        flat |= {"role": at.translator.say(known(str(row.get("role", ""))), at.language)}
        flat |= {"hours": typed(str(row.get("hours", "")), at), "also": ", ".join(row.get("also", []))}
        flat |= {key: ON for key, usual in _FLAGS.items() if row.get(key, usual)}
        return flat | ticks("languages", row.get("languages", [])) | ticks("instead", row.get("instead", []))

    def fieldsets(self, at: At, wanted: Wanted, flat: Flat) -> list[FieldSet]:
        languages = [(code, plain(NAMES[code])) for code in languages_of(at)]
        others = [(key, name) for key, name in offices_of(at) if key != wanted.of]
        sets = [
            FieldSet(words.NAME, tuple(_name_field(flat, code, place) for place, code in enumerate(languages_of(at)))),
            FieldSet(
                None,
                (
                    text_field(flat, "role", institution_words.ROLE, help=institution_words.ROLE_HELP, required=True),
                    check_field(flat, "takes_reports", institution_words.TAKES),
                    text_field(flat, "hours", numbers.HOURS, help=such(institution_words.HOURS_EXAMPLE, at)),
                    check_field(flat, "around_the_clock", institution_words.ALWAYS, help=institution_words.HOURS_HELP),
                    text_field(flat, "also", institution_words.ALSO),
                ),
            ),
            FieldSet(None, (checks_field(flat, "languages", institution_words.WRITTEN_IN, languages),)),
            FieldSet(None, (checks_field(flat, "instead", institution_words.INSTEAD, others),), folded=True),
        ]
        if wanted.of:
            retired = check_field(flat, "retired", institution_words.RETIRED, institution_words.RETIRED_HELP)
            sets.append(FieldSet(None, (retired,)))
        return sets

    def read(self, at: At, wanted: Wanted, flat: Flat, today: date) -> Change:
        names = {code: said for code in languages_of(at) if (said := flat.get(f"name_{code}", "").strip())}
        if not names:
            raise FieldsWrong(words.NAME_NEEDED, f"name_{languages_of(at)[0]}")
        _check_alone(at, wanted.of, names)
        old = value_of(at.tables, (Kind.INSTITUTION, wanted.of)) or {}
        first, name = next(iter(names.items()))
        key = wanted.of or key_made(at, Kind.INSTITUTION, name, "office", f"name_{first}")
        row: dict[str, Any] = {"key": key, **old}
        row["name"] = old["name"] if old and names == _names(at, old) else names
        role = flat.get("role", "").strip()
        row["role"] = old["role"] if old and role == at.translator.say(known(old["role"]), at.language) else role
        lists = {"also": listed(flat.get("also", "")), "languages": checked(flat, "languages", languages_of(at))}
        lists["instead"] = _as_before(checked(flat, "instead", [key for key, _ in offices_of(at)]), old.get("instead"))
        given = {"hours": of_file(flat.get("hours", "").strip(), at), **lists}
        row = {key: each for key, each in (row | given).items() if key not in given or each}
        for name, usual in _FLAGS.items():
            if (flat.get(name) == ON) != old.get(name, usual):
                row[name] = flat.get(name) == ON
        return (Kind.INSTITUTION, key), row


def languages_of(at: At) -> list[str]:
    """Of the town, those of its people first: each is a field of the name."""
    return list(dict.fromkeys(base(code) for code in (*at.town.rules.languages, *at.town.rules.office_languages)))


def _names(at: At, row: Mapping[str, Any]) -> dict[str, str]:
    """By language, as people read it now."""
    given = row.get("name", "")
    if isinstance(given, dict):
        return {code: str(name) for code, name in given.items()}
    return {code: at.translator.say(known(str(given)), code) for code in languages_of(at)}


def _name_field(flat: Flat, code: str, place: int) -> Field:
    label = Text(institution_words.NAME_IN.msgid, {"language": NAMES[code]})
    help = institution_words.NAME_HELP if place == 0 else None
    return text_field(flat, f"name_{code}", label, help=help, required=place == 0)


def _check_alone(at: At, own: str, names: Mapping[str, str]) -> None:
    """Two offices of one name could be taken for each other. Raises FieldsWrong."""
    wanted = {fold(name): f"name_{code}" for code, name in names.items()}
    for row in at.rows("institutions"):
        taken = wanted.keys() & {fold(name) for name in _names(at, row).values()}
        if row.get("key") != own and taken:
            name = at.town.name_of(str(row.get("key", "")))
            fields = [field for folded, field in wanted.items() if folded in taken]
            raise FieldsWrong(Text(institution_words.SAME_NAME.msgid, {"name": name}), *fields)


def _as_before(chosen: list[str], old: Any) -> list[str]:
    """In the old order, which says who comes first; what is new comes behind."""
    kept = [key for key in old or [] if key in chosen]
    return [*kept, *(key for key in chosen if key not in kept)]


def _line(at: At, row: Mapping[str, Any]) -> Line:
    key = str(row.get("key", ""))
    about = [known(str(row.get("role", "")))]
    if row.get("hours"):
        about.append(in_words(str(row["hours"]), at.town))
    elif row.get("around_the_clock"):
        about.append(institution_words.ALWAYS)
    warning = institution_words.IS_RETIRED if row.get("retired") else None
    office = at.town.rules.institutions.get(key)
    if warning is None and office is not None and not office.transports and key != at.town.rules.coordinator:
        about.append(institution_words.IS_NEW)
    return Line(at.town.name_of(key), tuple(about), Wanted(Kind.INSTITUTION, key), (), warning)
