"""Half an hour after a report whoever leads it hears of what is added: at once, then once an hour, with a count."""

from datetime import timedelta

from tests.builders import WASTE, Parts

MINUTE = timedelta(minutes=1)
ONE = "Raportimi 2026-0001: personi ka shtuar diçka"


async def a_case_of_this_morning(parts: Parts) -> None:
    """Reported forty minutes ago, and its mails are read."""
    await parts.say("anna", *WASTE, "yes")
    parts.clock.forward(40 * MINUTE)
    await parts.deliver()
    parts.mail.take()


async def adds(parts: Parts, *texts: str) -> None:
    for text in texts:
        parts.clock.forward(timedelta(seconds=30))
        await parts.say("anna", text, "1")


def mails(parts: Parts) -> list[str]:
    return [subject for _, subject in parts.mail.take()]


async def test_the_first_addition_is_told_at_once_and_the_next_ones_an_hour_later_in_one_mail(parts: Parts) -> None:
    await a_case_of_this_morning(parts)
    await adds(parts, "Now there are tyres too")
    assert mails(parts) == [ONE]
    await adds(parts, *(f"And {number} more bottles at the fence" for number in range(4)))
    assert mails(parts) == []
    parts.clock.forward(57 * MINUTE)
    await parts.deliver()
    assert mails(parts) == []
    parts.clock.forward(MINUTE)
    await parts.deliver()
    assert mails(parts) == ["Raportimi 2026-0001: personi ka shtuar 4 herë"]
    assert len((await parts.casework.case("drenas", "2026-0001", "coordinator")).story.reports) == 6, "all are stored"


async def test_after_a_quiet_hour_it_is_told_at_once_again(parts: Parts) -> None:
    await a_case_of_this_morning(parts)
    await adds(parts, "Now there are tyres too")
    mails(parts)
    parts.clock.forward(60 * MINUTE)
    await adds(parts, "Somebody left more old tyres there")
    assert mails(parts) == [ONE]


async def test_the_hour_counts_from_the_last_mail_whatever_it_counted(parts: Parts) -> None:
    await a_case_of_this_morning(parts)
    await adds(parts, "Now there are tyres too", "And old chairs as well")
    parts.clock.forward(60 * MINUTE)
    await parts.deliver()
    assert len(mails(parts)) == 2
    await adds(parts, "Somebody left a sofa there", "And a table")
    assert mails(parts) == []
    parts.clock.forward(60 * MINUTE)
    await parts.deliver()
    assert mails(parts) == ["Raportimi 2026-0001: personi ka shtuar 2 herë"]


async def test_what_makes_it_more_urgent_is_told_at_once(parts: Parts) -> None:
    await a_case_of_this_morning(parts)
    await adds(parts, "Now there are tyres too", "And old chairs as well")
    mails(parts)
    await adds(parts, "There is an open pit near the school too")
    assert mails(parts) == [ONE]


async def test_additions_of_one_batch_are_one_mail(parts: Parts) -> None:
    await a_case_of_this_morning(parts)
    said = ("Now there are tyres too", "1", "And old chairs as well", "1")
    await parts.intake.receive([parts.message("anna", text) for text in said])
    await parts.deliver()
    assert mails(parts) == [ONE]


async def test_many_additions_never_make_more_than_two_mails_an_hour(here: Parts) -> None:
    await a_case_of_this_morning(here)
    await adds(here, *(f"There are {number} more bottles at the fence" for number in range(50)))
    here.clock.forward(60 * MINUTE)
    await here.deliver()
    assert sorted(mails(here)) == sorted([ONE, "Raportimi 2026-0001: personi ka shtuar 49 herë"])
