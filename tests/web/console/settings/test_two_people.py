"""What could lead people's words to somebody else: asked for by one person, in force when another has confirmed it."""

import io
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta

import httpx
import pytest

from reportbot.commands import settings_command
from reportbot.core.access.actions import Role
from reportbot.core.errors import BadSetup
from reportbot.core.secrets import secret_words
from reportbot.core.signin import lives
from reportbot.core.townfile.subjects import Kind
from reportbot.core.urgency import Urgency
from reportbot.service.offices.webhook_secrets import secrets_of
from reportbot.service.settings.edits import Edit
from reportbot.service.settings.refusals import SettingRefused
from tests.web.console.case.test_page import post
from tests.web.console.house import PERSON, SAME_SITE, House, browser_for, page_of, words_of
from tests.web.console.people import a_person
from tests.web.console.settled import ASKS, AT, Administrator, an_administrator, decides, diff_of, fields_of

QPS = "/contacts/one?kind=contact&of=qps&part=ways"
HEAD = QPS.replace("ways", "head")
WASTE = "/contacts/one?kind=contact&of=waste_company&part=ways"
OWN = {"by0": "email", "to0": "ada@elsewhere.example"}


@pytest.fixture
async def ada(house: House) -> AsyncIterator[Administrator]:
    someone = await an_administrator(house)
    yield someone
    await someone.browser.aclose()


@pytest.fixture
async def cora(house: House) -> httpx.AsyncClient:
    """A coordinator."""
    return await house.sign_in()


def address_of(house: House, key: str = "qps") -> list[str]:
    return [each.address for each in house.parts.towns["drenas"].rules.institutions[key].transports]


async def mails(house: House) -> list[tuple[str, str]]:
    """To whom, and the subject, since the last look."""
    await house.parts.run_due()
    sent = [(each.target, each.subject) for each in house.mail.notices]
    house.mail.notices.clear()
    return sent


async def at_the_server(house: House, action: str, number: int = 0) -> str:
    """The command beside the running service."""
    out = io.StringIO()
    await settings_command.decide(house.parts, "drenas", action, number, out)
    return out.getvalue()


async def test_a_contact_of_an_office_that_hears_of_children_changes_when_a_second_person_confirms_it(
    house: House, ada: Administrator, cora: httpx.AsyncClient
) -> None:
    before = address_of(house)
    answer = await ada.save(QPS, why="their new address", **OWN)
    assert answer.headers["location"] == f"{AT}/contacts?done=waits"
    assert "This waits for a second person." in words_of(await ada.browser.get(answer.headers["location"]))
    assert address_of(house) == before, "nothing has changed yet"
    waits = "What you asked for waits for a second person."
    assert waits in words_of(await ada.browser.get(f"{AT}/history?language=en")), "which says that nothing was changed"
    await mails(house)
    await house.report(PERSON)
    assert before[0] in [to for to, _ in await mails(house)]
    assert "Something waits for a second person." in words_of(await cora.get("/console/drenas?language=en"))
    page = await cora.get(ASKS)
    assert "A change of the settings: Contact: Centre for Social Work" in words_of(page)
    assert "Why: their new address" in words_of(page)
    assert any("ada@elsewhere.example" in after for _, _, after in diff_of(page))
    assert waits not in words_of(page)
    assert (await decides(cora)).headers["location"] == f"{ASKS}?done=confirmed"
    assert waits not in words_of(await ada.browser.get(f"{AT}/history"))
    assert address_of(house) == ["ada@elsewhere.example"]
    await house.report(PERSON)
    assert "ada@elsewhere.example" in [to for to, _ in await mails(house)]
    assert "Confirmed by coordinator" in words_of(await ada.open("/history"))


async def test_the_old_address_hears_of_it_when_it_is_asked_and_nothing_of_any_report(
    house: House, ada: Administrator, cora: httpx.AsyncClient
) -> None:
    await house.report(PERSON)
    await mails(house)
    (old,) = address_of(house)
    await ada.save(QPS, **OWN)
    await house.parts.run_due()
    (notice,) = house.mail.notices
    assert notice.target == old and notice.link == ""
    assert "2026-" not in notice.subject + notice.body and "ada@" not in notice.body
    await mails(house)
    await decides(cora)
    assert await mails(house) == [], "it is told once"


