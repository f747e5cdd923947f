"""What the pages call the things of a municipality file and their keys."""

from collections.abc import Mapping

from reportbot.core.languages import NAMES
from reportbot.core.messages import Text
from reportbot.core.townfile.subjects import BEFORE
from reportbot.web.console.settings import (
    contact_words,
    deadline_words,
    duty_words,
    institution_words,
    ladder_words,
    number_words,
    place_words,
    reply_words,
    rule_words,
    words,
)

LABELS: Mapping[str, Text] = {
    "name": words.NAME,
    "short": number_words.SHORT,
    "number": number_words.NUMBER,
    "other_numbers": number_words.OTHER_NUMBERS,
    "url": number_words.URL,
    "hours": number_words.HOURS,
    "hours_confirmed": number_words.HOURS_CONFIRMED,
    "closed_on_holidays": number_words.CLOSED_ON_HOLIDAYS,
    "cost": number_words.COST,
    "audience": number_words.AUDIENCE,
    "note": number_words.NOTE,
    "needs": number_words.FOR_WHAT,
    "languages": words.LANGUAGES,
    "source": number_words.SOURCE,
    "evidence": number_words.EVIDENCE,
    "confidence": number_words.CONFIDENCE,
    "verified_on": number_words.VERIFIED,
    "enabled": number_words.ENABLED,
    "general": number_words.GENERAL,
    "ways": contact_words.PARTS["ways"],
    "second": contact_words.PARTS["second"],
    "head": contact_words.PARTS["head"],
    "email": contact_words.KINDS["email"],
    "telegram": contact_words.KINDS["telegram"],
    "sms": contact_words.KINDS["sms"],
    "nowhere": contact_words.KINDS["nowhere"],
    "acknowledge": deadline_words.ACKNOWLEDGE,
    "act": deadline_words.ACT,
    "close": deadline_words.CLOSE,
    "around_the_clock": deadline_words.AROUND_THE_CLOCK,
    "categories": words.MATTERS,
    "places": rule_words.PLACES,
    "voices": rule_words.VOICES,
    "when": words.WHEN,
    "lead": rule_words.LEAD,
    "together": rule_words.TOGETHER,
    "copies": rule_words.COPIES,
    "instead": rule_words.INSTEAD,
    "by": rule_words.BY_WAY,
    "because": rule_words.BECAUSE,
    "text": reply_words.WORDS,
    "role": duty_words.WHO,
    "rotation": duty_words.ROLES,
    "changes": duty_words.TURNS_CHANGE,
    "since": duty_words.SINCE_DAY,
    "days": duty_words.DAYS,
    "deputy": duty_words.DEPUTY,
    "first": duty_words.FIRST_DAY,
    "last": duty_words.LAST_DAY,
    "urgency": words.URGENCY,
    "with": duty_words.WITH_WHOM,
    "from": duty_words.FROM_DAY,
    "to": duty_words.TO_DAY,
    "boss": contact_words.BOSS,
    "refuses": contact_words.REFUSES,
    "webhook_secret": contact_words.SIGNING,
    "in_place": place_words.IN_PLACE,
    "at": place_words.POINT,
    "variants": place_words.VARIANTS,
    "offered": place_words.OFFERED,
    "removed": place_words.REMOVED,
    "takes_reports": institution_words.TAKES,
    "retired": institution_words.RETIRED,
    "also": institution_words.ALSO,
    "key": reply_words.KEY,
    BEFORE: rule_words.STANDS_BEFORE,
}
"""By the key in the file, for what a change says and what a problem is about."""
KIND: Mapping[str, Text] = {
    "file": Text("Municipality file"),
    "hotline": Text("Number"),
    "contact": Text("Contact"),
    "duty": duty_words.ROWS,
    "swap": duty_words.NEW_SWAP,
    "absence": duty_words.NEW_ABSENCE,
    "rule": Text("Rule"),
    "rule_order": Text("Order of the rules"),
    "promise": deadline_words.DEADLINES,
    "promises_for": deadline_words.FOR_SOME,
    "ladder": ladder_words.LADDER,
    "urgency": words.URGENCY,
    "signing": contact_words.SIGNING,
    "reply": Text("Template"),
    "office": contact_words.DUTIES,
    "institution": Text("Institution"),
    "place": Text("Place"),
    "school": Text("School"),
}
"""What a history calls a thing."""

_OF_LISTS: Mapping[str, Mapping[str, Text]] = {
    "places": {"kind": place_words.KIND},
    "schools": {"place": place_words.IN_PLACE},
    "institutions": {
        "role": institution_words.ROLE,
        "around_the_clock": institution_words.ALWAYS,
        "languages": institution_words.WRITTEN_IN,
        "instead": institution_words.INSTEAD,
        "to": contact_words.TO,
        "by": contact_words.BY,
        "urgency": contact_words.FOR_URGENCIES,
    },
    "ladder": {"to": ladder_words.WHOM, "after": ladder_words.AFTER, "because": ladder_words.WHY},
    "duty": {"hours": duty_words.DUTY_HOURS},
    "reply_templates": {code: Text("{language}", {"language": name}) for code, name in NAMES.items()},
}


def label_of(key: str, table: str = "") -> Text:
    """Of a key in this list of the file; a key that no form has is shown as the file writes it."""
    found = _OF_LISTS.get(table, {}).get(key) or LABELS.get(key)
    return found or Text("{word}", {"word": key})
