"""Tells an open queue that something has changed within its reader's reach, and nothing else: the page then asks again.

One look at the database serves everybody who listens (service/desk/queue_watch.py). A stream ends with the session,
after half an hour (the browser comes back by itself), and when the service stops.
"""

import re
from collections import Counter
from collections.abc import AsyncIterator

from starlette.responses import PlainTextResponse, Response, StreamingResponse

from reportbot.core.access.actions import Action
from reportbot.core.access.reach import reach_of
from reportbot.service.desk.queue_watch import EVERY
from reportbot.web.console.desk import Desk
from reportbot.web.console.signin.access import still_in

MOST_EACH, MOST = 4, 200
"""Streams of one member, and of all: whoever opens more is told so, and their page looks every minute instead."""
HEARTBEAT, LONGEST = 20.0, 1800.0  # seconds
MEDIA_TYPE = "text/event-stream"
_MARK = re.compile(r"[0-9a-f]{16}-[0-9]{1,18}")
HEADERS = {"X-Accel-Buffering": "no"}  # a proxy shall pass each line on at once


class Streams:
    def __init__(self) -> None:
        self._open: Counter[tuple[str, str]] = Counter()

    async def show(self, desk: Desk) -> Response:
        """GET …/queue/events. Whoever does not ask for a stream is told once, and no more."""
        if MEDIA_TYPE not in desk.request.headers.get("accept", ""):
            changed = await desk.parts.queue.watch.changed(desk.member.municipality, desk.reach)
            return Response(f"id: {changed}\n\n", media_type=MEDIA_TYPE)
        whose = (desk.member.municipality, desk.member.key)
        if self._open[whose] >= MOST_EACH or self._open.total() >= MOST:
            return PlainTextResponse("", 429, headers={"Retry-After": "60"})
        return StreamingResponse(self._events(desk, whose), media_type=MEDIA_TYPE, headers=HEADERS)

    async def _events(self, desk: Desk, whose: tuple[str, str]) -> AsyncIterator[str]:
        self._open[whose] += 1
        try:
            async for event in self._told(desk):
                yield event
        finally:
            self._open[whose] -= 1

    async def _told(self, desk: Desk) -> AsyncIterator[str]:
        watch, waited, town, reach = desk.parts.queue.watch, 0.0, desk.member.municipality, desk.reach
        known = await watch.changed(town, reach)
        yield f"retry: 5000\nid: {known}\n\n"
        if _last_seen(desk) not in (None, known):
            yield _changed(known)
        since = 0.0
        while waited < LONGEST and await watch.wait(EVERY):
            waited, since = waited + EVERY, since + EVERY
            now = await watch.changed(town, reach)
            if now == known and since < HEARTBEAT:
                continue
            member = await still_in(desk.parts, desk.visit, Action.SEE_QUEUE)
            if member is None:
                yield "event: ended\ndata: -\n\n"
                return
            if reach_of(member, desk.town.rules.coordinator) != reach:
                return  # the browser comes back by itself, and is told by what it may see now
            yield _changed(now) if now != known else ": here\n\n"
            known, since = now, 0.0


def _changed(mark: str) -> str:
    return f"id: {mark}\nevent: changed\ndata: -\n\n"


def _last_seen(desk: Desk) -> str | None:
    said = desk.request.headers.get("last-event-id", "")
    return said if _MARK.fullmatch(said) else None
