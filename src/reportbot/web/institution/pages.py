"""An institution opens its link, reads, and answers with one press. The link is the authority; there is no account."""

from collections.abc import Sequence

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute

from reportbot.core.cases.questions import LONGEST_QUESTION
from reportbot.core.cases.referral import Answer
from reportbot.core.errors import (
    BadInput,
    BadSignature,
    CannotBeRead,
    LinkExpired,
    OfficeAvoided,
    TransitionRefused,
    UnknownCode,
)
from reportbot.core.messages import Text
from reportbot.service.responses import LONGEST_NOTE, ReferralPage
from reportbot.web import asked, asking_words, assigning_words, feedback_words
from reportbot.web import words as page_words
from reportbot.web.errors import ErrorPages
from reportbot.web.forms import field, read_form
from reportbot.web.institution import words
from reportbot.web.institution.view import CaseView, view_of
from reportbot.web.pages import Pages, language_of
from reportbot.web.parts import WebParts
from reportbot.web.policy import Policy, page
from reportbot.web.staff_limits import LIMITS

LARGEST_FORM = 1024 * 1024  # bytes: a note that is far too long still comes back to its writer


def institution_routes(parts: WebParts, pages: Pages, errors: ErrorPages) -> Sequence[BaseRoute]:
    office = InstitutionPages(parts, pages, errors)
    return [
        page("/r/{token}", office.show, Policy.LINK),
        page("/r/{token}/answers", office.answer, Policy.LINK, methods=["POST"], most=LARGEST_FORM),
        page("/r/{token}/questions", office.ask, Policy.LINK, methods=["POST"], most=LARGEST_FORM),
        page("/r/{token}/assignment", office.assign, Policy.LINK, methods=["POST"]),
        page("/r/{token}/photos/{photo:int}", office.photo, Policy.LINK),
    ]


