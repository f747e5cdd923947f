"""A town with a past: cases of many weeks, some answered, some done, some late. And people who watch over it."""

from dataclasses import replace
from datetime import timedelta

import httpx

from reportbot.core.cases.case import Case
from reportbot.core.cases.events import CaseEvent
from reportbot.core.cases.referral import Answer, Referral
from reportbot.core.cases.workflow import Status
from reportbot.core.urgency import Urgency
from reportbot.service.ids import id_at
from reportbot.service.records import Due
from tests.web.console.house import SAME_SITE, House, browser_for

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
OFFICES = ("public_services", "inspectorate", "police", "qps")
PLACES = ("komoran", "arllat", "gllobar", "drenas", "baice", "dobroshec")
MATTERS = {"public_services": "manhole", "inspectorate": "waste", "police": "school_surroundings", "qps": "neglect"}


async def signed_in(house: House, role: str, town: str = "drenas") -> httpx.AsyncClient:
    browser = browser_for(house.app, house.url)
    answer = await browser.post(house.login_path(town, role), headers=SAME_SITE)
    assert answer.status_code == 303
    browser.cookies.set("console-language", "en")
    return browser


async def a_past(house: House, many: int = 60, town: str = "drenas", **changed: object) -> list[Case]:
    """Case `n` was opened n days and some hours ago; of four offices in turn, one in ten in Serbian, one of 30 in
    Turkish. Of ten, six are done, two taken on, two silent and late."""
    now, cases = house.clock.now(), []
    async with house.parts.database.begin() as work:
        for number in range(1, many + 1):
            office = OFFICES[number % len(OFFICES)]
            opened = now - number * DAY - (number % 5) * HOUR
            id = id_at(opened) + number * 64
            fate = number % 10
            case = Case(
                id=id,
                municipality=town,
                number=f"2026-{number:04}",
                category=MATTERS[office],
                urgency=Urgency.NORMAL,
                status=Status.RESOLVED if fate < 6 else Status.ACKNOWLEDGED if fate < 8 else Status.REFERRED,
                opened_at=opened,
                updated_at=opened,
                place=PLACES[number % len(PLACES)],
                lead=office,
                language="tr" if number % 30 == 0 else "sr" if fate == 1 else "sq",
                channel="web",
                voice="adult",
                danger="",
                sealed_because=b"",
                receipt_tag=b"",
                sealed_key=house.parts.vault.new_case_key(id),
                conversation=None,
            )
            case = replace(case, **changed)  # type: ignore[arg-type]
            referral = Referral(
                id,
                id,
                town,
                office,
                "lead",
                opened,
                answer=Answer.DONE if fate < 6 else Answer.RECEIVED if fate < 8 else None,
                answered_at=opened + (20 + 7 * fate) * HOUR if fate < 8 else None,
                assigned="first" if office == "qps" else "",
                acknowledge_by=opened + 8 * HOUR,
                act_by=opened + 30 * DAY,
                close_by=opened + 40 * DAY,
                clock_from=opened,
                outcome="repaired" if fate < 6 else "",
            )
            events = []
            if fate < 8:
                at = opened + (2 + fate) * HOUR
                events.append(CaseEvent(id + 1, id, town, "received", at, office))
            if fate < 6:
                events.append(CaseEvent(id + 2, id, town, "done", opened + (20 + 7 * fate) * HOUR, office))
            await work.cases.add([case], [], [referral], events)
            if case.status.is_open:
                await work.dues.add([Due(id + 3, town, id, id, "acknowledge", 0, opened + 8 * HOUR)])
            cases.append(case)
    return cases
