"""The three files that ship say what the collected facts say, and nothing else. Facts lie beside the repository."""

import re
import tomllib
from datetime import date, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from reportbot.core.cases.retention import Keeping, Outcome
from reportbot.core.cases.routing.shadows import shadows
from reportbot.core.categories import CATEGORIES
from reportbot.core.directory.search import hours_not_confirmed, numbers_for
from reportbot.core.text import fold
from reportbot.core.urgency import Urgency
from reportbot.municipality.loading import Municipality, TransportTarget, messages, with_contacts
from tests import shipped

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "deploy" / "municipalities"
TUESDAY = datetime(2026, 11, 24, 10, tzinfo=ZoneInfo("Europe/Belgrade"))
TOWNS = shipped.towns(date(2026, 11, 22))
EVERY_TOWN = pytest.mark.parametrize("town", TOWNS.values(), ids=TOWNS.keys())


def fact(name: str) -> str:
    for base in (ROOT.parent, ROOT.parent.parent):
        path = base / "shared" / "domain" / name
        if path.is_file():
            return path.read_text()
    pytest.skip(f"../shared/domain/{name} is not here: the collected facts are not part of the repository")


def digits(text: str) -> str:
    return re.sub(r"\D", "", text)


def test_the_three_municipalities_load() -> None:
    assert {key: town.country for key, town in TOWNS.items()} == {"drenas": "XK", "kamez": "AL", "vushtrri": "XK"}
    assert {key: town.zone for key, town in TOWNS.items()} == {
        "drenas": "Europe/Belgrade",
        "kamez": "Europe/Tirane",
        "vushtrri": "Europe/Belgrade",
    }
    assert TOWNS["drenas"].languages == ("sq", "sr", "en")
    assert TOWNS["kamez"].languages == ("sq_AL", "en")
    assert TOWNS["vushtrri"].languages == ("sq", "sr", "tr", "en")
    assert TOWNS["vushtrri"].office_languages == ("sq", "sr", "en")


@EVERY_TOWN
def test_every_number_stands_in_the_fact_table_of_its_country_with_its_mark(town: Municipality) -> None:
    text = fact("facts.md")
    begin, end = ("### 1.1", "### 1.2") if town.country == "XK" else ("### 1.2", "### 1.3")
    rows = [line.split("|") for line in text[text.index(begin) : text.index(end)].splitlines() if line.startswith("| ")]
    marks = {digits(number): row[4].strip() for row in rows for number in re.split(",", row[1]) if digits(number)}
    for entry in town.directory:
        for number in (entry.number, *entry.other_numbers):
            if number:
                assert marks[digits(number)][0] == entry.confidence, entry.key
        if entry.url:
            assert entry.url in text[text.index(begin) : text.index(end)]


@EVERY_TOWN
def test_no_number_that_must_not_ship_is_in_the_file(town: Municipality) -> None:
    text = fact("facts.md")
    begin, end = ("### 1.1", "### 1.2") if town.country == "XK" else ("### 1.2", "### 1.3")
    section = text[text.index(begin) : text.index(end)]
    refused = section[section.index("**X") :]
    listed = section[: section.index("**X")]
    never = {digits(n) for n in re.findall(r"\b(?:0800 [\d ]+\d|116 \d{3}|038 504 604)", refused)} - {
        digits(n) for n in re.findall(r"\*\*([\d ,]+)\*\*", listed)
    }
    assert len(never) >= 2
    mine = {digits(n) for e in town.directory for n in (e.number, *e.other_numbers)}
    assert not never & mine
    quoted = [digits(text) for text in re.findall(r'"([^"]*)"', (FOLDER / f"{town.key}.toml").read_text())]
    assert not never & set(quoted)


@EVERY_TOWN
def test_only_well_sourced_lines_are_shown_and_nobody_has_called_them_yet(town: Municipality) -> None:
    assert all(entry.enabled == (entry.confidence in "AB") for entry in town.directory)
    assert all(entry.source and entry.verified_on is None for entry in town.directory)
    assert town.emergency_number.number == "112"


