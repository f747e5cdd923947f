"""How far one person has come: small enough to be sealed, stored and reloaded between any two messages."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import UTC, datetime, timedelta
from typing import Any

DRAFT_LIVES = timedelta(hours=24)  # a draft that falls silent is erased after this


@dataclass(frozen=True, slots=True)
class Session:
    """Progress through one flow. `flow` "" means that nothing is under way.

    `answers` holds what was said by name; `trail` the (flow, version, step)s asked, for "back"; `offered` the values
    behind the numbers of a list that was made on the spot; `waiting_for` an interrupt's question ("danger");
    `case` the case that an alarm has opened already.
    """

    language: str
    flow: str = ""
    version: int = 0
    step: str = ""
    answers: Mapping[str, Any] = field(default_factory=dict, repr=False)
    trail: tuple[tuple[str, int, str], ...] = ()
    offered: tuple[str, ...] = ()
    waiting_for: str = ""
    dangers: tuple[str, ...] = ()
    case: int | None = None
    at: datetime = datetime(1970, 1, 1, tzinfo=UTC)

    @property
    def is_idle(self) -> bool:
        return not self.flow

    def is_stale(self, now: datetime) -> bool:
        return now - self.at > DRAFT_LIVES

    def with_answer(self, name: str, value: Any) -> "Session":
        return replace(self, answers={**self.answers, name: value}) if name else self

    def without_answers(self, names: tuple[str, ...]) -> "Session":
        return replace(self, answers={key: value for key, value in self.answers.items() if key not in names})

    def at_step(self, flow: str, version: int, step: str) -> "Session":
        return replace(self, flow=flow, version=version, step=step, offered=())

    def ended(self) -> "Session":
        """Nothing under way any more, nothing that was said is kept."""
        return Session(language=self.language, at=self.at)

    def to_json(self) -> str:
        # Field by field: dataclasses.asdict copies deeply, which cost a fifth of a turn.
        fields = {name: getattr(self, name) for name in _FIELDS} | {"at": self.at.timestamp()}
        return json.dumps(fields, ensure_ascii=False, separators=(",", ":"))

    @classmethod
    def from_json(cls, text: str | bytes) -> "Session":
        fields = json.loads(text)
        fields["at"] = datetime.fromtimestamp(fields["at"], UTC)
        fields["trail"] = tuple(tuple(step) for step in fields["trail"])
        fields["offered"] = tuple(fields["offered"])
        fields["dangers"] = tuple(fields["dangers"])
        return cls(**fields)


_FIELDS = tuple(each.name for each in fields(Session))
