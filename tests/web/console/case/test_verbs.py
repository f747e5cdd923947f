"""What can be done to a case: given to another office, opened again, noted, made a task; what is refused, and how."""

from datetime import timedelta

import httpx
import pytest
from sqlalchemy import bindparam, update

from reportbot.core.cases.referral import Answer
from reportbot.core.cases.workflow import Status
from reportbot.storage.schema import cases
from tests.web.console.case.test_page import answer, case_path, post, status_of
from tests.web.console.house import PERSON, SAME_SITE, House, carried, page_of, words_of

WHY = "They clean the roads; this is the water pipe."


async def test_a_case_is_given_to_another_office_and_both_read_why(house: House, desk: httpx.AsyncClient) -> None:
    number = await house.report()
    page = page_of(await desk.get(case_path(number)))
    assert page.select_one("form[action$='/transfers']") and not page.select_one("form[action$='/referrals']")
    moved = await post(desk, f"{case_path(number)}/transfers", institution="water_company", reason=WHY)
    assert (moved.status_code, moved.headers["location"]) == (303, f"{case_path(number)}?done=transferred")
    text = words_of(await desk.get(moved.headers["location"]))
    assert "It is with the other office now." in text and WHY in text
    async with house.parts.database.read() as work:
        case = await work.cases.by_number("drenas", number)
        assert case is not None and case.lead == "water_company"
        referrals = {each.institution: each.id for each in await work.cases.referrals(case.id) if each.owes}
        (event,) = [each for each in await work.cases.events(case.id) if each.facts.get("was")]
        assert await work.corrections.of_case(case.id)
    assert event.facts == {"lead": "water_company", "was": "public_services"} and WHY.encode() not in event.note
    for office, id in referrals.items():
        token = house.parts.vault.sign_link(id, office, house.clock.now() + timedelta(days=1))
        assert WHY in words_of(await house.visitor.get(f"/r/{token}?language=en"))


@pytest.mark.parametrize(
    ("fields", "status", "said"),
    [
        ({"reason": " "}, 400, "Please say why."),
        ({"reason": "x" * 501}, 413, "The reason has 501 letters; it may have 500."),
        ({"institution": "nobody"}, 400, "Something is missing in the form."),
        ({"institution": ""}, 400, "Something is missing in the form."),
        ({"institution": "public_services"}, 409, "This case has changed meanwhile."),
    ],
)
async def test_a_transfer_that_cannot_be_is_refused_and_its_words_come_back(
    house: House, desk: httpx.AsyncClient, fields: dict[str, str], status: int, said: str
) -> None:
    number = await house.report()
    usual = {"institution": "water_company", "reason": WHY}
    refused = await post(desk, f"{case_path(number)}/transfers", **(usual | fields))
    assert refused.status_code == status and said in words_of(refused)
    typed = (usual | fields)["reason"]
    assert any(box.get_text().strip() == typed.strip() for box in page_of(refused).select("textarea"))
    assert await status_of(house, number) is Status.REFERRED


async def test_what_was_over_is_opened_again_with_a_reason(house: House, desk: httpx.AsyncClient) -> None:
    number = await house.report()
    refused = await post(desk, f"{case_path(number)}/reopening", reason="The lid is gone again.")
    assert refused.status_code == 409 and "The lid is gone again." in refused.text
    await answer(house, number, Answer.DONE)
    await post(desk, f"{case_path(number)}/closure")
    assert "You can open it again, with a reason." in words_of(await desk.get(case_path(number)))
    assert (await post(desk, f"{case_path(number)}/reopening", reason="")).status_code == 400
    mails = len(house.mail.notices)
    opened = await post(desk, f"{case_path(number)}/reopening", reason="The lid is gone again.")
    text = words_of(await desk.get(opened.headers["location"]))
    assert "The case is open again." in text and "The case was opened again." in text and "The lid is gone" in text
    assert await status_of(house, number) is Status.REFERRED
    await house.later(timedelta(0))
    assert [each.target for each in house.mail.notices[mails:]] == ["public_services@drenas.example"]


async def test_another_office_can_get_what_is_opened_again(house: House, desk: httpx.AsyncClient) -> None:
    number = await house.report()
    await answer(house, number, Answer.DONE)
    path = f"{case_path(number)}/reopening"
    assert (await post(desk, path, reason="x", institution="nobody")).status_code == 400
    assert (await post(desk, path, reason="x", institution="water_company")).status_code == 303
    async with house.parts.database.read() as work:
        case = await work.cases.by_number("drenas", number)
        assert case is not None and (case.lead, case.status) == ("water_company", Status.REFERRED)
        assert await work.retention.get(case.id) is None


