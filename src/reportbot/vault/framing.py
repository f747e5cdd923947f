"""How fields and texts become bytes before they are sealed: no two inputs look alike, and lengths are blurred."""

MARK = b"\x80"


def frame(*fields: str) -> bytes:
    """Fields one after the other, each behind its length, so that ("ab", "c") and ("a", "bc") differ."""
    # "surrogatepass" keeps a half emoji from raising an error that would quote it.
    framed = b""
    for field in fields:
        part = field.encode("utf-8", "surrogatepass")
        framed += len(part).to_bytes(4, "big") + part
    return framed


def unframe(data: bytes) -> tuple[str, ...]:
    """What `frame` was given. Raises ValueError for anything that it cannot have made."""
    fields = []
    while data:
        end = 4 + int.from_bytes(data[:4], "big")
        if len(data) < max(end, 4):
            raise ValueError("a framed field is cut off")
        fields.append(data[4:end].decode("utf-8", "surrogatepass"))
        data = data[end:]
    return tuple(fields)


def pad(plain: bytes) -> bytes:
    """Fill up to a multiple of 64 bytes (of 256 above 1 KiB), so that a sealed "yes" and "no" are equally long."""
    marked = len(plain) + len(MARK)
    bucket = 64 if marked <= 1024 else 256
    return plain + MARK + bytes(-marked % bucket)


def unpad(padded: bytes) -> bytes:
    """What `pad` was given. Raises ValueError when the mark is missing."""
    plain = padded.rstrip(b"\0")
    if not plain.endswith(MARK):
        raise ValueError("padding without its mark")
    return plain[: -len(MARK)]
