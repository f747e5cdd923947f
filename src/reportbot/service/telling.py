"""What the optional questions after a report are called, and their answers, for pages and letters."""

from collections.abc import Iterator, Mapping
from typing import Any

from reportbot.core.messages import Text

FACTS: Mapping[str, Text] = {
    "safe_now": Text("Safe at that moment"),
    "age": Text("About how old"),
    "since": Text("Since when"),
    "enrolled": Text("Enrolled before"),
    "support": Text("Kind of support"),
    "knows": Text("Who knows already"),
}
_UNKNOWN = Text("The person does not know")
_VALUES: Mapping[str, Mapping[str, Text]] = {
    "safe_now": {"yes": Text("yes"), "no": Text("no")},
    "age": {
        "under_6": Text("Under 6"),
        "6_to_13": Text("6 to 13"),
        "under_10": Text("Under 10"),
        "10_to_13": Text("10 to 13"),
        "14_to_17": Text("14 to 17"),
        "adult": Text("18 or older"),
    },
    "since": {
        "today": Text("Today"),
        "week": Text("This week"),
        "month": Text("Some weeks"),
        "longer": Text("Longer"),
    },
    "enrolled": {"stopped": Text("Yes, and stopped coming"), "never": Text("No, never enrolled")},
    "support": {
        "early_sign": Text("An early sign in the child's development"),
        "disability": Text("Support because of a disability"),
    },
    "knows": {
        "nobody": Text("Nobody"),
        "parents": Text("The parents"),
        "school": Text("The school"),
        "office": Text("An office or the police"),
    },
}


def facts(answers: Mapping[str, Any]) -> Iterator[tuple[Text, Text]]:
    """Question and answer of each that was asked after the report; an answer that nobody has named is left out."""
    for name, question in FACTS.items():
        said = fact(name, answers.get(name))
        if said is not None:
            yield question, said


def fact(name: str, value: object) -> Text | None:
    return _VALUES.get(name, {}).get(str(value)) or (_UNKNOWN if name in FACTS and value == "unknown" else None)
