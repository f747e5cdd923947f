"""Every page that a browser can open, by its route: how it is reached, and what is no page."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Visit:
    """`address` with {town}, {case}, {closed}, {office} (the token of a link), {letter}, {login}, {invitation}; `role`
    of whoever is signed in, "" for nobody. `status` is what the server answers. `follow`: the first link with this in
    its address leads on from there."""

    address: str
    role: str = ""
    status: int = 200
    follow: str = ""


DESK = "coordinator"


def _desk(tail: str, role: str = DESK, status: int = 200, follow: str = "") -> Visit:
    return Visit("/console/{town}" + tail, role, status, follow)


AREAS = ("numbers", "institutions", "contacts", "places", "duty", "deadlines", "ladder", "rules", "replies")


PAGES: Mapping[str, Visit] = {
    "/": Visit("/"),
    "/about/{municipality}": Visit("/about/{town}"),
    "/day": Visit("/day"),
    "/day/{municipality}": Visit("/day/{town}"),
    "/chat": Visit("/chat"),
    "/chat/{municipality}": Visit("/chat/{town}"),
    "/r/{token}": Visit("/r/{office}"),
    "/console/login/{token}": Visit("{login}"),
    "/console/{municipality}": _desk(""),
    "/console/{municipality}/dead-letters": _desk("/dead-letters"),
    "/console/{municipality}/kept-messages": _desk("/kept-messages"),
    "/console/{municipality}/kept-messages/{id:int}": _desk(
        "/kept-messages/1", status=404
    ),  # what is said where none is
    "/console/{municipality}/letters": _desk("/letters"),
    "/console/{municipality}/letters/{letter}/script": _desk("/letters/{letter}/script"),
    "/console/{municipality}/erasures": _desk("/erasures"),
    "/console/{municipality}/needs-look": _desk("/needs-look"),
    "/console/{municipality}/institutions": _desk("/institutions"),
    "/console/{municipality}/routing-proposals": _desk("/routing-proposals"),
    "/console/{municipality}/figures": _desk("/figures", "supervisor"),
    "/console/{municipality}/exports": _desk("/exports", "supervisor"),
    "/console/{municipality}/audit": _desk("/audit", "auditor"),
    "/console/{municipality}/sign-in": Visit("/console/{town}/sign-in"),
    "/console/{municipality}/second": Visit(
        "/console/{town}/second", status=401
    ),  # of somebody who has given no password
    "/console/set-up/{token}": Visit("/console/set-up/{invitation}"),
    "/console/{municipality}/confirm": _desk("/confirm?next=/console/{town}/exports", "supervisor"),
    "/console/{municipality}/account": _desk("/account"),
    "/console/{municipality}/account/password": _desk("/account/password"),
    "/console/{municipality}/staff": _desk("/staff", "administrator"),
    "/console/{municipality}/staff/{id:int}": _desk("/staff", "administrator", follow="/staff/"),
    "/console/{municipality}/staff/asks": _desk("/staff/asks"),
    "/console/{municipality}/recovery": Visit("/console/{town}/recovery"),
    "/console/{municipality}/settings": _desk("/settings", "administrator"),
    "/console/{municipality}/settings/history": _desk("/settings/history", "administrator"),
    **{f"/console/{{municipality}}/settings/{area}": _desk(f"/settings/{area}", "administrator") for area in AREAS},
    **{
        f"/console/{{municipality}}/settings/{area}/one": _desk(f"/settings/{area}", "administrator", follow="/one")
        for area in AREAS
    },
    "/console/{municipality}/on-call": _desk("/on-call"),
    "/console/{municipality}/model": _desk("/model"),
    "/console/{municipality}/help": _desk("/help"),
    "/console/{municipality}/training": _desk("/training"),
    "/console/{municipality}/search": _desk("/search"),
    "/console/{municipality}/calls/new": _desk("/calls/new"),
    "/console/{municipality}/account/telegram": _desk("/account/telegram"),
    "/console/{municipality}/cases/{number}": _desk("/cases/{case}"),
    "/console/{municipality}/cases/{number}/place": _desk("/cases/{case}/place"),
    "/console/{municipality}/cases/{number}/erasure": _desk("/cases/{closed}/erasure"),
}

MORE: tuple[Visit, ...] = (
    _desk("?view=closed"),
    _desk("/nothing-here", status=404),
    _desk("/cases/{case}?language=en"),
    _desk("", "supervisor"),
    _desk("/cases/{case}", "supervisor"),
    Visit("/console/{town}", status=401),  # nobody is signed in
    Visit("/r/nothing", status=404),
    Visit("/nothing", status=404),
)
"""The same routes as somebody else sees them, and what is said where nothing is."""

NO_PAGES: Mapping[str, str] = {
    "/console": "leads on to the queue",
    "/console/{municipality}/queue/events": "a stream for the script of the queue",
    "/console/{municipality}/letters/{letter}/pdf": "a PDF",
    "/console/{municipality}/settings/file.toml": "a file",
    "/console/{municipality}/cases/{number}/photos/{photo:int}": "a picture",
    "/chat/{municipality}/pictures/{bubble:int}": "a picture",
    "/chat/{municipality}/messages": "bubbles for the script of the chat",
    "/r/{token}/photos/{photo:int}": "a picture",
    "/healthz": "for machines",
    "/openapi.json": "for machines",
    "/readyz": "for machines",
    "/metrics": "for machines",
}
