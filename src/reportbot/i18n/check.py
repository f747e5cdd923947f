"""What `reportbot check` says about the catalogues: everything missing, unsure or out of step, with file and line.

What must be there depends on who reads it (audience.py).
"""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.catalog import Message as Entry

from reportbot.core.errors import BadSetup, Problem
from reportbot.i18n.audience import read_in
from reportbot.i18n.extract import Message
from reportbot.i18n.holes import holes_in
from reportbot.i18n.pofile import SOURCE, catalogue_path, is_overlay, languages_in, read_catalogue

_UPDATE = "run: python -m reportbot.i18n update"
_BY_TOWN = "deploy/municipalities/"  # which towns are served differs from server to server


def catalogue_problems(messages: Iterable[Message], folder: Path) -> list[Problem]:
    """`messages` is what `extract_all` found, `folder` the one that holds the languages."""
    said = list(messages)
    try:
        languages = languages_in(folder)
    except BadSetup as setup:
        return list(setup.problems)
    problems: list[Problem] = []
    for language in languages:
        path = catalogue_path(folder, language)
        try:
            catalogue = read_catalogue(path, language)
        except BadSetup as setup:
            problems += setup.problems
            continue
        wanted: dict[str, Message] = {}
        for message in read_in(language, said):
            wanted.setdefault(message.msgid, message)
        whole = language != SOURCE and not is_overlay(language, languages)
        if whole:
            problems += _missing(wanted, catalogue, language)
        problems += _wrong(wanted, catalogue, str(path), whole)
    return problems


def _missing(wanted: Mapping[str, Message], catalogue: Catalog, language: str) -> Iterator[Problem]:
    for message in wanted.values():
        if message.msgid not in catalogue:
            text = f"no entry in {language}: {_short(message.msgid)} ({_UPDATE})"
            yield Problem(message.file, message.line, text)


def _wrong(wanted: Mapping[str, Message], catalogue: Catalog, file: str, is_whole: bool) -> Iterator[Problem]:
    for entry in catalogue:
        if entry.id:
            text = _wrong_entry(entry, wanted, catalogue.num_plurals, is_whole)
            if text:
                yield Problem(file, entry.lineno or 0, text)
    for entry in catalogue.obsolete.values():
        yield Problem(file, entry.lineno or 0, f"nobody says this any more: {_short(_first(entry.id))} ({_UPDATE})")


def _wrong_entry(entry: Entry, wanted: Mapping[str, Message], plurals: int, is_whole: bool) -> str:
    said = [form or "" for form in (entry.string if isinstance(entry.string, tuple | list) else (entry.string,))]
    msgid = _first(entry.id)
    if msgid not in wanted and not all(place.startswith(_BY_TOWN) for place, _ in entry.locations or [("", 0)]):
        return f"nobody says this any more: {_short(msgid)} ({_UPDATE})"
    if entry.fuzzy:
        return f"is fuzzy, a translator must look at it: {_short(msgid)}"
    if not all(said):
        return f"has no translation: {_short(msgid)}" if is_whole else ""
    if entry.pluralizable and len(said) != plurals:
        return f"has {len(said)} plural forms, the language has {plurals}: {_short(msgid)}"
    for form in said:
        if holes_in(form) != holes_in(msgid):
            return f"has other holes than the English: {_holes(form)} for {_holes(msgid)} in {_short(msgid)}"
    return ""


def _first(msgid: object) -> str:
    return str(msgid[0] if isinstance(msgid, tuple | list) else msgid)


def _holes(sentence: str) -> str:
    return " ".join(f"{{{hole}}}" for hole in sorted(holes_in(sentence))) or "none"


def _short(msgid: str) -> str:
    line = msgid.replace("\n", " ")
    return f"“{line}”" if len(line) <= 60 else f"“{line[:59]}…”"
