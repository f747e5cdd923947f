"""A demo whose queue is full before anybody opens it."""

import asyncio
import secrets
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

from reportbot.app import Parts, open_parts
from reportbot.config import Settings
from reportbot.core.cases.referral import Answer
from reportbot.demo.run import demo_keys, with_demo_contacts
from reportbot.service.desk.calling import Call

NEWEST, TODAY = 15, 9  # cases of which most are still open; of them, those of the last hours
SAID = "Pus pa kapak te shkolla, numri {number}. Fëmijët kalojnë aty çdo ditë."
CATEGORIES = ("manhole", "waste", "stray_dogs", "playground", "sidewalk_traffic", "water_sewage", "other_emergency")


def fill(folder: Path, town: str, cases: int) -> None:
    """Opens so many cases in the database of the demo that will run in this folder, as calls to the desk."""
    with ThreadPoolExecutor(1) as apart:  # where the browser is driven, an event loop runs already
        apart.submit(asyncio.run, _fill(folder, town, cases)).result()


async def _fill(folder: Path, town: str, cases: int) -> None:
    settings = Settings(database_url=f"sqlite:///{folder / 'demo.db'}", codes_ready="0", model="off")
    parts = await open_parts(settings, keys=demo_keys(folder / "keys"), change=with_demo_contacts)
    try:
        for number in range(cases):
            category = CATEGORIES[number % len(CATEGORIES)]
            call = Call(SAID.format(number=number), category, {}, category == "other_emergency", "sq", "citizen")
            await parts.calling.report(town, call, secrets.token_hex(8), "coordinator")
    finally:
        await parts.close()


def fill_weeks(folder: Path, town: str, cases: int = 72) -> None:
    """Nine weeks of work at the desk: reports come in, offices answer sooner or later, some are late, some are over."""
    with ThreadPoolExecutor(1) as apart:
        apart.submit(asyncio.run, _fill_weeks(folder, town, cases)).result()


class Past:
    """Stands where it is put."""

    def __init__(self) -> None:
        self.at = datetime.now(UTC) - timedelta(weeks=9)

    def now(self) -> datetime:
        return self.at


async def _fill_weeks(folder: Path, town: str, cases: int) -> None:
    clock = Past()
    settings = Settings(database_url=f"sqlite:///{folder / 'demo.db'}", codes_ready="0", model="off")
    parts = await open_parts(settings, clock=clock, keys=demo_keys(folder / "keys"), change=with_demo_contacts)
    places = [place.key for place in parts.towns[town].around.gazetteer.listed() if place.offered][:6]
    to_come: list[tuple[datetime, int, str, Answer]] = []
    try:
        for number in range(cases):
            is_today = number >= cases - TODAY
            clock.at += timedelta(minutes=25) if is_today else timedelta(weeks=9, hours=-5) / (cases - TODAY)
            await parts.upkeep.keep()
            await _answer(parts, town, clock, to_come)
            category = CATEGORIES[number % len(CATEGORIES)]
            urgent = category == "other_emergency"
            place = {"key": places[number * number % len(places)]}
            language = ("sq", "sq", "sr")[number % 3]
            call = Call(SAID.format(number=number), category, place, urgent, language, "citizen")
            taken = await parts.calling.report(town, call, secrets.token_hex(8), "coordinator")
            hours = (number * 37) % 90 + 2
            is_new = number >= cases - NEWEST
            if not is_new or number % 4 == 1:
                to_come.append((clock.at + timedelta(hours=hours), number, taken.number, Answer.RECEIVED))
            if not is_new:
                to_come.append((clock.at + timedelta(hours=hours * 3), number, taken.number, Answer.DONE))
        clock.at = datetime.now(UTC) - timedelta(minutes=20)
        await parts.upkeep.keep()
        await _answer(parts, town, clock, to_come)
    finally:
        await parts.close()


async def _answer(parts: Parts, town: str, clock: Past, to_come: list[tuple[datetime, int, str, Answer]]) -> None:
    """What the offices have said until now, at the time at which they said it."""
    now = clock.at
    for row in sorted(each for each in to_come if each[0] <= now):
        to_come.remove(row)
        clock.at, _, number, answer = row
        async with parts.database.read() as work:
            case = await work.cases.by_number(town, number)
            assert case is not None
            lead = next(each for each in await work.cases.referrals(case.id) if each.institution == case.lead)
        outcome = "repaired" if answer is Answer.DONE and not case.concerns_a_person else ""
        if answer is Answer.DONE and not outcome:
            continue
        await parts.responses.answer_as(case.lead, lead.id, answer, outcome=outcome)
        if answer is Answer.DONE:
            await parts.casework.close(town, number, "@coordinator", outcome)
    clock.at = now
