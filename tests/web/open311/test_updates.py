"""servicerequestupdates: what becomes of requests, and what their sender adds to them."""

import pytest

from reportbot.core.cases.case import Case
from reportbot.core.cases.referral import Answer
from reportbot.core.cases.workflow import Status
from reportbot.core.urgency import Urgency
from reportbot.service.cases.dossier import Dossier
from tests.web.open311.towns import KEY, OTHER_KEY, Service


async def sent(town: Service) -> tuple[str, Case]:
    """A request of ours, and its case."""
    ((said),) = await town.post(description="Old bottles")
    return said["service_request_id"], (await town.cases())[-1]


async def words(town: Service, case: Case) -> list[str]:
    async with town.parts.database.read() as work:
        reports = await work.cases.reports(case.id)
    said = Dossier(town.parts.vault, town.parts.damage).said(case, reports)
    return [str((each.answers or {}).get("description")) for each in said]


async def add(town: Service, id: str, text: str, expected: int = 200, **fields: str) -> str:
    said = await town.post(
        expected, "servicerequestupdates", service_request_id=id, description=text, status="open", **fields
    )
    return str(said[0].get("update_id", said[0].get("description")))


async def test_what_the_office_does_is_an_update_with_the_next_hour(town: Service) -> None:
    id, case = await sent(town)
    town.clock.forward(minutes=5)
    await town.answer(case, Answer.RECEIVED)
    town.clock.forward(hours=2)
    await town.answer(case, Answer.DONE)
    town.clock.forward(hours=1)
    told = await town.says("servicerequestupdates", api_key=KEY)
    assert told == [
        {
            "update_id": f"{id}.1",
            "service_request_id": id,
            "status": "open",
            "updated_datetime": "2026-04-07T11:00:00+02:00",
            "description": "The office has received it.",
            "media_url": None,
        },
        {
            "update_id": f"{id}.2",
            "service_request_id": id,
            "status": "closed",
            "updated_datetime": "2026-04-07T13:00:00+02:00",
            "description": "The office says that it is done.",
            "media_url": None,
        },
    ]


async def test_anybody_reads_what_happened_on_its_first_day_when_that_is_over(town: Service) -> None:
    id, case = await sent(town)
    await town.answer(case, Answer.RECEIVED)
    town.clock.forward(hours=3)
    assert await town.says("servicerequestupdates") == []
    town.clock.forward(hours=12)
    (told,) = await town.says("servicerequestupdates")
    assert (told["service_request_id"], told["updated_datetime"]) == (id, "2026-04-08T00:00:00+02:00")


async def test_dates_narrow_it_as_a_fixmystreet_asks_every_hour(town: Service) -> None:
    _, case = await sent(town)
    town.clock.forward(days=1, minutes=10)
    await town.answer(case, Answer.RECEIVED)
    seen = []
    for _ in range(5):
        town.clock.forward(minutes=30)
        span = {
            "start_date": town.clock.moment.replace(hour=town.clock.moment.hour - 2).isoformat(),
            "end_date": town.clock.moment.isoformat(),
        }
        seen += [each["update_id"] for each in await town.says("servicerequestupdates", **span)]
    assert len(seen) == 4  # not in the first half hour, then in each, until two hours have passed
    assert len(set(seen)) == 1
    assert await town.says("servicerequestupdates", start_date="2026-04-20T00:00:00Z") == []


async def test_what_the_sender_adds_lands_in_the_case_and_is_announced(town: Service) -> None:
    id, case = await sent(town)
    await town.send()
    town.mail.sent.clear()
    town.clock.forward(hours=1)
    await add(town, id, "It smells terribly now", update_id="77")
    assert await words(town, case) == ["Old bottles", "It smells terribly now\n\nstatus: open"]
    await town.send()
    subjects = {notice.subject for notice in town.mail.sent}
    assert any("personi ka shtuar" in subject for subject in subjects)
    assert any("sistem tjetër" in subject for subject in subjects)
    assert "smells" not in repr(town.mail.sent)


async def test_the_same_update_twice_has_its_effect_once(town: Service) -> None:
    id, case = await sent(town)
    first = await add(town, id, "It smells", update_id="77")
    assert await add(town, id, "It smells", update_id="77") == first
    assert await add(town, id, "It smells") == await add(town, id, "It smells")
    assert len(await words(town, case)) == 3


async def test_a_danger_in_an_update_is_an_alarm(town: Service) -> None:
    id, case = await sent(town)
    await add(town, id, "A child fell into the pit behind it")
    (case,) = await town.cases()
    assert (case.danger, case.urgency) == ("child_in_pit", Urgency.EMERGENCY)
    await town.send()
    assert any(notice.subject.startswith("Alarm") for notice in town.mail.sent)
    assert await town.says("requests", api_key=KEY) == []


async def test_what_is_over_stays_over_and_the_desk_reads_it(town: Service) -> None:
    id, case = await sent(town)
    await town.answer(case, Answer.DONE)
    await town.send()
    town.mail.sent.clear()
    await add(town, id, "Thank you very much")
    (case,) = await town.cases()
    assert case.status is Status.RESOLVED
    assert (await words(town, case))[-1].startswith("Thank you")
    await town.send()
    assert len(town.mail.sent) == 1


async def test_the_desk_is_told_once_an_hour(town: Service) -> None:
    id, _ = await sent(town)
    await town.send()
    for number in range(5):
        await add(town, id, f"More {number}")
    await town.send()
    assert sum("sistem tjetër" in notice.subject for notice in town.mail.sent) == 1


@pytest.mark.parametrize(("fields", "status", "words_of_refusal"), [
    ({"api_key": OTHER_KEY}, 404, "service_request_id was not found"),
    ({"api_key": "kY3-of-nobody-999999"}, 403, "api_key"),
    ({"service_request_id": "20260407-AAAAAAAA"}, 404, "not found"),
    ({"service_request_id": "2026-0001"}, 404, "not found"),
    ({"service_request_id": "\x00"}, 400, "service_request_id was not provided"),
    ({"description": ""}, 400, "description was not provided"),
    ({"description": "x" * 4001}, 400, "at most 4000"),
    ({"update_id": "x" * 201}, 400, "at most 200"),
])  # fmt: skip
async def test_only_whoever_sent_a_request_adds_to_it(
    town: Service, fields: dict[str, str], status: int, words_of_refusal: str
) -> None:
    id, case = await sent(town)
    usual = {"service_request_id": id, "description": "It smells"}
    (error,) = await town.post(status, "servicerequestupdates", **(usual | fields))
    assert words_of_refusal in error["description"]
    assert await words(town, case) == ["Old bottles"]


async def test_a_report_from_the_chat_takes_no_update_of_anybody(town: Service) -> None:
    case = await town.report("start", "1", "1", "Old bottles everywhere", "Komoran", "1")
    await add(town, town.parts.open311.name_of(case), "It smells", 404)
    assert "It smells" not in await words(town, case)


async def test_to_an_erased_case_nothing_is_added_and_the_same_request_is_over(town: Service) -> None:
    id, case = await sent(town)
    await town.answer(case, Answer.DONE)
    async with town.parts.database.begin() as work:
        await work.cases.find(case.id)
        await work.retention.shred([case.id], town.clock.now())
    await add(town, id, "It smells", 404)
    (error,) = await town.post(400, description="Old bottles")
    assert "is over" in error["description"]
