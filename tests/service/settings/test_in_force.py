"""Settings of a town: tried, kept, in force in every process, undone; another file; nothing is lost silently."""

import random
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from reportbot import paths
from reportbot.core.cases.due.deadlines import Promise
from reportbot.core.townfile.folding import Change
from reportbot.core.townfile.subjects import Kind, Subject, value_of
from reportbot.core.urgency import Urgency
from reportbot.municipality.loading import load_file
from reportbot.service.ids import RisingIds
from reportbot.service.settings.contact_news import ContactNews
from reportbot.service.settings.edits import Edit
from reportbot.service.settings.history import KEPT, sealed
from reportbot.service.settings.in_force import TownSettings
from reportbot.service.settings.refusals import ChangedMeanwhile, NothingChanged, SettingRefused
from reportbot.service.towns import Town
from reportbot.storage import Database
from reportbot.surroundings import load_sentences, town_of
from reportbot.town_files import TownFiles
from tests.builders import Clock, a_vault, catalogues, listening, words

POLICE: Subject = (Kind.HOTLINE, "police_192")
QPS: Subject = (Kind.CONTACT, "qps")
NORMAL: Subject = (Kind.PROMISE, "normal")
ORDER: Subject = (Kind.RULE_ORDER, "")
DRENAS = (paths.municipalities() / "drenas.toml").read_text(encoding="utf-8")
ADA, BEN, ZOE = "@ada", "@ben", "@zoe"


@dataclass
class Process:
    """One of several on the same database."""

    settings: TownSettings
    towns: dict[str, Town]

    @property
    def rules(self) -> Any:
        return self.towns["drenas"].rules

    @property
    def version(self) -> int:
        return self.settings.in_force("drenas").version

    async def change(self, of: Subject, after: Any, by: str = ADA, seen: int | None = None, why: str = "agreed") -> int:
        seen = self.settings.history("drenas").version if seen is None else seen
        return await self.settings.change("drenas", Edit(of, after, why, by, seen, confirmed_by=ZOE))

    async def undo(self, version: int, by: str = ADA) -> int:
        history = self.settings.history("drenas")
        (id,) = (each.id for each in history.past if each.version == version)
        return await self.settings.undo("drenas", id, why="a mistake", by=by, seen=history.version)

    def now(self, of: Subject) -> Any:
        return value_of(self.settings.in_force("drenas").standing.tables, of)

    def but(self, of: Subject, **changed: Any) -> dict[str, Any]:
        return {**self.now(of), **changed}

    def number(self, key: str = "police_192") -> str:
        return next(str(entry.number) for entry in self.rules.directory if entry.key == key)


async def process(store: Database, text: str = DRENAS, *, is_guest: bool = False) -> Process:
    files = TownFiles(lambda each: town_of(each, words(), catalogues(), listening()))
    towns = {"drenas": files.town("drenas", text, frozenset())}
    clock = Clock()
    ids = RisingIds(clock.now, random.getrandbits)
    vault, sentences = a_vault(), load_sentences(paths.conversations())
    news = ContactNews(catalogues(), vault, sentences, ids, "https://desk.example")
    settings = TownSettings(store, vault, towns, {"drenas": text}, files, clock, ids, news)
    await settings.start(is_guest=is_guest)
    return Process(settings, towns)


async def test_what_was_changed_is_in_force_at_once_and_after_a_restart(store: Database) -> None:
    here = await process(store)
    assert here.number() == "192"
    await here.change(POLICE, here.but(POLICE, number="038 192 192", verified_on=date(2026, 4, 6)))
    assert here.number() == "038 192 192"
    again = await process(store)
    assert again.number() == "038 192 192"
    assert next(e for e in again.rules.directory if e.key == "police_192").verified_on == date(2026, 4, 6)


async def test_another_process_has_it_after_one_tick(store: Database) -> None:
    here, there = await process(store), await process(store)
    await here.change(NORMAL, here.but(NORMAL, act="2 days"))
    assert there.rules.promises[Urgency.NORMAL].act.days == 3
    await there.settings.keep()
    assert there.rules.promises[Urgency.NORMAL].act.days == 2
    await there.change(NORMAL, there.but(NORMAL, act="4 days"), BEN)
    await here.settings.keep()
    assert here.rules.promises[Urgency.NORMAL].act.days == 4
    assert here.version == there.version == 3


async def test_who_when_and_why_are_kept(store: Database) -> None:
    here = await process(store)
    await here.change(NORMAL, here.but(NORMAL, act="2 days"), BEN, why="  the mayor agreed ")
    last = here.settings.history("drenas").past[-1]
    assert (last.by, last.why, last.at) == (BEN, "the mayor agreed", Clock().now())
    assert (last.change.before["act"], last.change.after["act"]) == ("3 days", "2 days")


