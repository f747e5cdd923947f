"""The chain of the audit log: each entry's digest is keyed and covers the digest before it.

Whoever can write the database, but has no key, can neither change, drop, insert nor swap entries unseen. Whoever has
both can forge the whole chain: against that, its head is mailed out of the house once a day.
"""

from collections.abc import Callable
from hashlib import blake2b

DIGEST_BYTES = 32
Chain = Callable[[bytes, bytes], bytes]


def chain_of(key: bytes) -> Chain:
    """(digest before, entry) → digest, keyed BLAKE2b-256. The digest before the first entry is empty."""
    keyed = blake2b(key=key, digest_size=DIGEST_BYTES, person=b"audit")

    def chained(before: bytes, entry: bytes) -> bytes:
        hashed = keyed.copy()
        hashed.update(len(before).to_bytes(1, "big") + before + entry)
        return hashed.digest()

    return chained
