"""The sketch of a case: by which others find that they are alike. Written beside the case, in the same transaction."""

from collections.abc import Iterable, Mapping
from typing import Any

from reportbot.core.cases.case import Case
from reportbot.core.cases.triage.alike import Traits, both, is_compared_openly, mark_of
from reportbot.core.conversation.turns.session import HELD
from reportbot.core.errors import CannotBeRead
from reportbot.core.messages import Location
from reportbot.service.ports import Vault
from reportbot.service.records import Sketch

_TELLING = ("description", HELD)


class Sketcher:
    def __init__(self, vault: Vault) -> None:
        self._vault = vault

    def of(self, case: Case, answers: Mapping[str, Any], before: Sketch | None = None) -> Sketch:
        """Of what they say now, beside what they have said `before`. Raises CannotBeRead where the key of a sensitive
        case is destroyed or damaged."""
        mark = self.mark(case.municipality, answers)
        if before is not None:
            mark = both(self._known(case, before), mark)
        return self._kept(case, mark)

    def again(self, case: Case, before: Sketch) -> Sketch:
        """After its kind or its place was corrected: the same words, sealed or open as they must be now."""
        return self._kept(case, self._known(case, before))

    def placed(self, case: Case, told: Iterable[Mapping[str, Any]], with_point: bool) -> Sketch:
        """Of all that they have said; without their point, where somebody says that it is not there."""
        mark = b""
        for answers in told:
            mark = both(mark, self.mark(case.municipality, answers if with_point else _without_point(answers)))
        return self._kept(case, mark)

    def traits(self, case: Case, sketch: Sketch) -> Traits:
        """What can be compared of it. Raises CannotBeRead as `of`."""
        return Traits(sketch.category, sketch.place, sketch.opened_at, self._opened(case, sketch))

    def mark(self, municipality: str, answers: Mapping[str, Any]) -> bytes:
        """Of answers alone."""
        place = answers.get("place")
        at = place if isinstance(place, dict) else {}
        told = [str(answers[name]) for name in _TELLING if answers.get(name)]
        text = "\n".join([*told, str(at.get("text", ""))])
        return mark_of(text, _point(at), lambda word: self._vault.alike_hash(municipality, word))

    def _kept(self, case: Case, mark: bytes) -> Sketch:
        if is_compared_openly(case):
            return Sketch(case.id, case.municipality, case.category, case.place, case.opened_at, mark, b"")
        sealed = self._vault.case_key(case).seal(mark, _place_of(case))
        return Sketch(case.id, case.municipality, case.category, case.place, case.opened_at, b"", sealed)

    def _opened(self, case: Case, sketch: Sketch) -> bytes:
        return sketch.words or self._vault.case_key(case).open(sketch.sealed_words, _place_of(case))

    def _known(self, case: Case, sketch: Sketch) -> bytes:
        """What was damaged is left out: the report counts."""
        try:
            return self._opened(case, sketch)
        except CannotBeRead:
            return b""


def _place_of(case: Case) -> str:
    return f"sketches.words:{case.id}"


def _without_point(answers: Mapping[str, Any]) -> Mapping[str, Any]:
    place = answers.get("place")
    if not isinstance(place, dict):
        return answers
    return {**answers, "place": {name: value for name, value in place.items() if name not in ("lat", "lon")}}


def _point(at: Mapping[str, Any]) -> Location | None:
    try:
        return Location(float(at["lat"]), float(at["lon"])) if "lat" in at and "lon" in at else None
    except (TypeError, ValueError):
        return None
