"""Time as people say it."""

from datetime import timedelta

import pytest

from reportbot.core.messages import Text
from reportbot.i18n import Catalogues
from reportbot.web.console.times import age, due, span
from tests.web.console.house import MONDAY

ENGLISH = Catalogues({})


def say(text: Text) -> str:
    return ENGLISH.say(text, "en")


@pytest.mark.parametrize(
    ("time", "said"),
    [
        (timedelta(seconds=5), "1 minute"),
        (timedelta(minutes=40), "40 minutes"),
        (timedelta(minutes=59, seconds=50), "1 hour"),
        (timedelta(hours=3, minutes=10), "3 hours"),
        (timedelta(hours=47), "47 hours"),
        (timedelta(hours=48), "2 days"),
        (timedelta(days=9, hours=13), "10 days"),
    ],
)
def test_a_span_of_time_is_rounded_to_what_matters(time: timedelta, said: str) -> None:
    assert say(span(time)) == said


@pytest.mark.parametrize(
    ("away", "said"),
    [(timedelta(hours=3), "in 3 hours"), (timedelta(0), "in 1 minute"), (timedelta(days=-2), "2 days late")],
)
def test_what_is_due_is_ahead_or_late(away: timedelta, said: str) -> None:
    assert say(due(MONDAY + away, MONDAY)) == said


def test_an_age_is_how_long_it_has_been() -> None:
    assert say(age(MONDAY - timedelta(days=3), MONDAY)) == "for 3 days"