async def test_a_note_of_the_desk_is_sealed_and_no_office_reads_it(house: House, desk: httpx.AsyncClient) -> None:
    number = await house.report()
    kept = await post(desk, f"{case_path(number)}/notes", words="Rang <b>twice</b>.", audience="desk")
    assert kept.headers["location"] == f"{case_path(number)}?done=noted"
    page = await desk.get(kept.headers["location"])
    assert "Rang <b>twice</b>." in words_of(page) and "<b>twice" not in page.text
    assert "Coordinator, reporting desk · for the desk alone" in words_of(page)
    async with house.parts.database.read() as work:
        case = await work.cases.by_number("drenas", number)
        assert case is not None
        (note,) = await work.notes.of_case(case.id)
        (event,) = [each for each in await work.cases.events(case.id) if each.kind == "noted"]
        lead = next(each for each in await work.cases.referrals(case.id) if each.institution == case.lead)
    assert (note.written_by, event.actor, b"twice" in note.sealed_words, event.note) == (
        "@coordinator",
        "@coordinator",
        False,
        b"",
    )
    token = house.parts.vault.sign_link(lead.id, lead.institution, house.clock.now() + timedelta(days=1))
    assert "twice" not in (await house.visitor.get(f"/r/{token}?language=en")).text


async def test_a_note_to_institutions_is_read_while_the_case_is_theirs(house: House, desk: httpx.AsyncClient) -> None:
    number = await house.report()
    await post(desk, f"{case_path(number)}/notes", words="The key is with the caretaker.", audience="offices")
    async with house.parts.database.read() as work:
        case = await work.cases.by_number("drenas", number)
        assert case is not None
        referrals = await work.cases.referrals(case.id)
    pages = {}
    for each in referrals:
        token = house.parts.vault.sign_link(each.id, each.institution, house.clock.now() + timedelta(days=1))
        pages[each.role] = f"/r/{token}?language=en"
    assert "The key is with the caretaker." in words_of(await house.visitor.get(pages["lead"]))
    assert "The key is with the caretaker." not in words_of(await house.visitor.get(pages["copy"]))
    await answer(house, number, Answer.DONE)
    assert "The key is with the caretaker." not in words_of(await house.visitor.get(pages["lead"]))


@pytest.mark.parametrize(
    ("fields", "status", "said"),
    [
        ({"words": "  "}, 400, "Please write something."),
        ({"words": "x" * 2001}, 413, "This has 2001 letters; it may have 2000."),
        ({"audience": "everybody"}, 400, "Please choose who reads it."),
        ({"words": "x" * 900_000}, 413, "This has 900000 letters"),
    ],
)
async def test_a_note_that_cannot_be_kept_comes_back(
    house: House, desk: httpx.AsyncClient, fields: dict[str, str], status: int, said: str
) -> None:
    number = await house.report()
    refused = await post(desk, f"{case_path(number)}/notes", **({"words": "Rang twice.", "audience": "desk"} | fields))
    assert refused.status_code == status and said in words_of(refused)
    box = page_of(refused).select_one("#note-words")
    assert box is not None and box.get_text().strip() == fields.get("words", "Rang twice.").strip()


async def test_a_task_has_a_day_and_somebody_and_is_done_and_open_again(house: House, desk: httpx.AsyncClient) -> None:
    number = await house.report()
    fields = {"words": "Ring the school", "day": "2026-11-25", "whose": "coordinator"}
    kept = await post(desk, f"{case_path(number)}/tasks", **fields)
    assert kept.headers["location"] == f"{case_path(number)}?done=task-set"
    page = await desk.get(kept.headers["location"])
    assert "Ring the school Coordinator, reporting desk · in 3 days" in words_of(page)
    done = page_of(page).select_one("#tasks form[action$='/done']")
    assert done is not None
    token = carried(page)
    finished = await desk.post(str(done["action"]), data={**token}, headers=SAME_SITE)
    assert "A task was done." in words_of(await desk.get(finished.headers["location"]))
    again = str(done["action"]).replace("/done", "/undone")
    await desk.post(again, data={**token}, headers=SAME_SITE)
    assert "A task was opened again." in words_of(await desk.get(case_path(number)))
    async with house.parts.database.read() as work:
        case = await work.cases.by_number("drenas", number)
        assert case is not None
        (task,) = await work.notes.tasks(case.id)
    assert task.is_open and task.due_at is not None and task.due_at.isoformat() == "2026-11-25T22:59:59+00:00"
    assert b"school" not in task.sealed_words


