"""Of all that a platform tells about a person, only what they said and the way back to them is kept, and only sealed.

Every field of the published descriptions is filled with a marker, sent through the real parsers and intake, and looked
for: in the clear in every byte of the database's files, and in whatever was handed to be sealed.
"""

import asyncio
import random
import re
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reportbot.channels import sms_twilio, telegram
from reportbot.core.errors import BadInput
from reportbot.core.messages import InboundMessage
from reportbot.storage import Database
from reportbot.vault import boxes, sealing
from tests.app.everything import TWILIO, Marked, a_form, an_update
from tests.builders import Parts, parts_for

MARKER = re.compile(rb"Mk[0-9a-f]{14}|(?:SM|ME)[0-9a-f]{14}0{18}|[0-9]{2}\.[0-9]{4,9}|(?<![0-9])[0-9]{11,13}(?![0-9])")
MANY = settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
CHANCE = st.integers(0, 2**48).map(random.Random)


@dataclass
class Watched:
    """A running service on a file, and everything that it sealed."""

    runner: asyncio.Runner
    parts: Parts
    file: Path
    sealed: list[bytes] = field(default_factory=list)

    def take(self, message: InboundMessage, *, first: str = "") -> None:
        """As a hook does; `first` was said by the same person before, so that there is a conversation to answer in."""

        async def taken() -> None:
            async with self.parts.taking():
                if first:
                    before = self.parts.message(message.address.value, first, message.address.channel)
                    await self.parts.intake.receive([before])
                await self.parts.intake.receive([message])
                await self.parts.deliver()

        self.sealed.clear()
        self.runner.run(taken())

    def files(self) -> bytes:
        """Every byte of the database and of its log, before anything is folded together."""
        found = [Path(f"{self.file}{ending}") for ending in ("", "-wal", "-shm", "-journal")]
        return b"".join(each.read_bytes() for each in found if each.exists())

    def problems(self, marked: Marked) -> list[str]:
        """What was kept that should not have been, and what lies in the clear."""
        clear, sealed = found_in(self.files()) | self.numbers(), found_in(b"\n".join(self.sealed))
        unwanted = (marked.markers | marked.allowed) - marked.plain
        return [f"in the clear: {each}" for each in sorted(clear & unwanted)] + [
            f"sealed: {each}" for each in sorted(sealed & (marked.markers - marked.allowed))
        ]

    def numbers(self) -> set[str]:
        """Every whole number of every table: SQLite writes them in binary."""
        with closing(sqlite3.connect(self.file)) as look:
            tables = [name for (name,) in look.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
            rows = [row for table in tables for row in look.execute(f'SELECT * FROM "{table}"')]
        return {str(value) for row in rows for value in row if isinstance(value, int)}


def found_in(raw: bytes) -> set[str]:
    """Everything in these bytes that looks like one of our markers."""
    return {each.decode() for each in MARKER.findall(raw)}


@pytest.fixture
def watched(tmp_path: Path, migrated_file: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Watched]:
    file = tmp_path / "reportbot.db"
    shutil.copy(migrated_file, file)
    with asyncio.Runner() as runner:
        database = runner.run(Database.open(f"sqlite:///{file}"))
        watched = Watched(runner, runner.run(parts_for(database)), file)
        for module, name in (
            (boxes, "crypto_aead_xchacha20poly1305_ietf_encrypt"),
            (sealing, "crypto_box_seal"),
        ):
            monkeypatch.setattr(module, name, watching(getattr(module, name), watched.sealed))
        yield watched
        runner.run(database.close())


def watching(seal: Any, sealed: list[bytes]) -> Any:
    def watched(plain: bytes, *others: Any) -> Any:
        sealed.append(bytes(plain))
        return seal(plain, *others)

    return watched


FIRST = st.sampled_from(["", "ka nje pus pa kapak", "me rreh babai", "status"])


def read_update(marked: Marked, watched: Watched) -> InboundMessage | None:
    try:
        return telegram.inbound("drenas", marked.value, watched.parts.clock.now())
    except BadInput:
        return None


@MANY
@given(chance=CHANCE, first=FIRST)
def test_of_a_full_telegram_update(watched: Watched, chance: random.Random, first: str) -> None:
    marked = an_update(chance)
    message = read_update(marked, watched)
    if message is not None:
        watched.take(message, first=first)
        assert watched.problems(marked) == []


@MANY
@given(chance=CHANCE, first=FIRST)
def test_of_a_full_twilio_form(watched: Watched, chance: random.Random, first: str) -> None:
    marked = a_form(chance)
    watched.take(sms_twilio.inbound("drenas", marked.value, watched.parts.clock.now()), first=first)
    assert watched.problems(marked) == []


def test_the_updates_are_full_and_most_of_them_are_taken(watched: Watched) -> None:
    """Else nothing would be kept because nothing had come."""
    fields: set[str] = set()
    taken = sealed = 0
    for seed in range(100):
        marked = an_update(random.Random(seed))
        fields |= set(marked.value.get("message") or {})
        message = read_update(marked, watched)
        taken += message is not None
        sealed += bool(message and message.text in marked.allowed)
    assert {"from", "forward_origin", "quote", "contact", "entities", "reply_to_message", "via_bot"} <= fields
    assert len(fields) > 100 and taken > 70 and sealed > 40
    assert {name for seed in range(20) for name in a_form(random.Random(seed)).value} >= set(TWILIO)


def test_what_was_said_is_kept_sealed(watched: Watched) -> None:
    said = sms_twilio.inbound("drenas", a_form(random.Random(7)).value, watched.parts.clock.now())
    watched.take(replace(said, text="ka nje pus pa kapak te shkolla Mk00000000000000", attachments=()))
    assert b"Mk00000000000000" in b"".join(watched.sealed)
    assert b"Mk00000000000000" not in watched.files()


@pytest.mark.parametrize("name", ["first_name", "username", "language_code"])
def test_a_parser_that_lets_a_name_through_is_found(watched: Watched, name: str) -> None:
    marked = an_update(random.Random(0))
    assert "message" in marked.value
    marked.value["message"]["from"] = {"id": 1, "is_bot": False, name: "Mk11111111111111"}
    marked.markers.add("Mk11111111111111")
    message = read_update(marked, watched)
    assert message
    watched.take(replace(message, text="ka nje pus " + marked.value["message"]["from"][name], attachments=()))
    assert watched.problems(marked) == ["sealed: Mk11111111111111"]


@pytest.mark.parametrize("kept", ["Mk22222222222222", 7_234_567_890_123])
def test_a_marker_in_the_clear_is_found(watched: Watched, kept: str | int) -> None:
    async def plant() -> None:
        async with watched.parts.store.begin() as work:
            number = kept if isinstance(kept, int) else 7
            await work.messages.set_offset(f"telegram {kept if isinstance(kept, str) else ''}", "drenas", number)

    watched.runner.run(plant())
    assert watched.problems(Marked({}, {str(kept)})) == [f"in the clear: {kept}"]
