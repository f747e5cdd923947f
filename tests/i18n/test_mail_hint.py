"""Every word that a mail asks an office to write is understood."""

import re
from datetime import date

import pytest

from reportbot.core.cases.offices.office_words import said
from reportbot.core.cases.referral import Answer
from reportbot.core.languages import OFFICES
from reportbot.service.offices.mail_hints import BY_MAIL
from tests.builders import catalogues


@pytest.mark.parametrize("language", sorted(OFFICES))
def test_what_the_hint_offers_is_an_answer(language: str) -> None:
    sentence = catalogues().say(BY_MAIL, language)
    offered = re.split(r", | or | ose | ili ", sentence.rpartition(": ")[2].rstrip("."))
    assert said(offered[-1], date(2026, 4, 7)).outcome == "repaired"  # type: ignore[union-attr]
    understood = [said(words, date(2026, 4, 7)) for words in offered]
    assert [each.answer if each else None for each in understood] == [
        Answer.RECEIVED,
        Answer.IN_PROGRESS,
        Answer.NOT_OURS,
        Answer.DONE,
    ]
