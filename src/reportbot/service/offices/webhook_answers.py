"""An office's own system answers a webhook: read, recorded as that institution's answer, once."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from reportbot.core.cases.referral import Answer
from reportbot.core.errors import BadInput, BadSignature, UnknownCode
from reportbot.core.given_json import is_whole
from reportbot.core.outgoing.checking import confirmation_of
from reportbot.service.offices.recording import LONGEST_NOTE
from reportbot.service.offices.shared_doors import Answers
from reportbot.service.offices.webhook_secrets import secrets_of
from reportbot.service.ports import Clock, Store, Vault
from reportbot.service.towns import Town
from reportbot.service.trying import persistently

LARGEST_ANSWER = 20_000  # bytes
LONGEST = 2000  # letters of any of its values


@dataclass(frozen=True, slots=True)
class MachineAnswer:
    """`until` is a day; every other value is as an office would choose it on its page. `is_confirmed`: somebody there
    has looked at what the note tells of people."""

    institution: str
    referral: int
    answer: Answer
    note: str = field(default="", repr=False)
    outcome: str = ""
    until: date | None = None
    suggested: str = ""
    is_confirmed: bool = False


def read_answer(body: bytes) -> MachineAnswer:
    """Raises BadInput, which names the value that is wrong and never repeats it."""
    try:
        data = json.loads(body)
    except (ValueError, RecursionError):
        raise BadInput("the answer is not JSON") from None
    if not isinstance(data, dict):
        raise BadInput("the answer is no JSON object")
    known = {key: _text(data, key) for key in ("institution", "referral", "answer", "note", "outcome", "suggested")}
    number = known["referral"]
    if not (number.isascii() and number.isdigit() and len(number) < 20):
        raise BadInput("referral is no number")
    if known["answer"] not in set(Answer):
        raise BadInput(f"answer is one of {', '.join(Answer)}")
    until = _text(data, "until")
    try:
        day = date.fromisoformat(until) if until else None
    except ValueError:
        raise BadInput("until is no day like 2026-12-05") from None
    confirmed = data.get("confirmed", False)
    if not isinstance(confirmed, bool):
        raise BadInput("confirmed is true or false")
    return MachineAnswer(
        institution=known["institution"],
        referral=int(number),
        answer=Answer(known["answer"]),
        note=known["note"],
        outcome=known["outcome"],
        until=day,
        suggested=known["suggested"],
        is_confirmed=confirmed,
    )


class WebhookAnswers:
    def __init__(self, store: Store, vault: Vault, towns: Mapping[str, Town], answers: Answers, clock: Clock) -> None:
        self._store, self._vault, self._towns, self._answers, self._clock = store, vault, towns, answers, clock

    def secrets_of(self, municipality: str, institution: str) -> list[bytes]:
        """Raises BadSignature for an institution that is not there: as for a wrong secret."""
        office = self._towns[municipality].rules.institutions.get(institution)
        if office is None:
            raise BadSignature("no such institution")
        return secrets_of(self._vault, municipality, office, self._clock.now())

    async def take(self, municipality: str, name: str, said: MachineAnswer) -> None:
        """`name` is what the sender calls this message: the same name is the same answer. The caller has checked who
        it is from. Raises UnknownCode where the referral is not theirs, and BadInput as an answer on the page does.
        """
        institutions = self._towns[municipality].rules.institutions
        if said.suggested and said.suggested not in institutions:
            raise BadInput("suggested is no institution of this municipality")
        key = self._vault.message_key(f"webhook:{municipality}:{said.institution}:{name}")
        async with self._store.read() as work:
            if await work.messages.is_known(key):
                return
            referral = await work.cases.referral(said.referral)
        if referral is not None and referral.municipality != municipality:
            raise UnknownCode("a referral of another municipality")
        note = said.note.strip()[:LONGEST_NOTE]  # as it is kept, and so as it is looked at
        confirmed = confirmation_of(note) if said.is_confirmed else ""
        await self._answers.answer_as(
            said.institution,
            said.referral,
            said.answer,
            note,
            outcome=said.outcome,
            until=said.until,
            suggested=said.suggested,
            confirmed=confirmed,
        )

        async def once() -> None:
            async with self._store.begin() as work:
                await work.messages.unseen([key], self._clock.now())

        await persistently(once)


def _text(data: Mapping[str, Any], key: str) -> str:
    value = data.get(key)
    if is_whole(value):
        value = str(value) if abs(value) < 2**63 else "too large"
    if value is None:
        return ""
    if not isinstance(value, str) or len(value) > LONGEST:
        raise BadInput(f"{key} is no text of at most {LONGEST} letters")
    return value