def test_the_same_line_says_the_same_in_both_towns_of_kosovo() -> None:
    drenas = {entry.key: entry for entry in TOWNS["drenas"].directory}
    vushtrri = {entry.key: entry for entry in TOWNS["vushtrri"].directory}
    assert all(drenas[key] == entry for key, entry in vushtrri.items())
    assert {entry.number for key, entry in drenas.items() if key not in vushtrri} == {
        "038 584 092",
        "038 584 356",
        "038 545 476",
    }


@pytest.mark.parametrize(
    ("town", "need", "hour", "given"),
    [
        ("drenas", "suicide", 19, ["0800 12345", "194", "112"]),
        ("drenas", "suicide", 23, ["194", "112"]),
        ("vushtrri", "domestic_violence", 3, ["192", "112"]),
        ("kamez", "suicide", 3, ["116 111", "112"]),
        ("kamez", "women", 3, ["116 117", "112"]),
        ("kamez", "police", 12, ["112"]),
    ],
)
def test_numbers_by_town_need_and_hour(town: str, need: str, hour: int, given: list[str]) -> None:
    now = datetime(2026, 11, 24, hour, tzinfo=ZoneInfo(TOWNS[town].zone))
    assert [entry.number for entry in numbers_for(TOWNS[town].directory, need, now)] == given  # type: ignore[arg-type]


def test_lines_whose_hours_nobody_states_are_listed_apart() -> None:
    unsure = [entry.key for entry in hours_not_confirmed(TOWNS["drenas"].directory, "domestic_violence")]
    assert unsure == ["victim_helpline", "police_information", "police_station", "qps", "women_shelter"]


@pytest.mark.parametrize(
    ("town", "begin", "end", "rows"),
    [
        ("drenas", "## 2. Drenas", "Notes. † Display", 39),
        ("vushtrri", "## 3. Vushtrri", "Notes. *Vërnicë*", 67),
        ("kamez", "## 4. Kamëz", "Warnings.", 16),
    ],
)
def test_every_place_of_the_gazetteer_is_there_with_its_names_point_and_mark(
    town: str, begin: str, end: str, rows: int
) -> None:
    text = fact("places.md")
    gazetteer = TOWNS[town].gazetteer
    by_name = {p.name.in_("sq"): p for p in gazetteer.by_key.values() if p.kind != "school"}
    table = [line.strip("|").split("|") for line in text[text.index(begin) : text.index(end)].splitlines()]
    cells = [[cell.strip() for cell in row] for row in table if len(row) == 8 and "name_sq" not in row[0]]
    places = [row for row in cells if not row[0].startswith("---")]
    assert len(places) == rows == len(by_name)
    for sq, sr, _, lat, lon, _, _, mark in places:
        place = by_name[sq]
        assert place.confidence == mark[0], sq
        assert place.offered == (mark[0] in "AB"), sq
        if sr != "–":
            assert place.name.in_("sr") == re.split(r" [(·]", sr)[0].strip()
        if place.location is not None:
            assert (place.location.latitude, place.location.longitude) == (float(lat), float(lon)), sq
        else:
            assert not lat or sq == "Bathore"
        assert place in gazetteer.find(sq), sq


@pytest.mark.parametrize(
    ("town", "begin", "end", "left_out"),
    [
        ("drenas", "### 5.1", "### 5.2", set()),
        ("vushtrri", "### 5.2", "### 5.3", {"SH.M.U 1", "SH.M.U 2"}),
        ("kamez", "### 5.3", "## 6.", set()),
    ],
)
def test_every_school_is_there(town: str, begin: str, end: str, left_out: set[str]) -> None:
    text = fact("places.md")
    lines = [line for line in text[text.index(begin) : text.index(end)].splitlines() if line.startswith("| ")]
    printed = [line.split("|")[1].strip() for line in lines if not line.startswith(("| school", "|---"))]
    schools = [place for place in TOWNS[town].gazetteer.by_key.values() if place.kind == "school"]
    assert sorted(place.variants[0] for place in schools) == sorted(set_aside(printed, left_out))


