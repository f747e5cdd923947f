"""How each institution is reached: its ways, its second contact, its head."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from reportbot.core.errors import UnknownCode
from reportbot.core.messages import Text
from reportbot.core.secrets import exchanged
from reportbot.core.townfile.subjects import Kind, value_of
from reportbot.core.urgency import Urgency
from reportbot.service.offices.webhook_secrets import has_webhook
from reportbot.service.towns import Office
from reportbot.web.console.settings import contact_words, words
from reportbot.web.console.settings.fields import (
    ON,
    At,
    Change,
    FieldSet,
    Flat,
    Group,
    Line,
    Wanted,
    check_field,
    checked,
    checks_field,
    choice_field,
    listed,
    offices_of,
    plain,
    text_field,
    ticks,
    together,
    urgencies_of,
)
from reportbot.web.console.settings.hours import of_file, such, typed

MOST = 10  # ways of one list
SPARE = 2  # empty ones below those that there are
_SHORT = ("email", "telegram", "sms")
_ASKED = ("by", "to", "urgency", "when")
_URGENCIES = tuple(urgency.word for urgency in sorted(Urgency, reverse=True))


class Contacts:
    path, title, help = "contacts", contact_words.CONTACTS, contact_words.CONTACTS_HELP
    kinds = (Kind.CONTACT, Kind.OFFICE, Kind.SIGNING)

    def groups(self, at: At) -> list[Group]:
        return [
            Group(
                contact_words.CONTACTS,
                tuple(_line(at, str(row.get("key", ""))) for row in at.rows("institutions") if not row.get("retired")),
            )
        ]

    def flat(self, at: At, wanted: Wanted) -> Flat:
        if wanted.kind == Kind.SIGNING:
            _signed_office(at, wanted)
            return {}
        if wanted.kind == Kind.OFFICE:
            office = _office(at, wanted)
            return {"boss": str(office.get("boss", ""))} | ({"refuses": ON} if office.get("refuses") else {})
        flat: dict[str, str] = {}
        for number, way in enumerate(_ways(_contact(at, wanted), wanted.part)):
            to = way.get("to", "")
            flat[f"by{number}"] = str(way.get("by", ""))
            flat[f"to{number}"] = ", ".join(to) if isinstance(to, list) else str(to)
            flat[f"when{number}"] = typed(str(way.get("when", "")), at)
            flat |= ticks(f"urgency{number}", way.get("urgency", []))
        return flat

    def fieldsets(self, at: At, wanted: Wanted, flat: Flat) -> list[FieldSet]:
        if wanted.kind == Kind.SIGNING:
            leaked = check_field(flat, "at_once", contact_words.LEAKED, contact_words.SIGNING_HELP)
            return [FieldSet(contact_words.NEW_SECRET, (leaked,))]
        if wanted.kind == Kind.OFFICE:
            others = [(key, name) for key, name in offices_of(at, nobody=True) if key != wanted.of]
            refuses = check_field(flat, "refuses", contact_words.REFUSES, contact_words.REFUSES_HELP)
            return [
                FieldSet(
                    None, (refuses, choice_field(flat, "boss", contact_words.BOSS, others, contact_words.BOSS_HELP))
                )
            ]
        ways = _ways(_contact(at, wanted), wanted.part)
        said = max((int(name[2:]) + 1 for name in flat if name[:2] == "by" and name[2:].isdecimal()), default=0)
        count = min(MOST, max(len(ways) + SPARE, said))
        return [_fieldset(at, number, flat, ways[number] if number < len(ways) else {}) for number in range(count)]

    def read(self, at: At, wanted: Wanted, flat: Flat, today: date) -> Change:
        if wanted.kind == Kind.OFFICE:
            return (Kind.OFFICE, wanted.of), _as_said(_office(at, wanted), flat)
        if wanted.kind == Kind.SIGNING:
            turn = _signed_office(at, wanted).secret
            next = exchanged(turn, today, at_once=flat.get("at_once") == ON)
            return (Kind.SIGNING, wanted.of), {"webhook_secret": next}
        old = _contact(at, wanted)
        ways = _ways(old, wanted.part)
        found = []
        for number in range(MOST):
            if by := flat.get(f"by{number}", ""):
                before = ways[number] if number < len(ways) and ways[number].get("by") == by else {}
                found.append(_way(at, number, flat, by, before))
        value = {key: each for key, each in old.items() if key != wanted.part}
        if wanted.part == "ways":
            value = {key: each for key, each in value.items() if key not in (*_SHORT, "nowhere")}
        if found:
            value[wanted.part] = found
        elif not value:
            value["email"] = ""
        return (Kind.CONTACT, wanted.of), value


def _contact(at: At, wanted: Wanted) -> dict[str, Any]:
    """Raises UnknownCode."""
    found = value_of(at.tables, (Kind.CONTACT, wanted.of))
    if found is None or wanted.part not in contact_words.PARTS:
        raise UnknownCode("no such institution, or no such contact")
    return dict(found)


def _office(at: At, wanted: Wanted) -> dict[str, Any]:
    """Raises UnknownCode."""
    found = value_of(at.tables, (Kind.OFFICE, wanted.of))
    if found is None:
        raise UnknownCode("no such institution")
    return dict(found)


def _signed_office(at: At, wanted: Wanted) -> Office:
    """Raises UnknownCode."""
    office = at.town.rules.institutions.get(wanted.of)
    if office is None or not has_webhook(office):
        raise UnknownCode("no such institution, or none with a webhook")
    return office


def _as_said(office: dict[str, Any], flat: Flat) -> dict[str, Any]:
    value = {key: each for key, each in office.items() if key not in ("boss", "refuses")}
    if boss := flat.get("boss", ""):
        value["boss"] = boss
    if flat.get("refuses") == ON:
        value["refuses"] = True
    elif "refuses" in office and not office["refuses"]:
        value["refuses"] = False
    return value


def _ways(contact: Mapping[str, Any], part: str) -> list[dict[str, Any]]:
    """As a list, however the file says it."""
    given = contact.get(part)
    if isinstance(given, list):
        return [way for way in given if isinstance(way, dict)]
    if part != "ways":
        return []
    short = [{"by": kind, "to": contact[kind]} for kind in _SHORT if contact.get(kind)]
    return short + ([{"by": "nowhere"}] if contact.get("nowhere") else [])


def _way(at: At, number: int, flat: Flat, by: str, before: Mapping[str, Any]) -> dict[str, Any]:
    to = listed(flat.get(f"to{number}", ""))
    way: dict[str, Any] = {"by": by}
    if to:
        way["to"] = to[0] if len(to) == 1 and not isinstance(before.get("to"), list) else to
    urgency = checked(flat, f"urgency{number}", _URGENCIES)
    if urgency:
        way["urgency"] = before["urgency"] if set(before.get("urgency", ())) == set(urgency) else urgency
    if when := of_file(flat.get(f"when{number}", ""), at):
        way["when"] = when
    return way | {key: value for key, value in before.items() if key not in _ASKED}


def _fieldset(at: At, number: int, flat: Flat, way: Mapping[str, Any]) -> FieldSet:
    further = ", ".join(key for key in way if key not in _ASKED)
    kept = Text(contact_words.ALSO_KEPT.msgid, {"names": further}) if further else None
    return FieldSet(
        Text(contact_words.WAY.msgid, {"count": number + 1}),
        (
            choice_field(flat, f"by{number}", contact_words.BY, contact_words.KINDS.items(), help=kept),
            text_field(flat, f"to{number}", contact_words.TO, help=contact_words.TO_HELP),
            checks_field(flat, f"urgency{number}", contact_words.FOR_URGENCIES, urgencies_of()),
            text_field(flat, f"when{number}", words.WHEN, help=such(contact_words.WHEN_EXAMPLE, at)),
        ),
    )


def _line(at: At, key: str) -> Line:
    contact = value_of(at.tables, (Kind.CONTACT, key)) or {}
    about = []
    for part, label in contact_words.PARTS.items():
        ways = _ways(contact, part)
        said = together([way_said(way) for way in ways])
        if ways:
            about.append(Text("{label}: {ways}", {"label": label, "ways": said}))
    office = value_of(at.tables, (Kind.OFFICE, key)) or {}
    links = tuple((label, Wanted(Kind.CONTACT, key, part)) for part, label in contact_words.PARTS.items())
    links = (*links, (contact_words.DUTIES, Wanted(Kind.OFFICE, key)))
    if (here := at.town.rules.institutions.get(key)) and has_webhook(here):
        links = (*links, (contact_words.SIGNING, Wanted(Kind.SIGNING, key)))
    warning = None if _ways(contact, "ways") else _unreached(at, key)
    if boss := office.get("boss"):
        about.append(Text("{label}: {ways}", {"label": contact_words.BOSS, "ways": at.town.name_of(str(boss))}))
    if office.get("refuses"):
        warning = contact_words.TAKES_NONE
    return Line(at.town.name_of(key), tuple(about), links[0][1], links, warning)


def _unreached(at: At, key: str) -> Text:
    """The desk's own, and offices that get no reports, have nobody who takes theirs."""
    office = value_of(at.tables, (Kind.OFFICE, key)) or {}
    takes = next((row.get("takes_reports", True) for row in at.rows("institutions") if row.get("key") == key), True)
    if key == at.town.rules.coordinator or not takes or office.get("refuses"):
        return contact_words.NOT_REACHED
    return contact_words.NO_CONTACT


def way_said(way: Mapping[str, Any]) -> Text:
    to = way.get("to", "")
    address = ", ".join(to) if isinstance(to, list) else str(to)
    kind = contact_words.KINDS.get(str(way.get("by", "")), plain(way.get("by", "")))
    return Text("{kind} {address}", {"kind": kind, "address": address}) if address else kind