async def test_what_is_refused_or_taken_back_or_not_decided_in_time_changes_nothing(
    house: House, ada: Administrator, cora: httpx.AsyncClient
) -> None:
    before = address_of(house)
    await ada.save(QPS, **OWN)
    page = await ada.browser.get(ASKS)
    assert "Somebody else must confirm it" in words_of(page)
    assert not page_of(page).select("form[action$='/confirmation']")
    (ask,) = await house.parts.staff.asks.of("drenas")
    fields = fields_of(page_of(page).select_one("main form"))  # type: ignore[arg-type]
    alone = await ada.browser.post(f"{ASKS}/{ask.id}/confirmation", data=fields, headers=SAME_SITE)
    assert alone.status_code == 409
    assert (await decides(ada.browser, "refusal")).status_code == 303, "taken back"
    await ada.save(QPS, **OWN)
    assert (await decides(cora, "refusal")).status_code == 303
    await ada.save(QPS, **OWN)
    house.clock.pass_(lives.ASK)
    cora = await house.sign_in()
    assert "Nothing waits to be confirmed." in words_of(await cora.get(f"{ASKS}?language=en"))
    await house.parts.staff_round.keep()
    assert await house.parts.staff.asks.of("drenas") == []
    assert address_of(house) == before and house.parts.town_settings.history("drenas").version == 0


async def test_something_later_about_the_same_replaces_it(
    house: House, ada: Administrator, cora: httpx.AsyncClient
) -> None:
    await ada.save(QPS, **OWN)
    await ada.save(QPS, by0="email", to0="right@qps.example")
    assert len(page_of(await cora.get(ASKS)).select("form[action$='/confirmation']")) == 1
    await decides(cora)
    assert address_of(house) == ["right@qps.example"]


async def test_what_was_changed_meanwhile_is_not_confirmed_as_it_was_asked(
    house: House, ada: Administrator, cora: httpx.AsyncClient
) -> None:
    await ada.save(QPS, **OWN)
    of, after = (Kind.CONTACT, "qps"), {"email": "file@qps.example"}
    change = house.parts.town_settings.change
    await change("drenas", Edit(of, after, "by hand", "@zoe", seen=0, confirmed_by="operator"))
    answer = await decides(cora)
    assert answer.status_code == 409 and "no longer as it was asked" in words_of(answer)
    assert address_of(house) == ["file@qps.example"]


async def test_what_is_confirmed_leads_to_no_address_that_was_not_there_when_it_was_asked(
    house: House, ada: Administrator, cora: httpx.AsyncClient
) -> None:
    rule = next(rule.name for rule in house.parts.towns["drenas"].rules.rules if "child_violence" in rule.categories)
    await ada.save(f"/rules/one?kind=rule&of={rule}", copies__waste_company="on")
    saved = await ada.save(WASTE, **OWN)
    assert saved.headers["location"].endswith("done=saved"), "nothing of children goes there yet"
    answer = await decides(cora)
    assert answer.status_code == 409 and "no longer as it was asked" in words_of(answer)
    await house.report(PERSON)
    assert "ada@elsewhere.example" not in [to for to, _ in await mails(house)]


async def test_who_was_given_a_matter_of_a_person_gets_no_other_contact_from_one_alone(
    house: House, ada: Administrator, cora: httpx.AsyncClient
) -> None:
    """Given by hand, or by a rule that has been changed since: reminders with links would go there."""
    number = await house.report(PERSON)
    await post(cora, f"/console/drenas/cases/{number}/transfers", institution="waste_company", reason="By hand.")
    assert (await ada.save(WASTE, **OWN)).headers["location"].endswith("done=waits")
    assert address_of(house, "waste_company") != ["ada@elsewhere.example"]


