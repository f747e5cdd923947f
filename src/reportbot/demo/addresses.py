"""Mail addresses that exist in the demo alone: one per institution, under a name that no mail server can have."""

DOMAIN = "example"  # reserved for examples (RFC 2606)
DUTY_CHAT = -1001  # the pretend Telegram group of whoever is on call, and of offices for their codes
TELEGRAM_PERSON = 7001
"""The chat id of the pretend person on Telegram."""
PHONE = "+12025550123"
"""The pretend phone: from the range that is kept free for films (555-0100 to 555-0199)."""


def mail_address(municipality: str, institution: str) -> str:
    """Where that institution reads its mail in the demo."""
    return f"{institution}@{municipality}.{DOMAIN}"


def reader_of(address: str) -> tuple[str, str] | None:
    """Municipality and institution of a demo mail address, None for any other."""
    institution, _, host = address.partition("@")
    municipality, dot, domain = host.rpartition(".")
    return (municipality, institution) if dot and domain == DOMAIN and institution else None
