"""What leaves as a table: for whom, with which columns, what is noted, and what is refused."""

import csv
import io
from contextlib import aclosing
from datetime import timedelta

import httpx
import pytest
from openpyxl import load_workbook

from reportbot.service.desk import exporting
from reportbot.service.records.audit import AuditEntry
from tests.markup import markup
from tests.web.console.house import SAME_SITE, House
from tests.web.console.oversight.test_audit import audit_page, entries_of
from tests.web.console.supervised import a_past, signed_in

WHY = "For the meeting of the council on Monday"


async def token_of(browser: httpx.AsyncClient, path: str = "/console/drenas/exports") -> str:
    field = markup((await browser.get(path)).text).find("input", {"name": "form_token"})
    assert field is not None
    return str(field["value"])


async def exported(house: House, role: str = "supervisor", **fields: str) -> httpx.Response:
    async with aclosing(await signed_in(house, role)) as browser:
        data = {"form_token": await token_of(browser), "what": "cases", "format": "csv", "reason": WHY} | fields
        return await browser.post("/console/drenas/exports", data=data, headers=SAME_SITE)


def table_of(answer: httpx.Response) -> list[list[str]]:
    assert answer.content.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"), newline=""), delimiter=";"))


async def noted(house: House, act: str = "exported") -> list[AuditEntry]:
    async with house.parts.database.read() as work:
        return [each for each in await work.audit.last(5000) if each.act == act.encode()]


async def test_a_list_of_reports_has_their_outline_and_nothing_that_anybody_wrote(house: House) -> None:
    await house.report()
    answer = await exported(house)
    head, (number, matter, *_, place, _) = table_of(answer)
    assert head == ["Number", "Matter", "Urgency", "Status", "Came in", "Last change", "Place", "Institution"]
    assert (number, matter, place) == ("2026-0001", "Open manhole or pit", "Komoran")
    assert "kapak" not in answer.text


async def test_the_file_says_nothing_and_is_stored_by_nobody(house: House) -> None:
    answer = await exported(house)
    assert answer.headers["content-disposition"] == 'attachment; filename="table-20261123-090000.csv"'
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.headers["x-content-type-options"] == "nosniff"


async def test_who_what_how_many_and_why_is_noted_before_a_row_leaves(house: House) -> None:
    await a_past(house, 20)
    await exported(house, category="manhole", status="over", weeks="4")
    (entry,) = await noted(house)
    assert entry.actor == b"@supervisor"
    (said,) = [row[5] for row in entries_of(await audit_page(house, "?act=exported"))]
    assert "what: List of reports" in said
    assert "filter: From how many weeks: 4, Status: over, Matter: Open manhole or pit" in said
    for piece in ('"rows": "3"', WHY, '"what": "cases"', "weeks=4 status=over category=manhole", '"format": "csv"'):
        assert piece in entry.facts.decode()


async def test_sensitive_reports_do_not_exist_for_who_is_not_named_for_them(house: House) -> None:
    await a_past(house, 20)
    matters = {row[1] for row in table_of(await exported(house))[1:]}
    assert matters == {"Open manhole or pit", "Waste or dump", "Strangers or drugs near a school"}


async def test_what_the_desk_must_not_hear_of_does_not_leave(house: House) -> None:
    await a_past(house, 20, avoided=("coordinator",))
    assert len(table_of(await exported(house))) == 1


async def test_an_erased_report_does_not_leave(house: House) -> None:
    await a_past(house, 20, sealed_key=b"")
    assert len(table_of(await exported(house))) == 1


@pytest.mark.parametrize(
    ("fields", "rows"),
    [
        ({}, 45),
        ({"weeks": "4"}, 20),
        ({"status": "open"}, 18),
        ({"status": "over"}, 27),
        ({"category": "waste"}, 15),
        ({"institution": "police"}, 15),
        ({"institution": "police", "category": "waste"}, 0),
        ({"status": "'; DROP TABLE cases", "category": "=1+1", "institution": "%", "weeks": "-1"}, 45),
    ],
)
async def test_the_filter_narrows_and_rubbish_does_not(house: House, fields: dict[str, str], rows: int) -> None:
    await a_past(house)
    assert len(table_of(await exported(house, **fields))) - 1 == rows


async def test_a_workbook_holds_the_same(house: House) -> None:
    await a_past(house, 8)
    rows = table_of(await exported(house))
    answer = await exported(house, format="xlsx")
    sheet = load_workbook(io.BytesIO(answer.content)).active
    assert sheet is not None
    cells = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert [row[0] for row in cells] == [row[0] for row in rows]
    assert f"{cells[1][4]:%Y-%m-%d %H:%M}" == rows[1][4]
    assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)


async def test_figures_leave_as_they_stand_on_the_page(house: House) -> None:
    await a_past(house, 19)
    rows = {row[0]: row[1:] for row in table_of(await exported(house, what="offices"))[1:]}
    assert rows["Directorate of Public Services"] == ["fewer than 5"]
    assert rows["Police"][0] == "5"
    sheet = load_workbook(io.BytesIO((await exported(house, what="offices", format="xlsx")).content)).active
    assert sheet is not None
    assert {type(cell.value) for cell in sheet["B"][1:]} == {str, int}