async def test_a_first_contact_takes_two_for_nobody_else_would_hear_of_it(house: House, ada: Administrator) -> None:
    named = {"name_sq": "Policia e qytetit", "name_sr": "Gradska policija", "name_en": "City police", "role": "Order"}
    await ada.save("/institutions/one", **named)
    new = [key for key in house.parts.towns["drenas"].rules.institutions if key.startswith("polic")][-1]
    await ada.save("/rules/one?kind=rule&of=dangers in public space", **{f"copies__{new}": "on"})
    contact = f"/contacts/one?kind=contact&of={new}&part=ways"
    assert (await ada.save(contact, **OWN)).headers["location"].endswith("done=waits")
    assert address_of(house, new) == []


@pytest.mark.parametrize(
    ("path", "said"),
    [
        (HEAD, OWN),
        (QPS.replace("ways", "second"), OWN),
        (WASTE, {"by0": "webhook", "to0": "https://ada.example/hook"}),
        (WASTE, {"by0": "telegram", "to0": "-1001234567"}),
        ("/rules/one?kind=rule&of=violence or neglect of a child", {"copies__waste_company": "on"}),
        ("/rules/one?kind=rule&of=violence or neglect of a child", {"copies__shelter": "on"}),
        ("/contacts/one?kind=office&of=qps", {"boss": "waste_company"}),
        ("/contacts/one?kind=office&of=dka", {"boss": ""}),
        ("/numbers/one?kind=hotline&of=police_192", {"number": "044 000 000"}),
        ("/duty/one?kind=duty", {"role0": "waste_company", "day": "every day"}),
        ("/institutions/one?of=waste_company", {"name_en": "Centre for Social Work of Drenas"}),
        ("/institutions/one?of=qps", {"instead__waste_company": "on"}),
        ("/institutions/one?of=qps", {"also": "Policia"}),
        ("/ladder/one?kind=ladder&of=3", {"to__waste_company": "on"}),
        ("/numbers/one?kind=hotline&of=police_192", {"note": "Better: 044 123 456."}),
    ],
    ids=[
        "head",
        "second",
        "webhook",
        "chat",
        "rule",
        "other matters",
        "boss",
        "its people",
        "number",
        "roster",
        "another name",
        "in its place",
        "found by other words",
        "rung",
        "number in a note",
    ],
)
async def test_whatever_brings_new_ears_takes_two(
    house: House, ada: Administrator, path: str, said: dict[str, str]
) -> None:
    if "of=violence" in path:
        rules = house.parts.towns["drenas"].rules.rules
        name = next(rule.name for rule in rules if "child_violence" in rule.categories)
        path = f"/rules/one?kind=rule&of={name}"
    before = house.parts.town_settings.in_force("drenas").text
    answer = await ada.save(path, **said)
    assert answer.headers.get("location", "").endswith("done=waits"), words_of(answer)
    assert house.parts.town_settings.in_force("drenas").text == before


async def test_a_contact_for_matters_of_public_space_alone_changes_at_once_and_its_old_address_hears_of_it(
    house: House, ada: Administrator
) -> None:
    (old,) = address_of(house, "waste_company")
    answer = await ada.save(WASTE, by0="email", to0="new@waste.example")
    assert answer.headers["location"].endswith("done=saved")
    assert address_of(house, "waste_company") == ["new@waste.example"]
    assert [to for to, _ in await mails(house)] == [old]


async def test_undoing_takes_two_as_well(house: House, ada: Administrator, cora: httpx.AsyncClient) -> None:
    before = address_of(house)
    await ada.agreed(QPS, **OWN)
    assert (await ada.undo(2)).headers["location"].endswith("done=waits")
    assert address_of(house) != before
    await decides(cora)
    assert address_of(house) != ["ada@elsewhere.example"]
    assert "Undoes version 2" in words_of(await ada.open("/history"))


async def test_whoever_does_not_administer_any_more_has_asked_in_vain(
    house: House, ada: Administrator, cora: httpx.AsyncClient
) -> None:
    await ada.save(QPS, **OWN)
    async with house.parts.database.begin() as work:
        staff = await work.staff.by_key("drenas", "administrator")
        assert staff is not None
        await work.staff.update(replace(staff, disabled_at=house.clock.now()))
    assert (await decides(cora)).status_code == 409
    assert address_of(house) != ["ada@elsewhere.example"]