async def test_what_the_check_would_refuse_is_refused_in_its_words_and_nothing_is_lost(store: Database) -> None:
    here = await process(store)
    await here.change(NORMAL, here.but(NORMAL, act="2 days"))
    with pytest.raises(SettingRefused) as refused:
        await here.change(NORMAL, here.but(NORMAL, act="soon"))
    assert 'act is no length of time: write "10 minutes", "2 hours", "3 days"' in refused.value.sentences
    with pytest.raises(SettingRefused) as refused:
        await here.change(POLICE, here.but(POLICE, number="call us"))
    assert "'call us' is no telephone number: digits and spaces only" in refused.value.sentences
    with pytest.raises(SettingRefused):
        await here.change(QPS, {"email": "nobody"})
    with pytest.raises(SettingRefused):
        await here.change(POLICE, None, why="   ")
    assert here.version == 2
    assert (await process(store)).rules.promises[Urgency.NORMAL].act.days == 2


async def test_the_second_of_two_is_shown_what_the_first_has_changed(store: Database) -> None:
    here, there = await process(store), await process(store)
    seen = here.settings.history("drenas").version
    await here.change(NORMAL, here.but(NORMAL, act="2 days"), ADA, seen)
    with pytest.raises(ChangedMeanwhile) as meanwhile:
        await there.change(NORMAL, there.but(NORMAL, close="20 days"), BEN, seen)
    assert [(each.by, each.change.after["act"]) for each in meanwhile.value.changes] == [(ADA, "2 days")]
    await there.change(POLICE, there.but(POLICE, number="193"), BEN, seen)
    assert there.rules.promises[Urgency.NORMAL].act.days == 2, "another subject is nobody's conflict"
    assert there.number() == "193"


async def test_an_undo_is_a_new_change_and_can_be_undone(store: Database) -> None:
    here = await process(store)
    version = await here.change(NORMAL, here.but(NORMAL, act="2 days"))
    undone = await here.undo(version)
    assert here.rules.promises[Urgency.NORMAL].act.days == 3
    again = await here.undo(undone)
    assert here.rules.promises[Urgency.NORMAL].act.days == 2
    past = here.settings.history("drenas").past
    assert [each.version for each in past] == [1, version, undone, again]
    assert past[-1].undoes == past[-2].id


async def test_what_was_changed_again_later_cannot_be_undone(store: Database) -> None:
    here = await process(store)
    first = await here.change(NORMAL, here.but(NORMAL, act="2 days"))
    second = await here.change(NORMAL, here.but(NORMAL, act="4 days"), BEN)
    with pytest.raises(ChangedMeanwhile) as refused:
        await here.undo(first)
    assert [each.version for each in refused.value.changes] == [second]


async def test_what_something_else_depends_on_cannot_be_undone(store: Database) -> None:
    """A rule that asks for the contact by Telegram stands on that contact."""
    here = await process(store)
    contact = await here.change(QPS, {"telegram": "-1001234567", "email": "qps@drenas.example"})
    harm: Subject = (Kind.RULE, "harm to a child")
    await here.change(harm, here.but(harm, by="telegram"))
    with pytest.raises(SettingRefused) as refused:
        await here.undo(contact)
    assert "'qps' has no contact by 'telegram'" in refused.value.sentences
    assert {each.kind for each in here.rules.institutions["qps"].transports} == {"telegram", "email"}


async def test_a_rule_that_is_put_back_stands_where_it_stood(store: Database) -> None:
    here = await process(store)
    names = [rule.name for rule in here.rules.rules]
    waste: Subject = (Kind.RULE, "access at a school")
    gone = await here.change(waste, None)
    assert "access at a school" not in [rule.name for rule in here.rules.rules]
    await here.undo(gone)
    assert [rule.name for rule in here.rules.rules] == names


async def test_a_new_rule_stands_first_and_rules_change_places(store: Database) -> None:
    here = await process(store)
    own = {"name": "waste in Komoran", "categories": ["waste"], "places": ["komoran"], "lead": "inspectorate"}
    await here.change((Kind.RULE, "waste in Komoran"), own | {"because": "It is nearer."})
    assert here.rules.rules[0].name == "waste in Komoran"
    order = here.now(ORDER)
    await here.change(ORDER, [order[1], order[0], *order[2:]])
    assert [rule.name for rule in here.rules.rules][:2] == ["harm to a child", "waste in Komoran"]
    with pytest.raises(SettingRefused, match="the last rule must be the coordinator"):
        await here.change(ORDER, [*order[-1:], *order[:-1]])


async def test_the_same_again_is_no_change(store: Database) -> None:
    here = await process(store)
    with pytest.raises(NothingChanged):
        await here.change(NORMAL, here.now(NORMAL))


