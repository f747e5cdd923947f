"""The addresses of the console. Everything but the login needs somebody who is signed in."""

from reportbot.web.console.case import show_case, show_photo
from reportbot.web.console.changes import make_closure, make_referral
from reportbot.web.console.desk import Handler, at_desk, staff_guard
from reportbot.web.console.erasures import (
    ask_erasure,
    make_erasure,
    make_hold,
    make_postponement,
    make_release,
    show_erasures,
)
from reportbot.web.console.kept import show_dead_letters, show_kept_messages
from reportbot.web.console.login import Login, leave
from reportbot.web.console.parts import ConsoleParts
from reportbot.web.console.queue import show_queue
from reportbot.web.pages import Pages
from reportbot.web.policy import Page, Policy, page

SMALLEST = 8 * 1024  # bytes of a form with one choice in it


def console_routes(parts: ConsoleParts) -> list[Page]:
    pages = Pages(parts.translator)
    guard = staff_guard(parts, pages)
    login = Login(parts, pages)

    def get(path: str, handler: Handler) -> Page:
        return page(f"/console/{{municipality}}{path}", at_desk(parts, pages, handler), Policy.STAFF, guard=guard)

    def post(path: str, handler: Handler) -> Page:
        endpoint = at_desk(parts, pages, handler)
        path = f"/console/{{municipality}}{path}"
        return page(path, endpoint, Policy.STAFF, methods=["POST"], most=SMALLEST, guard=guard)

    return [
        page("/console", login.home, Policy.STAFF, guard=guard),
        page("/console/login/{token}", login.ask, Policy.LINK),
        page("/console/login/{token}", login.enter, Policy.LINK, methods=["POST"], most=SMALLEST),
        get("", show_queue),
        get("/dead-letters", show_dead_letters),
        get("/kept-messages", show_kept_messages),
        get("/erasures", show_erasures),
        post("/logout", leave),
        get("/cases/{number}", show_case),
        get("/cases/{number}/photos/{photo:int}", show_photo),
        post("/cases/{number}/referrals", make_referral),
        post("/cases/{number}/closure", make_closure),
        get("/cases/{number}/erasure", ask_erasure),
        post("/cases/{number}/erasure", make_erasure),
        post("/cases/{number}/postponement", make_postponement),
        post("/cases/{number}/hold", make_hold),
        post("/cases/{number}/release", make_release),
    ]
