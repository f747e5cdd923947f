"""What was asked after the report stands in words on the desk's page and on an office's: two languages, escaped."""

import httpx
import pytest

from tests.web.console.house import House, page_of, words_of
from tests.web.opened import keeps_open

TEACHER = ("/start", "1", "4", "1", "Komoran", "1", "1", "Nuk vjen <b>që</b> {nga} vjeshta", "4", "3", "2", "1")
"""Somebody at a school: drop-out, where, send; then enrolled and stopped, what they saw, since longer, safe: not sure,
the parents know."""
CHILD = ("/start", "1", "2", "2", "Komoran", "1", "Fqinji e <script>di", "3", "3", "1")
"""Somebody who tells of a child that is hit: more words, safe: not sure, age: 14 to 17."""
IN_WORDS = {
    "sq": ("I sigurt në atë çast", "Personi nuk e di", "Rreth sa vjeç", "14 deri 17"),
    "sr": ("Bezbedno u tom trenutku", "Osoba ne zna", "Otprilike koliko godina", "14 do 17"),
}
OF_A_SCHOOL = {
    "sq": ("I regjistruar më parë", "Po, dhe nuk vjen më", "Që kur", "Më gjatë", "Kush e di tashmë", "Prindërit"),
    "sr": ("Ranije upisano", "Da, i više ne dolazi", "Od kada", "Duže", "Ko već zna", "Roditelji"),
}


async def pages(house: House, desk: httpx.AsyncClient, number: str, language: str) -> list[httpx.Response]:
    """The case as the desk reads it, and as the office that must act does."""
    async with house.parts.database.read() as work:
        case = await work.cases.by_number("drenas", number)
        assert case is not None
        lead = next(each for each in await work.cases.referrals(case.id) if each.institution == case.lead)
    token = house.parts.vault.sign_link(lead.id, lead.institution, house.clock.now().replace(year=2027))
    keeps_open(house.visitor, house.parts, lead)
    desks = await desk.get(f"/console/drenas/cases/{number}?language={language}")
    if desks.status_code == 303:
        desks = await desk.get(desks.headers["location"])
    return [desks, await house.visitor.get(f"/r/{token}?language={language}")]


@pytest.mark.parametrize("language", ["sq", "sr"])
async def test_the_answers_about_a_person_stand_in_words(house: House, desk: httpx.AsyncClient, language: str) -> None:
    number = await house.report(CHILD)
    for page in await pages(house, desk, number, language):
        text = words_of(page)
        assert [words for words in IN_WORDS[language] if words not in text] == []
        assert "Fqinji e <script>di" in text and "<script>di" not in page.text
        assert not page_of(page).select("dl script")


@pytest.mark.parametrize("language", ["sq", "sr"])
async def test_the_answers_of_a_school_stand_in_words(house: House, desk: httpx.AsyncClient, language: str) -> None:
    number = await house.report(TEACHER)
    for page in await pages(house, desk, number, language):
        text = words_of(page)
        assert [words for words in OF_A_SCHOOL[language] if words not in text] == []
        assert "Nuk vjen <b>që</b> {nga} vjeshta" in text and "<b>që" not in page.text


async def test_what_nobody_answered_is_not_shown(house: House, desk: httpx.AsyncClient) -> None:
    number = await house.report(CHILD[:6])
    for page in await pages(house, desk, number, "sq"):
        assert page.status_code == 200 and "Rreth sa vjeç" not in words_of(page)
