"""The long figures can be had in short, and say what they counted."""

import re

import pytest

from tests.benchmarks import model_runs, questions


@pytest.mark.filterwarnings("ignore")
def test_the_model_runs_as_often_as_it_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert model_runs.main(["3", "5"]) == 0
    said = capsys.readouterr().out
    assert re.search(r"^model of the engine: \d+ runs of up to 5 steps in \d+ s: \d+ messages, ", said, re.MULTILINE)


def test_the_questions_of_every_flow_are_told_and_few(capsys: pytest.CaptureFixture[str]) -> None:
    questions.main()
    said = capsys.readouterr().out
    asked = re.findall(r"^  \w+: (\d) to (\d)$", said, re.MULTILINE)
    assert len(asked) >= 7
    assert all(1 <= int(fewest) <= int(most) <= 5 for fewest, most in asked)
