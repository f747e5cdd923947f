"""The case page says by which rule a case went where it went, what came next, and why that lost. Offices do not."""

from datetime import timedelta

import httpx
import pytest

from reportbot.core.cases.events import CaseEvent
from tests.web.console.case.test_page import case_path
from tests.web.console.house import House, words_of


async def noted(house: House, number: str, **facts: str) -> None:
    """As a newer route would have left it in the history."""
    async with house.parts.database.begin() as work:
        case = await work.cases.by_number("drenas", number)
        assert case is not None
        at, id = house.clock.now(), house.parts.ids.new()
        await work.cases.add_events([CaseEvent(id, case.id, "drenas", "referred", at, "reportbot", facts)])


NEAR = {"lead": "dka", "rule": "access at a school", "next_rule": "everything else", "next_lead": "coordinator"}


@pytest.mark.parametrize(
    ("language", "lost", "rule", "near"),
    [
        (
            "en",
            "places",
            "Rule: access at a school",
            "Next came: everything else, to Reporting desk of the municipality. It is only for other places.",
        ),
        (
            "sq",
            "closed",
            "Rregulli: qasja në shkollë",
            "Më pas vinte: çdo gjë tjetër, te Zyra e raportimeve. Vlen vetëm kur zyra është e mbyllur.",
        ),
        (
            "sr",
            "child",
            "Pravilo: pristup u školi",
            "Sledeće je bilo: sve ostalo, za: Služba za prijave. Važi samo za prijave dece.",
        ),
    ],
)
async def test_the_rule_and_the_runner_up_are_shown_in_the_desks_language(
    house: House, desk: httpx.AsyncClient, language: str, lost: str, rule: str, near: str
) -> None:
    number = await house.report()
    await noted(house, number, **NEAR, next_lost=lost)
    text = words_of(await desk.get(case_path(number), params={"language": language}))
    assert f"{rule} {near}" in " ".join(text.split())


async def test_what_routing_itself_has_noted_is_shown(house: House, desk: httpx.AsyncClient) -> None:
    number = await house.report(("/start", "1", "2", "4", "Komoran", "She is beaten at home every night", "1"))
    text = " ".join(words_of(await desk.get(case_path(number))).split())
    assert (
        "The police unit for domestic violence acts first. Rule: violence at home Next came: everything else, to"
        in text
    )


async def test_where_no_rule_was_noted_nothing_is_shown(house: House, desk: httpx.AsyncClient) -> None:
    number = await house.report()
    await noted(house, number, lead="dka", rule="needs a look")
    text = words_of(await desk.get(case_path(number)))
    assert "Rule:" not in text and "Next came:" not in text


async def test_an_office_reads_neither_rule_nor_runner_up(house: House, desk: httpx.AsyncClient) -> None:
    number = await house.report()
    await noted(house, number, **NEAR | {"next_lead": "police"}, next_lost="places")
    async with house.parts.database.read() as work:
        case = await work.cases.by_number("drenas", number)
        assert case is not None
        pages = await work.cases.referrals(case.id)
    for page in pages:
        token = house.parts.vault.sign_link(page.id, page.institution, house.clock.now() + timedelta(days=1))
        shown = await house.visitor.get(f"/r/{token}")
        assert shown.status_code == 200
        text = words_of(shown)
        assert "Rule:" not in text and "Next came" not in text and "everything else" not in text
