"""Whoever is complained of hears nothing, nor who reports to them: any town, matter, place, voice, hour and offices.

test_r15.py tells single stories; here the whole way is walked with whatever can be thought of.
"""

import asyncio
import shutil
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reportbot import paths
from reportbot.core.cases.case import Case
from reportbot.core.cases.due.deadlines import ON_CALL, Rung
from reportbot.core.cases.referral import Answer
from reportbot.core.cases.routing.rules import VOICES, RoutingRule
from reportbot.core.cases.routing.wayround import Detour
from reportbot.core.cases.routing.when import OfficeTime
from reportbot.core.categories import CATEGORIES
from reportbot.core.errors import OfficeAvoided, RuleBroken, TransitionRefused, UnknownCode
from reportbot.core.urgency import Urgency
from reportbot.municipality.loading import Municipality, TransportTarget, load, with_contacts
from reportbot.service.cases.casefile import CaseFile
from reportbot.service.desk.calling import Call
from reportbot.service.ids import RisingIds
from reportbot.service.outgoing.notices import Notices
from reportbot.service.records import Conversation, Who
from reportbot.service.reports.adding import Adding
from reportbot.service.reports.destination import destination
from reportbot.service.reports.opening import Opener
from reportbot.service.towns import Town
from reportbot.service.upkeep.damage import Damage
from reportbot.storage import Database
from reportbot.surroundings import load_sentences, town_of
from tests.builders import CHAIN, PUBLIC_URL, Parts, a_vault, catalogues, listening, parts_for, words

KEYS = ("drenas", "kamez", "vushtrri")
FIRST = datetime(2026, 3, 28, tzinfo=UTC)  # the night of spring is the next one
DAY = timedelta(days=1)
WORDS = ("", "ka nje pus pa kapak te shkolla", "po e rreh cdo nate", "nasilje u kuci", "nothing")
UNFINISHED_KINDS = ("", "fire", "said_now")


@cache
def a_town(key: str) -> Municipality:
    """As it is shipped, each office with a mailbox of its own; and rules for voice and hour in front, as a town may
    have them."""
    town = load(paths.municipalities(), FIRST.date())[key]
    contacts = {office: (TransportTarget("email", f"{office}@example.org"),) for office in town.institutions}
    desk = town.institutions[town.coordinator].hours
    police = next(office for office in town.institutions if office in ("police", "commissariat_5"))
    night = RoutingRule("night", frozenset({"neglect", "waste"}), frozenset(), police, when=OfficeTime(desk, False))
    child = RoutingRule("child", frozenset({"school_violence"}), frozenset(), police, voices=frozenset({"child"}))
    return replace(with_contacts(town, contacts), rules=(night, child, *town.rules))


@cache
def town_around(key: str) -> Town:
    return town_of(a_town(key), words(), catalogues(), listening())


@st.composite
def matters(draw: st.DrawFn) -> tuple[str, dict[str, Any], str, datetime, str]:
    """A town, what is said, in whose voice, when, and the danger that an alarm named."""
    key = draw(st.sampled_from(KEYS))
    place = draw(st.sampled_from(["", *sorted(a_town(key).gazetteer.by_key)]))
    offices = st.sampled_from(sorted(a_town(key).institutions))
    named = draw(st.lists(st.one_of(offices, st.just(a_town(key).coordinator)), max_size=4))
    categories = st.one_of(st.just("service_complaint"), st.sampled_from(["", *CATEGORIES]))
    said = {
        "category": draw(categories),
        "place": {"key": place} if place else "",
        "description": draw(st.sampled_from(WORDS)),
        "about_office": "\n".join(named),
        "avoid": draw(st.sampled_from(["", "yes"])),
        "avoid_since": draw(st.sampled_from(["", FIRST.isoformat(), "rubbish"])),
    }
    at = FIRST + timedelta(minutes=draw(st.integers(0, 60 * 24 * 250)))
    said = {name: value for name, value in said.items() if value}
    return key, said, draw(st.sampled_from(VOICES)), at, draw(st.sampled_from(UNFINISHED_KINDS))


def an_opener(at: datetime) -> tuple[Opener, Adding]:
    ids, vault = RisingIds(lambda: at, lambda bits: 1), a_vault(now=at)
    notices = Notices(catalogues(), vault, load_sentences(paths.conversations()), ids, PUBLIC_URL)
    opener = Opener(listening().triage, vault, notices, ids)
    damage: Damage = Damage(None, vault, {}, notices, None)  # type: ignore[arg-type]  # nothing is damaged here
    return opener, Adding(opener, ids, damage)


