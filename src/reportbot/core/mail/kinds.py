"""What kind of mail came in: something that came back, an automatic answer, our own mail in a circle, or a person.

First match wins. A machine is asked before a person is believed: what counts as an answer must have been written.
"""

import re
from dataclasses import dataclass
from enum import StrEnum

from reportbot.core.mail.ours import is_ours
from reportbot.core.mail.reading import Mail
from reportbot.core.text import fold

MOST_HOPS = 30
"""Received lines; a mail in a circle has more (Postfix gives up at 50)."""


class Kind(StrEnum):
    BOUNCE = "bounce"
    DELAYED = "delayed"
    ARRIVED = "arrived"
    """A report that says that a mail has arrived, or was read."""
    AUTOMATIC = "automatic"
    LOOP = "loop"
    HUMAN = "human"


@dataclass(frozen=True, slots=True)
class Sorted:
    """`status` is the code of a bounce, like 5.1.1 (RFC 3463), "" where it gives none."""

    kind: Kind
    status: str = ""


def sorted_out(mail: Mail, host: str, own: tuple[str, ...], sender: str | None = None) -> Sorted:
    """`host` stands in our Message-IDs, `own` are addresses of ours that never write to us. `sender` is that of the
    envelope, "" for a report that nobody shall answer, None where it is not known.
    """
    if _is_loop(mail, host, own):
        return Sorted(Kind.LOOP)
    if mail.report_type == "delivery-status" or mail.statuses:
        return _reported(mail)
    if mail.report_type == "disposition-notification":
        return Sorted(Kind.ARRIVED)
    machine = _is_by_machine(mail)
    if _is_postmaster(mail, sender) and (old := _old_style(mail)):
        return old
    if machine or sender == "" or _AWAY.search(_subject(mail)):
        return Sorted(Kind.AUTOMATIC)
    return Sorted(Kind.HUMAN)


def _is_loop(mail: Mail, host: str, own: tuple[str, ...]) -> bool:
    if is_ours(mail.first("message-id"), host) or len(mail.all("received")) > MOST_HOPS:
        return True
    if mail.all("list-id", "x-loop"):
        return True
    written_by = " ".join(mail.all("from", "sender")).lower()
    return any(re.search(rf"(?<![a-z0-9.+_-]){re.escape(each.lower())}(?![a-z0-9.-])", written_by) for each in own)


def _reported(mail: Mail) -> Sorted:
    """RFC 3464: each block but the first is about one recipient; ours have one."""
    actions = {block.get("action", "").lower().split(" ")[0]: block.get("status", "") for block in mail.statuses}
    if "failed" in actions:
        return Sorted(Kind.BOUNCE, _status_in(actions["failed"]))
    if "delayed" in actions:
        return Sorted(Kind.DELAYED, _status_in(actions["delayed"]))
    if actions.keys() & {"delivered", "relayed", "expanded"}:
        return Sorted(Kind.ARRIVED)
    return _old_style(mail) or Sorted(Kind.AUTOMATIC)


def _old_style(mail: Mail) -> Sorted | None:
    """A report in words (qmail, Exchange, some web mailers). None where it says nothing of a failure."""
    subject, words = _subject(mail), mail.text[:6_000]
    status = _status_in(words) or next((f"{found[1]}.0.0" for found in [_REPLY.search(words)] if found), "")
    if _DELAYED.search(subject) or (status.startswith("4") and not _FAILED.search(subject)):
        return Sorted(Kind.DELAYED, status)
    if status.startswith("5") or _FAILED.search(subject):
        return Sorted(Kind.BOUNCE, status if status.startswith("5") else "")
    return None


def _is_by_machine(mail: Mail) -> bool:
    submitted = mail.first("auto-submitted").lower().split(";")[0].strip()
    if submitted and submitted != "no":  # RFC 3834
        return True
    if mail.first("precedence").lower() in ("bulk", "junk", "list", "auto_reply"):
        return True
    if mail.first("x-auto-response-suppress").lower() not in ("", "none"):
        return True
    return bool(mail.all("x-autoreply", "x-autorespond", "x-autoresponder", "x-auto-reply", "x-mail-autoreply"))


def _is_postmaster(mail: Mail, sender: str | None) -> bool:
    return sender == "" or bool(re.search(r"(?i)(?:^|[<\s])(?:mailer-daemon|postmaster)@|<>", mail.first("from")))


def _subject(mail: Mail) -> str:
    return fold(mail.first("subject")[:300])


def _status_in(text: str) -> str:
    found = _STATUS.search(text)
    return found[1] if found else ""


_STATUS = re.compile(r"(?<![\d.])([245]\.\d{1,3}\.\d{1,3})(?![\d.]*\d)", re.ASCII)
_REPLY = re.compile(r"(?<![\d.])([45])[0-5]\d(?=[ -])", re.ASCII)
_FAILED = re.compile(
    r"\b(undeliver\w*|returned mail|delivery (status notification )?fail\w*|mail delivery failed|failure notice"
    r"|delivery has failed|could not be delivered|non remis|unzustellbar|status notification failure"
    r"|nuk u dorezua|nuk mund te dorezohet|neuspes\w* isporuk\w*|nije isporucen\w*)\b"
)
_DELAYED = re.compile(r"\b(delayed|delay|warning|still being retried|vonese|kasni isporuk\w*)\b")
# The last resort: folded subjects of automatic answers in the languages of offices, and those of mail programs.
_AWAY = re.compile(
    r"^((re|fwd?|aw|sv|odg|pergj) )*(automatic reply|auto reply|autoreply|auto response|autosvar|auto|out of office"
    r"|out of the office|vacation|on vacation|on leave|away from|absence|abwesenheit\w*|automatische antwort"
    r"|pergjigje automatike|pergjigje e automatizuar|(jam )?jashte zyres|jashte zyre|mungoj( nga| deri|$)"
    r"|(jam )?(me|ne) pushim|automatski odgovor|automatska poruka|van kancelarije|nisam u kancelariji|odsutan|odsutna"
    r"|odsustvo|(ja )?(sam )?na godisnjem odmoru|na odmoru sam|van ureda|otomatik yanit|ofis disinda)\b"
)
