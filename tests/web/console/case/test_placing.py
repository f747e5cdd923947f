"""The desk corrects the place of a case: a page with one field, and what the case, its offices and lists show since."""

import httpx
import pytest

from reportbot.core.cases.placing import ELSEWHERE
from reportbot.core.cases.referral import Answer
from tests.web.console.case.test_page import answer, case_path, post
from tests.web.console.case.test_two_at_once import CHANGED, other, seen_in  # noqa: F401  (a second coordinator)
from tests.web.console.house import SAME_SITE, House, carried, page_of, words_of

RAMP = ("/start", "1", "1", "Nuk ka rampe per karroce te dera", "te ura ne Komoran", "1", "1")


async def place_of(house: House, number: str) -> str:
    async with house.parts.database.read() as work:
        case = await work.cases.by_number("drenas", number)
    assert case is not None
    return case.place


async def correct(desk: httpx.AsyncClient, number: str, **fields: str) -> httpx.Response:
    """Fill in the form of the page."""
    page = await desk.get(f"{case_path(number)}/place")
    return await desk.post(f"{case_path(number)}/place", data={**carried(page), **fields}, headers=SAME_SITE)


async def test_a_quiet_link_at_the_place_leads_to_one_field(house: House, desk: httpx.AsyncClient) -> None:
    number = await house.report()
    case = page_of(await desk.get(case_path(number)))
    links = case.select(f'a[href="{case_path(number)}/place"]')
    assert [link.get_text() for link in links] == ["Correct the place"] * 2, "beside its name, and at the map"
    page = page_of(await desk.get(f"{case_path(number)}/place"))
    assert "It stands as: Komoran." in page.get_text() and "What the person wrote stays as it is." in page.get_text()
    offered = {str(each["value"]) for each in page.select("datalist option")}
    assert "Gllobar" in offered and any("Rasim Kiçina" in name for name in offered), "villages, and their schools"
    assert [each["value"] for each in page.select("input[name=where]")] == ["place", "elsewhere", "unknown"]


@pytest.mark.parametrize(
    ("fields", "place", "said"),
    [
        ({"place": "globare"}, "gllobar", "The place was corrected: Gllobar (before: Komoran)."),
        ({"where": "elsewhere", "place": "x"}, ELSEWHERE, "The place was corrected: somewhere else in the town"),
        ({"where": "unknown"}, "", "The place was corrected: not known (before: Komoran)."),
        (
            {"where": "place", "place": "te shkolla ne Drenas", "place_key": "school_rasim_kicina"},
            "school_rasim_kicina",
            "",
        ),
    ],
)
async def test_what_is_said_holds_from_then_on(
    house: House, desk: httpx.AsyncClient, fields: dict[str, str], place: str, said: str
) -> None:
    number = await house.report()
    mails = len(house.mail.notices)
    done = await correct(desk, number, reason="They <b>rang</b>.", **fields)
    assert (done.status_code, done.headers["location"]) == (303, f"{case_path(number)}?done=place-said")
    assert await place_of(house, number) == place
    text = words_of(await desk.get(done.headers["location"]))
    assert "The place is saved. Nothing was sent." in text and said in text and "They <b>rang</b>." in text
    await house.parts.delivery.drain()
    assert len(house.mail.notices) == mails


@pytest.mark.parametrize(
    ("fields", "status", "said"),
    [
        ({}, 400, "Write the place, or choose one of the others."),
        ({"place": "Atlantis"}, 400, "No place of the town is called so."),
        ({"place": "Gllobar", "reason": "x" * 501}, 413, "The reason has 501 letters; it may have 500."),
        ({"place": "Fushtice"}, 400, "Which place is meant?"),
    ],
)
async def test_what_is_not_clear_is_asked_and_nothing_typed_is_lost(
    house: House, desk: httpx.AsyncClient, fields: dict[str, str], status: int, said: str
) -> None:
    number = await house.report()
    page = await correct(desk, number, **{"reason": "Why & so", **fields})
    assert page.status_code == status and said in words_of(page)
    box, field = page_of(page).select_one("textarea[name=reason]"), page_of(page).select_one("input[name=place]")
    assert box is not None and box.get_text().strip() == fields.get("reason", "Why & so")
    assert field is not None and field["value"] == fields.get("place", "")
    assert await place_of(house, number) == "komoran"
    choices = [str(each["value"]) for each in page_of(page).select("input[name=place_key]")]
    assert choices == (["fushtice_e_eperme", "fushtice_e_poshtme"] if "Fushtice" in fields.values() else [])
    if choices:
        again = {str(each["name"]): str(each["value"]) for each in page_of(page).select("input[type=hidden]")}
        data = {**again, "place_key": choices[1]}
        assert (await desk.post(f"{case_path(number)}/place", data=data, headers=SAME_SITE)).status_code == 303
        assert await place_of(house, number) == choices[1]


