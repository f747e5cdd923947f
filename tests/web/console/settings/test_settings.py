"""The settings, as an administrator meets them: forms, what would change, history, undo; and nobody else."""

import re
import tomllib
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from itertools import cycle

import pytest

from reportbot.core.access.actions import Role
from reportbot.core.cases.desk.figures import Proposal
from reportbot.core.signin import lives
from reportbot.core.urgency import Urgency
from reportbot.municipality.loading import Municipality
from reportbot.web.console.oversight.institutions import proposal_of
from tests.web.console.house import SAME_SITE, House, browser_for, open_house, page_of, words_of
from tests.web.console.people import a_person
from tests.web.console.settled import (
    AT,
    Administrator,
    an_administrator,
    decides,
    diff_of,
    fields_of,
    form_of,
    table_of,
)
from tests.web.console.signin.test_kept_words import signs_in_again

POLICE = "/numbers/one?kind=hotline&of=police_192"
NORMAL = "/deadlines/one?kind=promise&of=normal"
WASTE = "/rules/one?kind=rule&of=waste"
QPS = "/contacts/one?kind=contact&of=qps&part=ways"
OFFICE = "/contacts/one?kind=office&of=public_services"
FORMS = (
    POLICE,
    "/numbers/one",
    QPS,
    QPS.replace("ways", "second"),
    QPS.replace("ways", "head"),
    OFFICE,
    "/institutions/one",
    "/institutions/one?of=qps",
    "/places/one?kind=place&of=baice",
    "/places/one",
    "/places/one?kind=school",
    "/places/one?kind=school&of=school_rasim_kicina",
    "/duty/one?kind=duty&of=0",
    "/duty/one?kind=duty",
    "/duty/one?kind=swap",
    "/duty/one?kind=absence",
    NORMAL,
    "/deadlines/one?kind=promises_for",
    "/ladder/one?kind=ladder&of=3",
    "/ladder/one?kind=ladder",
    "/ladder/one?kind=urgency&of=waste",
    WASTE,
    WASTE + "&kind=rule_order",
    "/rules/one",
    "/replies/one",
)
PAGES = (
    "",
    "/numbers",
    "/institutions",
    "/places",
    "/contacts",
    "/duty",
    "/deadlines",
    "/ladder",
    "/rules",
    "/replies",
    "/history",
    *FORMS,
)


@pytest.fixture
async def ada(house: House) -> AsyncIterator[Administrator]:
    someone = await an_administrator(house)
    yield someone
    await someone.browser.aclose()


def rules_of(house: House) -> Municipality:
    rules = house.parts.towns["drenas"].rules
    assert isinstance(rules, Municipality)
    return rules


def number(house: House, key: str = "police_192") -> str:
    return next(entry.number for entry in rules_of(house).directory if entry.key == key)


async def test_only_an_administrator_comes_here(house: House) -> None:
    for role in set(Role) - {Role.ADMINISTRATOR}:
        browser = browser_for(house.app, house.url)
        await browser.post(house.login_path(role=role), headers=SAME_SITE)
        for path in ("", "/numbers", "/history", "/file.toml", POLICE):
            assert (await browser.get(AT + path)).status_code in (403, 404), (role, path)
    assert (await browser_for(house.app, house.url).get(AT)).status_code == 401


@pytest.mark.parametrize("language", ["sq", "sr", "en"])
async def test_every_page_opens_and_shows_no_case(house: House, language: str) -> None:
    number = await house.report()
    ada = await an_administrator(house, language)
    for path in PAGES:
        answer = await ada.open(path)
        assert answer.status_code == 200, path
        assert number not in answer.text and "Komoran te" not in answer.text
        assert "{" not in words_of(answer) or path.startswith("/replies"), path


async def test_a_number_is_changed_and_stands_in_the_history(house: House, ada: Administrator) -> None:
    looked = await ada.fill(POLICE, number="038 192", verified_on="2026-11-20")
    assert diff_of(looked) == [("Number", "192", "038 192"), ("Day of the last call", "nothing", "20.11.2026")]
    assert "Nothing is changed yet." in words_of(looked) and number(house) == "192"
    saved = await ada.send(looked, "save", why="called it")
    assert saved.headers["location"].endswith("done=waits") and number(house) == "192", (
        "nobody alone leads a call astray"
    )
    await decides(await house.sign_in())
    assert number(house) == "038 192"
    assert "038 192 Called on 20.11.2026" in words_of(await ada.open("/numbers"))
    saved = await ada.save(POLICE, note="Also at night")
    assert "Saved. It is in force." in words_of(await ada.browser.get(saved.headers["location"]))
    history = words_of(await ada.open("/history"))
    assert "Number: Police Version 2 · Monday 23 November, 10:00 · Administrator called it" in history
    assert "The municipality file before the first change." in history


