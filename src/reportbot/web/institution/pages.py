"""An institution opens its link, reads, and answers with one press. The link is the authority; there is no account."""

from collections.abc import Sequence

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute

from reportbot.core.cases.offices.sayable import ends_otherwise
from reportbot.core.cases.referral import Answer
from reportbot.core.errors import (
    BadSignature,
    CannotBeRead,
    OfficeAvoided,
    TransitionRefused,
    UnknownCode,
)
from reportbot.core.outgoing.checking import MayNotLeave
from reportbot.service.offices.new_links import SentLately
from reportbot.service.offices.openings import CodeUsed, NoOtherWay, TooOften, WrongCode
from reportbot.service.responses import ReferralPage
from reportbot.web import asked, asking_words, assigning_words
from reportbot.web import words as page_words
from reportbot.web.chat.arriving import LARGEST_FORM as WITH_PHOTO
from reportbot.web.chat.uploads import Uploads
from reportbot.web.errors import ErrorPages
from reportbot.web.forms import read_form, text_in
from reportbot.web.institution import opening, words
from reportbot.web.institution.office_page import OfficePage
from reportbot.web.institution.opening import may_open
from reportbot.web.institution.typed import Typed, read_typed
from reportbot.web.pages import Pages
from reportbot.web.parts import WebParts
from reportbot.web.policy import Policy, page

NOTHING = Typed()
LONGEST_CODE = 40  # letters that are read of a code; people put spaces into it
LARGEST_FORM = 1024 * 1024  # bytes: a note that is far too long still comes back to its writer


def institution_routes(parts: WebParts, pages: Pages, errors: ErrorPages) -> Sequence[BaseRoute]:
    office = InstitutionPages(parts, pages, errors)
    return [
        page("/r/{token}", office.show, Policy.LINK),
        page("/r/{token}/answers", office.answer, Policy.LINK, methods=["POST"], most=WITH_PHOTO),
        page("/r/{token}/closure", office.close, Policy.LINK, methods=["POST"]),
        page("/r/{token}/codes", office.send_code, Policy.LINK, methods=["POST"]),
        page("/r/{token}/opening", office.open, Policy.LINK, methods=["POST"]),
        page("/r/{token}/links", office.send_link, Policy.LINK, methods=["POST"]),
        page("/r/{token}/questions", office.ask, Policy.LINK, methods=["POST"], most=LARGEST_FORM),
        page("/r/{token}/assignment", office.assign, Policy.LINK, methods=["POST"]),
        page("/r/{token}/photos/{photo:int}", office.photo, Policy.LINK),
    ]


