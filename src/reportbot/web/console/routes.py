"""The addresses of the console, and what one must be allowed to do at each. Everything but the login needs somebody who
is signed in; what an address names passes its door first (doors.py)."""

from reportbot.core.access.actions import Action
from reportbot.web.console.case.attachments.papers import make_letter, show_letter
from reportbot.web.console.case.attachments.pictures import hold_picture, show_picture
from reportbot.web.console.case.changes.answers import make_answer, make_code
from reportbot.web.console.case.changes.conflict import as_seen
from reportbot.web.console.case.changes.correcting import make_category, make_urgency
from reportbot.web.console.case.changes.course import (
    make_closure,
    make_involvement,
    make_question,
    make_referral,
    make_rejection,
    make_reopening,
    make_transfer,
)
from reportbot.web.console.case.changes.dates import make_date
from reportbot.web.console.case.changes.merging import make_difference, make_merger, make_separation
from reportbot.web.console.case.changes.notes import finish_task, make_note, make_task, take_up_task
from reportbot.web.console.case.changes.placing import make_place, show_place
from reportbot.web.console.case.changes.releasing import make_withdrawal
from reportbot.web.console.case.keeping.erasures import (
    ask_erasure,
    make_erasure,
    make_hold,
    make_postponement,
    make_release,
    show_erasures,
)
from reportbot.web.console.case.offices.assignments import make_assignment
from reportbot.web.console.case.page import show_case, show_photo
from reportbot.web.console.case.reporter.calling import make_call, show_call
from reportbot.web.console.case.reporter.pauses import end_pause, make_pause
from reportbot.web.console.case.reporter.replying import make_reply
from reportbot.web.console.case.triage.looking import show_looks
from reportbot.web.console.desk import Handler, at_desk
from reportbot.web.console.doors import admit, check_parameters
from reportbot.web.console.guarding import staff_guard
from reportbot.web.console.help.helping import show_help
from reportbot.web.console.help.training import begin_training, end_training, show_training
from reportbot.web.console.home import show_home
from reportbot.web.console.oversight.audit import make_check, show_audit
from reportbot.web.console.oversight.duty import show_duty
from reportbot.web.console.oversight.exports import make_export, show_exports
from reportbot.web.console.oversight.figures import show_figures
from reportbot.web.console.oversight.institutions import show_institutions, show_proposals
from reportbot.web.console.oversight.model import make_switch, show_model
from reportbot.web.console.parts import ConsoleParts
from reportbot.web.console.queue.changes import (
    end_taking,
    make_filter,
    make_removal_of_filter,
    make_sight,
    make_taking,
)
from reportbot.web.console.queue.dead_letters import make_attempt, make_attempts, show_dead_letters
from reportbot.web.console.queue.kept import (
    make_removal,
    make_report,
    show_kept_message,
    show_kept_messages,
)
from reportbot.web.console.queue.papers_waiting import make_handing_over, show_script, show_waiting
from reportbot.web.console.queue.searching import make_search, show_search
from reportbot.web.console.queue.streaming import Streams
from reportbot.web.console.settings.areas import AREAS
from reportbot.web.console.settings.conflicts import make_decision
from reportbot.web.console.settings.exporting import show_file
from reportbot.web.console.settings.history import make_undo, show_history
from reportbot.web.console.settings.pages import make_change, show_area, show_one, show_settings
from reportbot.web.console.signin import account
from reportbot.web.console.signin.confirming import make_confirm, make_confirm_by_passkey, show_confirm
from reportbot.web.console.signin.login import Login, leave
from reportbot.web.console.signin.recovering import Recovering
from reportbot.web.console.signin.setting_up import SetUp
from reportbot.web.console.signin.signing import Signing
from reportbot.web.console.staff import accounts as staff
from reportbot.web.console.staff import staff_asks, telegram
from reportbot.web.console.staff.telegram import make_digest, make_end, show_telegram
from reportbot.web.pages import Pages
from reportbot.web.policy import SMALL, Page, Policy, page

SMALLEST = 8 * 1024  # bytes of a form with one choice in it
LARGEST = 1024 * 1024  # bytes of a form with a text: one that is far too long still comes back to its writer