def set_aside(printed: list[str], left_out: set[str]) -> list[str]:
    return [name for name in printed if name not in left_out]


@pytest.mark.parametrize(
    ("town", "bare", "may_mean"),
    [
        ("drenas", "Fushticë", 2),
        ("drenas", "Koreticë", 2),
        ("drenas", "Korroticë", 2),
        ("drenas", "Zabel", 2),
        ("drenas", "Çikatovë", 2),
        ("drenas", "Qikatove", 2),
        ("drenas", "Poklek", 2),
        ("vushtrri", "Stanoc", 2),
        ("vushtrri", "Studime", 2),
        ("vushtrri", "Sfaraçak", 2),
        ("vushtrri", "Svracak", 2),
        ("vushtrri", "Dumnicë", 3),
        ("vushtrri", "Novosellë", 2),
        ("vushtrri", "Novo Selo", 2),
        ("kamez", "Dom Nikollë Kaçorri", 2),
    ],
)
def test_a_name_that_fits_several_places_gives_all_of_them(town: str, bare: str, may_mean: int) -> None:
    assert len(TOWNS[town].gazetteer.find(bare)) == may_mean


@EVERY_TOWN
@pytest.mark.parametrize(
    "said",
    [
        "drugari me tuku u školi",
        "hoću da skočim sa mosta",
        "odveli su je preko granice",
        "kome mogu da se obratim",
        "na stanici je dete",
        "prilazi devojčicama",
        "dete prodaje cveće u selu",
        "bashkia nuk vjen",
        "jemi ne rrezik, eja shpejt",
        "studimet i ka lene",
        "femija ka kolle dhe temperature",
        "nuk ka drita ne rruge",
        "dikush sillet keq me femijet te shkolla",
        "Fatosi e ka rrahur Blerimin",
        "they sell drugs near the school",
    ],
)
def test_everyday_words_are_not_taken_for_places(town: Municipality, said: str) -> None:
    assert town.gazetteer.mentioned_in(said) == ()


@pytest.mark.parametrize(
    ("town", "said", "named"),
    [
        ("drenas", "ka nje pus pa kapak ne Komoran", ["komoran"]),
        ("drenas", "u Glogovcu, kod škole", ["drenas"]),
        ("drenas", "ne fshatin Terstnik nuk ka uje", ["terstenik"]),
        ("vushtrri", "deca idu u Prilužje", ["prelluzhe"]),
        ("vushtrri", "mbeturina ne Samadregj", ["samadrexhe"]),
        ("kamez", "pusetë pa kapak në Bathore", ["bathore"]),
        ("kamez", "te shkolla Halit Coka", ["school_halit_coka"]),
    ],
)
def test_places_are_heard_in_what_people_write(town: str, said: str, named: list[str]) -> None:
    assert [place.key for place in TOWNS[town].gazetteer.mentioned_in(said)] == named


@EVERY_TOWN
def test_menus_offer_nothing_doubtful_and_no_two_alike(town: Municipality) -> None:
    listed = town.gazetteer.listed()
    assert not {"zall_mner", "bulcesh", "poklek_i_ri", "mavriq"} & {place.key for place in listed}
    for language in town.languages:
        names = [fold(place.name.in_(language)) for place in town.gazetteer.by_key.values()]
        assert len(names) == len(set(names))


def test_a_pin_in_the_town_finds_the_town() -> None:
    for key in ("drenas", "vushtrri", "kamez"):
        point = TOWNS[key].gazetteer.by_key[key].location
        assert point is not None
        nearest = TOWNS[key].gazetteer.nearest(point, 0.1)
        assert nearest is not None
        assert nearest.key == key


