"""What of an account is sealed, under a key of its own row: the hash of the password and the secret of the app."""

from dataclasses import replace

from reportbot.service.ports import Vault
from reportbot.service.records.staff import StaffMember


def place_of_key(member: int) -> str:
    return f"staff_members.key:{member}"


def hash_of(vault: Vault, staff: StaffMember) -> bytes:
    """b"" where there is no password."""
    if not staff.sealed_password:
        return b""
    return vault.data_key(staff.sealed_key, place_of_key(staff.id)).open(staff.sealed_password, _password(staff.id))


def secret_of(vault: Vault, staff: StaffMember) -> str:
    """Of the authenticator app; "" where there is none."""
    if not staff.sealed_totp:
        return ""
    return vault.data_key(staff.sealed_key, place_of_key(staff.id)).open(staff.sealed_totp, _totp(staff.id)).decode()


def with_password(vault: Vault, staff: StaffMember, hashed: bytes, secret: str) -> StaffMember:
    key = vault.data_key(staff.sealed_key, place_of_key(staff.id))
    return replace(
        staff,
        sealed_password=key.seal(hashed, _password(staff.id)),
        sealed_totp=key.seal(secret.encode(), _totp(staff.id)),
    )


def _password(member: int) -> str:
    return f"staff_members.password:{member}"


def _totp(member: int) -> str:
    return f"staff_members.totp:{member}"
