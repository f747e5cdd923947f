"""Where the files are that travel with the code: beside `src/` in a checkout, inside the package once installed."""

from pathlib import Path

_PACKAGE = Path(__file__).parent
_SHIPPED = _PACKAGE / "shipped"
_CHECKOUT = _PACKAGE.parent.parent


def code() -> Path:
    return _PACKAGE


def conversations() -> Path:
    return _found("conversations", "conversations")


def locales() -> Path:
    return _found("locales", "locales")


def municipalities() -> Path:
    return _found("municipalities", "deploy/municipalities")


def letters() -> Path:
    return _found("letters", "deploy/letters")


def _found(shipped: str, checkout: str) -> Path:
    inside = _SHIPPED / shipped
    return inside if inside.is_dir() else _CHECKOUT / checkout
