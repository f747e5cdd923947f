"""The accounts of a municipality: listed, invited, changed, closed. Each change asks for the second step first."""

from dataclasses import dataclass
from datetime import datetime
from shlex import quote
from urllib.parse import parse_qs

from starlette.responses import Response

from reportbot.core.access.actions import Role
from reportbot.core.access.granting import can_be_second
from reportbot.core.access.member import SENSITIVE
from reportbot.core.categories import CATEGORIES
from reportbot.core.messages import Text
from reportbot.core.signin.names import LONGEST_NAME
from reportbot.service.records.staff import StaffMember
from reportbot.service.staff.accounts import Account, GrantRefused, Wanted
from reportbot.service.staff.invitations import has_link
from reportbot.service.staff.staffing import Link
from reportbot.web.console.desk import Desk, FormRefused, back_to
from reportbot.web.console.signin.confirming import needs_step_up
from reportbot.web.console.staff import staff_words
from reportbot.web.console.staff.staff_asks import what_of

MOST_FIELDS = 60  # a box for each sensitive subject


@dataclass(frozen=True, slots=True)
class Line:
    """One account in the list."""

    staff: StaffMember
    roles: tuple[Text, ...]
    office: Text
    state: str


async def show_staff(desk: Desk) -> Response:
    """GET …/staff"""
    return await _list(desk)


async def make_invitation(desk: Desk) -> Response:
    """POST …/staff: somebody new; the link is on the page that answers, and nowhere else."""
    await desk.form(MOST_FIELDS)
    if again := await needs_step_up(desk):
        return again
    wanted = await _wanted(desk)
    try:
        made = await desk.parts.staff.staffing.invite(
            desk.visit.municipality, wanted, desk.member, serving(desk), desk.beside
        )
    except GrantRefused as refused:
        return await _list(desk, 400, _problem(desk, refused, _invite_command(desk, wanted)), wanted)
    return _link(desk, made)


async def show_member(desk: Desk) -> Response:
    """GET …/staff/{id}. Raises UnknownCode."""
    return await _one(desk)


async def make_roles(desk: Desk) -> Response:
    """POST …/staff/{id}/roles. Raises UnknownCode."""
    await desk.form(MOST_FIELDS)
    if again := await needs_step_up(desk):
        return again
    wanted, id = await _wanted(desk), desk.request.path_params["id"]
    try:
        waits = await desk.parts.staff.staffing.change(
            desk.visit.municipality, id, wanted, desk.member, serving(desk), desk.beside
        )
    except GrantRefused as refused:
        return await _one(desk, 400, _problem(desk, refused, _invite_command(desk, wanted)), wanted)
    return back_to(f"{desk.home}/staff/{id}", done="waits" if waits else "changed")


async def make_disabling(desk: Desk) -> Response:
    """POST …/staff/{id}/disabling. Raises UnknownCode."""
    return await _done(desk, "disabled")


async def make_enabling(desk: Desk) -> Response:
    """POST …/staff/{id}/enabling. Raises UnknownCode."""
    return await _done(desk, "enabled")


async def end_sessions(desk: Desk) -> Response:
    """POST …/staff/{id}/sessions/end. Raises UnknownCode."""
    return await _done(desk, "ended")


async def make_link(desk: Desk) -> Response:
    """POST …/staff/{id}/link. Raises UnknownCode."""
    await desk.form(MOST_FIELDS)
    if again := await needs_step_up(desk):
        return again
    try:
        made = await desk.parts.staff.staffing.new_link(
            desk.visit.municipality, desk.request.path_params["id"], desk.member, desk.beside
        )
    except GrantRefused as refused:
        return await _one(desk, 409, _problem(desk, refused, await _link_command(desk)))
    return _link(desk, made)


async def _done(desk: Desk, what: str) -> Response:
    await desk.form(MOST_FIELDS)
    if again := await needs_step_up(desk):
        return again
    staffing, id = desk.parts.staff.staffing, desk.request.path_params["id"]
    about, waits = (desk.visit.municipality, id, desk.member), False
    try:
        if what == "enabled":
            waits = await staffing.enable(*about, desk.beside)
        else:
            await {"disabled": staffing.disable, "ended": staffing.end_sessions}[what](*about)
    except GrantRefused as refused:
        return await _one(desk, 409, _problem(desk, refused, await _link_command(desk)))
    return back_to(f"{desk.home}/staff/{id}", done="waits" if waits else what)


def serving(desk: Desk) -> list[str]:
    """The offices at which somebody can work."""
    return [key for key in desk.town.rules.institutions if desk.town.serves(key)]


