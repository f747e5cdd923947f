"""Forget me: the way back to them is gone with the commit, the last word still arrives, and what they sent stays."""

import pytest

from reportbot.core.cases.referral import Answer
from reportbot.core.cyrillic import to_cyrillic
from reportbot.core.messages import Attachment, Text
from reportbot.service.ports import DeliveryFailed
from reportbot.service.records import ChatLine, DeliveryState
from tests.builders import ALARM, SILENT, TUESDAY, VIOLENCE, WASTE, Parts, catalogues
from tests.service.asking import ask, code_in, conversation_of, session_of
from tests.service.cases.test_photos import a_picture, send_photo
from tests.service.test_responses import link

GOODBYE = "Everything here is deleted. Take care of yourself."
QUESTION = "Shall we forget you now?"
FORGET = ("forget me", "yes")


async def test_the_conversation_is_gone_and_the_last_word_arrives(parts: Parts) -> None:
    await parts.say("anna", *WASTE[:-1])
    assert (await parts.say("anna", "forget me"))[-1].endswith(QUESTION)
    assert await parts.say("anna", "yes") == [GOODBYE]
    assert await conversation_of(parts, "anna") is None
    async with parts.store.read() as work:
        assert await work.conversations.expired(TUESDAY.replace(year=2099), 10) == []
    assert await parts.cases() == []


async def test_no_keeps_everything(parts: Parts) -> None:
    await parts.say("anna", *WASTE[:-1], "forget me", "no")
    assert (await session_of(parts, "anna")).answers["description"] == "Old bottles everywhere"
    await parts.say("anna", "1")
    assert len(await parts.cases()) == 1


async def test_whoever_writes_next_is_a_stranger(parts: Parts) -> None:
    await parts.say("anna", *WASTE, "no", "skip", *FORGET)
    assert "Choose your language" in (await parts.say("anna", "status", "hello"))[-1]
    anna = await conversation_of(parts, "anna")
    assert anna is not None and (anna.case, anna.may_push) == (None, None)


async def test_the_report_stays_and_the_code_still_finds_it(parts: Parts) -> None:
    code = code_in(await parts.say("anna", *WASTE))
    await parts.say("anna", "yes", "skip", *FORGET)
    (case,) = await parts.cases()
    assert case.conversation is None
    parts.phones.sent.clear()
    await parts.responses.answer(await link(parts, "public_services"), Answer.RECEIVED)
    await ask(parts, "Which side?")
    await parts.deliver()
    assert parts.phones.sent == [], "nobody can be reached"
    assert "Directorate of Public Services has it" in (await parts.say("anna", code))[0]


async def test_the_draft_and_its_photos_go(parts: Parts) -> None:
    await parts.say("anna", *WASTE[:-1])
    await send_photo(parts, "anna")
    anna = await conversation_of(parts, "anna")
    assert anna is not None
    await parts.say("anna", *FORGET)
    async with parts.store.read() as work:
        assert await work.conversations.photos(conversation=anna.id) == []


async def test_a_photo_of_a_sent_report_is_fetched_all_the_same(parts: Parts) -> None:
    await parts.say("anna", *WASTE[:-1])
    parts.phones.photos["file 1"] = a_picture()
    sent = parts.message("anna", attachments=(Attachment("photo", "file 1"),))
    said = [parts.message("anna", text) for text in (WASTE[-1], "no", "forget me", "yes")]
    await parts.intake.receive([sent, *said])
    await parts.deliver()
    assert len((await parts.casework.case("drenas", "2026-0001", "coordinator")).story.photos) == 1


async def test_an_alarm_still_reaches_whoever_is_on_call(parts: Parts) -> None:
    said = [parts.message("anna", text) for text in (*ALARM, *FORGET)]
    await parts.intake.receive(said)
    await parts.deliver()
    (case,) = await parts.cases()
    assert case.conversation is None
    assert [who for who, _ in parts.chats.take()] == ["-1001"]
    told = parts.phones.told("anna")
    assert any("The person on duty was told already, and that stays." in text for text in told)
    assert any(text.endswith(GOODBYE) for text in told)


async def test_all_of_it_in_one_batch_and_the_next_word_is_a_strangers(parts: Parts) -> None:
    said = [parts.message("anna", text) for text in (*VIOLENCE, *SILENT, "yes", *FORGET, "hello")]
    await parts.intake.receive(said)
    await parts.deliver()
    anna = await conversation_of(parts, "anna")
    (case,) = await parts.cases()
    assert anna is not None and (anna.case, anna.may_push, case.conversation) == (None, None, None)
    assert any("Choose your language" in text for text in parts.phones.told("anna"))


async def test_what_waits_for_them_is_cancelled_and_its_words_erased(parts: Parts) -> None:
    await parts.say("anna", *VIOLENCE, *SILENT, "yes", "skip")
    parts.phones.failures += [DeliveryFailed("down", retry=True)] * 2
    await ask(parts, "Is she safe?")
    await parts.deliver()
    parts.phones.failures.clear()
    await parts.say("anna", *FORGET)
    (case,) = await parts.cases()
    async with parts.store.read() as work:
        rows = [row for row in await work.outbox.of_case(case.id) if row.conversation is not None]
    assert [(row.state, row.payload) for row in rows if row.kind == "news"] == [(DeliveryState.CANCELLED, b"")]


async def test_a_last_word_that_does_not_arrive_is_not_tried_for_ever(parts: Parts) -> None:
    await parts.say("anna", *WASTE[:-1], "forget me")
    parts.phones.failures.append(DeliveryFailed("down", retry=True))
    await parts.intake.receive([parts.message("anna", "yes")])
    await parts.deliver()
    assert await conversation_of(parts, "anna") is None
    parts.clock.set(TUESDAY.replace(day=9))
    await parts.deliver()
    async with parts.store.read() as work:
        assert await work.outbox.next_due() is None
        assert await work.outbox.dead() == []


async def test_the_bubbles_of_the_web_chat_go(here: Parts) -> None:
    address = here.message("anna", channel="webchat").address
    tag = here.vault.chat_tag(address)
    async with here.store.begin() as work:
        await work.chat.add([ChatLine(1, "drenas", tag, True, TUESDAY, b"sealed")])
        await work.chat.add([ChatLine(2, "drenas", b"somebody else", True, TUESDAY, b"sealed")])
    await here.intake.receive([here.message("anna", text, "webchat") for text in ("start", "1", *FORGET)])
    async with here.store.read() as work:
        assert await work.chat.lines("drenas", tag) == []
        assert len(await work.chat.lines("drenas", b"somebody else")) == 1


@pytest.mark.parametrize(
    "words", ["/forget", "më harro", "me harro", "HARRO", "zaboravi me", "ЗАБОРАВИ МЕ", "beni unut"]
)
async def test_it_is_understood_in_every_language_and_before_anybody_has_chosen_one(here: Parts, words: str) -> None:
    serbian = catalogues().say(Text(QUESTION), "sr")  # theirs, by these words, and in their letters
    assert (await here.say("anna", words))[-1].endswith((QUESTION, serbian, to_cyrillic(serbian)))
    await here.say("anna", words)
    assert await conversation_of(here, "anna") is None


async def test_danger_is_heard_before_the_answer(here: Parts) -> None:
    await here.say("anna", "start", "1", "forget me")
    assert "112" in (await here.say("anna", "he is beating me right now"))[-1]
    assert await conversation_of(here, "anna") is not None
