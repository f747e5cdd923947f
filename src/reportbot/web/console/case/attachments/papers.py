"""The letters of a case: the list of those made, the buttons to make more, and each as a PDF."""

from typing import Any

from starlette.responses import Response

from reportbot.core.errors import BadSetup
from reportbot.core.languages import NAMES_ON_PAGES
from reportbot.core.messages import Text
from reportbot.service.casework import CasePage
from reportbot.service.letters.contents import NON_SCHOOLING
from reportbot.web.console.case.attachments import paper_words as words
from reportbot.web.console.case.attachments.paper_view import line_of, office_of
from reportbot.web.console.case.here import named, page_of_case
from reportbot.web.console.desk import Desk, back_to
from reportbot.web.forms import number_in


async def papers_part(desk: Desk, page: CasePage) -> dict[str, Any]:
    """What console/papers.html needs."""
    found = await desk.parts.letters.of_case(page.case)
    town = desk.town
    return {
        "paper": words,
        "papers": [line_of(each, town) for each in found.made],
        "paper_offers": [
            (each, office_of(town, each.institution), [(kind, words.KINDS[kind]) for kind in each.kinds])
            for each in found.offers
            if each.institution != town.rules.coordinator  # nobody writes letters to themselves
        ],
        "paper_languages": [(code, NAMES_ON_PAGES.get(code, code)) for code in found.languages],
        "ministry": any(NON_SCHOOLING in each.kinds for each in found.offers),
        "ministry_made": next((each.number for each in found.made if each.kind == NON_SCHOOLING), ""),
    }


async def make_letter(desk: Desk) -> Response:
    """POST …/cases/{number}/letters with `kind`, `referral` ("" for the ministry) and `language`.

    Raises FormRefused, UnknownCode, TransitionRefused, OfficeAvoided, CannotBeRead.
    """
    form = await desk.form()
    kind, referral, language = form.get("kind", ""), number_in(form.get("referral", "")), form.get("language", "")
    try:
        await desk.parts.letters.make(*named(desk), kind, referral, language, desk.by)
    except BadSetup as setup:
        return _broken(desk, setup)
    return back_to(page_of_case(desk), done="letter-made")


async def show_letter(desk: Desk) -> Response:
    """GET …/letters/{letter}/pdf: noted as read. Raises UnknownCode, CannotBeRead."""
    number = desk.request.path_params["letter"]
    pdf = await desk.parts.letters.pdf(desk.visit.municipality, number, desk.by)
    headers = {
        "X-Content-Type-Options": "nosniff",
        "Content-Disposition": f'attachment; filename="{number}.pdf"',  # a number that we know: it was found
    }
    return Response(pdf, media_type="application/pdf", headers=headers)


def _broken(desk: Desk, setup: BadSetup) -> Response:
    problem = setup.problems[0]
    where = f"{problem.file}, {problem.line}" if problem.line else problem.file
    text = Text(words.BROKEN.msgid, {"where": where})
    back = page_of_case(desk)
    return desk.show("console/message.html", words.LETTERS, status=503, text=text, more=words.BROKEN_HELP, back=back)
