"""Anybody reads public matters, in JSON and in XML, as GeoReport v2 has it; and nothing more than that."""

import asyncio
import re
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from georeport import GeoReport

from reportbot.core.cases.referral import Answer
from reportbot.core.cases.telling.publishing import PUBLISHED
from reportbot.core.peers import Open311Rules
from reportbot.service.ids import id_at
from tests.builders import a_case
from tests.web.open311.published import check
from tests.web.open311.towns import KEY, Service, a_service


@pytest.fixture
async def with_waste(town: Service) -> Service:
    """A report of yesterday, that the office has taken an hour ago."""
    case = await town.report("start", "1", "1", "Old bottles everywhere", "Komoran", "1")
    assert (case.category, case.place) == ("waste", "komoran")
    town.clock.forward(days=1)
    await town.answer(case, Answer.RECEIVED)
    town.clock.forward(hours=1)
    return town


async def test_a_request_says_what_where_who_and_nothing_of_anybody(with_waste: Service) -> None:
    (request,) = await with_waste.says("requests")
    assert request == {
        "service_request_id": request["service_request_id"],
        "status": "open",
        "status_notes": "The office has received it.",
        "service_name": "Waste or dump",
        "service_code": "waste",
        "description": None,
        "agency_responsible": "Directorate of Public Services",
        "service_notice": None,
        "requested_datetime": "2026-04-07T00:00:00+02:00",
        "updated_datetime": "2026-04-08T10:00:00+02:00",
        "expected_datetime": None,
        "address": "Komoran, Drenas (Gllogoc)",
        "address_id": "komoran",
        "zipcode": None,
        "lat": 42.5789,
        "long": 20.9039,
        "media_url": None,
    }
    assert re.fullmatch(r"20260407-[A-Z2-7]{8}", request["service_request_id"])


async def test_no_word_number_or_minute_of_a_person_is_in_any_answer(with_waste: Service) -> None:
    (case,) = await with_waste.cases()
    (id,) = [each["service_request_id"] for each in await with_waste.says("requests")]
    paths = ["discovery", "services", "requests", f"requests/{id}", f"tokens/{id}", "servicerequestupdates"]
    answers = [await with_waste.client.get(f"{path}.{kind}") for path in paths for kind in ("json", "xml")]
    said = " ".join(answer.text for answer in answers)
    for secret in ("bottles", case.number, str(case.id), "telegram", "citizen", "anna", "08:00", "inspectorate"):
        assert secret not in said


async def test_every_answer_fits_the_published_schemas(with_waste: Service) -> None:
    requests = await with_waste.says("requests")
    check("requests.json", requests)
    for request in requests:
        check("request.json", request)
        one = await with_waste.says(f"requests/{request['service_request_id']}")
        check("requests.json", one)
        assert one == [request]
    services = await with_waste.says("services")
    check("services.json", services)
    for service in services:
        check("service.json", service)
        check("service-definition.json", await with_waste.says(f"services/{service['service_code']}"))
    assert [service["service_code"] for service in services] == list(PUBLISHED)


PATHS = (
    "discovery", "services", "services/waste", "requests", "servicerequestupdates", "requests/nothing", "services/x",
)  # fmt: skip


async def test_xml_says_the_same_as_json(with_waste: Service) -> None:
    for path in PATHS:
        as_json, as_xml = [await with_waste.client.get(f"{path}.{kind}") for kind in ("json", "xml")]
        assert as_json.status_code == as_xml.status_code
        assert as_json.headers["content-type"] == "application/json; charset=utf-8"
        assert as_xml.headers["content-type"] == "text/xml; charset=utf-8"
        assert as_xml.text.startswith("<?xml version='1.0' encoding='utf-8'?>")
        assert read(ElementTree.fromstring(as_xml.content)) == plain(as_json.json()), path


