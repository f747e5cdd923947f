"""Codes that lie ready, tags that are hashed on the side, and the limits that a guesser never gets past."""

import asyncio
import threading
from datetime import timedelta
from typing import Any, cast

import pytest

from reportbot.core.receipt import with_check_digit
from reportbot.service.ports import StoreFailed
from reportbot.service.reports.codes import AT_ONCE, MOST_WAITING, Codes, TooBusy
from reportbot.service.turns.codechecks import ALL_TRIES, FIRST_TRIES, MOST_SENDERS, TRIES, Tries
from reportbot.service.turns.limits import A_SENDER, ORDINARY
from tests.builders import AGAIN, ALARM, TUESDAY, WASTE, Parts, without_table
from tests.service.reaches import ALL

HOUR = timedelta(hours=1)
SMS, WEB = ("drenas", "sms"), ("drenas", "web")


class Slow:
    """A vault whose hashes end when the test says so."""

    def __init__(self) -> None:
        self.may_end = threading.Event()
        self.under_way = self.most = self.hashed = 0
        self.threads: set[str] = set()
        self._lock = threading.Lock()

    def new_code(self) -> str:
        return guess(self.hashed)

    def receipt_tag(self, code: str) -> bytes:
        with self._lock:
            self.threads.add(threading.current_thread().name)
            self.under_way += 1
            self.most = max(self.most, self.under_way)
        self.may_end.wait(10)
        with self._lock:
            self.under_way -= 1
            self.hashed += 1
        return b"%d" % self.hashed


def guess(number: int) -> str:
    return with_check_digit(f"{number:015d}")


def slow_codes(ready: int = 0) -> tuple[Codes, Slow]:
    vault = Slow()
    return Codes(cast(Any, vault), ready), vault


async def test_hashing_never_runs_on_the_event_loops_thread_and_at_most_two_at_once() -> None:
    codes, vault = slow_codes()
    asking = [asyncio.create_task(codes.tag(guess(number))) for number in range(10)]
    while vault.under_way < AT_ONCE:  # noqa: ASYNC110
        await asyncio.sleep(0)
    vault.may_end.set()
    await asyncio.gather(*asking)
    assert vault.most == AT_ONCE
    assert threading.current_thread().name not in vault.threads


async def test_when_too_many_wait_the_next_one_is_refused_without_a_hash() -> None:
    codes, vault = slow_codes()
    asking = [asyncio.create_task(codes.tag(guess(number))) for number in range(MOST_WAITING)]
    await asyncio.sleep(0)
    with pytest.raises(TooBusy):
        await codes.tag(guess(99))
    vault.may_end.set()
    await asyncio.gather(*asking)
    assert vault.hashed == MOST_WAITING
    assert await codes.tag(guess(99))


async def test_the_stock_is_filled_up_again_and_every_code_is_given_once() -> None:
    codes, vault = slow_codes(ready=5)
    vault.may_end.set()
    filling = asyncio.create_task(codes.keep_ready())
    taken = []
    for _ in range(3):
        while codes.ready < 5:  # noqa: ASYNC110
            await asyncio.sleep(0.001)
        taken += [await codes.take() for _ in range(5)]
    filling.cancel()
    assert len({code.tag for code in taken}) == 15


async def test_a_batch_gives_back_what_it_did_not_use_and_makes_up_what_it_lacked() -> None:
    codes, vault = slow_codes(ready=3)
    vault.may_end.set()
    codes.give_back([await codes.take() for _ in range(3)])
    async with codes.hand(200) as hand:
        assert codes.ready == 0
        used = hand.next()
    assert codes.ready == 2
    async with codes.hand(200) as hand:
        given = [hand.next() for _ in range(5)]
        assert hand.short == 3
        await codes.make_up(hand)
        again = [hand.next() for _ in range(5)]
        hand.check()
    assert again[:2] == given[:2]
    assert len({code.tag for code in again}) == 5
    assert used not in again and codes.ready == 0


async def test_more_reports_at_once_than_codes_lie_ready_all_get_one(parts: Parts) -> None:
    people = [f"person {number}" for number in range(5)]
    for text in WASTE[:-1]:
        await parts.intake.receive([parts.message(person, text) for person in people])
        await parts.deliver()
    await parts.intake.receive([parts.message(person, WASTE[-1]) for person in people])
    await parts.deliver()
    codes = {text.partition("Your code: ")[2][:19] for person in people for text in parts.phones.told(person)}
    assert len(codes - {""}) == 5
    assert len({case.receipt_tag for case in await parts.cases()}) == 5
    assert await parts.kept.waiting("drenas", ALL) == []


async def test_an_alarm_has_no_code_until_the_report_is_sent(here: Parts) -> None:
    await here.say("anna", *ALARM)
    (case,) = await here.cases()
    assert case.receipt_tag == b""


async def test_who_sends_no_code_does_not_wait_for_who_does(here: Parts, monkeypatch: pytest.MonkeyPatch) -> None:
    slow = Slow()
    monkeypatch.setattr(here.vault, "receipt_tag", slow.receipt_tag)
    guessing = asyncio.create_task(here.intake.receive([here.message("beni", guess(1))]))
    after = asyncio.create_task(here.intake.receive([here.message("beni", "help")]))
    await here.intake.receive([here.message("anna", "start")])
    assert not guessing.done() and not after.done()
    slow.may_end.set()
    await asyncio.gather(guessing, after)
    await here.deliver()
    assert here.phones.told("anna")
    told = here.phones.told("beni")
    assert "We find no open report" in told[0]  # what one person sends keeps its order


