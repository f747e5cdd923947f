"""The town's own templates of what the desk writes to people."""

import re
from datetime import date
from typing import Any

from reportbot.core.categories import CATEGORIES
from reportbot.core.errors import UnknownCode
from reportbot.core.languages import NAMES
from reportbot.core.messages import Text
from reportbot.core.outgoing.templates import HOLES
from reportbot.core.townfile.subjects import Kind, value_of
from reportbot.web.console.settings import reply_words, words
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
    categories_of,
    checked,
    checks_field,
    plain,
    text_field,
    ticks,
)

_HOLES = " ".join(f"{{{hole}}}" for hole in sorted(HOLES))


class Replies:
    path, title, help = "replies", reply_words.REPLIES, reply_words.REPLIES_HELP
    kinds = (Kind.REPLY,)

    def groups(self, at: At) -> list[Group]:
        lines = tuple(
            Line(plain(row.get("name") or row.get("key", "")), _texts(row), Wanted(Kind.REPLY, str(row.get("key", ""))))
            for row in at.rows("reply_templates")
        )
        own = {str(row.get("key", "")) for row in at.rows("reply_templates")}
        shipped = tuple(
            Line(
                Text("{name}", {"name": each.name}),
                tuple(plain(f"{NAMES[code]}: {each.text.in_(code)}") for code in at.town.rules.languages),
                Wanted(Kind.REPLY, part=each.key),
            )
            for each in at.shipped
            if each.key not in own
        )
        return [
            Group(reply_words.OWN_REPLIES, lines, (reply_words.NEW_REPLY, Wanted(Kind.REPLY))),
            Group(reply_words.SHIPPED_REPLIES, shipped, None, reply_words.SHIPPED_HELP),
        ]

    def flat(self, at: At, wanted: Wanted) -> Flat:
        row = value_of(at.tables, (Kind.REPLY, wanted.of)) or {}
        if not wanted.of and wanted.part:
            return _of_shipped(at, wanted.part)
        flat = {"key": wanted.of, "name": str(row.get("name", ""))} | ticks("categories", row.get("categories", []))
        return flat | {f"text.{code}": str(said) for code, said in row.get("text", {}).items()}

    def fieldsets(self, at: At, wanted: Wanted, flat: Flat) -> list[FieldSet]:
        key = (
            ()
            if wanted.of
            else (text_field(flat, "key", reply_words.REPLY_KEY, help=reply_words.REPLY_KEY_HELP, required=True),)
        )
        texts = tuple(
            Field(
                f"text.{code}",
                Text(reply_words.TEXT_IN.msgid, {"language": NAMES[code]}),
                "area",
                flat.get(f"text.{code}", ""),
                help=Text(reply_words.HOLES.msgid, {"holes": _HOLES}),
            )
            for code in at.town.rules.languages
        )
        matters = checks_field(flat, "categories", words.MATTERS, categories_of())
        return [FieldSet(None, (*key, text_field(flat, "name", words.NAME), *texts)), FieldSet(None, (matters,), True)]

    def read(self, at: At, wanted: Wanted, flat: Flat, today: date) -> Change:
        key = wanted.of or flat.get("key", "").strip()
        if not re.fullmatch(r"[a-z][a-z0-9_]{0,63}", key):
            raise FieldsWrong(reply_words.REPLY_KEY, "key")
        if wanted.of and flat.get("remove") == ON:
            return (Kind.REPLY, key), None
        old = value_of(at.tables, (Kind.REPLY, key))
        if old is not None and not wanted.of:
            raise FieldsWrong(words.STANDS_ALREADY, "key")
        row: dict[str, Any] = {"key": key}
        if name := flat.get("name", "").strip():
            row["name"] = name
        if chosen := checked(flat, "categories", CATEGORIES):
            row["categories"] = chosen
        said = {code: flat.get(f"text.{code}", "").replace("\r\n", "\n").strip() for code in at.town.rules.languages}
        row["text"] = {code: each for code, each in said.items() if each}
        return (Kind.REPLY, key), row


def _of_shipped(at: At, key: str) -> Flat:
    """Its words, to be put in the town's own. Raises UnknownCode."""
    found = next((each for each in at.shipped if each.key == key), None)
    if found is None:
        raise UnknownCode("no such template")
    languages = at.town.rules.languages
    return {"key": key} | {f"text.{code}": found.text.in_(code) for code in languages}


def _texts(row: dict[str, Any]) -> tuple[Text, ...]:
    texts = row.get("text", {})
    return tuple(plain(f"{NAMES.get(code, code)}: {said}") for code, said in texts.items())
