"""The auditor's page: who did or read what in this town, and whether the chain of the log holds."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from starlette.responses import Response

from reportbot.core.access.actions import Action
from reportbot.core.finding import case_number_in
from reportbot.core.messages import Text
from reportbot.service.audit.notes import note_alone
from reportbot.service.audit.reading import NEWEST
from reportbot.service.staff.people import People
from reportbot.service.tables.exports import AuditWanted
from reportbot.web.console.actors import ACTORS
from reportbot.web.console.desk import Desk, back_to
from reportbot.web.console.oversight import export_words as words
from reportbot.web.console.oversight.act_words import ACTS
from reportbot.web.console.oversight.audit_view import act_name, entry_of
from reportbot.web.forms import number_in

LONGEST_FILTER = 100  # letters
FILTERS = ("number", "actor", "act", "day")


async def show_audit(desk: Desk) -> Response:
    """GET …/audit?number=…&actor=…&act=…&day=…&before=…"""
    query = desk.request.query_params
    given = {name: query.get(name, "").strip()[:LONGEST_FILTER] for name in FILTERS}
    before = read_position(query.get("before", ""))
    people = await desk.people()
    wanted = read_audit_wanted(desk, given, people)
    page = await desk.parts.oversight.audit.page(desk.visit.municipality, wanted, before)
    checked = await desk.parts.oversight.audit.checked()
    kept = {name: value for name, value in given.items() if value}
    return desk.show(
        "console/audit.html",
        words.AUDIT,
        auditing=words,
        lines=[entry_of(line, people, desk.town) for line in page.lines],
        acts=_acts(desk, given["act"]),
        people=sorted(people.values(), key=lambda each: each.name.casefold()),
        next=page.next,
        is_first=before == NEWEST,
        asked=given,
        kept=kept,
        older=urlencode({**kept, "before": page.next}),
        newest=urlencode(kept),
        checked=checked,
        exports=desk.may(Action.EXPORT),
    )


async def make_check(desk: Desk) -> Response:
    """POST …/audit/checks: the whole chain, from its first entry. Raises FormRefused."""
    await desk.form()
    checked = await desk.parts.oversight.audit.check_all()
    about = {"municipality": desk.visit.municipality, "actor": desk.by, "whole": str(checked.whole)}
    result = "broken" if checked.wrong else "whole" if checked.at else "running"
    now = desk.parts.clock.now()
    await note_alone(desk.parts.store, lambda work: work.audit.note("audit_checked", at=now, result=result, **about))
    return back_to(f"{desk.home}/audit")


def _acts(desk: Desk, asked: str) -> list[tuple[str, Text]]:
    """What can be looked for, in the order of the reader's alphabet; what was asked for is there in any case."""
    say = desk.parts.translator.say
    found = dict(ACTS) if asked in ACTS or not asked else {**ACTS, asked: act_name(asked)}
    return sorted(found.items(), key=lambda act: say(act[1], desk.language).casefold())


def read_audit_wanted(desk: Desk, form: Mapping[str, str], people: People) -> AuditWanted:
    """Somebody is found by name and by sign-in name. What nobody can look for finds nothing, rather than everything."""
    typed = {name: form.get(name, "").strip()[:LONGEST_FILTER] for name in FILTERS}
    since, until = day_of_town(typed["day"], desk.town.rules.zone)
    return AuditWanted(
        case_number_in(typed["number"]) or typed["number"],
        _actor(desk, typed["actor"], people),
        typed["act"],
        since,
        until,
        desk.member.institution,
    )


def asked_of_log(form: Mapping[str, str]) -> str:
    """The filter in words for the log itself."""
    typed = {name: form.get(name, "").strip()[:LONGEST_FILTER] for name in FILTERS}
    words_ = " ".join(f"{name}={value}" for name, value in typed.items() if value)
    return "".join(letter for letter in words_ if letter.isprintable())


def day_of_town(text: str, zone: str) -> tuple[datetime | None, datetime | None]:
    """From midnight to midnight. No day at all for nothing; an empty one for what is no day."""
    if not text:
        return None, None
    try:
        day = date.fromisoformat(text)
        begins = datetime.combine(day, time(0), ZoneInfo(zone)).astimezone(UTC)
        ends = datetime.combine(day + timedelta(days=1), time(0), ZoneInfo(zone)).astimezone(UTC)
    except (ValueError, OverflowError):
        begins = ends = datetime(1970, 1, 1, tzinfo=UTC)
    return begins, ends


def read_position(text: str) -> int:
    """The newest for anything that we did not write."""
    position = number_in(text)
    return NEWEST if position is None else position


def _actor(desk: Desk, typed: str, people: People) -> str:
    """What is noted of whoever is called so: the service, the person, an office, somebody with an account. Two may have
    one name: nobody can tell which of them is meant, but by what they sign in with."""
    if typed.removeprefix("@") in people:
        return typed.removeprefix("@")
    say, called = desk.parts.translator.say, typed.casefold()
    names = {say(name, desk.language).casefold(): actor for actor, name in ACTORS.items()}
    names |= {say(Text(each.name), desk.language).casefold(): key for key, each in desk.town.rules.institutions.items()}
    same = [key for key, each in people.items() if each.name.casefold() == called]
    return same[0] if len(same) == 1 else names.get(called, typed.removeprefix("@"))