class InstitutionPages:
    def __init__(self, parts: WebParts, pages: Pages, errors: ErrorPages) -> None:
        self._parts, self._pages, self._errors = parts, pages, errors

    async def show(self, request: Request) -> Response:
        try:
            shown = await self._parts.responses.page(request.path_params["token"])
        except (BadSignature, UnknownCode) as refusal:
            return self._refused(request, refusal)
        return await self._page(request, shown)

    async def answer(self, request: Request) -> Response:
        token = request.path_params["token"]
        try:
            shown = await self._parts.responses.page(token)
            form = await read_form(request)
            note, said = field(form, "note").strip(), field(form, "answer")
            if said not in tuple(Answer):
                return await self._page(request, shown, note, words.NO_ANSWER_CHOSEN, 400)
            if len(note) > LONGEST_NOTE:
                problem = Text(words.NOTE_TOO_LONG.msgid, {"count": len(note), "most": LONGEST_NOTE})
                return await self._page(request, shown, note, problem, 413)
            answer = Answer(said)
            if answer is not shown.referral.answer and not self._view(shown).allows(answer):
                return await self._page(request, shown, note, words.ANSWER_REFUSED, 409)
            answered = await self._parts.responses.answer(token, answer, note)
            if answered.note_refused:
                refused = Text(words.NOTE_REFUSED.msgid, {"town": answered.town.rules.name})
                return await self._page(request, answered, note, refused)
        except (BadSignature, UnknownCode) as refusal:
            return self._refused(request, refusal)
        except TransitionRefused:
            return await self._page(request, shown, note, words.ANSWER_REFUSED, 409)
        return _back(request, shown, token)

    async def ask(self, request: Request) -> Response:
        """A question to the person, while the case is with this office."""
        token = request.path_params["token"]
        try:
            shown = await self._parts.responses.page(token)
        except (BadSignature, UnknownCode) as refusal:
            return self._refused(request, refusal)
        question = field(await read_form(request), "question").strip()
        try:
            await self._parts.asking.ask_by_link(token, question)
        except asked.REFUSALS as refusal:
            shown = await self._parts.responses.page(token)
            status, problem = asked.refused(refusal, question)
            return await self._page(request, shown, status=status, question=question, question_problem=problem)
        return _back(request, shown, token, "#asked")

    async def assign(self, request: Request) -> Response:
        """Who of this office works on it: one tap, and one to take it back."""
        token = request.path_params["token"]
        try:
            shown = await self._parts.responses.page(token)
            await self._parts.assigning.assign_by_link(token, field(await read_form(request), "staff"))
        except (BadSignature, UnknownCode) as refusal:
            return self._refused(request, refusal)
        except (TransitionRefused, OfficeAvoided):
            return await self._page(request, shown, problem=assigning_words.REFUSED, status=409)
        return _back(request, shown, token, "#assigned")

    async def photo(self, request: Request) -> Response:
        try:
            jpeg = await self._parts.responses.photo(request.path_params["token"], request.path_params["photo"])
        except (BadSignature, UnknownCode) as refusal:
            return self._refused(request, refusal)
        except CannotBeRead:
            return self._errors.show(request, 410, page_words.UNREADABLE, words.STORY_UNREADABLE)
        return Response(jpeg, media_type="image/jpeg")

    async def _page(
        self,
        request: Request,
        shown: ReferralPage,
        note: str = "",
        problem: Text | None = None,
        status: int = 200,
        question: str = "",
        question_problem: Text | None = None,
    ) -> Response:
        rules = shown.town.rules
        own = [
            code for code in shown.town.office(shown.referral.institution).languages if code in rules.office_languages
        ]
        asked = request.query_params.get("language", "")
        language = (
            asked
            if asked in rules.office_languages
            else own[0]
            if own
            else language_of(request, rules.office_languages)
        )
        here = f"/r/{request.path_params['token']}"
        view = self._view(shown)
        assignment = await self._parts.assigning.of(shown.case, shown.referral, shown.story.reports)
        return self._pages.show(
            "institution/case.html",
            language,
            title=Text(words.CASE_TITLE.msgid, {"number": shown.case.number}),
            status=status,
            zone=rules.zone,
            languages=[(code, f"{here}?language={code}") for code in rules.office_languages],
            here=here,
            town=shown.town,
            case=shown.case,
            part_of=shown.part_of,
            office=Text(shown.town.office(shown.referral.institution).name),
            view=view,
            limits=LIMITS,
            note=note,
            problem=problem,
            most=LONGEST_NOTE,
            asking=asking_words,
            case_words=words,
            feedback=feedback_words,
            exchanges=view.exchanges,
            own=shown.referral.institution,
            reach=asking_words.NEXT_TIME,  # how the person can be reached is not for offices
            name_of=lambda key: Text(shown.town.office(key).name),
            may_ask=view.may_ask,
            has_asked=view.has_asked,
            ask_at=f"{here}/questions?language={language}",
            question=question,
            question_problem=question_problem,
            most_asked=LONGEST_QUESTION,
            assignment=assignment,
            assigning=assigning_words,
            assign_at=f"{here}/assignment?language={language}",
        )

    def _view(self, shown: ReferralPage) -> CaseView:
        return view_of(shown, self._parts.clock.now())

    def _refused(self, request: Request, refusal: BadInput) -> Response:
        if isinstance(refusal, LinkExpired):
            return self._errors.show(request, 410, words.LINK_EXPIRED, words.LINK_EXPIRED_NEXT)
        return self._errors.show(request, 404, words.LINK_WRONG, words.LINK_WRONG_NEXT)


def _back(request: Request, shown: ReferralPage, token: str, where: str = "") -> Response:
    """To the page, in the language that it was read in; to reload it sends nothing again."""
    language = request.query_params.get("language", "")
    known = language in shown.town.rules.office_languages
    return RedirectResponse(f"/r/{token}" + (f"?language={language}" if known else "") + where, 303)
