"""`python -m tests.benchmarks.model_runs [RUNS [STEPS]]`: the engine's model, long (issue 4: 1,000 runs of 50 steps).

Every run is another conversation; a step that breaks a rule ends them all, with the conversation that led to it.
"""

import sys
import time

from hypothesis import HealthCheck, Phase, Verbosity, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.conversations.modelling import DONE, Conversation

RUNS, STEPS = 1_000, 50


def main(arguments: list[str]) -> int:
    runs, steps = (*map(int, arguments), *(RUNS, STEPS)[len(arguments) :])
    long = settings(
        max_examples=runs,
        stateful_step_count=steps,
        database=None,
        deadline=None,
        phases=[Phase.generate],  # shrinking takes minutes, and the log of the conversation says more
        report_multiple_bugs=False,
        verbosity=Verbosity.quiet,
        suppress_health_check=list(HealthCheck),
    )
    began = time.monotonic()
    run_state_machine_as_test(Conversation, settings=long)
    done = ", ".join(f"{DONE[what]:,} {what}" for what in ("messages", "reports", "additions", "alarms"))
    took = time.monotonic() - began
    print(f"model of the engine: {DONE['runs']:,} runs of up to {steps} steps in {took:.0f} s: {done}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
