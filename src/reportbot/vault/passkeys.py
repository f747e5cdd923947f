"""Passkeys (WebAuthn): what the browser is asked, and whether its answer is good. Both factors in one: the device, and
the finger, face or PIN that opened it ("user verification", always required).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

from reportbot.core.signin.refusals import PasskeyCopied, PasskeyRefused

NAME = "reportbot"
LONGEST_ANSWER = 16 * 1024  # letters


@dataclass(frozen=True, slots=True)
class NewPasskey:
    credential: bytes
    public_key: bytes
    counted: int


class Passkeys:
    """Bound to the host of `public_url`; browsers offer none at an address of numbers or without https."""

    def __init__(self, public_url: str) -> None:
        address = urlsplit(public_url)
        self._host, self._origin = address.hostname or "", f"{address.scheme}://{address.netloc}"
        self.possible = _is_name(self._host) and (address.scheme == "https" or self._host == "localhost")

    def to_register(self, challenge: bytes, member: int, key: str, name: str, have: Sequence[bytes]) -> str:
        """What the browser is asked, as JSON. `have`: credentials that this person has already."""
        import webauthn  # 0.1 s that only those who use passkeys pay, as below
        from webauthn.helpers import structs

        return webauthn.options_to_json(
            webauthn.generate_registration_options(
                rp_id=self._host,
                rp_name=NAME,
                user_id=member.to_bytes(8, "big"),
                user_name=key,
                user_display_name=name,
                challenge=challenge,
                timeout=300_000,
                authenticator_selection=structs.AuthenticatorSelectionCriteria(
                    resident_key=structs.ResidentKeyRequirement.REQUIRED,
                    user_verification=structs.UserVerificationRequirement.REQUIRED,
                ),
                exclude_credentials=_described(have),
            )
        )

    def registered(self, answer: str, challenge: bytes) -> NewPasskey:
        """Raises PasskeyRefused."""
        import webauthn

        found = _checked(
            webauthn.verify_registration_response,
            credential=_short(answer),
            expected_challenge=challenge,
            expected_rp_id=self._host,
            expected_origin=self._origin,
            require_user_verification=True,
        )
        return NewPasskey(found.credential_id, found.credential_public_key, found.sign_count)

    def to_sign_in(self, challenge: bytes, known: Sequence[bytes] = ()) -> str:
        """`known`: those of one person; without them the device offers all it has for us."""
        import webauthn
        from webauthn.helpers import structs

        return webauthn.options_to_json(
            webauthn.generate_authentication_options(
                rp_id=self._host,
                challenge=challenge,
                timeout=300_000,
                allow_credentials=_described(known),
                user_verification=structs.UserVerificationRequirement.REQUIRED,
            )
        )

    def named(self, answer: str) -> bytes:
        """Which credential it says it is of; nothing is proven yet. Raises PasskeyRefused."""
        from webauthn.helpers import parse_authentication_credential_json

        return bytes(_checked(parse_authentication_credential_json, _short(answer)).raw_id)

    def signed(self, answer: str, challenge: bytes, public_key: bytes, counted: int) -> int:
        """How often it was used by its own count, 0 where it does not count.

        Raises PasskeyRefused; PasskeyCopied where everything is right but the count, which a copy would have.
        """
        import webauthn

        found = _checked(
            webauthn.verify_authentication_response,
            credential=_short(answer),
            expected_challenge=challenge,
            expected_rp_id=self._host,
            expected_origin=self._origin,
            credential_public_key=public_key,
            credential_current_sign_count=0,  # compared below, to tell a copy from a wrong signature
            require_user_verification=True,
        )
        if (found.new_sign_count or counted) and found.new_sign_count <= counted:
            raise PasskeyCopied("its count does not rise")
        return int(found.new_sign_count)


def _short(answer: str) -> str:
    if len(answer) > LONGEST_ANSWER:
        raise PasskeyRefused("too long for an answer of an authenticator")
    return answer


def _checked(check: Any, *given: Any, **named: Any) -> Any:
    """The library raises errors of several kinds for rubbish; none of their words is kept."""
    try:
        return check(*given, **named)
    except Exception as error:
        raise PasskeyRefused(f"not an answer we can take: {type(error).__name__}") from None


def _described(credentials: Sequence[bytes]) -> Any:
    from webauthn.helpers.structs import PublicKeyCredentialDescriptor

    return [PublicKeyCredentialDescriptor(id=each) for each in credentials]


def _is_name(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return bool(host)
    return False
