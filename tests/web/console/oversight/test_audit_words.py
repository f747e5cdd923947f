"""The audit log in words: whose name, what was done. What was noted itself stands beside it, on the page and in the
table that leaves."""

import io

import httpx
import pytest
from openpyxl import load_workbook

from reportbot.core.access.actions import Role
from reportbot.core.access.member import Member
from reportbot.core.cases.events import KINDS
from reportbot.service.records.audit import NOTED
from reportbot.web.console.oversight.act_words import ACTS, FACTS
from tests.web.console.house import House, page_of
from tests.web.console.oversight.noted import noted_acts
from tests.web.console.oversight.test_audit import audit_page, entries_of
from tests.web.console.oversight.test_exports import exported, table_of
from tests.web.console.people import Person, a_person

GONE = Member("ada", "drenas", "Ada", frozenset((Role.ADMINISTRATOR,)))


def sheet_of(answer: httpx.Response) -> list[list[object]]:
    return [list(row) for row in load_workbook(io.BytesIO(answer.content)).worksheets[0].iter_rows(values_only=True)]


def test_every_act_that_the_code_can_note_has_words() -> None:
    """Read from the code. Whoever notes something new says in web/console/oversight/act_words.py what it is."""
    noted = noted_acts()
    assert {act: place for act, place in noted.items() if act not in ACTS} == {}
    assert set(ACTS) - set(noted) == set(), "words for what is never noted"
    assert len(noted) > len(KINDS) + 50


def test_no_two_acts_are_said_alike() -> None:
    assert len({text.msgid for text in ACTS.values()}) == len(ACTS)


def test_every_fact_of_a_case_s_events_has_a_name() -> None:
    assert set(NOTED) - set(FACTS) == set()


@pytest.fixture
async def ana(house: House) -> Person:
    """A coordinator, who has read a case; then her account was closed."""
    await house.report()
    person = await a_person(house)
    await person.signs_in()
    assert (await person.browser.get("/console/drenas/cases/2026-0001")).status_code == 200
    async with house.parts.database.read() as work:
        account = await work.staff.by_key("drenas", "ana.krasniqi")
    assert account is not None
    await house.parts.staff.staffing.disable("drenas", account.id, GONE)
    return person


async def test_who_stands_there_by_name_and_by_what_they_sign_in_with(house: House, ana: Person) -> None:
    rows = entries_of(await audit_page(house, "?number=2026-0001"))
    assert ["Ana Krasniqi ana.krasniqi", "Read the case"] in [row[2:4] for row in rows]
    assert ["the person", "A report came in"] in [row[2:4] for row in rows]


@pytest.mark.parametrize("called", ["Ana Krasniqi", "ana krasniqi", "ana.krasniqi", "@ana.krasniqi"])
async def test_somebody_is_found_by_either_name(house: House, ana: Person, called: str) -> None:
    rows = entries_of(await audit_page(house, f"?act=read_case&actor={called}"))
    assert [row[2] for row in rows] == ["Ana Krasniqi ana.krasniqi"]


@pytest.mark.parametrize(("called", "who"), [("the service", "the service"), ("the person", "the person")])
async def test_whoever_has_no_account_is_found_in_words_too(house: House, ana: Person, called: str, who: str) -> None:
    rows = entries_of(await audit_page(house, f"?actor={called}"))
    assert {row[2] for row in rows} == {who}


async def test_of_two_people_with_one_name_none_is_taken_for_the_other(house: House, ana: Person) -> None:
    await a_person(house, "Ana  Krasniqi")
    assert entries_of(await audit_page(house, "?actor=Ana Krasniqi")) == []
    assert entries_of(await audit_page(house, "?actor=ana.krasniqi")) != []


async def test_what_is_done_to_an_account_names_its_owner(house: House, ana: Person) -> None:
    (row,) = entries_of(await audit_page(house, "?act=staff_disabled"))
    assert row[2:5] == ["ada ada", "Closed an account", "Ana Krasniqi"], "of Ada there is no account any more"
    assert "roles: Coordinator" in row[5]


async def test_acts_are_chosen_in_words_and_one_that_we_do_not_know_stays_chosen(house: House, ana: Person) -> None:
    for asked, said in (("read_case", "Read the case"), ("flew_away", "flew_away")):
        chosen = page_of(await audit_page(house, f"?act={asked}")).select_one("#act option[selected]")
        assert chosen is not None and chosen["value"] == asked and chosen.get_text() == said


@pytest.mark.parametrize("format_", ["csv", "xlsx"])
async def test_the_table_that_leaves_has_the_words_and_what_was_noted(house: House, ana: Person, format_: str) -> None:
    answer = await exported(house, "auditor", what="audit", number="2026-0001", format=format_)
    head, *rows = table_of(answer) if format_ == "csv" else sheet_of(answer)
    assert head[2:6] == ["Who", "Who, as noted", "What was done", "What was done, as noted"]
    assert ["Ana Krasniqi", "'@ana.krasniqi", "Read the case", "read_case"] in [row[2:6] for row in rows]


async def test_a_table_of_one_person_is_asked_for_by_their_name(house: House, ana: Person) -> None:
    _, *rows = table_of(await exported(house, "auditor", what="audit", actor="Ana Krasniqi"))
    assert {row[3] for row in rows} == {"'@ana.krasniqi"}, "no formula"


async def test_details_name_offices_and_roles_and_leave_the_rest_as_it_was(house: House) -> None:
    await house.report()
    rows = entries_of(await audit_page(house, "?act=referred"))
    assert [row[5] for row in rows] == ["copies to: Municipal Inspectorate · leads: Directorate of Public Services"]
    started = entries_of(await audit_page(house, "?act=started"))
    assert all(row[5] == "" for row in started)
    assert [row[5] for row in entries_of(await audit_page(house, "?act=signed_in"))][-1:] == ["how: a link"]
