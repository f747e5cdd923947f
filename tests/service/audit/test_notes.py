"""Every change and every reading is noted, or it does not happen; and no note tells anything of who reported."""

import json
from collections import Counter
from datetime import timedelta

import pytest

from reportbot.core.cases.referral import Answer
from reportbot.service.audit.notes import CannotBeNoted
from reportbot.service.audit.verify import Verdict, verify
from reportbot.service.records.audit import AuditEntry
from reportbot.storage import Database
from tests.builders import ALARM, CHAIN, TUESDAY, VIOLENCE, WASTE, Parts, without_table
from tests.service.cases.test_photos import send_photo

DAY = timedelta(days=1)


async def entries_of(store: Database) -> list[AuditEntry]:
    async with store.read() as work:
        return await work.audit.entries(0, 10_000)


async def noted(parts: Parts, after: int = 0) -> list[tuple[str, str, str]]:
    """(actor, act, subject) of every note since that position."""
    found = [entry for entry in await entries_of(parts.store) if entry.position > after]
    return [(entry.actor.decode(), entry.act.decode(), entry.subject.decode()) for entry in found]


async def link(parts: Parts, case: int) -> tuple[str, str]:
    """The signed link of the lead, and who that is."""
    async with parts.store.read() as work:
        lead = next(each for each in await work.cases.referrals(case) if each.role == "lead")
    return parts.vault.sign_link(lead.id, lead.institution, parts.clock.now() + 60 * DAY), lead.institution


async def test_a_report_is_opened_and_referred_in_the_audit_log(parts: Parts) -> None:
    await parts.say("anna", *WASTE)
    (case,) = await parts.cases()
    assert (await noted(parts))[:2] == [("reporter", "opened", case.number), ("reportbot", "referred", case.number)]
    assert {act for _, act, _ in (await noted(parts))[2:]} == {"delivered"}
    facts = json.loads((await entries_of(parts.store))[1].facts)
    assert facts["lead"] == case.lead
    assert set(facts) <= {"lead", "copies", "duty"}


async def test_whoever_reads_is_noted(parts: Parts) -> None:
    await parts.say("anna", *WASTE[:-1])
    await send_photo(parts, "anna")
    await parts.deliver()
    await parts.say("anna", WASTE[-1])
    (case,) = await parts.cases()
    token, institution = await link(parts, case.id)
    before = len(await noted(parts))
    page = await parts.casework.case("drenas", case.number, "coordinator")
    (photo,) = page.story.photos
    await parts.casework.photo("drenas", case.number, photo, "coordinator")
    await parts.responses.page(token)
    await parts.responses.photo(token, photo)
    assert await noted(parts, before) == [
        ("coordinator", "read_case", case.number),
        ("coordinator", "read_photo", case.number),
        (institution, "read_case", case.number),
        (institution, "read_photo", case.number),
    ]
    assert json.loads((await entries_of(parts.store))[-1].facts) == {"photo": str(photo)}


async def test_every_event_of_a_case_has_its_note(parts: Parts) -> None:
    """Reported, added to, answered, handed back, referred, reminded, ended, opened again: all that cases go through."""
    await parts.say("anna", *ALARM)
    await parts.say("berta", *WASTE)
    await parts.say("dora", *VIOLENCE)
    for case in await parts.cases():
        token, _ = await link(parts, case.id)
        await parts.responses.answer(token, Answer.NOT_OURS, "not ours at all")
        await parts.casework.refer("drenas", case.number, "inspectorate", "coordinator")
    for hours in (1, 30, 100, 200):
        await parts.tick(TUESDAY + timedelta(hours=hours))
    for case in await parts.cases():
        async with parts.store.read() as work:
            lead = [each for each in await work.cases.referrals(case.id) if each.institution == "inspectorate"][-1]
        await parts.responses.answer_as("inspectorate", lead.id, Answer.DONE, outcome="passed_on")
        await parts.casework.close("drenas", case.number, "coordinator")
    happened: Counter[tuple[str, str, str]] = Counter()
    for case in await parts.cases():
        async with parts.store.read() as work:
            happened.update((each.actor, each.kind, case.number) for each in await work.cases.events(case.id))
    assert len({kind for _, kind, _ in happened}) >= 8
    told = Counter(await noted(parts))
    assert {event: told[event] for event in happened} == happened
    assert await verify(parts.store, CHAIN) == Verdict(0, len(await entries_of(parts.store)))


async def test_who_asks_for_the_status_is_noted_without_any_case(parts: Parts) -> None:
    receipt = await parts.say("anna", *WASTE)
    before = len(await noted(parts))
    await parts.say("anna", "status")
    await parts.say("somebody else", "start", "1", "5", "4")
    await parts.say("somebody else", "".join(letter for letter in receipt[0] if letter.isdigit())[:16])
    asked = [entry for entry in await noted(parts, before) if entry[1] == "asked_status"]
    assert asked
    assert set(asked) == {("reporter", "asked_status", "")}


async def test_no_note_holds_anything_of_a_reporter(parts: Parts) -> None:
    """Chat ids, words, codes, tags, ids of conversations: none of them is in any column of the log."""
    said = "".join(await parts.say("734019582", *WASTE[:3], "zvq a story of mine", *WASTE[4:]))
    said += "".join(await parts.say("555110077", *VIOLENCE[:-2], "zvq another story", VIOLENCE[-1]))
    await parts.say("734019582", "status", "zvq some more", "/forget")
    (first, second) = await parts.cases()
    token, _ = await link(parts, first.id)
    await parts.responses.answer(token, Answer.RECEIVED, "zvq note of an office")
    await parts.casework.case("drenas", second.number, "coordinator")
    digits = "".join(letter if letter.isdigit() else " " for letter in said).split()
    codes = ["".join(digits[at : at + 4]) for at in range(len(digits) - 3)]
    codes = [code for code in codes if len(code) == 16]
    assert codes, "a receipt was given"
    secrets = ["zvq", "734019582", "555110077", *codes, *(code[-4:] for code in codes)]
    for case in (first, second):
        secrets += [str(case.id), str(case.conversation), case.receipt_tag.hex()]
    for value in ("734019582", "555110077"):
        secrets.append(parts.vault.tag(parts.message(value).address).hex())
    for entry in await entries_of(parts.store):
        words = b" ".join((entry.municipality, entry.actor, entry.act, entry.subject, entry.facts)).decode()
        assert not [secret for secret in secrets if secret and secret in words], entry.act


@pytest.mark.parametrize("table", ["audit_entries", "audit_head"])
async def test_what_cannot_be_noted_is_neither_read_nor_done(here: Parts, sqlite_url: str, table: str) -> None:
    await here.say("anna", *WASTE)
    (case,) = await here.cases()
    token, _ = await link(here, case.id)
    async with without_table(sqlite_url, table):
        with pytest.raises(CannotBeNoted):
            await here.casework.case("drenas", case.number, "coordinator")
        with pytest.raises(CannotBeNoted):
            await here.responses.page(token)
        with pytest.raises(Exception, match="no such table"):
            await here.casework.refer("drenas", case.number, "inspectorate", "coordinator")
    assert await here.cases() == [case]
    await here.casework.case("drenas", case.number, "coordinator")
