"""The six digits of an authenticator app (TOTP, RFC 6238): another code every half minute."""

from datetime import datetime
from hmac import compare_digest

import pyotp

ISSUER = "reportbot"
STEP = 30  # seconds
_AROUND = (0, -1, 1)  # half minutes: telephones' clocks are a little off


class HalfMinutes:
    """Implements service.staff.secrets.HalfMinutes."""

    def new_secret(self) -> str:
        """32 letters, 160 bits."""
        return pyotp.random_base32()

    def uri_of(self, secret: str, account: str) -> str:
        """What an authenticator app reads from the QR code."""
        return pyotp.TOTP(secret).provisioning_uri(name=account, issuer_name=ISSUER)

    def step_of(self, secret: str, code: str, now: datetime) -> int:
        """The half minute whose code this is, counted since 1970; 0 for a wrong one."""
        current = int(now.timestamp()) // STEP
        typed = "".join(code.split())
        if len(typed) != 6 or not (typed.isascii() and typed.isdigit()):
            return 0
        totp = pyotp.TOTP(secret)
        steps = [current + around for around in _AROUND]
        return next((step for step in steps if compare_digest(totp.generate_otp(step), typed)), 0)
