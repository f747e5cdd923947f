"""Everything is sealed anew while the service goes on, whoever is killed at whatever moment, and nothing is lost."""

from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest
from sqlalchemy import update

from reportbot.core.errors import BadSetup, CannotBeRead
from reportbot.service.upkeep import canaries
from reportbot.service.upkeep import rotation as module
from reportbot.service.upkeep.rotation import ADDRESSES, WRAPPED, Rotation
from reportbot.service.upkeep.weekly import Upkeep
from reportbot.storage import Database
from reportbot.storage.schema import cases, metadata
from reportbot.storage.sql.transaction import Transaction
from reportbot.vault.keys import Generation, Keys
from reportbot.vault.opening import AddressOpener
from reportbot.vault.sealing import Vault, header
from tests.builders import ALARM, KEYS, WASTE, Parts

BOTH = KEYS.with_generation(Generation.random(2), current=True)
ONLY_NEW = Keys(2, BOTH.generations[1:], BOTH.receipt_pepper, BOTH.dedupe, BOTH.audit)
CODE = "Your code: "


def rotation_of(store: Database) -> Rotation:
    return Rotation(store, Vault(BOTH), AddressOpener(BOTH), header(2))


def quietly(name: str, done: int, total: int) -> None:
    """Nobody is told."""


def test_every_column_with_a_key_is_sealed_anew() -> None:
    tagged = {
        (table.name, column.name)
        for table in metadata.tables.values()
        for column in table.columns
        if column.info["privacy"] == "key"
    }
    assert tagged == {(table, column) for table, column, _ in WRAPPED}
    assert all(column in metadata.tables[table].columns for table, column in ADDRESSES)


async def some_reports(parts: Parts) -> str:
    """Three people, a photo, a kept message; the code of the first."""
    said = await parts.say("anna", *WASTE)
    await parts.say("beni", *ALARM)
    await parts.say("+38344000001", "start", channel="sms")
    return next(text for text in said if CODE in text).partition(CODE)[2][:19]


async def everything_is_readable(parts: Parts, keys: Keys, code: str) -> None:
    """With these keys alone: stories, addresses, this week's secrets."""
    vault, opener = Vault(keys), AddressOpener(keys)
    async with parts.store.read() as work:
        vault.use_weeks(await work.upkeep.weeks(), parts.clock.now())
        for case in await parts.cases():
            for report in await work.cases.reports(case.id):
                assert vault.case_key(case).open(report.sealed_answers, f"reports.answers:{report.id}")
            known = await work.conversations.one(case.conversation or 0)
            address = opener.open_address(known.who.municipality, known.who.channel, known.id, known.sealed_address)
            assert vault.tag(address) == known.who.tag
        tag = vault.receipt_tag(code.replace(" ", ""))
        assert await work.cases.by_receipt("drenas", [tag])


async def test_afterwards_the_old_key_is_needed_for_nothing(parts: Parts) -> None:
    code = await some_reports(parts)
    rotation = rotation_of(parts.store)
    assert set(await rotation.left()) == {
        "weeks.sealed_pepper", "weeks.sealed_key", "cases.sealed_key", "conversations.sealed_address",
    }  # fmt: skip
    told: list[tuple[str, int, int]] = []
    assert await rotation.run(lambda *each: told.append(each)) == 0
    assert await rotation.left() == {}
    assert ("cases.sealed_key", 2, 2) in told
    await everything_is_readable(parts, ONLY_NEW, code)
    with pytest.raises(CannotBeRead, match="sealed with key 2, which is not here"):
        Vault(KEYS).case_key((await parts.cases())[0])