async def test_nothing_is_saved_without_a_reason(house: House, ada: Administrator) -> None:
    looked = await ada.fill(POLICE, number="038 192")
    for why in ("", "   ", "x" * 301):
        answer = await ada.send(looked, "save", why=why)
        assert answer.status_code == 400 and "Say why, in a few words." in words_of(answer)
        field = page_of(answer).select_one("#f-why")
        assert field is not None and (field["aria-invalid"], field["aria-describedby"]) == ("true", "h-why e-why")
    assert number(house) == "192"


async def test_what_the_check_refuses_comes_back_with_its_words(house: House, ada: Administrator) -> None:
    answer = await ada.fill(POLICE, number="call us", source="", hours="always")
    assert answer.status_code == 400
    said = words_of(answer)
    assert "This cannot be saved:" in said
    assert "“call us” is no telephone number: digits and spaces only." in said
    assert "Hotline Police has no source." in said
    assert '“Hours” must be "day and night", "not known", "every day 18:00-22:00".' in said
    assert "police_192" not in said
    field = page_of(answer).select_one("#f-number")
    assert field is not None and field["value"] == "call us", "what was typed is still there"
    assert [each.get("href") for each in page_of(answer).select("[role=alert] a")] == [
        *("#f-number", "#f-hours", "#f-source"),
    ], "in the order of the page"
    assert number(house) == "192"


async def test_a_field_that_cannot_be_read_says_so_and_is_seen(ada: Administrator) -> None:
    answer = await ada.fill("/duty/one?kind=duty&of=0", role1="duty_deputy", changes_on="monday", changes_at="99:00")
    page = page_of(answer)
    said = page.select_one("#e-changes_at")
    assert said is not None and said.get_text() == "Write a time such as 16:00."
    folded = said.find_parent("details")
    assert folded is not None and folded.has_attr("open")
    field = page.select_one("#f-changes_at")
    assert field is not None and field["value"] == "99:00" and field.has_attr("autofocus")
    link = page.select_one("[role=alert] a")
    assert link is not None and link["href"] == "#f-changes_at"


async def test_the_same_again_changes_nothing(house: House, ada: Administrator) -> None:
    for path in (POLICE, NORMAL, WASTE, QPS, "/duty/one?kind=duty&of=0"):
        answer = await ada.fill(path)
        assert answer.status_code == 303 and answer.headers["location"].endswith("done=same"), path
    assert house.parts.town_settings.history("drenas").version == 0


async def test_back_to_the_form_keeps_what_was_typed(ada: Administrator) -> None:
    again = await ada.send(await ada.fill(POLICE, number="038 192"), "again")
    field = page_of(again).select_one("#f-number")
    assert field is not None and field["value"] == "038 192"


async def test_the_second_of_two_sees_what_was_changed_and_keeps_their_words(house: House, ada: Administrator) -> None:
    ben = await an_administrator(house)
    looked = await ben.fill(POLICE, number="038 222")
    await ada.agreed(POLICE, number="038 111", why="the first")
    answer = await ben.send(looked, "save", why="the second")
    assert answer.status_code == 409
    said = words_of(answer)
    assert (
        "Somebody else has changed this meanwhile" in said
        and "Administrator, Monday 23 November, 10:00: the first" in said
    )
    assert diff_of(answer) == [("Number", "192", "038 111")]
    assert page_of(answer).select_one("#f-number")["value"] == "038 222"  # type: ignore[index]
    assert number(house) == "038 111"
    done = await ben.send(await ben.send(answer, "look"), "save", why="both agreed")
    await decides(await house.sign_in())
    assert done.status_code == 303 and number(house) == "038 222"


