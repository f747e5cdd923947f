"""The load driver keeps its promises: interleaving, waiting for replies, and finding every case that is wrong."""

import asyncio
import os
from dataclasses import asdict

import pytest

from tests.benchmarks.load import MESSAGES, Driver, OnReply, Reply, Run, differences
from tests.benchmarks.people import Answer, Json, Report, a_report, press

KEYBOARD = {
    "inline_keyboard": [[{"text": "Hole", "callback_data": "c:manhole"}, {"text": "Dogs", "callback_data": "2"}]]
}


class SlowEcho:
    """A bot that answers in its own time, some people later than others, first with a greeting that asks nothing."""

    name = "slow echo"
    pid = os.getpid()

    def __init__(self) -> None:
        self.heard: list[tuple[int, int]] = []
        self.numbers: list[int] = []
        self.log: list[tuple[str, int]] = []

    async def start(self, on_reply: OnReply) -> None:
        self._on_reply = on_reply

    async def feed(self, update: Json) -> None:
        who = int(update["message"]["chat"]["id"])
        step = sum(chat == who for chat, _ in self.heard)
        self.heard.append((who, step))
        self.numbers.append(update["update_id"])
        self.log.append(("fed", who))
        self._on_reply(who, {"message_id": 1, "text": "one moment"})
        asyncio.get_running_loop().call_later(0.001 * (who % 5), self._reply, who, step)

    def answers(self, step: int, report: Report, reply: Reply) -> Answer | None:
        return {"text": f"{step}"} if str(reply["text"]).startswith("?") else None

    def receipt(self, reply: Reply) -> str | None:
        return str(reply["text"])[1:] if str(reply["text"]).startswith("=") else None

    async def stop(self) -> None: ...

    def counts(self) -> dict[str, int]:
        return {}

    async def cases(self) -> list[dict[str, str]]:
        return []

    def _reply(self, who: int, step: int) -> None:
        self.log.append(("replied", who))
        self._on_reply(who, {"message_id": 2, "text": f"={who}" if step == MESSAGES - 1 else "?"})


async def test_message_i_of_everybody_comes_before_the_next_of_anybody() -> None:
    bot, _ = await _driven(reports=8, people=8)
    assert [step for _, step in bot.heard] == [step for step in range(MESSAGES) for _ in range(8)]


async def test_a_person_writes_again_only_after_the_reply_to_the_last() -> None:
    bot, _ = await _driven(reports=6, people=3)
    for person in {who for _, who in bot.log}:
        assert [what for what, who in bot.log if who == person] == ["fed", "replied"] * MESSAGES


async def test_waves_give_each_report_its_own_person_and_every_turn_a_time() -> None:
    bot, run = await _driven(reports=10, people=4)
    assert len({who for who, _ in bot.heard}) == len(run.receipts) == len(run.said) == 10
    assert len(run.turns) == 10 * MESSAGES


async def test_update_numbers_never_repeat() -> None:
    bot, _ = await _driven(reports=4, people=2)
    assert bot.numbers == sorted(set(bot.numbers))


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ({}, []),
        ({"place": "Nekoc i Ri"}, ["case 1: place differs"]),
        ({"code": "0000000000000000"}, ["case 1: code differs"]),
        (
            {"description": "something else"},
            ["case 1: nobody said this, or it is there twice", "1 reports have no case"],
        ),
    ],
)
def test_every_field_of_a_case_is_held_against_what_was_said(change: dict[str, str], found: list[str]) -> None:
    said = {f"{number:016d}": a_report(number) for number in (1, 2)}
    cases = [{**asdict(report), "code": code} for code, report in said.items()]
    assert differences(said, [cases[0], {**cases[1], **change}]) == found


def test_a_case_stored_twice_or_not_at_all_is_found() -> None:
    said = {"1": a_report(1), "2": a_report(2)}
    first = {**asdict(a_report(1)), "code": "1"}
    assert differences(said, [first, first]) == [
        "case 1: nobody said this, or it is there twice",
        "1 reports have no case",
    ]


def test_a_code_that_cannot_be_read_back_is_not_asked_for() -> None:
    assert differences({"1": a_report(1)}, [asdict(a_report(1))]) == []


@pytest.mark.parametrize(("wanted", "data"), [("Dogs", "2"), ("2", "2"), ("manhole", "c:manhole"), ("waste", None)])
def test_a_button_is_found_by_label_by_data_or_by_the_end_of_its_data(wanted: str, data: str | None) -> None:
    assert press({"reply_markup": KEYBOARD}, wanted) == ({"data": data} if data else None)


async def _driven(reports: int, people: int) -> tuple[SlowEcho, Run]:
    bot = SlowEcho()
    driver = Driver(bot)
    await bot.start(driver.on_reply)
    return bot, await driver.reports(reports, people)
