"""What could not be delivered: why, in plain words; and it is tried again by today's ways, never round R15."""

from dataclasses import replace
from datetime import timedelta

import httpx
import pytest

from reportbot.core.access.reach import Reach
from reportbot.core.errors import UnknownCode
from reportbot.service.outbox.dead_letters import AT_ONCE, SHOWN
from reportbot.service.records import Delivery, DeliveryState
from reportbot.web.console.dead_words import reason
from tests.web.console.house import SAME_SITE, House, form_token, page_of, words_of

PAGE = "/console/drenas/dead-letters"


async def rows_of(house: House, number: str) -> list[Delivery]:
    async with house.parts.database.read() as work:
        case = await work.cases.by_number("drenas", number)
        assert case is not None
        return [row for row in await work.outbox.of_case(case.id) if row.conversation is None]


async def press(desk: httpx.AsyncClient, path: str) -> httpx.Response:
    token = form_token(await desk.get(PAGE))
    answer = await desk.post(path, data={"form_token": token}, headers=SAME_SITE)
    return await desk.get(answer.headers["location"]) if answer.status_code == 303 else answer


async def refused(house: House) -> tuple[str, Delivery]:
    """A report whose message to the lead was refused."""
    house.mail.refuses = True
    number = await house.report()
    house.mail.refuses = False
    (lead,) = [row for row in await rows_of(house, number) if row.kind == "forward"]
    assert lead.state is DeliveryState.DEAD
    return number, lead


async def test_an_offices_message_is_written_anew_and_the_old_one_is_no_dead_letter(
    house: House, desk: httpx.AsyncClient
) -> None:
    number, lead = await refused(house)
    before = len(house.mail.notices)
    page = await press(desk, f"{PAGE}/{lead.id}/attempts")
    assert "It is on its way again." in words_of(page)
    await house.parts.run_due()
    await house.parts.delivery.drain()
    forwards = [row for row in await rows_of(house, number) if row.kind == "forward"]
    assert [(row.state, row.failure) for row in forwards] == [
        (DeliveryState.CANCELLED, "tried again"),
        (DeliveryState.DONE, ""),
    ]
    assert forwards[0].notice != forwards[1].notice
    (notice,) = [each for each in house.mail.notices[before:] if each.target == lead.target]
    assert number in notice.subject and "/r/" in notice.link
    case = words_of(await desk.get(f"/console/drenas/cases/{number}"))
    assert "The reporting desk tries again." in case
    assert "Delivered to Directorate of Public Services by e-mail. Proof The mail server" in case, "folded away"


async def test_one_button_tries_all_of_an_office(house: House, desk: httpx.AsyncClient) -> None:
    _, lead = await refused(house)
    await refused(house)
    await press(desk, f"{PAGE}/offices/{lead.institution}/attempts")
    await house.parts.run_due()
    await house.parts.delivery.drain()
    left = await house.parts.casework.dead_letters("drenas")
    assert lead.institution not in {row.institution for row in left}
    assert left  # those of other offices stay


async def many(house: House, count: int, lead: Delivery) -> None:
    """So many more messages that did not arrive at the office of `lead`, older than it."""
    async with house.parts.database.begin() as work:
        await work.outbox.add([replace(lead, id=number) for number in range(1, count + 1)])


async def test_a_long_list_has_pages_and_every_message_is_on_one_of_them(house: House, desk: httpx.AsyncClient) -> None:
    _, lead = await refused(house)
    await many(house, 70, lead)
    seen: list[str] = []
    address: str | None = PAGE
    while address:
        page = page_of(await desk.get(address))
        tries = [str(form["action"]) for form in page.select(".card form")]
        assert len(tries) <= SHOWN
        seen += tries
        older = page.select_one("p.bar a.button")
        address = str(older["href"]) if older else None
    every = {f"{PAGE}/{number}/attempts" for number in (lead.id, *range(1, 71))}
    assert every <= set(seen)
    assert len(seen) == len(set(seen))
    assert words_of(await desk.get(f"{PAGE}?before=rubbish")) == words_of(await desk.get(PAGE))


async def test_one_button_tries_all_of_an_office_however_many_there_are(house: House, desk: httpx.AsyncClient) -> None:
    _, lead = await refused(house)
    await many(house, 2 * AT_ONCE + 1, lead)
    assert "Messages that did not arrive: 100+" in words_of(await desk.get("/console/drenas"))
    await press(desk, f"{PAGE}/offices/{lead.institution}/attempts")
    async with house.parts.database.read() as work:
        left = await work.outbox.dead("drenas", 1_000)
    assert [row for row in left if row.institution == lead.institution] == []


