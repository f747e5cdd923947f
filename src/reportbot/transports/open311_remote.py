"""One other Open311 system, as one town reaches it: what we ask it, and what its answers say."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from xml.etree import ElementTree

import httpx

from reportbot.service.open311.handing import Handover, Way
from reportbot.service.ports import DeliveryFailed
from reportbot.transports import checked_address
from reportbot.transports.checked_address import Resolve, checked

TIMEOUT = 20.0  # seconds for each step
LARGEST = 2 * 1024 * 1024  # bytes of an answer
LONGEST = 4000  # letters of a text that we take from there
NOT_TAKEN = frozenset({400, 401, 403, 404, 405, 406, 410, 413, 414, 415, 422})
"""Refused for what it is: nothing was made there, and the same again would be refused again."""
LATER = frozenset({429, 503})  # not taken now


class NotReached(DeliveryFailed):
    """Nothing of ours came there."""


class NothingThere(DeliveryFailed):
    """The request was not made there, for certain."""


@dataclass(frozen=True, slots=True)
class State:
    """What the other system says of one request, `status` in small letters. `key` names this very word of theirs."""

    remote: str
    status: str
    note: str
    key: str


class Remote:
    """One other system. Every method makes one request; raises DeliveryFailed for what it does not give."""

    def __init__(
        self, way: Way, key: str = "", *, here: bool = False, resolve: Resolve = checked_address.resolve
    ) -> None:
        self._way, self._key, self._here, self._resolve = way, key, here, resolve

    async def report(self, handover: Handover) -> tuple[str, bool]:
        """Its number there, or a token for one. Raises NothingThere where it was not taken; else nobody knows."""
        fields = {
            "service_code": handover.service_code,
            "description": handover.description,
            "address_string": handover.address,
            "attribute[external_id]": handover.reference,
        }
        if handover.point:
            fields |= {"lat": f"{handover.point[0]}", "long": f"{handover.point[1]}"}
        try:
            answer = await self._ask("POST", "requests", fields)
        except NotReached as failure:
            raise NothingThere(failure.reason, retry=failure.retry) from None
        if answer.status in NOT_TAKEN:
            raise NothingThere(f"refused ({answer.status})", retry=False)
        if answer.status in LATER:
            raise NothingThere(f"not now ({answer.status})", retry=True, after=answer.after)
        first = next(iter(answer.rows("report")), {})
        number, token = text(first, "service_request_id"), text(first, "token")
        return (number, False) if number or not token else (token, True)

    async def look_for(self, handover: Handover) -> str:
        """The number of the request that bears our name, "" where none does that we can see."""
        since = when(handover.noted_at - timedelta(days=1))
        fields = {"service_code": handover.service_code, "start_date": since}
        for row in (await self._ask("GET", "requests", fields)).rows("look"):
            if any(handover.reference in str(value) for value in row.values()):
                return text(row, "service_request_id")
        return ""

    async def remind(self, handover: Handover, name: str, now: datetime) -> str:
        fields = {
            "service_request_id": handover.remote,
            "update_id": name.strip("<>"),
            "status": "open",
            "updated_datetime": when(now),
            "description": handover.description,
        }
        answer = await self._ask("POST", "servicerequestupdates", fields)
        return text(next(iter(answer.rows("remind")), {}), "update_id") or handover.remote

    async def number_of(self, token: str) -> str:
        """ "" while it has none."""
        answer = await self._ask("GET", f"tokens/{token}", {})
        return text(next(iter(answer.rows("token")), {}), "service_request_id")

    async def states(self, numbers: Sequence[str]) -> list[State]:
        """Of those that it still shows."""
        answer = await self._ask("GET", "requests", {"service_request_id": ",".join(numbers)})
        return [_state(row, "status_notes") for row in answer.rows("states")]

    async def updates(self, since: datetime, until: datetime) -> list[State]:
        """Whatever it says of any request, oldest first."""
        fields = {"start_date": when(since), "end_date": when(until)}
        rows = (await self._ask("GET", "servicerequestupdates", fields)).rows("updates")
        return [_state(row, "description") for row in sorted(rows, key=lambda row: text(row, "updated_datetime"))]

    async def tell(self, address: str, fields: Mapping[str, str]) -> None:
        """Posts an update to an address of theirs."""
        (await self._ask("POST", address, fields)).rows("tell")

    async def _ask(self, method: str, what: str, fields: Mapping[str, str]) -> "Answer":
        """No redirect is followed: our key goes where the file says, and nowhere else."""
        way = self._way
        url = what if "://" in what else f"{way.endpoint}/{what}.{way.format}"
        known = {"jurisdiction_id": way.jurisdiction, "api_key": self._key}
        sent = {name: value for name, value in {**known, **fields}.items() if value}
        given: dict[str, Any] = {"data": sent} if method == "POST" else {"params": sent}
        try:
            at = await checked(url, here=self._here, resolve=self._resolve)
        except DeliveryFailed as failure:
            raise NotReached(failure.reason, retry=failure.retry) from None
        headers = {"User-Agent": "reportbot", "Host": at.header}
        try:
            async with (
                # Without the proxies of the environment: they would resolve the name once more.
                httpx.AsyncClient(timeout=TIMEOUT, follow_redirects=False, trust_env=False) as client,
                client.stream(
                    method, at.url, headers=headers, extensions={"sni_hostname": at.host}, **given
                ) as response,
            ):
                body = b""
                async for piece in response.aiter_bytes():
                    body += piece
                    if len(body) > LARGEST:
                        raise DeliveryFailed("the other system answers too much", retry=True)
                return Answer(response.status_code, body, url.endswith(".xml"), _after(response.headers))
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout) as error:
            raise NotReached(f"not reached ({type(error).__name__})", retry=True) from None
        except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError) as error:
            raise DeliveryFailed(f"nobody knows how it ended ({type(error).__name__})", retry=True) from None


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back, not yet believed."""

    status: int
    body: bytes
    is_xml: bool
    after: timedelta | None = None

    def rows(self, what: str) -> list[Mapping[str, Any]]:
        """The objects in it. Raises DeliveryFailed where it says no, or says nothing that can be read."""
        if not 200 <= self.status < 300:
            raise DeliveryFailed(f"{what}: the other system says {self.status}", retry=True, after=self.after)
        try:
            found = _of_xml(self.body) if self.is_xml else json.loads(self.body or b"[]")
        except (ValueError, RecursionError, ElementTree.ParseError):
            raise DeliveryFailed(f"{what}: an answer that cannot be read", retry=True) from None
        several = found if isinstance(found, list) else [found]
        return [row for row in several if isinstance(row, Mapping)]


def text(row: Mapping[str, Any], name: str) -> str:
    """Numbers too: some systems count their requests."""
    value = row.get(name)
    return str(value).strip()[:LONGEST] if isinstance(value, str | int) and not isinstance(value, bool) else ""


def when(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _state(row: Mapping[str, Any], note: str) -> State:
    number, said = text(row, "service_request_id"), text(row, note)
    status = text(row, "status").lower().replace("_", " ")[:100]
    key = text(row, "update_id") or f"{status} {said}"
    return State(number, status, said, key)


def _of_xml(body: bytes) -> list[dict[str, str]]:
    """Every element below the root with its children as texts. No document type: entities could unfold without end."""
    if b"<!DOCTYPE" in body or b"<!ENTITY" in body:
        raise ValueError("a document type")
    root = ElementTree.fromstring(body)  # noqa: S314 - refused above, and expat bounds what unfolds
    return [{inner.tag: inner.text or "" for inner in each} for each in root]


def _after(headers: httpx.Headers) -> timedelta | None:
    given = headers.get("retry-after", "")
    return (
        timedelta(seconds=min(int(given), 86_400)) if given.isascii() and given.isdecimal() and len(given) < 8 else None
    )
