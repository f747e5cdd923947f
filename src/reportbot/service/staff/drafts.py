"""What somebody had typed when their session was over: kept sealed for a day, for them and that page alone."""

import json
from collections.abc import Mapping
from dataclasses import dataclass

from reportbot.core.errors import CannotBeRead
from reportbot.core.signin import lives
from reportbot.service.ports import Clock, Ids, Store, Vault
from reportbot.service.records.staff import Draft, StaffMember
from reportbot.service.trying import persistently

MOST = 10  # of one person
LONGEST = 32 * 1024  # bytes of one, as they are sealed
NEVER_KEPT = frozenset(
    (
        "form_token",
        "password",
        "again",
        "code",
        "credential",
        "challenge",
        "offer",
        "back",
        "next",
        "key",
        "seen",
        "draft",
    )
)
"""Names of fields that are secret, or good for one moment only."""


@dataclass(frozen=True, slots=True)
class Kept:
    """The fields of a form that was sent too late, and where it was sent to."""

    id: int
    path: str
    fields: Mapping[str, list[str]]


class Drafts:
    def __init__(self, store: Store, vault: Vault, clock: Clock, ids: Ids) -> None:
        self._store, self._vault, self._clock, self._ids = store, vault, clock, ids

    async def keep(self, staff: StaffMember, path: str, fields: Mapping[str, list[str]]) -> int:
        """The number to ask for it by, 0 where there is nothing to keep. Raises StoreFailed."""
        given = {name: [each for each in values if each.strip()] for name, values in fields.items()}
        words = {name: values for name, values in given.items() if name not in NEVER_KEPT and values}
        plain = json.dumps(words, ensure_ascii=False).encode("utf-8", "replace")
        if not words or len(plain) > LONGEST:
            return 0
        now, id = self._clock.now(), self._ids.new()
        sealed = self._vault.seal(plain, _place(id))

        async def once() -> None:
            async with self._store.begin() as work:
                await work.drafts.keep(Draft(id, staff.municipality, staff.id, path, sealed, now), MOST)

        await persistently(once)
        return id

    async def get(self, staff: StaffMember, id: int) -> Kept | None:
        """One of their own, of the last day. Raises StoreFailed."""
        async with self._store.read() as work:
            draft = await work.drafts.get(staff.municipality, staff.id, id)
        if draft is None or self._clock.now() - draft.kept_at >= lives.DRAFTS:
            return None
        try:
            return Kept(id, draft.path, json.loads(self._vault.open(draft.sealed_words, _place(id))))
        except CannotBeRead:
            return None  # its week is over

    async def used(self, staff: StaffMember, path: str) -> None:
        """The form was sent: what was kept of it is erased."""

        async def once() -> None:
            async with self._store.begin() as work:
                await work.drafts.forget(staff.id, path)

        await persistently(once)


def _place(id: int) -> str:
    return f"drafts:{id}"
