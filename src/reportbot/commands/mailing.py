"""`reportbot mail`: one mail on standard input, from a pipe or an alias of a mail server, beside a running service.

The exit status says to the mail server what to do with it (sysexits.h): 0 it is durable here, or nothing follows from
it; 75 keep it and try again; 67 nobody is behind this address; 65 it is no mail that could be used.
"""

import logging
from collections.abc import Mapping, Sequence
from typing import BinaryIO

from reportbot.app import open_parts
from reportbot.config import Settings
from reportbot.core.errors import BadInput, BadSetup, Problem
from reportbot.core.mail.reading import LARGEST_WITH_FILES
from reportbot.service.mailroom import Taken

DURABLE, TRY_AGAIN, NOBODY, NO_MAIL = 0, 75, 67, 65
log = logging.getLogger("reportbot.commands.mailing")


async def take_mail(
    settings: Settings, stream: BinaryIO, recipients: Sequence[str], sender: str | None, environment: Mapping[str, str]
) -> int:
    """`recipients` and `sender` are those of the envelope; Postfix's aliases give them in the environment instead.

    Raises BadSetup.
    """
    if not settings.mail_replies:
        raise BadSetup(Problem("REPORTBOT_MAIL_REPLIES", 0, "is not set: no mail can be for us"))
    raw = stream.read(LARGEST_WITH_FILES)
    while stream.read(LARGEST_WITH_FILES):  # a mail server that cannot hand over the rest would keep the whole mail
        pass
    if not recipients and (given := environment.get("ORIGINAL_RECIPIENT") or environment.get("RECIPIENT")):
        recipients = [given]
    if sender is None and "ORIGINAL_RECIPIENT" in environment:
        sender = environment.get("SENDER")
    parts = await open_parts(settings, is_guest=True)
    try:
        taken = await parts.mailroom.take(raw, recipients, None if sender is None else envelope(sender))
        log.info("a mail was taken", extra={"kind": str(taken)})
    except BadInput as refusal:
        log.warning("a mail could not be used", extra={"failure": type(refusal).__name__})
        return NO_MAIL
    finally:
        await parts.close()
    # A person hears from their own mail server that nobody is there any more. A machine's report never gets this far.
    return NOBODY if taken is Taken.NOT_FOR_US else DURABLE


def envelope(sender: str) -> str:
    """ "" for the empty sender of a report, however the mail server writes it."""
    return "" if sender.strip().lower() in ("", "<>", "mailer-daemon") else sender
