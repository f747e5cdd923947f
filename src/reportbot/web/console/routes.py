"""The addresses of the console. Everything but the login needs somebody who is signed in."""

from reportbot.web.console.assignments import make_assignment
from reportbot.web.console.calling import make_call, show_call
from reportbot.web.console.case import show_case, show_photo
from reportbot.web.console.changes import make_closure, make_question, make_referral
from reportbot.web.console.desk import Handler, at_desk, staff_guard
from reportbot.web.console.erasures import (
    ask_erasure,
    make_erasure,
    make_hold,
    make_postponement,
    make_release,
    show_erasures,
)
from reportbot.web.console.kept import (
    make_removal,
    make_report,
    show_dead_letters,
    show_kept_message,
    show_kept_messages,
)
from reportbot.web.console.login import Login, leave
from reportbot.web.console.looking import make_category, make_urgency, show_looks
from reportbot.web.console.merging import make_difference, make_merger, make_separation
from reportbot.web.console.model import make_switch, show_model
from reportbot.web.console.parts import ConsoleParts
from reportbot.web.console.pauses import end_pause, make_pause
from reportbot.web.console.queue import show_queue
from reportbot.web.console.searching import make_search, show_search
from reportbot.web.pages import Pages
from reportbot.web.policy import Page, Policy, page

SMALLEST = 8 * 1024  # bytes of a form with one choice in it
LARGEST = 1024 * 1024  # bytes of a form with a text: one that is far too long still comes back to its writer


def console_routes(parts: ConsoleParts) -> list[Page]:
    pages = Pages(parts.translator)
    guard = staff_guard(parts, pages)
    login = Login(parts, pages)

    def get(path: str, handler: Handler) -> Page:
        return page(f"/console/{{municipality}}{path}", at_desk(parts, pages, handler), Policy.STAFF, guard=guard)

    def post(path: str, handler: Handler, most: int = SMALLEST) -> Page:
        endpoint = at_desk(parts, pages, handler)
        path = f"/console/{{municipality}}{path}"
        return page(path, endpoint, Policy.STAFF, methods=["POST"], most=most, guard=guard)

    return [
        page("/console", login.home, Policy.STAFF, guard=guard),
        page("/console/login/{token}", login.ask, Policy.LINK),
        page("/console/login/{token}", login.enter, Policy.LINK, methods=["POST"], most=SMALLEST),
        get("", show_queue),
        get("/dead-letters", show_dead_letters),
        get("/kept-messages", show_kept_messages),
        get("/erasures", show_erasures),
        get("/kept-messages/{id:int}", show_kept_message),
        post("/kept-messages/{id:int}/report", make_report),
        post("/kept-messages/{id:int}/removal", make_removal),
        get("/needs-look", show_looks),
        get("/model", show_model),
        post("/model/switch", make_switch),
        get("/search", show_search),
        post("/search", make_search),
        get("/calls/new", show_call),
        post("/calls", make_call, LARGEST),
        post("/logout", leave),
        get("/cases/{number}", show_case),
        get("/cases/{number}/photos/{photo:int}", show_photo),
        post("/cases/{number}/referrals", make_referral),
        post("/cases/{number}/category", make_category),
        post("/cases/{number}/urgency", make_urgency),
        post("/cases/{number}/closure", make_closure),
        get("/cases/{number}/erasure", ask_erasure),
        post("/cases/{number}/erasure", make_erasure),
        post("/cases/{number}/postponement", make_postponement),
        post("/cases/{number}/hold", make_hold),
        post("/cases/{number}/release", make_release),
        post("/cases/{number}/questions", make_question, LARGEST),
        post("/cases/{number}/merger", make_merger),
        post("/cases/{number}/separation", make_separation),
        post("/cases/{number}/difference", make_difference),
        post("/cases/{number}/assignment", make_assignment),
        post("/cases/{number}/pause", make_pause, LARGEST),
        post("/cases/{number}/pause/end", end_pause),
    ]
