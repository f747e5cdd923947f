"""What needs a look: the cases of which triage was not sure, with what it thinks of each."""

from starlette.responses import Response

from reportbot.web.console.case.triage import look_words
from reportbot.web.console.case.triage.look_view import line_of
from reportbot.web.console.desk import Desk
from reportbot.web.console.positions import read_position, write_position


async def show_looks(desk: Desk) -> Response:
    """GET …/needs-look?after=…. Raises CannotBeNoted."""
    query = desk.request.query_params
    after = read_position(query.get("after", ""))
    page = await desk.parts.casework.to_look_at(desk.member, after)
    now = desk.parts.clock.now()
    return desk.show(
        "console/needs_look.html",
        look_words.NEEDS_LOOK,
        note=look_words.DONE.get(query.get("done", "")),
        lines=[line_of(row, desk.town, now) for row in page.rows],
        count=page.unsure,
        looking=look_words,
        from_list=True,
        is_first=after is None,
        next=write_position(page.next) if page.next else "",
    )
