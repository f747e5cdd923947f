"""What leaves as one SMS: the words, the numbered answers below them, and what may share a message with what.

The only place that knows: the channel sends it, the speaker joins by it, and `reportbot check` counts it.
"""

import re
from collections.abc import Sequence
from functools import lru_cache

from reportbot.core.messages import Text, TextList
from reportbot.core.sms import cut, fold_to_gsm, segments

MOST_PARTS = 10
"""The most messages one text may be billed as: 1,530 letters, below Twilio's limit."""
_CALLS = frozenset({"emergency", "numbers"})
_PASSES_ON = frozenset({"due", "institution"})
_HOLE = re.compile(r"{(\w+)}")


def body(text: str, labels: Sequence[str] = (), most: int = MOST_PARTS) -> str:
    """One SMS, letter by letter. Commands are typed, not shown. Too long a text loses its end, never its answers."""
    menu = "".join(f"\n{number} {label}" for number, label in enumerate(labels, 1))
    return cut(fold_to_gsm(text), most, fold_to_gsm(menu)).strip()


def joined(before: str, text: str, labels: Sequence[str] = ()) -> str:
    """Both in one message where that is still billed as one; "" where it is not."""
    both = f"{before}\n{text}"
    return both if segments(body(both, labels)) <= 1 else ""


def in_short(text: str, labels: Sequence[str] = ()) -> str:
    """The text cut so that it leaves as one SMS, or as two with its answers."""
    menu = body("", labels)
    whole = cut(fold_to_gsm(text), 2 if labels else 1, f"\n{menu}" if menu else "")
    return whole.removesuffix(menu).rstrip("\n")


def is_safety(text: Text) -> bool:
    """It tells whom to call, as an SMS, and nothing of offices: it leaves alone, first, and fits into one message.

    A receipt that repeats the number may be longer.
    """
    return _is_safety(text.sms or text.msgid)


def without_last_line(text: Text) -> Text | None:
    """The same with one line less in its list (of numbers, the most fitting first); None where one is left, or none."""
    for hole, value in text.fill.items():
        if isinstance(value, TextList) and len(value.items) > 1:
            return Text(text.msgid, {**text.fill, hole: TextList(value.items[:-1])}, text.sms)
    return None


@lru_cache(maxsize=512)
def _is_safety(msgid: str) -> bool:
    holes = frozenset(_HOLE.findall(msgid))
    return bool(holes & _CALLS) and not holes & _PASSES_ON
