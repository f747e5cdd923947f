"""What happened to my report? By code from anywhere, within limits that a guesser never gets past."""

from datetime import timedelta

from reportbot.core.receipt import with_check_digit
from tests.builders import TUESDAY, VIOLENCE, WASTE, Parts, parts_for, turning_in_circles

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
    assert "Directorate of Public Services" in said[-1]


async def test_without_a_code_it_is_the_last_report_of_this_conversation(parts: Parts) -> None:
    assert "no report from this chat" in (await parts.say("beni", "start", "1", "status", "status"))[-1]
    await a_code(parts)
    assert "They should answer by Wednesday 8 April" in (await parts.say("anna", "status"))[-1]


async def test_a_late_office_is_called_late(here: Parts) -> None:
    await a_code(here)
    await here.tick(TUESDAY + 30 * HOUR)
    assert "They are late. We have reminded them." in (await here.say("anna", "status"))[-1]


async def test_a_code_that_was_never_given_looks_like_one_of_another_town_or_one_that_is_erased(here: Parts) -> None:
    code = await a_code(here)
    assert (await here.say("beni", guess(1)))[-1].startswith(UNKNOWN)
    wrong = code[:-1] + str((int(code[-1]) + 1) % 10)
    assert "One digit of this code is wrong" in (await here.say("cana", "start", "1", "4", wrong))[-1]
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


async def test_a_guesser_who_is_stopped_takes_no_tries_from_the_others(here: Parts) -> None:
    code = await a_code(here)
    await here.intake.receive([here.message("beni", guess(number)) for number in range(600)])
    assert "Directorate" in (await here.say("cana", code))[-1]


async def test_many_guessers_together_are_stopped_too(here: Parts) -> None:
    for person in range(101):
        await here.intake.receive([here.message(f"person {person}", guess(number)) for number in range(5)])
    assert (await here.say("cana", guess(1)))[-1].startswith(WAIT)
    here.clock.forward(HOUR)
    assert (await here.say("cana", guess(1)))[-1].startswith(UNKNOWN)


async def test_a_try_of_a_batch_that_was_taken_back_does_not_count(here: Parts) -> None:
    parts = await parts_for(here.store, here.clock, book=turning_in_circles())
    async with parts.taking():
        await parts.say("breaks", "start", "1")
        await parts.say("beni", "help")
        for number in range(5):
            await parts.intake.receive(
                [parts.message("beni", guess(number)), parts.message("breaks", "5"), parts.message("beni", "help")]
            )
            await parts.deliver()
        assert not any(text.startswith(WAIT) for text in parts.phones.told("beni"))


async def test_the_status_of_a_matter_that_concerns_a_person_does_not_name_it(here: Parts) -> None:
    code = await a_code(here, VIOLENCE)
    said = (await here.say("beni", code))[-1]
    assert "violence" not in said.casefold() and "evening" not in said