async def test_contacts_are_sealed(store: Database, database_url: str) -> None:
    here = await process(store)
    await here.change(QPS, {"email": "secret-qps@drenas.example"}, why="words of the town")
    async with store.read() as work:
        rows = await work.town_changes.of_town("drenas")
    bare = b"".join(row.sealed_change + row.sealed_key + row.subject.encode() for row in rows)
    assert b"secret-qps" not in bare and b"words of" not in bare and b"Komoran" not in bare


async def test_a_gap_of_the_roster_is_saved_only_by_whoever_knows_of_it(store: Database) -> None:
    here = await process(store)
    duty: Subject = (Kind.DUTY, "")
    holes = [{"role": "duty", "days": "monday-friday", "deputy": "duty_deputy"}]
    with pytest.raises(SettingRefused, match="nobody is on call from Saturday 11 April 2026") as refused:
        await here.change(duty, holes)
    assert refused.value.can_be_saved
    await here.settings.change("drenas", Edit(duty, holes, "we know", ADA, seen=0, despite=True))
    assert here.rules.on_call(Clock().now()) == ("duty",)
    await here.change(NORMAL, here.but(NORMAL, act="2 days")), "a gap that was there before refuses nothing"


def other(text: str, before: str, after: str) -> str:
    assert before in text
    return text.replace(before, after, 1)


WASTE_IN_FILE = 'lead = "public_services"\ncopies = ["inspectorate", "waste_company"]'


async def test_another_file_is_in_force_with_what_was_changed(store: Database) -> None:
    here = await process(store)
    await here.change(NORMAL, here.but(NORMAL, act="2 days"))
    file = other(DRENAS, 'number = "192"', 'number = "193"')
    later = await process(store, file)
    assert later.number() == "193"
    assert later.rules.promises[Urgency.NORMAL].act.days == 2
    assert not later.settings.in_force("drenas").standing.conflicts
    assert (await process(store, file)).version == later.version == 3, "a file is noted once"
    back = await process(store)
    assert back.number() == "192"


async def test_where_file_and_console_differ_the_conflict_is_named_until_it_is_decided(store: Database) -> None:
    here = await process(store)
    await here.change(POLICE, here.but(POLICE, number="194"))
    later = await process(store, other(DRENAS, 'number = "192"', 'number = "193"'))
    assert later.number() == "194", "what people decided here stays"
    conflicts = later.settings.in_force("drenas").standing.conflicts
    assert {of: value["number"] for of, value in conflicts.items()} == {POLICE: "193"}
    await later.change(POLICE, later.now(POLICE))
    assert not later.settings.in_force("drenas").standing.conflicts
    assert later.number() == "194"


async def test_another_file_meanwhile_is_shown_like_a_change(store: Database) -> None:
    here = await process(store)
    version = await here.change(NORMAL, here.but(NORMAL, act="2 days"))
    number = here.but(POLICE, number="194")
    later = await process(store, other(DRENAS, 'number = "192"', 'number = "193"'))
    with pytest.raises(ChangedMeanwhile) as meanwhile:
        await later.change(POLICE, number, seen=version)
    assert [each.change.kind for each in meanwhile.value.changes] == [Kind.FILE]
    await later.undo(version)


async def test_a_conflict_is_decided_for_the_file_too(store: Database) -> None:
    here = await process(store)
    await here.change(POLICE, here.but(POLICE, number="194"))
    later = await process(store, other(DRENAS, 'number = "192"', 'number = "193"'))
    await later.change(POLICE, later.settings.in_force("drenas").standing.conflicts[POLICE])
    standing = later.settings.in_force("drenas").standing
    assert later.number() == "193" and not standing.conflicts and not standing.otherwise


async def test_the_file_that_was_exported_is_put_there(store: Database) -> None:
    here = await process(store)
    await here.change(POLICE, here.but(POLICE, number="194"))
    exported = here.settings.in_force("drenas").text
    later = await process(store, exported)
    standing = later.settings.in_force("drenas").standing
    assert later.number() == "194" and not standing.otherwise and not standing.conflicts
    assert (await process(store)).number() == "192", "and the file before it, by whoever puts that back"


async def test_a_file_that_does_not_go_with_a_change_leaves_the_version_before_in_force(store: Database) -> None:
    here = await process(store)
    own = {"name": "pipes", "categories": ["water_sewage"], "lead": "water_company", "because": "They have the tools."}
    await here.change((Kind.RULE, "pipes"), own | {"places": ["komoran"]})
    file = DRENAS.replace('"water_company"', '"pipes_ltd"')
    later = await process(store, file)
    in_force = later.settings.in_force("drenas")
    assert "unknown institution 'water_company': did you mean 'waste_company'?" in [
        problem.message for problem in in_force.problems
    ]
    assert later.rules.rules[0].lead == "water_company" and in_force.version == 2
    await later.change((Kind.RULE, "pipes"), own | {"places": ["komoran"], "lead": "pipes_ltd"})
    assert later.settings.in_force("drenas").problems == ()
    assert later.rules.rules[0].lead == "pipes_ltd"


