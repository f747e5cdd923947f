"""What is said to each kind of danger, beside the numbers: what helps now, and the one question.

Written by the rules for safe messages (domain facts, section 3): R5 no blame, R6 no details asked, R12 nobody is
confronted, R13 plain and caring words about suicide and never a method. Awaiting review by a child-protection worker.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from reportbot.core.conversation.questions.asking import YES
from reportbot.core.messages import Text


@dataclass(frozen=True, slots=True)
class Question:
    """`danger` and `no_danger` are its two answers, in this order: 1 is always the danger."""

    text: Text
    danger: Text
    no_danger: Text


def words_for(danger: str) -> Text:
    """At most two short sentences. Of a danger without words of its own, as of a cry for help."""
    return _WORDS.get(danger, _WORDS["cry_for_help"])


def question_to(danger: str) -> Question:
    return _ARE_YOU_SAFE if danger == "suicide" else _SOMEONE_IN_DANGER


_SOMEONE_IN_DANGER = Question(Text("Is someone in danger?"), YES, Text("No, I meant something else", sms="No"))

# Here a "no" tells of danger. The other answer is no bare "yes", which could be mixed up: typed alone it counts as
# danger like anything unclear, and the person on duty is told, which is right where somebody speaks of dying.
_ARE_YOU_SAFE = Question(
    Text("Are you safe right now?"),
    Text("No, I need help", sms="No"),
    Text("I am safe, I meant something else", sms="I am safe"),
)

_WORDS: Mapping[str, Text] = {
    "suicide": Text(
        "It is good that you wrote. You matter, and you are not alone.", sms="You matter. You are not alone."
    ),
    "violence_now": Text("Go to a safe place if you can. It is not your fault."),
    "violence": Text("You did the right thing by writing. It is not your fault."),
    "sexual_violence": Text(
        "We believe you. It is not your fault. You do not have to tell details.",
        sms="It is not your fault. You do not have to tell details.",
    ),
    "weapon": Text("Get away and stay hidden. Do not confront anybody."),
    "fire_gas_electricity": Text(
        "Get out and keep away. Do not touch switches or wires.", sms="Get out. Do not touch switches or wires."
    ),
    "missing_child": Text(
        "Call at once, you do not have to wait. Say where the child was last seen.",
        sms="Do not wait. Say where the child was last seen.",
    ),
    "injured": Text(
        "Stay with them. On the phone they tell you how to help.",
        sms="Stay with them. The phone tells you how to help.",
    ),
    "child_in_pit": Text(
        "Do not climb in. Stay close and keep talking to the child.", sms="Do not climb in. Keep talking to the child."
    ),
    "child_alone": Text("If you can, stay near the child until help comes."),
    "cry_for_help": Text("It is good that you wrote. You are not alone."),
}
