"""Posts to the bot's hook as Twilio does: a form, signed with Twilio's own code over the public address."""

import secrets
from dataclasses import dataclass, field

import aiohttp
from twilio.request_validator import RequestValidator  # type: ignore[import-untyped]

ANSWERS_WITHIN_SECONDS = 15.0


@dataclass(frozen=True, slots=True)
class HookAnswer:
    """What the bot's hook answered; status 0 when no answer came, -1 when it was not called."""

    status: int
    body: str = field(default="", repr=False)


async def post_signed(url: str, signed_url: str, form: dict[str, str], auth_token: str) -> HookAnswer:
    """Post `form` to `url` with a signature made for `signed_url`; without one where `auth_token` is empty."""
    headers = {"I-Twilio-Idempotency-Token": secrets.token_hex(18), "User-Agent": "TwilioProxy/1.1"}
    if auth_token:
        headers["X-Twilio-Signature"] = RequestValidator(auth_token).compute_signature(signed_url, form)
    limit = aiohttp.ClientTimeout(total=ANSWERS_WITHIN_SECONDS)
    try:
        async with (
            aiohttp.ClientSession(timeout=limit) as session,
            session.post(url, data=form, headers=headers) as answer,
        ):
            return HookAnswer(answer.status, await answer.text())
    except (aiohttp.ClientError, TimeoutError):
        return HookAnswer(0)
