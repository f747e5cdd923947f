"""Another system sends a request: a case like any other, once, with nothing of whoever wrote it there."""

import asyncio
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reportbot.core.cases.referral import Answer
from reportbot.core.urgency import Urgency
from reportbot.service.cases.dossier import Dossier
from reportbot.service.towns import Town
from reportbot.web.open311.asked import Form, Refused, read_report
from tests.builders import a_town
from tests.web.open311.published import check
from tests.web.open311.towns import KEY, OTHER_KEY, Service, a_service

SECRET = "Zzyzx"  # stands in every field that names a person


def is_nowhere_in(folder: Path) -> bool:
    return all(SECRET.encode() not in path.read_bytes() for path in folder.iterdir())


async def story(town: Service, number: int = 0) -> dict[str, Any]:
    """What is sealed in a case, opened."""
    case = (await town.cases())[number]
    async with town.parts.database.read() as work:
        reports = await work.cases.reports(case.id)
    said = Dossier(town.parts.vault, town.parts.damage).said(case, reports)
    return dict(said[0].answers or {})


async def test_a_posted_request_is_a_case_like_any_other(town: Service) -> None:
    said = await town.post(description="Old bottles everywhere", address_string="Komoran, te shkolla")
    check("requests.json", [{"status": "open", "service_code": "waste", "requested_datetime": "2026", **said[0]}])
    (case,) = await town.cases()
    assert (case.category, case.channel, case.conversation, case.voice) == ("waste", "open311", None, "citizen")
    assert (case.place, case.urgency, case.danger, case.needs_look) == ("komoran", Urgency.NORMAL, "", False)
    assert (await story(town))["description"] == "Old bottles everywhere"
    await town.send()
    assert {notice.target for notice in town.mail.sent} >= {"public_services@drenas.example"}
    assert "bottles" not in repr(town.mail.sent)
    (shown,) = await town.says("requests", api_key=KEY)
    assert shown["service_request_id"] == said[0]["service_request_id"]


async def test_its_history_says_where_it_came_from_and_under_which_name(town: Service) -> None:
    ((said),) = await town.post(description="Old bottles")
    (case,) = await town.cases()
    async with town.parts.database.read() as work:
        opened = next(each for each in await work.cases.events(case.id) if each.kind == "opened")
    assert (opened.facts["peer"], opened.facts["request"]) == ("ndreqe", said["service_request_id"])


