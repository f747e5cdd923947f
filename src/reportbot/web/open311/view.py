"""Our values as GeoReport v2 writes them, with the words of one language. Nothing here says more than it must."""

from collections.abc import Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from reportbot.core.cases.telling.publishing import PUBLISHED, SAID, PublicChange
from reportbot.core.messages import Text
from reportbot.service.open311.requests import PublicRequest
from reportbot.service.ports import Translator
from reportbot.service.towns import Town
from reportbot.web.open311.answers import FORMATS, Value

SPECIFICATION = "http://wiki.open311.org/GeoReport_v2"
CHANGESET = "2026-11-22T00:00:00Z"  # of this interface
GROUP = Text("Public space")


class View:
    def __init__(self, town: Town, translator: Translator, language: str) -> None:
        self._town, self._translator, self._language = town, translator, language

    def service(self, code: str) -> Value:
        return {
            "service_code": code,
            "service_name": self._say(Text(PUBLISHED[code].label)),
            "description": self._say(Text(PUBLISHED[code].label)),
            "metadata": False,
            "type": "realtime",
            "keywords": None,
            "group": self._say(GROUP),
        }

    def request(self, request: PublicRequest) -> Value:
        """The place is the gazetteer's, its point too. Whatever somebody wrote is not here: description is empty."""
        place, spot = request.place, request.place.location if request.place else None
        last = request.changes[-1] if request.changes else None
        address = f"{place.name.in_(self._language)}, {self._town.rules.name.in_(self._language)}" if place else None
        return {
            "service_request_id": request.id,
            "status": _status(request.is_closed),
            "status_notes": self._say(SAID[last.kind]) if last else None,
            "service_name": self._say(Text(PUBLISHED[request.category].label)),
            "service_code": request.category,
            "description": None,
            "agency_responsible": self._say(self._town.office(request.lead).called),
            "service_notice": None,
            "requested_datetime": self._when(request.requested),
            "updated_datetime": self._when(request.updated),
            "expected_datetime": None,
            "address": address,
            "address_id": place.key if place else None,
            "zipcode": None,
            "lat": spot.latitude if spot else None,
            "long": spot.longitude if spot else None,
            "media_url": None,
        }

    def update(self, request: PublicRequest, change: PublicChange) -> Value:
        return {
            "update_id": request.name_of(change),
            "service_request_id": request.id,
            "status": _status(change.is_closed),
            "updated_datetime": self._when(change.at),
            "description": self._say(SAID[change.kind]),
            "media_url": None,
        }

    def _say(self, text: Text) -> str:
        return self._translator.say(text, self._language, zone=self._town.rules.zone)

    def _when(self, moment: datetime) -> str:
        """W3C, with the offset of the town at that moment."""
        return moment.astimezone(ZoneInfo(self._town.rules.zone)).isoformat(timespec="seconds")


def discovery(contact: str, endpoints: Mapping[str, str]) -> Value:
    """`endpoints`: the address of each, by the name that is shown with it."""
    return {
        "changeset": CHANGESET,
        "contact": contact,
        "key_service": contact,
        "endpoints": [
            {
                "specification": SPECIFICATION,
                "url": url,
                "changeset": CHANGESET,
                "type": "production",
                "name": name,
                "formats": list(FORMATS.values()),
            }
            for name, url in endpoints.items()
        ],
    }


def _status(is_closed: bool) -> str:
    return "closed" if is_closed else "open"