@pytest.mark.parametrize(
    "reason",
    [
        "",
        "a b",
        "because",
        "x " * 200,
        "call 044 123 456 please",
        "ask ana@example.org about it",
        "\x00\x01\x02",
        "   \n  ",
    ],
)
async def test_without_a_reason_nothing_leaves(house: House, reason: str) -> None:
    answer = await exported(house, reason=reason)
    assert answer.status_code == 400
    assert "Please say in at least three words why" in answer.text
    assert await noted(house) == []


async def test_more_rows_than_leave_at_once_are_refused(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    await a_past(house, 20)
    monkeypatch.setattr(exporting, "MOST_ROWS", 14)
    answer = await exported(house)
    assert answer.status_code == 413
    assert "Please choose a shorter time, or less." in answer.text
    assert await noted(house) == []


async def test_rows_come_page_by_page_and_none_twice(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    await a_past(house, 40)
    monkeypatch.setattr(exporting, "PAGE", 7)
    numbers = [row[0] for row in table_of(await exported(house))[1:]]
    assert len(numbers) == len(set(numbers)) == 30


@pytest.mark.parametrize(
    ("role", "what", "status"),
    [
        ("supervisor", "cases", 200),
        ("supervisor", "offices", 200),
        ("supervisor", "audit", 400),
        ("auditor", "audit", 200),
        ("auditor", "offices", 200),
        ("auditor", "cases", 400),
        ("supervisor", "", 400),
        ("supervisor", "=1+1", 400),
    ],
)
async def test_each_role_takes_only_what_it_may_see(house: House, role: str, what: str, status: int) -> None:
    assert (await exported(house, role, what=what)).status_code == status


@pytest.mark.parametrize("role", ["coordinator", "officer", "child_protection", "administrator"])
async def test_nobody_else_exports_anything(house: House, role: str) -> None:
    async with aclosing(await signed_in(house, role)) as browser:
        assert (await browser.get("/console/drenas/exports")).status_code == 403
        answer = await browser.post("/console/drenas/exports", data={"what": "cases"}, headers=SAME_SITE)
    assert answer.status_code == 403


async def test_nothing_leaves_by_get_nor_without_our_own_form(house: House) -> None:
    async with aclosing(await signed_in(house, "supervisor")) as browser:
        got = await browser.get("/console/drenas/exports?what=cases&format=csv&reason=because+I+want+to")
        posted = await browser.post(
            "/console/drenas/exports", data={"what": "cases", "format": "csv", "reason": WHY}, headers=SAME_SITE
        )
    assert got.headers["content-type"].startswith("text/html")
    assert posted.status_code == 403
    assert await noted(house) == []


@pytest.mark.parametrize(("role", "what"), [("supervisor", "cases"), ("auditor", "audit")])
async def test_after_ten_minutes_nothing_leaves_without_the_second_step_and_no_word_is_lost(
    house: House, role: str, what: str
) -> None:
    async with aclosing(await signed_in(house, role)) as browser:
        data = {
            "form_token": await token_of(browser),
            "what": what,
            "format": "csv",
            "reason": WHY,
            "number": "2026-0007",
        }
        house.clock.pass_(timedelta(minutes=11))
        asked = await browser.post("/console/drenas/exports", data=data, headers=SAME_SITE)
        assert asked.status_code == 303 and "/console/drenas/confirm?next=" in asked.headers["location"]
        assert await noted(house) == []
        back = markup((await browser.get(asked.headers["location"])).text).find("input", {"name": "next"})
        assert back is not None
        page = markup((await browser.get(str(back["value"]))).text)
    reason = page.find("input", {"name": "reason"})
    assert reason is not None and reason["value"] == WHY
    number = page.find("input", {"name": "number"})
    assert (number["value"] if number is not None else None) == ("2026-0007" if what == "audit" else None)


@pytest.mark.parametrize("format_", ["", "exe", "CSV", "../csv"])
async def test_an_unknown_format_is_refused(house: House, format_: str) -> None:
    assert (await exported(house, format=format_)).status_code == 400


async def test_the_auditor_takes_the_entries_that_were_looked_for(house: House) -> None:
    await house.report()
    await house.report()
    rows = table_of(await exported(house, "auditor", what="audit", number="2026-0001"))
    assert {row[6] for row in rows[1:]} == {"2026-0001"} and len(rows) > 2
    (entry,) = await noted(house)
    assert "number=2026-0001" in entry.facts.decode()


@pytest.mark.parametrize("language", ["sq", "sr"])
async def test_the_head_is_in_the_readers_language(house: House, language: str) -> None:
    async with aclosing(await signed_in(house, "supervisor")) as browser:
        browser.cookies.set("console-language", language)
        data = {"form_token": await token_of(browser), "what": "cases", "format": "csv", "reason": WHY}
        answer = await browser.post("/console/drenas/exports", data=data, headers=SAME_SITE)
    assert table_of(answer)[0][0] in ("Numri", "Broj")
