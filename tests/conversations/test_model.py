"""A model of the engine, run a little; `python -m tests.benchmarks.model_runs` runs it a thousand times."""

import pytest
from hypothesis import HealthCheck, Phase, settings

from tests.conversations.modelling import DANGER, IDIOMS, PLAIN, STORIES, THANKS, WORLD, Conversation

AROUND = WORLD.towns["drenas"].around

TestConversation = pytest.mark.filterwarnings("ignore")(Conversation.TestCase)
TestConversation.settings = settings(
    max_examples=60,
    stateful_step_count=30,
    derandomize=True,
    database=None,
    deadline=None,
    phases=[Phase.generate],  # shrinking takes minutes, and the log of the conversation says more
    report_multiple_bugs=False,
    suppress_health_check=list(HealthCheck),
)


def test_the_sentences_of_the_model_are_what_they_are_called() -> None:
    assert [text for text in DANGER if not AROUND.danger_in(text)] == []
    assert [text for text in PLAIN + STORIES + THANKS if AROUND.danger_in(text)] == []
    assert all(AROUND.listen(text).thanks for text in THANKS[:5])
    assert sum(not AROUND.danger_in(text) for text in IDIOMS) >= 4