async def test_a_stock_client_lists_reads_and_filters(with_waste: Service) -> None:
    def ask() -> None:
        for kind in ("json", "xml"):
            client = GeoReport(with_waste.url, jurisdiction="drenas", output_format=kind)
            assert [each["service_code"] for each in client.get_service_list()] == list(PUBLISHED)
            assert client.get_service_definition("waste")["service_code"] == "waste"
            found = client.get_service_requests(service_code="waste", status="open", start_date="2026-04-01T00:00:00Z")
            request = found[0] if isinstance(found, list) else found
            assert request["service_name"] == "Waste or dump"
            again = client.get_service_request(request["service_request_id"])
            assert again["requested_datetime"] == "2026-04-07T00:00:00+02:00"

    await asyncio.to_thread(ask)


async def test_a_report_appears_when_its_day_is_over(town: Service) -> None:
    await town.report("start", "1", "1", "Old bottles everywhere", "Komoran", "1")
    assert await town.says("requests") == []
    town.clock.forward(hours=13)  # 23:00 in Drenas
    assert await town.says("requests") == []
    town.clock.forward(hours=1)
    assert len(await town.says("requests")) == 1


async def test_a_closed_one_is_closed_with_the_next_hour(with_waste: Service) -> None:
    (case,) = await with_waste.cases()
    with_waste.clock.forward(minutes=10)
    await with_waste.answer(case, Answer.DONE)
    assert [each["status"] for each in await with_waste.says("requests")] == ["open"]
    assert await with_waste.says("requests", status="closed") == []
    with_waste.clock.forward(minutes=50)
    (request,) = await with_waste.says("requests", status="closed")
    assert (request["status"], request["updated_datetime"]) == ("closed", "2026-04-08T12:00:00+02:00")
    assert request["status_notes"] == "The office says that it is done."
    assert await with_waste.says("requests", status="open") == []
    assert len(await with_waste.says("requests", status="open,closed")) == 1


FILTERS: tuple[tuple[dict[str, str], int], ...] = (
    ({}, 1),
    ({"service_code": "waste,manhole"}, 1),
    ({"service_code": "manhole"}, 0),
    ({"start_date": "2026-04-07T00:00:00+02:00", "end_date": "2026-04-07T23:00:00+02:00"}, 1),
    ({"start_date": "2026-04-08T00:00:00Z"}, 0),
    ({"end_date": "2026-04-06T00:00:00Z"}, 0),
    ({"start_date": "2026-04-01T00:00:00Z"}, 1),
    ({"start_date": "", "status": "", "service_code": " , "}, 1),
    ({"page": "2"}, 0),
    ({"page_size": "1"}, 1),
    ({"something_else": "x" * 50}, 1),
    ({"jurisdiction_id": "drenas"}, 1),
    ({"api_key": KEY}, 1),
)


async def test_arguments_narrow_what_is_listed(with_waste: Service) -> None:
    for query, count in FILTERS:
        assert len(await with_waste.says("requests", **query)) == count, query


MISTAKES: tuple[tuple[str, dict[str, str], int, str], ...] = (
    ("requests", {"start_date": "yesterday"}, 400, "start_date is in w3 format"),
    ("requests", {"start_date": "2026-04-07T00:00:00"}, 400, "with its offset"),
    ("requests", {"start_date": "0001-01-01T00:00:00Z"}, 400, "w3 format"),
    ("requests", {"start_date": "2" * 3000}, 400, "w3 format"),
    ("requests", {"start_date": "2026-04-07T00:00:00Z", "end_date": "2026-04-01T00:00:00Z"}, 400, "before"),
    ("requests", {"start_date": "2026-01-01T00:00:00Z", "end_date": "2026-06-01T00:00:00Z"}, 400, "90 days"),
    ("requests", {"status": "fixed"}, 400, "open or closed"),
    ("requests", {"service_code": "child_violence"}, 404, "service_code"),
    ("requests", {"service_request_id": ",".join(map(str, range(51)))}, 400, "at most 50"),
    ("requests", {"service_request_id": "x" * 3000}, 400, "too long"),
    ("requests", {"page": "0"}, 400, "page is a number from 1"),
    ("requests", {"page": "11"}, 400, "page"),
    ("requests", {"page": "²"}, 400, "page"),
    ("requests", {"page_size": "1001"}, 400, "page_size is a number from 1 to 1000"),
    ("requests", {"page_size": "-1"}, 400, "page_size"),
    ("requests", {"jurisdiction_id": "elsewhere.gov"}, 404, "jurisdiction_id was not found"),
    ("requests", {"api_key": "not-a-key-of-ours"}, 403, "api_key"),
    ("requests/20260407-AAAAAAAA", {}, 404, "service_request_id"),
    ("requests/20261399-AAAAAAAA", {}, 404, "service_request_id"),
    ("requests/2026-0001", {}, 404, "service_request_id"),
    ("requests/%00%ff", {}, 404, "service_request_id"),
    ("tokens/12345", {}, 404, "token was not found"),
    ("services/child_violence", {}, 404, "service_code"),
    ("services/school_surroundings", {}, 404, "service_code"),
    ("servicerequestupdates", {"end_date": "now"}, 400, "end_date"),
)