async def test_a_guest_writes_down_no_file(store: Database) -> None:
    here = await process(store)
    await here.change(NORMAL, here.but(NORMAL, act="2 days"))
    guest = await process(store, other(DRENAS, 'number = "192"', 'number = "193"'), is_guest=True)
    assert guest.version == 2 and guest.number() == "192"


async def test_what_is_exported_is_what_is_in_force(store: Database, tmp_path: Path) -> None:
    here = await process(store)
    await here.change(POLICE, here.but(POLICE, number="194", note='a "quoted" \\ note'))
    await here.change(QPS, {"ways": [{"by": "email", "to": ["a@b.example", "c@d.example"], "when": "open"}]})
    away = {"role": "duty", "from": date(2026, 12, 24), "to": "2026-12-26 16:00"}
    await here.change((Kind.ABSENCE, "duty · 2026-12-24 · 2026-12-26 16:00"), away)
    every = [{"categories": ["manhole"], "urgency": "normal", "act": "1 day", "around_the_clock": True}]
    await here.change((Kind.PROMISES_FOR, ""), every)
    text = here.settings.in_force("drenas").text
    (tmp_path / "drenas.toml").write_text(text, encoding="utf-8")
    read = load_file(tmp_path / "drenas.toml")
    assert read.gazetteer.by_key == here.rules.gazetteer.by_key
    assert replace(read, gazetteer=here.rules.gazetteer) == here.rules
    assert "# --- Institutions ---" in text, "the operator's comments stay"
    assert here.rules.promise_of("manhole", Urgency.NORMAL) != here.rules.promise_of("waste", Urgency.NORMAL)
    assert isinstance(here.rules.promises[Urgency.NORMAL], Promise)


async def test_every_change_is_in_the_audit_log_without_what_it_says(store: Database) -> None:
    here = await process(store)
    await here.change(QPS, {"email": "secret-qps@drenas.example"}, BEN)
    async with store.read() as work:
        entries = await work.audit.entries(0, 100)
    noted = [(e.actor, e.subject, e.facts) for e in entries if e.act == b"changed_settings"]
    assert noted[-1] == (BEN.encode(), b"qps", b'{"kind": "contact", "version": "2"}')
    assert not any(b"secret" in word for each in noted for word in each)


async def test_however_many_changes_there_were_the_next_one_is_taken(sqlite_store: Database) -> None:
    here, vault, now = await process(sqlite_store), a_vault(), Clock().now()
    second = await here.change(POLICE, here.but(POLICE, number="038 1"))
    ids, usual, number = RisingIds(Clock().now, random.getrandbits), here.now(POLICE), second
    async with sqlite_store.begin() as work:
        for number in range(second + 1, 5002):
            before, after = ({**usual, "number": f"038 {each}"} for each in (number - 1, number))
            change = Change(number, *POLICE, before, after)
            await work.town_changes.add(sealed("drenas", change, "agreed", ADA, now, None, vault, ids))
    later = await process(sqlite_store, DRENAS.replace("3 days", "5 days"))
    assert (later.number(), later.version) == ("038 5001", 5002)
    await later.change(NORMAL, later.but(NORMAL, act="2 days"))
    history = later.settings.history("drenas")
    assert (len(history.past), len(history.steps), later.version) == (5003, KEPT, 5003)
    assert [each.version for each in history.since(4999, POLICE)] == [5000, 5001]
    assert [each.version for each in history.since(4999, NORMAL)] == [5002, 5003], "a file that was put there, too"
    assert await later.undo(5003) == 5004


async def test_rules_that_came_after_an_order_keep_their_places(store: Database) -> None:
    here = await process(store)
    await here.change(
        (Kind.RULE, "new"),
        {"name": "new", "categories": ["waste"], "places": ["komoran"], "lead": "qps"} | {"because": "It is nearer."},
    )
    order = here.now(ORDER)
    await here.change(ORDER, [*order[1:3], order[0], *order[3:]])
    await here.change((Kind.RULE, "new"), here.but((Kind.RULE, "new"), lead="inspectorate"))
    expected = [*order[1:3], "new", *order[3:]]
    assert here.now(ORDER) == expected
    gone = await here.change((Kind.RULE, "access at a school"), None, why="not ours")
    await here.undo(gone)
    assert here.now(ORDER) == expected
