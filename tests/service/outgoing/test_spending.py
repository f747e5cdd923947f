"""SMS cost a town money: counted as they leave, told to the coordinator, and spared without silencing anybody."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest

from reportbot.core.messages import OutboundMessage
from reportbot.core.outgoing.as_sms import body
from reportbot.core.sms import segments
from reportbot.core.spending import Level, SmsBudget, month_of
from reportbot.service.outgoing.spending import spent_this_month
from reportbot.service.ports import DeliveryFailed
from reportbot.service.records import Delivery, DeliveryState, SmsMonth
from reportbot.storage import Database
from tests.builders import Parts, Phones, a_municipality, parts_for, without_table
from tests.service.asking import code_in, news_of

ANNA, BENI = "+38344000001", "+38344000002"
REPORT = ("start", "1", "1", "Old bottles everywhere at the river", "Komoran", "1")
"""English, a danger in a public place, what, where, send."""
APRIL = 202604
HONEST = "Until next month we can answer little by SMS."


class SmsPhones(Phones):
    """As Twilio: bills what leaves by SMS."""

    def segments(self, message: OutboundMessage) -> int:
        return _billed(message) if message.address.channel == "sms" else 0


def _billed(message: OutboundMessage) -> int:
    return segments(body(message.text, [choice.label for choice in message.choices]))


@pytest.fixture
async def town(store: Database, database_url: str) -> AsyncIterator[Parts]:
    """Drenas with a budget of 100 SMS a month, on each kind of database."""
    direct = database_url.startswith("sqlite")
    budget = a_municipality(sms=SmsBudget(100, 80))
    parts = await parts_for(store, direct=direct, phones=SmsPhones(), town=budget)
    async with parts.taking():
        yield parts


async def months(parts: Parts) -> list[SmsMonth]:
    async with parts.store.read() as work:
        return await work.spending.since(0)


async def spend(parts: Parts, count: int) -> None:
    """So many leave, however they were written."""
    async with parts.store.begin() as work:
        month = month_of(parts.clock.now(), "Europe/Belgrade")
        await work.spending.add([SmsMonth("drenas", month, count, Level.FREE)])


async def by_sms(parts: Parts, *texts: str, value: str = ANNA) -> list[str]:
    return await parts.say(value, *texts, channel="sms")


async def test_every_sms_is_counted_as_it_leaves(town: Parts) -> None:
    await by_sms(town, *REPORT)
    (april,) = await months(town)
    assert april.key == ("drenas", APRIL)
    assert april.segments == sum(map(_billed, town.phones.sent)) > 5
    assert await spent_this_month(town.store, town.towns["drenas"], town.clock.now()) == april.segments


async def test_other_channels_ask_and_count_nothing(here: Parts, sqlite_url: str) -> None:
    async with without_table(sqlite_url, "sms_months"):
        assert await here.say("anna", "start", "1")


async def test_what_was_not_sent_is_not_counted_and_what_is_sent_again_is(town: Parts) -> None:
    """The second message of a turn fails: the first has left and is billed, and is billed again with the retry."""
    town.phones.failures = [None, DeliveryFailed("busy", retry=True)]
    await by_sms(town, "start")
    first = _billed(town.phones.sent[0])
    assert [row.segments for row in await months(town)] == [first]
    town.clock.forward(timedelta(minutes=5))
    await town.deliver()
    assert [row.segments for row in await months(town)] == [sum(map(_billed, town.phones.sent))]


def mails(parts: Parts) -> list[tuple[str, str]]:
    return [each for each in parts.mail.take() if "SMS" in each[1]]


async def test_the_coordinator_is_told_once_of_each_level(town: Parts) -> None:
    await spend(town, 79)
    await by_sms(town, "start")
    ((desk, subject),) = mails(town)
    assert (desk, subject.partition(":")[0], subject[-8:]) == ("coordinator", "SMS-të e këtij muaji", " nga 100")
    await by_sms(town, "1")
    assert mails(town) == []
    await spend(town, 100)
    await by_sms(town, "2")
    ((desk, subject),) = mails(town)
    assert (desk, subject.partition(":")[0]) == ("coordinator", "SMS-të e këtij muaji u shpenzuan")
    await by_sms(town, "start", "1", "1", value=BENI)
    assert mails(town) == []
    assert [row.told for row in await months(town)] == [Level.SPENT]


async def test_a_budget_that_is_spent_at_once_is_told_once(town: Parts) -> None:
    await spend(town, 500)
    await by_sms(town, "start", "1")
    assert len(mails(town)) == 1


@pytest.mark.parametrize("asks", ["code", "status"])
async def test_above_the_budget_whoever_asks_still_hears_how_their_report_stands(town: Parts, asks: str) -> None:
    """No news is pushed any more because STATUS tells it: also where something is asked after it."""
    code = code_in(await by_sms(town, *REPORT))
    await spend(town, 100)
    await by_sms(town, "help")  # the honest sentence of this month
    town.clock.forward(timedelta(days=2))
    said = await by_sms(town, code if asks == "code" else "status")
    assert said[0].startswith("Your report of Tuesday 7 April") and said[-1].startswith("Is it safe")


async def test_the_mail_names_nobody_and_no_matter(town: Parts) -> None:
    await spend(town, 100)
    await by_sms(town, *REPORT)
    (notice,) = [each for each in town.mail.sent if "u shpenzuan" in each.subject]
    assert "dërgohen gjithmonë" in notice.body
    assert ANNA not in notice.body
    assert notice.link == "https://reports.drenas.example/console/drenas/"


async def test_above_the_budget_one_honest_sentence_a_month_then_the_shortest_form(town: Parts) -> None:
    await by_sms(town, "start", "1")
    await spend(town, 100)
    first = await by_sms(town, "help")
    assert [text for text in first if HONEST in text] == [
        "In danger now? Call 112. Until next month we can answer little by SMS. "
        "Write here: https://reports.drenas.example/chat/drenas"
    ]
    assert first[0].startswith(("In danger now? Call 112.", "Danger now: call 112."))
    whole = await by_sms(town, "start", "1", value=BENI)
    assert any(HONEST in text for text in town.phones.told(BENI))
    for text in ("start", "back", "language", "status", "1", "x" * 50):
        said = await by_sms(town, text)
        assert said
        assert not any(HONEST in each for each in said)
        assert len([each for each in said if "112" not in each]) <= 1
    assert whole


async def test_a_new_month_begins_with_a_budget_of_its_own(town: Parts) -> None:
    await spend(town, 100)
    await by_sms(town, "start")
    town.clock.set(datetime(2026, 4, 30, 22, 0, tzinfo=UTC))  # midnight in Drenas
    await town.upkeep.keep()
    said = await by_sms(town, "start")
    assert not any(HONEST in text for text in said)
    assert [row.key for row in await months(town)] == [("drenas", APRIL), ("drenas", 202605)]


@pytest.mark.parametrize(
    "words", ["he is beating me right now", "I want to kill myself", "there is a fire in the house"]
)
async def test_danger_is_answered_as_if_there_were_no_budget(town: Parts, words: str) -> None:
    free = await parts_said(town, words, ANNA)
    await spend(town, 500)
    spent = await parts_said(town, words, BENI)
    assert free == spent
    assert any("112" in text for text in spent)
    assert any(HONEST in text for text in town.phones.told(BENI))  # before: to "start"


async def parts_said(town: Parts, words: str, value: str) -> list[str]:
    """To this danger, and to the yes after it."""
    return [*await by_sms(town, "start", "1", words, value=value), *await by_sms(town, "1", value=value)]


async def test_a_receipt_is_sent_whole_and_its_case_is_as_any_other(town: Parts) -> None:
    await spend(town, 500)
    said = await by_sms(town, *REPORT)
    assert any("Your code: " in text for text in said)
    (case,) = await town.cases()
    assert case.place == "komoran"


async def test_a_number_that_is_asked_for_is_always_sent(town: Parts) -> None:
    await spend(town, 500)
    await by_sms(town, "start", "1")
    await by_sms(town, "start")
    said = await by_sms(town, "numbers", "1")
    assert any("112" in text for text in said), said


async def test_news_waits_until_somebody_asks(town: Parts) -> None:
    await by_sms(town, *REPORT, "1")
    await spend(town, 500)
    before = len(town.phones.told(ANNA))
    await _news(town, "question")
    assert len(town.phones.told(ANNA)) == before
    said = await by_sms(town, "status")
    assert any("Your report of" in text for text in said)


async def test_news_that_was_written_before_is_left_out_too(town: Parts) -> None:
    await by_sms(town, *REPORT, "1")
    town.clock.forward(timedelta(hours=13))  # at night
    await _news(town, "question")
    await spend(town, 500)
    before = len(town.phones.told(ANNA))
    town.clock.forward(timedelta(hours=10))
    await town.deliver()
    assert len(town.phones.told(ANNA)) == before
    (row,) = [row for row in await _deliveries(town) if row.kind == "news"]
    assert (row.state, row.failure) == (DeliveryState.CANCELLED, "the month's SMS are spent")


async def test_an_alarm_that_nobody_opened_is_told_by_sms_all_the_same(town: Parts) -> None:
    await by_sms(town, *REPORT, "1")
    await spend(town, 500)
    await _news(town, "admit")
    assert "Nobody on duty has opened the alert" in town.phones.told(ANNA)[-1]


async def test_whatsapp_through_the_same_account_is_not_cut(town: Parts) -> None:
    await spend(town, 500)
    for _ in range(3):
        said = await by_sms(town, "start", value=f"whatsapp:{ANNA}")
        assert not any(HONEST in text for text in said)


async def _news(parts: Parts, what: str) -> None:
    (case,) = await parts.cases()
    news, now = news_of(parts), parts.clock.now()
    async with parts.store.begin() as work:
        if what == "admit":
            await news.admit(work, parts.towns["drenas"], case, "alarm_late", now)
        else:
            await news.question(work, parts.towns["drenas"], case, now)
    await parts.deliver()


async def _deliveries(parts: Parts) -> list[Delivery]:
    (case,) = await parts.cases()
    async with parts.store.read() as work:
        return await work.outbox.of_case(case.id)