async def test_a_change_is_undone_and_the_undoing_too(house: House, ada: Administrator) -> None:
    await ada.agreed(POLICE, number="038 192")
    assert (await ada.undo(2)).status_code == 303
    await decides(await house.sign_in())
    assert number(house) == "192"
    assert (await ada.undo(3, "it was right")).status_code == 303
    await decides(await house.sign_in())
    assert number(house) == "038 192"
    history = words_of(await ada.open("/history"))
    assert "Undoes version 2" in history and "Undone in version 4" in history


async def test_what_was_changed_later_has_no_button_and_an_old_form_is_refused(
    house: House, ada: Administrator
) -> None:
    await ada.agreed(POLICE, number="038 111")
    page = page_of(await ada.open("/history"))
    form = page.select_one("#version-2 form")
    assert form is not None
    await ada.agreed(POLICE, number="038 222", why="better")
    assert page_of(await ada.open("/history")).select_one("#version-2 form") is None
    data = {str(each["name"]): str(each.get("value", "")) for each in form.select("input")} | {"why": "too late"}
    answer = await ada.browser.post(str(form["action"]), data=data, headers=SAME_SITE)
    assert answer.status_code == 409 and "It was changed again later. Undo that first:" in words_of(answer)
    assert diff_of(answer)[0] == ("Number", "038 111", "038 222")
    assert number(house) == "038 222"


async def copied(house: House, number: str, count: int) -> None:
    """So many more cases like this one."""
    async with house.parts.database.begin() as work:
        case = await work.cases.by_number("drenas", number)
        assert case is not None
        more = [
            replace(case, id=house.parts.ids.new(), number=f"2026-9{each:03}", receipt_tag=b"") for each in range(count)
        ]
        await work.cases.add(more, [], [], [])


async def test_a_rule_shows_where_reports_would_go_before_it_is_saved(house: House, ada: Administrator) -> None:
    numbers = [await house.report()]
    path = "/rules/one?kind=rule&of=dangers in public space"
    changes = {"lead": "inspectorate", "copies__inspectorate": "off", "copies__public_services": "on"}
    looked = await ada.fill(path, **changes)
    assert "Of the last 200 reports, fewer than 5 would go elsewhere." in words_of(looked)
    assert not page_of(looked).select("#dry-run tr"), "who tries rules until one fits a single report learns nothing"
    await copied(house, numbers[0], 5)
    looked = await ada.fill(path, **changes)
    assert "Of the last 200 reports, 5 would go elsewhere." in words_of(looked)
    office = "Directorate of Public Services, Municipal Inspectorate"
    other = "Municipal Inspectorate, Directorate of Public Services"
    assert table_of(looked, "dry-run") == [["Open manhole or pit", office, other, "5"]]
    assert not any(number in looked.text for number in numbers)
    assert (await ada.send(looked, "save", why="it has the people")).status_code == 303
    route = rules_of(house).route("manhole", "komoran", "citizen", house.clock.now())
    assert route.lead == "inspectorate"


async def test_a_sensitive_matter_is_counted_without_its_kind(house: House, ada: Administrator) -> None:
    await house.report(("/start", "1", "2", "2", "Komoran", "Nje femije ka frike", "1", *(("kaperce",) * 3), "1"))
    async with house.parts.database.read() as work:
        (case,) = await work.town_changes.outlines("drenas", 5)
    await copied(house, await house.newest("drenas"), 4)
    name = rules_of(house).route(case.category, case.place, case.voice, case.opened_at).rule_name
    looked = await ada.fill(f"/rules/one?kind=rule&of={name}", lead="dka", copies__dka="off", together__dka="off")
    assert looked.status_code == 200, words_of(looked)
    rows = table_of(looked, "dry-run")
    assert [row[0] for row in rows] == ["a matter that concerns a person"]


async def test_a_new_rule_and_its_place(house: House, ada: Administrator) -> None:
    answer = await ada.save(
        "/rules/one?kind=rule",
        name="waste in Komoran",
        categories__waste="on",
        places__komoran="on",
        lead="inspectorate",
        because="It is nearer.",
        before="waste",
    )
    assert answer.status_code == 303
    names = [rule.name for rule in rules_of(house).rules]
    assert names.index("waste in Komoran") == names.index("waste") - 1
    looked = await ada.fill("/rules/one?kind=rule_order&of=waste in Komoran", before="harm to a child")
    assert [row[0] for row in diff_of(looked)] == ["waste in Komoran"], "the others only make room"
    moved = await ada.send(looked, "save", why="it is the nearest")
    assert moved.status_code == 303 and rules_of(house).rules[0].name == "waste in Komoran"
    last = await ada.fill("/rules/one?kind=rule_order&of=everything else", before="harm to a child")
    assert last.status_code == 400 and "the last rule must be the coordinator" in words_of(last)
    gone = await ada.save("/rules/one?kind=rule&of=waste in Komoran", remove="on")
    assert gone.status_code == 303 and "waste in Komoran" not in [rule.name for rule in rules_of(house).rules]


