"""Institutions and places in the console: added, named, retired; the file says the same, and old cases keep a name."""

import tomllib
from collections.abc import AsyncIterator
from datetime import timedelta

import httpx
import pytest

from reportbot.core.access.actions import Role
from reportbot.core.cases.referral import Answer
from reportbot.core.messages import Text
from tests.web.console.case.test_page import answer, post
from tests.web.console.house import HAZARD, SAME_SITE, House, carried, page_of, words_of
from tests.web.console.people import a_person
from tests.web.console.settings.test_settings import rules_of
from tests.web.console.settled import Administrator, an_administrator, decides, diff_of

NEW = "/institutions/one"
PARKS = "/institutions/one?of=parqet_e_qytetit"
NAMES = {"name_sq": "Parqet e qytetit", "name_sr": "Gradski parkovi", "name_en": "City parks"}
SAID = {**NAMES, "role": "Trees and benches", "hours": "e hënë-e premte 07:00-15:00"}
HAZARD_RULE = "/rules/one?kind=rule&of=dangers in public space"
WATER = "/institutions/one?of=water_company"


@pytest.fixture
async def ada(house: House) -> AsyncIterator[Administrator]:
    someone = await an_administrator(house)
    yield someone
    await someone.browser.aclose()


def said(house: House, key: str, language: str) -> str:
    return house.parts.translator.say(house.parts.towns["drenas"].name_of(key), language)


async def test_a_new_institution_is_added_given_a_contact_and_reports(house: House, ada: Administrator) -> None:
    looked = await ada.fill(NEW, **SAID)
    called = "Shqip: Parqet e qytetit, Srpski / Српски: Gradski parkovi, English: City parks"
    assert ("Name", "nothing", called) in diff_of(looked)
    assert (await ada.send(looked, "save", why="a new company")).headers["location"].endswith("done=saved")
    parks = rules_of(house).institutions["parqet_e_qytetit"]
    assert parks.transports == () and parks.takes_reports
    assert [said(house, parks.key, code) for code in ("sq", "sr", "en", "tr")] == [
        *NAMES.values(),
        NAMES["name_sq"],
    ]
    assert "No contact yet" in words_of(await ada.open("/institutions"))
    # nothing leads there yet, so that nobody knows what its contact would get
    contact = "/contacts/one?kind=contact&of=parqet_e_qytetit&part=ways"
    assert (await ada.agreed(contact, by0="email", to0="office@parks.example")).status_code == 303
    assert (await ada.save(HAZARD_RULE, lead="parqet_e_qytetit")).headers["location"].endswith("done=saved")
    await house.report(HAZARD)
    assert "office@parks.example" in [each.target for each in house.mail.notices]
    desk = await house.sign_in()
    assert "City parks" in words_of(await desk.get("/console/drenas?language=en"))


async def test_the_exported_file_has_it_and_loads_again(house: House, ada: Administrator) -> None:
    await ada.save(NEW, **SAID)
    await ada.save("/places/one", name_sq="Lagjja e Re", kind_of="neighbourhood", within="drenas", point="42.6, 20.9")
    text = (await ada.open("/file.toml")).text
    assert tomllib.loads(text)["institutions"][-1] == {
        "key": "parqet_e_qytetit",
        "name": {"sq": "Parqet e qytetit", "sr": "Gradski parkovi", "en": "City parks"},
        "role": "Trees and benches",
        "hours": "monday-friday 07:00-15:00",
        "languages": ["sq", "sr", "en"],
    }
    again = house.parts.town_settings._files.town("drenas", text, frozenset())
    assert again.rules.institutions["parqet_e_qytetit"].called.fill
    assert again.around.gazetteer.by_key["lagjja_e_re"].in_place == "drenas"


@pytest.mark.parametrize("is_open", [True, False, None])
async def test_an_institution_is_taken_out_alike_whether_it_has_or_had_a_report_or_not(
    house: House, ada: Administrator, is_open: bool | None
) -> None:
    """Who administers learns nothing: it is only retired, and that can be undone."""
    await ada.save(NEW, **SAID)
    await ada.save(HAZARD_RULE, lead="parqet_e_qytetit")
    if is_open is not None:
        number = await house.report(HAZARD)
        if not is_open:
            await closed(house, await house.sign_in(), number)
    await ada.undo(3)
    assert (await ada.undo(2)).headers["location"].endswith("done=undone")
    parks = rules_of(house).institutions["parqet_e_qytetit"]
    assert parks.retired and not parks.takes_reports
    assert "Works no more." in words_of(await ada.open("/institutions"))
    assert (await ada.undo(5)).status_code == 303 and not rules_of(house).institutions["parqet_e_qytetit"].retired