def console_routes(parts: ConsoleParts) -> list[Page]:
    pages = Pages(parts.translator)
    login, signing, set_up = Login(parts, pages), Signing(parts, pages), SetUp(parts, pages)
    recovering = Recovering(parts, pages)

    def made(path: str, handler: Handler, action: Action, method: str, most: int = SMALL) -> Page:
        path = f"/console/{{municipality}}{path}"
        is_change = method == "POST" and "{number}" in path
        handler = as_seen(handler) if is_change else handler
        endpoint, guard = at_desk(parts, pages, handler, admit), staff_guard(parts, pages, action)
        route = page(path, endpoint, Policy.STAFF, methods=[method], most=most, guard=guard, action=action)
        check_parameters(path, list(route.param_convertors))
        return route

    def get(path: str, handler: Handler, action: Action) -> Page:
        return made(path, handler, action, "GET")

    def post(path: str, handler: Handler, action: Action, most: int = SMALLEST) -> Page:
        return made(path, handler, action, "POST", most)

    return [
        page("/console", login.home, Policy.STAFF, guard=staff_guard(parts, pages, Action.OWN), action=Action.OWN),
        page("/console/login/{token}", login.ask, Policy.LINK),
        page("/console/login/{token}", login.enter, Policy.LINK, methods=["POST"], most=SMALLEST),
        page("/console/set-up/{token}", set_up.show, Policy.LINK),
        page("/console/set-up/{token}", set_up.make, Policy.LINK, methods=["POST"], most=SMALLEST),
        page("/console/set-up/{token}/passkey", set_up.make_passkey, Policy.LINK, methods=["POST"]),
        page("/console/{municipality}/sign-in", signing.show, Policy.ENTRY),
        page("/console/{municipality}/sign-in", signing.enter, Policy.ENTRY, methods=["POST"], most=SMALLEST),
        page("/console/{municipality}/sign-in/passkey", signing.enter_by_passkey, Policy.ENTRY, methods=["POST"]),
        page("/console/{municipality}/second", signing.show_second, Policy.ENTRY),
        page("/console/{municipality}/second", signing.make_second, Policy.ENTRY, methods=["POST"], most=SMALLEST),
        page("/console/{municipality}/second/passkey", signing.make_second_by_passkey, Policy.ENTRY, methods=["POST"]),
        page("/console/{municipality}/recovery", recovering.show, Policy.ENTRY),
        page("/console/{municipality}/recovery", recovering.enter, Policy.ENTRY, methods=["POST"], most=SMALLEST),
        get("/confirm", show_confirm, Action.OWN),
        post("/confirm", make_confirm, Action.OWN),
        post("/confirm/passkey", make_confirm_by_passkey, Action.OWN, SMALL),
        get("/account", account.show_account, Action.OWN),
        get("/account/password", account.show_password, Action.OWN),
        post("/account/password", account.make_password, Action.OWN),
        post("/account/codes", account.make_codes, Action.OWN),
        post("/account/language", account.make_language, Action.OWN),
        post("/account/passkeys", account.add_passkey, Action.OWN, SMALL),
        post("/account/passkeys/{id:int}/removal", account.remove_passkey, Action.OWN),
        post("/account/asks/known", account.know, Action.OWN),
        post("/account/asks/{id:int}/refusal", account.disown, Action.OWN),
        post("/account/sessions/others/end", account.end_others, Action.OWN),
        post("/account/sessions/{id:int}/end", account.end_session, Action.OWN),
        get("/staff", staff.show_staff, Action.MANAGE_STAFF),
        post("/staff", staff.make_invitation, Action.MANAGE_STAFF),
        get("/staff/asks", staff_asks.show_asks, Action.CONFIRM_STAFF),
        post("/staff/asks/{id:int}/confirmation", staff_asks.make_confirmation, Action.CONFIRM_STAFF),
        post("/staff/asks/{id:int}/refusal", staff_asks.make_refusal, Action.CONFIRM_STAFF),
        get("/staff/{id:int}", staff.show_member, Action.MANAGE_STAFF),
        post("/staff/{id:int}/roles", staff.make_roles, Action.MANAGE_STAFF),
        post("/staff/{id:int}/disabling", staff.make_disabling, Action.MANAGE_STAFF),
        post("/staff/{id:int}/enabling", staff.make_enabling, Action.MANAGE_STAFF),
        post("/staff/{id:int}/link", staff.make_link, Action.MANAGE_STAFF),
        post("/staff/{id:int}/sessions/end", staff.end_sessions, Action.MANAGE_STAFF),
        get("", show_home, Action.OWN),
        get("/queue/events", Streams().show, Action.SEE_QUEUE),
        post("/queue/filters", make_filter, Action.SEE_QUEUE),
        post("/queue/filters/{filter:int}/removal", make_removal_of_filter, Action.SEE_QUEUE),
        get("/dead-letters", show_dead_letters, Action.RETRY),
        post("/dead-letters/{id:int}/attempts", make_attempt, Action.RETRY),
        post("/dead-letters/offices/{institution}/attempts", make_attempts, Action.RETRY),
        get("/kept-messages", show_kept_messages, Action.OPEN_KEPT),
        get("/letters", show_waiting, Action.LETTER),
        get("/letters/{letter}/pdf", show_letter, Action.LETTER),
        get("/letters/{letter}/script", show_script, Action.LETTER),
        post("/letters/{letter}/handing-over", make_handing_over, Action.LETTER),
        get("/erasures", show_erasures, Action.ERASE),
        get("/kept-messages/{id:int}", show_kept_message, Action.OPEN_KEPT),
        post("/kept-messages/{id:int}/report", make_report, Action.OPEN_KEPT),
        post("/kept-messages/{id:int}/removal", make_removal, Action.OPEN_KEPT),
        get("/needs-look", show_looks, Action.READ_STORY),
        get("/institutions", show_institutions, Action.SEE_TOWN),
        get("/routing-proposals", show_proposals, Action.SEE_TOWN),
        get("/figures", show_figures, Action.SEE_FIGURES),
        get("/exports", show_exports, Action.EXPORT),
        post("/exports", make_export, Action.EXPORT),
        get("/audit", show_audit, Action.SEE_AUDIT),
        post("/audit/checks", make_check, Action.SEE_AUDIT),
        get("/on-call", show_duty, Action.SEE_TOWN),
        get("/model", show_model, Action.SEE_TOWN),
        post("/model/switch", make_switch, Action.SWITCH_MODEL),
        get("/help", show_help, Action.OWN),
        get("/training", show_training, Action.ACT),
        post("/training", begin_training, Action.ACT),
        post("/training/end", end_training, Action.ACT),
        get("/search", show_search, Action.SEARCH),
        post("/search", make_search, Action.SEARCH),
        get("/calls/new", show_call, Action.TAKE_CALL),
        post("/calls", make_call, Action.TAKE_CALL, LARGEST),
        post("/logout", leave, Action.OWN),
        get("/account/telegram", show_telegram, Action.OWN),
        post("/account/telegram/codes", telegram.make_code, Action.OWN),
        post("/account/telegram/digest", make_digest, Action.OWN),
        post("/account/telegram/end", make_end, Action.OWN),
        get("/cases/{number}", show_case, Action.SEE_CASE),
        get("/cases/{number}/photos/{photo:int}", show_photo, Action.READ_STORY),
        post("/cases/{number}/photos/{photo:int}/hold", hold_picture, Action.REPLY),
        post("/cases/{number}/photos/{photo:int}/showing", show_picture, Action.REPLY),
        post("/cases/{number}/referrals", make_referral, Action.ACT),
        post("/cases/{number}/transfers", make_transfer, Action.ACT, LARGEST),
        post("/cases/{number}/involvements", make_involvement, Action.ACT, LARGEST),
        post("/cases/{number}/withdrawals", make_withdrawal, Action.ACT, LARGEST),
        post("/cases/{number}/reopening", make_reopening, Action.ACT, LARGEST),
        post("/cases/{number}/notes", make_note, Action.NOTE, LARGEST),
        post("/cases/{number}/tasks", make_task, Action.NOTE, LARGEST),
        post("/cases/{number}/tasks/{task:int}/done", finish_task, Action.NOTE),
        post("/cases/{number}/tasks/{task:int}/undone", take_up_task, Action.NOTE),
        post("/cases/{number}/letters", make_letter, Action.LETTER),
        post("/cases/{number}/category", make_category, Action.ACT),
        post("/cases/{number}/urgency", make_urgency, Action.ACT),
        get("/cases/{number}/place", show_place, Action.ACT),
        post("/cases/{number}/place", make_place, Action.ACT, LARGEST),
        post("/cases/{number}/closure", make_closure, Action.ACT),
        post("/cases/{number}/rejection", make_rejection, Action.ACT, LARGEST),
        post("/cases/{number}/dates", make_date, Action.ACT, LARGEST),
        post("/cases/{number}/answers", make_answer, Action.ACT, LARGEST),
        post("/cases/{number}/codes", make_code, Action.ACT),
        get("/cases/{number}/erasure", ask_erasure, Action.ERASE),
        post("/cases/{number}/erasure", make_erasure, Action.ERASE),
        post("/cases/{number}/postponement", make_postponement, Action.ERASE),
        post("/cases/{number}/hold", make_hold, Action.ERASE),
        post("/cases/{number}/release", make_release, Action.ERASE),
        post("/cases/{number}/replies", make_reply, Action.REPLY, LARGEST),
        post("/cases/{number}/questions", make_question, Action.REPLY, LARGEST),
        post("/cases/{number}/merger", make_merger, Action.ACT),
        post("/cases/{number}/separation", make_separation, Action.ACT),
        post("/cases/{number}/difference", make_difference, Action.ACT),
        post("/cases/{number}/taking", make_taking, Action.ASSIGN),
        post("/cases/{number}/taking/end", end_taking, Action.ASSIGN),
        post("/cases/{number}/sight", make_sight, Action.NOTE),
        post("/cases/{number}/assignment", make_assignment, Action.ASSIGN),
        post("/cases/{number}/pause", make_pause, Action.ACT, LARGEST),
        post("/cases/{number}/pause/end", end_pause, Action.ACT),
        get("/settings", show_settings, Action.ADMINISTER),
        get("/settings/history", show_history, Action.ADMINISTER),
        post("/settings/history/{id:int}/undo", make_undo, Action.ADMINISTER, LARGEST),
        post("/settings/conflicts", make_decision, Action.ADMINISTER, LARGEST),
        get("/settings/file.toml", show_file, Action.ADMINISTER),
        *(get(f"/settings/{area}", show_area, Action.ADMINISTER) for area in AREAS),
        *(get(f"/settings/{area}/one", show_one, Action.ADMINISTER) for area in AREAS),
        *(post(f"/settings/{area}", make_change, Action.ADMINISTER, LARGEST) for area in AREAS),
    ]
