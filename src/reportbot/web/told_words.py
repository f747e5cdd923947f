"""Whom a step of the ladder tells, by name, with which of their contacts."""

from collections.abc import Iterator, Sequence

from reportbot.core.messages import Text
from reportbot.service.towns import Town

SECOND = Text("{institution} (second contact)")
HEAD = Text("{institution} (head)")


def names_of(town: Town, told: Sequence[tuple[str, str]]) -> Text:
    """`told` as in service/due/ahead.py."""
    names = {f"office{place}": name for place, name in enumerate(_names(town, told))}
    return Text(", ".join(f"{{{name}}}" for name in names), names)


def _names(town: Town, told: Sequence[tuple[str, str]]) -> Iterator[Text]:
    for key, contact in told:
        special = {"second": SECOND, "head": HEAD}.get(contact)
        yield Text(special.msgid, {"institution": town.name_of(key)}) if special else town.name_of(key)
