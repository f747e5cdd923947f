"""A question to the person, from the desk's page and from an institution's."""

from datetime import timedelta

import httpx
import pytest

from tests.web.console.house import PERSON, SAME_SITE, House, carried, page_of, words_of

WARNING = "Do not ask for a name. The person may be watched"


async def ask(desk: httpx.AsyncClient, number: str, question: str) -> httpx.Response:
    case = f"/console/drenas/cases/{number}"
    data = {**carried(await desk.get(case)), "question": question}
    return await desk.post(f"{case}/questions", data=data, headers=SAME_SITE)


async def link(house: House, number: str, role: str = "lead") -> str:
    async with house.parts.database.read() as work:
        case = await work.cases.by_number("drenas", number)
        assert case is not None
        theirs = next(each for each in await work.cases.referrals(case.id) if each.role == role)
    return f"/r/{house.parts.vault.sign_link(theirs.id, theirs.institution, house.clock.now() + timedelta(days=1))}"


async def test_the_desk_asks_and_sees_what_is_true_about_the_person(house: House, desk: httpx.AsyncClient) -> None:
    number = await house.report()
    case = f"/console/drenas/cases/{number}"
    assert WARNING in words_of(await desk.get(case))
    asked = await ask(desk, number, "Which <b>door</b>?\r\nLeft?")
    assert asked.headers["location"] == f"{case}?done=asked"
    page = await desk.get(case)
    assert "Which <b>door</b>?" in words_of(page) and "<b>door" not in page.text
    assert "Reporting desk of the municipality asked the person." in words_of(page)
    assert "Writing to them is safe, so they are told that there is news." in words_of(page)
    assert page_of(page).select_one("#question") is None  # one at a time


@pytest.mark.parametrize(
    ("safe", "told"),
    [("2", "writing to them is not safe"), ("", "Nobody knows if writing to them is safe")],
)
async def test_where_nothing_is_sent_the_desk_knows_it(
    house: House, desk: httpx.AsyncClient, safe: str, told: str
) -> None:
    number = await house.report((*PERSON[:-1], *([safe] if safe else [])))
    await ask(desk, number, "Which door?")
    assert told in words_of(await desk.get(f"/console/drenas/cases/{number}"))


@pytest.mark.parametrize(
    ("question", "status", "told"),
    [
        ("", 400, "Please write a question."),
        (" \n ", 400, "Please write a question."),
        ("ë" * 501, 413, "The question has 501 letters; it may have 500."),
        ("x" * 20_000, 413, "The question has 20000 letters; it may have 500."),
        ("\x00", 400, "Please write a question."),
    ],
)
async def test_what_is_no_question_comes_back_with_the_reason(
    house: House, desk: httpx.AsyncClient, question: str, status: int, told: str
) -> None:
    number = await house.report()
    for where, answer in {
        "desk": await ask(desk, number, question),
        "office": await house.visitor.post(
            f"{await link(house, number)}/questions?language=en", data={"question": question}, headers=SAME_SITE
        ),
    }.items():
        assert (answer.status_code, told in words_of(answer)) == (status, True), where
        if len(question) > 500:
            assert question in answer.text


async def test_an_institution_asks_while_the_case_is_theirs_and_learns_nothing_else(
    house: House, desk: httpx.AsyncClient
) -> None:
    number = await house.report()
    lead, copy = await link(house, number), await link(house, number, "copy")
    assert WARNING in words_of(await house.visitor.get(f"{lead}?language=en"))
    assert "Ask the person" not in words_of(await house.visitor.get(f"{copy}?language=en"))
    asked = await house.visitor.post(
        f"{lead}/questions?language=en", data={"question": "Which side?"}, headers=SAME_SITE
    )
    assert (asked.status_code, asked.headers["location"]) == (303, f"{lead}?language=en#asked")
    page = words_of(await house.visitor.get(f"{lead}?language=en"))
    assert "You asked, " in page and "Which side?" in page and "You asked the person" in page
    assert "The person reads it the next time they ask for news." in page
    for word in ("safe to", "web chat", "code"):
        assert word not in page
    again = await house.visitor.post(f"{lead}/questions?language=en", data={"question": "When?"}, headers=SAME_SITE)
    assert (again.status_code, "One question is open already." in words_of(again)) == (409, True)
    refused = await house.visitor.post(f"{copy}/questions?language=en", data={"question": "Me?"}, headers=SAME_SITE)
    assert (refused.status_code, "not open with you any more" in words_of(refused)) == (409, True)
    assert "Directorate of Public Services asked, " in words_of(await desk.get(f"/console/drenas/cases/{number}"))


async def test_nobody_asks_from_another_site_or_by_a_wrong_link(house: House) -> None:
    number = await house.report()
    lead = await link(house, number)
    other = {"sec-fetch-site": "cross-site"}
    assert (await house.visitor.post(f"{lead}/questions", data={"question": "x"}, headers=other)).status_code == 403
    assert (await house.visitor.get(f"{lead}/questions")).status_code == 405
    wrong = await house.visitor.post(f"{lead[:-3]}/questions", data={"question": "x"}, headers=SAME_SITE)
    assert wrong.status_code == 404
    rubbish = await house.visitor.post(f"{lead}/questions", content=b"\xff\xfe", headers=SAME_SITE)
    assert rubbish.status_code == 400
