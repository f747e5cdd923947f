"""The supervisor's page as it is read: what stands there, what is not said, and for whom."""

import re
import sqlite3
from contextlib import aclosing

import httpx
import pytest
from bs4 import BeautifulSoup, Tag

from tests.markup import markup
from tests.web.console.house import House
from tests.web.console.supervised import DAY, a_past, signed_in


def soup_of(answer: httpx.Response) -> BeautifulSoup:
    return markup(answer.text)


def rows_of(answer: httpx.Response, section: str) -> list[list[str]]:
    """The cells of the tables of one section, one list for each row."""
    heading = soup_of(answer).find(id=section)
    assert heading is not None and isinstance(heading.parent, Tag)
    return [
        [" ".join(cell.get_text().split()) for cell in row.find_all(["th", "td"])]
        for row in heading.parent.select("tbody tr")
    ]


async def page_for(house: House, role: str = "supervisor", query: str = "") -> httpx.Response:
    async with aclosing(await signed_in(house, role)) as browser:
        return await browser.get(f"/console/drenas/figures{query}")


async def test_an_empty_town_is_told_that_there_is_nothing_to_chase(house: House) -> None:
    answer = await page_for(house)
    assert answer.status_code == 200
    assert "Nothing is late. There is nothing to chase now." in answer.text
    assert [row[1] for row in rows_of(answer, "languages")] == ["fewer than 5"] * len(rows_of(answer, "languages"))
    said = soup_of(answer).find(id="languages").parent.get_text()  # type: ignore[union-attr]
    assert "Too few reports for a picture yet: it needs 5." in said and "behind this picture" not in said
    assert answer.headers["cache-control"] == "no-store"


async def test_what_is_late_is_counted_by_institution_and_person(house: House) -> None:
    await a_past(house)
    rows = {(row[0], row[1]): row[2:4] for row in rows_of(await page_for(house), "late-now") if len(row[2]) < 4}
    assert rows[("Directorate of Public Services", "nobody chosen yet")] == ["6", "5"]


async def test_sensitive_matters_are_counted_and_never_listed(house: House) -> None:
    await a_past(house)
    answer = await page_for(house)
    listed = [row[1] for row in rows_of(answer, "late-now") if re.fullmatch(r"2026-\d+", row[0])]
    assert listed and "A child without care" not in listed
    assert "Reports about people are counted here, and not listed." in answer.text
    late = sum(int(row[3]) for row in rows_of(answer, "late-now") if not row[0].startswith("2026"))
    assert f"Late reports: {late}" in answer.text


async def test_times_stand_in_pictures_and_in_the_table_behind_them(house: House) -> None:
    await a_past(house)
    answer = await page_for(house, query="?weeks=13")
    (services,) = [row for row in rows_of(answer, "times") if row[0] == "Directorate of Public Services"]
    assert services[1] == "15"
    pictures = soup_of(answer).select("svg.bars")
    assert len(pictures) >= 6
    for picture in pictures:
        title, desc = picture.find("title"), picture.find("desc")
        assert title and desc and title.get_text() and desc.get_text()
        assert picture["aria-labelledby"] == f"{title['id']} {desc['id']}"


async def test_the_load_of_each_person_counts_what_they_have_taken(house: House) -> None:
    cases = await a_past(house)
    late = [case.id for case in cases if case.status.is_open][:3]
    file = house.parts.settings.database_url.removeprefix("sqlite:///")
    async with aclosing(await signed_in(house, "coordinator")):
        pass  # has an account from now on
    with sqlite3.connect(file) as connection:
        connection.executemany("UPDATE cases SET taken_by = 'coordinator' WHERE id = ?", [(id,) for id in late])
    connection.close()
    rows = rows_of(await page_for(house), "load")
    assert ["Coordinator", "3", "1"] in rows
    assert ["first", "6", "4"] in rows


async def test_a_coordinator_who_has_nothing_stands_there_too(house: House) -> None:
    async with aclosing(await signed_in(house, "coordinator")):
        pass
    assert rows_of(await page_for(house), "load") == [["Coordinator", "0", "0"]]