def check(opener: Opener, town: Town, file: CaseFile, at: datetime) -> None:
    """Nobody who must not hear of it has a page that is alive, a message, or a name in what is noted from now on."""
    out = set(file.case.avoided)
    for office, each in a_town(town.key).institutions.items():
        if each.boss in out or out & set(each.people_of):
            assert office in out, "with everybody who reports to them, and every group in which they sit"
    assert file.case.lead not in out
    alive = [each for each in file.everybody if each.id not in file.silenced]
    assert not out & {each.institution for each in alive}
    assert not out & {each.institution for _, each in file.notices}
    for delivery in opener.notices(town, file, at):
        assert delivery.target.split("@")[0] not in out
    for due in file.still_due:
        assert due.referral in {each.id for each in alive}


def named_in(said: Mapping[str, Any]) -> set[str]:
    return {office for office in said.get("about_office", "").split("\n") if office}


def new_names(before: CaseFile | None, file: CaseFile) -> Iterator[str]:
    """Offices that stand in what was noted since."""
    for event in file.events[len(before.events) if before else 0 :]:
        for name in ("lead", "copies", "duty", "next_lead", "institution"):
            yield from event.facts.get(name, "").split(", ")


@settings(max_examples=250, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(matters(), st.lists(matters(), max_size=3), st.integers(0, 3000))
def test_r15_from_the_first_word_to_the_last_addition(
    first: tuple[str, dict[str, Any], str, datetime, str],
    more: list[tuple[str, dict[str, Any], str, datetime, str]],
    minutes: int,
) -> None:
    key, said, voice, at, danger = first
    town, (opener, adding) = town_around(key), an_opener(at)
    nobody = Conversation(1, Who(key, "telegram", b""), b"", "sq", None, b"", None, at)
    try:
        file = opener.open(town, nobody, said, voice, danger, b"", at)
    except RuleBroken:
        return  # everybody who takes reports is named: nothing is opened, and nobody hears of it
    assert named_in(said) <= set(file.case.avoided)
    if said.get("avoid"):
        plain = {name: value for name, value in said.items() if name != "avoid"}
        assert opener.open(town, nobody, plain, voice, danger, b"", at).case.lead in file.case.avoided
    check(opener, town, file, at)
    assert not set(file.case.avoided) & set(new_names(None, file))
    for step, (_, later, other_voice, _, other_danger) in enumerate(more):
        at += timedelta(minutes=minutes)
        before = file
        later = {**later, "place": said.get("place", "")}
        try:
            match step % 3:
                case 0:
                    file = adding.complete(town, file, later, b"", at, other_voice)
                    assert file.case.voice == other_voice, "an alarm does not know yet who speaks"
                case 1:
                    file = adding.more(town, file, later, at)
                case _:
                    file = adding.alarm_again(town, file, later, other_danger or "fire", at)
        except RuleBroken:
            return
        assert set(before.case.avoided) <= set(file.case.avoided), "what was asked once stays"
        assert step % 3 == 2 or named_in(later) & set(town.rules.institutions) <= set(file.case.avoided), (
            "and what is asked now is heard"
        )
        check(opener, town, file, at)
        assert not set(file.case.avoided) & set(new_names(before, file))


@settings(max_examples=150, deadline=None)
@given(matters())
def test_r15_no_rung_nobody_on_call_no_contact_and_no_runner_up(
    matter: tuple[str, dict[str, Any], str, datetime, str],
) -> None:
    key, said, voice, at, _ = matter
    town = a_town(key)
    around = town.without(named_in(said))
    place = said["place"]["key"] if "place" in said else None
    for category in CATEGORIES:
        try:
            found = around.route(category, place, voice, at)
        except RuleBroken:
            assert all(each in around.out for each, office in town.institutions.items() if office.takes_reports)
            return
        near = {found.runner_up.lead} if found.runner_up else set()
        assert not around.out & {found.lead, *found.copies, *near}
    assert not around.out & set(around.on_call(at))
    for rung in [rung for ladder in around.ladder.values() for rung in ladder]:
        for lead in set(town.institutions) - around.out:
            assert not around.out & set(around.told_by(rung, lead, at))
    used = {target.address for office in around.institutions for target in around.contact_of(office).transports}
    assert not around.out & {address.split("@")[0] for address in used} or around.coordinator in around.out


@pytest.mark.parametrize("key", KEYS)
def test_r15_a_rung_tells_whoever_acts_for_those_who_must_not_hear_of_it(key: str) -> None:
    """Left out alone would be too little: somebody is told in their place, and not always the desk."""
    town, led_elsewhere = a_town(key), 0
    for office in town.institutions:
        around = town.without([office])
        if around.coordinator in around.out:
            continue
        detour = Detour(around.institutions, around.coordinator, around.out)
        lead = next(each for each in around.institutions if each not in around.out)
        meant = town.roster.on_call(FIRST) or (town.coordinator,)
        instead = tuple(dict.fromkeys(detour.around(each) for each in meant))
        assert around.told_by(Rung(timedelta(0), (ON_CALL,), ""), lead, FIRST) == instead
        assert around.told_by(Rung(timedelta(0), (office,), ""), lead, FIRST) == (detour.around(office),)
        led_elsewhere += around.coordinator not in (*instead, detour.around(office))
    assert led_elsewhere, "else the desk as a last resort would hide that nobody is told in their place"


@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize("unsure", [True, False])
def test_r15_the_desk_does_not_look_at_what_may_be_a_complaint_of_itself(key: str, unsure: bool) -> None:
    """Below the gate nobody knows whether it is one; whoever it is about would be the first to read it."""
    town, around = a_town(key), town_around(key).around
    said = {"description": f"They tell everybody who wrote: {town.institutions[town.coordinator].name}"}
    goes = destination(town, "bot_info", "", said, around.known_as, "citizen", FIRST, unsure)
    assert (town.coordinator in goes.avoided, goes.needs_look) == (unsure, False)
    assert (goes.route.lead == town.coordinator) is not unsure
    others = {"description": "They tell everybody who wrote: police"}
    assert destination(town, "bot_info", "", others, around.known_as, "citizen", FIRST, unsure).avoided == frozenset()


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(matters())
def test_r15_through_two_weeks_of_silence_of_handing_back_and_of_passing_on(
    migrated_file: Path,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
    matter: tuple[str, dict[str, Any], str, datetime, str],
) -> None:
    file = tmp_path / "reportbot.db"
    for each in tmp_path.glob("reportbot.db*"):
        each.unlink()
    shutil.copy(migrated_file, file)
    caplog.clear()
    asyncio.run(_two_weeks(f"sqlite:///{file}", *matter))
    assert "could not be followed up" not in caplog.text, "no deadline breaks for it"


async def _two_weeks(url: str, key: str, said: Mapping[str, Any], voice: str, at: datetime, danger: str) -> None:
    """A caller tells it to the desk: the shortest way to a case with everything behind it."""
    database = await Database.open(url, chain=CHAIN)
    try:
        parts = await parts_for(database, town=replace(a_town(key), key="drenas"))
        parts.clock.set(at)
        await parts.upkeep.keep()
        told = f"{said.get('description', '')}\n{said.get('about_office', '')}"
        category, place = str(said.get("category", "")), said.get("place") or {}
        call = Call(told, category, place, bool(danger), "sq", voice, avoids_lead=said.get("avoid") == "yes")
        try:
            await parts.calling.report("drenas", call, "form", "coordinator")
        except RuleBroken:
            return
        await _go_on(parts)
    finally:
        await database.close()


async def _go_on(parts: Parts) -> None:
    await _check_all(parts)
    for step in range(8):
        (case,) = await parts.cases()
        await _try_to_pass_on(parts, case)
        if step in (2, 5):
            await _hand_back(parts)
        await parts.tick(parts.clock.now() + 2 * DAY)
        await _check_all(parts)


async def _try_to_pass_on(parts: Parts, case: Case) -> None:
    for office in case.avoided:
        with pytest.raises((OfficeAvoided, UnknownCode, TransitionRefused)):
            await parts.casework.refer("drenas", case.number, office, "coordinator")
        with pytest.raises((OfficeAvoided, UnknownCode, TransitionRefused)):
            await parts.casework.involving.involve("drenas", case.number, office, "It is theirs too.", "coordinator")


async def _hand_back(parts: Parts) -> None:
    (case,) = await parts.cases()
    async with parts.store.read() as work:
        leading = [each for each in await work.cases.referrals(case.id) if each.institution == case.lead]
    if leading and case.status.is_open:
        await parts.responses.answer_as(case.lead, leading[-1].id, Answer.NOT_OURS)
        await parts.deliver()


async def _check_all(parts: Parts) -> None:
    await parts.deliver()
    (case,) = await parts.cases()
    out = set(case.avoided)
    async with parts.store.read() as work:
        pages = await work.cases.referrals(case.id)
        rows = await work.outbox.of_case(case.id)
        events = await work.cases.events(case.id)
    assert not out & {case.lead, *(each.institution for each in pages)}
    assert not out & _mailboxes([row.target for row in rows if row.referral])
    assert not out & _mailboxes([notice.target for notice in (*parts.mail.sent, *parts.chats.sent)])
    assert not out & {event.facts.get(name, "") for event in events for name in ("lead", "next_lead", "institution")}
    assert case.urgency is not Urgency.EMERGENCY or pages


def _mailboxes(targets: Iterable[str]) -> set[str]:
    return {target.split("@")[0] for target in targets}