@EVERY_TOWN
def test_every_category_has_a_lead_that_takes_reports_everywhere(town: Municipality) -> None:
    for category in CATEGORIES:
        for place in (None, *town.gazetteer.by_key):
            route = town.route(category, place, "citizen", TUESDAY)
            parties = (route.lead, *route.together, *route.copies)
            assert all(town.institutions[key].takes_reports for key in parties)
            assert route.because
    assert shadows(town.rules, CATEGORIES, town.gazetteer.by_key) == []


@pytest.mark.parametrize(
    ("town", "category", "place", "lead", "others"),
    [
        ("drenas", "manhole", "komoran", "public_services", {"inspectorate"}),
        ("drenas", "neglect", None, "qps", {"+police", "victim_advocate", "dka"}),
        ("drenas", "sexual_abuse", None, "police", {"+qps", "victim_advocate"}),
        ("drenas", "disability_access", "school_rilindja", "dka", set()),
        ("drenas", "disability_access", "komoran", "dshms", {"dka"}),
        ("drenas", "service_complaint", None, "coordinator", set()),
        ("vushtrri", "school_dropout", None, "dka", {"+qps", "+zkkk"}),
        ("vushtrri", "discrimination", None, "human_rights", {"zkkk", "ombudsperson"}),
        ("kamez", "child_violence", "kamez", "pmf_kamez", {"+commissariat_5", "etn"}),
        ("kamez", "child_violence", "bathore", "pmf_bathore", {"+commissariat_5", "etn"}),
        ("kamez", "child_violence", "school_ahmet_zogu", "pmf_bathore", {"+commissariat_5", "etn"}),
        ("kamez", "waste", "laknas", "waste", set()),
        ("kamez", "other_emergency", None, "duty", set()),
    ],
)
def test_the_routing_table(town: str, category: str, place: str | None, lead: str, others: set[str]) -> None:
    """With + those who act together with the lead."""
    route = TOWNS[town].route(category, place, "citizen", TUESDAY)
    assert (route.lead, {*route.copies, *(f"+{key}" for key in route.together)}) == (lead, others)


@EVERY_TOWN
def test_urgencies_are_those_of_the_fact_table(town: Municipality) -> None:
    assert town.urgencies == {code: category.urgency for code, category in CATEGORIES.items()}


@EVERY_TOWN
def test_promises_and_ladders_agree(town: Municipality) -> None:
    for urgency in Urgency:
        assert town.promises[urgency].reminders == tuple(rung.after for rung in town.ladder[urgency])
        assert town.ladder[urgency]
    soonest = [town.promises[urgency].acknowledge for urgency in sorted(Urgency, reverse=True)]
    assert all(sooner <= later for sooner, later in pairwise(soonest[:3]))
    assert town.promises[Urgency.EMERGENCY].around_the_clock


@EVERY_TOWN
def test_somebody_is_on_call_at_every_hour(town: Municipality) -> None:
    for day in range(23, 30):
        for hour in range(24):
            assert town.on_call(datetime(2026, 11, day, hour, tzinfo=ZoneInfo(town.zone))) == ("duty",)


@EVERY_TOWN
def test_contacts_that_nobody_gave_us_are_empty_and_asked_for(town: Municipality) -> None:
    assert all(institution.transports == () for institution in town.institutions.values())
    asked = [line for line in town.to_be_supplied if line.startswith("a contact")]
    assert len(asked) == len(town.institutions)
    assert "a test call of 112, Emergency number: police, fire, ambulance" in town.to_be_supplied
    text = (FOLDER / f"{town.key}.toml").read_text()
    assert "@" not in re.sub(r"@(school|lead|lead_boss|lead_second|lead_head|on_call|deputy|everyone)\b|…@…", "", text)


