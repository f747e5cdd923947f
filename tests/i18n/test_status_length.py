"""What a late office is said to have been told comes in one message with where the case stands: two SMS at most."""

from datetime import UTC, date, datetime, timedelta

import pytest

from reportbot import paths
from reportbot.core.messages import Fill, Text
from reportbot.core.sms import fold_to_gsm, segments
from reportbot.i18n.lengths import longest
from reportbot.surroundings import load_sentences
from tests import shipped

SHIPPED = shipped.catalogues()
SENTENCES = load_sentences(paths.conversations())
TOWNS = shipped.towns(date(2026, 1, 1))
DAYS: list[Fill] = [datetime(2026, 1, 1, 12, tzinfo=UTC) + timedelta(days=day) for day in range(365)]


@pytest.mark.parametrize("language", ["sq", "sr", "en"])
@pytest.mark.parametrize("town", sorted(TOWNS))
@pytest.mark.parametrize("then", ["status_then_told", "status_then_reminded"])
@pytest.mark.parametrize("first", ["status_referred_late", "status_new_late"])
def test_a_late_status_with_all_that_follows_is_two_sms_at_most(
    language: str, town: str, first: str, then: str
) -> None:
    offices: list[Fill] = [Text(office.name) for office in TOWNS[town].institutions.values()]
    filling: dict[str, list[Fill]] = {"institution": offices, "told": offices, "town": [TOWNS[town].name]}
    fill = longest(SHIPPED, language, {**filling, "reminded": DAYS, "then": DAYS})
    keys = (first, "status_reminded", then)
    said = "\n".join(SHIPPED.say(SENTENCES.reporter(key, fill), language, sms=True) for key in keys)
    assert segments(fold_to_gsm(said)) <= 2, said
