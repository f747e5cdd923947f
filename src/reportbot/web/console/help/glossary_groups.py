"""Under which heading of the help page each word of the desk stands."""

from collections.abc import Mapping

from reportbot.core.messages import Text

GROUPS: Mapping[str, tuple[Text, str]] = {
    "reports": (
        Text("What a report is"),
        "report case category urgency added alarm unfinished many code question reply feedback sealed "
        "withheld outline merge kept open311 hold erasure unreadable",
    ),
    "queue": (
        Text("What the queue says"),
        "status late deadline stopped reminder needs_look reasons confidence correction model alike taken "
        "task note pause dead proposal",
    ),
    "offices": (
        Text("What offices do"),
        "institution referral lead joint copy duty gap swap not_ours outcome assignment retired picture "
        "way dead_address second opening letter",
    ),
    "rights": (
        Text("Who may do what"),
        "member second_step second_person draft staff_chat audit export in_force version conflict dry_run practice",
    ),
}
"""The name of each group, and the keys of its words (glossary.py)."""
