"""A receipt code that somebody writes is never kept: not in a report, a session, a bubble or a message that broke."""

import json
from typing import Any

from reportbot.channels.webchat import WebChat
from reportbot.core.receipt import in_fours, with_check_digit
from reportbot.service.ids import RisingIds
from reportbot.storage import Database
from tests.builders import WASTE, Parts, parts_for, turning_in_circles
from tests.service.asking import code_in, session_of
from tests.service.reaches import ALL

CODE = with_check_digit("123456789012345")
MASKED = f"•••• •••• •••• {CODE[-4:]}"


def shows(code: str, kept: Any) -> bool:
    digits = "".join(letter for letter in str(kept) if letter.isdecimal())
    return code.replace(" ", "") in digits


async def test_not_in_the_report(parts: Parts) -> None:
    code = code_in(await parts.say("anna", *WASTE))
    await parts.say("anna", "no", "skip", "start", "1", f"the same as in {code}, look", *WASTE[4:])
    answers = (await parts.casework.case("drenas", "2026-0002", "coordinator")).story.reports[0].answers
    assert answers is not None
    assert answers["description"] == f"the same as in •••• •••• •••• {code[-4:]}, look"


async def test_not_in_the_session_of_a_draft_nor_of_a_disclosure(parts: Parts) -> None:
    code = code_in(await parts.say("anna", *WASTE))
    for said in (
        ("start", "1", "2", "4", "Komoran", f"my code {code} he hits her"),
        (f"he beats me now {code}",),
    ):
        await parts.say("beni", *said)
        session = (await session_of(parts, "beni")).to_json()
        assert "•••• " + code[-4:] in session
        assert not shows(code, session)


async def test_only_four_digits_while_they_may_type_them_back(parts: Parts) -> None:
    code = code_in(await parts.say("anna", *WASTE))
    for said in ("yes", "9999"):
        await parts.say("anna", said)
        session = await session_of(parts, "anna")
        assert session.answers["last_four"] == code[-4:]
        assert not shows(code, session.to_json())
    assert await parts.say("anna", code[-4:]) == ["Good, you have it written down."]
    assert code[-4:] not in (await session_of(parts, "anna")).to_json()


async def test_by_sms_nobody_is_asked_to_type_them_back(parts: Parts) -> None:
    await parts.say("+38344000001", *WASTE, channel="sms")
    assert "last_four" not in (await session_of(parts, "+38344000001", "sms")).answers
    (said,) = await parts.say("+38344000001", "2", channel="sms")
    assert "last four" not in said


async def test_not_in_a_message_that_broke(sqlite_store: Database) -> None:
    parts = await parts_for(sqlite_store, book=turning_in_circles())
    async with parts.taking():
        await parts.say("anna", "start", "1", "5")
        await parts.intake.receive([parts.message("anna", f"about {in_fours(CODE)}", pressed="welcome.more:about")])
    async with parts.store.read() as work:
        kept = await work.messages.broken("drenas", ALL)
    opened = [_opened(parts, each) for each in kept]
    assert [each["text"] for each in opened] == [f"about {MASKED}"]


async def test_not_in_a_bubble_of_the_web_chat(here: Parts) -> None:
    chat = WebChat(here.store, here.vault, here.clock, RisingIds(here.clock.now, lambda bits: 3))
    address = here.message("anna", channel="webchat").address
    await chat.heard(address, 1, "key", f"my code is {CODE}!")
    (bubble,) = await chat.bubbles(address)
    assert bubble.text == f"my code is {MASKED}!"


def _opened(parts: Parts, broken: Any) -> Any:
    key = parts.vault.data_key(broken.sealed_key, f"broken_messages.key:{broken.id}")
    return json.loads(key.open(broken.sealed_message, f"broken_messages.message:{broken.id}"))
