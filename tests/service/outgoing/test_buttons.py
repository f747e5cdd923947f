"""The buttons of a duty chat: which there are, what they carry, and that Telegram can carry it."""

from dataclasses import replace

import pytest

from reportbot import paths
from reportbot.core.cases.closing import OUTCOMES, outcomes_for
from reportbot.core.cases.referral import COPY, DUTY, LEAD, Answer, Referral
from reportbot.service.outgoing.buttons import OfficeButtons, is_public
from reportbot.service.outgoing.notices import OfficeNotice
from reportbot.surroundings import load_sentences
from reportbot.transports.telegram import request
from tests.builders import TUESDAY, a_case, catalogues

BUTTONS = OfficeButtons(catalogues(), load_sentences(paths.conversations()))
REFERRAL = Referral(2**63 - 1, 1, "drenas", "public_services", LEAD, TUESDAY)
CASE = a_case(lead="public_services")
LINK = "https://reports.drenas.example/r/abc"


@pytest.mark.parametrize(
    ("answer", "offered"),
    [
        (None, ["We have it", "We are working on it", "Not ours", "Done"]),
        (Answer.RECEIVED, ["We are working on it", "Not ours", "Done"]),
        (Answer.IN_PROGRESS, ["We are working on it", "Not ours", "Done"]),
        (Answer.NOT_OURS, []),
        (Answer.DONE, []),
    ],
)
def test_what_may_still_be_said_has_a_button(answer: Answer | None, offered: list[str]) -> None:
    buttons = BUTTONS.answers(CASE, replace(REFERRAL, answer=answer), LINK, "en")
    assert [label for label, _ in buttons] == offered


def test_who_is_only_told_of_it_is_offered_no_end_of_it() -> None:
    for role in (COPY, DUTY):
        assert [label for label, _ in BUTTONS.answers(CASE, replace(REFERRAL, role=role), LINK, "en")] == ["We have it"]


def test_once_another_office_has_it_there_is_no_button() -> None:
    assert BUTTONS.answers(a_case(lead="police"), REFERRAL, LINK, "en") == ()


@pytest.mark.parametrize("language", ["sq", "sr", "en"])
@pytest.mark.parametrize("personal", [True, False])
def test_every_button_is_such_as_telegram_can_carry(language: str, personal: bool) -> None:
    rows = (
        BUTTONS.answers(CASE, REFERRAL, "http://127.0.0.1/r/abc", language),
        BUTTONS.until(REFERRAL, language),
        BUTTONS.outcomes(REFERRAL, personal, language),
    )
    for buttons in rows:
        call = request(OfficeNotice("drenas", "-100", "x", "x", "", "", buttons))
        assert len(call["reply_markup"]["inline_keyboard"]) == len(buttons)


def test_every_outcome_of_that_kind_of_matter_has_a_button() -> None:
    for personal in (True, False):
        data = [each for _, each in BUTTONS.outcomes(REFERRAL, personal, "en")]
        assert [each.rpartition(":")[2] for each in data[:-1]] == [each.code for each in outcomes_for(personal)]
    assert OUTCOMES


def test_not_ours_opens_the_page_where_telegram_takes_its_address() -> None:
    assert dict(BUTTONS.answers(CASE, REFERRAL, LINK, "en"))["Not ours"] == LINK
    assert dict(BUTTONS.answers(CASE, REFERRAL, "http://127.0.0.1:8000/r/abc", "en"))["Not ours"].startswith(
        "not_ours:"
    )


@pytest.mark.parametrize(
    ("link", "public"),
    [
        (LINK, True),
        ("http://reports.drenas.example/r/abc", False),
        ("https://localhost/r/abc", False),
        ("https://10.0.0.7/r/abc", False),
        ("https:///r/abc", False),
        ("", False),
    ],
)
def test_a_machine_of_ones_own_is_no_public_address(link: str, public: bool) -> None:
    assert is_public(link) is public