async def test_killed_at_any_statement_it_goes_on_and_nothing_becomes_unreadable(
    here: Parts, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = await some_reports(here)
    monkeypatch.setattr(module, "BATCH", 1)  # as many transactions as there can be
    rotation, finished, kills = rotation_of(here.store), False, 0
    while not finished:
        with monkeypatch.context() as patch:
            patch.setattr(Transaction, "_run", _killed_after(Transaction._run, kills))
            with suppress(Killed):
                await rotation.run(quietly)
                finished = True
        kills += 1
        await everything_is_readable(here, BOTH, code)
    assert kills > 10
    assert await rotation.left() == {}
    await everything_is_readable(here, ONLY_NEW, code)


async def test_new_reports_while_it_runs_are_fine(here: Parts) -> None:
    code = await some_reports(here)
    rotation = rotation_of(here.store)
    await rotation.run(quietly)
    await here.say("dona", *WASTE)  # this process still seals with the older key
    await here.say("anna", "status")
    assert (await rotation.left())["cases.sealed_key"] == 1
    here.vault.use(BOTH)
    await here.say("elira", *WASTE)
    await rotation.run(quietly)
    assert await rotation.left() == {}
    await everything_is_readable(here, ONLY_NEW, code)


async def test_a_case_that_is_purged_meanwhile_stays_purged(here: Parts) -> None:
    await some_reports(here)
    case = (await here.cases())[0]
    async with here.store.begin() as work:
        (old,) = await work.key_rows.older("cases", "sealed_key", header(2), case.id - 1, 1)
        work.key_rows._transaction.write(update(cases).where(cases.c.id == case.id).values(sealed_key=b""), [{}])
        await work.key_rows.swap("cases", "sealed_key", [(old, b"back again")])
    assert (await here.cases())[0].sealed_key == b""
    await rotation_of(here.store).run(quietly)
    assert (await here.cases())[0].sealed_key == b""


async def test_a_damaged_value_stays_as_it_is_and_is_counted(here: Parts) -> None:
    await some_reports(here)
    case = (await here.cases())[0]
    async with here.store.begin() as work:
        broken = case.sealed_key[:-1] + bytes([case.sealed_key[-1] ^ 1])
        work.key_rows._transaction.write(update(cases).where(cases.c.id == case.id).values(sealed_key=broken), [{}])
    rotation = rotation_of(here.store)
    assert await rotation.run(quietly) == 1
    assert await rotation.left() == {"cases.sealed_key": 1}
    assert (await here.cases())[0].sealed_key == broken


async def test_a_key_is_known_again_and_a_wrong_one_is_named(store: Database) -> None:
    await canaries.check(store, KEYS.canaries(), "keys")
    await canaries.check(store, KEYS.canaries(), "keys")
    await canaries.check(store, BOTH.canaries(), "keys")
    with pytest.raises(BadSetup, match=r"keys: the key content\.2 is not here"):
        await canaries.check(store, KEYS.canaries(), "keys")
    with pytest.raises(BadSetup, match=r"keys: the key content\.1 is not here"):
        await canaries.check(store, ONLY_NEW.canaries(), "keys")
    other = Keys.random()
    for name in ("receipt_pepper", "dedupe", "audit"):
        mixed = {part: getattr(other if part == name else BOTH, part) for part in ("receipt_pepper", "dedupe", "audit")}
        with pytest.raises(BadSetup) as refusal:
            await canaries.check(store, Keys(2, BOTH.generations, **mixed).canaries(), "keys")
        (problem,) = refusal.value.problems
        assert problem.message == f"the key {name.replace('_', '-')} does not belong to this database"


async def test_a_wrong_key_writes_nothing(store: Database) -> None:
    await canaries.check(store, KEYS.canaries(), "keys")
    wrong = Keys.random().with_generation(Generation.random(2))
    with pytest.raises(BadSetup):
        await canaries.check(store, wrong.canaries(), "keys")
    async with store.read() as work:
        assert set(await work.key_rows.canaries()) == set(KEYS.canaries())


async def test_upkeep_works_with_the_new_key_alone(here: Parts) -> None:
    await rotation_of(here.store).run(quietly)
    await Upkeep(here.store, Vault(ONLY_NEW), here.clock).keep()


class Killed(BaseException):
    pass


def _killed_after(real: Callable[..., Any], statements: int) -> Any:
    left = [statements]

    async def run(self: Transaction, last: Any) -> Any:
        if left[0] == 0:
            raise Killed
        left[0] -= 1
        return await real(self, last)

    return run
