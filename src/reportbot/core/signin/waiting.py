"""Whoever was wrong waits a little, longer each time. Nobody is locked out: after the wait the right answer works."""

from datetime import timedelta

FREE = 3  # wrong answers without a wait: people mistype
LONGEST = timedelta(minutes=1)
LONGEST_SECOND = timedelta(minutes=15)
"""For the second factor, whose six digits could be tried through; whoever gets there knows the password already."""
FORGOTTEN_AFTER = timedelta(days=1)


def wait_after(tries: int, longest: timedelta = LONGEST) -> timedelta:
    """After so many wrong answers in a row: nothing for the first, then 2 s, doubled each time up to `longest`."""
    if tries < FREE:
        return timedelta(0)
    return min(timedelta(seconds=2.0 ** min(tries - FREE + 1, 20)), longest)
