"""Where the next page of a list begins, as it stands in an address."""

from datetime import UTC, datetime, timedelta

LONGEST = 80  # letters
_MOST = 1 << 63
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)

Position = tuple[int, int, int]


def write_position(position: Position) -> str:
    return "-".join(map(str, position))


def read_position(text: str) -> Position | None:
    """None for the first page, and for anything that we did not write."""
    fields = text.split("-") if len(text) <= LONGEST else []
    if len(fields) != 3 or not all(field.isascii() and field.isdecimal() for field in fields):
        return None
    first, second, third = map(int, fields)
    return (first, second, third) if max(first, third) < _MOST and second <= 3 else None


def of_moment(moment: datetime, id: int) -> Position:
    """Of a list that goes by a moment."""
    return (moment - _EPOCH) // _MICROSECOND, 0, id


def moment_of(position: Position | None) -> tuple[datetime, int] | None:
    """None also for a moment that no calendar has."""
    if position is None:
        return None
    try:
        return _EPOCH + timedelta(microseconds=position[0]), position[2]
    except OverflowError:
        return None