async def test_of_few_nothing_is_said_but_that(house: House) -> None:
    await a_past(house)
    languages = rows_of(await page_for(house), "languages")
    turkish = next(row for row in languages if row[0] == "Türkçe")
    assert turkish[1:] == ["fewer than 5", "–", "–", "–", "–"]
    albanian = next(row for row in languages if row[0] == "Shqip")
    assert re.fullmatch(r"about \d*[05]", albanian[1])


async def test_one_report_more_changes_no_table_about_people_before_monday(house: House) -> None:
    await a_past(house)
    before = await page_for(house)
    await house.report()
    after = await page_for(house)
    assert rows_of(before, "languages") == rows_of(after, "languages")
    assert rows_of(before, "places") == rows_of(after, "places")


@pytest.mark.parametrize("kept_out", [("coordinator",), ("qps", "coordinator")])
async def test_what_the_desk_must_not_hear_of_is_not_counted(house: House, kept_out: tuple[str, ...]) -> None:
    await a_past(house, avoided=kept_out)
    answer = await page_for(house)
    assert "Nothing is late." in answer.text
    assert rows_of(answer, "times") == []


async def test_what_another_institution_must_not_hear_of_is_counted_at_the_desk(house: House) -> None:
    await a_past(house, avoided=("dka",))
    assert len(rows_of(await page_for(house), "times")) == 4


@pytest.mark.parametrize(
    "query", ["?weeks=4", "?weeks=52", "?weeks=-1", "?weeks=%00", "?weeks=" + "9" * 400, "?language=xx"]
)
async def test_rubbish_shows_the_usual_weeks(house: House, query: str) -> None:
    answer = await page_for(house, query=query)
    assert answer.status_code == 200
    chosen = soup_of(answer).select_one(".periods [aria-current]")
    wanted = query.removeprefix("?weeks=")
    assert chosen is not None and chosen.get_text() == f"{wanted if wanted in ('4', '52') else '13'} weeks"


@pytest.mark.parametrize(
    ("role", "status"),
    [("supervisor", 200), ("auditor", 200), ("coordinator", 403), ("officer", 403), ("administrator", 403)],
)
async def test_only_who_watches_over_the_work_sees_figures(house: House, role: str, status: int) -> None:
    assert (await page_for(house, role)).status_code == status


async def test_the_page_costs_the_same_few_statements_however_much_there_is(house: House) -> None:
    counts = []
    for many in (1, 80):
        house.clock.pass_(DAY)
        async with aclosing(await signed_in(house, "supervisor")) as browser:
            before = house.parts.database.statements
            await browser.get("/console/drenas/figures")
            counts.append(house.parts.database.statements - before)
        if many == 1:
            await a_past(house)
    assert counts[0] == counts[1] <= 12


@pytest.mark.parametrize("language", ["sq", "sr", "en"])
async def test_it_can_be_read_in_each_language(house: House, language: str) -> None:
    await a_past(house)
    answer = await page_for(house, query=f"?language={language}")
    assert answer.status_code == 200


@pytest.mark.parametrize(("role", "said"), [("supervisor", ["fewer than 5"]), ("coordinator", ["2", "1"])])
async def test_the_page_of_institutions_says_nothing_of_few_to_who_reads_no_cases(
    house: House, role: str, said: list[str]
) -> None:
    await a_past(house, 8)
    async with aclosing(await signed_in(house, role)) as browser:
        answer = await browser.get("/console/drenas/institutions")
    rows = [[" ".join(cell.get_text().split()) for cell in row.find_all("td")] for row in soup_of(answer).select("tr")]
    assert said in [row[: len(said)] for row in rows]


@pytest.mark.parametrize(
    ("path", "role"), [("figures", "supervisor"), ("institutions", "supervisor"), ("audit", "auditor")]
)
async def test_on_a_phone_each_cell_of_a_wide_table_says_what_it_is(house: House, path: str, role: str) -> None:
    """There the rows stand as cards: sideways, who did it and what was done were off the screen."""
    await a_past(house)
    async with aclosing(await signed_in(house, role)) as browser:
        page = soup_of(await browser.get(f"/console/drenas/{path}"))
    cells = page.select("table.stacks td:not([colspan])")
    assert cells and all(cell.get("data-label") for cell in cells)
    assert [table["class"] for table in page.select(".scroll table") if "stacks" not in table["class"]] == []
    assert any("figures.css" in str(link["href"]) for link in page.select("link[rel=stylesheet]"))