async def test_a_code_over_the_limit_is_not_hashed(here: Parts, monkeypatch: pytest.MonkeyPatch) -> None:
    slow = Slow()
    slow.may_end.set()
    monkeypatch.setattr(here.vault, "receipt_tag", slow.receipt_tag)
    await here.intake.receive([here.message("beni", guess(number)) for number in range(50)])
    await here.deliver()
    assert slow.hashed == TRIES
    assert sum("many tries" in text for text in here.phones.told("beni")) == A_SENDER.most // ORDINARY - TRIES
    here.clock.forward(A_SENDER.longest)
    await here.deliver()
    assert "many tries" in here.phones.told("beni")[-1], "the others in one piece"


async def test_a_try_that_the_store_has_lost_is_forgiven(here: Parts, sqlite_url: str) -> None:
    async with without_table(sqlite_url, "conversations"):
        for number in range(TRIES + 2):
            with pytest.raises(StoreFailed):
                await here.intake.receive([here.message("beni", guess(number))])
    assert "no open report" in (await here.say("beni", guess(1)))[-1]


async def test_messages_that_wait_for_a_hash_are_refused_when_the_process_stops(here: Parts) -> None:
    slow = Slow()
    here.intake._codes._vault = cast(Any, slow)
    guessing = asyncio.create_task(here.intake.receive([here.message("beni", guess(1))]))
    while not slow.under_way:  # noqa: ASYNC110
        await asyncio.sleep(0.001)
    here.intake._checks.stop()
    with pytest.raises(StoreFailed):
        await guessing
    slow.may_end.set()


def test_a_sender_has_five_tries_an_hour() -> None:
    tries = Tries()
    over = [tries.are_too_many(b"beni", SMS, TUESDAY) for _ in range(TRIES + 2)]
    assert over == [False] * TRIES + [True] * 2
    assert not tries.are_too_many(b"beni", SMS, TUESDAY + HOUR)


def test_a_try_that_is_refused_does_not_make_the_wait_longer() -> None:
    tries = Tries()
    for minute in range(60):
        tries.are_too_many(b"beni", SMS, TUESDAY + timedelta(minutes=minute))
    assert not tries.are_too_many(b"beni", SMS, TUESDAY + HOUR)


def used_up(where: tuple[str, str] = WEB) -> Tries:
    """By people who have one try left."""
    tries = Tries()
    for number in range(ALL_TRIES):
        assert not tries.are_too_many(b"%d" % (number // (TRIES - 1)), where, TUESDAY)
    return tries


def test_many_guessers_together_are_stopped_on_their_channel_of_their_town_and_only_there() -> None:
    tries = used_up()
    assert tries.are_too_many(b"1", WEB, TUESDAY)
    assert not tries.are_too_many(b"1", ("drenas", "telegram"), TUESDAY)
    assert not used_up().are_too_many(b"1", ("vushtrri", "web"), TUESDAY)
    assert not tries.are_too_many(b"1", WEB, TUESDAY + HOUR)


def test_whoever_comes_with_a_code_for_the_first_time_is_let_through_while_guessers_are_stopped() -> None:
    tries = used_up()
    assert not tries.are_too_many(b"anna", WEB, TUESDAY)
    assert tries.are_too_many(b"anna", WEB, TUESDAY)  # a second one waits


def test_new_names_do_not_help_a_guesser_beyond_a_few_a_second() -> None:
    tries, hashed = used_up(), 0
    for number in range(10_000):
        at = TUESDAY + timedelta(milliseconds=number)
        hashed += not tries.are_too_many(b"new %d" % number, WEB, at)
    assert hashed == 10 * FIRST_TRIES
    assert not tries.are_too_many(b"anna", WEB, TUESDAY + timedelta(seconds=11))


def test_a_clock_that_is_set_back_shuts_nobody_out() -> None:
    tries = used_up()
    later = [tries.are_too_many(b"new %d" % number, WEB, TUESDAY + HOUR / 2) for number in range(FIRST_TRIES + 1)]
    assert later[-1] and not tries.are_too_many(b"anna", WEB, TUESDAY)


def test_a_guesser_who_is_stopped_takes_no_tries_from_the_others() -> None:
    tries = Tries()
    for _ in range(2 * ALL_TRIES):
        tries.are_too_many(b"beni", WEB, TUESDAY)
    assert not tries.are_too_many(b"cana", WEB, TUESDAY)
    assert not tries.are_too_many(b"cana", WEB, TUESDAY)


def test_only_so_many_senders_are_remembered_and_the_quietest_are_forgotten_first() -> None:
    tries = Tries()
    for number in range(2 * MOST_SENDERS):
        tries.are_too_many(b"%d" % number, (f"town {number // ALL_TRIES}", "web"), TUESDAY)
    assert next(iter(tries._by_sender)) == b"%d" % MOST_SENDERS
    assert len(tries._by_sender) == MOST_SENDERS


async def test_who_comes_with_their_own_code_is_answered_while_somebody_guesses_with_new_names(here: Parts) -> None:
    said = await here.say("anna", *WASTE)
    code = next(text for text in said if "Your code" in text).partition("Your code: ")[2][:19]
    for number in range(ALL_TRIES):  # what they cost is not what is tested here
        here.intake._checks._tries.are_too_many(b"%d" % number, ("drenas", "telegram"), TUESDAY)
    assert "many tries" not in " ".join(await here.say("beni", code))


async def test_a_second_report_has_a_code_of_its_own(here: Parts) -> None:
    first = await here.say("anna", *WASTE)
    second = await here.say("anna", *AGAIN)
    assert "Your code" in first[-1] + first[0] and "Your code" in second[-1] + second[0]
    assert len({case.receipt_tag for case in await here.cases()}) == 2