async def test_what_a_retired_institution_still_has_it_is_reminded_of_and_answers(
    house: House, ada: Administrator
) -> None:
    await ada.save(NEW, **SAID)
    contact = "/contacts/one?kind=contact&of=parqet_e_qytetit&part=ways"
    await ada.agreed(contact, by0="email", to0="office@parks.example")
    await ada.save(HAZARD_RULE, lead="parqet_e_qytetit")
    number = await house.report(HAZARD)
    await ada.undo(4)
    assert (await ada.save(PARKS, retired="on")).headers["location"].endswith("done=saved"), "one is enough"
    house.mail.notices.clear()
    await house.later(timedelta(days=4))
    (reminder, *_) = [each for each in house.mail.notices if each.target == "office@parks.example"]
    page = await ada.browser.get(reminder.link.removeprefix(house.url))
    assert page.status_code == 200
    assert await _lead_of(house, number) == "parqet_e_qytetit"
    await closed(house, desk := await house.sign_in(), number)
    again = carried(await desk.get(f"/console/drenas/cases/{number}")) | {"reason": "again"}
    await desk.post(f"/console/drenas/cases/{number}/reopening", data=again, headers=SAME_SITE)
    assert await _lead_of(house, number) == "coordinator", "nothing new goes there"


async def _lead_of(house: House, number: str) -> str:
    async with house.parts.database.read() as work:
        case = await work.cases.by_number("drenas", number)
    assert case is not None
    return case.lead


async def closed(house: House, desk: httpx.AsyncClient, number: str) -> None:
    """Its office says that it is done, and the desk closes it."""
    await answer(house, number, Answer.DONE)
    done = await post(desk, f"/console/drenas/cases/{number}/closure")
    assert done.status_code == 303, words_of(done)


async def test_a_name_changes_in_one_language_and_takes_two(house: House, ada: Administrator) -> None:
    before = said(house, "water_company", "sr")
    await ada.agreed(WATER, name_sq="Ujësjellësi Prishtina")
    assert said(house, "water_company", "sq") == "Ujësjellësi Prishtina"
    assert said(house, "water_company", "sr") == before
    assert (await ada.fill(WATER)).headers["location"].endswith("done=same")


async def test_no_two_institutions_have_one_name_in_any_language(ada: Administrator) -> None:
    for name in ("Centre for Social Work", "qendra PËR punë sociale"):
        refused = await ada.fill(NEW, name_sq=name, role="x")
        assert refused.status_code == 400, name
        assert "Another institution has this name: Centre for Social Work" in words_of(refused)


async def test_what_still_names_it_keeps_an_institution_from_being_retired(house: House, ada: Administrator) -> None:
    await ada.agreed("/contacts/one?kind=office&of=qkmf", boss="public_services")
    refused = await ada.fill("/institutions/one?of=public_services", retired="on")
    words = words_of(refused)
    assert refused.status_code == 400
    assert "Directorate of Public Services is retired, but this rule still names it." in words
    assert "Main Family Medicine Centre: Directorate of Public Services is retired, but this institution" in words
    refused = await ada.fill("/institutions/one?of=duty", retired="on")
    assert "Duty contact of the municipality is retired, but the duty roster still names it." in words_of(refused)
    refused = await ada.fill("/institutions/one?of=coordinator", retired="on")
    assert "The reporting desk cannot be retired." in words_of(refused)


async def test_accounts_keep_it_too_and_old_reports_show_its_name(house: House, ada: Administrator) -> None:
    await ada.save(NEW, **SAID)
    await ada.save(HAZARD_RULE, lead="parqet_e_qytetit")
    number = await house.report(HAZARD)
    await ada.undo(3)
    desk = await house.sign_in()
    await closed(house, desk, number)
    officer = await a_person(house, "Ora Krasniqi", Role.OFFICER, institution="parqet_e_qytetit")
    refused = await ada.fill(PARKS, retired="on")
    assert refused.status_code == 400 and "Somebody has an account at this institution" in words_of(refused)
    async with house.parts.database.begin() as work:
        staff = await work.staff.by_key("drenas", officer.key)
        assert staff is not None
        administrator = await work.staff.by_key("drenas", "administrator")
    assert administrator is not None
    await house.parts.staff.staffing.disable("drenas", staff.id, administrator.member)
    assert (await ada.save(PARKS, retired="on")).headers["location"].endswith("done=saved")
    assert rules_of(house).institutions["parqet_e_qytetit"].retired
    page = await desk.get(f"/console/drenas/cases/{number}?language=en")
    assert "City parks" in words_of(page)
    reopened = carried(page) | {"institution": "parqet_e_qytetit", "reason": "again"}
    refused = await desk.post(f"/console/drenas/cases/{number}/reopening", data=reopened, headers=SAME_SITE)
    assert refused.status_code == 400, "nothing is passed to it any more"
    assert "Works no more." in words_of(await ada.open("/institutions"))
    assert "City parks" not in words_of(await ada.open("/contacts"))
    assert "City parks" not in words_of(await ada.open("/rules/one"))