async def test_what_names_a_person_is_dropped_unread(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    async with a_service(tmp_path) as town:
        names = ("email", "phone", "first_name", "last_name", "device_id", "account_id", "name", "attribute[title]")
        await town.post(description="Old bottles everywhere", **dict.fromkeys(names, SECRET))
        assert SECRET not in repr(await story(town))
        assert SECRET not in caplog.text
        await town.send()
    assert is_nowhere_in(tmp_path)


async def test_the_words_are_sealed_on_disk(tmp_path: Path) -> None:
    async with a_service(tmp_path) as town:
        await town.post(description=f"{SECRET} bottles", media_url=f"https://pictures.example/{SECRET}.jpg")
        assert "https://pictures.example/Zzyzx.jpg" in (await story(town))["description"]
    assert is_nowhere_in(tmp_path)


@pytest.mark.parametrize("name", ["attribute[fixmystreet_id]", "attribute[external_id]", ""])
async def test_the_same_request_sent_twice_is_one_case(town: Service, name: str) -> None:
    named = {name: "4711"} if name else {}
    answers = await asyncio.gather(*(town.post(description="Old bottles", **named) for _ in range(4)))
    assert len({said[0]["service_request_id"] for said in answers}) == 1
    town.clock.forward(hours=20)
    again = await town.post(description="Old bottles", **named)
    assert again == answers[0]
    assert len(await town.cases()) == 1


async def test_a_name_counts_for_its_sender_alone_and_for_ever(town: Service) -> None:
    named = {"attribute[fixmystreet_id]": "4711"}
    await town.post(description="Old bottles", **named)
    town.clock.forward(days=60)
    await town.post(description="Old bottles, and they asked again", **named)
    assert len(await town.cases()) == 1
    await town.post(description="Old bottles", **(named | {"api_key": OTHER_KEY}))
    assert len(await town.cases()) == 2


async def test_the_same_words_of_another_week_are_another_report(town: Service) -> None:
    await town.post(description="Old bottles")
    town.clock.forward(days=7)
    await town.post(description="Old bottles")
    assert len(await town.cases()) == 2


@pytest.mark.parametrize(("words", "danger", "category"), [
    ("A child fell into the manhole", "child_in_pit", "manhole"),
    ("babai po me rreh", "violence_now", "child_violence"),
    ("my neighbour beats his wife and throws waste on the street", "violence", "domestic_violence"),
])  # fmt: skip
async def test_a_danger_in_the_words_is_an_alarm_and_is_never_shown(
    town: Service, words: str, danger: str, category: str
) -> None:
    said = await town.post(description=words, service_code="manhole")
    (case,) = await town.cases()
    assert (case.danger, case.urgency, case.category) == (danger, Urgency.EMERGENCY, category)
    await town.send()
    assert any(notice.subject.startswith("Alarm") for notice in town.mail.sent)
    town.clock.forward(days=2)
    assert await town.says("requests", api_key=KEY) == []
    assert await town.says("requests") == []
    await town.says(f"requests/{said[0]['service_request_id']}", 404, api_key=KEY)


async def test_what_tells_of_a_person_is_not_what_its_sender_chose(town: Service) -> None:
    await town.post(description="Vajza e fqinjit nuk shkon ne shkolle, prinderit nuk e lejojne", service_code="waste")
    (case,) = await town.cases()
    assert case.category == "school_dropout"
    town.clock.forward(days=2)
    assert await town.says("requests", api_key=KEY) == []


@pytest.mark.parametrize("code", ["child_violence", "service_complaint", "other", "school_surroundings", "", "x" * 300])
async def test_a_service_that_we_do_not_publish_is_refused(town: Service, code: str) -> None:
    (error,) = await town.post(400, service_code=code, description="Old bottles")
    assert "service_code" in error["description"]
    assert await town.cases() == []


REFUSED: tuple[tuple[dict[str, str], int, str], ...] = (
    ({"api_key": ""}, 403, "api_key"),
    ({"api_key": "kY3-of-nobody-999999"}, 403, "api_key"),
    ({"api_key": "x" * 5000}, 403, "api_key"),
    ({"lat": "", "long": ""}, 400, "a location was not provided"),
    ({"lat": "42.6", "long": ""}, 400, "come together"),
    ({"lat": "north", "long": "east"}, 400, "numbers"),
    ({"lat": "nan", "long": "20.9"}, 400, "degrees"),
    ({"lat": "inf", "long": "20.9"}, 400, "degrees"),
    ({"lat": "142.6", "long": "20.9"}, 400, "degrees"),
    ({"lat": "51.5", "long": "-0.1"}, 400, "do not lie in this municipality"),
    ({"lat": "1" * 50, "long": "20.9"}, 400, "at most 40 letters"),
    ({"lat": "", "long": "", "address_id": "atlantis"}, 400, "address_id"),
    ({"address_string": "x" * 501}, 400, "address_string has at most 500"),
    ({"description": "x" * 4001}, 400, "description has at most 4000"),
    ({"media_url": "javascript:alert(1)"}, 400, "media_url"),
    ({"media_url": "https://a b"}, 400, "media_url"),
    ({"media_url": "https://[x"}, 400, "media_url"),
    ({"media_url": "https://x/" + "y" * 1000}, 400, "media_url has at most 1000"),
    ({"jurisdiction_id": "elsewhere"}, 404, "jurisdiction_id"),
    ({"attribute[external_id]": "x" * 201}, 400, "at most 200"),
)


async def test_every_field_has_a_limit_and_a_clear_refusal(town: Service) -> None:
    for fields, status, words in REFUSED:
        if words:
            (error,) = await town.post(status, **fields)
            assert error["code"] == status
            assert words in error["description"], fields
    assert await town.cases() == []


async def test_what_is_no_form_is_refused(town: Service) -> None:
    form = {"headers": {"content-type": "application/x-www-form-urlencoded"}}
    sent: tuple[tuple[dict[str, Any], int], ...] = (
        ({"json": {"api_key": KEY}}, 400),
        ({"content": b"\xff\xfe", **form}, 400),
        ({"content": b"a=1&" * 300, **form}, 400),
        ({"content": b"", **form}, 403),
        ({"content": b"description=" + b"x" * 70_000, **form}, 413),
        ({"files": {"media": ("a.jpg", b"x")}}, 403),
    )  # fmt: skip
    for body, status in sent:
        for kind in ("json", "xml"):
            answer = await town.client.post(f"requests.{kind}", **body)
            assert answer.status_code == status, body
            assert str(status) in answer.text
    assert await town.cases() == []


@settings(max_examples=200)
@given(
    st.dictionaries(
        st.sampled_from(["service_code", "lat", "long", "address_string", "address_id", "description", "media_url"]),
        st.text(max_size=60),
    )
)
def test_rubbish_is_refused_or_read_and_never_breaks(rubbish: dict[str, str]) -> None:
    try:
        posted = read_report(Form({"service_code": "waste", **rubbish}), known_town())
    except Refused as refused:
        assert refused.status == 400
        assert len(refused.description) < 120
    else:
        assert posted.place
        assert len(posted.words) <= 5002


@cache
def known_town() -> Town:
    return a_town()


async def test_without_keys_nothing_is_taken(tmp_path: Path) -> None:
    async with a_service(tmp_path, keys="") as town:
        (error,) = await town.post(403, description="Old bottles")
        assert error["description"] == "this endpoint takes no requests"
        assert len(await town.says("services")) > 0


async def test_a_flood_of_one_sender_is_asked_to_come_back(town: Service) -> None:
    for number in range(60):
        await town.post(400, service_code="nothing", description=str(number))
    answer = await town.client.post("requests.json", data={"api_key": KEY, "service_code": "waste"})
    assert (answer.status_code, answer.headers["retry-after"]) == (429, "60")
    await town.post(api_key=OTHER_KEY, description="Old bottles")
    town.clock.forward(minutes=1)
    await town.post(description="Old bottles")


async def test_a_full_disk_is_said_and_the_same_may_be_sent_again(
    town: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken() -> Any:
        raise OSError("no space left on device")

    monkeypatch.setattr(town.parts.database, "begin", broken)
    answer = await town.client.post(
        "requests.json", data={"api_key": KEY, "service_code": "waste", "address_id": "komoran"}
    )
    assert (answer.status_code, answer.json()[0]["description"]) == (500, "our fault: come again")
    monkeypatch.undo()
    await town.post(description="Old bottles")
    assert len(await town.cases()) == 1


async def test_the_audit_log_knows_who_sent_it_and_nothing_of_it(town: Service) -> None:
    await town.post(description="Old bottles")
    (case,) = await town.cases()
    async with town.parts.database.read() as work:
        entries = await work.audit.entries(0, 500)
    (noted,) = [entry for entry in entries if entry.act == b"took_request"]
    assert (noted.actor, noted.subject, noted.facts) == (b"open311:ndreqe", case.number.encode(), b"{}")


async def test_a_case_of_another_system_runs_its_course(town: Service) -> None:
    ((said),) = await town.post(description="Old bottles")
    (case,) = await town.cases()
    await town.answer(case, Answer.DONE)
    town.clock.forward(hours=1)
    ((shown),) = await town.says(f"requests/{said['service_request_id']}", api_key=KEY)
    assert shown["status"] == "closed"


async def test_keys_do_not_show(town: Service) -> None:
    assert KEY not in repr(town.parts.settings)


async def test_a_flood_of_wrong_keys_keeps_out_nobody_who_has_one(town: Service) -> None:
    answers = [await town.client.post("requests.json", data={"api_key": f"guess-{each}"}) for each in range(601)]
    assert {each.status_code for each in answers[:600]} == {403}
    assert answers[600].status_code == 429
    await town.post(description="Old bottles")
