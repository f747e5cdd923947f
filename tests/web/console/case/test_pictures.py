"""What the desk sees of an office's photo: whether the person has got it; and how it keeps one from them."""

from datetime import timedelta

import httpx

from reportbot.core.cases.referral import Answer
from tests.web.console.case.test_page import case_path
from tests.web.console.house import HAZARD, PERSON, SAME_SITE, House, carried, page_of, words_of


async def with_photo(house: House, said: tuple[str, ...] = HAZARD, outcome: str = "repaired") -> tuple[str, int]:
    """The case's number, and the photo that its lead has added."""
    number = await house.report(said)
    async with house.parts.database.read() as work:
        case = await work.cases.by_number("drenas", number)
        assert case is not None
        lead = next(each for each in await work.cases.referrals(case.id) if each.role == "lead")
    token = house.parts.vault.sign_link(lead.id, lead.institution, house.clock.now() + timedelta(days=1))
    await house.parts.responses.answer(token, Answer.DONE, "", outcome=outcome, picture=b"\xff\xd8 painted")
    async with house.parts.database.read() as work:
        (photo,) = await work.conversations.photos(case=case.id)
    return number, photo.id


async def test_the_desk_sees_how_the_photo_fares_and_holds_it_back(house: House, desk: httpx.AsyncClient) -> None:
    number, photo = await with_photo(house)
    shown = page_of(await desk.get(case_path(number))).select_one("#photos")
    assert shown is not None
    assert "Photo from: Directorate of Public Services" in words(shown)
    assert "The person sees it when they ask what happened." in words(shown)
    assert "To the person by" in words(shown)
    held = await press(desk, number, f"{case_path(number)}/photos/{photo}/hold")
    assert (held.status_code, held.headers["location"]) == (303, f"{case_path(number)}?done=picture-held")
    page = await desk.get(held.headers["location"])
    assert "The person does not see this photo any more." in words_of(page)
    assert "The reporting desk keeps it from the person." in words_of(page)
    assert "A photo of Directorate of Public Services is kept from the person." in words_of(page)
    again = await press(desk, number, f"{case_path(number)}/photos/{photo}/showing")
    assert "is shown to the person after all" in words_of(await desk.get(again.headers["location"]))


async def test_of_a_matter_that_concerns_a_person_it_says_that_the_photo_stays(
    house: House, desk: httpx.AsyncClient
) -> None:
    number, _ = await with_photo(house, PERSON, outcome="help_began")
    shown = page_of(await desk.get(case_path(number))).select_one("#photos")
    assert shown is not None
    assert "The person does not see it: the matter concerns people." in words(shown)
    assert shown.select_one("form") is None and "To the person by" not in words(shown)


async def test_no_other_photo_can_be_held(house: House, desk: httpx.AsyncClient) -> None:
    number, photo = await with_photo(house)
    other = await house.report()
    for case, path in ((other, f"photos/{photo}/hold"), (number, f"photos/{photo + 1}/showing")):
        assert (await press(desk, case, f"{case_path(case)}/{path}")).status_code == 404


async def press(desk: httpx.AsyncClient, number: str, path: str) -> httpx.Response:
    return await desk.post(path, data=carried(await desk.get(case_path(number))), headers=SAME_SITE)


def words(tag: object) -> str:
    return " ".join(tag.get_text(" ").split())  # type: ignore[attr-defined]