async def test_deadlines_are_shown_before_and_after(house: House, ada: Administrator) -> None:
    await house.report()
    async with house.parts.database.read() as work:
        (case,) = await work.town_changes.outlines("drenas", 5)
    assert case.urgency is Urgency.URGENT
    looked = await ada.fill(NORMAL.replace("normal", "urgent"), act="36", act_in="hours")
    said = words_of(looked)
    assert "What was promised already stays as it is." in said
    assert table_of(looked, "promises") == [
        ["urgent", "all others", "2 hours · 1 day · 7 days", "2 hours · 36 hours · 7 days", "fewer than 5"]
    ]
    await ada.send(looked, "save", why="there are too few hands")
    await decides(await house.sign_in())
    assert rules_of(house).promises[Urgency.URGENT].act == timedelta(hours=36)
    same = await ada.fill(NORMAL.replace("normal", "urgent"), acknowledge="120", acknowledge_in="minutes")
    assert "No time would change." in words_of(same)


async def test_some_matters_get_a_promise_of_their_own(house: House, ada: Administrator) -> None:
    path = "/deadlines/one?kind=promises_for"
    answer = await ada.save(
        path, categories__manhole="on", urgency="normal", acknowledge="", act="1", close="", act_in="days"
    )
    assert answer.status_code == 303
    assert rules_of(house).promise_of("manhole", Urgency.NORMAL).act == timedelta(days=1)
    assert rules_of(house).promise_of("waste", Urgency.NORMAL).act == timedelta(days=3)
    assert (await ada.save(f"{path}&of=0", remove="on")).status_code == 303
    assert not rules_of(house).promises_for


async def test_the_ways_of_an_institution_in_order(house: House, ada: Administrator) -> None:
    said = {"by0": "email", "to0": "a@qps.example, b@qps.example", "when0": "open"}
    said |= {"by1": "sms", "to1": "+38344123456", "urgency1__emergency": "on", "urgency1__urgent": "on"}
    assert (await ada.agreed(QPS, **said)).status_code == 303
    ways = rules_of(house).institutions["qps"].transports
    assert [(way.kind, way.address, way.group) for way in ways] == [
        ("email", "a@qps.example", 0),
        ("email", "b@qps.example", 0),
        ("sms", "+38344123456", 1),
    ]
    assert ways[2].urgencies == {Urgency.URGENT, Urgency.EMERGENCY}
    refused = await ada.fill(QPS, to0="nobody")
    assert refused.status_code == 400 and "“Address” is no E-mail address." in words_of(refused)
    assert (await ada.agreed(QPS.replace("ways", "second"), by0="email", to0="second@qps.example")).status_code == 303
    assert [way.address for way in rules_of(house).institutions["qps"].second] == ["second@qps.example"]
    assert len(rules_of(house).institutions["qps"].transports) == 3
    assert (await ada.agreed(QPS, by0="", by1="")).status_code == 303
    assert rules_of(house).institutions["qps"].transports == ()


async def test_an_institution_that_takes_no_reports_and_who_stands_above_it(house: House, ada: Administrator) -> None:
    await house.report()
    before = rules_of(house).route("manhole", None, "citizen", house.clock.now())
    assert before.lead == "public_services"
    looked = await ada.fill(OFFICE, refuses="on", boss="coordinator")
    assert ("Has said that it takes no reports", "no", "yes") in diff_of(looked)
    assert "Of the last 200 reports" in words_of(looked), "whoever decides sees what would go elsewhere"
    assert (await ada.send(looked, "save", why="their letter of today")).status_code == 303
    assert rules_of(house).institutions["public_services"].refuses
    assert rules_of(house).route("manhole", None, "citizen", house.clock.now()).lead == rules_of(house).coordinator
    assert "Takes no reports. The reporting desk gets them." in words_of(await ada.open("/contacts"))
    assert (await ada.undo(2)).status_code == 303
    assert not rules_of(house).institutions["public_services"].refuses
    desk = await ada.fill(OFFICE.replace("public_services", rules_of(house).coordinator), refuses="on")
    assert desk.status_code == 400 and "The coordinator cannot refuse: it is the last resort." in words_of(desk)


