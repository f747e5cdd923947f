"""What the pages of the settings have in common: the town's settings, what somebody else has changed, a refusal."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from starlette.responses import Response

from reportbot.core.errors import UnknownCode
from reportbot.core.messages import Text
from reportbot.core.townfile.subjects import Kind
from reportbot.service.settings.asks import SettingAsks
from reportbot.service.settings.history import Past
from reportbot.service.settings.in_force import TownSettings
from reportbot.service.staff.people import People
from reportbot.service.towns import Town
from reportbot.web.console.actors import OPERATOR, actor_name
from reportbot.web.console.desk import Desk
from reportbot.web.console.settings import words
from reportbot.web.console.settings.diff import Row, rows_of
from reportbot.web.console.settings.fields import At, plain
from reportbot.web.forms import number_in

LARGEST_VERSION = 10**9 - 1


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why nothing was changed; `sentences` are those of the check. `marks`: what is said at which field of the form, in
    the order of the page."""

    text: Text
    sentences: Sequence[Text] = ()
    changes: Sequence["Told"] = ()
    marks: Mapping[str, Sequence[Text]] = field(default_factory=dict)

    def field_of(self, said: Text) -> str:
        """Where this is said; "" for nowhere but on top."""
        return next((name for name, texts in self.marks.items() if said in texts), "")


@dataclass(frozen=True, slots=True)
class Told:
    """A change of somebody else."""

    line: Text
    rows: Sequence[Row]


def no_why(field: str) -> Trouble:
    return Trouble(words.NO_WHY, marks={field: [words.NO_WHY]})


def settings_of(desk: Desk) -> TownSettings:
    """Raises UnknownCode where nothing can be changed here."""
    found = desk.parts.town_settings
    if found is None or not found.is_changeable(desk.visit.municipality):
        raise UnknownCode("the settings of this town cannot be changed here")
    return found


def asks_of(desk: Desk) -> SettingAsks:
    """Raises UnknownCode where nothing can be changed here."""
    if desk.parts.setting_asks is None:
        raise UnknownCode("the settings of this town cannot be changed here")
    return desk.parts.setting_asks


def at_of(desk: Desk) -> At:
    """What the next change builds upon."""
    tables = settings_of(desk).head(desk.visit.municipality).tables
    return At(desk.town, tables, desk.parts.translator, desk.language, desk.parts.replying.shipped)


async def waits_note(desk: Desk, done: str | None) -> Text | None:
    """That a change waits, and for whom: somebody here, or whoever runs the server where there is nobody else."""
    if done != "waits":
        return None
    town = desk.visit.municipality
    if await asks_of(desk).has_second(town, desk.member):
        return words.WAITS
    return Text(words.WAITS_SERVER.msgid, {"command": f"reportbot settings list --municipality {town}"})


async def told(desk: Desk, changes: Sequence[Past]) -> list[Told]:
    people = await desk.people()
    return [
        Told(
            Text(words.WHO_CHANGED.msgid, {"by": by_of(each, people, desk.town), "when": each.at, "why": _why(each)}),
            [] if each.change.kind is Kind.FILE else rows_of(each.of, each.change.before, each.change.after, desk.town),
        )
        for each in changes
    ]


def _why(past: Past) -> Text:
    return words.FILE_PUT if past.change.kind is Kind.FILE else plain(past.why)


def by_of(past: Past, people: People, town: Town) -> Text:
    return OPERATOR if past.change.kind is Kind.FILE else actor_name(past.by, people, town)


def refused_page(desk: Desk, problem: Trouble, back: str = "") -> Response:
    """A page that says why; nothing was changed."""
    return desk.show(
        "console/settings_refused.html", words.SETTINGS, status=409, settings=words, problem=problem, back=back
    )


def version_in(form: Mapping[str, str]) -> int:
    """What the writer looked at; 0 where it is no number."""
    return number_in(form.get("seen", ""), LARGEST_VERSION) or 0
