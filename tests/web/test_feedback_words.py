"""What a person said of a matter that is over, as offices read it; and where it stands on their pages."""

from collections.abc import Mapping

import httpx
import pytest

from reportbot.core.cases.case import Case
from reportbot.core.cases.events import CaseEvent
from reportbot.core.cases.telling.feedback import RATINGS as RATED
from reportbot.core.cases.telling.feedback import Solved
from reportbot.web.feedback_words import OF_A_PERSON, OF_A_THING, RATINGS, in_words
from tests import shipped
from tests.web.house import MONDAY, House
from tests.web.test_institution import a_link, text_of

OPENED_AGAIN = "The person says that it is not solved. The case was opened again."


def event(kind: str, facts: Mapping[str, str], id: int = 1, case: int = 1) -> CaseEvent:
    return CaseEvent(id, case, "drenas", kind, MONDAY, "reporter", facts)


@pytest.mark.parametrize(
    ("kind", "facts", "of_a_person", "said"),
    [
        ("feedback", {"solved": "yes"}, False, "Osoba kaže da je rešeno."),
        ("feedback", {"solved": "yes"}, True, "Osoba kaže da je neko pomogao."),
        ("feedback", {"solved": "unknown"}, True, "Osoba ne zna da li je neko pomogao."),
        ("feedback", {"rating": "1"}, False, "Kako joj je bilo sa nama, kaže osoba: dobro."),
        ("feedback", {"rating": "3"}, False, "Kako joj je bilo sa nama, kaže osoba: loše."),
        ("reopened", {"not_solved": "yes"}, False, "Osoba kaže da nije rešeno. Slučaj je ponovo otvoren."),
        ("closed", {"confirmed_by_reporter": "yes"}, False, "Osoba kaže da je rešeno. Slučaj je zatvoren."),
        ("reopened", {}, False, None),
        ("closed", {"outcome": "resolved"}, False, None),
        ("opened", {}, False, None),
        ("feedback", {"solved": "rubbish"}, False, None),
        ("feedback", {}, True, None),
    ],
)
def test_their_word_is_read_in_words(kind: str, facts: dict[str, str], of_a_person: bool, said: str | None) -> None:
    words = in_words(event(kind, facts), of_a_person)
    assert (shipped.catalogues().say(words, "sr") if words else None) == said


def test_whatever_they_can_say_has_words() -> None:
    assert set(OF_A_THING) == set(OF_A_PERSON) == set(Solved)
    assert set(RATINGS) == {str(rating) for rating in RATED.values()}


async def told(house: House, case: Case, *events: tuple[str, Mapping[str, str]]) -> None:
    async with house.parts.database.begin() as work:
        rows = [event(kind, facts, house.parts.ids.new(), case.id) for kind, facts in events]
        await work.cases.add_events(rows)


async def test_the_office_reads_why_it_has_the_case_again(house: House, browser: httpx.AsyncClient) -> None:
    case, link = await a_link(house, browser)
    assert "not solved" not in text_of(await browser.get(f"{link}?language=en"))
    await told(house, case, ("reopened", {"not_solved": "yes", "lead": case.lead}), ("feedback", {"rating": "2"}))
    page = text_of(await browser.get(f"{link}?language=en"))
    assert page.count("The person says that it is not solved.") == 2  # at the top, and in the history
    assert OPENED_AGAIN in page
    assert "How it was with us, says the person: so-so." in page


async def test_what_somebody_else_opened_again_is_not_put_into_the_persons_mouth(
    house: House, browser: httpx.AsyncClient
) -> None:
    case, link = await a_link(house, browser)
    await told(house, case, ("reopened", {"lead": case.lead}))
    assert "not solved" not in text_of(await browser.get(f"{link}?language=en"))