async def test_a_mistake_gets_its_code_and_one_sentence(with_waste: Service) -> None:
    for path, query, status, words in MISTAKES:
        (error,) = await with_waste.says(path, status, **query)
        assert error["code"] == status
        assert words in error["description"], (path, query)


async def test_discovery_leads_to_the_endpoint(town: Service) -> None:
    for where in (f"{town.url}/discovery.json", town.url.replace("/v2/drenas", "/discovery.json")):
        said = (await town.client.get(where)).json()
        (endpoint,) = said["endpoints"]
        assert endpoint["url"] == "http://127.0.0.1:8000/open311/v2/drenas"
        assert endpoint["formats"] == ["application/json", "text/xml"]
        assert endpoint["specification"] == "http://wiki.open311.org/GeoReport_v2"


async def test_another_town_or_format_is_no_address(town: Service) -> None:
    for address in (f"{town.url}/requests.csv", town.url.replace("drenas", "nowhere") + "/requests.json"):
        answer = await town.client.get(address)
        assert (answer.status_code, answer.json()[0]["code"]) == (404, 404)
    assert (await town.client.get(town.url.replace("/v2/drenas", "/discovery.csv"))).status_code == 404


async def test_without_a_word_in_the_file_and_without_keys_there_is_nothing(tmp_path: Path) -> None:
    async with a_service(tmp_path, keys="", rules=Open311Rules()) as silent:
        for path in ("discovery", "services", "requests", "servicerequestupdates"):
            await silent.says(path, 404)
        assert (await silent.client.post("requests.json", data={"api_key": KEY})).status_code == 404
        everywhere = (await silent.client.get(silent.url.replace("/v2/drenas", "/discovery.json"))).json()
        assert everywhere["endpoints"] == []


async def test_where_nothing_is_published_a_sender_reads_its_own_alone(tmp_path: Path) -> None:
    async with a_service(tmp_path, rules=Open311Rules()) as shut:
        await shut.report("start", "1", "1", "Old bottles everywhere", "Komoran", "1")
        ((mine),) = await shut.post(description="Old tyres")
        shut.clock.forward(days=2)
        await shut.says("requests", 403)
        await shut.says("servicerequestupdates", 403)
        assert [each["service_request_id"] for each in await shut.says("requests", api_key=KEY)] == [
            mine["service_request_id"]
        ]
        assert len(await shut.says("services")) == len(PUBLISHED)


async def test_words_are_those_of_the_reader(with_waste: Service) -> None:
    albanian = await with_waste.client.get("requests.json", headers={"accept-language": "sq"})
    assert albanian.json()[0]["service_name"] == "Mbeturina ose deponi"


async def test_pages_have_the_newest_first_and_no_more_than_was_asked(town: Service) -> None:
    for number in range(5):
        await town.post(description=f"Old tyres {number}", **{"attribute[external_id]": str(number)})
        town.clock.forward(days=1)
    days = [each["requested_datetime"][:10] for each in await town.says("requests")]
    assert days == ["2026-04-11", "2026-04-10", "2026-04-09", "2026-04-08", "2026-04-07"]
    pages = [await town.says("requests", page=str(page), page_size="2") for page in (1, 2, 3, 4)]
    assert [[each["requested_datetime"][:10] for each in page] for page in pages] == [
        days[:2], days[2:4], days[4:], [],
    ]  # fmt: skip