async def test_a_contact_typed_before_a_new_name_is_kept(house: House, ada: Administrator) -> None:
    """The addition stands first, whatever was changed last."""
    await ada.save(NEW, **SAID)
    await ada.agreed("/contacts/one?kind=contact&of=parqet_e_qytetit&part=ways", by0="email", to0="a@parks.example")
    await ada.agreed(PARKS, name_en="Parks of the town")
    (way,) = rules_of(house).institutions["parqet_e_qytetit"].transports
    assert way.address == "a@parks.example" and said(house, "parqet_e_qytetit", "en") == "Parks of the town"


async def test_a_place_and_a_school_are_added_and_understood(house: House, ada: Administrator) -> None:
    await ada.save(
        "/places/one", name_sq="Lagjja e Re", name_sr="Novo Naselje", kind_of="neighbourhood", within="drenas"
    )
    await ada.save("/places/one?kind=school", name="E re", within="drenas")
    gazetteer = house.parts.towns["drenas"].around.gazetteer
    (place,) = gazetteer.find("Novo Naselje")
    assert (place.key, place.kind, place.in_place) == ("lagjja_e_re", "neighbourhood", "drenas")
    assert "school_e_re" in [each.key for each in gazetteer.schools_in("drenas")]
    number = await house.report((*HAZARD[:4], "Lagjja e Re", *HAZARD[5:]))
    desk = await house.sign_in()
    assert "Lagjja e Re" in words_of(await desk.get(f"/console/drenas/cases/{number}"))


@pytest.mark.parametrize("is_told_of", [True, False])
async def test_a_place_is_removed_alike_whether_a_report_tells_of_it_or_not(
    house: House, ada: Administrator, is_told_of: bool
) -> None:
    """Nobody can choose it or is understood to mean it; old reports show its name. Who administers learns nothing."""
    new = "/places/one?kind=place&of=lagjja_e_re"
    names = {"name_sq": "Lagjja e Re", "name_sr": "Novo Naselje"}
    await ada.save("/places/one", **names, kind_of="neighbourhood", within="drenas")
    told = (*HAZARD[:4], "Novo Naselje", *HAZARD[5:])
    number = await house.report(told) if is_told_of else ""
    assert page_of(await ada.open(new)).select_one("[name=remove]") is None
    assert (await ada.save(new, removed="on")).headers["location"].endswith("done=saved")
    removed = rules_of(house).gazetteer
    assert removed.by_key["lagjja_e_re"].removed and removed.find("Novo Naselje") == ()
    assert "lagjja_e_re" not in [each.key for each in removed.listed()]
    assert "Removed." in words_of(await ada.open("/places"))
    assert "Lagjja e Re" not in words_of(await ada.open("/places/one?kind=school"))
    assert (await ada.undo(3)).status_code == 303, "it is there again"
    assert [each.key for each in rules_of(house).gazetteer.find("Novo Naselje")] == ["lagjja_e_re"]
    if is_told_of:
        await ada.save(new, removed="on")
        desk = await house.sign_in()
        assert "Lagjja e Re" in words_of(await desk.get(f"/console/drenas/cases/{number}"))


async def test_what_was_added_and_is_undone_stays_as_removed(house: House, ada: Administrator) -> None:
    await ada.save("/places/one?kind=school", name="Liria", within="komoran")
    assert (await ada.undo(2)).headers["location"].endswith("done=waits"), "its name leads elsewhere now"
    await decides(await house.sign_in())
    assert rules_of(house).gazetteer.by_key["school_liria"].removed


@pytest.mark.parametrize("point", ["somewhere", "99.5, 20", "42.6"])
async def test_a_point_that_is_none_is_refused(ada: Administrator, point: str) -> None:
    refused = await ada.fill("/places/one?kind=place&of=baice", point=point)
    assert refused.status_code == 400
    assert "two numbers" in words_of(refused) or "no point on earth" in words_of(refused)


async def test_a_name_of_the_town_s_own_is_never_a_sentence_with_holes(house: House, ada: Administrator) -> None:
    await ada.save(NEW, **(SAID | {"name_en": "{own} parks"}))
    assert said(house, "parqet_e_qytetit", "en") == "{own} parks"
    assert house.parts.towns["drenas"].name_of("parqet_e_qytetit") != Text("{own} parks")


async def test_second_of_a_name_is_asked(house: House, ada: Administrator) -> None:
    await ada.save("/institutions/one?of=water_company", name_en="Another name")
    assert (await decides(await house.sign_in(), "refusal")).status_code == 303
    assert said(house, "water_company", "en") != "Another name"