@pytest.mark.parametrize("role", [Role.OFFICER, Role.CHILD_PROTECTION, Role.AUDITOR])
async def test_who_may_not_be_the_second_person_sees_no_address(house: House, ada: Administrator, role: Role) -> None:
    await ada.save(QPS, **OWN)
    browser = browser_for(house.app, house.url)
    await browser.post(house.login_path(role=role), headers=SAME_SITE)
    assert (await browser.get(ASKS)).status_code == 403


async def test_where_nobody_else_is_whoever_runs_the_server_confirms_it(house: House, ada: Administrator) -> None:
    answer = await ada.save(QPS, **OWN)
    said = words_of(await ada.browser.get(answer.headers["location"]))
    assert "reportbot settings list --municipality drenas" in said
    (ask,) = await house.parts.staff.asks.of("drenas")
    listed = await at_the_server(house, "list")
    assert f"{ask.id}\tcontact qps\tasked for by administrator" in listed and "ada@elsewhere.example" in listed
    await at_the_server(house, "confirm", ask.id)
    with pytest.raises(BadSetup, match="decided already"):
        await at_the_server(house, "refuse", ask.id)
    with pytest.raises(BadSetup, match="nothing of this number"):
        await at_the_server(house, "confirm", 1)
    assert address_of(house) == ["ada@elsewhere.example"]
    assert "Confirmed by operator" in words_of(await ada.open("/history"))


async def test_the_second_person_reads_who_would_newly_hear_of_what_and_who_no_longer(
    house: House, ada: Administrator, cora: httpx.AsyncClient
) -> None:
    (old,) = address_of(house)
    await mails(house)
    looked = await ada.fill(QPS, **OWN)
    assert "ada@elsewhere.example" in words_of(looked) and page_of(looked).select_one("#hearing")
    await ada.send(looked, "save", why="their new address")
    await house.parts.run_due()
    (notice,) = house.mail.notices
    assert "would newly hear, or sooner: Centre for Social Work" in notice.body.replace("\n", " ") or (
        "dëgjonte për herë të parë" in notice.body
    )
    assert "ada@" not in notice.body, "an address is for the page alone"
    heard = page_of(await cora.get(f"{ASKS}?language=en")).select("dl.hearing dd, dl.hearing dt")
    lines = [" ".join(each.get_text(" ").split()) for each in heard]
    less = lines.index("Who would hear no longer, or later")
    newly, no_longer = lines[1:less], lines[less + 1 :]
    assert lines[0] == "Who would newly hear, or sooner"
    assert any("(ada@elsewhere.example)" in line and "Violence against a child" in line for line in newly)
    assert any(f"({old})" in line and "not any more" in line for line in no_longer)
    listed = await at_the_server(house, "list")
    assert (
        "Centre for Social Work (ada@elsewhere.example)" in listed and "Who would hear no longer, or later:" in listed
    )


async def test_a_rung_of_the_ladder_is_changed_tried_on_open_reports_and_confirmed(
    house: House, ada: Administrator, cora: httpx.AsyncClient
) -> None:
    for _ in range(5):
        await house.report(PERSON)
    looked = await ada.fill("/ladder/one?kind=ladder&of=3", after="2", to__mayor="on")
    assert "Who would be told of open reports, before and after" in words_of(looked)
    rows = page_of(looked).select("#ladder tbody tr")
    assert len(rows) == 1 and "2 hours" in rows[0].get_text() and "5" in rows[0].get_text()
    waits = await ada.send(looked, "save", why="sooner")
    assert waits.headers["location"].endswith("/ladder?done=waits")
    await decides(cora)
    (first, *_) = house.parts.towns["drenas"].rules.ladder_of("child_violence", Urgency.URGENT)
    assert (first.after, first.to) == (timedelta(hours=2), ("@lead", "mayor"))
    assert (await ada.undo(2)).headers["location"].endswith("done=waits")
    await mails(house)
    await house.later(timedelta(hours=3))
    told = [notice.target for notice in house.mail.notices]
    assert any("mayor" in to for to in told), "open reports climb the changed ladder"


