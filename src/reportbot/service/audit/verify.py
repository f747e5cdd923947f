"""Walk the chain of the audit log and find the first entry that is wrong, and how.

Whoever changed the rows had no key, so what they left behind still fits together in places: that tells what they did.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from reportbot.service.ports import Store
from reportbot.service.records.audit import AuditEntry, Head

PAGE = 1000  # entries read at once
FIRST = -(2**63)  # no position is smaller: an entry put in before the first is found too

Chain = Callable[[bytes, bytes], bytes]


@dataclass(frozen=True, slots=True)
class Verdict:
    """Entries `since` + 1 to `whole` are as they were written; `wrong` is what is the matter then, "" if nothing."""

    since: int
    whole: int
    wrong: str = ""


async def verify(
    store: Store,
    chain: Chain,
    *,
    known: Sequence[Head] = (),
    since: Head | None = None,
    progress: Callable[[int], None] = lambda position: None,
) -> Verdict:
    """`known`: heads that were mailed; their digests may be cut short. `since`: a known head to begin behind.

    Raises StoreFailed. Entries that are written meanwhile are walked too.
    """
    walk, after = _Walk(chain, known), FIRST
    if since:
        walk.begin_behind(since, await _next(store, since.position - 1))
        after = since.position
    while not walk.verdict.wrong:
        async with store.read() as work:
            page = await work.audit.entries(after, PAGE)
            head = await work.audit.head()
        for entry in page:
            if not walk.passes(entry):
                walk.explain(entry, await _next(store, entry.position))
                return walk.verdict
        if len(page) < PAGE:
            walk.end(head)
            break
        after = page[-1].position
        progress(after)
    return walk.verdict


async def _next(store: Store, after: int) -> AuditEntry | None:
    async with store.read() as work:
        return next(iter(await work.audit.entries(after, 1)), None)


class _Walk:
    """`before` is the digest that the next entry is chained to."""

    def __init__(self, chain: Chain, known: Sequence[Head]) -> None:
        self._chain, self._known = chain, list(known)
        self._before = b""
        self.verdict = Verdict(0, 0)

    def begin_behind(self, since: Head, found: AuditEntry | None) -> None:
        """An entry whose digest is known from a mail, or taken on trust."""
        self.verdict = Verdict(since.position, since.position)
        if found is None or found.position != since.position:
            self._wrong(f"there is no entry {since.position} to begin behind")
        else:
            self._known.append(since)
            self._before = found.digest
            self._is_as_known(since.position, found.digest)

    def passes(self, entry: AuditEntry) -> bool:
        """Whether this entry is the next one, and whole."""
        here, digest = self.verdict.whole + 1, self._chain(self._before, entry.chained)
        if entry.position != here or digest != entry.digest or not self._is_as_known(here, digest):
            return False
        self._before, self.verdict = digest, replace(self.verdict, whole=here)
        return True

    def explain(self, entry: AuditEntry, following: AuditEntry | None) -> None:
        """What happened to an entry that did not pass."""
        here = self.verdict.whole + 1
        if self.verdict.wrong:
            return
        if entry.position < here:
            self._wrong(f"entry {entry.position}: inserted")
        elif entry.position > here + 1:
            self._wrong(f"entries {here} to {entry.position - 1} are missing")
        elif entry.position > here:
            self._wrong(f"entry {here} is missing")
        else:
            self._wrong(f"entry {here}: {self._how(entry, following)}")

    def end(self, head: Head | None) -> None:
        """All entries were walked: are these all that there were?"""
        last = self.verdict.whole
        mailed = max((each.position for each in self._known), default=0)
        if mailed > last:
            self._wrong(f"cut off: a known head says {mailed}, found {last}")
        elif head is None:
            self._wrong("the row of the head is missing" if last else "there is no entry at all")
        elif head.position > last:
            self._wrong(f"cut off: the head says {head.position}, found {last}")
        elif head.position < last:
            self._wrong(f"entry {head.position + 1}: after the end, the head says {head.position}, found {last}")
        elif head.digest != self._before:
            self._wrong("the digest of the head was changed")

    def _is_as_known(self, position: int, digest: bytes) -> bool:
        for head in self._known:
            if head.position == position and not digest.startswith(head.digest):
                return self._wrong(f"entry {position}: not as the known head has it; the log was written anew")
        return True

    def _how(self, entry: AuditEntry, following: AuditEntry | None) -> str:
        """What the entry after it still gives away."""
        if following is None:
            return "changed"
        here, digest = entry.position, self._chain(self._before, entry.chained)
        if following.digest == self._chain(entry.digest, following.chained):
            return "changed"
        if following.digest == self._chain(digest, following.chained):
            return "its digest was changed"
        first = self._chain(self._before, replace(following, position=here).chained)
        if first in (following.digest, entry.digest):
            second = self._chain(first, replace(entry, position=here + 1).chained)
            return f"swapped with {here + 1}" if second in (following.digest, entry.digest) else "inserted"
        if following.digest == self._chain(entry.digest, replace(following, position=here + 2).chained):
            return "the one that stood here is missing, and those after it were moved up"
        return "changed, and so is the next one; or this is not the key of this log"

    def _wrong(self, what: str) -> bool:
        self.verdict = replace(self.verdict, wrong=what)
        return False