def test_an_institution_without_a_contact_falls_back_to_the_coordinator() -> None:
    mail = TransportTarget("email", "desk@example.org")
    works = TransportTarget("sms", "+38340000000")
    drenas = TOWNS["drenas"]
    assert drenas.contact_of("public_services").key == "coordinator"
    demo = with_contacts(drenas, {"coordinator": [mail], "public_services": [works]})
    assert demo.contact_of("public_services").transports == (works,)
    assert demo.contact_of("qps").transports == (mail,)
    assert drenas.institutions["public_services"].transports == ()
    with pytest.raises(KeyError):
        with_contacts(drenas, {"nobody": [mail]})


def test_a_rung_tells_the_lead_its_boss_or_whoever_is_on_call() -> None:
    drenas, now = TOWNS["drenas"], datetime(2026, 11, 24, 3, tzinfo=ZoneInfo("Europe/Belgrade"))
    rungs = drenas.ladder[Urgency.URGENT]
    assert [drenas.told_by(rung, "qps", now) for rung in rungs] == [
        ("qps",),
        ("qps", "coordinator"),
        ("dshms", "coordinator"),
    ]
    assert drenas.told_by(rungs[-1], "police", now) == ("coordinator",)
    assert drenas.told_by(drenas.ladder[Urgency.EMERGENCY][0], "police", now) == ("duty",)


@EVERY_TOWN
def test_an_emergency_goes_from_who_is_on_call_to_the_deputy_to_everyone(town: Municipality) -> None:
    now = datetime(2026, 11, 24, 3, tzinfo=ZoneInfo(town.zone))
    told = [
        (rung.after / timedelta(minutes=1), town.told_by(rung, "police", now))
        for rung in town.ladder[Urgency.EMERGENCY]
    ]
    assert told == [
        (10, ("duty",)),
        (30, ("duty", "duty_deputy", "coordinator")),
        (60, ("duty", "duty_deputy", "coordinator")),
    ]
    assert [rung.to[0] for rung in town.ladder[Urgency.EMERGENCY]] == ["@on_call", "@on_call", "@everyone"]


@EVERY_TOWN
def test_no_town_that_ships_has_a_rotation_for_no_source_names_one(town: Municipality) -> None:
    assert all(row.turns is None for row in town.roster.rows)
    assert "# rotation = " in (FOLDER / f"{town.key}.toml").read_text(), "but it shows how"


@EVERY_TOWN
def test_the_sources_get_the_credit_they_ask_for(town: Municipality) -> None:
    assert any("GeoNames" in credit and "CC BY 4.0" in credit for credit in town.credits)
    assert any("© OpenStreetMap contributors" in credit for credit in town.credits) == (town.key == "kamez")


@EVERY_TOWN
def test_every_text_that_people_see_is_handed_to_the_translators_with_its_line(town: Municipality) -> None:
    path = FOLDER / f"{town.key}.toml"
    lines = path.read_text().splitlines()
    texts = list(messages(path))
    assert all(text in lines[line - 1] for line, text in texts)
    shown = {institution.name for institution in town.institutions.values()} | {e.name for e in town.directory}
    assert shown <= {text for _, text in texts}


@EVERY_TOWN
def test_public_holidays_are_closed_from_last_year_to_three_years_ahead(town: Municipality) -> None:
    desk = town.institutions["coordinator"].hours
    assert {day.year for day in desk.holidays} == {2025, 2026, 2027, 2028, 2029}
    assert (date(2026, 2, 17) in desk.holidays) == (town.country == "XK")
    assert (date(2025, 11, 28) in desk.holidays) == (town.country == "AL")


@EVERY_TOWN
def test_how_long_things_are_kept_stands_in_the_file_and_waits_for_a_lawyer(town: Municipality) -> None:
    written = tomllib.loads((FOLDER / f"{town.key}.toml").read_text())["retention"]
    assert set(written["days"]) == {category.group for category in CATEGORIES.values()}
    assert all(set(days) == set(Outcome) for days in written["days"].values())
    assert town.keeping == Keeping()
    assert any("lawyer" in question for question in town.open_questions)