async def test_the_reason_is_not_lost_where_a_change_is_refused(house: House, ada: Administrator) -> None:
    """Too long, overtaken, or back in the form: what was typed stands there again."""
    looked = await ada.fill(POLICE, number="038 222")
    long = "because " * 50
    refused = await ada.send(looked, "save", why=long)
    assert refused.status_code == 400 and fields_of(form_of(refused))["why"] == long.strip()
    again = await ada.send(looked, "again", why="we called")
    assert fields_of(form_of(await ada.send(again, "look")))["why"] == "we called"
    await ada.agreed(POLICE, number="038 111", why="the first")
    overtaken = await ada.send(looked, "save", why="the second")
    assert overtaken.status_code == 409
    assert fields_of(form_of(await ada.send(overtaken, "look")))["why"] == "the second"


async def test_the_reason_of_an_undoing_that_is_refused_stands_there_again(house: House, ada: Administrator) -> None:
    """An absence is put back, and the deputy who stood in is gone: the gap is told, and the reason is still there."""
    away = {"role": "duty", "from_day": "2026-12-24", "to_day": "2026-12-26"}
    assert (await ada.save("/duty/one?kind=absence", **away)).status_code == 303
    listed = page_of(await ada.open("/duty"))
    link = next(str(a["href"]) for a in listed.select(".links a") if "absence" in str(a["href"])).removeprefix(AT)
    assert (await ada.save(link, "is here after all")).status_code == 303
    assert (await ada.agreed("/duty/one?kind=duty&of=0", deputy="")).status_code == 303
    refused = await ada.undo(3, "is away after all")
    assert refused.status_code == 409
    said = words_of(refused)
    assert "Duty contact of the municipality is away while on call, and nobody stands in, from Thursday" in said
    form = page_of(refused).select_one("#version-3 form")
    assert form is not None and fields_of(form)["why"] == "is away after all"
    data = fields_of(form) | {"despite": "on"}
    assert (await ada.browser.post(str(form["action"]), data=data, headers=SAME_SITE)).status_code == 303
    assert len(rules_of(house).roster.absences) == 1
    empty = await ada.undo(4, " ")
    assert empty.status_code == 400 and "Say why, in a few words." in words_of(empty)


async def test_an_absence_that_leaves_a_gap_is_told_and_saved_by_whoever_knows(
    house: House, ada: Administrator
) -> None:
    said = {"day": "monday", "until_day": "friday"}
    looked = await ada.fill("/duty/one?kind=duty&of=0", **said)
    assert looked.status_code == 200 and "Nobody is on call from Saturday 28 November, 00:00" in words_of(looked)
    refused = await ada.send(looked, "save", why="weekends are free")
    assert refused.status_code == 400 and "I know that nobody is on call then" in words_of(refused)
    saved = await ada.send(refused, "save", despite="on")
    assert saved.status_code == 303, words_of(saved)
    away = await ada.save(
        "/duty/one?kind=absence", role="duty", from_day="24.12.2026", to_day="2026-12-26", to_time="8:00"
    )
    assert away.status_code == 303
    listed = await ada.open("/duty")
    assert "Duty contact of the municipality: 24.12.2026 to 26.12.2026, 08:00" in words_of(listed)
    link = next(a["href"] for a in page_of(listed).select(".links a") if "absence" in str(a["href"]))
    path = str(link).removeprefix(AT)
    assert (await ada.send(await ada.send(await ada.open(path), "look"), "save", why="is back")).status_code == 303
    assert rules_of(house).roster.absences == ()


async def test_turns_and_swaps(house: House, ada: Administrator) -> None:
    turns = {
        "role0": "duty",
        "role1": "duty_deputy",
        "changes_on": "monday",
        "changes_at": "8.00",
        "since": "2026-11-23",
    }
    assert (await ada.save("/duty/one?kind=duty&of=0", deputy="", **turns)).status_code == 303
    assert rules_of(house).on_call(house.clock.now()) == ("duty",)
    swap = {"role": "duty", "with": "duty_deputy", "from_day": "2026-11-23", "to_day": "2026-11-29"}
    assert (await ada.save("/duty/one?kind=swap", **swap)).status_code == 303
    assert rules_of(house).on_call(house.clock.now()) == ("duty_deputy",)