async def test_a_task_is_late_after_its_day(house: House, desk: httpx.AsyncClient) -> None:
    number = await house.report()
    await post(desk, f"{case_path(number)}/tasks", words="Ring the school", day="2026-11-23", whose="")
    house.clock.pass_(timedelta(hours=20))
    desk = await house.sign_in()
    late = page_of(await desk.get(f"{case_path(number)}?language=en")).select_one("#tasks .overdue")
    assert late is not None and late.get_text() == "6 hours late"


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"words": ""}, "Please write something."),
        ({"day": "2026-11-22"}, "Please name a day from today on."),
        ({"day": "2031-01-01"}, "Please name a day from today on."),
        ({"day": "soon"}, "Please name a day from today on."),
        ({"whose": "nobody"}, "Nobody with this name works here."),
        ({"whose": "supervisor"}, "Nobody with this name works here."),
    ],
)
async def test_a_task_that_cannot_be_is_refused(
    house: House, desk: httpx.AsyncClient, fields: dict[str, str], said: str
) -> None:
    number = await house.report()
    usual = {"words": "Ring the school", "day": "2026-11-25", "whose": ""}
    refused = await post(desk, f"{case_path(number)}/tasks", **(usual | fields))
    assert refused.status_code == 400 and said in words_of(refused)


async def test_a_task_of_another_case_is_not_found(house: House, desk: httpx.AsyncClient) -> None:
    one, other = await house.report(), await house.report()
    await post(desk, f"{case_path(one)}/tasks", words="Ring the school", day="", whose="")
    async with house.parts.database.read() as work:
        case = await work.cases.by_number("drenas", one)
        assert case is not None
        (task,) = await work.notes.tasks(case.id)
    token = carried(await desk.get(case_path(other)))
    for id in (task.id, 7, 2**62):
        path = f"{case_path(other)}/tasks/{id}/done"
        assert (await desk.post(path, data={**token}, headers=SAME_SITE)).status_code == 404


async def test_a_case_is_taken_and_given_back_on_its_page(house: House, desk: httpx.AsyncClient) -> None:
    number = await house.report()
    await post(desk, f"{case_path(number)}/taking")
    page = await desk.get(case_path(number))
    assert "at the desk: you" in words_of(page)
    give = page_of(page).select_one("form[action$='/taking/end']")
    assert give is not None
    await desk.post(str(give["action"]), data={**carried(page)}, headers=SAME_SITE)
    page = await desk.get(case_path(number))
    assert "at the desk: you" not in words_of(page) and page_of(page).select_one("form[action$='/taking']")


async def test_what_cannot_be_sealed_is_not_written_and_comes_back(house: House, desk: httpx.AsyncClient) -> None:
    """Where the case's key is damaged nothing can be kept in it."""
    number = await house.report(PERSON)
    token = carried(await desk.get(case_path(number)))
    async with house.parts.database.begin() as work:
        case = await work.cases.by_number("drenas", number)
        assert case is not None
        work.cases._transaction.write(_BREAK_KEY, [{"of": case.id}])
    fields = {"words": "Rang twice.", "audience": "desk", **token}
    refused = await desk.post(f"{case_path(number)}/notes", data=fields, headers=SAME_SITE)
    assert refused.status_code == 410 and "Rang twice." in refused.text


_BREAK_KEY = update(cases).where(cases.c.id == bindparam("of")).values(sealed_key=b"broken")


async def test_open_tasks_of_a_case_stand_in_its_row_of_the_queue(house: House, desk: httpx.AsyncClient) -> None:
    number = await house.report()
    for words, day in (("Ring the school", "2026-11-23"), ("Look again", "")):
        await post(desk, f"{case_path(number)}/tasks", words=words, day=day, whose="")
    assert "tasks: 2" in words_of(await desk.get("/console/drenas"))
    house.clock.pass_(timedelta(hours=20))
    text = words_of(await (await house.sign_in()).get("/console/drenas?language=en"))
    assert "tasks: 2, late" in text and "Ring the school" not in text


@pytest.mark.parametrize(
    ("form", "fields", "kept"),
    [
        ("notes", {"words": "x" * 2001, "audience": "offices"}, {"audience": "offices"}),
        (
            "tasks",
            {"words": "Call them", "day": "2020-01-01", "whose": ""},
            {"day": "2020-01-01", "words": "Call them"},
        ),
    ],
)
async def test_what_is_refused_far_down_the_page_is_shown_with_all_that_was_typed(
    house: House, desk: httpx.AsyncClient, form: str, fields: dict[str, str], kept: dict[str, str]
) -> None:
    page = page_of(await post(desk, f"{case_path(await house.report())}/{form}", **fields))
    (focused,) = page.select("[autofocus]")
    assert focused["name"] == "words", "the page opens where something is wrong, without script too"
    typed = {
        str(each["name"]): str(each.get("value") or each.get_text().strip())
        for each in page.select(f"form[action$='/{form}'] :is(textarea, input[type=date])")
    } | {
        str(each["name"]): str(chosen["value"])
        for each in page.select(f"form[action$='/{form}'] select")
        for chosen in each.select("option[selected]")
    }
    assert kept.items() <= typed.items()