async def test_an_office_that_cannot_be_reached_is_a_red_line_until_a_message_arrives(
    house: House, desk: httpx.AsyncClient
) -> None:
    line = "Directorate of Public Services cannot be reached"
    await refused(house)
    assert line not in words_of(await desk.get("/console/drenas"))
    await refused(house)
    assert line in words_of(await desk.get("/console/drenas"))
    house.clock.pass_(timedelta(hours=1))
    await house.report()
    assert line not in words_of(await desk.get("/console/drenas"))


async def test_a_persons_message_waits_once_more(house: House, desk: httpx.AsyncClient) -> None:
    await house.report()
    now = house.clock.now()
    id = house.parts.ids.new()
    async with house.parts.database.begin() as work:
        await work.outbox.add(
            [Delivery(id, "drenas", id, "news", "telegram", now, now, b"sealed", conversation=1, failure="Telegram: x")]
        )
        await work.outbox.claim(now, now + timedelta(minutes=2), 50)
        await work.outbox.finish([(id, 1, DeliveryState.DEAD, "Telegram: x")], now)
    assert "To the person" in words_of(await desk.get(PAGE))
    await press(desk, f"{PAGE}/{id}/attempts")
    async with house.parts.database.read() as work:
        row = (await work.outbox.get([id]))[id]
    assert row.state is not DeliveryState.DEAD


async def test_cases_that_the_desk_must_not_see_are_not_even_counted(house: House, desk: httpx.AsyncClient) -> None:
    number, lead = await refused(house)
    await _avoid(house, number, "coordinator")
    page = await desk.get(PAGE)
    assert number not in page.text and lead.target not in page.text
    assert "Others, about reports that you do not see:" not in words_of(page)
    assert (await press(desk, f"{PAGE}/{lead.id}/attempts")).status_code == 404


async def test_an_office_that_the_person_avoids_is_never_tried_again(house: House, desk: httpx.AsyncClient) -> None:
    number, lead = await refused(house)
    other, _ = await refused(house)
    await _avoid(house, number, lead.institution)
    before = len(house.mail.notices)
    assert (await press(desk, f"{PAGE}/{lead.id}/attempts")).status_code == 409
    await press(desk, f"{PAGE}/offices/{lead.institution}/attempts")
    await house.parts.run_due()
    await house.parts.delivery.drain()
    (notice,) = [each for each in house.mail.notices[before:] if each.target == lead.target]
    assert other in notice.subject, "and holds up no other report of that office"


@pytest.mark.parametrize("path", ["/1/attempts", "/offices/nobody/attempts", f"/{1 << 62}/attempts"])
async def test_what_is_not_there_cannot_be_tried(house: House, desk: httpx.AsyncClient, path: str) -> None:
    assert (await press(desk, PAGE + path)).status_code == 404


async def test_another_town_cannot_try_it(house: House, desk: httpx.AsyncClient) -> None:
    _, lead = await refused(house)
    with pytest.raises(UnknownCode):
        await house.parts.dead_letters.try_again("kamez", lead.id, "coordinator", Reach(frozenset()))


async def test_a_form_of_somebody_else_is_refused(house: House, desk: httpx.AsyncClient) -> None:
    _, lead = await refused(house)
    answer = await desk.post(f"{PAGE}/{lead.id}/attempts", data={"form_token": "x"}, headers=SAME_SITE)
    assert answer.status_code == 403
    assert (await desk.post(f"{PAGE}/{lead.id}/attempts", headers={"sec-fetch-site": "cross-site"})).status_code == 403
    assert lead.id in {row.id for row in await house.parts.casework.dead_letters("drenas")}


async def test_an_attempt_is_noted(house: House, desk: httpx.AsyncClient) -> None:
    number, lead = await refused(house)
    await press(desk, f"{PAGE}/{lead.id}/attempts")
    async with house.parts.database.read() as work:
        entries = await work.audit.entries(0, 1000)
    (noted,) = [entry for entry in entries if entry.act == b"tried_again"]
    assert (noted.subject, noted.actor) == (number.encode(), b"@coordinator")


async def test_no_address_stands_on_the_page(house: House, desk: httpx.AsyncClient) -> None:
    _, lead = await refused(house)
    page = await desk.get(PAGE)
    assert lead.target not in page.text
    assert page_of(page).select("form[action$='/attempts']")


@pytest.mark.parametrize(
    ("failure", "said"),
    [
        ("mail server: address refused (550)", "The mail server does not take this address."),
        ("bounced: 5.1.1", "It came back: the address takes nothing."),
        ("no account for this way", "The service has no account for this way."),
        ("", "The other side did not take it."),
    ],
)
def test_reasons_are_plain(failure: str, said: str) -> None:
    assert reason(failure).msgid == said


async def _avoid(house: House, number: str, institution: str) -> None:
    async with house.parts.database.begin() as work:
        case = await work.cases.by_number("drenas", number)
        assert case is not None
        await work.cases.save([replace(case, avoided=(institution,))])