async def test_a_template_of_the_town(house: House, ada: Administrator) -> None:
    said = {"key": "thanks_waste", "name": "Thanks", "text__sq": "Faleminderit!\r\nE pamë.", "categories__waste": "on"}
    assert (await ada.save("/replies/one", **said)).status_code == 303
    reply = rules_of(house).replies["thanks_waste"]
    assert reply.text.in_("sq") == "Faleminderit!\nE pamë." and reply.categories == {"waste"}
    again = await ada.fill("/replies/one", **said)
    assert again.status_code == 400 and "There is one of this name already." in words_of(again)
    empty = await ada.fill("/replies/one?kind=reply&of=thanks_waste", text__sq="")
    assert empty.status_code == 400 and "“Text” is empty." in words_of(empty)


async def test_a_shipped_template_stands_in_the_languages_of_a_town_in_albania_too(house: House) -> None:
    shipped = house.parts.replying.shipped[0]
    browser = browser_for(house.app, house.url)
    await browser.post(house.login_path("kamez", "administrator"), headers=SAME_SITE)
    listed = await browser.get("/console/kamez/settings/replies?language=en")
    assert f"Shqip: {shipped.text.in_('sq_AL')}" in words_of(listed)
    link = next(str(a["href"]) for a in page_of(listed).select(".links a") if f"part={shipped.key}" in str(a["href"]))
    typed = [each.get_text().strip() for each in page_of(await browser.get(link)).select("textarea")]
    assert typed == [shipped.text.in_("sq_AL"), shipped.text.in_("en")], "what is there already need not be written"


async def test_a_shipped_template_in_the_words_of_the_town(house: House, ada: Administrator) -> None:
    shipped = house.parts.replying.shipped[0]
    listed = await ada.open("/replies")
    link = next(str(a["href"]) for a in page_of(listed).select(".links a") if f"part={shipped.key}" in str(a["href"]))
    page = await ada.open(link.removeprefix(AT))
    looked = await ada.send(page, "look", text__sq="E kemi parë.")
    assert (await ada.send(looked, "save", why="our words")).status_code == 303
    reply = rules_of(house).replies[shipped.key]
    assert reply.text.names["sq"] == "E kemi parë." and reply.text.names["sr"] == shipped.text.names["sr"]
    refused = await ada.fill(f"/replies/one?kind=reply&of={shipped.key}", text__sq="Si quheni? {emri}")
    assert refused.status_code == 400 and "{emri} is no hole" in words_of(refused)


async def test_a_restart_and_another_process_have_what_was_changed(house: House, ada: Administrator) -> None:
    async with open_house(house.parts.settings.database_url) as other:
        assert number(other) == "192"
        await ada.agreed(POLICE, number="038 192")
        await ada.agreed(QPS, by0="email", to0="qps@town.example")
        await other.parts.tick()
        assert number(other) == "038 192"
        qps, police = (rules_of(other).institutions[key].transports[0].address for key in ("qps", "police"))
        assert (qps, police) == ("qps@town.example", rules_of(house).institutions["police"].transports[0].address)
    async with open_house(house.parts.settings.database_url) as again:
        assert number(again) == "038 192" and again.parts.town_settings.in_force("drenas").version == 3


async def test_a_proposal_is_taken_over_by_a_form_that_is_filled_in(house: House, ada: Administrator) -> None:
    """A rule about nothing else is changed; where a rule is about more, a new one comes before it."""
    town, now = house.parts.towns["drenas"], house.clock.now()
    alone = proposal_of(Proposal("waste", "public_services", "inspectorate", 4, now), town)
    looked = await ada.send(await ada.open(f"/{alone.address}"), "look")
    assert ("Leads", "Directorate of Public Services", "Municipal Inspectorate") in diff_of(looked)
    assert (await ada.send(looked, "save", why="they hand it on")).status_code == 303
    assert next(rule for rule in rules_of(house).rules if rule.name == "waste").copies == ("waste_company",)
    shared = proposal_of(Proposal("stray_dogs", "public_services", "inspectorate", 4, now), town)
    assert (await ada.save(f"/{shared.address}")).status_code == 303
    names = [rule.name for rule in rules_of(house).rules]
    assert names.index("stray dogs, handed on") == names.index("dangers in public space") - 1