async def test_the_queue_and_the_office_s_page_follow(house: House, desk: httpx.AsyncClient) -> None:
    number = await house.report(RAMP)
    (notice,) = [each for each in house.mail.notices if number in each.subject and each.target.startswith("dshms@")]
    theirs = f"{notice.link.removeprefix(house.url)}?language=en"
    before = words_of(await house.visitor.get(theirs))
    assert "Komoran “te ura ne Komoran”" in before and "has corrected" not in before
    await correct(desk, number, place="Gllobar", reason="For the desk alone.")
    after = words_of(await house.visitor.get(theirs))
    assert "Gllobar The reporting desk has corrected the place. The person said: “te ura ne Komoran”" in after
    assert "For the desk alone." not in after
    listed = {name: words_of(await desk.get(f"/console/drenas?place={name}")) for name in ("gllobar", "komoran")}
    assert number in listed["gllobar"] and number not in listed["komoran"]
    assert "te ura ne Komoran" in words_of(await desk.get(case_path(number))), "what they wrote stays"


async def test_the_map_marks_the_place_that_was_corrected(house: House, desk: httpx.AsyncClient) -> None:
    number = await house.report()
    for fields, marked in (({"place": "Gllobar"}, "42.6458"), ({"where": "unknown"}, None)):
        await correct(desk, number, **fields)
        drawn = page_of(await desk.get(case_path(number))).select_one("#map")
        assert drawn is not None and drawn.get("data-latitude") == marked


async def test_an_office_that_the_rules_would_choose_now_is_offered_and_hears_nothing_by_itself(
    house: House, desk: httpx.AsyncClient
) -> None:
    number = await house.report(RAMP)
    assert page_of(await desk.get(case_path(number))).select_one("#rerouted") is None
    await correct(desk, number, place="Xheladin Gashi Plaku")
    page = page_of(await desk.get(case_path(number)))
    note, form = page.select_one("#rerouted"), page.select_one('#act form[action$="/transfers"]')
    assert note is not None and form is not None
    assert (
        "the rules would choose Municipal Directorate of Education" in note.get_text()
        and "Nothing was sent." in note.get_text()
    )
    chosen = [str(each["value"]) for each in form.select("option[selected]")]
    reason = form.select_one("textarea[name=reason]")
    assert chosen == ["dka"] and reason is not None and "The place was corrected: " in reason.get_text()
    fields = {"institution": chosen[0], "reason": reason.get_text().strip()}
    assert (await post(desk, f"{case_path(number)}/transfers", **fields)).status_code == 303
    assert page_of(await desk.get(case_path(number))).select_one("#rerouted") is None


async def test_two_at_once_the_second_is_shown_what_changed(
    house: House,
    desk: httpx.AsyncClient,
    other: httpx.AsyncClient,  # noqa: F811
) -> None:
    number = await house.report()
    before = seen_in(await other.get(f"{case_path(number)}/place"))
    await correct(desk, number, place="Gllobar")
    fields = {"where": "place", "place": "Poklek i Ri", "reason": "Mine.", **before}
    second = await other.post(f"{case_path(number)}/place", data=fields, headers=SAME_SITE)
    text = words_of(second)
    assert second.status_code == 409 and CHANGED in text and "Correct the place" in text
    assert "The place was corrected: Gllobar (before: Komoran)." in text
    form = page_of(second).select_one(f'form[action="{case_path(number)}/place"]')
    assert form is not None and await place_of(house, number) == "gllobar"
    data = {str(each["name"]): str(each["value"]) for each in form.select("input[type=hidden]")}
    data |= {str(each["name"]): each.get_text().strip() for each in form.select("textarea")}
    assert (data["place"], data["reason"]) == ("Poklek i Ri", "Mine.")
    done = await other.post(f"{case_path(number)}/place", data=data, headers=SAME_SITE)
    assert done.status_code == 303 and await place_of(house, number) == "poklek_i_ri"


async def test_a_case_that_is_over_is_not_moved_and_a_held_one_is(house: House, desk: httpx.AsyncClient) -> None:
    number = await house.report()
    await post(desk, f"{case_path(number)}/hold", reason="police")
    assert (await correct(desk, number, place="Gllobar")).status_code == 303
    await answer(house, number, Answer.DONE)
    path = f"{case_path(number)}/place"
    page = await desk.get(case_path(number))
    assert page_of(page).select_one(f'a[href="{path}"]') is None
    assert (await desk.get(path)).status_code == 409
    late = await desk.post(path, data={**carried(page), "place": "Komoran"}, headers=SAME_SITE)
    assert late.status_code == 409 and await place_of(house, number) == "gllobar"
