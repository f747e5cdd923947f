"""What offices get and hear by SMS: short in every language, and never a word of the matter (R8)."""

import re
import secrets
from dataclasses import replace
from datetime import date

import pytest

from reportbot import paths
from reportbot.core.cases.closing import OUTCOMES
from reportbot.core.cases.offices.office_words import Said, said
from reportbot.core.cases.referral import LEAD, Answer, Referral
from reportbot.core.categories import CATEGORIES
from reportbot.core.messages import Fill, Text
from reportbot.core.sms import fold_to_gsm, number_within, segments
from reportbot.core.urgency import Urgency
from reportbot.municipality.loading import Institution, TransportTarget, load, with_contacts
from reportbot.service.ids import RisingIds
from reportbot.service.offices.replies import OfficeReplies
from reportbot.service.outgoing.neutral import is_neutral
from reportbot.service.outgoing.notices import URGENCIES, Notices, OfficeNotice
from reportbot.service.settings.contact_news import ASKED, CHANGED, PASSED
from reportbot.surroundings import load_sentences, town_of
from reportbot.transports.sms import text
from tests.builders import TUESDAY, Clock, a_case, a_municipality, a_town, a_vault, catalogues, listening, words

SENTENCES = load_sentences(paths.conversations())
SHORT = {key.removeprefix("office.").removesuffix("_short") for key in SENTENCES.spoken if key.endswith("_short")}
OF_SETTINGS = {ASKED: set[str](), CHANGED: set[str](), PASSED: {"at", "desk"}}
KINDS = sorted(SHORT - OF_SETTINGS.keys())
REPLIES = sorted(
    key.removeprefix("office.sms_") for key in SENTENCES.spoken if re.match(r"office\.sms_(?!warned|spent)", key)
)
LANGUAGES = ("sq", "sr", "en")
SEVERAL: dict[str, Fill] = {"count": 12, "numbers": ", ".join(f"2026-1004{last}" for last in range(2, 7))}
LONG_URL = "https://raportimet.municipality-of-drenas.example"
LONGEST_KEY = max((key for town in load(paths.municipalities()).values() for key in town.institutions), key=len)


def short(kind: str, language: str, category: str = "domestic_violence", urgency: Urgency = Urgency.EMERGENCY) -> str:
    """The SMS with the longest link there is."""
    link = f"{LONG_URL}/r/{a_vault().sign_link(2**63 - 1, LONGEST_KEY, TUESDAY)}"
    case = a_case(category=category, urgency=urgency, number="2026-10042")
    known: dict[str, Fill] = {"number": case.number, "code": "482153", "urgency": URGENCIES[urgency], **SEVERAL}
    said_so = catalogues().say(SENTENCES.office(f"{kind}_short", known), language)
    return text(OfficeNotice("drenas", "+12025550177", "", "", link, "", short=said_so))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", OF_SETTINGS)
def test_a_change_of_the_settings_is_told_in_two_sms_and_nothing_of_any_report(kind: str, language: str) -> None:
    sentence = SENTENCES.spoken[f"office.{kind}_short"].msgid
    assert set(re.findall(r"{(\w+)}", sentence)) == {"institution", "town"} | OF_SETTINGS[kind]
    for town in load(paths.municipalities()).values():
        for office in town.institutions.values():
            desk = town.institutions[town.coordinator].called
            fill: dict[str, Fill] = {"town": town.name, "institution": office.called, "desk": desk, "at": TUESDAY}
            said_so = catalogues().say(SENTENCES.office(f"{kind}_short", fill), language)
            shown = text(OfficeNotice(town.key, "+12025550177", "", "", "", "", short=said_so))
            assert segments(shown) <= 2
            assert "..." not in shown
    nameless = SENTENCES.office(f"{kind}_short", {"town": "Drenas", "institution": "Z", "desk": "Z", "at": TUESDAY})
    assert is_neutral(catalogues().say(nameless, language))


@pytest.mark.parametrize("urgency", Urgency)
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS)
def test_a_notice_is_two_sms_at_most_with_the_longest_link_and_loses_no_word(
    kind: str, language: str, urgency: Urgency
) -> None:
    shown = short(kind, language, urgency=urgency)
    assert segments(shown) <= 2
    assert "..." not in shown
    assert "{" not in shown
    assert "2026-10042" in shown
    assert number_within(shown), "the number of the report is seen before the message is opened"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS)
