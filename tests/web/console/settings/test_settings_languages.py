"""A clerk reads the settings in their own language: days, hours, and why something cannot be saved."""

import re
from collections.abc import AsyncIterator

import pytest
from bs4 import BeautifulSoup

from reportbot.municipality.loading import Municipality
from tests.web.console.house import House, page_of, words_of
from tests.web.console.settled import Administrator, an_administrator, diff_of, fields_of, form_of

POLICE = "/numbers/one?kind=hotline&of=police_192"
QPS = "/contacts/one?kind=contact&of=qps&part=ways"
ENGLISH = re.compile(
    r"\b(the|must|is|are|such as|every day|monday|friday|unknown|nobody|missing|closed|open|contact|takes|never)\b"
)


@pytest.fixture(params=["sq", "sr"])
async def clerk(house: House, request: pytest.FixtureRequest) -> AsyncIterator[Administrator]:
    someone = await an_administrator(house, request.param)
    yield someone
    await someone.browser.aclose()


def keys_of(house: House) -> set[str]:
    """Words that only the file has: nobody at the desk has ever seen them."""
    rules = house.parts.towns["drenas"].rules
    assert isinstance(rules, Municipality)
    keys = {*rules.institutions, *(each.key for each in rules.directory), *rules.urgencies}
    return {key for key in keys if "_" in key}


REFUSED = [
    (POLICE, {"number": "call us", "source": "", "hours": "always"}),
    (POLICE, {"number": "", "needs__police": "off"}),
    (POLICE, {"confidence": "C"}),
    (POLICE, {"name": "x" * 501}),
    ("/numbers/one?kind=hotline&of=emergency_112", {"enabled": "off"}),
    (QPS, {"by0": "email", "to0": "nobody"}),
    (QPS, {"by0": "sms", "to0": ""}),
    (QPS, {"by0": "sms", "to0": "044"}),
    (QPS, {"by0": "paper", "to0": "a@b.example"}),
    (QPS, {"by0": "webhook", "to0": "http://10.0.0.1/"}),
    (QPS, {"by0": "email", "to0": "a@b.example, a@b.example"}),
    (QPS, {"by0": "email", "to0": "a@b.example", "when0": "sometimes"}),
    ("/contacts/one?kind=office&of=coordinator", {"refuses": "on"}),
    ("/duty/one?kind=duty&of=0", {"role0": "", "role1": ""}),
    ("/duty/one?kind=duty&of=0", {"deputy": "duty"}),
    ("/duty/one?kind=duty&of=0", {"first": "2026-12-24", "last": "2026-12-01"}),
    ("/duty/one?kind=duty&of=0", {"role1": "duty_deputy", "deputy": ""}),
    (
        "/duty/one?kind=duty&of=0",
        {"role1": "duty_deputy", "changes_on": "monday", "changes_at": "8:00", "since": "2026-11-24"},
    ),
    ("/duty/one?kind=absence", {"role": "public_services", "from_day": "2026-12-24", "to_day": "2026-12-26"}),
    ("/duty/one?kind=absence", {"role": "duty", "from_day": "2026-12-24", "to_day": "2026-12-20"}),
    ("/duty/one?kind=absence", {"role": "duty", "from_day": "2026-12-24", "to_day": "2029-12-24"}),
    ("/duty/one?kind=swap", {"role": "duty", "with": "duty", "from_day": "2026-12-24", "to_day": "2026-12-26"}),
    ("/deadlines/one?kind=promise&of=normal", {"acknowledge": "", "act": "1", "act_in": "minutes"}),
    ("/deadlines/one?kind=promise&of=normal", {"close": "999", "close_in": "days"}),
    ("/deadlines/one?kind=promise&of=emergency", {"around_the_clock": "off"}),
    ("/deadlines/one?kind=promises_for", {"act": "1", "act_in": "days"}),
    ("/deadlines/one?kind=promises_for", {"urgency": "emergency", "categories__manhole": "on"}),
    ("/rules/one?kind=rule&of=waste", {"lead": ""}),
    ("/rules/one?kind=rule&of=waste", {"because": ""}),
    ("/rules/one?kind=rule&of=waste", {"lead": "duty_deputy"}),
    ("/rules/one?kind=rule&of=waste", {"copies__public_services": "on"}),
    ("/rules/one?kind=rule&of=waste", {"together__waste_company": "on"}),
    ("/rules/one?kind=rule&of=waste", {"instead__public_services": "on"}),
    ("/rules/one?kind=rule&of=waste", {"by": "sms"}),
    ("/rules/one?kind=rule&of=waste", {"when": "at noon"}),
    ("/rules/one?kind=rule&of=waste", {"when_is": "police is open"}),
    ("/rules/one?kind=rule&of=waste", {"when_is": "closed"}),
    ("/rules/one?kind=rule&of=everything else", {"lead": "public_services"}),
    ("/rules/one?kind=rule_order&of=everything else", {"before": "waste"}),
    ("/rules/one?kind=rule", {"name": "late", "categories__waste": "on", "lead": "inspectorate", "because": "x"}),
    ("/rules/one?kind=rule&of=waste", {"remove": "on"}),
    ("/replies/one", {"key": "thanks_waste", "text__sq": "Si quheni? {emri}"}),
    ("/replies/one", {"key": "thanks_waste", "text__sq": "x" * 400}),
    ("/replies/one", {"key": "thanks_waste", "text__sq": "Shihni https://elsewhere.example/x"}),
    ("/replies/one", {"key": "thanks_waste"}),
]