async def test_the_file_can_be_taken_out_again(house: House, ada: Administrator) -> None:
    await ada.agreed(QPS, by0="email", to0="secret@qps.example")
    await ada.save(NORMAL, act="2")
    whole, bare = await ada.open("/file.toml"), await ada.open("/file.toml?contacts=no")
    assert whole.headers["content-type"].startswith("application/toml")
    assert whole.text.startswith(
        "# drenas.toml as it was in force on 2026-11-23 09:00 UTC: version 3 of the console.\n"
    )
    tables = house.parts.town_settings.in_force("drenas").standing.tables
    assert tomllib.loads(whole.text) == tables
    assert "secret@qps.example" in whole.text and "@" not in re.sub(r'"@\w+"', "", bare.text.split("\n\n", 1)[1])
    assert tomllib.loads(bare.text)["promises"] == tables["promises"]
    async with house.parts.database.read() as work:
        noted = [entry.act for entry in await work.audit.last(2)]
    assert noted == [b"exported_settings"] * 2


RUBBISH = (
    "\x00\x01",
    "{own} {{}",
    "<script>alert(1)</script>",
    "🙂" * 700,
    "]]\n[[rules]]",
    "\"'\\",
    "9" * 400,
    "@lead",
)


@pytest.mark.parametrize("path", FORMS)
async def test_rubbish_in_every_field_breaks_nothing(house: House, ada: Administrator, path: str) -> None:
    before = house.parts.town_settings.in_force("drenas").text
    page, turn = await ada.open(path), cycle(RUBBISH)
    inputs = [each for each in form_of(page).select("input, select, textarea") if each.get("name") != "form_token"]
    names = [str(each["name"]) for each in inputs if each.get("type") != "hidden"]
    alone = [{str(each["name"]): next(turn)} for each in inputs if each.get("type") != "checkbox"]
    for said in (*(dict.fromkeys(names, rubbish) for rubbish in RUBBISH), *alone):
        answer = await ada.send(page, "look", **{name.replace(".", "__"): value for name, value in said.items()})
        assert answer.status_code in (200, 303, 400, 404, 413), said
        assert "<script>alert" not in answer.text
    assert house.parts.town_settings.in_force("drenas").text == before


async def test_rubbish_that_a_file_can_hold_is_kept_as_it_is(house: House, ada: Administrator) -> None:
    for rubbish in ("{own} {{}", "<b>Police</b> {dita}", "\"\"\"\\ '''"):
        answer = await ada.save(POLICE, name=rubbish, note=rubbish)
        assert answer.status_code == 303
        entry = next(entry for entry in rules_of(house).directory if entry.key == "police_192")
        assert (entry.name, entry.note) == (rubbish, rubbish)
        for path in ("/numbers", "/history"):
            shown = await ada.open(path)
            assert shown.status_code == 200 and "<b>Police" not in shown.text


@pytest.mark.parametrize(
    "path",
    [
        "/numbers/one?kind=contact&of=qps&part=ways",
        "/numbers/one?kind=file",
        "/contacts/one?kind=contact&of=nobody&part=ways",
        "/contacts/one?kind=contact&of=qps&part=secret",
        "/duty/one?kind=duty&of=7",
        "/duty/one?kind=absence&of=x",
        "/deadlines/one?kind=promise&of=never",
        "/deadlines/one?kind=promises_for&of=5",
        "/ladder/one?kind=ladder&of=99",
        "/ladder/one?kind=urgency&of=nothing",
        "/rules/one?kind=rule&of=no such rule",
        "/nothing",
    ],
)
async def test_what_is_not_there_is_not_found(ada: Administrator, path: str) -> None:
    assert (await ada.open(path)).status_code == 404


async def test_a_form_of_another_session_is_refused(house: House, ada: Administrator) -> None:
    ben = await an_administrator(house)
    answer = await ben.send(await ada.open(POLICE), "save", number="1", why="mine")
    assert answer.status_code == 403 and number(house) == "192"
    unknown = await ada.browser.post(f"{AT}/history/1/undo", data={"why": "x"}, headers=SAME_SITE)
    assert unknown.status_code == 403


