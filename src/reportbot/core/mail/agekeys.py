"""Whether a text is the public half of an age key (https://age-encryption.org/v1): Bech32 of 32 bytes, as BIP 173."""

_LETTERS = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
_PREFIX = "age"
_WHOLE = 62  # letters: "age", "1", 52 of the key, 6 of the checksum
_GENERATOR = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)


def is_public(text: str) -> bool:
    """One wrong letter and it is none. Never true for the secret half."""
    prefix, one, data = text.partition("1")
    if len(text) != _WHOLE or prefix != _PREFIX or not one or any(letter not in _LETTERS for letter in data):
        return False
    spread = [ord(letter) >> 5 for letter in _PREFIX] + [0] + [ord(letter) & 31 for letter in _PREFIX]
    return _checksum([*spread, *(_LETTERS.index(letter) for letter in data)]) == 1


def _checksum(values: list[int]) -> int:
    check = 1
    for value in values:
        top = check >> 25
        check = (check & 0x1FFFFFF) << 5 ^ value
        for place, generator in enumerate(_GENERATOR):
            check ^= generator if top >> place & 1 else 0
    return check