async def test_what_cannot_be_saved_is_said_in_words_of_the_reader(house: House, clerk: Administrator) -> None:
    keys, refused, said_at_fields = keys_of(house), 0, 0
    for path, said in REFUSED:
        answer = await clerk.fill(path, **said)
        if answer.status_code == 200:
            continue  # a town's file may allow it
        assert answer.status_code == 400, (path, said)
        refused += 1
        sentences = [each.get_text() for each in page_of(answer).select("[role=alert] li")]
        assert sentences, (path, said)
        for sentence in sentences:
            assert not [key for key in keys if re.search(rf"\b{key}\b", sentence)], sentence
            own = re.sub(r"“[^”]*”|„[^“]*“|\([^)]*\)", "", sentence)  # what a town calls its rules
            assert not ENGLISH.search(own), sentence
            assert sentence[0].isupper() or not sentence[0].isalpha(), sentence
            assert sentence[-1] in ".?!", sentence
        said_at_fields += said_at_their_fields(page_of(answer))
    assert refused > 35 and said_at_fields > 40


def said_at_their_fields(page: BeautifulSoup) -> int:
    """How many sentences on top lead to a field that is marked as wrong and described by the same words."""
    links = page.select("[role=alert] a")
    for link in links:
        field = page.select_one(f"[id='{str(link['href'])[1:]}']")
        assert field is not None and field["aria-invalid"] == "true", link
        described = [page.select_one(f"[id='{id}']") for id in str(field["aria-describedby"]).split()]
        assert any(link.get_text() in each.get_text() for each in described if each), link
    focused = [str(each["id"]) for each in page.select("[autofocus]")]
    assert focused == [str(link["href"])[1:] for link in links[:1]], "the first one has the focus"
    return len(links)


async def test_the_roster_and_its_gaps_are_read_in_words_of_the_reader(house: House, clerk: Administrator) -> None:
    listed = words_of(await clerk.open("/duty"))
    assert "every day" not in listed and "24/7" not in listed
    looked = await clerk.fill(
        "/duty/one?kind=duty&of=0", day="monday", until_day="friday", from_clock="", until_clock=""
    )
    said = words_of(looked)
    assert "monday" not in said.lower() and "every day" not in said and "nobody" not in said
    gaps = [each.get_text() for each in page_of(looked).select("[role=alert] li")]
    assert gaps and not any(ENGLISH.search(gap) for gap in gaps)


@pytest.mark.parametrize(
    ("language", "typed"),
    [
        ("sq", "e hënë-e premte 08:00-16:00; e shtunë 09:00-12:00"),
        ("sq", "E HENE - E PREMTE 08:00-16:00; e shtune 09:00-12:00"),
        ("sr", "ponedeljak–petak 08:00-16:00; subota 09:00-12:00"),
        ("en", "monday-friday 08:00-16:00; saturday 09:00-12:00"),
    ],
)
async def test_hours_are_typed_in_any_of_our_languages(house: House, language: str, typed: str) -> None:
    ada = await an_administrator(house, language)
    assert (await ada.save(POLICE, hours=typed)).status_code == 303
    text = house.parts.town_settings.in_force("drenas").text
    assert 'hours = "monday-friday 08:00-16:00; saturday 09:00-12:00"' in text
    field = fields_of(form_of(await ada.open(POLICE)))["hours"]
    again = await ada.fill(POLICE, hours=field)
    assert again.headers["location"].endswith("done=same"), "what stands in the field is what is in the file"
    await ada.browser.aclose()


async def test_a_change_of_ways_and_words_is_read_without_the_language_of_the_file(
    house: House, clerk: Administrator
) -> None:
    looked = await clerk.fill(QPS, by0="email", to0="qps@drenas.example", urgency0__urgent="on", when0="closed")
    ((_, _, after),) = [row for row in diff_of(looked) if "qps@drenas.example" in row[2]]
    assert not set("{}[]=") & set(after) and "urgent" not in after.split() and "closed" not in after
    template = await clerk.fill("/replies/one", key="thanks_waste", name="Thanks", text__sq="Faleminderit!")
    assert ("Shqip", "Faleminderit!") in [(row[0], row[2]) for row in diff_of(template)]
