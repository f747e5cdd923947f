"""What happened to my report? By code from anywhere, within limits that a guesser never gets past."""

import sqlite3
from dataclasses import replace
from datetime import timedelta

from reportbot.core.cases.referral import Answer
from reportbot.core.cases.workflow import Status
from reportbot.core.receipt import with_check_digit
from tests.builders import AGAIN, TUESDAY, VIOLENCE, WASTE, Parts, parts_for, turning_in_circles
from tests.service.test_responses import link

UNKNOWN = "We find no open report with this code."
WAIT = "There were many tries."
HOUR = timedelta(hours=1)


async def a_code(parts: Parts, script: tuple[str, ...] = WASTE, channel: str = "telegram") -> str:
    said = await parts.say("anna", *script, channel=channel)
    code = next(text for text in said if "Your code" in text).partition("Your code: ")[2][:19]
    await parts.say("anna", "no", channel=channel)
    return code


def guess(number: int) -> str:
    return with_check_digit(f"{number:015d}")


async def test_the_code_works_from_any_channel(parts: Parts) -> None:
    code = await a_code(parts)
    said = await parts.say("+38344000001", code, channel="sms")
    assert any("Directorate of Public Services" in text for text in said)


async def test_without_a_code_it_is_the_last_report_of_this_conversation(parts: Parts) -> None:
    assert "no report from this chat" in (await parts.say("beni", "start", "1", "status", "status"))[-1]
    await a_code(parts)
    assert "They should answer by Wednesday 8 April" in (await parts.say("anna", "status"))[-1]


async def test_a_late_office_is_called_late(here: Parts) -> None:
    await a_code(here)
    await here.tick(TUESDAY + 30 * HOUR)
    said = (await here.say("anna", "status"))[0]
    assert said.split("\n")[:3] == [
        "Your report of Tuesday 7 April is with: Directorate of Public Services. They are late.",
        "We reminded them on Wednesday 8 April, 16:00.",
        "Still no answer by Tuesday 14 April, 10:00? Then we remind them again.",
    ]
    await here.tick(TUESDAY + 8 * 24 * HOUR)
    assert "Then we tell: Reporting desk of the municipality." in (await here.say("anna", "status"))[0]


async def test_who_has_taken_it_on_is_told_by_when_it_should_be_done(here: Parts) -> None:
    await a_code(here)
    await here.responses.answer(await link(here, "public_services"), Answer.RECEIVED)
    (said,) = await here.say("anna", "status")
    before, _, by = said.partition(" They should be done by ")
    assert before == "Your report of Tuesday 7 April: Directorate of Public Services has it and is working on it."
    assert by
    await here.tick(TUESDAY + 60 * 24 * HOUR)
    assert "They should have been done by now." in "".join(await here.say("anna", "status"))


async def test_what_came_back_says_by_when_the_coordinator_looks_at_it(here: Parts) -> None:
    await a_code(here)
    await here.responses.answer(await link(here, "public_services"), Answer.NOT_OURS)
    (said,) = await here.say("anna", "status")
    assert "is with the coordinator of Drenas (Gllogoc). They should look at it by " in said
    await here.tick(TUESDAY + 20 * 24 * HOUR)
    assert "They are late." in "".join(await here.say("anna", "status"))


async def test_a_code_that_was_never_given_looks_like_one_of_another_town_or_one_that_is_erased(here: Parts) -> None:
    code = await a_code(here)
    assert (await here.say("beni", guess(1)))[-1].startswith(UNKNOWN)
    wrong = code[:-1] + str((int(code[-1]) + 1) % 10)
    assert "One digit of this code is wrong" in (await here.say("cana", "start", "1", "5", "4", wrong))[-1]
    assert (await here.say("cana", guess(2)))[-1].startswith(UNKNOWN)


async def test_five_tries_in_an_hour_and_not_one_more(parts: Parts) -> None:
    code = await a_code(parts)
    for number in range(5):
        assert (await parts.say("beni", guess(number)))[-1].startswith(UNKNOWN)
    assert (await parts.say("beni", guess(9)))[-1].startswith(WAIT)
    assert (await parts.say("beni", code))[-1].startswith(WAIT)
    assert "Directorate" in (await parts.say("cana", code))[-1]
    parts.clock.forward(HOUR)
    assert "Directorate" in (await parts.say("beni", code))[-1]


async def test_a_try_of_a_batch_that_was_taken_back_does_not_count(here: Parts) -> None:
    parts = await parts_for(here.store, here.clock, book=turning_in_circles())
    async with parts.taking():
        await parts.say("breaks", "start", "1", "5")
        await parts.say("beni", "help")
        for number in range(5):
            await parts.intake.receive(
                [parts.message("beni", guess(number)), parts.message("breaks", "5"), parts.message("beni", "help")]
            )
            await parts.deliver()
        assert not any(text.startswith(WAIT) for text in parts.phones.told("beni"))


async def test_a_code_of_a_case_that_is_gone_costs_and_says_what_an_unknown_one_does(
    here: Parts, sqlite_url: str
) -> None:
    """Erased, shredded (its key is destroyed, the row still there), never given: word for word, as many statements."""
    erased, shredded = await a_code(here), await a_code(here, AGAIN)
    tags = [here.vault.receipt_tag(code.replace(" ", "")) for code in (erased, shredded)]
    with sqlite3.connect(sqlite_url.removeprefix("sqlite:///")) as connection:
        connection.execute("UPDATE cases SET receipt_tag = x'' WHERE receipt_tag = ?", [tags[0]])
        connection.execute("UPDATE cases SET sealed_key = x'' WHERE receipt_tag = ?", [tags[1]])
    connection.close()
    answers = set()
    for person, code in (("beni", erased), ("cana", shredded), ("dona", guess(1))):
        await here.say(person, "start", "1")
        before = here.store.statements
        said = tuple(await here.say(person, code))
        answers.add((said, here.store.statements - before))
    ((said, _),) = answers
    assert said[-1].startswith(UNKNOWN)


async def test_the_status_of_a_matter_that_concerns_a_person_does_not_name_it(here: Parts) -> None:
    code = await a_code(here, VIOLENCE)
    said = (await here.say("beni", code))[-1]
    assert "violence" not in said.casefold() and "evening" not in said


async def test_unknown_expired_and_erased_codes_are_answered_alike(parts: Parts) -> None:
    """What a purge leaves of a case has no receipt tag any more; a closed case that is still there says so."""
    code = await a_code(parts)
    (case,) = await parts.cases()
    unknown = await parts.say("beni", "start", "1", "5", "4", guess(1))
    closed = replace(case, status=Status.CLOSED)
    async with parts.store.begin() as work:
        await work.cases.save([closed])
    assert "is closed" in (await parts.say("cana", code))[0]
    async with parts.store.begin() as work:
        await work.cases.save([replace(closed, receipt_tag=b"", conversation=None)])
    assert await parts.say("dora", "start", "1", "5", "4", code) == unknown
    assert await parts.say("emra", code) == await parts.say("fatos", guess(2))