async def test_rungs_are_added_in_their_order_and_removed_and_a_reason_changes_alone(
    house: House, ada: Administrator
) -> None:
    new = {"urgency": "urgent", "after": "6", "after_in": "hours", "because": "Six hours.", "to__@lead": "on"}
    assert (await ada.save("/ladder/one?kind=ladder", **new)).headers["location"].endswith("done=saved")
    rungs = house.parts.towns["drenas"].rules.ladder_of("child_violence", Urgency.URGENT)
    assert [rung.after for rung in rungs] == [timedelta(hours=hours) for hours in (4, 6, 12, 24)]
    assert (await ada.save("/ladder/one?kind=ladder&of=4", remove="on")).headers["location"].endswith("done=saved")
    assert "Six hours." in words_of(await ada.open("/history"))
    unheard = await ada.fill("/ladder/one?kind=ladder", **{**new, "to__@lead": "off"})
    assert unheard.status_code == 400 and "a rung tells somebody" in words_of(unheard).lower()
    assert (await ada.save("/ladder/one?kind=urgency&of=waste", urgency="urgent")).headers["location"].endswith("saved")
    assert house.parts.towns["drenas"].rules.urgencies["waste"] is Urgency.URGENT
    neglect = await ada.save("/ladder/one?kind=urgency&of=neglect", urgency="information")
    assert neglect.headers["location"].endswith("done=waits"), "fewer would be told"


async def test_a_signing_key_is_exchanged_by_two_shown_once_and_never_put_back(
    house: House, ada: Administrator, cora: httpx.AsyncClient
) -> None:
    one = "/contacts/one?kind=signing&of=waste_company"
    assert (await ada.open(one)).status_code == 404, "it has no webhook"
    await ada.agreed(WASTE, by0="webhook", to0="https://waste.example/hook")
    assert "Signing key of its webhook" in words_of(await ada.open("/contacts"))
    vault, before = house.parts.vault, house.parts.vault.webhook_secret("drenas", "waste_company")
    assert (await ada.save(one)).headers["location"].endswith("done=waits")
    shown = await decides(cora)
    now = house.clock.now()
    both = secrets_of(vault, "drenas", house.parts.towns["drenas"].rules.institutions["waste_company"], now)
    assert both[1:] == [before] and shown.status_code == 200
    assert secret_words(both[0]) in words_of(shown)
    for page in (await ada.open("/history"), await ada.open("/contacts"), await cora.get(ASKS)):
        assert secret_words(both[0]) not in page.text
    newest = page_of(await ada.open("/history")).select_one("#version-3")
    assert newest is not None and not newest.select("form"), "what may be known is not put back"
    later = now + timedelta(days=8)
    assert (
        secrets_of(vault, "drenas", house.parts.towns["drenas"].rules.institutions["waste_company"], later) == both[:1]
    )
    await ada.agreed(one, at_once="on")
    office = house.parts.towns["drenas"].rules.institutions["waste_company"]
    assert secrets_of(vault, "drenas", office, now) == [vault.webhook_secret("drenas", "waste_company", 3)]
    (asked,) = [each for each in house.parts.town_settings.history("drenas").past if each.version == 4]
    with pytest.raises(SettingRefused, match="not put back"):
        await house.parts.town_settings.undo("drenas", asked.id, why="back", by="@ada", seen=4)


async def test_the_key_before_is_good_for_a_week_from_the_second_persons_word(house: House, ada: Administrator) -> None:
    await ada.agreed(WASTE, by0="webhook", to0="https://waste.example/hook")
    await ada.save("/contacts/one?kind=signing&of=waste_company")
    house.clock.pass_(timedelta(days=2, hours=20))
    second = await house.sign_in()
    read = words_of(await second.get(f"{ASKS}?language=en"))
    assert (await decides(second)).status_code == 200
    turn = house.parts.towns["drenas"].rules.institutions["waste_company"].secret
    assert turn.former_until and turn.former_until >= house.clock.now() + timedelta(days=7)
    assert str(turn.former_until.date()) in read, "that day is what was confirmed"


