"""The auditor's page: entries by number, person, act and day; and whether the chain holds."""

import sqlite3
from contextlib import aclosing
from functools import partial
from typing import Any

import httpx
import pytest

from reportbot.service.audit.notes import note_alone
from reportbot.service.ports import Work
from tests.markup import markup
from tests.web.console.house import SAME_SITE, House
from tests.web.console.supervised import signed_in


def entries_of(answer: httpx.Response) -> list[list[str]]:
    rows = markup(answer.text).select(".log tbody tr")
    return [[" ".join(cell.get_text().split()) for cell in row.find_all(["th", "td"])] for row in rows]


async def audit_page(house: House, query: str = "", role: str = "auditor") -> httpx.Response:
    async with aclosing(await signed_in(house, role)) as browser:
        return await browser.get(f"/console/drenas/audit{query}")


async def test_the_log_is_read_by_number(house: House) -> None:
    await house.report()
    await house.report()
    answer = await audit_page(house, "?number=2026-0002")
    assert answer.status_code == 200
    assert {row[4] for row in entries_of(answer)} == {"2026-0002"}
    assert "The chain holds" in answer.text


async def test_the_log_says_nothing_that_anybody_wrote(house: House) -> None:
    await house.report()
    assert "kapak" not in (await audit_page(house)).text


def note(about: dict[str, Any], work: Work) -> None:
    work.audit.note("read_case", **about)


async def test_older_entries_are_a_link_away_and_keep_the_filter(house: House) -> None:
    for number in range(60):
        noted: dict[str, Any] = {
            "at": house.clock.now(),
            "municipality": "drenas",
            "actor": "qps",
            "subject": f"2026-{number:04}",
        }
        await note_alone(house.parts.database, partial(note, noted))
    async with aclosing(await signed_in(house, "auditor")) as browser:
        first = await browser.get("/console/drenas/audit?day=2026-11-23")
        older = markup(first.text).find("a", string="Older entries")
        assert older is not None and "day=2026-11-23" in str(older["href"])
        second = await browser.get(str(older["href"]))
    positions = [int(row[0]) for row in entries_of(first) + entries_of(second)]
    assert positions == sorted(set(positions), reverse=True)


@pytest.mark.parametrize(
    "query",
    [
        "?number=%3Cscript%3Ealert(1)%3C/script%3E",
        "?day=2026-99-99",
        "?day=9999-12-31",
        "?day=0001-01-01",
        "?before=-1",
        "?before=" + "9" * 40,
        "?before=abc",
        "?actor=" + "x" * 5000,
        "?act=%00%ff",
        "?number=2026-0001&number=2026-0002",
    ],
)
async def test_rubbish_finds_nothing_and_breaks_nothing(house: House, query: str) -> None:
    answer = await audit_page(house, query)
    assert answer.status_code == 200
    assert "<script>alert" not in answer.text


async def test_a_changed_entry_is_told_in_words(house: House) -> None:
    await house.report()
    file = house.parts.settings.database_url.removeprefix("sqlite:///")
    forger = sqlite3.connect(file)
    forger.execute("DROP TRIGGER audit_entries_no_update")
    forger.execute("UPDATE audit_entries SET subject = '2026-0009' WHERE position = 3")
    forger.commit()
    forger.close()
    assert "The chain is broken behind entry 2." in (await audit_page(house)).text


async def test_the_whole_chain_is_checked_again_by_a_press_that_is_noted(house: House) -> None:
    async with aclosing(await signed_in(house, "auditor")) as browser:
        page = await browser.get("/console/drenas/audit")
        field = markup(page.text).find("input", {"name": "form_token"})
        assert field is not None
        answer = await browser.post(
            "/console/drenas/audit/checks", data={"form_token": str(field["value"])}, headers=SAME_SITE
        )
        assert answer.status_code == 303
        found = await browser.get("/console/drenas/audit?act=audit_checked")
        refused = await browser.post("/console/drenas/audit/checks", data={}, headers=SAME_SITE)
    assert len(entries_of(found)) == 1 and "result: it holds" in found.text
    assert refused.status_code == 403


@pytest.mark.parametrize("role", ["coordinator", "officer", "child_protection", "supervisor", "administrator"])
async def test_only_an_auditor_reads_the_log(house: House, role: str) -> None:
    assert (await audit_page(house, role=role)).status_code == 403
