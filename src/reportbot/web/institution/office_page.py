"""The page of one referral as its office sees it, however it got there: shown, refused, or with words back."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from reportbot.core.cases.referral import LONGEST_WORK
from reportbot.core.cases.telling.questions import LONGEST_QUESTION
from reportbot.core.cases.telling.sealed import is_open_to
from reportbot.core.errors import BadInput, LinkExpired, NoLongerTheirs
from reportbot.core.messages import Text
from reportbot.core.outgoing.checking import MayNotLeave
from reportbot.service.responses import LONGEST_NOTE, ReferralPage
from reportbot.web import asking_words, assigning_words, feedback_words, leaving_words
from reportbot.web.console_cookie import was_at_desk
from reportbot.web.days import today_in
from reportbot.web.errors import ErrorPages
from reportbot.web.institution import words
from reportbot.web.institution.opening import may_open
from reportbot.web.institution.typed import Typed
from reportbot.web.institution.view import CaseView, view_of
from reportbot.web.leaving_view import back_of
from reportbot.web.pages import Pages, language_of
from reportbot.web.parts import WebParts
from reportbot.web.staff_limits import LIMITS

NOTHING = Typed()


class OfficePage:
    def __init__(self, parts: WebParts, pages: Pages, errors: ErrorPages) -> None:
        self._parts, self._pages, self._errors = parts, pages, errors

    async def shown(self, request: Request) -> ReferralPage:
        return await self._parts.responses.page(request.path_params["token"], await may_open(self._parts, request))

    async def show(
        self,
        request: Request,
        shown: ReferralPage,
        typed: Typed = NOTHING,
        *,
        status: int = 0,
        question: str = "",
        question_problem: Text | None = None,
        code_problem: Text | None = None,
        code_sent: Text | None = None,
    ) -> Response:
        rules, language = shown.town.rules, self._language(request, shown)
        here = f"/r/{request.path_params['token']}"
        view = self.view(shown)
        reports, today = shown.story.reports, self.today(shown)
        works = not shown.is_locked
        assignment = await self._parts.assigning.of(shown.case, shown.referral, reports) if works else None
        return self._pages.show(
            "institution/case.html",
            language,
            title=Text(words.CASE_TITLE.msgid, {"number": shown.case.number}),
            status=status or typed.status,
            zone=rules.zone,
            languages=[(code, f"{here}?language={code}") for code in rules.office_languages],
            here=here,
            town=shown.town,
            case=shown.case,
            part_of=shown.part_of,
            office=shown.town.office(shown.referral.institution).called,
            desk_at=f"/console/{shown.town.key}" if was_at_desk(request.cookies) else "",
            view=view,
            limits=LIMITS,
            typed=typed,
            problem=typed.problem,
            most=LONGEST_NOTE,
            first_day=today,
            last_day=today + LONGEST_WORK,
            longest_work=LONGEST_WORK.days,
            written=shown.written,
            case_words=words,
            feedback=feedback_words,
            own=shown.referral.institution,
            name_of=lambda key: shown.town.office(key).called,
            assignment=assignment,
            assigning=assigning_words,
            assign_at=f"{here}/assignment?language={language}",
            **_lock(shown, code_problem, code_sent),
            **_questions(view, f"{here}/questions?language={language}", question, question_problem),
        )

    def words_back(
        self,
        request: Request,
        shown: ReferralPage,
        refusal: MayNotLeave,
        *,
        noun: str,
        field: str,
        text: str,
        label: Text,
        send: Text,
        hidden: Sequence[tuple[str, str]] = (),
        may_be_empty: bool = False,
        photo: bool = False,
    ) -> Response:
        """Words that may not leave as they are, with what was found in them. The form that comes back goes to `noun`;
        `hidden` is what else had been chosen. No page can keep a file, so a `photo` is asked for again."""
        language, here = self._language(request, shown), f"/r/{request.path_params['token']}"
        return self._pages.show(
            "institution/words_back.html",
            language,
            title=leaving_words.TITLE,
            status=400 if refusal.found.is_refused else 409,
            office=shown.town.office(shown.referral.institution).called,
            leaving=leaving_words,
            case_words=words,
            back=back_of(text, refusal.found),
            here=f"{here}/{noun}?language={language}",
            hidden=hidden,
            field=field,
            label=label,
            text=text,
            may_be_empty=may_be_empty,
            photo=photo,
            send=send,
            back_to=f"{here}?language={language}",
            go_back=words.BACK_TO_REPORT,
        )

    def refused(self, request: Request, refusal: BadInput) -> Response:
        if isinstance(refusal, LinkExpired):
            again = (f"/r/{request.path_params['token']}/links", words.SEND_LINK)
            return self._errors.show(request, 410, words.LINK_EXPIRED, words.LINK_EXPIRED_NEXT, again)
        if isinstance(refusal, NoLongerTheirs):
            return self._errors.show(request, 410, words.LINK_OVER, words.LINK_OVER_NEXT)
        return self._errors.show(request, 404, words.LINK_WRONG, words.LINK_WRONG_NEXT)

    def today(self, shown: ReferralPage) -> date:
        """On the town's own calendar."""
        return today_in(shown.town.rules.zone, self._parts.clock.now())

    def view(self, shown: ReferralPage) -> CaseView:
        return view_of(shown, self._parts.clock.now())

    def _language(self, request: Request, shown: ReferralPage) -> str:
        """The one asked for; else the office's own, else the browser's."""
        rules = shown.town.rules
        spoken = shown.town.office(shown.referral.institution).languages
        own = [code for code in spoken if code in rules.office_languages]
        asked_for = request.query_params.get("language", "")
        if asked_for in rules.office_languages:
            return asked_for
        return own[0] if own else language_of(request, rules.office_languages)


def _lock(shown: ReferralPage, problem: Text | None, sent: Text | None) -> Mapping[str, Any]:
    """What stands between the office and a sealed matter, and the ways to get its code."""
    return {
        "locked": shown.is_locked,
        "is_opened": not is_open_to(shown.case, shown.referral),
        "ways": shown.ways,
        "by_phone": not shown.is_withheld,
        "desk_phone": "" if shown.is_withheld else shown.town.rules.desk_phone,
        "code_problem": problem,
        "code_sent": sent,
    }


def _questions(view: CaseView, ask_at: str, typed: str, problem: Text | None) -> Mapping[str, Any]:
    """What the office has asked the person, and the form to ask."""
    return {
        "asking": asking_words,
        "exchanges": view.exchanges,
        "reach": asking_words.NEXT_TIME,  # how the person can be reached is not for offices
        "may_ask": view.may_ask,
        "has_asked": view.has_asked,
        "ask_at": ask_at,
        "question": typed,
        "question_problem": problem,
        "most_asked": LONGEST_QUESTION,
    }
