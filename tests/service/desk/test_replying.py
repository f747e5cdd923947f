"""The desk writes to the person: sealed in the case, announced only where that is safe, shown when they come."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from reportbot.core.cases.telling.replies import MOST_UNREAD
from reportbot.core.errors import AlreadyAsked, BadInput, CannotBeRead, TooLarge, UnknownCode
from reportbot.core.outgoing.as_sms import body
from reportbot.core.outgoing.checking import MayNotLeave, confirmation_of
from reportbot.core.spending import SmsBudget
from reportbot.service.outgoing.spending import Spent
from reportbot.service.records import DeliveryState
from reportbot.storage.database import Database
from tests.builders import VIOLENCE, WASTE, Parts, a_municipality, parts_for
from tests.service.asking import code_in
from tests.tampering import flip

NUMBER = "2026-0001"
WORDS = "The lorry comes on Friday.\nPlease keep the gate open."
TOLD = f"The reporting desk writes to you: “{WORDS}”"
NEWS = "There is news. Send STATUS."


async def a_report(parts: Parts, safe: str = "yes", script: tuple[str, ...] = WASTE, channel: str = "telegram") -> str:
    """The receipt code. `safe` is the answer to "is it safe to write to you here?"."""
    await parts.say("anna", *script, safe, channel=channel)
    code = code_in(parts.phones.told("anna"))
    parts.phones.sent.clear()
    return code


async def reply(parts: Parts, words: str = WORDS, confirmed: str = "") -> None:
    await parts.replying.reply("drenas", NUMBER, words, "@mira", confirmed)
    await parts.deliver()


async def told_of(parts: Parts) -> list[str]:
    page = await parts.casework.case("drenas", NUMBER, "@mira")
    return [event.facts["told"] for event in page.events if event.kind == "replied"]


async def test_a_reply_is_sealed_in_the_case_and_announced_without_a_word_of_it(here: Parts) -> None:
    await a_report(here)
    await reply(here)
    page = await here.casework.case("drenas", NUMBER, "@mira")
    (event,) = [event for event in page.events if event.kind == "replied"]
    assert (page.notes[event.id], event.actor, event.facts) == (WORDS, "@mira", {"told": "news"})
    assert b"lorry" not in event.note
    assert here.phones.told("anna") == [NEWS]
    (row,) = [row for row in page.deliveries if row.kind == "news"]
    assert (row.created_at, row.state) == (event.at, DeliveryState.DONE)


@pytest.mark.parametrize("channel", ["telegram", "sms"])
async def test_it_stands_first_when_they_ask_for_news_and_is_seen_then(here: Parts, channel: str) -> None:
    await a_report(here, channel=channel)
    await reply(here)
    (first, *_) = await here.say("anna", "status", channel=channel)
    assert first.startswith(TOLD)
    assert "Your report of" in first
    page = await here.casework.case("drenas", NUMBER, "@mira")
    assert [event.kind for event in page.events][-2:] == ["replied", "status_asked"]
    (again, *_) = await here.say("anna", "status", channel=channel)
    assert again.startswith("Your report of") and "The lorry comes" in again, "it can be read again"
    kinds = [event.kind for event in (await here.casework.case("drenas", NUMBER, "@mira")).events]
    assert kinds.count("status_asked") == 1


async def test_whoever_comes_with_the_code_from_another_phone_reads_it(here: Parts) -> None:
    code = await a_report(here)
    await reply(here)
    heard = await here.say("other", "start", "1", code, channel="sms")
    assert any("The lorry comes on Friday." in each for each in heard)


@pytest.mark.parametrize(("safe", "told"), [("no", "not_safe"), ("skip", "not_known_safe")])
async def test_where_writing_is_not_safe_nothing_is_sent_and_the_desk_knows_why(
    here: Parts, safe: str, told: str
) -> None:
    await a_report(here, safe)
    await reply(here)
    assert here.phones.told("anna") == []
    assert await told_of(here) == [told]
    heard = await here.say("anna", "status")
    assert "The lorry comes on Friday." in heard[0]


async def test_at_night_the_push_waits_for_the_morning(here: Parts) -> None:
    await a_report(here)
    here.clock.set(datetime(2026, 4, 7, 22, tzinfo=UTC))
    await reply(here)
    assert here.phones.told("anna") == []
    await here.tick(datetime(2026, 4, 8, 8, tzinfo=UTC))
    assert here.phones.told("anna") == [NEWS]


async def test_of_a_matter_of_a_person_a_push_says_as_little(here: Parts) -> None:
    await here.say("anna", *VIOLENCE, "skip", "skip", "skip", "yes")
    here.phones.sent.clear()
    await reply(here)
    assert here.phones.told("anna") in ([NEWS], [])
    assert all("lorry" not in each for each in here.phones.told("anna"))


async def test_nobody_who_reported_it_too_hears_of_a_reply_to_another(here: Parts) -> None:
    await a_report(here)
    await here.say("ben", *WASTE, "yes")
    here.phones.sent.clear()
    await here.groups.merge("drenas", "2026-0002", NUMBER, "@mira")
    await reply(here)
    assert here.phones.told("ben") == []
    assert all("lorry" not in each for each in await here.say("ben", "status"))


async def test_by_sms_no_push_leaves_once_the_months_budget_is_spent(store: Database) -> None:
    here = await parts_for(store, town=a_municipality(sms=SmsBudget(monthly_segments=60)))
    async with here.taking():
        await a_report(here, channel="sms")
        async with here.store.begin() as work:
            await here.spending.note(work, [Spent("drenas", here.clock.now(), 60)], here.clock.now())
        assert (await here.replying.preview("drenas", NUMBER, WORDS)).is_spent
        await reply(here)
        assert NEWS not in here.phones.told("anna")
        assert await told_of(here) == ["spent"]


async def test_so_many_wait_for_the_person_and_no_more(here: Parts) -> None:
    await a_report(here)
    for count in range(MOST_UNREAD):
        await reply(here, f"Words number {count}.")
    with pytest.raises(AlreadyAsked):
        await reply(here, "One too many.")
    (heard, *_) = await here.say("anna", "status")
    assert all(f"Words number {count}." in heard for count in range(MOST_UNREAD))
    await reply(here, "One more.")


async def test_two_presses_at_once_are_two_replies_and_both_are_kept(here: Parts) -> None:
    await a_report(here)
    await asyncio.gather(reply(here, "First words."), reply(here, "Second words."))
    heard = await here.say("anna", "status")
    assert "First words." in heard[0] and "Second words." in heard[0]


async def test_a_closed_case_can_be_written_to_and_an_unknown_one_not(here: Parts) -> None:
    await a_report(here)
    await reply(here)
    for number in ("2026-0002", "x", ""):
        with pytest.raises(UnknownCode):
            await here.replying.reply("drenas", number, WORDS, "@mira")
        with pytest.raises(UnknownCode):
            await here.replying.preview("drenas", number, WORDS)


@pytest.mark.parametrize(
    ("words", "refusal"),
    [
        ("", BadInput),
        (" \n ", BadInput),
        ("x" * 401, TooLarge),
        ("Shih evil.com", MayNotLeave),
        ("Si quheni?", MayNotLeave),
        ("Na thirrni në 044 123 456", MayNotLeave),
    ],
)
async def test_what_may_not_leave_is_written_nowhere(here: Parts, words: str, refusal: type[Exception]) -> None:
    await a_report(here)
    with pytest.raises(refusal):
        await reply(here, words)
    assert await told_of(here) == [] and here.phones.told("anna") == []


async def test_personal_data_leaves_when_somebody_has_looked_at_it(here: Parts) -> None:
    await a_report(here)
    words = "Telefono zyrën: 038 999 888."
    await reply(here, words, confirmation_of(words))
    assert await told_of(here) == ["news"]


async def test_our_own_address_may_be_named_and_a_question_is_held_to_the_same(here: Parts) -> None:
    await a_report(here)
    await reply(here, "Shih https://reports.drenas.example/chat/drenas.")
    for question in ("Si quheni?", "Shih evil.com?", "A e njihni 044 123 456?"):
        with pytest.raises(MayNotLeave):
            await here.asking.ask("drenas", NUMBER, question, "@mira")
    question = "A e njihni 044 123 456?"
    await here.asking.ask("drenas", NUMBER, question, "@mira", confirmation_of(question))


async def test_a_preview_is_what_they_get(here: Parts) -> None:
    await a_report(here, channel="sms")
    preview = await here.replying.preview("drenas", NUMBER, WORDS)
    await reply(here)
    (heard, *_) = await here.say("anna", "status", channel="sms")
    assert preview.channel == "sms" and preview.said == "".join(preview.sms)
    assert body(heard).startswith(preview.said)
    assert (preview.lost, preview.is_folded) == ("", False)
    assert await told_of(here) == ["news"]


async def test_a_preview_names_signs_that_no_sms_has(here: Parts) -> None:
    await a_report(here)
    preview = await here.replying.preview("drenas", NUMBER, "Faleminderit 🙂 për fotografinë 🙂")
    assert (preview.lost, preview.is_folded, preview.channel) == ("🙂", True, "telegram")
    assert "Faleminderit per fotografine" in "".join(preview.sms)
    assert "🙂" in preview.said


async def test_templates_come_filled_in_the_language_of_the_person(here: Parts) -> None:
    await here.say("anna", "start", "2", "1", "mbeturina te ura", "Komoran", "1", "po")
    ready = {each.template.key: each.text for each in await here.replying.ready("drenas", NUMBER)}
    assert ready["waste_do_not_burn"].startswith("Drejtoria e Shërbimeve Publike")
    assert "deri: " in ready["with_office"] and "{" not in "".join(ready.values())
    assert "manhole_fenced" not in ready and "done" not in ready


async def test_a_damaged_case_keeps_nothing_and_tells_nobody(here: Parts, sqlite_url: str) -> None:
    await a_report(here)
    assert flip(sqlite_url, "cases", "sealed_key") == 1
    with pytest.raises(CannotBeRead):
        await reply(here)
    assert here.phones.told("anna") == []


async def test_what_was_written_is_in_the_audit_log_without_its_words(here: Parts) -> None:
    await a_report(here)
    await reply(here)
    async with here.store.read() as work:
        entries = await work.audit.entries(0, 100)
    (noted,) = [entry for entry in entries if entry.act == b"replied"]
    assert (noted.actor, noted.subject) == (b"@mira", NUMBER.encode())
    assert b"lorry" not in noted.facts


async def test_a_week_later_they_still_find_it_with_their_code(here: Parts) -> None:
    code = await a_report(here, "no")
    await reply(here)
    here.clock.forward(timedelta(days=6))
    heard = await here.say("anna", code)
    assert any("The lorry comes on Friday." in each for each in heard)
