"""A digest depends on the key, on the digest before it and on the entry."""

from itertools import combinations

from reportbot.vault.chain import DIGEST_BYTES, chain_of


def test_another_key_digest_or_entry_gives_another_digest() -> None:
    chain, other = chain_of(b"a" * 32), chain_of(b"b" * 32)
    first = chain(b"", b"entry")
    made = [first, other(b"", b"entry"), chain(b"", b"Entry"), chain(first, b"entry"), chain(b"", first + b"entry")]
    assert all(len(each) == DIGEST_BYTES for each in made)
    assert all(one != another for one, another in combinations(made, 2))
    assert chain(b"", b"entry") == first