async def test_a_conflict_with_the_file_is_decided_on_the_page(house: House, ada: Administrator) -> None:
    await ada.agreed(POLICE, number="194")
    settings = house.parts.town_settings
    text = settings.history("drenas").newest.text.replace('number = "192"', 'number = "193"')
    await settings._append_file("drenas", text)
    await settings.keep()
    page = await ada.open()
    assert "The file and the console say different things" in words_of(page)
    assert diff_of(page) == [("Number", "193", "194")]
    form = page_of(page).select_one("#conflicts form")
    assert form is not None
    data = {str(each["name"]): str(each.get("value", "")) for each in form.select("input")}
    refused = await ada.browser.post(str(form["action"]), data=data | {"take": "file"}, headers=SAME_SITE)
    assert refused.status_code == 409 and "Say why, in a few words." in words_of(refused) and number(house) == "194"
    data["why"] = "the operator called them"
    answer = await ada.browser.post(str(form["action"]), data=data | {"take": "file"}, headers=SAME_SITE)
    assert answer.status_code == 303
    await decides(await house.sign_in())
    assert number(house) == "193"
    assert "the operator called them" in words_of(await ada.open("/history"))
    assert "different things" not in words_of(await ada.open())
    again = await ada.browser.post(str(form["action"]), data=data | {"take": "file"}, headers=SAME_SITE)
    assert again.status_code == 404


async def test_words_of_a_session_that_is_over_are_in_their_form_again(house: House) -> None:
    """Also in a form with more fields than most, about a thing that is not there yet."""
    ada = await a_person(house, "Ada Berisha", "administrator")
    await ada.signs_in()
    at_desk = Administrator(ada.browser, house)
    page = await at_desk.open("/rules/one?kind=rule")
    house.clock.pass_(lives.IDLE)
    said = {"name": "far villages", "because": "It takes long.", "lead": "inspectorate", "categories__waste": "on"}
    answer = await at_desk.send(page, "look", **said)
    assert answer.status_code == 401
    again = await signs_in_again(ada, answer)
    assert again.request.url.path == f"{AT}/rules"
    form = fields_of(form_of(again))
    assert {key: form[key] for key in ("name", "because", "lead", "categories.waste", "kind")} == {
        "name": "far villages",
        "because": "It takes long.",
        "lead": "inspectorate",
        "categories.waste": "on",
        "kind": "rule",
    }


async def test_where_messages_go_is_changed_and_handed_out_right_after_the_second_step_alone(house: House) -> None:
    """Who has found a browser unlocked cannot have the messages to an office sent to themselves."""
    person = await a_person(house, "Ada Berisha", Role.ADMINISTRATOR)
    await person.signs_in()
    ada = Administrator(person.browser, house)
    await ada.open("?language=en")
    assert (await ada.save(QPS, by0="email", to0="qps@drenas.example")).status_code == 303
    before = rules_of(house).institutions["qps"].transports
    looked = await ada.fill(QPS, to0="mine@elsewhere.example")
    house.clock.pass_(lives.STEP_UP)
    saved = await ada.send(looked, "save", why="they moved")
    undone = await ada.undo(2)
    handed_out = await ada.open("/file.toml")
    for answer in (saved, undone, handed_out):
        assert answer.headers["location"].startswith("/console/drenas/confirm?next="), answer.status_code
    assert rules_of(house).institutions["qps"].transports == before


async def test_a_long_form_is_kept_for_the_second_step(house: House, ada: Administrator) -> None:
    looked = await ada.fill(QPS, by0="email", to0="qps@drenas.example")
    house.clock.pass_(lives.STEP_UP)
    more = {f"more{number}": "x" for number in range(300)}
    assert (await ada.send(looked, "save", why="they moved", **more)).status_code == 303


async def test_taking_the_second_contact_away_says_what_it_means_before_it_is_saved(ada: Administrator) -> None:
    second = QPS.replace("ways", "second")
    assert (await ada.agreed(QPS, by0="email", to0="a@qps.example")).status_code == 303
    assert (await ada.agreed(second, by0="sms", to0="+38344000222")).status_code == 303
    looked = await ada.fill(second, by0="", to0="")
    said = page_of(looked).select_one("#no-second-way")
    assert said is not None and "Centre for Social Work" in said.get_text()
    assert page_of(await ada.fill(second, by0="telegram", to0="-100222")).select_one("#no-second-way") is None