def test_a_notice_tells_nothing_of_the_matter(kind: str, language: str) -> None:
    holes = set(re.findall(r"{(\w+)}", SENTENCES.spoken[f"office.{kind}_short"].msgid))
    assert holes <= {"number", "urgency", "code", "count", "numbers"}
    shown = short(kind, language)
    assert is_neutral(shown)
    for category in CATEGORIES.values():
        if category.group != "none":
            assert fold_to_gsm(catalogues().say(Text(category.label), language)).lower() not in shown.lower()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS)
def test_the_word_to_answer_with_is_one_that_we_understand(kind: str, language: str) -> None:
    shown = short(kind, language)
    if "482153" in shown:
        word = shown.split("482153 ")[1].split(".")[0]
        assert said(word, TUESDAY.date()) == Said(Answer.RECEIVED)
    assert ("482153" in shown) == ("{code}" in SENTENCES.spoken[f"office.{kind}_short"].msgid)


@pytest.mark.parametrize("personal", [True, False])
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("key", REPLIES)
def test_what_an_office_hears_when_it_answered_is_one_sms(key: str, language: str, personal: bool) -> None:
    town, case = a_town(), a_case(category="domestic_violence" if personal else "manhole", number="2026-10042")
    office, vault = an_office(language), a_vault()
    replies = OfficeReplies(catalogues(), vault, SENTENCES, RisingIds(Clock().now, secrets.randbits))
    fill: dict[str, Fill] = {
        "number": case.number,
        "code": "482153",
        "until": TUESDAY.date(),
        "list": replies.outcomes(town, office, case),
    }
    row = replies.sms(town, office, "+12025550177", key, fill, TUESDAY, case)
    heard = text(OfficeNotice.from_json(vault.open(row.payload, f"deliveries.payload:{row.id}")))
    assert segments(heard) == 1, heard
    assert "{" not in heard
    assert is_neutral(heard)


@pytest.mark.parametrize("language", ("sq", "sr", "en", "sr_Cyrl"))
@pytest.mark.parametrize("code", OUTCOMES)
def test_every_word_of_the_list_is_understood_when_it_is_sent_back(code: str, language: str) -> None:
    label = catalogues().say(SENTENCES.office(f"outcome_{code}", {}), language)
    for done in ("KRYER", "GOTOVO", "DONE"):
        found = said(f"{done} {fold_to_gsm(label)}", TUESDAY.date())
        assert found == Said(Answer.DONE, outcome=code), label


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_word_that_we_ask_for_is_one_that_we_understand(language: str) -> None:
    asked = catalogues().say(SENTENCES.office("sms_words", {"number": "", "code": "482153"}), language)
    words = re.findall(r"\b[A-ZÇËŠŽČĆĐ]+\b(?: [A-ZÇËŠŽČĆĐ]+\b)*(?: 5\.12)?", asked)
    heard = [said(each, date(2026, 11, 22)) for each in words]
    assert [str(each.answer) for each in heard if each] == ["received", "not_ours", "in_progress", "done"]


def test_a_notice_by_the_real_writer_carries_its_short_text_and_its_code() -> None:
    phone = with_contacts(a_municipality(), {"public_services": (TransportTarget("sms", "+12025550177"),)})
    town = town_of(phone, words(), catalogues(), listening())
    vault = a_vault()
    writer = Notices(catalogues(), vault, SENTENCES, RisingIds(Clock().now, secrets.randbits), LONG_URL)
    referral = Referral(7, 1, "drenas", "public_services", LEAD, TUESDAY)
    fill: dict[str, Fill] = {
        "due": TUESDAY,
        "since": TUESDAY,
        "reason": Text("x"),
        "institution": Text("x"),
        "count": 2,
    }
    for kind in ("forward", "reminder", "alert", "answered"):
        (row,) = writer.write(kind, town, a_case(), referral, TUESDAY, **fill)
        notice = OfficeNotice.from_json(vault.open(row.payload, f"deliveries.payload:{row.id}"))
        assert notice.code == vault.answer_codes(7, "public_services")[0]
        assert notice.short
        assert (notice.code in notice.short) == (kind != "answered")
        assert row.at_most_once == (kind == "reminder")
        assert row.by == "sms"


def an_office(language: str) -> Institution:
    return replace(a_municipality().institutions["public_services"], languages=(language,))
