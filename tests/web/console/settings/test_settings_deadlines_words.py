"""A time of the municipality file is said in the reader's words."""

import pytest

from reportbot.web.console.settings.deadlines import time_said


@pytest.mark.parametrize(("said", "msgid"), [("2 hours", "{count} hours"), ("3 days", "{count} days")])
def test_a_time_is_a_sentence_that_can_be_translated(said: str, msgid: str) -> None:
    found = time_said(said)
    assert found is not None and found.msgid == msgid and found.fill


@pytest.mark.parametrize("said", ["", "soon", "2", "999999999999 days", "-1 days", "2 hours 3"])
def test_what_is_no_time_stays_as_it_is(said: str) -> None:
    assert time_said(said) is None
