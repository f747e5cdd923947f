"""Practice on the console: the same pages, with the parts of the member's own room in place of the real ones.

An address that names the invented town ("drenas~practice") leads there. The real sign-in, the real permissions and the
real member count; everything else of the desk is the room's.
"""

from dataclasses import dataclass, replace
from re import compile as pattern
from typing import TYPE_CHECKING

from starlette.requests import Request

from reportbot.core.access.actions import Action
from reportbot.core.errors import RuleBroken
from reportbot.core.messages import Text
from reportbot.core.practice import STEPS, STORY_OF, Progress, Step, is_practice, practice_key, real_key
from reportbot.core.urgency import Urgency
from reportbot.service.towns import Town
from reportbot.web.console.help import training_words as words
from reportbot.web.console.parts import Practice, Room
from reportbot.web.console.words import URGENCIES

if TYPE_CHECKING:
    from reportbot.web.console.desk import Desk

# What is practised: the queue in all its views, what needs a look, help, and a case with what is done to it every day.
_PRACTISED = pattern(
    r"/console/[^/]+(/(queue/filters.*|needs-look|help|on-call|institutions"
    r"|cases/[^/]+(/(?!letters|erasure|postponement|hold|release).*)?))?"
)

PRACTISED = frozenset(
    (
        Action.OWN,
        Action.SEE_QUEUE,
        Action.SEE_CASE,
        Action.READ_STORY,
        Action.ACT,
        Action.REPLY,
        Action.NOTE,
        Action.ASSIGN,
        Action.SEE_LINKS,
        Action.SEE_TOWN,
    )
)
"""What can be done in practice, of what the member may do at the real desk. Nothing else is shown there."""


class NotPractised(RuleBroken):
    """The address is no part of practice, or the member has no practice under way. `why` is a word for the page."""

    def __init__(self, municipality: str, why: str) -> None:
        super().__init__(why)
        self.page, self.why = f"/console/{municipality}/training", why


@dataclass(frozen=True, slots=True)
class Mark:
    """One step as it is listed: its name, and whether it is done or the one to do now."""

    name: Text
    is_done: bool
    is_now: bool


@dataclass(frozen=True, slots=True)
class Coach:
    """What stands on every page of practice. `right` and `real` are of the step that was done last; `number` is the
    case of the step to do now, "" where finding it is the task; `place` and `press` say where on its page, and
    `is_here` that it is open."""

    at: int
    marks: tuple[Mark, ...]
    task: Text | None
    slip: Text | None
    right: Text | None
    real: Text | None
    number: str
    place: str
    press: Text | None
    is_here: bool
    leave_at: str

    @property
    def is_finished(self) -> bool:
        return self.task is None


def town_in(request: Request) -> str | None:
    """The municipality that an address belongs to, also where it leads to its practice."""
    named = request.path_params.get("municipality")
    return real_key(named) if isinstance(named, str) else None


async def practised(desk: "Desk") -> "Desk":
    """The desk as it is, or in the member's room where the address leads there. Raises NotPractised."""
    if not is_practice(desk.request.path_params["municipality"]):
        return desk
    municipality, practice = desk.visit.municipality, desk.parts.practice
    if not _PRACTISED.fullmatch(desk.request.url.path):
        raise NotPractised(municipality, "not-here")
    room = await practice.room_of(municipality, desk.member.key) if practice else None
    if room is None:
        raise NotPractised(municipality, "over")
    if room.is_full and desk.request.method == "POST":
        raise NotPractised(municipality, "full")
    number = desk.request.path_params.get("number", "") if desk.request.method == "GET" else ""
    progress = await room.look(number)
    key = practice_key(municipality)
    visit = replace(desk.visit, municipality=key, staff=replace(desk.visit.staff, municipality=key))
    coach = coach_of(room, progress, room.web.towns[key], f"{desk.home}/training", number)
    return replace(desk, parts=room.web, visit=visit, coach=coach)


async def keep_practice(desk: "Desk", real: Practice | None) -> None:
    """What was done goes on elsewhere, and after a restart. `real` is where the real desk's members practise."""
    if desk.coach and real:
        await real.keep(real_key(desk.visit.municipality), desk.member.key)


def coach_of(room: Room, progress: Progress, town: Town, page: str, here: str = "") -> Coach:
    """`here` is the number of the case that is open, `page` the one on which practice ends."""
    now, last = progress.now, progress.last
    number = room.numbers[STORY_OF[now]] if now and now is not Step.DANGER else ""
    place, press = words.PLACES.get(now, ("", None)) if now else ("", None)
    if now is Step.NOT_OURS and now in progress.slips:
        place, press = words.PLACE_AGAIN
    return Coach(
        at=len(STEPS) if now is None else STEPS.index(now) + 1,
        marks=tuple(Mark(words.NAMES[step], step in progress.done, step is now) for step in STEPS),
        task=words.TASKS[now] if now else None,
        slip=_slip(now) if now and now in progress.slips else None,
        right=_right(last, progress, town) if last else None,
        real=words.REAL[last] if last else None,
        number=number,
        place=place,
        press=press,
        is_here=bool(number) and here == number,
        leave_at=page,
    )


def _slip(step: Step) -> Text:
    return Text(words.SLIPS[step].msgid, {"urgency": URGENCIES[Urgency.EMERGENCY]})


def _right(step: Step, progress: Progress, town: Town) -> Text:
    office = {Step.HAND_ON: progress.right.office, Step.NOT_OURS: progress.right.other_office}.get(step, "")
    text = words.RIGHT[step]
    return Text(text.msgid, {"institution": town.office(office).called}) if office else text
