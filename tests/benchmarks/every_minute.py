"""`python -m tests.benchmarks.every_minute`: every danger reply at every one of a year's minutes, in every town.

Each minute is asked of each line; a reply is made for each kind of danger whenever what is open has changed, and must
hold a number that is known to answer, or say that none is.
"""

from datetime import UTC, datetime, timedelta

from reportbot.core.conversation.danger import safeguarding
from reportbot.core.conversation.turns.session import Session
from reportbot.core.directory.danger import answers_for_sure
from reportbot.core.hearing.lexicon import DangerKind
from reportbot.core.messages import TextList
from tests.conversations.world import the_world

BEGIN, MINUTES = datetime(2026, 11, 22, tzinfo=UTC), 366 * 24 * 60
NONE_KNOWN = {"We do not know who answers now. Try each number.", "Not sure who answers: try each"}


def main() -> None:
    for name, town in sorted(the_world().towns.items()):
        lines = tuple(town.rules.directory)  # the municipality's own list
        replies = changes = without = 0
        before: tuple[bool, ...] | None = None
        for minute in range(MINUTES):
            now = BEGIN + timedelta(minutes=minute)
            state = tuple(line.open_at(now) for line in lines)
            if state == before:
                continue
            before, changes = state, changes + 1
            for kind in (*DangerKind, "said_now"):
                session = Session("en", True, dangers=(str(kind),))
                first, *_ = safeguarding.question(session, town.around, now)
                numbers = first.text.fill["numbers"]
                assert isinstance(numbers, TextList)
                replies += 1
                says_so = bool({item.msgid for item in numbers.items} & NONE_KNOWN)
                without += says_so
                assert numbers.items
                assert says_so or answers_for_sure(lines, now)
        said = f"{changes} states, {replies} replies, {without} say that none is known to answer"
        print(f"{name}: {MINUTES} minutes, {said}")


if __name__ == "__main__":
    main()
