"""The list of late cases for a chat: numbers, offices, since when, links; of what this member may see, and no more."""

from collections.abc import Mapping
from datetime import datetime

from reportbot.core.access.member import Member
from reportbot.core.access.reach import reach_of
from reportbot.core.cases.desk.queue import View
from reportbot.core.messages import Fill
from reportbot.service.ports import Work
from reportbot.service.staff_chats.post import StaffPost
from reportbot.service.tables.queue import Asked, Waiting
from reportbot.service.towns import Town

LISTED = 10  # cases
COUNTED = 1000  # as far as they are counted


class LateList:
    def __init__(self, post: StaffPost) -> None:
        self._post = post

    async def text(self, work: Work, town: Town, member: Member, language: str, now: datetime) -> str:
        """The latest first."""
        asked = Asked(town.key, View.OVERDUE, reach_of(member, town.rules.coordinator), member.key, now)
        rows, _ = await work.queue.page(asked, None, LISTED)
        if not rows:
            return self._say(town, language, "late_none")
        count = (await work.queue.counts(asked, COUNTED))[View.OVERDUE]
        lines = [self._line(town, language, row) for row in rows]
        if count > len(rows):
            more = f"{count - len(rows)}{'+' if count == COUNTED else ''}"
            lines.append(self._say(town, language, "late_more", more=more, url=self._post.console(town)))
        return "\n\n".join([self._say(town, language, "late", count=count), *lines])

    def _line(self, town: Town, language: str, row: Waiting) -> str:
        """Of a matter that concerns a person the office is left out: it would tell what it is about."""
        known: Mapping[str, Fill] = {
            "number": row.case.number,
            "since": row.turn.late_at or row.case.opened_at,
            "url": self._post.console(town, row.case.number),
        }
        if row.case.concerns_a_person:
            return self._say(town, language, "late_line", **known)
        return self._say(town, language, "late_line_at", institution=town.name_of(row.case.lead), **known)

    def _say(self, town: Town, language: str, key: str, **fill: Fill) -> str:
        return self._post.say(town, language, key, **fill)
