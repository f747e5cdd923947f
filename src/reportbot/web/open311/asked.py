"""Read what another system asks or sends. Everything has a limit, and what identifies a person is not looked at."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256
from urllib.parse import parse_qsl, urlsplit

from starlette.requests import Request

from reportbot.core.cases.telling.publishing import PUBLISHED
from reportbot.core.categories import CATEGORIES
from reportbot.core.conversation.questions import places
from reportbot.core.errors import BadInput
from reportbot.core.messages import Location
from reportbot.core.places import kilometres
from reportbot.service.open311.posting import Posted, Told
from reportbot.service.open311.requests import DAYS, MOST, MOST_IDS, Asked
from reportbot.service.towns import Town
from reportbot.web.forms import text_in

LONGEST_WORDS = 4000  # letters of a description: GeoReport v2, "POST Service Request"
MOST_URLS = 5
LONGEST_ADDRESS, LONGEST_URL, LONGEST_NAME = 500, 1000, 200
FARTHEST = 15.0  # km from every place of the town: what lies farther away is not the town's
MOST_PAGES = 10
FIELDS = 200
_REPORT = ("service_code", "lat", "long", "address_string", "address_id", "description")
_TOLD = ("service_request_id", "update_id", "status", "description")
_MEDIA = ("media_url", "media_url[]")
_NAMES = ("fixmystreet_id", "external_id", "client_request_id")
"""Attributes by which a sender names its own request, so that the same one sent twice is one."""
_STATES = frozenset({"open", "closed"})


class Refused(BadInput):
    """`status` and one English sentence for whoever wrote the other system. It repeats nothing of what came."""

    def __init__(self, status: int, description: str) -> None:
        super().__init__(description)
        self.status, self.description = status, description


@dataclass(frozen=True, slots=True)
class Form:
    """What was posted, without what names a person: email, phone, first_name, last_name, device_id, account_id and
    every field that we do not know are dropped here, before anything looks at them.

    `media` are addresses of pictures, `photos` pictures that came along, painted anew.
    """

    fields: Mapping[str, str] = field(repr=False)
    media: tuple[str, ...] = field(default=(), repr=False)
    photos: tuple[bytes, ...] = field(default=(), repr=False)

    def text(self, name: str, longest: int) -> str:
        """Raises Refused where it is too long."""
        value = text_in(self.fields, name).strip()
        if len(value) > longest:
            raise Refused(400, f"{name} has at most {longest} letters")
        return value


def read_posted(body: bytes, content_type: str) -> Form:
    """Raises Refused for what is no form."""
    if content_type.partition(";")[0].strip().lower() != "application/x-www-form-urlencoded":
        raise Refused(400, "send application/x-www-form-urlencoded, or multipart/form-data with pictures")
    try:
        given = parse_qsl(body.decode(), keep_blank_values=True, max_num_fields=FIELDS, errors="strict")
    except ValueError:
        raise Refused(400, "a form that cannot be read") from None
    return form_of(given)


def form_of(given: Iterable[tuple[str, str]]) -> Form:
    """Of a field that comes twice the first counts; of addresses of pictures all do."""
    known = {*_REPORT, *_TOLD, "api_key", "jurisdiction_id", *(f"attribute[{name}]" for name in _NAMES)}
    fields: dict[str, str] = {}
    media: list[str] = []
    for name, value in given:
        if name in _MEDIA:
            media.append(value.strip())
        elif name in known:
            fields.setdefault(name, value)
    return Form(fields, tuple(dict.fromkeys(each for each in media if each)))


def read_report(form: Form, town: Town) -> Posted:
    """Raises Refused."""
    code = form.text("service_code", LONGEST_NAME)
    if code not in PUBLISHED:
        raise Refused(400, "service_code was not provided, or is none of this endpoint's services")
    words = form.text("description", LONGEST_WORDS)
    given = next((name for each in _NAMES if (name := form.text(f"attribute[{each}]", LONGEST_NAME))), "")
    place = _place(form, town)
    told = "\n\n".join(each for each in (words, *_media(form)) if each)
    return Posted(CATEGORIES[code].code, place, told, given, form.photos)


def read_told(form: Form) -> Told:
    """An update of a request. Raises Refused."""
    id, name = form.text("service_request_id", LONGEST_NAME), form.text("update_id", LONGEST_NAME)
    if not id:
        raise Refused(400, "service_request_id was not provided")
    words = form.text("description", LONGEST_WORDS)
    if not words:
        raise Refused(400, "description was not provided")
    status = form.text("status", LONGEST_NAME).lower().replace("_", " ")
    words = "\n\n".join(each for each in (words, *_media(form)) if each)
    content = sha256(b"".join((words.encode(), *(sha256(each).digest() for each in form.photos))))
    return Told(id, name or content.hexdigest()[:32], words, status, form.photos)


def read_asked(request: Request) -> Asked:
    """The arguments of GET requests. What is empty is as if it were not there. Raises Refused."""
    ids = _listed(request, "service_request_id")
    if len(ids) > MOST_IDS:
        raise Refused(400, f"at most {MOST_IDS} service_request_id at once")
    since, until = read_span(request)
    states = {each.lower() for each in _listed(request, "status")}
    if states - _STATES:
        raise Refused(400, "status is open or closed")
    codes = frozenset(_listed(request, "service_code"))
    if codes and not codes & PUBLISHED.keys():
        raise Refused(404, "service_code was not found")
    return Asked(
        ids,
        codes,
        since,
        until,
        None if len(states) != 1 else states == {"closed"},
        _number(request, "page", 1, MOST_PAGES),
        _number(request, "page_size", MOST, MOST),
    )


def read_span(request: Request) -> tuple[datetime | None, datetime | None]:
    """start_date and end_date. Raises Refused."""
    since, until = _moment(request, "start_date"), _moment(request, "end_date")
    if since and until and until < since:
        raise Refused(400, "end_date lies before start_date")
    if since and until and until - since > DAYS + timedelta(days=1):
        raise Refused(400, f"start_date and end_date may not span more than {DAYS.days} days")
    return since, until


def _listed(request: Request, name: str) -> tuple[str, ...]:
    given = ",".join(request.query_params.getlist(name))
    if len(given) > 2000:
        raise Refused(400, f"{name} is too long")
    return tuple(dict.fromkeys(part for each in given.split(",") if (part := each.strip())))


def _number(request: Request, name: str, usual: int, most: int) -> int:
    given = request.query_params.get(name, "").strip()
    if not given:
        return usual
    if not (given.isascii() and given.isdecimal() and len(given) < 6 and 1 <= int(given) <= most):
        raise Refused(400, f"{name} is a number from 1 to {most}")
    return int(given)


def _moment(request: Request, name: str) -> datetime | None:
    """In a URL a plus that nobody has escaped arrives as a blank."""
    given = request.query_params.get(name, "").strip().replace(" ", "+")
    if not given:
        return None
    try:
        moment = datetime.fromisoformat(given) if len(given) <= 40 else None
        if moment is None or moment.tzinfo is None or not 2000 <= moment.year <= 2999:
            raise ValueError
    except ValueError:
        raise Refused(400, f"{name} is in w3 format with its offset, such as 2026-11-22T00:00:00Z") from None
    return moment


def _media(form: Form) -> tuple[str, ...]:
    """Addresses of pictures, for a person to open. We fetch nothing that somebody else names."""
    if len(form.media) > MOST_URLS:
        raise Refused(400, f"at most {MOST_URLS} media_url")
    for address in form.media:
        _check_address(address)
    return form.media


def _check_address(address: str) -> None:
    if len(address) > LONGEST_URL:
        raise Refused(400, f"media_url has at most {LONGEST_URL} letters")
    try:
        parts = urlsplit(address)
        fine = parts.scheme in ("http", "https") and bool(parts.hostname) and not set(address) & set(' \n\t<>"')
    except ValueError:
        fine = False
    if not fine:
        raise Refused(400, "media_url is an address that begins with https:// or http://")


def _place(form: Form, town: Town) -> dict[str, str | float]:
    """As an answer to "where?" has it. Raises Refused where no place is given, or one that is not the town's."""
    gazetteer = town.around.gazetteer
    typed = form.text("address_string", LONGEST_ADDRESS)[: places.LONGEST_TYPED]
    named = places.kept(typed, gazetteer) if typed else {}
    if key := form.text("address_id", LONGEST_NAME):
        if key not in gazetteer.by_key or gazetteer.by_key[key].removed:
            raise Refused(400, "address_id was not found")
        named = {**named, "key": key}
    point = _point(form)
    if point is None:
        if not named:
            raise Refused(400, "a location was not provided: lat and long, or address_string, or address_id")
        return named
    spots = [place.location for place in gazetteer.by_key.values() if place.location]
    if spots and min(kilometres(point, spot) for spot in spots) > FARTHEST:
        raise Refused(400, "lat and long do not lie in this municipality")
    pinned = places.pinned(point, gazetteer)
    return {**pinned, **named} if "key" in named else {**named, **pinned}


def _point(form: Form) -> Location | None:
    given = [form.text(name, 40) for name in ("lat", "long")]
    if not any(given):
        return None
    try:
        latitude, longitude = map(float, given)
    except ValueError:
        raise Refused(400, "lat and long are numbers, and come together") from None
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        raise Refused(400, "lat and long are degrees")
    return Location(latitude, longitude)
