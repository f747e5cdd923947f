"""The secret before is good for as long as the settings say, whatever the hour of the exchange."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from reportbot.core.secrets import GRACE, SecretTurn, exchanged

KOSOVO = ZoneInfo("Europe/Belgrade")


@pytest.mark.parametrize("hour", [0, 12, 23])
def test_the_secret_before_is_good_for_seven_days_more_at_least(hour: int) -> None:
    now = datetime(2026, 4, 7, hour, 59, tzinfo=KOSOVO)
    said = exchanged(SecretTurn(), now.date(), at_once=False)
    turn = SecretTurn(2, datetime.fromisoformat(str(said["former_until"])))
    assert turn.numbers(now + GRACE) == (2, 1)
    assert turn.numbers(now + GRACE + timedelta(hours=27)) == (2,)


def test_one_that_has_leaked_is_good_no_more() -> None:
    assert exchanged(SecretTurn(3), datetime(2026, 4, 7, tzinfo=KOSOVO).date(), at_once=True) == {"number": 4}
