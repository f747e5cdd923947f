"""What Twilio refuses, and with which of its error codes (twilio.com/docs/api/errors)."""

import re

from starlette.requests import Request

from reportbot.demo.twilio_sms import Sms

LONGEST_BODY = 1600  # letters


class TwilioError(Exception):
    """`status` of HTTP, and the error code in `body`."""

    def __init__(self, status: int, code: int, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.body = {
            "code": code,
            "message": message,
            "more_info": f"https://www.twilio.com/docs/errors/{code}",
            "status": status,
        }


FAILURES = {401: 20003, 404: 20404, 429: 20429, 500: 20500, 503: 20503}


def not_found(request: Request) -> TwilioError:
    return TwilioError(404, 20404, f"The requested resource {request.url.path} was not found")


def check_message(to: str, sender: str, body: str, number: str) -> None:
    """`number` is the account's own. Raises TwilioError."""
    if not to:
        raise TwilioError(400, 21604, "A 'To' phone number is required.")
    if not re.fullmatch(r"(whatsapp:)?\+[1-9]\d{6,14}", to):
        raise TwilioError(400, 21211, f"Invalid 'To' Phone Number: {to[:6]}XXXX")
    if not sender:
        raise TwilioError(400, 21603, "A 'From' phone number is required.")
    if sender.removeprefix("whatsapp:") != number:
        raise TwilioError(400, 21606, f"The 'From' phone number {sender} is not a valid message-capable number.")
    if not body:
        raise TwilioError(400, 21602, "Message body is required.")
    if len(body) > LONGEST_BODY:
        raise TwilioError(400, 21617, "The concatenated message body exceeds the 1600 character limit")


def check_complete(sms: Sms, also_sent: bool = False) -> None:
    """Before a message is erased, or with `also_sent` removed. Raises TwilioError."""
    if sms.is_on_its_way or (also_sent and sms.status == "sent"):
        raise TwilioError(409, 20009, "Cannot delete this resource before it is complete")