async def test_one_person_with_two_accounts_is_refused_where_it_is_seen(house: House) -> None:
    admin = await a_person(house, "Mira Hoxha", "administrator")
    second = await a_person(house, "HOXHA Mira", "coordinator")
    third = await a_person(house, "Dita Berisha", "coordinator")
    ada = Administrator(admin.browser, house)
    await third.signs_in(admin.browser)
    await admin.signs_in()
    await ada.open("?language=en")
    await ada.save(QPS, **OWN)
    for person, why in ((second, "You have the name of the person who asked."), (third, "On this browser, or theirs")):
        await person.signs_in()
        answer = await decides(person.browser)
        assert answer.status_code == 409 and why in words_of(answer)
    assert address_of(house) != ["ada@elsewhere.example"]
    async with house.parts.database.read() as work:
        noted = [entry for entry in await work.audit.last(20) if entry.act == b"staff_not_second"]
    assert len(noted) == 2
    fourth = await a_person(house, "Beni Gashi", "supervisor")
    await fourth.signs_in()
    assert (await decides(fourth.browser)).status_code == 303


async def test_offices_hear_that_they_get_other_reports_once_it_is_confirmed_and_again_when_it_is_undone(
    house: House, ada: Administrator, cora: httpx.AsyncClient
) -> None:
    (qps,) = address_of(house)
    rule = {"name": "ours", "categories__neglect": "on", "lead": "inspectorate", "because": "so"}
    await mails(house)
    await ada.save("/rules/one?kind=rule", **rule, before="harm to a child")
    assert qps not in [to for to, _ in await mails(house)], "nothing has changed yet"
    await decides(cora)
    await house.parts.run_due()
    told = {each.target.split("@")[0]: each for each in house.mail.notices}
    assert told["qps"].target == qps and "2026-" not in told["qps"].body and told["qps"].link == ""
    assert "Nuk vijnë më te ju: Fëmijë i lënë pas dore" in told["qps"].body
    assert "Zyra e raportimeve" in told["qps"].body, "whom to ask"
    assert "Tani vijnë te ju: Fëmijë i lënë pas dore" in told["inspectorate"].body
    house.mail.notices.clear()
    await house.parts.run_due()
    assert await mails(house) == [], "it is told once"
    page = words_of(await ada.open("/history"))
    assert "Centre for Social Work was told that it gets other reports" in page
    await ada.undo(2)
    await mails(house)
    await decides(cora)
    await house.parts.run_due()
    undone = {each.target.split("@")[0]: each.body for each in house.mail.notices}
    assert "Tani vijnë te ju: Fëmijë i lënë pas dore" in undone["qps"]
    assert "Nuk vijnë më te ju: Fëmijë i lënë pas dore" in undone["inspectorate"]


async def test_an_emergency_is_promised_later_when_a_second_person_agrees_who_reads_how_much(
    house: House, ada: Administrator, cora: httpx.AsyncClient
) -> None:
    later = {"acknowledge": "30", "acknowledge_in": "minutes"}
    waits = await ada.save("/deadlines/one?kind=promise&of=emergency", **later)
    assert waits.headers["location"].endswith("/deadlines?done=waits")
    promises = house.parts.towns["drenas"].rules.promises
    assert promises[Urgency.EMERGENCY].acknowledge == timedelta(minutes=10)
    page = words_of(await cora.get(f"{ASKS}?language=en"))
    assert "Slower: emergency. First answer: from 10 minutes to 30 minutes." in page
    assert "Slower: emergency." in await at_the_server(house, "list")
    await decides(cora)
    promises = house.parts.towns["drenas"].rules.promises
    assert promises[Urgency.EMERGENCY].acknowledge == timedelta(minutes=30)
    assert (await ada.undo(2)).headers["location"].endswith("done=undone"), "sooner takes one"
