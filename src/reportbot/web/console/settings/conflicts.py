"""Where the municipality file and the console say different things: both are shown, and somebody decides."""

from collections.abc import Sequence
from dataclasses import dataclass

from starlette.responses import Response

from reportbot.core.errors import UnknownCode
from reportbot.core.messages import Text
from reportbot.service.settings.edits import LONGEST_WHY
from reportbot.service.settings.in_force import TownSettings
from reportbot.service.settings.refusals import ChangedMeanwhile, NothingChanged, SettingRefused
from reportbot.web.console.desk import Desk, back_to
from reportbot.web.console.settings import words
from reportbot.web.console.settings.diff import Row, name_of, rows_of
from reportbot.web.console.settings.standing import Trouble, asks_of, refused_page, settings_of, told, version_in
from reportbot.web.console.settings.wrongs import sentences_of
from reportbot.web.console.signin.confirming import needs_step_up


@dataclass(frozen=True, slots=True)
class Conflict:
    name: Text
    rows: Sequence[Row]
    kind: str
    subject: str


def conflicts_of(desk: Desk, settings: TownSettings) -> list[Conflict]:
    standing = settings.head(desk.visit.municipality)
    return [
        Conflict(name_of(of, desk.town), rows_of(of, theirs, standing.otherwise.get(of), desk.town), str(of[0]), of[1])
        for of, theirs in standing.conflicts.items()
    ]


async def make_decision(desk: Desk) -> Response:
    """POST …/settings/conflicts with `kind`, `subject`, `take`, `why`: what holds, where file and console differ."""
    form, settings = await desk.form(), settings_of(desk)
    if again := await needs_step_up(desk):
        return again
    standing = settings.head(desk.visit.municipality)
    found = [of for of in standing.conflicts if (str(of[0]), of[1]) == (form.get("kind"), form.get("subject"))]
    if not found or form.get("take") not in ("file", "ours"):
        raise UnknownCode("no such conflict")
    of = found[0]
    after = standing.conflicts[of] if form["take"] == "file" else standing.otherwise[of]
    why, back = form.get("why", "").strip(), f"{desk.home}/settings"
    if not why or len(why) > LONGEST_WHY:
        return refused_page(desk, Trouble(words.NO_WHY), back)
    seen = version_in(form)
    try:
        waits = await asks_of(desk).change(
            desk.visit.municipality, of, after, why=why, by=desk.member, seen=seen, despite=True, beside=desk.beside
        )
    except ChangedMeanwhile as meanwhile:
        return refused_page(desk, Trouble(words.MEANWHILE_DECISION, (), await told(desk, meanwhile.changes)), back)
    except SettingRefused as refused:
        return refused_page(
            desk, Trouble(words.CANNOT, sentences_of(refused.problems, desk.town, desk.language, of)), back
        )
    except NothingChanged:
        return refused_page(desk, Trouble(words.SAME), back)
    return back_to(f"{desk.home}/settings", done="waits" if waits else "saved")
