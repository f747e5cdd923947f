"""`reportbot audit verify|show`: is the audit log whole, and what stands in it? Needs the key `audit` and no other."""

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TextIO

from reportbot.config import Settings
from reportbot.core.errors import BadInput, BadSetup, Problem
from reportbot.keyring import keys_of
from reportbot.service.audit.reading import line_of
from reportbot.service.audit.verify import verify
from reportbot.service.records.audit import AuditEntry, Head, head_in_words, read_head
from reportbot.storage.database import Database
from reportbot.vault.chain import chain_of
from reportbot.vault.keyfiles import read_key
from reportbot.vault.keys import FILES


async def verify_log(settings: Settings, heads: Sequence[str], since: str, key: Path | None, out: TextIO) -> int:
    """1 if anything is wrong with the log. Raises BadSetup for a wrong setting, key file, database or head."""
    known, behind = [_head("--head", each) for each in heads], _head("--since", since) if since else None
    from_text = bool(settings.keys_text) and key is None
    chain = chain_of(keys_of(settings).audit if from_text else read_key(key or Path(settings.keys) / FILES["audit"]))
    database = await Database.open(settings.database_url, upgrade=False)
    try:
        verdict = await verify(database, chain, known=known, since=behind, progress=_tell)
        async with database.read() as work:
            head = await work.audit.head()
            is_new = not (head or verdict.whole or known or behind or await work.key_rows.canaries())
    finally:
        await database.close()
    if is_new:  # the first start leaves a mark of each key, before the first entry
        print("This database was never used: there is nothing to verify yet.", file=out)
        return 0
    if verdict.whole > verdict.since:
        print(f"Entries {verdict.since + 1} to {verdict.whole} are whole.", file=out)
    if verdict.wrong:
        print(f"The audit log is broken. {verdict.wrong[0].upper()}{verdict.wrong[1:]}.", file=out)
        return 1
    print(f"The head is {head_in_words(head)}" if head else "There is no head.", file=out)
    return 0


async def show_log(settings: Settings, last: int, wanted: dict[str, str], out: TextIO) -> int:
    """Prints the newest entries that match, oldest first. Raises BadSetup."""
    database = await Database.open(settings.database_url, upgrade=False)
    try:
        async with database.read() as work:
            entries = await work.audit.last(last, **wanted)
    finally:
        await database.close()
    for entry in entries:
        print(line(entry), file=out)
    return 0


def line(entry: AuditEntry) -> str:
    """One entry for people; also one that somebody has spoiled."""
    known = line_of(entry)
    said = " ".join(word for word in (known.municipality or "-", known.actor, known.act, known.subject) if word)
    return f"{entry.position:>8} {known.at:%Y-%m-%d %H:%M:%S} {said} {_facts(known.facts)}".rstrip()


def _facts(facts: Mapping[str, str] | None) -> str:
    if facts is None:
        return "(its facts cannot be read)"
    return " ".join(f"{name}={value}" for name, value in facts.items())


def _head(option: str, text: str) -> Head:
    try:
        return read_head(text)
    except BadInput as refusal:
        raise BadSetup(Problem(option, 0, str(refusal))) from None


def _tell(position: int) -> None:
    if sys.stderr.isatty():
        print(f"\r{position} entries", end="", file=sys.stderr, flush=True)