def _problem(desk: Desk, refused: GrantRefused, command: str) -> Text:
    """`command` is what whoever runs the server types instead, where nobody here could be the second person."""
    return Text(staff_words.PROBLEMS[refused.problem].msgid, {"command": command})


def _invite_command(desk: Desk, wanted: Wanted) -> str:
    roles = " ".join(f"--role {role}" for role in wanted.roles)
    office = f" --institution {wanted.institution}" if wanted.institution else ""
    named = " --sensitive" if wanted.sensitive else ""
    name = quote(" ".join(wanted.name.split()) or "…")
    return f"reportbot staff invite --municipality {desk.visit.municipality} --name {name} {roles}{office}{named}"


async def _link_command(desk: Desk) -> str:
    account = await desk.parts.staff.staffing.account(desk.visit.municipality, desk.request.path_params["id"])
    return f"reportbot staff link --municipality {desk.visit.municipality} --key {account.staff.key}"


async def _wanted(desk: Desk) -> Wanted:
    """Boxes of one name are several fields. Raises FormRefused."""
    try:
        fields = parse_qs((await desk.request.body()).decode("utf-8", "replace"), max_num_fields=MOST_FIELDS)
    except ValueError:
        raise FormRefused("more fields than our forms have") from None
    first = {name: values[-1].strip() for name, values in fields.items()}
    language = first.get("language", "")
    return Wanted(
        first.get("name", "")[:LONGEST_NAME],
        tuple(fields.get("roles", ())),
        first.get("institution", ""),
        tuple(fields.get("sensitive", ())),
        language if language in desk.town.rules.office_languages else "",
    )


async def _list(desk: Desk, status: int = 200, problem: Text | None = None, wanted: Wanted | None = None) -> Response:
    now = desk.parts.clock.now()
    accounts = await desk.parts.staff.staffing.accounts(desk.visit.municipality)
    there = [each.staff.member for each in accounts if each.staff.works and each.staff.set_up_at is not None]
    return desk.show(
        "console/staff.html",
        staff_words.STAFF,
        status=status,
        has_switch=desk.request.method == "GET",
        words_of_staff=staff_words,
        lines=[_line(desk, each, now) for each in accounts],
        problem=problem,
        is_alone=not can_be_second(there, desk.member.key, ""),
        wanted=wanted or Wanted("", ()),
        **_choices(desk),
    )


async def _one(desk: Desk, status: int = 200, problem: Text | None = None, wanted: Wanted | None = None) -> Response:
    account = await desk.parts.staff.staffing.account(desk.visit.municipality, desk.request.path_params["id"])
    staff, now = account.staff, desk.parts.clock.now()
    asks = await desk.parts.staff.asks.of(desk.visit.municipality)
    return desk.show(
        "console/staff_member.html",
        Text("{name}", {"name": staff.name}),
        status=status,
        has_switch=desk.request.method == "GET",
        words_of_staff=staff_words,
        line=_line(desk, account, now),
        is_own=staff.key == desk.member.key,
        problem=problem,
        wanted=wanted or Wanted(staff.name, staff.roles, staff.institution, staff.sensitive, staff.language),
        done=staff_words.DONE.get(desk.request.query_params.get("done", "")),
        waiting=next((what_of(each) for each in asks if each.member == staff.id and each.awaits(now)), None),
        **_choices(desk),
    )


def _link(desk: Desk, made: Link) -> Response:
    return desk.show(
        "console/staff_link.html",
        Text(staff_words.LINK.msgid, {"name": made.staff.name}),
        has_switch=False,
        words_of_staff=staff_words,
        staff=made.staff,
        waits=made.waits,
        link=f"{desk.parts.public_url.rstrip('/')}/console/set-up/{made.token}",
    )


def _line(desk: Desk, account: Account, now: datetime) -> Line:
    staff = account.staff
    roles = tuple(staff_words.ROLE_SHORT[Role(role)] for role in staff.roles if role in set(Role))
    office = desk.town.name_of(staff.institution) if staff.institution else staff_words.AT_THE_DESK
    if not staff.works:
        state = "disabled"
    elif account.can_sign_in:
        state = "works"
    else:
        state = "invited" if has_link(staff, now) else "lapsed"
    return Line(staff, roles, office, state)


def _choices(desk: Desk) -> dict[str, object]:
    return {
        "role_names": staff_words.ROLE_NAMES,
        "offices": [(key, each.called) for key, each in desk.town.rules.institutions.items() if not each.retired],
        "subjects": [(code, Text(each.label)) for code, each in CATEGORIES.items() if code in SENSITIVE],
        "spoken": desk.town.rules.office_languages,
        "longest_name": LONGEST_NAME,
    }