async def test_what_is_in_the_other_state_takes_no_place_on_a_page(town: Service) -> None:
    for number in range(4):
        await town.post(description=f"Old tyres {number}", **{"attribute[external_id]": str(number)})
        town.clock.forward(days=1)
    for case in sorted(await town.cases(), key=lambda case: case.id)[2:]:
        await town.answer(case, Answer.DONE)
    town.clock.forward(hours=1)
    pages = [await town.says("requests", status="open", page=page, page_size="1") for page in "123"]
    assert [len(page) for page in pages] == [1, 1, 0], "the two newest are closed"
    assert pages[0] + pages[1] == await town.says("requests", status="open")


async def test_after_ninety_days_only_who_asks_for_that_time_sees_it(with_waste: Service) -> None:
    with_waste.clock.forward(days=91)
    assert await with_waste.says("requests") == []
    assert len(await with_waste.says("requests", start_date="2026-04-01T00:00:00Z")) == 1
    (id,) = [e["service_request_id"] for e in await with_waste.says("requests", start_date="2026-04-01T00:00:00Z")]
    assert len(await with_waste.says("requests", service_request_id=f"{id},20260407-AAAAAAAA")) == 1


async def test_too_many_questions_are_asked_to_come_back(town: Service) -> None:
    answers = [await town.client.get("services.json") for _ in range(3)]
    assert {answer.status_code for answer in answers} == {200}
    limited = [await town.client.get("requests.json") for _ in range(601)]
    assert (limited[-1].status_code, limited[-1].headers["retry-after"]) == (429, "60")
    town.clock.forward(minutes=1)
    assert (await town.client.get("requests.json")).status_code == 200


async def test_the_desk_finds_a_case_by_its_name_outside(with_waste: Service) -> None:
    (case,) = await with_waste.cases()
    (id,) = [each["service_request_id"] for each in await with_waste.says("requests")]
    find = with_waste.parts.open311.number_of
    assert [await find("drenas", typed) for typed in (id, f" {id} ", "20260407-AAAAAAAA", "bottles", "")] == [
        case.number, case.number, "", "", "",
    ]  # fmt: skip


async def test_any_page_on_the_web_may_read_it_and_none_may_post(town: Service) -> None:
    assert (await town.client.get("requests.json")).headers["access-control-allow-origin"] == "*"
    posted = await town.client.post("requests.json", data={})
    assert "access-control-allow-origin" not in posted.headers


def read(element: ElementTree.Element) -> Any:
    """An element as JSON would say it: a list where its children are items, else an object; texts as texts."""
    children = list(element)
    if not children:
        return [] if element.tag in LISTS else element.text or ""
    if element.tag in LISTS:
        return [read(child) for child in children]
    return {child.tag: read(child) for child in children}


LISTS = {"services", "service_requests", "service_request_updates", "errors", "endpoints", "formats", "attributes"}


def plain(value: Any) -> Any:
    """What JSON says, with everything as XML writes it."""
    if isinstance(value, dict):
        return {name: plain(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [plain(inner) for inner in value]
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else str(value)


async def test_a_head_and_an_unknown_method_are_no_trouble(town: Service) -> None:
    assert (await town.client.head("requests.json")).status_code in (200, 405)
    assert (await town.client.delete("requests.json")).status_code == 405


async def test_a_thousand_at_once_and_no_more(town: Service) -> None:
    many = [
        a_case(
            id=id_at(town.clock.now()) + number,
            number=f"2026-{number:05d}",
            category="waste",
            receipt_tag=b"",
            sealed_key=b"wrapped",
            opened_at=town.clock.now(),
        )
        for number in range(1, 1101)
    ]
    async with town.parts.database.begin() as work:
        await work.cases.add(many, [], [], [])
    town.clock.forward(days=1)
    assert len(await town.says("requests")) == 1000
    assert len(await town.says("requests", page="2")) == 100
    assert len(await town.says("requests", page_size="7")) == 7
    names = {each["service_request_id"] for page in "12" for each in await town.says("requests", page=page)}
    assert len(names) == 1100