class InstitutionPages:
    def __init__(self, parts: WebParts, pages: Pages, errors: ErrorPages) -> None:
        self._parts, self._errors = parts, errors
        self._page = OfficePage(parts, pages, errors)
        self._uploads = Uploads(at_once=2)

    async def show(self, request: Request) -> Response:
        try:
            shown = await self._page.shown(request)
        except (BadSignature, UnknownCode) as refusal:
            return self._page.refused(request, refusal)
        return await self._page.show(request, shown)

    async def answer(self, request: Request) -> Response:
        token = request.path_params["token"]
        try:
            shown = await self._page.shown(request)
            typed = await read_typed(request, shown, self._page.today(shown), self._parts.scrub, self._uploads)
            if typed.problem:
                return await self._page.show(request, shown, typed)
            answer, view = Answer(typed.answer), self._page.view(shown)
            if ends_otherwise(shown.referral, answer, typed.outcome):
                return await self._page.show(request, shown, typed.but(words.END_STAYS, 409))
            if answer is not shown.referral.answer and not view.allows(answer):
                return await self._page.show(request, shown, typed.but(words.ANSWER_REFUSED, 409))
            answered = await self._parts.responses.answer(
                token,
                answer,
                typed.note,
                outcome=typed.outcome if answer is Answer.DONE else "",
                until=typed.day,
                suggested=typed.suggested if answer is Answer.NOT_OURS else "",
                confirmed=typed.confirmed,
                picture=typed.picture,
                may_open=await may_open(self._parts, request),
            )
            if answered.note_refused:
                refused = self._page.view(answered).desk.note_lost
                return await self._page.show(request, answered, typed.but(refused, 200))
        except (BadSignature, UnknownCode) as refusal:
            return self._page.refused(request, refusal)
        except MayNotLeave as refusal:
            return self._note_back(request, shown, typed, refusal)
        except TransitionRefused:
            return await self._page.show(request, shown, typed.but(words.ANSWER_REFUSED, 409))
        return _back(request, shown, token)

    async def close(self, request: Request) -> Response:
        """Where nobody at the desk may know of it, whoever leads closes it."""
        token = request.path_params["token"]
        try:
            shown = await self._page.shown(request)
            if not shown.is_locked:
                await self._parts.responses.close(token)
        except (BadSignature, UnknownCode) as refusal:
            return self._page.refused(request, refusal)
        except TransitionRefused:
            return await self._page.show(request, shown, Typed().but(words.ANSWER_REFUSED, 409))
        return _back(request, shown, token)

    async def send_code(self, request: Request) -> Response:
        token = request.path_params["token"]
        try:
            shown = await self._page.shown(request)
            kind = await self._parts.responses.openings.send(token)
        except (BadSignature, UnknownCode) as refusal:
            return self._page.refused(request, refusal)
        except (NoOtherWay, TooOften) as refusal:
            problem, status = opening.refused(refusal, by_phone=not shown.is_withheld)
            return await self._page.show(request, shown, status=status, code_problem=problem)
        return await self._page.show(request, shown, code_sent=opening.SENT_BY[kind])

    async def open(self, request: Request) -> Response:
        """The code opens it in this browser."""
        token = request.path_params["token"]
        try:
            shown = await self._page.shown(request)
            typed = text_in(await read_form(request), "code")[:LONGEST_CODE]
            referral, kept = await self._parts.responses.openings.enter(token, typed)
        except (BadSignature, UnknownCode) as refusal:
            return self._page.refused(request, refusal)
        except (WrongCode, CodeUsed, TooOften) as refusal:
            problem, status = opening.refused(refusal, by_phone=not shown.is_withheld)
            return await self._page.show(request, shown, status=status, code_problem=problem)
        response = _back(request, shown, token, "#story")
        opening.keep_open(self._parts, response, referral, kept)
        return response

    async def send_link(self, request: Request) -> Response:
        """For a link that has run out: a new one, to the office's own contact."""
        try:
            await self._parts.responses.new_links.send(request.path_params["token"])
        except SentLately:
            return self._errors.show(request, 429, words.LINK_LATELY, words.LINK_LATELY_NEXT)
        except (BadSignature, UnknownCode) as refusal:
            return self._page.refused(request, refusal)
        return self._errors.show(request, 200, words.LINK_SENT, words.LINK_SENT_NEXT)

    async def ask(self, request: Request) -> Response:
        """A question to the person, while the case is with this office."""
        token = request.path_params["token"]
        try:
            shown = await self._page.shown(request)
        except (BadSignature, UnknownCode) as refusal:
            return self._page.refused(request, refusal)
        if shown.is_locked:
            return await self._page.show(request, shown, status=403, code_problem=words.LOCKED_FIRST)
        form = await read_form(request)
        question = text_in(form, "question").strip()
        try:
            await self._parts.asking.ask_by_link(token, question, text_in(form, "confirmed")[:LONGEST_CODE])
        except MayNotLeave as refusal:
            return self._page.words_back(
                request,
                shown,
                refusal,
                noun="questions",
                field="question",
                text=question,
                label=asking_words.QUESTION,
                send=asking_words.SEND,
            )
        except asked.REFUSALS as refusal:
            shown = await self._page.shown(request)
            status, problem = asked.refused(refusal, question)
            return await self._page.show(request, shown, status=status, question=question, question_problem=problem)
        return _back(request, shown, token, "#asked")

    async def assign(self, request: Request) -> Response:
        """Who of this office works on it: one tap, and one to take it back."""
        token = request.path_params["token"]
        try:
            shown = await self._page.shown(request)
            if shown.is_locked:
                return await self._page.show(request, shown, status=403, code_problem=words.LOCKED_FIRST)
            await self._parts.assigning.assign_by_link(token, text_in(await read_form(request), "staff"))
        except (BadSignature, UnknownCode) as refusal:
            return self._page.refused(request, refusal)
        except (TransitionRefused, OfficeAvoided):
            return await self._page.show(request, shown, Typed().but(assigning_words.REFUSED, 409))
        return _back(request, shown, token, "#assigned")

    async def photo(self, request: Request) -> Response:
        try:
            token, photo = request.path_params["token"], request.path_params["photo"]
            jpeg = await self._parts.responses.photo(token, photo, await may_open(self._parts, request))
        except (BadSignature, UnknownCode) as refusal:
            return self._page.refused(request, refusal)
        except CannotBeRead:
            return self._errors.show(request, 410, page_words.UNREADABLE, words.STORY_LOST)
        return Response(jpeg, media_type="image/jpeg")

    def _note_back(self, request: Request, shown: ReferralPage, typed: Typed, refusal: MayNotLeave) -> Response:
        chosen = {"answer": typed.answer, "outcome": typed.outcome, "until": typed.until, "suggested": typed.suggested}
        return self._page.words_back(
            request,
            shown,
            refusal,
            noun="answers",
            field="note",
            text=typed.note,
            label=words.NOTE,
            send=words.BUTTONS[Answer(typed.answer)],
            hidden=[(name, value) for name, value in chosen.items() if value],
            may_be_empty=True,
            photo=bool(typed.picture),
        )


def _back(request: Request, shown: ReferralPage, token: str, where: str = "") -> Response:
    """To the page, in the language that it was read in; to reload it sends nothing again."""
    language = request.query_params.get("language", "")
    known = language in shown.town.rules.office_languages
    return RedirectResponse(f"/r/{token}" + (f"?language={language}" if known else "") + where, 303)
