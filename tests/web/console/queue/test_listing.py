"""The queue: what a coordinator sees at a glance, page by page."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from reportbot.core.cases.workflow import Status
from reportbot.core.spending import Level, month_of
from reportbot.service.records import BrokenMessage, Photo, SmsMonth
from reportbot.web.console.positions import moment_of, of_moment, read_position, write_position
from tests.cases import cases_of
from tests.web.console.house import HAZARD, PERSON, House, page_of, words_of


async def test_an_empty_queue_says_what_to_do(desk: httpx.AsyncClient) -> None:
    page = await desk.get("/console/drenas")
    assert "No case is open." in words_of(page)
    assert page_of(page).select_one('a[href="/chat/drenas"]') is not None


async def test_a_case_stands_there_with_all_that_matters(house: House, desk: httpx.AsyncClient) -> None:
    number = await house.report()
    row = page_of(await desk.get("/console/drenas")).select_one("table.queue tbody tr")
    assert row is not None
    text = " ".join(row.get_text(" ").split())
    for word in (number, "urgent", "Open manhole or pit", "Komoran", "Directorate of Public Services", "passed on"):
        assert word in text
    assert "first answer: in 2 hours" in text
    assert "Overdue" not in text
    link = row.select_one("a")
    assert link is not None and link["href"] == f"/console/drenas/cases/{number}"


async def test_a_row_carries_no_end_that_html_lets_one_leave_out(house: House, desk: httpx.AsyncClient) -> None:
    """Pages are not compressed: over forty rows this is one and a half of sixty kilobytes."""
    await house.report()
    page = await desk.get("/console/drenas")
    assert len(page_of(page).select("tbody tr td")) == 6
    assert "</td>" not in page.text and page.text.count("</tr>") == 1


async def test_what_will_be_late_first_is_first(house: House, desk: httpx.AsyncClient) -> None:
    hazard = await house.report((*HAZARD[:2], "1", "3", "Komoran", "Mbeturina", "1", "1"))
    person = await house.report(PERSON)
    numbers = [cell.get_text().strip() for cell in page_of(await desk.get("/console/drenas")).select("td.number")]
    assert numbers == [person, hazard]


async def test_a_late_case_is_marked_and_stays_marked(house: House, desk: httpx.AsyncClient) -> None:
    await house.report()
    house.clock.pass_(timedelta(hours=3))
    assert "Overdue first answer: 1 hour late" in words_of(await desk.get("/console/drenas"))
    await house.later(timedelta(0))
    assert "Overdue first answer: 1 hour late then: reminder in 1 hour" in words_of(await desk.get("/console/drenas"))


async def test_a_case_that_nobody_answers_stays_marked_when_only_weekly_reminders_are_left(house: House) -> None:
    await house.report()
    await house.later(timedelta(days=1))
    async with house.parts.database.read() as work:
        (case,) = await cases_of(work)
        assert {due.kind for due in await work.dues.of_case(case.id)} == {"again"}
    desk = await house.sign_in()
    assert "Overdue first answer: 22 hours late then: reminder in" in words_of(
        await desk.get("/console/drenas?language=en")
    )


async def test_another_towns_cases_are_not_there(house: House, desk: httpx.AsyncClient) -> None:
    await house.report(("/start", "1", "1", "Pus pa kapak", "1", "1", "1"), town="vushtrri")
    assert "No case is open." in words_of(await desk.get("/console/drenas"))


async def test_pages_follow_each_other_without_a_gap(house: House, desk: httpx.AsyncClient) -> None:
    for _ in range(3):
        await house.report()
    await _copy_cases(house, 60)
    seen: list[str] = []
    address = "/console/drenas"
    pages = 0
    while address:
        page = page_of(await desk.get(address))
        seen += [cell.get_text().strip() for cell in page.select("td.number")]
        following = page.select_one("a[rel=next]")
        address = "/console/drenas" + str(following["href"]).removeprefix("/console/drenas") if following else ""
        pages += 1
    assert pages == 2
    assert len(seen) == len(set(seen)) == 63


async def test_what_is_done_is_no_more_open_and_can_be_closed(house: House, desk: httpx.AsyncClient) -> None:
    number = await house.report()
    await _resolve(house, number)
    assert "No case is open." in words_of(await desk.get("/console/drenas"))
    page = words_of(await desk.get("/console/drenas?view=closed"))
    assert number in page and "Can be closed" in page


async def test_dead_letters_are_announced_and_listed(house: House, desk: httpx.AsyncClient) -> None:
    assert "did not arrive" not in words_of(await desk.get("/console/drenas"))
    house.mail.refuses = True
    number = await house.report()
    assert "Messages that did not arrive:" in words_of(await desk.get("/console/drenas"))
    letters = words_of(await desk.get("/console/drenas/dead-letters"))
    assert number in letters
    assert "The mail server does not take this address." in letters


async def test_kept_messages_are_announced_but_never_shown(house: House, desk: httpx.AsyncClient) -> None:
    assert "Every message was read." in words_of(await desk.get("/console/drenas/kept-messages"))
    await _keep_one(house)
    assert "could not read: 1" in words_of(await desk.get("/console/drenas"))
    page = words_of(await desk.get("/console/drenas/kept-messages"))
    assert "FlowWentTooFar" in page
    assert "secret words" not in page


@pytest.mark.parametrize("is_kept", [True, False])
async def test_the_page_of_a_kept_message_says_whether_its_photo_was_kept(
    house: House, desk: httpx.AsyncClient, is_kept: bool
) -> None:
    id = await _keep_one(house)
    if is_kept:
        photo = house.parts.ids.new()
        sealed_key = house.parts.vault.new_data_key(f"photos.key:{photo}")[1]
        async with house.parts.database.begin() as work:
            await work.conversations.add_photos(
                [Photo(photo, "drenas", 1, id, b"", b"image", sealed_key, house.clock.now())]
            )
    page = words_of(await desk.get(f"/console/drenas/kept-messages/{id}"))
    assert ("Photos that came with it: 1." in page) is is_kept
    assert ("not kept: 1" in page) is not is_kept


@pytest.mark.parametrize(
    "rubbish",
    [
        "",
        "x",
        "1-2",
        "1-2-3-4",
        "-1-2-3",
        "9-1-1",
        "1-99999999999999999999-1",
        "1-1-99999999999999999999",
        "٣-١-١",
        "1" * 500,
    ],
)
async def test_a_page_that_nobody_wrote_is_the_first_page(desk: httpx.AsyncClient, rubbish: str) -> None:
    assert (await desk.get("/console/drenas", params={"after": rubbish})).status_code == 200


def test_a_position_is_read_as_it_was_written() -> None:
    moment, id = datetime(2026, 11, 23, 9, 0, 0, 123457, tzinfo=UTC), 5_000_000_000_000_000_001
    position = read_position(write_position(of_moment(moment, id)))
    assert position is not None and position[1:] == (0, id)
    assert moment_of(position) == (moment, id)


def test_a_moment_beyond_all_calendars_is_none() -> None:
    assert moment_of(read_position(f"{(1 << 63) - 1}-0-1")) is None


async def test_the_page_refreshes_with_and_without_a_script(desk: httpx.AsyncClient) -> None:
    page = page_of(await desk.get("/console/drenas"))
    assert page.select_one('noscript meta[http-equiv="refresh"]') is not None
    assert (await desk.get("/static/console.js")).status_code == 200
    assert (await desk.get("/static/console.css")).status_code == 200


async def _copy_cases(house: House, count: int) -> None:
    """Many cases quickly: the first one again with other numbers."""
    async with house.parts.database.begin() as work:
        first = (await cases_of(work))[0]
        year = first.opened_at.year
        start = await work.cases.take_numbers("drenas", year, count)
        copies = [
            replace(
                first,
                id=house.parts.ids.new(),
                number=f"{year}-{start + step:04d}",
                receipt_tag=step.to_bytes(16, "big"),
                opened_at=first.opened_at + timedelta(microseconds=step // 7),
            )
            for step in range(count)
        ]
        await work.cases.add(copies, [], [], [])


async def _resolve(house: House, number: str) -> None:
    async with house.parts.database.begin() as work:
        case = await work.cases.by_number("drenas", number)
        assert case is not None
        await work.cases.save([case.moved_to(Status.RESOLVED, house.clock.now())])


async def _keep_one(house: House) -> int:
    id = house.parts.ids.new()
    key, sealed_key = house.parts.vault.new_data_key(f"broken_messages.key:{id}")
    said = b'{"text": "secret words", "attachments": ["photo"]}'
    sealed = key.seal(said, f"broken_messages.message:{id}")
    kept = BrokenMessage(id, "drenas", "web", None, sealed, sealed_key, "FlowWentTooFar", house.clock.now())
    async with house.parts.database.begin() as work:
        await work.messages.keep_broken([kept])
    return id


@pytest.mark.parametrize(("sent", "shown"), [(0, False), (2399, False), (2400, True), (9000, True)])
async def test_the_month_s_sms_are_shown_once_they_are_nearly_spent(
    house: House, desk: httpx.AsyncClient, sent: int, shown: bool
) -> None:
    month = month_of(house.clock.now(), "Europe/Belgrade")
    async with house.parts.database.begin() as work:
        await work.spending.add([SmsMonth("drenas", month, sent, Level.FREE)])
    said = words_of(await desk.get("/console/drenas"))
    assert (f"SMS sent this month: {sent} of 3000." in said) is shown
