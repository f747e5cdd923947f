"""What an institution has to do in a case: its part, what is due, and what it may say."""

from collections.abc import Mapping
from datetime import datetime

from reportbot.core.cases.referral import Answer
from reportbot.core.cases.workflow import Status
from reportbot.core.messages import Text
from reportbot.service.records import Due
from reportbot.web.console import times

DUES: Mapping[str, Text] = {
    "acknowledge": Text("first answer"),
    "act": Text("first steps"),
    "close": Text("end of the work"),
    "reminder": Text("reminder"),
    "again": Text("reminder"),
    "resume": Text("the clock goes on"),
}
ROLES: Mapping[str, Text] = {
    "lead": Text("must act"),
    "copy": Text("for information"),
    "joint": Text("acts together with the lead"),
    "duty": Text("on call"),
    "withdrawn": Text("no longer theirs"),
}
HAD_IT = Text("had it before")
ANSWERS: Mapping[Answer, Text] = {
    Answer.RECEIVED: Text("We have it"),
    Answer.IN_PROGRESS: Text("We are working on it"),
    Answer.NOT_OURS: Text("Not ours"),
    Answer.DONE: Text("Done"),
}


def runs_out(status: Status, at: datetime | None, due: Due | None, now: datetime) -> Text | None:
    """Which promise runs out then, or ran out: that of `due`, where it still stands; else what this status owes."""
    if at is None:
        return None
    what = DUES.get(due.kind) if due else DUES["acknowledge" if status is Status.REFERRED else "act"]
    when = times.due(at, now)
    return Text("{what}: {when}", {"what": what, "when": when}) if what else when
