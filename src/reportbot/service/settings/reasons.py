"""Why a change takes two people, in plain words, beside who hears of it (hearing_words.py)."""

from collections.abc import Iterable, Mapping

from reportbot.core.categories import CATEGORIES
from reportbot.core.hearing.wording import URGENCIES
from reportbot.core.messages import Text
from reportbot.service.settings.hearing_words import length_said, matters_said
from reportbot.service.settings.slower import CLOSED, DAY_AND_NIGHT, Slower, slower_in
from reportbot.service.towns import Town

FEW = 5  # kinds of reports that are named; of more only how many
_TIMES: Mapping[str, Text] = {
    "acknowledge": Text("First answer"),
    "act": Text("First steps"),
    "close": Text("End of the work"),
}
_SLOWER = Text("Slower: {which}. {what}: from {was} to {becomes}.")
_HOURS_ONLY = Text("Slower: {which}. It would count in office hours only, no longer day and night.")
_REASONS: Mapping[str, Text] = {
    "is to be called": Text("People would be shown another number or address."),
    "is not kept out": Text("An office would hear complaints about its boss, or about its own people."),
    "is known as": Text("Complaints would be kept away from {office} by other words."),
    "is told later": Text("Somebody would hear later, or no longer."),
    "is found": Text("A name or a point would lead to another place."),
    "is called": Text("{office} would have another name."),
    "has another secret": Text("The system of {office} would get another signing key."),
    "has ways": Text("{office} would be reached in other ways."),
    "is gone": Text("{office} would be gone, with its contacts."),
    CLOSED: Text("{office} would no longer work day and night."),
}
"""By what a line of `gained` begins with; where an office is meant, its key comes next."""


def reasons_said(brings: Iterable[str], town: Town) -> list[Text]:
    """Why else it takes two, each once."""
    lines = list(brings)
    found = [_slower_said(each) for each in slower_in(lines)]
    for line in sorted(lines):
        for begins, said in _REASONS.items():
            if line.startswith(f"{begins} "):
                key = line.removeprefix(f"{begins} ").split(" ")[0]
                found.append(Text(said.msgid, {"office": town.name_of(key)} if "{office}" in said.msgid else {}))
    return list({str(each): each for each in found}.values())


def _slower_said(each: Slower) -> Text:
    which, kinds = URGENCIES[each.urgency], each.categories
    if len(kinds) < len(CATEGORIES):
        few = matters_said(kinds) if len(kinds) <= FEW else Text("{count} kinds of reports", {"count": len(kinds)})
        which = Text("{urgency} ({matters})", {"urgency": which, "matters": few})
    if each.what == DAY_AND_NIGHT:
        return Text(_HOURS_ONLY.msgid, {"which": which})
    times = {"was": length_said(each.was), "becomes": length_said(each.becomes)}
    return Text(_SLOWER.msgid, {"which": which, "what": _TIMES[each.what], **times})
