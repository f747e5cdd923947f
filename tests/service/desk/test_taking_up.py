"""Whoever comes with the code is reached from there on, if they say so; the chat before it hears nothing more."""

from datetime import timedelta

import pytest

from reportbot.core.cases.referral import Answer
from tests.builders import SILENT, TUESDAY, VIOLENCE, WASTE, Parts
from tests.service.asking import ask, code_in, conversation_of
from tests.service.test_responses import link

NEWS = "There is news. Send STATUS."
SAFE = "Is it safe to write to you here about this report?"
NONE = "We find no report from this chat."
HOUR = timedelta(hours=1)
PHONE = "+38344000001"


async def moved(parts: Parts, safe: str = "yes", script: tuple[str, ...] = VIOLENCE) -> str:
    """Anna reports on Telegram and comes back by SMS. Her code."""
    code = code_in(await parts.say("anna", *script))
    await parts.say("anna", "yes", "skip")
    said = await parts.say(PHONE, code, channel="sms")
    assert SAFE in said[-1]
    await parts.say(PHONE, safe, channel="sms")
    parts.phones.sent.clear()
    return code


async def test_news_come_to_the_new_chat_alone(parts: Parts) -> None:
    await moved(parts)
    await ask(parts, "Is she safe?")
    await parts.deliver()
    assert parts.phones.told("anna") == []
    assert parts.phones.told(PHONE) == [NEWS]


async def test_in_the_new_chat_status_needs_no_code_and_in_the_old_one_it_does(parts: Parts) -> None:
    code = await moved(parts)
    assert "Your report of" in (await parts.say(PHONE, "STATUS", channel="sms"))[0]
    assert (await parts.say("anna", "status"))[-1].startswith(NONE)
    assert SAFE in (await parts.say("anna", code))[-1]
    assert (await parts.say(PHONE, "STATUS", channel="sms"))[-1].startswith(NONE)


async def test_no_is_obeyed_in_the_new_chat(parts: Parts) -> None:
    await moved(parts, safe="no")
    await ask(parts, "Is she safe?")
    await parts.deliver()
    assert parts.phones.sent == []
    assert "Is she safe?" in (await parts.say(PHONE, "STATUS", channel="sms"))[-1]


@pytest.mark.parametrize("script", [WASTE, VIOLENCE])
async def test_a_yes_to_another_matter_is_no_yes_to_this_one(here: Parts, script: tuple[str, ...]) -> None:
    code = code_in(await here.say("anna", *script))
    await here.say("anna", "no", "skip")
    await here.say("beni", *VIOLENCE, *SILENT, "yes", "skip", code)  # asked, and not answered
    here.phones.sent.clear()
    await ask(here, "Is it still so?")
    await here.deliver()
    assert here.phones.sent == []


async def test_what_waits_for_the_morning_in_the_old_chat_is_dropped(parts: Parts) -> None:
    code = code_in(await parts.say("anna", *VIOLENCE))
    await parts.say("anna", *SILENT, "yes", "skip")
    parts.clock.set(TUESDAY + 13 * HOUR)  # 23:00 in Drenas
    await ask(parts, "Is she safe?")
    await parts.say(PHONE, code, "1", "skip", channel="sms")
    parts.phones.sent.clear()
    await parts.tick(TUESDAY + 22 * HOUR)
    assert parts.phones.sent == []


async def test_of_two_who_come_with_the_same_code_at_once_one_has_it(parts: Parts) -> None:
    code = code_in(await parts.say("anna", *VIOLENCE))
    await parts.intake.receive([parts.message("beni", code), parts.message("cana", code)])
    (case,) = await parts.cases()
    known = {name: await conversation_of(parts, name) for name in ("anna", "beni", "cana")}
    linked = [name for name, each in known.items() if each is not None and each.id == case.conversation]
    assert linked in (["beni"], ["cana"])
    for name in known.keys() - linked:
        assert (await parts.say(name, "status"))[-1].startswith(NONE)


async def test_within_a_contact_it_is_asked_once_and_a_day_later_again(parts: Parts) -> None:
    await parts.say("anna", *VIOLENCE, *SILENT, "yes", "skip")
    assert SAFE not in (await parts.say("anna", "status"))[-1]
    parts.clock.forward(25 * HOUR)
    assert SAFE in (await parts.say("anna", "status"))[-1]
    await parts.responses.answer(await link(parts, "police"), Answer.RECEIVED)
    parts.phones.sent.clear()
    await parts.deliver()
    assert parts.phones.told("anna") == [], "they have not said yes today"
    await parts.say("anna", "yes")
    assert SAFE not in (await parts.say("anna", "status"))[-1]


async def test_a_new_contact_forgets_the_yes_and_keeps_the_no(here: Parts) -> None:
    await here.say("anna", *VIOLENCE, *SILENT, "yes", "skip")
    await here.say("beni", *VIOLENCE, *SILENT, "no", "skip")
    for name in ("anna", "beni"):
        await here.say(name, "start")
    anna, beni = await conversation_of(here, "anna"), await conversation_of(here, "beni")
    assert anna is not None and anna.may_push is None
    assert beni is not None and beni.may_push is False
